#include "access/rule_checks.h"

#include <doctest/doctest.h>

#include "access/testing/policy_world.h"

namespace {

using namespace access;
using namespace access::testing;

Law law_with_limits() {
    Law law = small_law();
    for (const auto& [key, value] :
         std::vector<std::pair<std::string, int>>{{"smallest_count", 5},
                                                  {"inform_days", 30},
                                                  {"break_glass_characters", 20},
                                                  {"break_glass_minutes", 60},
                                                  {"break_glass_review_hours", 24},
                                                  {"breach_hours", 72}}) {
        LimitEntry entry;
        entry.key = key;
        entry.value = value;
        law.limits.push_back(entry);
    }
    RetentionEntry list;
    list.key = "ssp_meeting_list";
    list.days = 30;
    law.retention = {list};
    return law;
}

const base::Date today = policy_day();

}  // namespace

TEST_CASE("R12, R46: text about places names nobody") {
    CHECK(check_names_nobody("Der er larm bag biblioteket").ok());
    const auto refused = check_names_nobody("010203-1234 larmer");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message ==
          "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv stedet eller tendensen i "
          "stedet.");
    CHECK(rule_sentence(Rule::R46) == refused.error().message);
}

TEST_CASE("R26: persons are ordered by nothing that is a score in other words") {
    CHECK(check_order_of_persons("name").ok());
    for (const std::string_view key : {"score", "answers", "concerns", "risk", "contacts", ""}) {
        const auto refused = check_order_of_persons(key);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().message ==
              "Systemet beregner ikke en risikoscore for enkeltpersoner.");
    }
    for (const std::string_view name :
         {"risk_level", "concern_score", "person_rank", "threat_level", "risikoniveau", "total",
          "priority", "answer_weight"}) {
        CHECK(names_a_number_on_persons(name));
    }
    for (const std::string_view name :
         {"name", "born_on", "prevention_level", "version", "status"}) {
        CHECK_FALSE(names_a_number_on_persons(name));
    }
}

TEST_CASE("R28: too few to be shown") {
    const Law law = law_with_limits();
    CHECK(check_count(0, law, today).ok());
    CHECK(check_count(5, law, today).ok());
    for (const int count : {1, 4}) {
        const auto refused = check_count(count, law, today);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().message == "For få til at vises (under 5).");
    }
}

TEST_CASE("R33: told, or a reason why not") {
    CHECK(check_duty_to_inform(today, "", today).ok());
    CHECK(check_duty_to_inform({}, "Den unge er anonym", today).ok());
    for (const auto& told :
         {std::optional<base::Date>(), std::optional(base::add_days(today, 1))}) {
        const auto refused = check_duty_to_inform(told, " ", today);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().message == "Angiv, om personen er orienteret, eller hvorfor ikke.");
    }
    CHECK(inform_before(today, law_with_limits()) == base::date_of(2026, 4, 1));
}

TEST_CASE("R41: the emergency door needs a reason, closes by itself and is looked at") {
    const Law law = law_with_limits();
    CHECK_FALSE(check_break_glass("", law, today).ok());
    CHECK_FALSE(check_break_glass("Det haster           ", law, today).ok());
    CHECK(check_break_glass("Drengen er løbet og truer med at gøre skade på sig selv", law, today)
              .ok());
    CHECK(break_glass_ends(policy_now(), law, today) == policy_now() + std::chrono::minutes(60));
    CHECK(break_glass_review_due(policy_now(), law, today) ==
          policy_now() + std::chrono::hours(24));
}

TEST_CASE("R36, R37, R39: terms are counted from the law's numbers") {
    const Law law = law_with_limits();
    CHECK(erasable_from("ssp_meeting_list", today, law) == base::date_of(2026, 4, 1));
    CHECK_FALSE(erasable_from("unknown", today, law).has_value());
    CHECK(breach_notice_due(policy_now(), law, today) == policy_now() + std::chrono::hours(72));
    CHECK_THROWS_AS((void)law.limit("unknown", today), std::logic_error);
}

TEST_CASE("an age is whole years, and 29 February comes of age on 1 March") {
    const base::Date leap = base::date_of(2008, 2, 29);
    CHECK(age_on(leap, base::date_of(2026, 2, 28)) == 17);
    CHECK(age_on(leap, base::date_of(2026, 3, 1)) == 18);
    CHECK(age_on(leap, base::date_of(2028, 2, 29)) == 20);
    CHECK(age_on(base::date_of(2010, 7, 1), base::date_of(2026, 6, 30)) == 15);
    CHECK(age_on(base::date_of(2010, 7, 1), base::date_of(2026, 7, 1)) == 16);
}

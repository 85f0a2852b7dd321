#include "reports/annual_report.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using access::Permission;
using access::Role;
using reports::Attempt;
using reports::move;
using reports::Publication;
using reports::Section;
using reports::Stage;
using reports::Standing;
using reports::Step;

namespace {

Attempt by(Role role, std::string reason = "Et tal var forkert.") {
    return {access::permissions_of(role), {}, std::move(reason)};
}

struct Way {
    Standing from;
    Step step;
    std::optional<Standing> to;  // empty: refused
};

constexpr Standing draft{Stage::draft, Publication::none};
constexpr Standing frozen{Stage::frozen, Publication::none};
constexpr Standing published{Stage::published, Publication::open};
constexpr Standing correcting{Stage::draft, Publication::open};
constexpr Standing corrected_frozen{Stage::frozen, Publication::open};
constexpr Standing withdrawn{Stage::published, Publication::withdrawn};
constexpr Standing rewriting{Stage::draft, Publication::withdrawn};
constexpr Standing rewritten_frozen{Stage::frozen, Publication::withdrawn};

constexpr std::array all_standings{
    draft, frozen, published, correcting, corrected_frozen, withdrawn, rewriting, rewritten_frozen};
constexpr std::array all_steps{Step::freeze,  Step::reopen,   Step::publish,
                               Step::correct, Step::withdraw, Step::send};

const std::vector<Way> allowed_ways{
    {draft, Step::freeze, frozen},
    {frozen, Step::reopen, draft},
    {frozen, Step::publish, published},
    {published, Step::correct, correcting},
    {published, Step::withdraw, withdrawn},
    {published, Step::send, published},
    {correcting, Step::freeze, corrected_frozen},
    {correcting, Step::withdraw, rewriting},
    {corrected_frozen, Step::reopen, correcting},
    {corrected_frozen, Step::publish, published},
    {corrected_frozen, Step::withdraw, rewritten_frozen},
    {withdrawn, Step::correct, rewriting},
    {rewriting, Step::freeze, rewritten_frozen},
    {rewritten_frozen, Step::reopen, rewriting},
    {rewritten_frozen, Step::publish, published},
};

std::optional<Standing> allowed(Standing from, Step step) {
    for (const Way& way : allowed_ways)
        if (way.from == from && way.step == step) return way.to;
    return std::nullopt;
}

}  // namespace

TEST_CASE("a leader may take exactly the steps of the table, from everywhere") {
    for (const Standing from : all_standings)
        for (const Step step : all_steps) {
            CAPTURE(reports::standing_name(from));
            CAPTURE(reports::step_code(step));
            const auto expected = allowed(from, step);
            const auto moved = move(from, step, by(Role::leader));
            CHECK(moved.ok() == expected.has_value());
            if (moved && expected) CHECK(*moved == *expected);
            if (!moved) CHECK(moved.error().code == "wrong_standing");
            const auto offered = reports::steps_from(from);
            CHECK((std::find(offered.begin(), offered.end(), step) != offered.end()) ==
                  expected.has_value());
        }
}

TEST_CASE("nobody but a leader may take any step") {
    for (const Role role : access::all_roles()) {
        if (role == Role::leader) continue;
        for (const Way& way : allowed_ways) {
            const auto moved = move(way.from, way.step, by(role));
            REQUIRE_FALSE(moved.ok());
            CHECK(moved.error().code == "sign_reports");
        }
    }
}

TEST_CASE("a report is frozen only when both units have read it through; there is no way round") {
    Attempt attempt = by(Role::leader);
    attempt.unread = {"Ishøj Ungdom"};
    const auto refused = move(draft, Step::freeze, attempt);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "unread");
    CHECK(refused.error().arguments.front() == "Ishøj Ungdom");
    attempt.reason = "Vi kan ikke vente.";
    CHECK_FALSE(move(draft, Step::freeze, attempt).ok());
    attempt.unread.clear();
    CHECK(move(draft, Step::freeze, attempt).ok());
    // What is frozen needs no new reading to be published.
    attempt.unread = {"Ishøj Ungdom"};
    CHECK(move(frozen, Step::publish, attempt).ok());
}

TEST_CASE("correcting and withdrawing say what and why") {
    for (const Step step : {Step::correct, Step::withdraw}) {
        CHECK(move(published, step, by(Role::leader, "  ")).error().code == "reason");
        CHECK(move(published, step, by(Role::leader, std::string(501, 'x'))).error().code ==
              "reason");
        CHECK(move(published, step, by(Role::leader, "Borger 010203-1234 klagede")).error().code ==
              "reason");
        CHECK(move(published, step, by(Role::leader, "Tallet for juni var talt dobbelt.")).ok());
    }
    CHECK(move(frozen, Step::publish, by(Role::leader, "")).ok());
}

TEST_CASE("texts are written in drafts only") {
    CHECK(reports::is_writable(draft));
    CHECK(reports::is_writable(correcting));
    CHECK(reports::is_writable(rewriting));
    CHECK_FALSE(reports::is_writable(frozen));
    CHECK_FALSE(reports::is_writable(published));
    CHECK_FALSE(reports::is_writable(withdrawn));
}

TEST_CASE("codes come back as what they stand for") {
    for (const Standing standing : all_standings) {
        CHECK(reports::stage_of(reports::stage_code(standing.stage)) == standing.stage);
        CHECK(reports::publication_of(reports::publication_code(standing.publication)) ==
              standing.publication);
        CHECK_FALSE(reports::standing_name(standing).empty());
    }
    for (const Step step : all_steps) CHECK(reports::step_of(reports::step_code(step)) == step);
    CHECK_FALSE(reports::step_of("approve").has_value());
    CHECK_FALSE(reports::stage_of("").has_value());
}

TEST_CASE("a section names its unit, has a length, and names nobody by number") {
    const auto codes = [](const Section& section) {
        std::vector<std::string> found;
        for (const auto& error : reports::check(section)) found.push_back(error.error.code);
        return found;
    };
    CHECK(codes({1, "year", 1, "unit", "Tekst", ""}).empty());
    CHECK(codes({1, "year", 1, "", "Tekst", ""}) == std::vector<std::string>{"missing"});
    CHECK(codes({1, "year", 1, "unit", std::string(20'001, 'x'), ""}) ==
          std::vector<std::string>{"too_long"});
    CHECK(codes({1, "year", 1, "unit", "", "About 010203-1234"}) ==
          std::vector<std::string>{"R12"});
}

TEST_CASE("any change of any text or unit is seen") {
    const std::vector<Section> sections{{1, "year", 3, "a", "Et", "One"},
                                        {2, "focus", 1, "b", "To", ""}};
    const std::string before = reports::fingerprint(sections);
    CHECK(reports::fingerprint(sections) == before);
    for (std::string Section::*field : {&Section::unit_key, &Section::text_da, &Section::text_en}) {
        auto changed = sections;
        changed[1].*field += "x";
        CHECK(reports::fingerprint(changed) != before);
    }
    // Moving words from one text to the next is a change too.
    auto moved = sections;
    moved[0].text_da = "EtOne";
    moved[0].text_en = "";
    CHECK(reports::fingerprint(moved) != before);
}

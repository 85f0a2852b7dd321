#include "trail/look_up_review.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "trail/look_up_review_store.h"
#include "trail/testing/trail_file.h"

namespace {

using trail::Comparison;
using trail::LookUp;
using trail::Match;
using trail::Reason;
using trail::testing::TrailFile;

constexpr int noon = 12 * 60;

LookUp look_up(std::int64_t line, const std::string& actor = "account:1",
               const std::string& person = "", int minute = noon) {
    LookUp result;
    result.line = line;
    result.minute_of_day = minute;
    result.actor = actor;
    result.person_id = person.empty() ? "p" + std::to_string(line) : person;
    return result;
}

Comparison nothing_held(const LookUp&) {
    return {};
}

std::vector<Reason> reasons_of(const std::vector<LookUp>& all, std::int64_t line,
                               const Comparison& comparison = {}) {
    trail::ReviewRules rules;
    rules.sample_size = 0;
    for (const auto& drawn : trail::draw_look_ups(
             all, [&comparison](const LookUp&) { return comparison; }, rules, "seed")) {
        if (drawn.look_up.line == line) return drawn.reasons;
    }
    return {};
}

using Reasons = std::vector<Reason>;

std::set<std::int64_t> sample(const std::vector<LookUp>& all, const std::string& seed, int size) {
    trail::ReviewRules rules;
    rules.sample_size = size;
    std::set<std::int64_t> lines;
    for (const auto& drawn : trail::draw_look_ups(all, nothing_held, rules, seed)) {
        CHECK((drawn.reasons == Reasons{Reason::sampled}));
        lines.insert(drawn.look_up.line);
    }
    return lines;
}

}  // namespace

TEST_CASE("R31: an ordinary look-up has no reason of its own") {
    CHECK(reasons_of({look_up(1)}, 1).empty());
    CHECK(reasons_of({look_up(1)}, 1, {Match::yes, Match::no, Match::no}).empty());
}

TEST_CASE("R31: outside own work, same surname, same address: where it is held, and only there") {
    CHECK((reasons_of({look_up(1)}, 1, {Match::no, Match::not_held, Match::not_held}) ==
           Reasons{Reason::outside_own_work}));
    CHECK((reasons_of({look_up(1)}, 1, {Match::yes, Match::yes, Match::no}) ==
           Reasons{Reason::same_surname}));
    CHECK((reasons_of({look_up(1)}, 1, {Match::yes, Match::no, Match::yes}) ==
           Reasons{Reason::same_address}));
    CHECK((reasons_of({look_up(1)}, 1, {Match::no, Match::yes, Match::yes}) ==
           Reasons{Reason::outside_own_work, Reason::same_surname, Reason::same_address}));
}

TEST_CASE("R31: the night begins at 22 and ends at 6") {
    const auto at_night = [](int minute) {
        return !reasons_of({look_up(1, "account:1", "p", minute)}, 1).empty();
    };
    CHECK_FALSE(at_night(6 * 60));
    CHECK_FALSE(at_night(21 * 60 + 59));
    CHECK(at_night(22 * 60));
    CHECK(at_night(0));
    CHECK(at_night(5 * 60 + 59));
}

TEST_CASE("R31: five look-ups of one person by one who isn't known to work with them") {
    std::vector<LookUp> four;
    for (int line = 1; line <= 4; ++line) four.push_back(look_up(line, "account:1", "p"));
    four.push_back(look_up(5, "account:2", "p"));
    four.push_back(look_up(6, "account:1", "q"));
    for (int line = 1; line <= 6; ++line) CHECK(reasons_of(four, line).empty());
    std::vector<LookUp> five = four;
    five.push_back(look_up(7, "account:1", "p"));
    CHECK((reasons_of(five, 7) == Reasons{Reason::repeated}));
    CHECK(reasons_of(five, 4).empty());
    CHECK(reasons_of(five, 7, {Match::yes, Match::no, Match::no}).empty());
    CHECK((reasons_of(five, 7, {Match::no, Match::no, Match::no}) ==
           Reasons{Reason::outside_own_work, Reason::repeated}));
}

TEST_CASE("R31: emergency access is always reviewed") {
    LookUp opened = look_up(1);
    opened.break_glass = true;
    CHECK((reasons_of({opened}, 1, {Match::yes, Match::no, Match::no}) ==
           Reasons{Reason::break_glass}));
}

TEST_CASE(
    "R31: the sample follows from its seed, whatever the order, and every line has its chance") {
    std::vector<LookUp> all;
    for (int line = 1; line <= 200; ++line) all.push_back(look_up(line));
    const std::set<std::int64_t> drawn = sample(all, "a seed", 20);
    CHECK(drawn.size() == 20);
    std::reverse(all.begin(), all.end());
    CHECK(sample(all, "a seed", 20) == drawn);
    CHECK(sample(all, "another seed", 20) != drawn);
    CHECK(sample({look_up(1), look_up(2)}, "a seed", 20).size() == 2);
    CHECK(sample(all, "a seed", 0).empty());
    // 2,000 draws of 20 among 200: each line 200 times, give or take four standard deviations.
    std::map<std::int64_t, int> times;
    for (int i = 0; i < 2000; ++i)
        for (const std::int64_t line : sample(all, "seed " + std::to_string(i), 20)) ++times[line];
    CHECK(times.size() == 200);
    for (const auto& entry : times) {
        CHECK(entry.second > 140);
        CHECK(entry.second < 260);
    }
}

TEST_CASE("R31: nobody reviews his own look-up") {
    CHECK(trail::may_review("account:2", look_up(1, "account:1")));
    CHECK_FALSE(trail::may_review("account:1", look_up(1, "account:1")));
}

namespace {

void add_account(store::WriteTransaction& writing, int id) {
    writing.execute("insert into staff_member (id, name, email) values ($1, 'N', '')", id);
    writing.execute(
        "insert into account (id, staff_member_id, username, created_at) values ($1, $1, $2, "
        "'2024-01-01T00:00:00.000Z')",
        id, "user" + std::to_string(id));
}

std::int64_t draw(TrailFile& file) {
    store::WriteTransaction writing = file.database().write();
    const trail::Comparer comparer{{"own_work"}, [](store::Connection&, const LookUp& one) {
                                       return Comparison{
                                           one.person_id == "9" ? Match::no : Match::yes,
                                           Match::not_held, Match::not_held};
                                   }};
    const std::int64_t id =
        trail::draw_review(writing, TrailFile::start, comparer, [](base::Instant) { return noon; });
    writing.commit();
    return id;
}

void look_at(TrailFile& file, const std::string& actor, const std::string& person,
             trail::Action action = trail::Action::read) {
    file.write({.actor = actor, .action = action, .subject_kind = "person", .subject_id = person});
}

}  // namespace

TEST_CASE("R31: each review covers what none before has, with seed and line in the trail") {
    TrailFile file;
    look_at(file, "account:1", "8");
    look_at(file, "account:1", "9");
    look_at(file, "account:1", "9", trail::Action::change);
    look_at(file, "system", "9");
    file.write({"account:1", trail::Action::read, "initiative", "9"});
    const std::int64_t first = draw(file);
    look_at(file, "account:2", "9", trail::Action::extract);
    const std::int64_t second = draw(file);

    store::ReadTransaction reading = file.database().read();
    const auto found = trail::reviews(reading);
    REQUIRE(found.size() == 2);
    CHECK(found[0].id == second);
    CHECK(found[0].look_ups == 1);
    CHECK(found[1].look_ups == 2);
    CHECK(found[0].first_line == found[1].last_line + 1);
    CHECK(found[1].seed.size() == 32);
    CHECK((found[1].compared == std::vector<std::string>{"own_work"}));
    CHECK(found[1].items == 2);
    CHECK(found[1].open == 2);
    const auto items = trail::review_items(reading, first);
    REQUIRE(items.size() == 2);
    CHECK((items[0].reasons == std::vector<std::string>{"sampled"}));
    CHECK((items[1].reasons == std::vector<std::string>{"outside_own_work"}));
    CHECK(items[1].look_up.person_id == "9");
    const auto lines = trail::lines(reading, {.subject_kind = "look_up_review"});
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].line.reference == "seed " + found[1].seed);
    CHECK(file.database().statistics().full_scan_steps == 0);
}

TEST_CASE(
    "R31: what the leader found stands with its line in the trail, once, and not by oneself") {
    TrailFile file;
    {
        store::WriteTransaction writing = file.database().write();
        add_account(writing, 1);
        add_account(writing, 2);
        writing.commit();
    }
    look_at(file, "account:1", "9");
    const std::int64_t review = draw(file);
    store::WriteTransaction writing = file.database().write();
    const auto item = trail::review_items(writing, review).at(0);
    const auto decide = [&](std::int64_t account) {
        return trail::decide_review_item(writing, TrailFile::start, account, item,
                                         trail::ReviewOutcome::follow_up, "talt med");
    };
    const auto own = decide(1);
    REQUIRE_FALSE(own.ok());
    CHECK(own.error().code == "R31");
    CHECK(own.error().message ==
          "Et opslag kan ikke kontrolleres af den, der selv har foretaget det.");
    CHECK(decide(2).ok());
    CHECK(decide(2).error().code == "already_reviewed");
    const auto decided = trail::find_review_item(writing, item.id);
    REQUIRE(decided.has_value());
    CHECK(decided->outcome == trail::ReviewOutcome::follow_up);
    CHECK(decided->note == "talt med");
    CHECK(decided->account_id == 2);
    CHECK(trail::find_review(writing, review)->open == 0);
    const auto lines = trail::lines(writing, {.subject_kind = "look_up_review_item"});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].line.actor == "account:2");
    CHECK(lines[0].line.reference == "follow_up line 1");
    CHECK_FALSE(trail::find_review_item(writing, 99).has_value());
}

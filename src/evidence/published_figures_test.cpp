#include "evidence/published_figures.h"

#include <doctest/doctest.h>

#include <random>

using evidence::PublishedFigure;
using evidence::PublishedFigures;
using evidence::YearFigures;
using State = evidence::PublishedFigure::State;

namespace {

using Goals = std::map<std::string, std::string>;

// Initiatives with attendances, and the goal each stands under.
YearFigures year_of(const std::map<std::string, std::int64_t>& participants) {
    YearFigures year;
    year.year = 2024;
    for (const auto& [key, count] : participants) {
        evidence::InitiativeFigures& figures = year.initiatives[key];
        figures.held = 3;
        figures.counted = 3;
        figures.participants = count;
    }
    return year;
}

PublishedFigure participants(const PublishedFigures& published, const std::string& subject) {
    return published.find("participants", subject);
}

bool is_hidden(const PublishedFigure& figure) {
    return figure.state == State::hidden;
}

// The most that an initiative's attendances can be, for someone who sees everything published and
// knows the rule: tried out for three initiatives under two goals (a and b under one, c under the
// other).
std::int64_t most_by_trying(const PublishedFigures& published, char asked) {
    const auto agrees = [&](const std::string& subject, std::int64_t guess) {
        const PublishedFigure figure = participants(published, subject);
        if (figure.state == State::hidden) return guess > 0;
        return figure.number == static_cast<double>(guess);
    };
    std::int64_t most = -1;
    constexpr std::int64_t limit = 16;
    for (std::int64_t a = 0; a <= limit; ++a)
        for (std::int64_t b = 0; b <= limit; ++b)
            for (std::int64_t c = 0; c <= limit; ++c) {
                const bool possible = agrees("initiative:a", a) && agrees("initiative:b", b) &&
                                      agrees("initiative:c", c) && agrees("goal:one", a + b) &&
                                      agrees("goal:two", c) && agrees("", a + b + c);
                if (!possible) continue;
                const std::int64_t value = asked == 'a' ? a : asked == 'b' ? b : c;
                most = std::max(most, value);
            }
    return most;
}

}  // namespace

TEST_CASE("a small count of persons is hidden, with something of its goal and of the whole") {
    const Goals goals{{"a", "one"}, {"b", "one"}, {"c", "two"}};
    const auto published = publish(year_of({{"a", 3}, {"b", 40}, {"c", 50}}), goals);
    CHECK(is_hidden(participants(published, "initiative:a")));
    CHECK((is_hidden(participants(published, "initiative:b")) ||
           is_hidden(participants(published, "goal:one"))));
    CHECK(participants(published, "initiative:a").number == 0);
    // Things are shown as they are.
    CHECK(published.find("activities_held", "initiative:a").number == 3);
    CHECK(published.find("activities_held", "").number == 9);
}

TEST_CASE("without small counts nothing is hidden, and zero is shown") {
    const auto published = publish(year_of({{"a", 5}, {"b", 0}, {"c", 50}}),
                                   {{"a", "one"}, {"b", "one"}, {"c", "two"}});
    CHECK(published.hidden().empty());
    CHECK(participants(published, "initiative:b") == PublishedFigure{State::known, 0});
    CHECK(participants(published, "goal:one").number == 5);
    CHECK(participants(published, "").number == 55);
}

TEST_CASE("attendance that nobody counted is nothing, not zero") {
    YearFigures year = year_of({{"a", 30}});
    year.initiatives["b"].held = 2;
    const auto published = publish(year, {{"a", "one"}, {"b", "one"}});
    CHECK(participants(published, "initiative:b").state == State::none);
    CHECK(participants(published, "initiative:missing").state == State::none);
}

TEST_CASE("no small count can be worked out from initiatives, goals and the whole together") {
    std::mt19937 random(2024);
    std::uniform_int_distribution<std::int64_t> count(0, 9);
    const Goals goals{{"a", "one"}, {"b", "one"}, {"c", "two"}};
    int small_ones = 0;
    for (int trial = 0; trial < 60; ++trial) {
        const std::map<std::string, std::int64_t> counts{
            {"a", count(random)}, {"b", count(random)}, {"c", count(random)}};
        const auto published = publish(year_of(counts), goals);
        for (const auto& [key, value] : counts) {
            if (value == 0 || value >= 5) continue;
            ++small_ones;
            const std::string initiative = "initiative:" + key;
            CAPTURE(trial);
            CAPTURE(initiative);
            CHECK(is_hidden(participants(published, initiative)));
            CHECK(most_by_trying(published, key.front()) >= 5);
        }
    }
    CHECK(small_ones > 30);
}

TEST_CASE("answered and referred enquiries show only where neither they nor the rest are small") {
    YearFigures year;
    year.year = 2024;
    const auto enquiries = [&](const std::string& key, std::int64_t all, std::int64_t answered) {
        evidence::InitiativeFigures& figures = year.initiatives[key];
        figures.enquiries = all;
        figures.answered = answered;
        if (answered > 0) figures.minutes_to_answer = 1440;
    };
    enquiries("whole", 40, 40);
    enquiries("rest_small", 40, 38);
    enquiries("part_small", 40, 3);
    enquiries("both_large", 40, 20);
    const auto published = publish(year, {});
    const auto answered = [&](const std::string& key) {
        return published.find("enquiries_answered", "initiative:" + key);
    };
    const auto days = [&](const std::string& key) {
        return published.find("days_to_answer", "initiative:" + key);
    };
    CHECK(answered("whole").number == 40);
    CHECK(days("whole").number == 1.0);
    CHECK(is_hidden(answered("rest_small")));
    CHECK(is_hidden(days("rest_small")));
    CHECK(is_hidden(answered("part_small")));
    CHECK(answered("both_large").number == 20);
    // Their sums would give the hidden ones away, so there are none.
    CHECK(published.find("enquiries_answered", "").state == State::none);
}

TEST_CASE("a part of a hidden whole is hidden too") {
    YearFigures year;
    year.initiatives["a"].enquiries = 3;
    year.initiatives["a"].answered = 3;
    year.initiatives["b"].enquiries = 6;
    year.initiatives["b"].answered = 6;
    const auto published = publish(year, {});
    CHECK(is_hidden(published.find("enquiries", "initiative:a")));
    CHECK(is_hidden(published.find("enquiries_answered", "initiative:a")));
    if (is_hidden(published.find("enquiries", "initiative:b")))
        CHECK(is_hidden(published.find("enquiries_answered", "initiative:b")));
}

TEST_CASE("what an earlier edition hid stays hidden, except where nothing is left to hide") {
    const Goals goals{{"a", "one"}, {"b", "one"}, {"c", "two"}};
    const auto first = publish(year_of({{"a", 3}, {"b", 6}, {"c", 50}}), goals);
    const auto hidden = first.hidden();
    REQUIRE(hidden.contains({"participants", "initiative:a"}));
    const auto second = publish(year_of({{"a", 9}, {"b", 6}, {"c", 50}}), goals, hidden);
    CHECK(is_hidden(participants(second, "initiative:a")));
    const auto fresh = publish(year_of({{"a", 9}, {"b", 6}, {"c", 50}}), goals);
    CHECK_FALSE(is_hidden(participants(fresh, "initiative:a")));
    const auto none_left = publish(year_of({{"a", 0}, {"b", 6}, {"c", 50}}), goals, hidden);
    CHECK(participants(none_left, "initiative:a").number == 0);
}

TEST_CASE("the distribution by age and sex adds up and hides its small cells") {
    YearFigures year = year_of({{"a", 60}});
    year.attendance = {{"a", 2024, "10-14", "female", 20},
                       {"a", 2024, "10-14", "male", 3},
                       {"a", 2024, "15-17", "female", 17},
                       {"a", 2024, "15-17", "male", 12}};
    const auto published = publish(year, {{"a", "one"}});
    const auto cell = [&](const char* age_group, const char* sex) {
        return published.find(evidence::attendance_figure,
                              evidence::attendance_subject(age_group, sex));
    };
    CHECK(cell("*", "*").number == 60);
    CHECK(is_hidden(cell("10-14", "male")));
    int hidden = 0;
    for (const auto& [key, figure] : published.figures)
        hidden += key.first == evidence::attendance_figure && is_hidden(figure);
    CHECK(hidden >= 4);
    // Eight were counted without age and sex.
    CHECK(cell("-", "*").number == 8);
}

TEST_CASE("the distribution is left out where its total must stay hidden") {
    YearFigures year = year_of({{"a", 4}});
    year.attendance = {{"a", 2024, "10-14", "male", 4}};
    const auto published = publish(year, {{"a", "one"}});
    CHECK(is_hidden(participants(published, "")));
    for (const auto& [key, figure] : published.figures)
        CHECK(key.first != evidence::attendance_figure);
}

TEST_CASE("the same figures always give the same pattern") {
    const Goals goals{{"a", "one"}, {"b", "one"}, {"c", "two"}};
    const auto year = year_of({{"a", 3}, {"b", 3}, {"c", 7}});
    CHECK(publish(year, goals).figures == publish(year, goals).figures);
}

TEST_CASE("of two entered counts that differ by a small one, the smaller is hidden") {
    YearFigures figures;
    figures.year = 2024;
    const auto enter = [&](const char* initiative, const char* figure, double number,
                           bool persons = true) {
        evidence::EnteredFigure entered;
        entered.initiative = initiative;
        entered.figure = figure;
        entered.year = 2024;
        entered.number = number;
        figures.entered.push_back({entered, persons});
    };
    enter("leisure_pass", "granted", 40);
    enter("leisure_pass", "applied", 41);
    enter("leisure_pass", "waiting", 36);  // hidden neighbours tell nothing
    enter("leisure_pass", "kroner", 42, false);
    enter("street_work", "met", 43);
    enter("street_work", "met_again", 38);
    enter("street_work", "thrice", 38);
    const PublishedFigures published = evidence::publish(figures, {});
    const auto hidden = [&](const char* initiative, const char* figure) {
        return is_hidden(published.find(evidence::entered_figure_key(figure),
                                        evidence::initiative_subject(initiative)));
    };
    CHECK_FALSE(hidden("leisure_pass", "applied"));
    CHECK(hidden("leisure_pass", "granted"));
    CHECK_FALSE(hidden("leisure_pass", "waiting"));
    CHECK_FALSE(hidden("leisure_pass", "kroner"));
    CHECK_FALSE(hidden("street_work", "met"));
    CHECK_FALSE(hidden("street_work", "met_again"));
    CHECK_FALSE(hidden("street_work", "thrice"));
}

#include "web/language.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <utility>

namespace web {

namespace {

const Language& danish() {
    static const Language language(LanguageCode::danish);
    return language;
}

const Language& english() {
    static const Language language(LanguageCode::english);
    return language;
}

base::LocalTime local(const char* text) {
    return base::parse_local_time(text).value();
}

base::Instant instant(const char* text) {
    return base::parse_instant(text).value();
}

}  // namespace

TEST_CASE("sentences are found in the catalogue") {
    CHECK(danish().say("Søg") == "Søg");
    CHECK(english().say("Søg") == "Search");
    CHECK(danish().tag() == "da");
    CHECK(english().tag() == "en");
}

TEST_CASE("a sentence without a translation comes back in Danish") {
    CHECK(english().say("Denne sætning findes ikke.") == "Denne sætning findes ikke.");
    CHECK(english().say("") == "");
    const std::string long_text(2000, 'x');
    CHECK(english().say(long_text) == long_text);
}

TEST_CASE("a sentence that is part of a longer text is found by its own length") {
    const std::string text = "Søgning";
    CHECK(english().say(std::string_view(text).substr(0, 4)) == "Search");
    CHECK(english().say(text) == "Søgning");
}

TEST_CASE("a language can be moved") {
    Language first(LanguageCode::english);
    const std::string_view said = first.say("Søg");
    const Language second(std::move(first));
    CHECK(second.say("Søg") == "Search");
    CHECK(said == "Search");
}

TEST_CASE("arguments go where the braces are") {
    CHECK(danish().say_with("Side {} af {}", "2", "7") == "Side 2 af 7");
    CHECK(english().say_with("Side {} af {}", "2", "7") == "Page 2 of 7");
    CHECK(Language::fill("{1} før {0}", {"a", "b"}) == "b før a");
    CHECK(Language::fill("{} og {}", {"a"}) == "a og {}");
    CHECK(Language::fill("{x} {", {"a"}) == "{x} {");
    CHECK(Language::fill("} {}", {"{}"}) == "} {}");
    CHECK(Language::fill("", {"a"}) == "");
}

TEST_CASE("a refusal is said with its words translated") {
    const base::Error error = base::refuse("not_a_choice", "Vælg {} fra listen.", "Menu");
    CHECK(danish().say(error) == "Vælg Menu fra listen.");
    CHECK(english().say(error) == "Choose Menu from the list.");
    CHECK(english().say(base::refuse("missing", "Skriv {}.", "Søg")) == "Enter Search.");
}

TEST_CASE("one and many") {
    const auto errors = [](const Language& language, std::int64_t n) {
        return language.count("Der er en fejl i formularen", "Der er {} fejl i formularen", n);
    };
    CHECK(errors(danish(), 1) == "Der er en fejl i formularen");
    CHECK(errors(danish(), 0) == "Der er 0 fejl i formularen");
    CHECK(errors(danish(), 1200) == "Der er 1.200 fejl i formularen");
    CHECK(errors(english(), 1) == "There is an error in the form");
    CHECK(errors(english(), 0) == "There are 0 errors in the form");
    CHECK(errors(english(), 1200) == "There are 1,200 errors in the form");
    CHECK(english().count("{} ukendt ting", "{} ukendte ting", 2) == "2 ukendte ting");
}

TEST_CASE("whole numbers") {
    CHECK(danish().number(0) == "0");
    CHECK(danish().number(999) == "999");
    CHECK(danish().number(1000) == "1.000");
    CHECK(danish().number(1234567) == "1.234.567");
    CHECK(danish().number(-12345) == "\u221212.345");
    CHECK(english().number(1234567) == "1,234,567");
    CHECK(danish().number(std::numeric_limits<std::int64_t>::min()) ==
          "\u22129.223.372.036.854.775.808");
}

TEST_CASE("decimals") {
    CHECK(danish().decimal(12345.678, 1) == "12.345,7");
    CHECK(english().decimal(12345.678, 1) == "12,345.7");
    CHECK(danish().decimal(0.5, 2) == "0,50");
    CHECK(danish().decimal(-3.14159, 3) == "\u22123,142");
    CHECK(danish().decimal(-0.04, 1) == "0,0");
    CHECK(danish().decimal(999.96, 1) == "1.000,0");
    CHECK(danish().decimal(1234.5, 0) == "1.234");
    CHECK(danish().decimal(std::numeric_limits<double>::quiet_NaN(), 1) == "\u2013");
    CHECK(danish().decimal(std::numeric_limits<double>::infinity(), 1) == "\u2013");
    CHECK(danish().decimal(1e300, 1).size() > 300);
}

TEST_CASE("dates") {
    const base::Date day = base::date_of(2024, 5, 3);
    CHECK(danish().date(day) == "3. maj 2024");
    CHECK(english().date(day) == "3 May 2024");
    CHECK(danish().short_date(day) == "03.05.2024");
    CHECK(english().short_date(day) == "03/05/2024");
    CHECK(danish().month(12) == "december");
    CHECK(english().month(1) == "January");
    CHECK(danish().weekday(1) == "mandag");
    CHECK(english().weekday(7) == "Sunday");
    CHECK_THROWS(danish().month(0));
    CHECK_THROWS(danish().month(13));
    CHECK_THROWS(danish().weekday(8));
}

TEST_CASE("times") {
    CHECK(danish().local_time(local("2024-05-03T18:05")) == "3. maj 2024 kl. 18.05");
    CHECK(english().local_time(local("2024-05-03T18:05")) == "3 May 2024 at 18:05");
    CHECK(danish().time_of_day(0) == "00.00");
    CHECK(english().time_of_day(23 * 60 + 59) == "23:59");
    CHECK(danish().instant(instant("2024-05-03T16:00:00Z")) == "3. maj 2024 kl. 18.00");
    CHECK(english().instant(instant("2024-01-03T16:00:00Z")) == "3 January 2024 at 17:00");
}

TEST_CASE("the wall clock in Copenhagen") {
    CHECK(to_local(instant("2024-07-01T22:30:00Z")) == local("2024-07-02T00:30"));
    CHECK(to_local(instant("2024-12-31T23:30:59.999Z")) == local("2025-01-01T00:30"));
    CHECK(to_instant(local("2024-07-02T00:30")) == instant("2024-07-01T22:30:00Z"));
    CHECK(to_instant(local("2025-01-01T00:30")) == instant("2024-12-31T23:30:00Z"));
    CHECK(to_local(instant("1969-12-31T23:59:59Z")) == local("1970-01-01T00:59"));
}

TEST_CASE("the doubled hour in October is its first occurrence") {
    CHECK(to_instant(local("2024-10-27T02:30")) == instant("2024-10-27T00:30:00Z"));
    CHECK(to_local(instant("2024-10-27T00:30:00Z")) == local("2024-10-27T02:30"));
    CHECK(to_local(instant("2024-10-27T01:30:00Z")) == local("2024-10-27T02:30"));
}

TEST_CASE("the hour that is missing in March is its end") {
    CHECK(to_instant(local("2024-03-31T02:30")) == instant("2024-03-31T01:00:00Z"));
    CHECK(to_local(instant("2024-03-31T01:00:00Z")) == local("2024-03-31T03:00"));
}

}  // namespace web

#include "base/text.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

using base::fold_for_search;

TEST_CASE("trim takes white space from both ends only") {
    CHECK(base::trim("") == "");
    CHECK(base::trim(" \t\r\n\v\f") == "");
    CHECK(base::trim("  a b \n") == "a b");
    CHECK(base::trim("\xC2\xA0Ishøj\xC2\xA0 \xE2\x80\xA8") == "Ishøj");
    CHECK(base::trim("Ishøj") == "Ishøj");
    CHECK(base::trim(" \xFF ") == "\xFF");
    CHECK(base::trim("à") == "à");  // its second byte alone would be a no-break space
}

TEST_CASE("split keeps empty parts and join puts them together") {
    CHECK(base::split("", ',') == std::vector<std::string>{""});
    CHECK(base::split("a,,b,", ',') == std::vector<std::string>{"a", "", "b", ""});
    CHECK(base::split("abc", ',') == std::vector<std::string>{"abc"});
    CHECK(base::join({}, ", ") == "");
    CHECK(base::join({"a"}, ", ") == "a");
    CHECK(base::join({"a", "", "b"}, ", ") == "a, , b");
}

TEST_CASE("valid UTF-8 is told from other bytes") {
    for (const char* valid : {"", "abc", "æøå", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80", "\xED\x9F\xBF",
                              "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(valid);
        CHECK(base::is_valid_utf8(valid));
    }
    for (const char* invalid :
         {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF", "\xE0\x80\xAF", "\xE0\x9F\xBF", "\xED\xA0\x80",
          "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
          "a\xE6", "\xC3(", "\xE2\x82"}) {
        CAPTURE(invalid);
        CHECK_FALSE(base::is_valid_utf8(invalid));
    }
    CHECK(base::is_valid_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("characters are counted and cut as code points") {
    CHECK(base::length_in_characters("") == 0);
    CHECK(base::length_in_characters("Ishøj") == 5);
    CHECK(base::length_in_characters("\xF0\x9F\x98\x80!") == 2);
    CHECK(base::shorten("Ishøj", 4) == "Ishø");
    CHECK(base::shorten("Ishøj", 5) == "Ishøj");
    CHECK(base::shorten("Ishøj", 99) == "Ishøj");
    CHECK(base::shorten("Ishøj", 0) == "");
    CHECK(base::is_valid_utf8(base::shorten("æøå", 2)));
}

TEST_CASE("what a reader calls the same word folds to the same text") {
    struct Case {
        const char* text;
        const char* folded;
    };
    const Case cases[] = {
        {"", ""},
        {"Ishøj", "ishøj"},
        {"ISHØJ", "ishøj"},
        {"Café René", "cafe rene"},
        {"Cafe\xCC\x81", "cafe"},    // accent as a sign of its own
        {"A\xCC\x8Agade", "ågade"},  // ring as a sign of its own
        {"Malmo\xCC\x88", "malmø"},
        {"Aagade", "ågade"},
        {"Ågade", "ågade"},
        {"Malmö, Malmø", "malmø malmø"},
        {"Ærø ÆRØ", "ærø ærø"},
        {"Ängelholm", "ængelholm"},
        {"Müller", "muller"},
        {"Þórður Straße", "thordur strasse"},
        {"Łódź", "lodz"},
        {"Nguyễn", "nguyen"},
        {"  a  -  b!! ", "a b"},
        {"...", ""},
        {"ung/gammel 2024", "ung gammel 2024"},
        {"sam\xC2\xADvær", "samvær"},  // soft hyphen
        {"a\xE2\x80\x8B"
         "b",
         "ab"},  // zero-width space
        {"a\xE2\x80\x94"
         "b",
         "a b"},  // em dash
        {"a\xC2\xA0"
         "b",
         "a b"},
        {"a a", "a a"},
        {"Ωmega Жук", "ωmega жук"},
        {"\xF0\x9F\x98\x80 glad", "glad"},
        {"a\xFF"
         "b",
         "a b"},
    };
    for (const Case& row : cases) {
        CAPTURE(row.text);
        CHECK(fold_for_search(row.text) == row.folded);
    }
    CHECK(fold_for_search("søn") != fold_for_search("son"));
    CHECK(fold_for_search("gær") != fold_for_search("gar"));
}

TEST_CASE("a search finds every word, in any order") {
    const std::string folded = fold_for_search("Gadeteamet i Ishøj Bycenter");
    CHECK(base::matches_search(folded, fold_for_search("bycenter gade")));
    CHECK(base::matches_search(folded, fold_for_search("ISHØJ")));
    CHECK(base::matches_search(folded, ""));
    CHECK_FALSE(base::matches_search(folded, fold_for_search("gade vejle")));
    CHECK_FALSE(base::matches_search(folded, fold_for_search("ishoj")));
    CHECK_FALSE(base::matches_search("", "a"));
}

TEST_CASE("keys") {
    const std::string longest(60, 'a');
    for (const std::string& key :
         {std::string("safe_town"), std::string("a"), std::string("plan_2024"),
          std::string("new_generations"), longest}) {
        CAPTURE(key);
        CHECK(base::is_key(key));
    }
    for (const std::string& other :
         {std::string(), std::string("_a"), std::string("a_"), std::string("a__b"),
          std::string("A"), std::string("a b"), std::string("a-b"), std::string("tryg_by_æ"),
          std::string("2024"), longest + "a"}) {
        CAPTURE(other);
        CHECK_FALSE(base::is_key(other));
    }
}

TEST_CASE("lines are told apart by LF alone") {
    CHECK(base::normalise_lines("a\r\nb\rc\nd") == "a\nb\nc\nd");
    CHECK(base::normalise_lines("\r\r\n\n") == "\n\n\n");
    CHECK(base::normalise_lines("a\tb") == "a b");
    CHECK(base::normalise_lines(std::string_view("a\0b\x1B\x7F\xC2\x9F!", 8)) == "ab!");
    CHECK(base::normalise_lines("æøå\r") == "æøå\n");
}

}  // namespace

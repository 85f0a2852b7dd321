#include "web/form.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace web {

namespace {

Fields fields(std::vector<std::pair<std::string, std::string>> sent) {
    Fields result;
    for (auto& [name, value] : sent) result.add(std::move(name), std::move(value));
    return result;
}

// The code of the only message, or how many there are.
std::string code_of(const FormReader& form) {
    if (form.errors().size() == 1) return form.errors().front().error.code;
    return std::to_string(form.errors().size());
}

}  // namespace

TEST_CASE("required text is trimmed, and asked for when it is missing") {
    const Fields sent = fields({{"name", "  Torvet \r\n"}, {"blank", " \t\n"}});
    FormReader form(sent);
    CHECK(form.required_text("name", {.what = "navnet"}) == "Torvet");
    CHECK(form.ok());
    CHECK(form.required_text("blank", {.what = "stedet"}).empty());
    CHECK(form.required_text("absent", {.what = "årsagen"}).empty());
    REQUIRE(form.errors().size() == 2);
    const Language danish(LanguageCode::danish);
    CHECK(error_at(form.errors(), "blank", danish) == "Skriv stedet.");
    CHECK(error_at(form.errors(), "absent", danish) == "Skriv årsagen.");
    CHECK(error_at(form.errors(), "name", danish).empty());
}

TEST_CASE("the length is counted in characters") {
    const Fields sent = fields({{"five", "æøåéü"}, {"six", "æøåéüx"}, {"lines", "a\r\nb"}});
    FormReader form(sent);
    CHECK(form.required_text("five", {.what = "navnet", .characters = 5}) == "æøåéü");
    CHECK(form.optional_text("lines", {.what = "navnet", .characters = 3}) == "a\nb");
    CHECK(form.ok());
    CHECK(form.required_text("six", {.what = "navnet", .characters = 5}).empty());
    CHECK(code_of(form) == "too_long");
    const Language danish(LanguageCode::danish);
    CHECK(error_at(form.errors(), "six", danish) ==
          "Gør navnet kortere. Der er plads til 5 tegn, og her er 6.");
    CHECK(form.raw("six") == "æøåéüx");
}

TEST_CASE("optional text may be missing") {
    const Fields sent = fields({{"note", ""}});
    FormReader form(sent);
    CHECK(form.optional_text("note", {.what = "notatet"}).empty());
    CHECK(form.optional_text("absent", {.what = "notatet"}).empty());
    CHECK(form.ok());
}

TEST_CASE("whole numbers") {
    struct Case {
        const char* sent;
        std::optional<std::int64_t> value;
    };
    for (const auto& [sent, value] : std::vector<Case>{
             {"0", 0},        {" 42 ", 42},    {"-3", -3},        {"\u22123", -3},
             {"1.000", 1000}, {"1 000", 1000}, {"10.000", 10000}, {"007", 7},
             {"1.5", {}},     {"1,5", {}},     {"10.00", {}},     {"1.0000", {}},
             {".100", {}},    {"1e3", {}},     {"+5", {}},        {"--5", {}},
             {"-", {}},       {"0x10", {}},    {"tolv", {}},      {"99999999999999999999", {}},
             {"10001", {}},   {"-6", {}}}) {
        CAPTURE(sent);
        const Fields form_fields = fields({{"n", sent}});
        FormReader form(form_fields);
        const FormReader::Whole range{.what = "antallet", .minimum = -5, .maximum = 10000};
        CHECK(form.required_whole("n", range) == value);
        CHECK(form.ok() == value.has_value());
        if (!value) CHECK(code_of(form) == "out_of_range");
    }
}

TEST_CASE("a missing number is missing, not out of range") {
    const Fields sent = fields({{"n", ""}});
    FormReader form(sent);
    CHECK(!form.optional_whole("n", {.what = "antallet", .minimum = 1, .maximum = 5}));
    CHECK(form.ok());
    CHECK(!form.required_whole("n", {.what = "antallet", .minimum = 1, .maximum = 5}));
    CHECK(code_of(form) == "missing");
}

TEST_CASE("a number out of range is told the range") {
    const Fields sent = fields({{"n", "12"}, {"share", "1,5"}});
    FormReader form(sent);
    CHECK(!form.optional_whole("n", {.what = "antallet", .minimum = 1, .maximum = 5}));
    CHECK(!form.optional_decimal("share", {.what = "andelen", .minimum = 0, .maximum = 0.5}));
    const Language danish(LanguageCode::danish);
    CHECK(error_at(form.errors(), "n", danish) == "Skriv antallet som et tal fra 1 til 5.");
    CHECK(error_at(form.errors(), "share", danish) == "Skriv andelen som et tal fra 0 til 0,5.");
}

TEST_CASE("decimals") {
    struct Case {
        const char* sent;
        std::optional<double> value;
    };
    for (const auto& [sent, value] : std::vector<Case>{{"0,25", 0.25},
                                                       {"0.25", 0.25},
                                                       {"-1,5", -1.5},
                                                       {"100", 100.0},
                                                       {"1.000,5", {}},
                                                       {",5", {}},
                                                       {"5,", {}},
                                                       {"nan", {}},
                                                       {"inf", {}},
                                                       {"1e2", {}},
                                                       {"100,1", {}}}) {
        CAPTURE(sent);
        const Fields form_fields = fields({{"n", sent}});
        FormReader form(form_fields);
        CHECK(form.required_decimal("n", {.what = "tallet", .minimum = -2, .maximum = 100}) ==
              value);
        CHECK(form.ok() == value.has_value());
    }
}

TEST_CASE("dates as browsers send them and as people write them") {
    for (const char* sent : {"2024-05-03", "3.5.2024", "03.05.2024", "03/05/2024", "3-5-2024"}) {
        CAPTURE(sent);
        const Fields form_fields = fields({{"day", sent}});
        FormReader form(form_fields);
        CHECK(form.required_date("day", "datoen") == base::date_of(2024, 5, 3));
        CHECK(form.ok());
    }
    for (const char* sent : {"2024-02-30", "30.2.2024", "3.5.24", "5/2024", "3.5.2024.", "i morgen",
                             "1..2024", "3.5.20245", "13.13.2024"}) {
        CAPTURE(sent);
        const Fields form_fields = fields({{"day", sent}});
        FormReader form(form_fields);
        CHECK(!form.required_date("day", "datoen"));
        CHECK(code_of(form) == "not_a_date");
        CHECK(form.raw("day") == sent);
    }
    const Fields nothing;
    FormReader form(nothing);
    CHECK(!form.optional_date("day", "datoen"));
    CHECK(form.ok());
    CHECK(!form.required_date("day", "datoen"));
    CHECK(code_of(form) == "missing");
}

TEST_CASE("times") {
    for (const auto& [sent, minute] : std::vector<std::pair<const char*, int>>{
             {"18:00", 1080}, {"8:05", 485}, {"18.30", 1110}, {"1830", 1110}, {"18:00:00", 1080}}) {
        CAPTURE(sent);
        const Fields form_fields = fields({{"at", sent}});
        FormReader form(form_fields);
        CHECK(form.required_time("at", "tidspunktet") == minute);
        CHECK(form.ok());
    }
    for (const char* sent : {"24:00", "18:60", "18", "18:00:30", "kl. 18", "2460"}) {
        CAPTURE(sent);
        const Fields form_fields = fields({{"at", sent}});
        FormReader form(form_fields);
        CHECK(!form.optional_time("at", "tidspunktet"));
        CHECK(code_of(form) == "not_a_time");
    }
}

TEST_CASE("one of the allowed keys") {
    const std::vector<std::string> allowed = {"good", "bad"};
    const Fields sent = fields({{"mood", "bad"}, {"other", "worse"}, {"none", ""}});
    FormReader form(sent);
    CHECK(form.required_choice("mood", "stemningen", allowed) == "bad");
    CHECK(form.optional_choice("none", "stemningen", allowed).empty());
    CHECK(form.ok());
    CHECK(form.required_choice("other", "stemningen", allowed).empty());
    CHECK(code_of(form) == "not_a_choice");
    CHECK(form.required_choice("none", "vejret", allowed).empty());
    const Language english(LanguageCode::english);
    CHECK(error_at(form.errors(), "none", english) == "Choose vejret.");
}

TEST_CASE("several of the allowed keys, each once and in order") {
    const std::vector<std::string> allowed = {"a", "b", "c"};
    const Fields sent =
        fields({{"x", "c"}, {"x", "a"}, {"x", "c"}, {"x", ""}, {"bad", "a"}, {"bad", "z"}});
    FormReader form(sent);
    CHECK(form.choices("x", "emnerne", allowed) == std::vector<std::string>{"a", "c"});
    CHECK(form.choices("absent", "emnerne", allowed).empty());
    CHECK(form.raw_values("x").size() == 4);
    CHECK(form.ok());
    CHECK(form.required_choices("absent", "emnerne", allowed).empty());
    CHECK(code_of(form) == "missing");
    CHECK(form.choices("bad", "emnerne", allowed) == std::vector<std::string>{"a"});
    CHECK(form.errors().back().error.code == "not_a_choice");
}

TEST_CASE("a field gets one message even if everything is wrong") {
    const Fields sent = fields({{"bad", "z"}});
    FormReader form(sent);
    CHECK(form.required_choices("bad", "emnerne", {"a"}).empty());
    CHECK(code_of(form) == "not_a_choice");
}

TEST_CASE("boxes, and messages that a rule finds") {
    const Fields sent = fields({{"agreed", "1"}});
    FormReader form(sent);
    CHECK(form.checked("agreed"));
    CHECK(!form.checked("other"));
    CHECK(form.ok());
    form.refuse("agreed", base::refuse("R12", "Nej."));
    CHECK(!form.ok());
    CHECK(code_of(form) == "R12");
}

TEST_CASE("what a rule finds is added where reading found nothing, and once a field") {
    base::FieldErrors errors{{"day", base::refuse("unreadable", "Skriv en dato.")}};
    web::add_rules(errors, {{"day", base::refuse("in_future", "Skriv en dato.")},
                            {"text", base::refuse("missing", "Skriv en tekst.")},
                            {"text", base::refuse("too_long", "Skriv en tekst.")},
                            {"", base::refuse("first", "Skriv en tekst.")},
                            {"", base::refuse("second", "Skriv en tekst.")}});
    std::string found;
    for (const base::FieldError& error : errors)
        found += error.field + ":" + error.error.code + " ";
    CHECK(found == "day:unreadable text:missing :first :second ");
}

}  // namespace web

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/field_names.h"
#include "statistics/testing/analysis.h"

// Specifications and data that nobody should write: each is refused with what is wrong and where.
namespace {

using namespace statistics;

base::Result<Analysis> asked(const std::string& fields, const std::string& rows) {
    const auto read = [&](const std::string&) -> base::Result<std::string> { return rows; };
    return analyse("{" + fields + R"(, "data": "rows.csv"})", read, "", {});
}

const std::string straight =
    R"("method": "regression", "family": "gaussian", "outcome": "y", "terms": ["x"])";

}  // namespace

TEST_CASE("an unknown field is named with the one meant and those there are") {
    const auto wrong = asked(straight + R"(, "weight": "x")", "y,x\n1,2\n2,3\n3,5\n4,4\n");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().code == "unknown_field");
    REQUIRE(wrong.error().arguments.size() == 4);
    CHECK(wrong.error().arguments[1] == "weight");
    CHECK(wrong.error().arguments[2] == "weights");
    CHECK(wrong.error().arguments[3].find("intercept") != std::string::npos);
    const std::vector<std::string> known{"outcome", "terms", "time", "event", "confidence"};
    CHECK(meant("response", known) == "outcome");
    CHECK(meant("Status", known) == "event");
    CHECK(meant("conf.level", known) == "confidence");
    CHECK(meant("confidense", known) == "confidence");
    CHECK(meant("xyzzy", known).empty());
    CHECK(meant("", known).empty());
    CHECK(code_of(R"({"method": "coxx"})") == "unknown_method");
    const auto variable = asked(straight, "Y,x\n1,2\n");
    CHECK(variable.error().arguments == std::vector<std::string>{"y", "Y"});
}

TEST_CASE("a field inside another isn't passed over in silence") {
    const std::string rows = "y,x,g\n1,2,a\n2,3,a\n3,5,b\n4,4,b\n";
    for (const std::string& fields :
         {std::string(R"("method": "mixed_model", "outcome": "y",
                         "random": [{"group": "g", "slopes": ["x"]}])"),
          std::string(R"("method": "kernel_density", "y": "y", "bandwidth": 1,
                         "grid": {"x": [0, 1], "y": [0, 1], "counts": 3})"),
          std::string(R"("method": "spatial_autocorrelation", "value": "y",
                         "neighbours": {"k": 3, "x": "x", "y": "y"})"),
          std::string(R"("method": "cox", "time": "x", "event": "y", "terms": ["e"],
                         "periods": {"e": {"prefixes": "emp"}})")})
        CHECK(code_of(asked(fields, rows)) == "unknown_field");
}

TEST_CASE("data by semicolons, twice the same name and numbers beyond all are refused by name") {
    CHECK(code_of(asked(straight, "y;x\n1,5;2\n")) == "semicolons");
    const auto twice = asked(straight, "y,x,x\n1,2,3\n");
    CHECK(code_of(twice) == "same_name");
    CHECK(variable_of(twice) == "x");
    const auto large = asked(straight, "y,x\n1,2\n2,1e200\n3,4\n5,6\n");
    CHECK(code_of(large) == "outside");
    CHECK(variable_of(large) == "x");
    CHECK(code_of(asked(straight, "y,x\n1,2\n2,4.5\n3,4\n5,6\n")) == "none");
    CHECK(code_of(asked(straight + R"(, "derive": {"z": "1e150 * x"})",
                        "y,x\n1,2\n2,4.5\n3,4\n5,6\n")) == "outside");
}

TEST_CASE("more partners, waves or bends than there are rows for take no time") {
    std::string rows = "y,x,d\n";
    for (int i = 0; i < 30; ++i)
        rows += std::to_string((i * 7) % 11) + "," + std::to_string((i * 5) % 13) + "," +
                std::to_string(i % 3 == 0 ? 1 : 0) + "\n";
    CHECK(code_of(asked(R"("method": "propensity_matching", "treated": "d", "terms": ["x"],
                           "ratio": 999999999)",
                        rows)) == "none");
    const std::string line = R"("method": "regression", "family": "gaussian", "outcome": "y", )";
    CHECK(code_of(asked(line + R"-("terms": ["harmonics(x, 12, 100000000)"])-", rows)) ==
          "too_few");
    CHECK(code_of(asked(line + R"-("terms": ["harmonics(x, 12, 0.5)"])-", rows)) == "outside");
    CHECK(code_of(asked(line + R"-("terms": ["ns(x, 1e300)"])-", rows)) == "too_few");
    CHECK(code_of(asked(line + R"-("terms": ["ns(x, 2.5)"])-", rows)) == "outside");
    CHECK(code_of(asked(line + R"-("terms": ["ns(x, 3)"])-", rows)) == "none");
}

TEST_CASE("rows without a value to sort by come last") {
    const auto sorted = asked(straight + R"(, "sort": "t", "label": "y", "lags": 1)",
                              "y,x,t\n1,2,3\n2,4,\n3,4,1\n5,6,\n4,7,2\n");
    REQUIRE(sorted);
    const std::vector<std::string> order{"3", "4", "1", "2", "5"};
    CHECK(series_named(*sorted, "rows").at == order);
}

TEST_CASE("a cause of an event is one of the first thousand") {
    const std::string fields =
        R"("method": "cumulative_incidence", "time": "t", "event": "e", "cause": )";
    const std::string rows = "t,e\n1,1\n2,0\n3,2\n";
    CHECK(code_of(asked(fields + "1", rows)) == "none");
    for (const char* cause : {"0", "1e9", "1e300", "1.5", "-1"})
        CHECK(code_of(asked(fields + cause, rows)) != "none");
}

TEST_CASE("somebody described is described by the terms' variables, as numbers or categories") {
    const std::string fields = R"("method": "cox", "time": "t", "event": "e", "terms": ["x"],
                                  "factors": ["x"], "predict": {"one": )";
    const std::string rows = "t,e,x\n1,1,1\n2,1,2\n3,1,1\n4,0,2\n5,1,2\n6,1,1\n";
    const auto number = asked(fields + R"({"x": 2}})", rows),
               text = asked(fields + R"({"x": "2"}})", rows);
    REQUIRE(number);
    REQUIRE(text);
    CHECK(column_named(series_named(*number, "predicted"), "survival") ==
          column_named(series_named(*text, "predicted"), "survival"));
    CHECK(code_of(asked(fields + R"({"x": "two"}})", rows)) == "not_numeric");
    CHECK(code_of(asked(fields + R"({"x": 2, "z": 1}})", rows)) == "unknown_field");
}

TEST_CASE("errors of a difference in differences are by unit where they are said to be clustered") {
    std::string rows = "u,t,y,d\n";
    for (int unit = 0; unit < 8; ++unit)
        for (int time = 0; time < 4; ++time)
            rows += std::to_string(unit) + "," + std::to_string(time) + "," +
                    std::to_string((unit * 7 + time * 5) % 11) + "," +
                    (unit < 3 && time > 1 ? "1" : "0") + "\n";
    const std::string fields = R"("method": "difference_in_differences", "outcome": "y",
                                  "unit": "u", "time": "t", "treated": "d")";
    const auto usual = asked(fields, rows),
               said = asked(fields + R"(, "errors": "clustered")", rows);
    REQUIRE(usual);
    REQUIRE(said);
    CHECK(estimate_named(*usual, "d").standard_error == estimate_named(*said, "d").standard_error);
    CHECK(code_of(asked(straight + R"(, "errors": "clustered")", "y,x\n1,2\n2,1\n3,4\n5,6\n")) ==
          "missing_field");
}

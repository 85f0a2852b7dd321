#include "statistics/persons.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/small_numbers.h"
#include "statistics/testing/analysis.h"
#include "statistics/testing/method_examples.h"

// Attacks on an answer about persons: no line for a single row, no number from 1 to 4 of them, nor
// two numbers from which one follows. Over the examples of every method, and with one person, or a
// few, put where they would show.
namespace {

using namespace statistics;
using statistics::testing::MethodExample;
using statistics::testing::Sheet;

const std::set<std::string> counts_of_persons = {"at_risk",
                                                 "events",
                                                 "observed",
                                                 "successes",
                                                 "trials",
                                                 "count",
                                                 "yes",
                                                 "no",
                                                 "reference_yes",
                                                 "reference_no",
                                                 "rows",
                                                 "cases",
                                                 "both",
                                                 "only_first",
                                                 "only_second",
                                                 "neither",
                                                 "treated",
                                                 "controls",
                                                 "matched_treated",
                                                 "matched_controls",
                                                 "trimmed",
                                                 "truncated",
                                                 "unmatched_treated",
                                                 "observations",
                                                 "inside",
                                                 "outside"};

bool is_small_count(const std::string& name, double value) {
    return counts_of_persons.contains(name) && value == std::floor(value) &&
           too_small_to_show(value);
}

base::Result<Analysis> of_persons(MethodExample example, const std::string& more = "") {
    if (example.fields.find("\"persons\"") == std::string::npos)
        example.fields =
            R"("persons":true)" + more + (example.fields.empty() ? "" : ",") + example.fields;
    return statistics::testing::analysed(example);
}

// Every number of an answer.
std::vector<double> numbers_of(const Analysis& analysis) {
    std::vector<double> all;
    for (const AnalysisEstimate& each : analysis.estimates)
        all.insert(all.end(), {each.row.estimate, each.row.standard_error, each.row.lower,
                               each.row.upper, each.row.statistic});
    for (const auto& [name, value] : analysis.fit)
        if (const double* number = std::get_if<double>(&value)) all.push_back(*number);
    for (const AnalysisSeries& series : analysis.series)
        for (const auto& [name, values] : series.columns)
            for (const double value : values)
                if (std::isfinite(value)) all.push_back(value);
    return all;
}

// Whether a number, or the sum or difference of two, is this value.
bool tells(const Analysis& analysis, double value) {
    const std::vector<double> all = numbers_of(analysis);
    const auto is = [value](double number) { return std::abs(number - value) < 1e-6; };
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (is(all[i])) return true;
        for (std::size_t j = 0; j < i && i < 3000; ++j)
            if (is(all[i] + all[j]) || is(all[i] - all[j]) || is(all[j] - all[i])) return true;
    }
    return false;
}

double as_number(const AnalysisValue& value) {
    if (const double* number = std::get_if<double>(&value)) return *number;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::nan("");
}

void check_counts(const Analysis& analysis) {
    for (const auto& each : analysis.fit) {
        CAPTURE(each.first);
        CHECK_FALSE(is_small_count(each.first, as_number(each.second)));
    }
    for (const AnalysisSeries& series : analysis.series) {
        CAPTURE(series.name);
        CHECK_FALSE(series.by_row);
        for (const auto& column : series.columns) {
            CAPTURE(column.first);
            for (const double value : column.second)
                CHECK_FALSE(is_small_count(column.first, value));
        }
    }
}

}  // namespace

TEST_CASE("no method's example tells of a row, nor of 1 to 4 persons") {
    std::size_t answered = 0;
    for (const MethodExample& example : statistics::testing::method_examples()) {
        CAPTURE(example.method);
        CAPTURE(example.fields);
        const auto analysis = of_persons(example);
        if (!analysis) {
            const std::string code = analysis.error().code;
            CAPTURE(code);
            CHECK((code == "small_numbers" || code == "too_few" || code == "persons_overlap"));
            continue;
        }
        ++answered;
        check_counts(*analysis);
    }
    CHECK(answered > 20);
}

TEST_CASE("no method answers about fewer than the least number of persons") {
    for (const MethodExample& example : statistics::testing::method_examples()) {
        if (example.sheet.empty()) continue;
        CAPTURE(example.method);
        CHECK(code_of(of_persons(example, R"(,"minimum_count":100000)")) != "none");
        CHECK(code_of(of_persons(example, R"(,"minimum_count":4)")) != "none");
    }
}

namespace {

// Sixty persons with one of them, or a few, in a group of their own with a value of their own.
constexpr double own_value = 987.654;
struct Planted {
    std::size_t few = 1;
    bool missing = false;
};

std::string planted(const Planted& wish) {
    std::ostringstream rows;
    rows << "id,x,y,g,yes,time,event,cause,D,period,count\n";
    for (std::size_t i = 0; i < 60; ++i) {
        const bool own = i < wish.few;
        const double x = static_cast<double>((i * 37) % 41) / 10;
        const std::size_t group = own ? 9 : 1 + i % 2;
        rows << i + 1 << ',' << (wish.missing && i > 57 ? "" : shortest(x)) << ','
             << shortest(own ? own_value : 5 + x + static_cast<double>((i * 13) % 7)) << ',' << 'g'
             << group << ',' << (own ? 1 : (i / 2) % 2) << ','
             << shortest(own ? own_value : 1 + static_cast<double>((i * 29) % 60)) << ','
             << (own || i % 3 > 0 ? 1 : 0) << ',' << (own ? 1 : i % 3) << ',' << (i % 5 < 2 ? 1 : 0)
             << ',' << i % 12 << ',' << (i % 4) + 3 << '\n';
    }
    return rows.str();
}

base::Result<Analysis> asked(const std::string& fields, const std::string& rows) {
    const auto read = [&](const std::string&) -> base::Result<std::string> { return rows; };
    return analyse("{" + fields + R"(, "data": "rows.csv", "persons": true})", read, "", {});
}

}  // namespace

TEST_CASE("a person alone in a group can't be read from any answer") {
    const std::string specifications[] = {
        R"("method": "regression", "outcome": "y", "terms": ["g"], "family": "gaussian")",
        R"("method": "regression", "outcome": "y", "terms": ["g", "x"], "family": "gaussian")",
        R"("method": "regression", "outcome": "y", "terms": ["x", "x:g"], "family": "gaussian")",
        R"("method": "regression", "outcome": "yes", "terms": ["g"], "family": "binomial")",
        R"("method": "survival_curve", "time": "time", "event": "event", "horizon": 50)",
        R"("method": "survival_curve", "time": "time", "event": "event", "group": "g",
           "horizon": 900, "quantiles": [0.01, 0.5, 0.99], "times": [10, 987, 988])",
        R"("method": "survival_curve", "time": "time", "event": "event",
           "quantiles": [0.001, 0.999])",
        R"("method": "log_rank", "time": "time", "event": "event", "group": "g")",
        R"("method": "cox", "time": "time", "event": "event", "terms": ["x", "g"])",
        R"("method": "cox", "time": "time", "event": "event", "terms": ["x"], "strata": "g",
           "predict": {"one": {"x": 1}})",
        R"("method": "cumulative_incidence", "time": "time", "event": "cause", "group": "g")",
        R"("method": "fine_gray", "time": "time", "event": "cause", "terms": ["x"],
           "predict": {"one": {"x": 1}})",
        R"("method": "propensity_matching", "treated": "D", "terms": ["x"], "outcome": "y")",
        R"("method": "propensity_weighting", "treated": "D", "terms": ["x", "g"], "outcome": "y")",
        R"("method": "survey_mean", "variables": ["y"], "group": "g")",
        R"("method": "survey_mean", "variables": ["y", "g"])",
        R"("method": "survey_quantile", "outcome": "y", "probabilities": [0.001, 0.5, 0.999])",
        R"("method": "survey_regression", "outcome": "y", "terms": ["g"])",
        R"("method": "mixed_model", "outcome": "y", "terms": ["g"], "random": [{"group": "id"}])",
        R"("method": "mixed_model", "outcome": "y", "terms": ["x"],
           "random": [{"group": "g"}], "minimum_count": 5)",
        R"("method": "proportion", "outcome": "yes", "group": "g")",
        R"("method": "kernel_density", "x": "y", "y": "time", "bandwidth": 2,
           "grid": {"x": [0, 1000], "y": [0, 1000], "count": 5})",
    };
    for (const std::string& fields : specifications) {
        CAPTURE(fields);
        for (const std::size_t few : {std::size_t{1}, std::size_t{4}}) {
            const auto analysis = asked(fields, planted({few, false}));
            if (!analysis) {
                const std::string code = analysis.error().code;
                CAPTURE(code);
                CHECK((code == "small_numbers" || code == "too_few" || code == "outside" ||
                       code == "collinear_variable"));
                for (const std::string& argument : analysis.error().arguments)
                    CHECK((code == "small_numbers" || argument != std::to_string(few)));
                continue;
            }
            check_counts(*analysis);
            CHECK_FALSE(tells(*analysis, own_value));
            // Nor how many rows there are besides those shown.
            for (const AnalysisSeries& series : analysis->series)
                for (const auto& [name, values] : series.columns) {
                    if (name != "trials" && name != "rows") continue;
                    double shown = 0;
                    for (const double value : values) shown += value;
                    CHECK_FALSE(
                        too_small_to_show(static_cast<double>(analysis->rows_used) - shown));
                }
        }
    }
}

TEST_CASE("a regression of persons answers where every category has enough") {
    const std::string fields =
        R"("method": "regression", "outcome": "y", "terms": ["g"], "family": "gaussian")";
    CHECK(code_of(asked(fields, planted({4, false}))) == "small_numbers");
    CHECK(code_of(asked(fields, planted({5, false}))) == "none");
    const std::string answers =
        R"("method": "regression", "outcome": "yes", "terms": ["g"], "family": "binomial")";
    // All five in the group say yes: too few say no among them, which separates.
    CHECK(code_of(asked(answers, planted({5, false}))) != "none");
    CHECK(code_of(asked(answers, planted({0, false}))) == "none");
    // The combination has a coefficient of its own although each part has many.
    std::string both = "a,b,y\n";
    for (int i = 0; i < 60; ++i)
        both += std::string(i % 2 > 0 ? "1" : "0") + "," + (i < 3 || i % 4 == 3 ? "1" : "0") + "," +
                std::to_string(i % 7) + "\n";
    CHECK(code_of(asked(R"("method": "regression", "outcome": "y", "terms": ["a*b"],
                           "family": "gaussian")",
                        both)) == "small_numbers");
    CHECK(code_of(asked(R"("method": "regression", "outcome": "y", "terms": ["a", "b"],
                           "family": "gaussian")",
                        both)) == "none");
}

TEST_CASE("how few rows were left out isn't said of persons") {
    const std::string fields =
        R"("method": "regression", "outcome": "y", "terms": ["x"], "family": "gaussian")";
    const auto hidden = asked(fields, planted({0, true}));
    REQUIRE(hidden);
    CHECK(hidden->few_left_out);
    CHECK(hidden->missing.empty());
    const std::string json =
        analysis_json(*hidden, "test", [](const base::Error& error) { return error.code; });
    CHECK(json.find("\"left_out\": null") != std::string::npos);
    const auto whole = asked(fields, planted({0, false}));
    REQUIRE(whole);
    CHECK_FALSE(whole->few_left_out);
}

TEST_CASE("all persons but 1 to 4 aren't told of, nor compared with all") {
    const std::string fields =
        R"("method": "regression", "outcome": "y", "terms": ["x"], "family": "gaussian", "where": )";
    CHECK(code_of(asked(fields + R"("id != 7")", planted({0, false}))) == "small_numbers");
    CHECK(code_of(asked(fields + R"("id > 4")", planted({0, false}))) == "small_numbers");
    CHECK(code_of(asked(fields + R"("id > 5")", planted({0, false}))) == "none");
    CHECK(code_of(asked(fields + R"("id > 0")", planted({0, false}))) == "none");
    CHECK(code_of(asked(R"("method": "survey_mean", "variables": ["y"], "domain": "id != 7")",
                        planted({0, false}))) == "small_numbers");
}

TEST_CASE("a refusal about persons doesn't say how few there are") {
    const auto few = asked(R"("method": "regression", "outcome": "y", "terms": ["x"],
                              "family": "gaussian", "where": "g == 'g9'")",
                           planted({3, false}));
    REQUIRE_FALSE(few);
    CHECK(few.error().code == "too_few");
    for (const std::string& argument : few.error().arguments) CHECK(argument != "3");
}

TEST_CASE("a curve of persons steps where at least five have had the event") {
    const std::string fields =
        R"("method": "survival_curve", "time": "time", "event": "event", "quantiles": [0.1])";
    const auto analysis = asked(fields, planted({0, false}));
    REQUIRE(analysis);
    const AnalysisSeries& curve = series_named(*analysis, "curve");
    REQUIRE(curve.at.size() >= 2);
    CHECK(curve.at.size() < 20);
    for (const double events : column_named(curve, "events")) CHECK(events >= 5);
    for (const double at_risk : column_named(curve, "at_risk"))
        CHECK(at_risk == 5 * std::round(at_risk / 5));
    // A quantile is one of the times shown, or later than all of them.
    const double quantile = column_named(series_named(*analysis, "quantiles"), "time").front();
    CHECK(!std::isnan(quantile));
    CHECK(std::find(curve.at.begin(), curve.at.end(), shortest(quantile)) != curve.at.end());
    // Times that are asked for close together don't tell when a single one had it.
    std::string close = fields + R"(, "times": [1)";
    for (int time = 2; time < 40; ++time) close += ", " + std::to_string(time);
    const auto times = asked(close + "]", planted({0, false}));
    REQUIRE(times);
    const auto& events = column_named(series_named(*times, "curve"), "events");
    CHECK(std::count_if(events.begin(), events.end(), [](double n) { return std::isnan(n); }) > 10);
    for (const double each : events) CHECK_FALSE(too_small_to_show(each));
}

TEST_CASE("areas with 1 to 4 persons are left out, with enough others") {
    std::string rows = "a,o,n,e\n";
    const int counts[] = {12, 3, 30, 7, 44, 25, 19, 0, 31, 28, 17, 22};
    for (int i = 0; i < 12; ++i)
        rows += "k" + std::to_string(i) + "," + std::to_string(counts[i]) + ",1000,20\n";
    const std::string ratio = R"("method": "standardised_ratio", "observed": "o", "area": "a",
                                 "minimum_count": 5, )";
    for (const char* by : {R"("population": "n")", R"("expected": "e")"}) {
        const auto analysis = asked(ratio + by, rows);
        REQUIRE(analysis);
        std::set<std::string> names;
        for (const auto& each : analysis->estimates) names.insert(each.row.name);
        CHECK_FALSE(names.contains("k1"));
        CHECK_FALSE(names.contains("k3"));  // the next smallest
        CHECK(names.contains("k7"));        // nobody
        CHECK(names.size() < 11);
    }
    for (const char* method : {"funnel", "empirical_bayes"})
        CHECK(code_of(asked("\"method\": \"" + std::string(method) +
                                R"(", "observed": "o", "population": "n", "minimum_count": 5)",
                            rows)) == "small_numbers");
}

TEST_CASE("parts of a whole are hidden until the hidden can't be had by subtraction") {
    const auto shown = [](const std::vector<double>& counts) {
        std::string text;
        for (const bool each : shown_parts(counts)) text += each ? 's' : '-';
        return text;
    };
    CHECK(shown({10, 20, 0}) == "sss");
    CHECK(shown({3, 20, 40}) == "--s");
    CHECK(shown({1, 1, 20, 40}) == "---s");  // 2 together are 1 and 1
    CHECK(shown({4, 0}) == "-s");            // nothing else to hide
    CHECK(shown({}) == "");
}

TEST_CASE("steps of a curve are put together until each kind has none or five") {
    const auto shown = [](const std::vector<std::vector<double>>& added) {
        std::string text;
        for (const bool each : shown_steps(added)) text += each ? 's' : '-';
        return text;
    };
    CHECK(shown({{5, 5, 0}}) == "ss");
    CHECK(shown({{1, 4, 0}}) == "-s");
    CHECK(shown({{5, 5, 2}}) == "s-");  // 2 after the last one shown
    CHECK(shown({{5, 5}, {1, 4}}) == "-");
    CHECK(shown({{5, 5, 5}, {1, 4, 0}}) == "-s");
    CHECK(shown({}) == "");
}

namespace {

// Units over six times, `treated` of them from the fourth on.
std::string panel(int treated) {
    std::ostringstream rows;
    rows << "unit,time,y,first,d\n";
    for (int unit = 0; unit < 40; ++unit)
        for (int time = 1; time <= 6; ++time)
            rows << unit << ',' << time << ',' << unit % 7 + time + (unit * time) % 5 << ','
                 << (unit < treated ? "4" : "") << ',' << (unit < treated && time >= 4 ? 1 : 0)
                 << '\n';
    return rows.str();
}

}  // namespace

TEST_CASE("few treated persons aren't evaluated, and no unit is told of") {
    const std::string where = R"(, "outcome": "y", "unit": "unit", "time": "time", )";
    const std::string asks[] = {
        R"("method": "difference_in_differences")" + where + R"("treated": "d")",
        R"("method": "difference_in_differences")" + where + R"("first_treated": "first")",
        R"("method": "group_time_effects")" + where + R"("first_treated": "first")",
        R"("method": "synthetic_control", "placebos": false)" + where + R"("treated": "d")",
        R"("method": "synthetic_difference_in_differences", "replicates": 5)" + where +
            R"("treated": "d")",
    };
    for (const std::string& fields : asks) {
        CAPTURE(fields);
        CHECK(code_of(asked(fields, panel(2))) == "small_numbers");
        const auto enough = asked(fields, panel(8));
        REQUIRE(enough);
        for (const auto& each : enough->estimates)
            CHECK(each.row.name.find("unit") == std::string::npos);
        check_counts(*enough);
    }
}

TEST_CASE("areas show their values where these are counts that may be shown") {
    const auto lines = [](const std::string& method, const std::string& first) {
        std::string rows = "v,x,y\n";
        for (int i = 0; i < 36; ++i)
            rows += (i == 0 ? first : std::to_string(7 + (i * 5) % 17)) + "," +
                    std::to_string(i % 6) + "," + std::to_string(i / 6) + "\n";
        const auto analysis =
            asked("\"method\": \"" + method +
                      R"(", "value": "v", "neighbours": {"nearest": 4, "x": "x", "y": "y"})",
                  rows);
        REQUIRE(analysis);
        return std::count_if(analysis->series.begin(), analysis->series.end(),
                             [](const AnalysisSeries& each) { return each.name == "areas"; });
    };
    for (const char* method : {"spatial_autocorrelation", "local_autocorrelation"}) {
        CHECK(lines(method, "9") == 1);
        CHECK(lines(method, "0") == 1);
        CHECK(lines(method, "3") == 0);
        CHECK(lines(method, "9.5") == 0);
        CHECK(lines(method, "-9") == 0);
    }
}

TEST_CASE("a course of few persons isn't shown beside its model") {
    const auto observed = [](const std::string& tenth) {
        std::string rows = "n,t,d\n";
        for (int i = 0; i < 30; ++i)
            rows += (i == 10 ? tenth : std::to_string(12 + (i * 7) % 11)) + "," +
                    std::to_string(i) + "," + (i < 15 ? "0" : "1") + "\n";
        const auto analysis = asked(
            R"("method": "interrupted_series", "outcome": "n", "time": "t", "intervention": "d")",
            rows);
        REQUIRE(analysis);
        return column_named(series_named(*analysis, "course"), "observed");
    };
    for (const double each : observed("3")) CHECK(std::isnan(each));
    for (const double each : observed("6")) CHECK_FALSE(std::isnan(each));
}

TEST_CASE("few events, and few answers, aren't told of without any category either") {
    const auto code = [](const std::string& fields, int events) {
        std::string rows = "time,event,cause,x,a,b\n";
        for (int i = 0; i < 40; ++i) {
            const std::string has = i < events ? "1," : "0,";
            std::string row = std::to_string(1 + (i * 13) % 40) + ",";
            row.append(has).append(has).append(std::to_string((i * 7) % 11)).append(",");
            row.append(has).append(std::to_string(i % 2)).append("\n");
            rows += row;
        }
        return asked(fields, rows);
    };
    for (const std::string& fields :
         {std::string(R"("method": "cox", "time": "time", "event": "event", "terms": ["x"])"),
          std::string(R"("method": "fine_gray", "time": "time", "event": "cause", "terms": ["x"])"),
          std::string(R"("method": "regression", "family": "binomial", "outcome": "event",
                         "terms": ["x"])"),
          std::string(R"("method": "regression", "family": "poisson", "outcome": "event",
                         "terms": ["x"])")}) {
        CAPTURE(fields);
        CHECK(code_of(code(fields, 4)) == "small_numbers");
        CHECK(code_of(code(fields, 12)) == "none");
    }
    const auto means = [&](int events) {
        const auto scale = code(R"("method": "reliability", "items": ["a", "b"])", events);
        REQUIRE(scale);
        const auto& columns = series_named(*scale, "items").columns;
        return std::count_if(columns.begin(), columns.end(),
                             [](const auto& each) { return each.first == "mean"; });
    };
    CHECK(means(4) == 0);
    CHECK(means(5) == 1);
}

TEST_CASE("answers on two occasions are refused where a cell is 1 to 4") {
    const auto cells = [](int both, int first) {
        std::string rows = "a,b,n\n1,1," + std::to_string(both) + "\n1,0," + std::to_string(first) +
                           "\n0,1,20\n0,0,30\n";
        return asked(R"("method": "paired_proportions", "first": "a", "second": "b", "count": "n",
                        "minimum_count": 5)",
                     rows);
    };
    CHECK(code_of(cells(10, 3)) == "small_numbers");
    CHECK(code_of(cells(10, 8)) != "small_numbers");
}

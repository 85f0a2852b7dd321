#include "statistics/matching.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "statistics/analyse.h"
#include "statistics/random.h"
#include "statistics/testing/analysis.h"

namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::code_of;
using statistics::Estimand;
using statistics::fit_value;
using statistics::RandomStream;
using statistics::run_analysis;

// Treatment depends on x and g; the outcome rises with x, and by `effect` with treatment.
std::string sample(std::size_t rows, double effect, std::uint64_t seed, bool backwards) {
    RandomStream random(seed, 5);
    std::vector<std::string> x, g, t, y;
    for (std::size_t row = 0; row < rows; ++row) {
        const double value = random.normal();
        const bool group = random.uniform() < 0.4;
        const double score = 1 / (1 + std::exp(1 - 0.8 * value - (group ? 0.7 : 0)));
        const bool treated = random.uniform() < score;
        x.push_back(std::to_string(value));
        g.push_back(group ? "\"b\"" : "\"a\"");
        t.push_back(treated ? "1" : "0");
        y.push_back(
            std::to_string(2 * value + (group ? 1 : 0) + (treated ? effect : 0) + random.normal()));
    }
    std::string text = R"("columns": {)";
    const char* names[] = {"x", "g", "t", "y"};
    std::size_t which = 0;
    for (auto* column : {&x, &g, &t, &y}) {
        if (backwards) std::reverse(column->begin(), column->end());
        text += std::string(which == 0 ? "" : ", ") + "\"" + names[which] + "\": [";
        for (std::size_t row = 0; row < rows; ++row)
            text += (row == 0 ? "" : ", ") + (*column)[row];
        text += "]";
        ++which;
    }
    return text + "}";
}

std::string specification(const std::string& method, const std::string& columns,
                          const std::string& rest) {
    return R"({"method": ")" + method +
           R"(", "treated": "t", "terms": ["x", "g"], "outcome": "y", )" + columns + rest + "}";
}

// What nearest_matches does, the slow and plain way: all controls in the order of scores and rows.
std::vector<std::size_t> plainly_matched(const std::vector<double>& scores,
                                         const std::vector<bool>& treated, double caliper) {
    std::vector<std::size_t> order, rows;
    std::vector<bool> free(scores.size(), true);
    for (std::size_t row = 0; row < scores.size(); ++row) {
        rows.push_back(row);
        if (treated[row]) order.push_back(row);
    }
    const auto before = [&](std::size_t a, std::size_t b) {
        return scores[a] < scores[b] || (scores[a] == scores[b] && a < b);
    };
    std::sort(rows.begin(), rows.end(), before);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<std::size_t> partner(scores.size(), scores.size());
    for (const std::size_t row : order) {
        std::size_t best = scores.size();
        const auto better = [&](std::size_t one) {
            const double apart = std::abs(scores[one] - scores[row]);
            if (apart > caliper) return false;
            if (best == scores.size()) return true;
            const double now = std::abs(scores[best] - scores[row]);
            // Of those below the last counts, of those above the first.
            return apart < now || (apart == now && before(one, row));
        };
        for (const std::size_t one : rows)
            if (!treated[one] && free[one] && better(one)) best = one;
        if (best == scores.size()) continue;
        partner[row] = best;
        free[best] = false;
    }
    return partner;
}

}  // namespace

TEST_CASE("greedy matching is what looking at every control gives, with ties and calipers") {
    RandomStream random(21, 1);
    for (std::size_t round = 0; round < 200; ++round) {
        std::vector<double> scores;
        std::vector<bool> treated;
        for (std::size_t row = 0; row < 40; ++row) {
            scores.push_back(std::round(random.uniform() * (round % 2 == 0 ? 20 : 1e6)) / 20);
            treated.push_back(random.uniform() < 0.4);
        }
        treated[0] = true;
        treated[1] = false;
        statistics::MatchingOptions options;
        if (round % 3 == 0) options.caliper = round % 2 == 0 ? 0.11 : 2000.0;
        const auto expected = plainly_matched(scores, treated, options.caliper);
        const auto matching = statistics::nearest_matches(scores, treated, {}, options);
        if (!matching) continue;
        for (const auto& set : matching->sets) {
            const std::size_t partner = set.controls.empty() ? scores.size() : set.controls.front();
            CHECK(partner == expected[set.treated]);
        }
    }
}

TEST_CASE("nobody is used twice without replacement; with it the nearest always is") {
    const std::vector<double> scores{0.5, 0.52, 0.9, 0.51, 0.05, 0.6};
    const std::vector<bool> treated{true, true, false, false, false, false};
    statistics::MatchingOptions options;
    const auto once = statistics::nearest_matches(scores, treated, {}, options);
    REQUIRE(once.ok());
    CHECK(once->sets[1].controls == std::vector<std::size_t>{3});
    CHECK(once->sets[0].controls == std::vector<std::size_t>{5});
    options.replacement = true;
    options.ratio = 2;
    const auto again = statistics::nearest_matches(scores, treated, {}, options);
    REQUIRE(again.ok());
    CHECK(again->sets[0].controls == std::vector<std::size_t>{3, 5});
    CHECK(again->sets[1].controls == std::vector<std::size_t>{3, 5});
    CHECK(again->weights == std::vector<double>{1, 1, 0, 1, 0, 1});
    options.replacement = false;
    options.caliper = 0.05;
    const auto near = statistics::nearest_matches(scores, treated, {}, options);
    REQUIRE(near.ok());
    CHECK(near->sets[0].controls.empty());
    CHECK(near->weights[0] == 0);
    // Only within a group.
    options = {};
    const auto grouped = statistics::nearest_matches(scores, treated, {0, 1, 0, 1, 0, 1}, options);
    REQUIRE(grouped.ok());
    CHECK(grouped->sets[0].controls == std::vector<std::size_t>{2});
    // The mistake of another program: the next one below, however far.
    options.whole_distances = true;
    const auto whole = statistics::nearest_matches(scores, treated, {}, options);
    REQUIRE(whole.ok());
    CHECK(whole->sets[0].controls == std::vector<std::size_t>{4});
}

TEST_CASE("weights turn the groups into what they are meant to be like") {
    const std::vector<double> scores{0.2, 0.5, 0.8, 0.2, 0.5, 0.8};
    const std::vector<bool> treated{true, true, true, false, false, false};
    const auto weights = [&](statistics::WeightingOptions options) {
        return statistics::score_weights(scores, treated, options)->weights;
    };
    CHECK(weights({Estimand::att})[5] == Approx(4));
    CHECK(weights({Estimand::att})[0] == 1);
    CHECK(weights({Estimand::ate})[0] == Approx(5));
    CHECK(weights({Estimand::ate, true})[0] == Approx(2.5));
    CHECK(weights({Estimand::atc})[0] == Approx(4));
    CHECK(weights({Estimand::overlap})[0] == Approx(0.8));
    const auto trimmed = statistics::score_weights(scores, treated, {Estimand::ate, false, 0.3});
    CHECK(trimmed->left_out == 4);
    CHECK(trimmed->weights[0] == 0);
    const auto truncated =
        statistics::score_weights(scores, treated, {Estimand::ate, false, 0, 0.75});
    CHECK(truncated->truncated == 2);
    CHECK(truncated->weights[0] == Approx(3.5));
    CHECK_FALSE(statistics::score_weights({0.5, 1}, {true, false}, {}).ok());
}

TEST_CASE("matching and weighting find the effect that a raw difference misses") {
    const std::string columns = sample(2000, 1.5, 4, false);
    const auto matched =
        run_analysis(specification("propensity_matching", columns, R"(, "caliper": 0.1)"));
    const auto weighted = run_analysis(specification("propensity_weighting", columns, ""));
    REQUIRE(matched.ok());
    REQUIRE(weighted.ok());
    for (const auto* analysis : {&*matched, &*weighted}) {
        REQUIRE(analysis->estimates.size() == 1);
        const auto& row = analysis->estimates.front().row;
        CHECK(row.name == "t");
        CHECK(std::abs(row.estimate - 1.5) < 3 * row.standard_error);
        CHECK(row.standard_error < 0.2);
        CHECK(fit_value(*analysis, "largest_smd_before") > 0.3);
        CHECK(fit_value(*analysis, "largest_smd_after") < 0.1);
        CHECK(analysis->evidence_level == 3);
        CHECK(analysis->assumptions.front().code == "no_unmeasured_differences");
    }
}

TEST_CASE("groups that stay unlike are placed lower, with a warning that says on what") {
    const auto analysis = run_analysis(
        specification("propensity_matching", sample(120, 1, 9, false), R"(, "ratio": 1)"));
    REQUIRE(analysis.ok());
    CHECK(fit_value(*analysis, "largest_smd_after") > 0.1);
    CHECK(analysis->evidence_level == 2);
    CHECK(std::any_of(analysis->warnings.begin(), analysis->warnings.end(),
                      [](const auto& each) { return each.code == "still_unlike"; }));
}

TEST_CASE("weighting doesn't depend on the order of rows, nor on the unit of what is measured") {
    const auto plain =
        run_analysis(specification("propensity_weighting", sample(400, 1, 6, false), ""));
    const auto turned =
        run_analysis(specification("propensity_weighting", sample(400, 1, 6, true), ""));
    const auto scaled =
        run_analysis(R"({"method": "propensity_weighting", "treated": "t", "outcome": "y10",
        "terms": ["x10", "g"], "derive": {"x10": "10 * x", "y10": "10 * y"}, )" +
                     sample(400, 1, 6, false) + "}");
    REQUIRE(plain.ok());
    REQUIRE(turned.ok());
    REQUIRE(scaled.ok());
    const auto& row = plain->estimates.front().row;
    CHECK(turned->estimates.front().row.estimate == Approx(row.estimate).epsilon(1e-9));
    CHECK(turned->estimates.front().row.standard_error == Approx(row.standard_error).epsilon(1e-9));
    CHECK(scaled->estimates.front().row.estimate == Approx(10 * row.estimate).epsilon(1e-7));
    CHECK(scaled->estimates.front().row.p == Approx(row.p).epsilon(1e-6));
}

TEST_CASE("matching and weighting refuse by name") {
    const std::string columns =
        R"("columns": {"x": [1, 2, 3, 4, 5, 6, 7, 8], "g": ["a", "b", "a", "b", "a", "b", "a", "b"],
           "t": [0, 1, 0, 1, 1, 0, 1, 0], "y": [1, 2, 1, 3, 2, 1, 4, 2], "one": [1, 1, 1, 1, 1, 1, 1, 1],
           "late": [0, 0, 0, 0, 1, 1, 1, 1], "t2": [0, 0, 1, 0, 1, 1, 0, 1]})";
    const auto code = [&](const std::string& method, const std::string& fields) {
        return code_of(R"({"method": ")" + method + R"(", "outcome": "y", )" + fields + ", " +
                       columns + "}");
    };
    for (const std::string method : {"propensity_matching", "propensity_weighting"}) {
        CHECK(code(method, R"("treated": "t", "terms": ["g"])") == "none");
        CHECK(code(method, R"("treated": "x", "terms": ["g"])") == "not_zero_or_one");
        CHECK(code(method, R"("treated": "one", "terms": ["x"])") == "one_group");
        CHECK(code(method, R"("treated": "t", "terms": ["one"])") == "constant_variable");
        CHECK(code(method, R"("treated": "late", "terms": ["x"])") == "separated_variable");
        CHECK(code(method, R"("treated": "t", "terms": ["who"])") == "unknown_variable");
    }
    CHECK(code("propensity_matching", R"("treated": "t", "terms": ["x"], "caliper": 0)") ==
          "outside");
    CHECK(code("propensity_matching", R"("treated": "t", "terms": ["x"], "ratio": 0)") ==
          "outside");
    CHECK(code("propensity_matching",
               R"("treated": "t2", "terms": ["x"], "caliper": 1e-9, "caliper_unit": "raw")") ==
          "too_few");
    CHECK(code("propensity_weighting", R"("treated": "t", "terms": ["x"], "trim": 0.6)") ==
          "outside");
    CHECK(code("propensity_weighting", R"("treated": "t2", "terms": ["x"], "trim": 0.499)") ==
          "too_few");
}

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>
#include <string>

#include "statistics/analyse.h"
#include "statistics/testing/method_examples.h"

// What must not change any method's answer: the order of rows, the unit of a variable, what things
// are called. Every method takes part.
namespace {

using statistics::Analysis;
using statistics::AnalysisSeries;
using statistics::testing::MethodExample;
using statistics::testing::relabelled;
using statistics::testing::Scaling;
using statistics::testing::shuffled;

// Iterations end at 1e-8 of a deviance; where they began differs in the last digits.
constexpr double tolerance = 1e-6;

bool near(double one, double other) {
    if (std::isnan(one) || std::isnan(other)) return std::isnan(one) && std::isnan(other);
    if (std::isinf(one) || std::isinf(other)) return one == other;
    return std::abs(one - other) <= tolerance * std::max({1e-3, std::abs(one), std::abs(other)});
}

const statistics::Coefficient* found(const Analysis& analysis, const std::string& name) {
    for (const auto& each : analysis.estimates)
        if (each.row.name == name) return &each.row;
    return nullptr;
}

double factor_of(const Scaling& scaling, const std::string& name) {
    const auto own = scaling.others.find(name);
    return own == scaling.others.end() ? scaling.estimates : own->second;
}

void check_estimates(const Analysis& plain, const Analysis& other, const Scaling& scaling) {
    CHECK(plain.estimates.size() == other.estimates.size());
    for (const auto& each : plain.estimates) {
        const std::string name = each.row.name;
        // A constant goes with everything.
        if (name == "(Intercept)" && !scaling.columns.empty()) continue;
        CAPTURE(name);
        const auto* same = found(other, name);
        REQUIRE(same != nullptr);
        const double factor = factor_of(scaling, name);
        CHECK(near(each.row.estimate * factor, same->estimate));
        CHECK(near(each.row.standard_error * factor, same->standard_error));
        CHECK(near(each.row.lower * factor, same->lower));
        CHECK(near(each.row.upper * factor, same->upper));
        CHECK(near(each.row.p, same->p));
    }
}

void check_fit(const Analysis& plain, const Analysis& other, const std::vector<std::string>* only) {
    for (const auto& [name, value] : plain.fit) {
        if (only != nullptr && std::find(only->begin(), only->end(), name) == only->end()) continue;
        const auto same =
            std::find_if(other.fit.begin(), other.fit.end(),
                         [&, wanted = name](const auto& each) { return each.first == wanted; });
        const std::string shown = name;
        CAPTURE(shown);
        REQUIRE(same != other.fit.end());
        if (const double* number = std::get_if<double>(&value))
            CHECK(near(*number, std::get<double>(same->second)));
        else
            CHECK(value == same->second);
    }
}

void check_column(const AnalysisSeries& plain, const AnalysisSeries& other, std::size_t column) {
    const std::string name = plain.columns[column].first;
    CAPTURE(name);
    for (std::size_t row = 0; row < plain.at.size(); ++row) {
        const auto at = std::find(other.at.begin(), other.at.end(), plain.at[row]);
        CAPTURE(plain.at[row]);
        REQUIRE(at != other.at.end());
        const auto there = static_cast<std::size_t>(at - other.at.begin());
        CHECK(near(plain.columns[column].second[row], other.columns[column].second[there]));
    }
}

void check_series(const Analysis& plain, const Analysis& other) {
    REQUIRE(plain.series.size() == other.series.size());
    for (std::size_t i = 0; i < plain.series.size(); ++i) {
        CAPTURE(plain.series[i].name);
        REQUIRE(plain.series[i].at.size() == other.series[i].at.size());
        for (std::size_t column = 0; column < plain.series[i].columns.size(); ++column)
            // A set's number is only its name.
            if (plain.series[i].columns[column].first != "set")
                check_column(plain.series[i], other.series[i], column);
    }
}

void check_scaling(const MethodExample& example, const Analysis& plain, const Scaling& scaling) {
    CAPTURE(scaling.columns.front());
    const auto other = analysed(example, scaled(example.sheet, scaling), example.neighbours);
    REQUIRE(other.ok());
    check_estimates(plain, *other, scaling);
    check_fit(plain, *other, &example.steady);
}

}  // namespace

TEST_CASE("every method has an example, and answers it") {
    std::set<std::string> methods;
    for (const MethodExample& example : statistics::testing::method_examples()) {
        CAPTURE(example.method);
        CAPTURE(example.fields);
        methods.insert(example.method);
        const auto plain = analysed(example);
        const std::string refusal = plain ? "" : plain.error().code;
        CHECK(refusal == "");
    }
    std::istringstream lines(statistics::list_of_methods());
    for (std::string line; std::getline(lines, line);) {
        const std::string name = line.substr(0, line.find_first_of(" \t"));
        if (name.empty()) continue;
        CAPTURE(name);
        CHECK(methods.contains(name));
    }
}

TEST_CASE("the order of rows changes no method's answer, unless it is that of time") {
    for (const MethodExample& example : statistics::testing::method_examples()) {
        if (example.in_order_of_time || example.sheet.empty()) continue;
        CAPTURE(example.method);
        CAPTURE(example.fields);
        const auto plain = analysed(example);
        const auto other = analysed(example, shuffled(example.sheet), example.neighbours);
        REQUIRE(plain.ok());
        REQUIRE(other.ok());
        check_estimates(*plain, *other, {});
        check_fit(*plain, *other, nullptr);
        check_series(*plain, *other);
    }
}

TEST_CASE("a method's answer follows the unit of a variable, and p doesn't") {
    for (const MethodExample& example : statistics::testing::method_examples()) {
        if (example.scalings.empty()) continue;
        CAPTURE(example.method);
        CAPTURE(example.fields);
        const auto plain = analysed(example);
        REQUIRE(plain.ok());
        for (const Scaling& scaling : example.scalings) check_scaling(example, *plain, scaling);
    }
}

TEST_CASE("what groups are called, and the order of their names, changes no estimate") {
    for (const MethodExample& example : statistics::testing::method_examples()) {
        if (example.labels.empty()) continue;
        CAPTURE(example.method);
        CAPTURE(example.fields);
        const auto plain = analysed(example);
        const auto other = analysed(example, relabelled(example.sheet, example.labels),
                                    relabelled(example.neighbours));
        REQUIRE(plain.ok());
        REQUIRE(other.ok());
        check_estimates(*plain, *other, {});
        check_fit(*plain, *other, &example.steady);
    }
}

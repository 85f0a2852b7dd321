#include "statistics/testing/analysis.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <variant>

namespace statistics {

base::Result<Analysis> run_analysis(const std::string& specification) {
    return analyse(specification, [](const std::string& name) -> base::Result<std::string> {
        return base::refuse("no_file", "no file", name);
    });
}

std::string code_of(const base::Result<Analysis>& analysis) {
    return analysis ? "none" : analysis.error().code;
}

std::string code_of(const std::string& specification) {
    return code_of(run_analysis(specification));
}

std::string variable_of(const base::Result<Analysis>& analysis) {
    if (analysis || analysis.error().arguments.empty()) return "none";
    return analysis.error().arguments.front();
}

std::string variable_of(const std::string& specification) {
    return variable_of(run_analysis(specification));
}

const Coefficient& estimate_named(const Analysis& analysis, const std::string& name) {
    const auto found =
        std::find_if(analysis.estimates.begin(), analysis.estimates.end(),
                     [&](const auto& estimate) { return estimate.row.name == name; });
    REQUIRE(found != analysis.estimates.end());
    return found->row;
}

double fit_value(const Analysis& analysis, const std::string& name) {
    for (const auto& each : analysis.fit) {
        if (each.first != name) continue;
        if (const auto* number = std::get_if<double>(&each.second)) return *number;
        return static_cast<double>(std::get<std::int64_t>(each.second));
    }
    FAIL("no such value of the fit: " << name);
    return 0;
}

const AnalysisSeries& series_named(const Analysis& analysis, const std::string& name) {
    const auto found = std::find_if(analysis.series.begin(), analysis.series.end(),
                                    [&](const AnalysisSeries& each) { return each.name == name; });
    REQUIRE(found != analysis.series.end());
    return *found;
}

const std::vector<double>& column_named(const AnalysisSeries& series, const std::string& name) {
    const auto found = std::find_if(series.columns.begin(), series.columns.end(),
                                    [&](const auto& each) { return each.first == name; });
    REQUIRE(found != series.columns.end());
    return found->second;
}

}  // namespace statistics

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

std::string code_of(const std::string& specification) {
    const auto analysis = run_analysis(specification);
    return analysis ? "none" : analysis.error().code;
}

std::string variable_of(const std::string& specification) {
    const auto analysis = run_analysis(specification);
    if (analysis || analysis.error().arguments.empty()) return "none";
    return analysis.error().arguments.front();
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

}  // namespace statistics

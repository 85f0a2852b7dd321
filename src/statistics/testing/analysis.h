#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/analyse.h"

namespace statistics {

// An analysis without files, as most tests ask for: all data stand in the specification.
base::Result<Analysis> run_analysis(const std::string& specification);

// The refusal's code, and the variable it names first; "none" where nothing was refused.
std::string code_of(const base::Result<Analysis>& analysis);
std::string code_of(const std::string& specification);
std::string variable_of(const base::Result<Analysis>& analysis);
std::string variable_of(const std::string& specification);

// One estimate, value of the fit, series or column of it by its name; the test ends where there is
// none.
const Coefficient& estimate_named(const Analysis& analysis, const std::string& name);
double fit_value(const Analysis& analysis, const std::string& name);
const AnalysisSeries& series_named(const Analysis& analysis, const std::string& name);
const std::vector<double>& column_named(const AnalysisSeries& series, const std::string& name);

}  // namespace statistics

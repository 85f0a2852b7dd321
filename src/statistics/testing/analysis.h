#pragma once

#include <string>

#include "base/result.h"
#include "statistics/analyse.h"

namespace statistics {

// An analysis without files, as most tests ask for: all data stand in the specification.
base::Result<Analysis> run_analysis(const std::string& specification);

// The refusal's code, and the variable it names first; "none" where nothing was refused.
std::string code_of(const std::string& specification);
std::string variable_of(const std::string& specification);

// One estimate, or one value of the fit, by its name; the test ends where there is none.
const Coefficient& estimate_named(const Analysis& analysis, const std::string& name);
double fit_value(const Analysis& analysis, const std::string& name);

}  // namespace statistics

#pragma once

#include <cstddef>
#include <vector>

// What every detector of unusual periods answers with.
namespace statistics {

// Why a period has no limit.
enum class NoLimit {
    none,           // it has one
    too_few_cases,  // the latest periods hold too few cases to say anything
    missing,        // the period's own number isn't known
    no_history,     // there is too little before it
    not_converged,  // no model of the past could be fitted
};

// One period of one series, looked at with what was known then. Numbers that there is no ground
// for are NaN, and `no_limit` says why.
struct WatchedPeriod {
    std::size_t at = 0;  // position in the series, from 0
    double observed = 0;
    double expected = 0;
    double upper = 0;       // more than this is unusual
    double p = 1;           // probability of as many or more
    double score = 0;       // (observed − expected)/(upper − expected)
    double dispersion = 1;  // φ, at least 1
    double trend = 0;       // per period on the log scale; NaN: none in the model
    bool alarm = false;
    NoLimit no_limit = NoLimit::none;
};

}  // namespace statistics

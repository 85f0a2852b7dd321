#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "statistics/data_frame.h"

// Small formulas over the columns of a data frame, for new variables, conditions and offsets.
//
// Numbers, 'texts', column names (in backquotes where they hold other signs than letters, digits, _
// and .), + - * / ^, == != < <= > >=, && || !, brackets, NA and
//   log exp sqrt abs sin cos floor pow(x, y) min2(x, y) max2(x, y) ifelse(condition, x, y)
//   is_missing(x)  sum(x) mean(x) min(x) max(x) count(x), each also by groups: sum(x, group).
// Conditions are 1 and 0. A missing value makes what is computed from it missing, except that the
// summaries skip it, ifelse takes the other branch for a missing condition, and so does a
// condition on rows. What isn't a number (log of 0, division by 0) is missing too.
namespace statistics {

// One value for each row. Refused with "bad_expression" or "unknown_variable".
base::Result<Column> evaluate(std::string_view expression, const DataFrame& frame);

// The columns that an expression names, in the order of the frame.
std::vector<std::string> variables_in(std::string_view expression, const DataFrame& frame);

// The rows for which the condition is true.
base::Result<std::vector<std::size_t>> rows_where(std::string_view condition,
                                                  const DataFrame& frame);

}  // namespace statistics

#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "statistics/analysis.h"

// One small simulated example of every method, with what must not change its answer.
namespace statistics::testing {

// Columns of numbers; NaN is missing.
using Sheet = std::vector<std::pair<std::string, std::vector<double>>>;

// Multiplies these columns; the estimates are then as many times as large.
struct Scaling {
    std::vector<std::string> columns;
    double factor = 1;
    double estimates = 1;
    std::map<std::string, double> others = {};  // estimates with a factor of their own
};

struct MethodExample {
    std::string method;
    std::string fields;  // of the specification, after "method" and before "columns"
    Sheet sheet;
    std::string neighbours = {};           // the file of that name: from,to
    std::vector<Scaling> scalings = {};    // each by itself
    std::vector<std::string> labels = {};  // columns whose values are only names
    std::vector<std::string> steady = {};  // values of the fit that neither scalings change
    bool in_order_of_time = false;         // rows are read in the order they stand
};

std::vector<MethodExample> method_examples();

base::Result<Analysis> analysed(const MethodExample& example, const Sheet& sheet,
                                const std::string& neighbours);
inline base::Result<Analysis> analysed(const MethodExample& example) {
    return analysed(example, example.sheet, example.neighbours);
}

// The same rows in another order.
Sheet shuffled(const Sheet& sheet);
Sheet scaled(Sheet sheet, const Scaling& scaling);
// Other numbers for those in a column of names, in another order.
double new_label(double label);
Sheet relabelled(Sheet sheet, const std::vector<std::string>& columns);
std::string relabelled(const std::string& neighbours);

}  // namespace statistics::testing

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "statistics/regression.h"

// What every analysis answers with, whatever the method.
namespace statistics {

struct AnalysisEstimate {
    Coefficient row;
    // Whether e to the estimate is a ratio (of rates, odds or hazards).
    bool is_log_ratio = false;
    std::optional<double> model_standard_error;  // beside a robust one
};

using AnalysisValue = std::variant<double, std::int64_t, std::string>;

// A curve or a table: for each label one value in every column. A NaN stands for "no value" and is
// written as null.
struct AnalysisSeries {
    std::string name;
    std::vector<std::string> at;
    std::vector<std::pair<std::string, std::vector<double>>> columns;
    // One line for each row of the data: not given out where the rows are persons.
    bool by_row = false;
};

struct Analysis {
    std::string method;
    std::vector<AnalysisEstimate> estimates;
    std::vector<std::pair<std::string, AnalysisValue>> fit;
    std::vector<AnalysisSeries> series;
    std::vector<base::Error> warnings;
    std::vector<base::Error> assumptions;
    std::size_t rows_used = 0;
    std::size_t rows_left_out = 0;  // for missing values
    std::map<std::string, std::size_t> missing;
    // Of persons, and so few were left out that it isn't said how many: written as null.
    bool few_left_out = false;
    // How many persons the rows stand for, where a row isn't one each.
    std::optional<double> persons;
    // The Maryland level, where the method asks whether something worked.
    std::optional<int> evidence_level;
    // Where chance was drawn: the same seed gives the same answer.
    std::optional<std::uint64_t> seed;

    void set(std::string name, AnalysisValue value) {
        fit.emplace_back(std::move(name), std::move(value));
    }
};

}  // namespace statistics

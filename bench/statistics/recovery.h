#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "statistics/analysis.h"
#include "statistics/random.h"
#include "statistics/regression.h"

// What the cases of the recovery bench are made of. A sample is simulated, analysed as a user would
// analyse it, and compared with the truth that was put into it.
namespace bench {

using statistics::Analysis;
using statistics::RandomStream;

// What one sample showed.
struct Outcome {
    // Between estimate and truth, in standard errors; none for a test or exact limits.
    std::optional<double> errors_apart;
    // 1 where the interval held the truth, or the test kept a true hypothesis, 0 otherwise; the
    // share of them where one sample has several; or what a mean is taken of.
    double held = 0;
};
using Sample = std::function<base::Result<Outcome>(RandomStream&)>;

struct Case {
    std::string name;
    Sample sample;
    double least = 0.94, most = 0.96;  // of the mean of `held`
    std::size_t samples = 0;           // where one is slow: at most so many; 0: as many as asked
    std::string apart;                 // why the limits needn't hold, with the source; then listed
};

// 95 % intervals, or tests on the level 0.05: 94 to 96 % hold.
Case usual(std::string name, Sample sample, std::size_t samples = 0);
// At least 95 %.
Case exact(std::string name, Sample sample, std::size_t samples = 0);
// A mean that is known, which may be off by `off`.
Case around(std::string name, Sample sample, double mean, double off, std::size_t samples = 0);
// Known to be off.
Case apart(std::string name, Sample sample, std::string reason, std::size_t samples = 0);

Outcome outcome_of(const statistics::Coefficient& row, double truth);
// Without a standard error.
Outcome held_between(double lower, double upper, double truth);
// By the normal distribution, for methods that give a standard error and no limits.
Outcome outcome_of(double estimate, double error, double truth);
// A true hypothesis is kept on the level 0.05.
Outcome kept(double p);

// The columns of a simulated sample.
class Table {
  public:
    // Later columns of the same name replace earlier ones; NaN is a missing value.
    void set(const std::string& name, std::vector<double> values);
    // One more value; the column is made where it isn't there.
    void push(const std::string& name, double value);
    const std::vector<double>& column(const std::string& name) const;
    std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().second.size(); }
    std::string json() const;

  private:
    std::vector<double>& of(const std::string& name);
    std::vector<std::pair<std::string, std::vector<double>>> columns_;
};

// Runs the fields of a specification ("method": …, without braces) on a table. `neighbours` is the
// file of that name: from,to.
base::Result<Analysis> analysed(std::string_view fields, const Table& table,
                                const std::string& neighbours = {});

// Of an answer; what isn't there throws std::logic_error.
const statistics::Coefficient& estimate_of(const Analysis& analysis, std::string_view name);
double fit_of(const Analysis& analysis, std::string_view name);
double series_value(const Analysis& analysis, std::string_view series, std::string_view at,
                    std::string_view column);
const std::vector<double>& series_column(const Analysis& analysis, std::string_view series,
                                         std::string_view column);

// The same for what comes straight from analysed().
base::Result<Outcome> estimated(const base::Result<Analysis>& analysis, std::string_view name,
                                double truth);
base::Result<Outcome> kept_by(const base::Result<Analysis>& analysis, std::string_view fit_name);

// Whether a draw is below this probability.
double yes(RandomStream& random, double probability);
double log_odds(double probability);
double probability_of(double log_odds);

std::vector<Case> regression_cases();
std::vector<Case> expected_cases();
std::vector<Case> proportion_cases();
std::vector<Case> survey_cases();
std::vector<Case> cohort_cases();
std::vector<Case> survival_cases();
std::vector<Case> hazard_cases();
std::vector<Case> effect_cases();
std::vector<Case> comparison_cases();
std::vector<Case> mixed_cases();
std::vector<Case> spatial_cases();
std::vector<Case> outbreak_cases();

}  // namespace bench

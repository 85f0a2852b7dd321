#include "statistics/cox_curves.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "statistics/linear_algebra.h"

namespace statistics {
namespace {

// Sums over rows of the risk and of risk times covariates.
struct RiskSum {
    double zero = 0;
    std::vector<double> one;

    void add(const Matrix& x, std::size_t row, double risk) {
        zero += risk;
        for (std::size_t j = 0; j < one.size(); ++j) one[j] += risk * x(row, j);
    }
};

// One time's steps, and the mean covariates among those at risk.
struct Step {
    double time = 0, hazard = 0, variance = 0;
    std::vector<double> carried, mean;
    std::vector<std::size_t> events;
};

class Strata {
  public:
    Strata(const CoxData& data, const CoxFit& fit, bool efron, const std::vector<double>& means)
        : data_(data), efron_(efron), x_(data.x) {
        for (std::size_t j = 0; j < x_.columns(); ++j)
            for (double& value : x_.column(j)) value -= means[j];
        risk_ = times(x_, fit.coefficients);
        for (std::size_t row = 0; row < risk_.size(); ++row)
            risk_[row] = data_.weight_of(row) * std::exp(risk_[row] + data.offset_of(row));
    }

    const Matrix& x() const { return x_; }

    // From the last time to the first.
    std::vector<Step> steps(std::vector<std::size_t> rows) const {
        const FollowUp& follow = data_.times;
        std::vector<std::size_t> by_start = rows;
        std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
            return follow.stop[a] > follow.stop[b];
        });
        std::stable_sort(by_start.begin(), by_start.end(), [&](std::size_t a, std::size_t b) {
            return follow.begins(a) > follow.begins(b);
        });
        const std::vector<double> none(x_.columns(), 0.0);
        RiskSum at_risk{0, none};
        std::size_t gone = 0;
        std::vector<Step> steps;
        for (std::size_t from = 0; from < rows.size();) {
            Step step;
            step.time = follow.stop[rows[from]];
            RiskSum tied{0, none};
            for (; from < rows.size() && follow.stop[rows[from]] == step.time; ++from) {
                const std::size_t row = rows[from];
                at_risk.add(x_, row, risk_[row]);
                if (follow.event[row] == 0) continue;
                step.events.push_back(row);
                tied.add(x_, row, risk_[row]);
            }
            if (step.events.empty()) continue;
            for (; !follow.start.empty() && gone < by_start.size() &&
                   follow.start[by_start[gone]] >= step.time;
                 ++gone)
                at_risk.add(x_, by_start[gone], -risk_[by_start[gone]]);
            weigh(at_risk, tied, step);
            steps.push_back(std::move(step));
        }
        return steps;
    }

  private:
    void weigh(const RiskSum& at_risk, const RiskSum& tied, Step& step) const {
        const double d = static_cast<double>(step.events.size());
        double weights = 0;
        for (const std::size_t row : step.events) weights += data_.weight_of(row) / d;
        step.carried.assign(x_.columns(), 0.0);
        step.mean.assign(x_.columns(), 0.0);
        for (double k = 0; k < d; k += 1) {
            const double share = efron_ ? k / d : 0;
            const double bottom = at_risk.zero - share * tied.zero;
            step.hazard += weights / bottom;
            step.variance += weights / (bottom * bottom);
            for (std::size_t j = 0; j < x_.columns(); ++j) {
                const double mean = (at_risk.one[j] - share * tied.one[j]) / bottom;
                step.carried[j] += mean * weights / bottom;
                step.mean[j] += mean / d;
            }
        }
    }

    const CoxData& data_;
    bool efron_;
    Matrix x_;  // less the means
    std::vector<double> risk_;
};

CoxCurve cumulated(std::size_t stratum, const std::vector<Step>& steps, std::size_t columns) {
    CoxCurve curve;
    curve.stratum = stratum;
    curve.carried = Matrix(steps.size(), columns);
    double hazard = 0, variance = 0;
    std::vector<double> carried(columns, 0.0);
    for (std::size_t t = 0; t < steps.size(); ++t) {
        const Step& step = steps[steps.size() - 1 - t];
        curve.time.push_back(step.time);
        curve.hazard.push_back(hazard += step.hazard);
        curve.variance.push_back(variance += step.variance);
        for (std::size_t j = 0; j < columns; ++j)
            curve.carried(t, j) = carried[j] += step.carried[j];
    }
    return curve;
}

}  // namespace

CoxCurves cox_curves(const CoxData& data, const CoxFit& fit, Ties ties) {
    const std::size_t rows = data.times.stop.size(), columns = data.x.columns();
    CoxCurves curves;
    for (std::size_t j = 0; j < columns; ++j) {
        const auto column = data.x.column(j);
        curves.means.push_back(std::accumulate(column.begin(), column.end(), 0.0) /
                               static_cast<double>(rows));
    }
    const Strata strata(data, fit, ties == Ties::efron, curves.means);
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t row = 0; row < rows; ++row)
        members[data.stratum.empty() ? 0 : data.stratum[row]].push_back(row);
    std::vector<std::vector<double>> residuals;
    for (auto& [stratum, chosen] : members) {
        const std::vector<Step> steps = strata.steps(std::move(chosen));
        curves.strata.push_back(cumulated(stratum, steps, columns));
        for (auto step = steps.rbegin(); step != steps.rend(); ++step)
            for (const std::size_t row : step->events) {
                curves.event_rows.push_back(row);
                residuals.emplace_back();
                for (std::size_t j = 0; j < columns; ++j)
                    residuals.back().push_back(strata.x()(row, j) - step->mean[j]);
            }
    }
    curves.schoenfeld = Matrix(residuals.size(), columns);
    for (std::size_t i = 0; i < residuals.size(); ++i)
        for (std::size_t j = 0; j < columns; ++j) curves.schoenfeld(i, j) = residuals[i][j];
    return curves;
}

PredictedHazard predicted_hazard(const CoxCurves& curves, std::size_t stratum, const CoxFit& fit,
                                 const Matrix& covariance, const std::vector<double>& covariates) {
    const CoxCurve& curve = curves.strata[stratum];
    const std::size_t columns = covariates.size();
    double predictor = 0;
    for (std::size_t j = 0; j < columns; ++j)
        predictor += fit.coefficients[j] * (covariates[j] - curves.means[j]);
    const double ratio = std::exp(predictor);
    PredictedHazard result;
    std::vector<double> moved(columns);
    for (std::size_t t = 0; t < curve.time.size(); ++t) {
        // How the hazard moves with the coefficients.
        for (std::size_t j = 0; j < columns; ++j)
            moved[j] = (covariates[j] - curves.means[j]) * curve.hazard[t] - curve.carried(t, j);
        const std::vector<double> spread = times(covariance, moved);
        double variance = curve.variance[t];
        for (std::size_t j = 0; j < columns; ++j) variance += moved[j] * spread[j];
        result.hazard.push_back(ratio * curve.hazard[t]);
        result.standard_error.push_back(ratio * std::sqrt(variance));
    }
    return result;
}

}  // namespace statistics

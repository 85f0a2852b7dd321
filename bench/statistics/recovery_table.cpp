#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "recovery.h"
#include "statistics/analyse.h"

namespace bench {

Case usual(std::string name, Sample sample, std::size_t samples) {
    return {std::move(name), std::move(sample), 0.94, 0.96, samples, {}};
}

Case exact(std::string name, Sample sample, std::size_t samples) {
    return {std::move(name), std::move(sample), 0.95, 1, samples, {}};
}

Case around(std::string name, Sample sample, double mean, double off, std::size_t samples) {
    return {std::move(name), std::move(sample), mean - off, mean + off, samples, {}};
}

Case apart(std::string name, Sample sample, std::string reason, std::size_t samples) {
    return {std::move(name), std::move(sample), 0.94, 0.96, samples, std::move(reason)};
}

Outcome held_between(double lower, double upper, double truth) {
    return {std::nullopt, lower <= truth && truth <= upper ? 1.0 : 0.0};
}

Outcome outcome_of(const statistics::Coefficient& row, double truth) {
    Outcome outcome = held_between(row.lower, row.upper, truth);
    outcome.errors_apart = std::abs(row.estimate - truth) / row.standard_error;
    return outcome;
}

Outcome outcome_of(double estimate, double error, double truth) {
    return outcome_of(statistics::wald("", estimate, error, std::nullopt), truth);
}

Outcome kept(double p) {
    return {std::nullopt, p > 0.05 ? 1.0 : 0.0};
}

std::vector<double>& Table::of(const std::string& name) {
    const auto found = std::find_if(columns_.begin(), columns_.end(),
                                    [&](const auto& each) { return each.first == name; });
    if (found != columns_.end()) return found->second;
    return columns_.emplace_back(name, std::vector<double>{}).second;
}

void Table::set(const std::string& name, std::vector<double> values) {
    of(name) = std::move(values);
}

void Table::push(const std::string& name, double value) {
    of(name).push_back(value);
}

const std::vector<double>& Table::column(const std::string& name) const {
    const auto found = std::find_if(columns_.begin(), columns_.end(),
                                    [&](const auto& each) { return each.first == name; });
    if (found == columns_.end()) throw std::logic_error("no column " + name);
    return found->second;
}

std::string Table::json() const {
    std::string text = "{";
    for (const auto& [name, values] : columns_) {
        text += (text.size() > 1 ? ",\"" : "\"") + name + "\":[";
        for (std::size_t row = 0; row < values.size(); ++row) {
            if (row > 0) text += ',';
            if (std::isnan(values[row])) {
                text += "null";
                continue;
            }
            std::array<char, 32> digits{};
            const auto end =
                std::to_chars(digits.data(), digits.data() + digits.size(), values[row]);
            text.append(digits.data(), end.ptr);
        }
        text += ']';
    }
    return text + "}";
}

base::Result<Analysis> analysed(std::string_view fields, const Table& table,
                                const std::string& neighbours) {
    const std::string specification =
        "{" + std::string(fields) + ",\"columns\":" + table.json() + "}";
    return statistics::analyse(specification, [&](const std::string& name) {
        if (name == "neighbours") return base::Result<std::string>(neighbours);
        return base::Result<std::string>(base::refuse("no_file", "no file", name));
    });
}

const statistics::Coefficient& estimate_of(const Analysis& analysis, std::string_view name) {
    for (const auto& each : analysis.estimates)
        if (each.row.name == name) return each.row;
    throw std::logic_error(analysis.method + " gives no estimate " + std::string(name));
}

double fit_of(const Analysis& analysis, std::string_view name) {
    for (const auto& [each, value] : analysis.fit) {
        if (each != name) continue;
        if (const auto* number = std::get_if<double>(&value)) return *number;
        return static_cast<double>(std::get<std::int64_t>(value));
    }
    throw std::logic_error(analysis.method + " gives no " + std::string(name));
}

namespace {
const statistics::AnalysisSeries& series_of(const Analysis& analysis, std::string_view name) {
    for (const auto& each : analysis.series)
        if (each.name == name) return each;
    throw std::logic_error(analysis.method + " gives no series " + std::string(name));
}
}  // namespace

const std::vector<double>& series_column(const Analysis& analysis, std::string_view series,
                                         std::string_view column) {
    for (const auto& [name, values] : series_of(analysis, series).columns)
        if (name == column) return values;
    throw std::logic_error(analysis.method + " gives no column " + std::string(column));
}

double series_value(const Analysis& analysis, std::string_view series, std::string_view at,
                    std::string_view column) {
    const auto& labels = series_of(analysis, series).at;
    const auto found = std::find(labels.begin(), labels.end(), at);
    if (found == labels.end())
        throw std::logic_error(analysis.method + " gives nothing at " + std::string(at));
    return series_column(analysis, series,
                         column)[static_cast<std::size_t>(found - labels.begin())];
}

base::Result<Outcome> estimated(const base::Result<Analysis>& analysis, std::string_view name,
                                double truth) {
    if (!analysis) return analysis.error();
    return outcome_of(estimate_of(*analysis, name), truth);
}

base::Result<Outcome> kept_by(const base::Result<Analysis>& analysis, std::string_view fit_name) {
    if (!analysis) return analysis.error();
    return kept(fit_of(*analysis, fit_name));
}

double yes(RandomStream& random, double probability) {
    return random.uniform() < probability ? 1 : 0;
}

double log_odds(double probability) {
    return std::log(probability / (1 - probability));
}

double probability_of(double log_odds) {
    return 1 / (1 + std::exp(-log_odds));
}

}  // namespace bench

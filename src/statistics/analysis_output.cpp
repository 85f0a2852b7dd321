#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "statistics/analyse.h"

namespace statistics {
namespace {

std::string json_text(std::string_view text) {
    return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

std::string number_json(double number) {
    return std::isfinite(number) ? shortest(number) : "null";
}

std::string value_json(const AnalysisValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return number_json(*number);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    return json_text(std::get<std::string>(value));
}

std::string value_text(const AnalysisValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return value_json(value);
}

// What an estimate is written as, in order.
std::vector<std::pair<std::string_view, double>> values_of(const AnalysisEstimate& estimate) {
    const Coefficient& row = estimate.row;
    std::vector<std::pair<std::string_view, double>> values{
        {"estimate", row.estimate}, {"standard_error", row.standard_error}, {"lower", row.lower},
        {"upper", row.upper},       {"statistic", row.statistic},           {"p", row.p}};
    if (estimate.is_log_ratio) {
        values.emplace_back("ratio", std::exp(row.estimate));
        values.emplace_back("ratio_lower", std::exp(row.lower));
        values.emplace_back("ratio_upper", std::exp(row.upper));
    }
    if (estimate.model_standard_error)
        values.emplace_back("model_standard_error", *estimate.model_standard_error);
    return values;
}

// Collects the members of an object or array.
class Members {
  public:
    void add(const std::string& member) { text_ += (text_.empty() ? "" : ", ") + member; }
    void add(std::string_view name, const std::string& value) {
        add(json_text(name) + ": " + value);
    }
    std::string object() const { return "{" + text_ + "}"; }
    std::string array() const { return "[" + text_ + "]"; }

  private:
    std::string text_;
};

std::string series_json(const AnalysisSeries& series) {
    Members rows;
    for (std::size_t i = 0; i < series.at.size(); ++i) {
        Members row;
        row.add("at", json_text(series.at[i]));
        for (const auto& [name, values] : series.columns) row.add(name, number_json(values[i]));
        rows.add("\n    " + row.object());
    }
    return rows.array();
}

std::string sentences_json(const std::vector<base::Error>& sentences, const Speaker& speaker) {
    Members all;
    for (const base::Error& sentence : sentences) {
        Members one;
        one.add("code", json_text(sentence.code));
        one.add("text", json_text(speaker(sentence)));
        all.add("\n  " + one.object());
    }
    return all.array();
}

}  // namespace

std::string analysis_json(const Analysis& analysis, std::string_view version,
                          const Speaker& speaker) {
    Members estimates, fit, series, missing, rows;
    for (const AnalysisEstimate& estimate : analysis.estimates) {
        Members one;
        one.add("name", json_text(estimate.row.name));
        for (const auto& [name, value] : values_of(estimate)) one.add(name, number_json(value));
        estimates.add("\n  " + one.object());
    }
    for (const auto& [name, value] : analysis.fit) fit.add(name, value_json(value));
    for (const AnalysisSeries& each : analysis.series)
        series.add("\n  " + json_text(each.name) + ": " + series_json(each));
    for (const auto& [name, count] : analysis.missing) missing.add(name, std::to_string(count));
    rows.add("used", std::to_string(analysis.rows_used));
    rows.add("left_out", analysis.few_left_out ? "null" : std::to_string(analysis.rows_left_out));
    rows.add("missing", missing.object());
    std::string text = "{\n\"form\": \"trygby-analyse/1\",\n\"version\": " + json_text(version) +
                       ",\n\"method\": " + json_text(analysis.method) +
                       ",\n\"seed\": " + (analysis.seed ? std::to_string(*analysis.seed) : "null") +
                       ",\n\"rows\": " + rows.object() + ",\n\"estimates\": " + estimates.array() +
                       ",\n\"fit\": " + fit.object() + ",\n\"series\": " + series.object() +
                       ",\n\"warnings\": " + sentences_json(analysis.warnings, speaker) +
                       ",\n\"assumptions\": " + sentences_json(analysis.assumptions, speaker);
    if (analysis.evidence_level)
        text += ",\n\"evidence_level\": " + std::to_string(*analysis.evidence_level);
    return text + "\n}\n";
}

std::string analysis_tsv(const Analysis& analysis) {
    std::string text = "part\tname\tcolumn\tvalue\n";
    const auto add = [&](std::string_view cell, char end) {
        // Labels come from the data, and may hold what separates cells.
        for (const char byte : cell)
            text += byte == '\t' || byte == '\n' || byte == '\r' ? ' ' : byte;
        text += end;
    };
    const auto line = [&](std::string_view part, std::string_view name, std::string_view column,
                          std::string_view value) {
        add(part, '\t');
        add(name, '\t');
        add(column, '\t');
        add(value, '\n');
    };
    line("rows", "used", "value", std::to_string(analysis.rows_used));
    if (!analysis.few_left_out)
        line("rows", "left_out", "value", std::to_string(analysis.rows_left_out));
    if (analysis.evidence_level)
        line("evidence_level", "", "value", std::to_string(*analysis.evidence_level));
    if (analysis.seed) line("seed", "", "value", std::to_string(*analysis.seed));
    for (const AnalysisEstimate& estimate : analysis.estimates)
        for (const auto& [name, value] : values_of(estimate))
            line("estimates", estimate.row.name, name, number_json(value));
    for (const auto& [name, value] : analysis.fit) line("fit", name, "value", value_text(value));
    for (const AnalysisSeries& series : analysis.series)
        for (std::size_t i = 0; i < series.at.size(); ++i)
            for (const auto& [name, values] : series.columns)
                line("series/" + series.name, series.at[i], name, number_json(values[i]));
    return text;
}

namespace {

// Six digits are enough to read by.
std::string number_text(double number) {
    if (!std::isfinite(number)) return "–";
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", number);
    return text;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

// A table for the eye: the first column to the left, the others to the right.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> head) { add(std::move(head)); }
    void add(std::vector<std::string> row) {
        widths_.resize(std::max(widths_.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i)
            widths_[i] = std::max(widths_[i], characters(row[i]));
        rows_.push_back(std::move(row));
    }
    std::string text() const {
        std::string text;
        for (const auto& row : rows_) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                const std::string space(widths_[i] - characters(row[i]), ' ');
                text += i == 0 ? row[i] + space : "  " + space + row[i];
            }
            text += "\n";
        }
        return text + "\n";
    }

  private:
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> widths_;
};

// Estimates that are written as the same columns, one after the other, share a table.
std::string estimates_text(const std::vector<AnalysisEstimate>& estimates) {
    std::string text;
    for (std::size_t from = 0; from < estimates.size();) {
        const auto head_of = [&](std::size_t i) {
            std::vector<std::string> head{""};
            for (const auto& [name, value] : values_of(estimates[i])) head.emplace_back(name);
            return head;
        };
        const std::vector<std::string> head = head_of(from);
        TextTable table(head);
        for (; from < estimates.size() && head_of(from) == head; ++from) {
            std::vector<std::string> row{estimates[from].row.name};
            for (const auto& [name, value] : values_of(estimates[from]))
                row.push_back(number_text(value));
            table.add(std::move(row));
        }
        text += table.text();
    }
    return text;
}

// Of a long one only how long it is.
std::string series_text(const AnalysisSeries& series) {
    constexpr std::size_t most_rows = 60;
    if (series.at.size() > most_rows)
        return series.name + "  rows " + std::to_string(series.at.size()) + "\n\n";
    std::vector<std::string> head{series.name};
    for (const auto& [name, values] : series.columns) head.push_back(name);
    TextTable table(std::move(head));
    for (std::size_t i = 0; i < series.at.size(); ++i) {
        std::vector<std::string> row{series.at[i]};
        for (const auto& [name, values] : series.columns) row.push_back(number_text(values[i]));
        table.add(std::move(row));
    }
    return table.text();
}

}  // namespace

std::string analysis_text(const Analysis& analysis, const Speaker& speaker) {
    std::string text = analysis.method + "\n\n" + estimates_text(analysis.estimates);
    text += "rows  used " + std::to_string(analysis.rows_used) + ", left_out " +
            (analysis.few_left_out ? "–" : std::to_string(analysis.rows_left_out)) + "\n";
    for (const auto& [name, value] : analysis.fit) {
        const auto* number = std::get_if<double>(&value);
        text += name + "  " + (number ? number_text(*number) : value_text(value)) + "\n";
    }
    if (analysis.evidence_level)
        text += "evidence_level  " + std::to_string(*analysis.evidence_level) + "\n";
    if (analysis.seed) text += "seed  " + std::to_string(*analysis.seed) + "\n";
    text += "\n";
    for (const AnalysisSeries& series : analysis.series) text += series_text(series);
    for (const base::Error& sentence : analysis.warnings) text += "! " + speaker(sentence) + "\n";
    for (const base::Error& sentence : analysis.assumptions)
        text += "· " + speaker(sentence) + "\n";
    return text;
}

}  // namespace statistics

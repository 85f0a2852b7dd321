#include "reports/report_document.h"

#include <algorithm>
#include <stdexcept>

namespace reports {
namespace {

bool same(const std::optional<statistics::Interval>& left,
          const std::optional<statistics::Interval>& right) {
    if (left.has_value() != right.has_value()) return false;
    return !left || (left->lower == right->lower && left->upper == right->upper);
}

}  // namespace

bool Amount::operator==(const Amount& other) const {
    return state == other.state && form == other.form && number == other.number &&
           decimals == other.decimals && same(interval, other.interval);
}

bool DocumentChart::Point::operator==(const Point& other) const {
    return label == other.label && value == other.value && same(interval, other.interval);
}

Amount known_amount(double number, int decimals) {
    Amount amount;
    amount.state = Amount::State::known;
    amount.number = number;
    amount.decimals = decimals;
    return amount;
}

bool Document::generated() const {
    return demonstration ||
           std::any_of(sources.begin(), sources.end(),
                       [](const DocumentSource& source) { return source.generated; });
}

const DocumentTable* Document::find_table(std::string_view key) const {
    for (const DocumentBlock& block : blocks) {
        if (const auto* table = std::get_if<DocumentTable>(&block); table && table->key == key)
            return table;
        if (const auto* chart = std::get_if<DocumentChart>(&block);
            chart && chart->table.key == key)
            return &chart->table;
    }
    return nullptr;
}

const DocumentChart* Document::find_chart(std::string_view key) const {
    for (const DocumentBlock& block : blocks)
        if (const auto* chart = std::get_if<DocumentChart>(&block); chart && chart->key == key)
            return chart;
    return nullptr;
}

DocumentChart join(std::string key, const charts::Chart& danish, const charts::Chart& english) {
    if (danish.series.size() != english.series.size())
        throw std::logic_error("join: the two charts differ");
    DocumentChart chart;
    chart.key = std::move(key);
    chart.form = danish.form;
    chart.title = {danish.title, english.title};
    chart.description = {danish.description, english.description};
    chart.x_title = {danish.x_title, english.x_title};
    chart.y_title = {danish.y_title, english.y_title};
    chart.decimals = danish.decimals;
    for (std::size_t i = 0; i < danish.series.size(); ++i) {
        DocumentChart::Series series{{danish.series[i].name, english.series[i].name}, {}};
        for (const charts::Point& point : danish.series[i].points) {
            DocumentChart::Point kept{point.label, point.value, std::nullopt};
            if (point.lower && point.upper)
                kept.interval = statistics::Interval{*point.lower, *point.upper};
            series.points.push_back(std::move(kept));
        }
        chart.series.push_back(std::move(series));
    }
    return chart;
}

charts::Chart in_language(const DocumentChart& chart, std::string_view language_tag) {
    charts::Chart one;
    one.form = chart.form;
    one.title = chart.title.in(language_tag);
    one.description = chart.description.in(language_tag);
    one.x_title = chart.x_title.in(language_tag);
    one.y_title = chart.y_title.in(language_tag);
    one.decimals = chart.decimals;
    for (const DocumentChart::Series& series : chart.series) {
        charts::Series line{series.name.in(language_tag), {}};
        for (const DocumentChart::Point& point : series.points) {
            charts::Point drawn{point.label, point.value, {}, {}};
            if (point.interval) {
                drawn.lower = point.interval->lower;
                drawn.upper = point.interval->upper;
            }
            line.points.push_back(std::move(drawn));
        }
        one.series.push_back(std::move(line));
    }
    return one;
}

}  // namespace reports

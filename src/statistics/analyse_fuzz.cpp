#include <boost/json.hpp>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/testing/method_examples.h"

// Specification and data together. The first byte names an example of a method: what follows until
// a zero byte goes into its specification as further members (the last of the same name counts),
// and what comes after it are cells, a line each: column, blank, row, blank, value. With a first
// byte of 0 the specification itself follows, a zero byte, and a file for every name it reads.
namespace {

using statistics::testing::MethodExample;

constexpr std::size_t most_bytes = 4000;
constexpr auto most_time = std::chrono::milliseconds(300);

void check(bool holds) {
    if (!holds) std::abort();
}

void check_numbers(const statistics::Analysis& analysis) {
    for (const auto& estimate : analysis.estimates)
        for (const double value :
             {estimate.row.estimate, estimate.row.standard_error, estimate.row.lower,
              estimate.row.upper, estimate.row.statistic, estimate.row.p})
            check(std::isfinite(value));
    for (const auto& [name, value] : analysis.fit)
        if (const double* number = std::get_if<double>(&value)) check(std::isfinite(*number));
    for (const auto& series : analysis.series)
        for (const auto& [name, values] : series.columns) check(values.size() == series.at.size());
}

// What takes long because it was asked for, in loops that can't be cancelled.
bool asks_for_long(std::string_view specification) {
    boost::system::error_code failure;
    const boost::json::value value =
        boost::json::parse({specification.data(), specification.size()}, failure);
    if (failure || !value.is_object()) return false;
    for (const char* field : {"replicates", "permutations", "evaluations", "starts", "states"}) {
        const auto* found = value.get_object().if_contains(field);
        if (found && found->is_number() && found->to_number<double>() > 100) return true;
    }
    return false;
}

void run(std::string_view specification, const std::string& file) {
    if (asks_for_long(specification)) return;
    const auto start = std::chrono::steady_clock::now();
    const auto read = [&](const std::string&) { return base::Result<std::string>(file); };
    const auto analysis = statistics::analyse(
        specification, read, "",
        {[&](double) { return std::chrono::steady_clock::now() - start < most_time; }});
    if (!analysis) return;
    check_numbers(*analysis);
    const auto speak = [](const base::Error& error) { return error.code; };
    boost::system::error_code failure;
    boost::json::parse(statistics::analysis_json(*analysis, "", speak), failure);
    check(!failure);
    statistics::analysis_tsv(*analysis);
    statistics::analysis_text(*analysis, speak);
}

std::string_view taken(std::string_view& text, char end) {
    const std::string_view part = text.substr(0, text.find(end));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return part;
}

// A JSON number where the text is one, otherwise a text.
std::string cell(std::string_view text) {
    boost::system::error_code failure;
    const boost::json::value value = boost::json::parse({text.data(), text.size()}, failure);
    if (!failure && (value.is_number() || value.is_null())) return std::string(text);
    return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

std::string data_with(const MethodExample& example, std::string_view changes) {
    std::vector<std::vector<std::string>> columns;
    for (const auto& [name, values] : example.sheet) {
        columns.emplace_back();
        for (const double value : values)
            columns.back().push_back(std::isnan(value) ? "null" : std::to_string(value));
    }
    while (!changes.empty()) {
        std::string_view line = taken(changes, '\n');
        const std::string column(taken(line, ' ')), row(taken(line, ' '));
        if (columns.empty()) break;
        auto& cells = columns[std::strtoul(column.c_str(), nullptr, 10) % columns.size()];
        cells[std::strtoul(row.c_str(), nullptr, 10) % cells.size()] = cell(line);
    }
    std::string text;
    for (std::size_t j = 0; j < columns.size(); ++j) {
        text += (j > 0 ? ",\"" : "\"") + example.sheet[j].first + "\":[";
        for (std::size_t i = 0; i < columns[j].size(); ++i)
            text += (i > 0 ? "," : "") + columns[j][i];
        text += "]";
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > most_bytes) return 0;
    static const std::vector<MethodExample> examples = statistics::testing::method_examples();
    std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
    const std::string_view specification = taken(text, '\0');
    if (data[0] == 0) {
        run(specification, std::string(text));
        return 0;
    }
    const MethodExample& example = examples[(data[0] - 1U) % examples.size()];
    std::string whole = R"({"method":")" + example.method + "\"";
    if (!example.fields.empty()) whole += "," + example.fields;
    if (!example.sheet.empty()) whole += ",\"columns\":{" + data_with(example, text) + "}";
    if (!specification.empty()) whole += "," + std::string(specification);
    run(whole + "}", example.neighbours);
    return 0;
}

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "statistics/field_names.h"
#include "statistics/method_internal.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

namespace json = boost::json;

std::vector<std::string> split_choices(std::string_view choices) {
    std::vector<std::string> all;
    while (!choices.empty()) {
        const std::size_t end = std::min(choices.find('|'), choices.size());
        all.emplace_back(choices.substr(0, end));
        choices.remove_prefix(std::min(end + 1, choices.size()));
    }
    return all;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

}  // namespace

void Specification::wrong_kind(std::string_view name, std::string_view expected) const {
    throw Refused{base::refuse("bad_field", "Feltet „{}“ skal være {}.",
                               inside_ + std::string(name), std::string(expected))};
}

const json::value* Specification::find(std::string_view name) const {
    const json::value* found = object_.if_contains(name);
    return found && !found->is_null() ? found : nullptr;
}

const json::value& Specification::get(std::string_view name) const {
    const json::value* found = find(name);
    if (!found)
        throw Refused{base::refuse("missing_field", "Feltet „{}“ mangler i specifikationen.",
                                   inside_ + std::string(name))};
    return *found;
}

bool Specification::has(std::string_view name) const {
    return find(name) != nullptr;
}

bool Specification::is_text(std::string_view name) const {
    const json::value* found = find(name);
    return found && found->is_string();
}

std::string Specification::text(std::string_view name) const {
    const json::value& value = get(name);
    if (!value.is_string()) wrong_kind(name, "text");
    return std::string(value.get_string());
}

std::string Specification::text_or(std::string_view name, std::string fallback) const {
    return has(name) ? text(name) : std::move(fallback);
}

std::optional<std::string> Specification::optional_text(std::string_view name) const {
    if (!has(name)) return std::nullopt;
    return text(name);
}

double Specification::number(std::string_view name) const {
    const json::value& value = get(name);
    if (!value.is_number()) wrong_kind(name, "number");
    const double number = value.to_number<double>();
    if (!std::isfinite(number)) wrong_kind(name, "number");
    return number;
}

double Specification::number_or(std::string_view name, double fallback) const {
    return has(name) ? number(name) : fallback;
}

std::size_t Specification::whole_or(std::string_view name, std::size_t fallback) const {
    if (!has(name)) return fallback;
    const double value = number(name);
    if (!(value >= 0 && value < 1e9) || value != std::floor(value))
        wrong_kind(name, "whole number");
    return static_cast<std::size_t>(value);
}

bool Specification::boolean_or(std::string_view name, bool fallback) const {
    if (!has(name)) return fallback;
    const json::value& value = get(name);
    if (!value.is_bool()) wrong_kind(name, "true, false");
    return value.get_bool();
}

std::vector<std::string> Specification::texts(std::string_view name) const {
    const json::value& value = get(name);
    if (value.is_string()) return {std::string(value.get_string())};
    if (!value.is_array()) wrong_kind(name, "[text]");
    std::vector<std::string> all;
    for (const json::value& each : value.get_array()) {
        if (!each.is_string()) wrong_kind(name, "[text]");
        all.emplace_back(each.get_string());
    }
    return all;
}

std::vector<std::string> Specification::texts_or_none(std::string_view name) const {
    return has(name) ? texts(name) : std::vector<std::string>{};
}

std::vector<double> Specification::numbers(std::string_view name) const {
    const json::value& value = get(name);
    if (value.is_number()) return {number(name)};
    if (!value.is_array()) wrong_kind(name, "[number]");
    std::vector<double> all;
    for (const json::value& each : value.get_array()) {
        if (each.is_null()) {
            all.push_back(std::nan(""));
            continue;
        }
        if (!each.is_number()) wrong_kind(name, "[number]");
        all.push_back(each.to_number<double>());
        if (!std::isfinite(all.back())) wrong_kind(name, "[number]");
    }
    return all;
}

std::vector<double> Specification::numbers_or(std::string_view name,
                                              std::vector<double> fallback) const {
    return has(name) ? numbers(name) : std::move(fallback);
}

std::string Specification::choice(std::string_view name, std::string_view choices) const {
    const std::vector<std::string> all = split_choices(choices);
    if (!has(name)) return all.front();
    std::string chosen = text(name);
    for (const std::string& each : all)
        if (each == chosen) return chosen;
    throw Refused{not_a_case(inside_ + std::string(name), chosen, joined(all))};
}

Specification Specification::object(std::string_view name) const {
    const json::value& value = get(name);
    if (!value.is_object()) wrong_kind(name, "{ }");
    return {value.get_object(), inside_ + std::string(name) + "."};
}

std::vector<Specification> Specification::objects(std::string_view name) const {
    const json::value& value = get(name);
    if (!value.is_array()) wrong_kind(name, "[{ }]");
    std::vector<Specification> all;
    for (const json::value& each : value.get_array()) {
        if (!each.is_object()) wrong_kind(name, "[{ }]");
        all.emplace_back(each.get_object(), inside_ + std::string(name) + ".");
    }
    return all;
}

std::vector<std::string> Specification::names() const {
    std::vector<std::string> all;
    for (const auto& [name, value] : object_) all.emplace_back(name);
    return all;
}

void Specification::only(std::string_view known) const {
    const std::vector<std::string> all = split_choices(known);
    for (const std::string& name : names())
        if (std::find(all.begin(), all.end(), name) == all.end())
            throw Refused{unknown_field(inside_.substr(0, inside_.size() - 1), name, all)};
}

std::map<std::string, Factor> Specification::factors(std::string_view name) const {
    std::map<std::string, Factor> all;
    if (!has(name)) return all;
    const json::value& value = get(name);
    if (!value.is_object()) {
        for (const std::string& variable : texts(name)) all[variable] = {};
        return all;
    }
    const Specification inner = object(name);
    for (const std::string& variable : inner.names()) {
        Factor& factor = all[variable];
        const json::value* chosen = inner.find(variable);
        if (chosen && chosen->is_number())
            factor.reference = shortest(inner.number(variable));
        else if (chosen && chosen->is_string())
            factor.reference = inner.text(variable);
        else if (chosen && chosen->is_array() && !chosen->as_array().empty() &&
                 chosen->as_array().front().is_number())
            for (const double level : inner.numbers(variable))
                factor.levels.push_back(shortest(level));
        else
            factor.levels = inner.texts(variable);
    }
    return all;
}

double Specification::confidence() const {
    const double confidence = number_or("confidence", 0.95);
    if (!(confidence > 0 && confidence < 1)) throw Refused{outside("confidence", "]0; 1[")};
    return confidence;
}

}  // namespace statistics

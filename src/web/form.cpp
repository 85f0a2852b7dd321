#include "web/form.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/text.h"

namespace web {

namespace {

using base::Error;
using base::refuse;

std::string number_text(std::int64_t value) {
    return std::to_string(value);
}

// Whole numbers without decimals; users meet no others as limits.
std::string number_text(double value) {
    std::string text(32, '\0');
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    text.resize(static_cast<std::size_t>(end - text.data()));
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
}

// The sign that pages write before negative numbers becomes the one that keyboards have.
std::string plain_minus(std::string_view text) {
    constexpr std::string_view minus = "\u2212";
    if (text.starts_with(minus)) return "-" + std::string(text.substr(minus.size()));
    return std::string(text);
}

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

bool are_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// 12.345 or 12 345 → 12345. Empty when the separators don't stand in groups of three, so that 1.5
// is never read as 15.
std::optional<std::string> without_grouping(std::string text) {
    std::replace(text.begin(), text.end(), ' ', '.');
    const std::vector<std::string> groups = base::split(text, '.');
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const bool full =
            i == 0 ? groups.size() == 1 || groups[i].size() <= 3 : groups[i].size() == 3;
        if (!are_digits(groups[i]) || !full) return std::nullopt;
    }
    return base::join(groups, "");
}

std::optional<std::int64_t> parse_whole(std::string_view sent) {
    std::string text = plain_minus(sent);
    const bool negative = text.starts_with('-');
    const auto digits = without_grouping(text.substr(negative ? 1 : 0));
    if (!digits) return std::nullopt;
    text = (negative ? "-" : "") + *digits;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<double> parse_decimal(std::string_view sent) {
    std::string text = plain_minus(sent);
    std::replace(text.begin(), text.end(), ',', '.');
    const std::string_view digits = std::string_view(text).substr(text.starts_with('-') ? 1 : 0);
    const auto fraction = digits.find('.');
    const bool whole = are_digits(digits);
    const bool parts = fraction != std::string_view::npos &&
                       are_digits(digits.substr(0, fraction)) &&
                       are_digits(digits.substr(fraction + 1));
    if (!whole && !parts) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<int> small_number(std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

// 3.5.2024, 03/05/2024, 3-5-2024: day, month, year as Danes and Britons write them.
std::optional<base::Date> parse_written_date(std::string text) {
    std::replace(text.begin(), text.end(), '/', '.');
    std::replace(text.begin(), text.end(), '-', '.');
    const std::vector<std::string> parts = base::split(text, '.');
    if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), are_digits))
        return std::nullopt;
    if (parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4) return std::nullopt;
    const base::Date date{std::chrono::year(*small_number(parts[2])),
                          std::chrono::month(static_cast<unsigned>(*small_number(parts[1]))),
                          std::chrono::day(static_cast<unsigned>(*small_number(parts[0])))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<base::Date> parse_any_date(const std::string& text) {
    const auto date = base::parse_date(text);
    return date ? date : parse_written_date(text);
}

// 18:00:00 is what some browsers send when seconds were allowed.
std::optional<int> parse_any_time(std::string text) {
    std::replace(text.begin(), text.end(), '.', ':');
    if (text.size() == 8 && text.ends_with(":00")) text.resize(5);
    if (text.size() == 4 && are_digits(text)) text.insert(2, ":");
    return base::parse_time_of_day(text);
}

Error missing_text(std::string_view what) {
    return refuse("missing", "Skriv {}.", what);
}

Error missing_choice(std::string_view what) {
    return refuse("missing", "Vælg {}.", what);
}

template <class Number>
Error outside(std::string_view what, Number minimum, Number maximum) {
    return refuse("out_of_range", "Skriv {} som et tal fra {} til {}.", what, number_text(minimum),
                  number_text(maximum));
}

bool is_among(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

std::string FormReader::trimmed(std::string_view name) const {
    return base::trim(base::normalise_lines(fields_.value(name)));
}

void FormReader::refuse(std::string_view name, base::Error error) {
    errors_.push_back({std::string(name), std::move(error)});
}

bool FormReader::is_missing(std::string_view name, const Error& error) {
    if (!trimmed(name).empty()) return false;
    refuse(name, error);
    return true;
}

std::string FormReader::required_text(std::string_view name, Text text) {
    if (is_missing(name, missing_text(text.what))) return {};
    return optional_text(name, text);
}

std::string FormReader::optional_text(std::string_view name, Text text) {
    std::string value = trimmed(name);
    const std::size_t characters = base::length_in_characters(value);
    if (characters <= text.characters) return value;
    refuse(name,
           base::refuse("too_long", "Gør {} kortere. Der er plads til {} tegn, og her er {}.",
                        text.what, std::to_string(text.characters), std::to_string(characters)));
    return {};
}

std::optional<std::int64_t> FormReader::required_whole(std::string_view name, Whole number) {
    if (is_missing(name, missing_text(number.what))) return std::nullopt;
    return optional_whole(name, number);
}

std::optional<std::int64_t> FormReader::optional_whole(std::string_view name, Whole number) {
    const std::string text = trimmed(name);
    if (text.empty()) return std::nullopt;
    const auto value = parse_whole(text);
    if (value && *value >= number.minimum && *value <= number.maximum) return value;
    refuse(name, outside(number.what, number.minimum, number.maximum));
    return std::nullopt;
}

std::optional<double> FormReader::required_decimal(std::string_view name, Decimal number) {
    if (is_missing(name, missing_text(number.what))) return std::nullopt;
    return optional_decimal(name, number);
}

std::optional<double> FormReader::optional_decimal(std::string_view name, Decimal number) {
    const std::string text = trimmed(name);
    if (text.empty()) return std::nullopt;
    const auto value = parse_decimal(text);
    if (value && *value >= number.minimum && *value <= number.maximum) return value;
    refuse(name, outside(number.what, number.minimum, number.maximum));
    return std::nullopt;
}

std::optional<base::Date> FormReader::required_date(std::string_view name, std::string_view what) {
    if (is_missing(name, missing_text(what))) return std::nullopt;
    return optional_date(name, what);
}

std::optional<base::Date> FormReader::optional_date(std::string_view name, std::string_view what) {
    const std::string text = trimmed(name);
    if (text.empty()) return std::nullopt;
    const auto date = parse_any_date(text);
    if (date) return date;
    refuse(name,
           base::refuse("not_a_date", "Skriv {} som dag, måned og år, f.eks. 03.05.2024.", what));
    return std::nullopt;
}

std::optional<int> FormReader::required_time(std::string_view name, std::string_view what) {
    if (is_missing(name, missing_text(what))) return std::nullopt;
    return optional_time(name, what);
}

std::optional<int> FormReader::optional_time(std::string_view name, std::string_view what) {
    const std::string text = trimmed(name);
    if (text.empty()) return std::nullopt;
    const auto minute = parse_any_time(text);
    if (minute) return minute;
    refuse(name, base::refuse("not_a_time", "Skriv {} som timer og minutter, f.eks. 18:00.", what));
    return std::nullopt;
}

std::string FormReader::required_choice(std::string_view name, std::string_view what,
                                        const std::vector<std::string>& allowed) {
    if (is_missing(name, missing_choice(what))) return {};
    return optional_choice(name, what, allowed);
}

std::string FormReader::optional_choice(std::string_view name, std::string_view what,
                                        const std::vector<std::string>& allowed) {
    const std::string& value = fields_.value(name);
    if (value.empty() || is_among(allowed, value)) return value;
    refuse(name, base::refuse("not_a_choice", "Vælg {} fra listen.", what));
    return {};
}

std::vector<std::string> FormReader::choices(std::string_view name, std::string_view what,
                                             const std::vector<std::string>& allowed) {
    const std::vector<std::string> sent = fields_.values(name);
    const bool known = std::all_of(sent.begin(), sent.end(), [&](const std::string& value) {
        return value.empty() || is_among(allowed, value);
    });
    if (!known) refuse(name, base::refuse("not_a_choice", "Vælg {} fra listen.", what));
    std::vector<std::string> chosen;
    std::copy_if(allowed.begin(), allowed.end(), std::back_inserter(chosen),
                 [&](const std::string& value) { return is_among(sent, value); });
    return chosen;
}

std::vector<std::string> FormReader::required_choices(std::string_view name, std::string_view what,
                                                      const std::vector<std::string>& allowed) {
    const std::size_t errors_before = errors_.size();
    std::vector<std::string> chosen = choices(name, what, allowed);
    if (chosen.empty() && errors_.size() == errors_before) refuse(name, missing_choice(what));
    return chosen;
}

void add_rules(base::FieldErrors& errors, const base::FieldErrors& broken) {
    std::set<std::string> known;
    for (const base::FieldError& error : errors) known.insert(error.field);
    for (const base::FieldError& error : broken)
        if (error.field.empty() || known.insert(error.field).second) errors.push_back(error);
}

std::string error_at(const base::FieldErrors& errors, std::string_view name,
                     const Language& language) {
    for (const base::FieldError& error : errors) {
        if (error.field == name) return language.say(error.error);
    }
    return {};
}

}  // namespace web

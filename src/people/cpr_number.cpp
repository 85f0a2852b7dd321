#include "people/cpr_number.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace people {
namespace {

constexpr std::size_t date_digits = 6;
constexpr std::size_t all_digits = 10;
constexpr int replacement_offset = 60;

bool is_digit(char sign) {
    return sign >= '0' && sign <= '9';
}

int number_at(std::string_view digits, std::size_t position) {
    return (digits[position] - '0') * 10 + (digits[position + 1] - '0');
}

// The ten digits, or nothing.
std::string digits_of(std::string_view text) {
    std::string digits = base::trim(text);
    if (digits.size() == all_digits + 1 &&
        (digits[date_digits] == '-' || digits[date_digits] == ' '))
        digits.erase(date_digits, 1);
    if (digits.size() != all_digits) return {};
    for (const char sign : digits)
        if (!is_digit(sign)) return {};
    return digits;
}

int year_in(std::string_view digits) {
    const int year = number_at(digits, 4);
    const char century = digits[date_digits];
    if (century <= '3') return 1900 + year;
    if (century == '4' || century == '9') return year <= 36 ? 2000 + year : 1900 + year;
    return year <= 57 ? 2000 + year : 1800 + year;
}

int day_in(std::string_view digits) {
    const int day = number_at(digits, 0);
    return day > replacement_offset ? day - replacement_offset : day;
}

}  // namespace

base::Result<CprNumber> CprNumber::parse(std::string_view text) {
    std::string digits = digits_of(text);
    if (digits.empty()) return base::refuse("cpr_digits", "Skriv personnummeret med ti cifre.");
    const base::Date date{std::chrono::year(year_in(digits)),
                          std::chrono::month(static_cast<unsigned>(number_at(digits, 2))),
                          std::chrono::day(static_cast<unsigned>(day_in(digits)))};
    if (!date.ok()) return base::refuse("R18", "Datoen i personnummeret findes ikke.");
    return CprNumber(std::move(digits), date);
}

CprKind CprNumber::kind() const {
    return number_at(digits_, 0) > replacement_offset ? CprKind::replacement : CprKind::ordinary;
}

bool CprNumber::holds_modulus_11() const {
    constexpr std::array<int, all_digits> weights = {4, 3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    for (std::size_t i = 0; i < all_digits; ++i) sum += weights.at(i) * (digits_[i] - '0');
    return sum % 11 == 0;
}

std::string CprNumber::masked() const {
    return digits_.substr(0, date_digits) + "-****";
}

std::string CprNumber::full() const {
    return digits_.substr(0, date_digits) + "-" + digits_.substr(date_digits);
}

}  // namespace people

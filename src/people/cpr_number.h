#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"

namespace people {

enum class CprKind {
    ordinary,
    replacement  // "erstatning": 60 is added to the day; given where there is no civil registration
};

// A civil registration number whose date exists (R18). Personal, and more: it stands only where it
// is needed, is shown masked (R17), and is never a key, never in an address and never in a log.
class CprNumber {
  public:
    // Ten digits, with a hyphen or a space after the sixth or without. Refused with "R18" when the
    // date in it doesn't exist, "cpr_digits" when it isn't ten digits.
    static base::Result<CprNumber> parse(std::string_view text);

    const std::string& digits() const { return digits_; }
    CprKind kind() const;
    // By digit 7 and the year, as the civil registration gives them.
    base::Date born_on() const { return born_on_; }
    // Numbers that don't hold it are issued since 2007: worth a second look, never a refusal.
    bool holds_modulus_11() const;

    std::string masked() const;  // "010203-****"
    std::string full() const;    // "010203-4567"

    bool operator==(const CprNumber& other) const { return digits_ == other.digits_; }

  private:
    CprNumber(std::string digits, base::Date born_on)
        : digits_(std::move(digits)), born_on_(born_on) {}

    std::string digits_;
    base::Date born_on_;
};

}  // namespace people

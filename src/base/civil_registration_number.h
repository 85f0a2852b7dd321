#pragma once

#include <string_view>

namespace base {

// True when the text holds something shaped like a Danish civil registration number: six digits
// that are a day, month and year (also with 60 added to the day, as replacement numbers have), then
// four digits, with nothing, a hyphen, a dash, a dot or a single space between (or a dash between
// single spaces), and no further digit on either side. Used to refuse such text where no person may
// be named (rule R12). It may refuse a ten-digit number that is something else; that is the safe
// side.
bool contains_civil_registration_number(std::string_view text);

}  // namespace base

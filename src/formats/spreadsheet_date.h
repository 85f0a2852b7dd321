#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/cell.h"

namespace formats {

// Where day numbers begin: Windows Excel (1900, with a 29 February that never was) or the old Mac
// one (1904).
enum class DateSystem { from_1900, from_1904 };

// What a number format shows of a number.
enum class NumberDisplay { number, date, date_time, time, elapsed_time };

// By a built-in format's number.
NumberDisplay display_of_builtin_format(unsigned format_id);

// By a format's code, e.g. "dd/mm/yyyy hh:mm" or "#,##0.00".
NumberDisplay display_of_format_code(std::string_view code);

// The cell for a number shown as `display`. Dates outside what the date system knows (before its
// first day, 29 February 1900, after 9999) become an error cell with the text "####".
Cell cell_from_number(double value, NumberDisplay display, DateSystem system);

}  // namespace formats

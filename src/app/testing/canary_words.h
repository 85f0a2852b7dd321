#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "base/date.h"

// Words that stand nowhere but in one field of one row, and finding them again in whatever the
// program answers. A canary has the shape of its field: a name, a date, a civil registration
// number.
namespace app::testing {

// "Qvxbacor": letters only, so that it may be a name, a street or a word of a text, and neither
// HTML nor addresses write it otherwise.
std::string canary_word(std::size_t number);

// What a found canary is called: words in lower case, days as 2011-05-06, civil registration
// numbers as ten digits, their last four digits alone as "-4711".
std::string word_token(std::string_view word);
std::string day_token(base::Date day);

// All canaries in these bytes: as they are, in the HTML and addresses they may be written in, and
// inside what is packed (gzip, the parts of xlsx and docx, the streams of a PDF). A day is found in
// each way the program writes days, also as the masked number of someone born on it.
std::set<std::string> canaries_in(std::string_view bytes);

}  // namespace app::testing

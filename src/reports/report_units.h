#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "initiatives/catalogue.h"
#include "reports/report_store.h"

namespace reports {

// Whether a unit is another one or belongs below it.
bool is_part_of(const initiatives::Catalogue& catalogue, std::string unit, std::string_view whole);

// The units that haven't read through the texts as they are now (`text_fingerprint`).
std::vector<std::string> unread_units(const Report& report, std::string_view text_fingerprint);

std::vector<std::string> unit_names(const initiatives::Catalogue& catalogue,
                                    const std::vector<std::string>& units,
                                    std::string_view language_tag);

}  // namespace reports

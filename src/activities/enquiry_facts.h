#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace activities {

struct EnquiryTotal {
    std::string initiative;
    int year = 0;
    unsigned month = 0;
    std::string subject;
    std::int64_t received = 0;
    std::int64_t answered = 0;
    std::int64_t referred = 0;
};
std::vector<EnquiryTotal> enquiry_totals(store::Connection& connection, int year);
std::vector<EnquiryTotal> enquiry_totals_of(store::Connection& connection,
                                            const std::string& initiative);

// The middle time to answer, in minutes, of the enquiries received in a year and answered; empty
// when none.
std::optional<double> median_minutes_to_answer(store::Connection& connection,
                                               const std::string& initiative, int year);

// Whether any enquiry, also a deleted one, names it; referred to is a unit or a partner.
bool enquiries_name_initiative(store::Connection& connection, const std::string& initiative);
bool enquiries_name_district(store::Connection& connection, const std::string& district);
bool enquiries_refer_to(store::Connection& connection, const std::string& key);

}  // namespace activities

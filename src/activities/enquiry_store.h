#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activities/activity_store.h"
#include "activities/enquiry.h"
#include "base/result.h"
#include "store/database.h"

namespace activities {

// Every change below writes the record, its version and the kept totals; the caller records the
// trail line in the same transaction. Same refusals as for activities.
Added add_enquiry(store::WriteTransaction& transaction, const Enquiry& enquiry,
                  const Changer& changer, history::Change change = history::Change::created,
                  std::string_view import_key = {});
std::optional<Enquiry> find_enquiry(store::Connection& connection, std::int64_t id);
base::Result<void> change_enquiry(store::WriteTransaction& transaction, const Enquiry& enquiry,
                                  const Changer& changer, history::Change change);

struct EnquiryFilter {
    std::string initiative;
    std::string subject;
    std::string channel;
    enum class Answered { all, open } answered = Answered::all;
    int year = 0;
    bool removed = false;
    std::string before_time;  // keyset: the page after this row, newest first
    std::int64_t before_id = 0;
    int limit = 50;
};
std::vector<Enquiry> enquiries(store::Connection& connection, const EnquiryFilter& filter);
void each_enquiry(store::Connection& connection, const EnquiryFilter& filter,
                  const std::function<bool(const Enquiry&)>& each);

// Computes the kept totals again and compares: what differs, in words; empty when right.
std::vector<std::string> check_enquiry_totals(store::Connection& connection);

}  // namespace activities

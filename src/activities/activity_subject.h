#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/visit.h"
#include "activities/activity.h"
#include "activities/activity_store.h"
#include "activities/activity_words.h"
#include "initiatives/current_catalogue.h"
#include "organisation/organisation.h"
#include "store/database.h"
#include "web/html.h"

// What the handlers about activities have in common: how one is found from the address, and the
// frame of their pages.
namespace activities {

inline constexpr int refused_status = 422;   // the form came back with messages
inline constexpr int conflict_status = 409;  // something else happened meanwhile

using CataloguePointer = std::shared_ptr<const initiatives::Catalogue>;

std::string path_of(std::int64_t activity_id);
base::LocalTime local_now(const access::Visit& visit);
Changer changer(const access::Visit& visit);

// Those who may stand on the rota of something on this day, in the order of names, then whoever
// stands on the rota of `before` already.
std::vector<organisation::StaffMember> staff_for(store::Connection& connection,
                                                 const access::Visit& visit, base::Date day,
                                                 const Activity* before);
StaffNames names_of(const std::vector<organisation::StaffMember>& staff);
std::vector<std::int64_t> ids_of_staff(const std::vector<organisation::StaffMember>& staff);

// The activity that the address names, with what its forms need.
struct Subject {
    Activity activity;
    CataloguePointer catalogue;
    std::vector<organisation::StaffMember> staff;
};
enum class Removed { refused, allowed };
std::optional<Subject> find_subject(const access::Visit& visit,
                                    initiatives::CurrentCatalogue& current, Removed removed);

// A page below the list, and below the activity at `path` where there is one.
web::Response form_page(const access::Visit& visit, std::string_view title, const web::Html& form,
                        const std::string& path, const std::string& path_label, int status);
// Why nothing was changed (409), with the way to the activity.
web::Response remark_page(const access::Visit& visit, std::string_view title,
                          std::string_view sentence, const std::string& path);

}  // namespace activities

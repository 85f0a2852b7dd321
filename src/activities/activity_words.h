#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "activities/activity.h"
#include "history/version_view.h"
#include "initiatives/catalogue.h"
#include "organisation/organisation.h"
#include "store/database.h"
#include "web/html.h"
#include "web/language.h"

// An activity in the words of one language, the same on pages, in exports and in the calendar.
namespace activities {

// Its own title, or the initiative's name in the activity's year.
std::string title_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                     const web::Language& language);
std::string initiative_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                          const web::Language& language);
// The name of the initiative's activity that it is; empty when none is chosen.
std::string planned_activity_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                                const web::Language& language);
// District and place: "Vejleåparken, klubben".
std::string where_in(const Activity& activity, const initiatives::Catalogue& catalogue,
                     const web::Language& language);
// "3. maj 2024 kl. 18.00–20.00"; the end's date where it is another day.
std::string when_in(const Activity& activity, const web::Language& language);
// "12", "Ikke talt", or empty for what has not been held.
std::string attendance_in(const Activity& activity, const web::Language& language);
// "10-14 år, Drenge og mænd".
std::string group_in(AgeGroup group, Sex sex, const web::Language& language);
web::Html state_tag(State state, const web::Language& language);
// "3 bolde" line by line.
std::string materials_in(const Activity& activity);

// Staff members' names by id.
using StaffNames = std::map<std::int64_t, std::string>;
StaffNames staff_names(store::Connection& connection, const std::vector<std::int64_t>& ids);
// The names joined; an id that is unknown stands for itself.
std::string staff_in(const std::vector<std::int64_t>& staff, const StaffNames& names);
std::string partners_in(const std::vector<std::string>& partners,
                        const initiatives::Catalogue& catalogue, const web::Language& language);

// How versions are shown. Keeps what it is given; the catalogue and the language must outlive it.
history::Wording activity_wording(const initiatives::Catalogue& catalogue,
                                  const web::Language& language, StaffNames names);
// All staff that any of the versions holds.
std::vector<std::int64_t> staff_in_versions(const std::vector<history::Version>& versions);

}  // namespace activities

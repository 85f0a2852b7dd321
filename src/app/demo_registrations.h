#pragma once

#include <cstdint>
#include <vector>

#include "activities/activity.h"
#include "activities/enquiry.h"
#include "app/demo_random.h"
#include "initiatives/catalogue.h"
#include "places/observation.h"

namespace app {

// Invented registrations of one year, plausible for each initiative in force. Nobody real is in
// them.
struct DemoYear {
    std::vector<activities::Activity> activities;
    std::vector<activities::Enquiry> enquiries;
    std::vector<places::Observation> observations;
};
DemoYear invent_year(const initiatives::Catalogue& catalogue, int year,
                     const std::vector<std::int64_t>& staff_members, int scale, DemoRandom& random);

}  // namespace app

#include "app/kept_totals.h"

#include <utility>

#include "activities/activity_facts.h"
#include "activities/enquiry_store.h"
#include "places/observation_store.h"

namespace app {

std::vector<std::string> differing_totals(store::Connection& connection) {
    std::vector<std::string> findings = activities::check_totals(connection);
    for (std::string& finding : activities::check_enquiry_totals(connection))
        findings.push_back(std::move(finding));
    for (std::string& finding : places::check_observation_counts(connection))
        findings.push_back(std::move(finding));
    return findings;
}

}  // namespace app

#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "trail/trail.h"

namespace access {

// What data about a person may be used for: a closed list, and investigation is not on it (R06).
// What each purpose allows stands in catalogue/law/purposes.yaml.
enum class Purpose {
    support,         // help to a young person and the family
    concern,         // assessing a concern
    notification,    // a statutory notification
    ssp,             // the cooperation of school, social authorities and police
    psp,             // of police, social authorities and psychiatry
    ksp,             // of prison service, social authorities and police
    exit_help,       // help out of gangs
    release,         // coordinated release
    mentoring,       // a mentor's course
    youth_board,     // cases for the Youth Crime Board
    correction,      // correcting, merging, parting records
    subject_access,  // the citizen's own access
    retention,       // erasure and archive
    supervision,     // leaders' and the data protection officer's checks
    acute_danger     // break-glass
};
std::span<const Purpose> all_purposes();
std::string_view purpose_code(Purpose purpose);
std::optional<Purpose> purpose_of(std::string_view code);
std::string_view purpose_name(Purpose purpose);  // Danish

// What was chosen in a form or an address. Nothing or something unknown is refused with R02, and
// "investigation" and "efterforskning" with R06.
base::Result<Purpose> chosen_purpose(std::string_view text);

// What someone wants to do with the data of a person.
enum class Action {
    read,
    reveal,  // the whole civil registration number, or a protected address
    search,
    create,
    change,
    assign,
    disclose,  // lets another agency see an item
    decline,   // "deles ikke"
    extract,   // print, export, package
    approve,
    erase,
    merge  // two records of one person into one, or apart again
};
std::span<const Action> all_actions();
std::string_view action_code(Action action);
trail::Action trail_action(Action action);

}  // namespace access

#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace access {

enum class Role {
    worker,                   // medarbejder
    coordinator,              // koordinator
    leader,                   // leder
    analyst,                  // analytiker
    politician,               // politiker
    data_protection_officer,  // databeskyttelsesrådgiver
    administrator,            // administrator
    partner                   // samarbejdspartner: staff of another agency
};

// What a route may require. Every route names exactly one.
enum class Permission {
    own_account,  // everyone who is signed in: own password, language, feed address, start page
    see_initiatives,
    edit_initiatives,
    see_activities,
    register_activities,
    see_enquiries,
    register_enquiries,
    see_observations,
    register_observations,
    import_rows,
    export_lists,
    see_statistics,
    import_statistics,
    see_stories,
    write_stories,
    approve_stories,
    see_report_drafts,
    write_reports,
    sign_reports,  // freeze, publish, correct, withdraw
    manage_accounts,
    see_trail,
    decide_names,     // whether a citizen is told who looked
    review_look_ups,  // the monthly review
    see_operation,    // jobs and their results, disk, versions
    see_persons,      // whom one has a relation to; the policy decides (policy.h)
    change_persons,
    merge_persons,  // settles possible duplicates, and opens them for that
    see_breaches,
    keep_breaches,
    see_received,             // what was disclosed to the own agency, for staff of other agencies
    manage_forums,            // agencies, forums, and who sits there
    see_erasures,             // what is due, what was erased
    approve_erasures,         // erase, hold back, deliver to the archive; shows nothing of anyone
    sign_impact_assessments,  // what lets a module with personal data be used (R40)
    see_processing_record,    // GDPR article 30
    count_                    // how many there are
};

using Permissions = std::bitset<static_cast<std::size_t>(Permission::count_)>;

std::string_view role_code(Role role);  // "worker"
std::optional<Role> role_of(std::string_view code);
std::string_view role_name(Role role);  // Danish: "Medarbejder"
std::span<const Role> all_roles();

std::string_view permission_code(Permission permission);
std::optional<Permission> permission_of(std::string_view code);
// Danish, as it goes on after "retten til at": "se indsatser og mål".
std::string_view permission_name(Permission permission);

// The table role × permission, in one place. Everything not stated is refused.
Permissions permissions_of(Role role);
Permissions permissions_of(const std::vector<Role>& roles);

}  // namespace access

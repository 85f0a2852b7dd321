#include "access/role.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

namespace {

using access::Permission;
using access::Role;

bool may(Role role, Permission permission) {
    return access::permissions_of(role).test(static_cast<std::size_t>(permission));
}

// Written independently of the matrix: per role, everything it may.
const std::map<Role, std::set<std::string>>& expected() {
    static const std::set<std::string> worker = {
        "own_account",   "see_initiatives",    "see_activities",   "register_activities",
        "see_enquiries", "register_enquiries", "see_observations", "register_observations",
        "export_lists",  "see_statistics",     "see_stories",      "write_stories",
        "see_persons",   "change_persons"};
    static const auto with = [](std::set<std::string> base, std::set<std::string> more) {
        base.merge(more);
        return base;
    };
    static const std::set<std::string> coordinator =
        with(worker, {"edit_initiatives", "import_rows", "import_statistics", "write_reports",
                      "approve_stories", "see_report_drafts", "see_breaches", "keep_breaches",
                      "manage_forums"});
    static const std::map<Role, std::set<std::string>> table = {
        {Role::worker, worker},
        {Role::coordinator, coordinator},
        {Role::leader, with(coordinator, {"sign_reports", "review_look_ups", "merge_persons",
                                          "see_erasures", "approve_erasures"})},
        {Role::analyst,
         {"own_account", "see_initiatives", "see_activities", "see_enquiries", "see_observations",
          "see_statistics", "see_stories", "see_report_drafts", "export_lists",
          "import_statistics"}},
        {Role::politician, {"own_account", "see_initiatives", "see_statistics", "see_stories"}},
        {Role::data_protection_officer,
         {"own_account", "see_trail", "decide_names", "see_initiatives", "see_activities",
          "see_enquiries", "see_observations", "see_statistics", "see_stories", "see_report_drafts",
          "see_persons", "see_breaches", "keep_breaches", "see_erasures", "sign_impact_assessments",
          "see_processing_record"}},
        {Role::partner, {"own_account", "see_persons", "change_persons", "see_received"}},
        {Role::administrator, {"own_account", "manage_accounts", "see_operation", "manage_forums"}},
    };
    return table;
}

}  // namespace

TEST_CASE("every role may exactly what its line says, and nothing else") {
    REQUIRE(expected().size() == access::all_roles().size());
    for (const Role role : access::all_roles()) {
        for (int i = 0; i < static_cast<int>(Permission::count_); ++i) {
            const auto permission = static_cast<Permission>(i);
            const std::string code(access::permission_code(permission));
            CAPTURE(access::role_code(role));
            CAPTURE(code);
            CHECK(may(role, permission) == expected().at(role).contains(code));
        }
    }
}

TEST_CASE("several roles add up, none gives nothing") {
    const auto both =
        access::permissions_of(std::vector<Role>{Role::politician, Role::administrator});
    const bool added_up = both == (access::permissions_of(Role::politician) |
                                   access::permissions_of(Role::administrator));
    CHECK(added_up);
    CHECK(access::permissions_of(std::vector<Role>{}).none());
}

TEST_CASE("codes lead back to what they name") {
    for (const Role role : access::all_roles()) {
        CHECK(access::role_of(access::role_code(role)) == role);
        CHECK_FALSE(access::role_name(role).empty());
    }
    CHECK_FALSE(access::role_of("medarbejder").has_value());
    CHECK_FALSE(access::role_of("").has_value());
    for (int i = 0; i < static_cast<int>(Permission::count_); ++i) {
        const auto permission = static_cast<Permission>(i);
        CHECK(access::permission_of(access::permission_code(permission)) == permission);
        CHECK_FALSE(access::permission_name(permission).empty());
    }
    CHECK_FALSE(access::permission_of("see_everything").has_value());
}

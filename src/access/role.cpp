#include "access/role.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>

#include "base/result.h"

namespace access {

namespace {

constexpr std::size_t permission_count = static_cast<std::size_t>(Permission::count_);

struct PermissionWords {
    Permission permission;
    std::string_view code;
    std::string_view name;
};

constexpr std::array<PermissionWords, permission_count> permission_words = {{
    {Permission::own_account, "own_account", base::danish("se din egen konto")},
    {Permission::see_initiatives, "see_initiatives", base::danish("se indsatser og mål")},
    {Permission::edit_initiatives, "edit_initiatives", base::danish("ændre indsatser")},
    {Permission::see_activities, "see_activities", base::danish("se aktiviteter")},
    {Permission::register_activities, "register_activities",
     base::danish("registrere aktiviteter")},
    {Permission::see_enquiries, "see_enquiries", base::danish("se henvendelser")},
    {Permission::register_enquiries, "register_enquiries", base::danish("registrere henvendelser")},
    {Permission::see_observations, "see_observations", base::danish("se observationer")},
    {Permission::register_observations, "register_observations",
     base::danish("registrere observationer")},
    {Permission::import_rows, "import_rows", base::danish("indlæse rækker fra regneark")},
    {Permission::export_lists, "export_lists", base::danish("hente lister som regneark")},
    {Permission::see_statistics, "see_statistics", base::danish("se statistik")},
    {Permission::import_statistics, "import_statistics", base::danish("indlæse statistik")},
    {Permission::see_stories, "see_stories", base::danish("se de gode historier")},
    {Permission::write_stories, "write_stories", base::danish("skrive gode historier")},
    {Permission::approve_stories, "approve_stories", base::danish("godkende gode historier")},
    {Permission::see_report_drafts, "see_report_drafts", base::danish("se udkast til rapporter")},
    {Permission::write_reports, "write_reports", base::danish("skrive rapporter")},
    {Permission::sign_reports, "sign_reports", base::danish("underskrive og udgive rapporter")},
    {Permission::manage_accounts, "manage_accounts", base::danish("styre brugere")},
    {Permission::see_trail, "see_trail", base::danish("se sporet")},
    {Permission::decide_names, "decide_names",
     base::danish("afgøre, om borgeren får navne at vide")},
    {Permission::review_look_ups, "review_look_ups", base::danish("kontrollere opslag")},
    {Permission::see_operation, "see_operation", base::danish("se driften")},
    {Permission::see_persons, "see_persons", base::danish("se oplysninger om personer")},
    {Permission::change_persons, "change_persons",
     base::danish("registrere oplysninger om personer")},
    {Permission::merge_persons, "merge_persons",
     base::danish("lægge personer sammen, der er registreret to gange")},
    {Permission::see_breaches, "see_breaches", base::danish("se brud på persondatasikkerheden")},
    {Permission::keep_breaches, "keep_breaches",
     base::danish("føre registret over brud på persondatasikkerheden")},
    {Permission::see_received, "see_received",
     base::danish("se, hvad der er delt med din myndighed")},
    {Permission::manage_forums, "manage_forums",
     base::danish("styre myndigheder, fora og pladser")},
    {Permission::see_erasures, "see_erasures", base::danish("se sletninger")},
    {Permission::approve_erasures, "approve_erasures", base::danish("godkende sletninger")},
    {Permission::sign_impact_assessments, "sign_impact_assessments",
     base::danish("føre konsekvensanalyserne")},
    {Permission::see_processing_record, "see_processing_record",
     base::danish("se fortegnelsen over behandlinger")},
}};

struct RoleWords {
    Role role;
    std::string_view code;
    std::string_view name;
};

constexpr std::array<RoleWords, 8> role_words = {{
    {Role::worker, "worker", base::danish("Medarbejder")},
    {Role::coordinator, "coordinator", base::danish("Koordinator")},
    {Role::leader, "leader", base::danish("Leder")},
    {Role::analyst, "analyst", base::danish("Analytiker")},
    {Role::politician, "politician", base::danish("Politiker")},
    {Role::data_protection_officer, "data_protection_officer",
     base::danish("Databeskyttelsesrådgiver")},
    {Role::administrator, "administrator", base::danish("Administrator")},
    {Role::partner, "partner", base::danish("Samarbejdspartner")},
}};

constexpr std::array<Role, 8> roles = {
    Role::worker,        Role::coordinator, Role::leader,
    Role::analyst,       Role::politician,  Role::data_protection_officer,
    Role::administrator, Role::partner,
};

enum class Cell { no, yes };
constexpr Cell o = Cell::no;
constexpr Cell x = Cell::yes;

struct MatrixRow {
    Permission permission;
    std::array<Cell, 8> allowed;  // in the order of `roles`
};

// Who may what. An administrator runs the program and sees none of its content (rule R42); a
// politician sees what may be published (rule R29); a data protection officer reads, and changes
// nothing but the register of breaches, whether a citizen is told names (R32) and the impact
// assessments (R40); a partner sees what was disclosed to the own agency.
// clang-format off
constexpr std::array<MatrixRow, permission_count> matrix = {{
    //                                    worker coordinator leader analyst politician dpo administrator partner
    {Permission::own_account,            {x,     x,          x,     x,      x,         x,  x,  x}},
    {Permission::see_initiatives,        {x,     x,          x,     x,      x,         x,  o,  o}},
    {Permission::edit_initiatives,       {o,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::see_activities,         {x,     x,          x,     x,      o,         x,  o,  o}},
    {Permission::register_activities,    {x,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::see_enquiries,          {x,     x,          x,     x,      o,         x,  o,  o}},
    {Permission::register_enquiries,     {x,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::see_observations,       {x,     x,          x,     x,      o,         x,  o,  o}},
    {Permission::register_observations,  {x,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::import_rows,            {o,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::export_lists,           {x,     x,          x,     x,      o,         o,  o,  o}},
    {Permission::see_statistics,         {x,     x,          x,     x,      x,         x,  o,  o}},
    {Permission::import_statistics,      {o,     x,          x,     x,      o,         o,  o,  o}},
    {Permission::see_stories,            {x,     x,          x,     x,      x,         x,  o,  o}},
    {Permission::write_stories,          {x,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::approve_stories,        {o,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::see_report_drafts,      {o,     x,          x,     x,      o,         x,  o,  o}},
    {Permission::write_reports,          {o,     x,          x,     o,      o,         o,  o,  o}},
    {Permission::sign_reports,           {o,     o,          x,     o,      o,         o,  o,  o}},
    {Permission::manage_accounts,        {o,     o,          o,     o,      o,         o,  x,  o}},
    {Permission::see_trail,              {o,     o,          o,     o,      o,         x,  o,  o}},
    {Permission::decide_names,           {o,     o,          o,     o,      o,         x,  o,  o}},
    {Permission::review_look_ups,        {o,     o,          x,     o,      o,         o,  o,  o}},
    {Permission::see_operation,          {o,     o,          o,     o,      o,         o,  x,  o}},
    {Permission::see_persons,            {x,     x,          x,     o,      o,         x,  o,  x}},
    {Permission::change_persons,         {x,     x,          x,     o,      o,         o,  o,  x}},
    {Permission::merge_persons,          {o,     o,          x,     o,      o,         o,  o,  o}},
    {Permission::see_breaches,           {o,     x,          x,     o,      o,         x,  o,  o}},
    {Permission::keep_breaches,          {o,     x,          x,     o,      o,         x,  o,  o}},
    {Permission::see_received,           {o,     o,          o,     o,      o,         o,  o,  x}},
    {Permission::manage_forums,          {o,     x,          x,     o,      o,         o,  x,  o}},
    {Permission::see_erasures,           {o,     o,          x,     o,      o,         x,  o,  o}},
    {Permission::approve_erasures,       {o,     o,          x,     o,      o,         o,  o,  o}},
    {Permission::sign_impact_assessments,{o,     o,          o,     o,      o,         x,  o,  o}},
    {Permission::see_processing_record,  {o,     o,          o,     o,      o,         x,  o,  o}},
}};
// clang-format on

template <class Table, class Predicate>
const auto& entry_in(const Table& table, Predicate predicate) {
    const auto found = std::find_if(table.begin(), table.end(), predicate);
    if (found == table.end()) throw std::logic_error("access: a role or permission without words");
    return *found;
}

}  // namespace

std::string_view role_code(Role role) {
    return entry_in(role_words, [role](const RoleWords& words) { return words.role == role; }).code;
}

std::optional<Role> role_of(std::string_view code) {
    for (const RoleWords& words : role_words) {
        if (words.code == code) return words.role;
    }
    return std::nullopt;
}

std::string_view role_name(Role role) {
    return entry_in(role_words, [role](const RoleWords& words) { return words.role == role; }).name;
}

std::span<const Role> all_roles() {
    return roles;
}

std::string_view permission_code(Permission permission) {
    return entry_in(permission_words,
                    [permission](const PermissionWords& words) {
                        return words.permission == permission;
                    })
        .code;
}

std::optional<Permission> permission_of(std::string_view code) {
    for (const PermissionWords& words : permission_words) {
        if (words.code == code) return words.permission;
    }
    return std::nullopt;
}

std::string_view permission_name(Permission permission) {
    return entry_in(permission_words,
                    [permission](const PermissionWords& words) {
                        return words.permission == permission;
                    })
        .name;
}

Permissions permissions_of(Role role) {
    const auto column =
        static_cast<std::size_t>(std::find(roles.begin(), roles.end(), role) - roles.begin());
    Permissions permissions;
    for (const MatrixRow& row : matrix) {
        if (row.allowed.at(column) == Cell::yes) {
            permissions.set(static_cast<std::size_t>(row.permission));
        }
    }
    return permissions;
}

Permissions permissions_of(const std::vector<Role>& several) {
    Permissions permissions;
    for (const Role role : several) permissions |= permissions_of(role);
    return permissions;
}

}  // namespace access

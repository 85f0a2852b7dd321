#include "access/impact_assessment.h"

#include <array>

#include "base/code_table.h"

namespace access {
namespace {

constexpr std::array<PersonalModule, 1> in_order = {PersonalModule::persons};
constexpr base::CodeTable<PersonalModule, 1> codes = {{{{PersonalModule::persons, "persons"}}}};
constexpr base::CodeTable<PersonalModule, 1> names = {
    {{{PersonalModule::persons,
       base::danish("Personer, familier og grupper, og hvad der deles om dem")}}}};

}  // namespace

std::span<const PersonalModule> all_personal_modules() {
    return in_order;
}
std::string_view module_code(PersonalModule module) {
    return codes.code_of(module);
}
std::optional<PersonalModule> module_of(std::string_view code) {
    return codes.value_of(code);
}
std::string_view module_name(PersonalModule module) {
    return names.code_of(module);
}

std::optional<PersonalModule> module_behind(Permission permission) {
    const bool is_about_persons =
        permission == Permission::see_persons || permission == Permission::change_persons;
    return is_about_persons ? std::optional(PersonalModule::persons) : std::nullopt;
}

base::FieldErrors check(const ImpactAssessment& assessment, base::Date today) {
    using Decision = ImpactAssessment::Decision;
    base::FieldErrors errors;
    if (assessment.decided_by.empty())
        errors.push_back({"decided_by", base::refuse("missing", "Skriv navn og stilling.")});
    if (assessment.decided_on > today)
        errors.push_back(
            {"decided_on", base::refuse("future", "Datoen må ikke ligge i fremtiden.")});
    if (assessment.decision == Decision::signed_off && assessment.document_sha256.size() != 64)
        errors.push_back({"document", base::refuse("missing", "Vælg dokumentet.")});
    if (assessment.decision == Decision::withdrawn && assessment.reason.empty())
        errors.push_back(
            {"reason", base::refuse("missing", "Skriv, hvorfor den trækkes tilbage.")});
    return errors;
}

base::Error not_in_use() {
    return base::refuse("R40",
                        "Det er ikke taget i brug endnu: Der er ikke underskrevet en "
                        "konsekvensanalyse.");
}

}  // namespace access

#include "access/subject_facts.h"

#include "base/code_table.h"
#include "base/result.h"

namespace access {

namespace {

constexpr base::CodeTable<Part, 3> codes = {{{
    {Part::responsible, "responsible"},
    {Part::assigned, "assigned"},
    {Part::mentor, "mentor"},
}}};
constexpr base::CodeTable<Part, 3> names = {{{
    {Part::responsible, base::danish("Ansvarlig")},
    {Part::assigned, base::danish("Tilknyttet")},
    {Part::mentor, base::danish("Mentor")},
}}};

}  // namespace

std::string_view part_code(Part part) {
    return codes.code_of(part);
}
std::optional<Part> part_of(std::string_view code) {
    return codes.value_of(code);
}
std::string_view part_name(Part part) {
    return names.code_of(part);
}

}  // namespace access

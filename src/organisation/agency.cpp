#include "organisation/agency.h"

#include <algorithm>
#include <array>

#include "base/code_table.h"
#include "base/result.h"

namespace organisation {

namespace {

constexpr base::CodeTable<AgencyKind, 9> agency_kinds = {{{
    {AgencyKind::municipality, "municipality"},
    {AgencyKind::police, "police"},
    {AgencyKind::psychiatry, "psychiatry"},
    {AgencyKind::prison_service, "prison_service"},
    {AgencyKind::school, "school"},
    {AgencyKind::housing_association, "housing_association"},
    {AgencyKind::self_governing_institution, "self_governing_institution"},
    {AgencyKind::association, "association"},
    {AgencyKind::business, "business"},
}}};
constexpr base::CodeTable<AgencyKind, 9> agency_kind_names = {{{
    {AgencyKind::municipality, base::danish("Kommune")},
    {AgencyKind::police, base::danish("Politi")},
    {AgencyKind::psychiatry, base::danish("Psykiatri")},
    {AgencyKind::prison_service, base::danish("Kriminalforsorg")},
    {AgencyKind::school, base::danish("Skole")},
    {AgencyKind::housing_association, base::danish("Boligorganisation")},
    {AgencyKind::self_governing_institution, base::danish("Selvejende institution")},
    {AgencyKind::association, base::danish("Forening")},
    {AgencyKind::business, base::danish("Virksomhed")},
}}};
constexpr std::array<AgencyKind, 9> agency_kinds_in_order = {AgencyKind::municipality,
                                                             AgencyKind::police,
                                                             AgencyKind::psychiatry,
                                                             AgencyKind::prison_service,
                                                             AgencyKind::school,
                                                             AgencyKind::housing_association,
                                                             AgencyKind::self_governing_institution,
                                                             AgencyKind::association,
                                                             AgencyKind::business};

constexpr base::CodeTable<InstitutionArea, 5> areas = {{{
    {InstitutionArea::social, "social"},
    {InstitutionArea::education, "education"},
    {InstitutionArea::employment, "employment"},
    {InstitutionArea::psychiatry, "psychiatry"},
    {InstitutionArea::other, "other"},
}}};
constexpr base::CodeTable<InstitutionArea, 5> area_names = {{{
    {InstitutionArea::social, base::danish("Det sociale område")},
    {InstitutionArea::education, base::danish("Undervisning")},
    {InstitutionArea::employment, base::danish("Beskæftigelse")},
    {InstitutionArea::psychiatry, base::danish("Social- eller behandlingspsykiatri")},
    {InstitutionArea::other, base::danish("Andet")},
}}};
constexpr std::array<InstitutionArea, 5> areas_in_order = {
    InstitutionArea::social, InstitutionArea::education, InstitutionArea::employment,
    InstitutionArea::psychiatry, InstitutionArea::other};

constexpr base::CodeTable<ForumKind, 6> forum_kinds = {{{
    {ForumKind::ssp, "ssp"},
    {ForumKind::ssp_plus, "ssp_plus"},
    {ForumKind::psp, "psp"},
    {ForumKind::ksp, "ksp"},
    {ForumKind::exit_unit, "exit_unit"},
    {ForumKind::general, "general"},
}}};
constexpr base::CodeTable<ForumKind, 6> forum_kind_names = {{{
    {ForumKind::ssp, base::danish("SSP")},
    {ForumKind::ssp_plus, base::danish("SSP+")},
    {ForumKind::psp, base::danish("PSP")},
    {ForumKind::ksp, base::danish("KSP")},
    {ForumKind::exit_unit, base::danish("Exit-enheden")},
    {ForumKind::general, base::danish("Generelt møde")},
}}};
constexpr std::array<ForumKind, 6> forum_kinds_in_order = {
    ForumKind::ssp, ForumKind::ssp_plus,  ForumKind::psp,
    ForumKind::ksp, ForumKind::exit_unit, ForumKind::general};

constexpr std::size_t cvr_digits = 8;

}  // namespace

std::span<const AgencyKind> all_agency_kinds() {
    return agency_kinds_in_order;
}
std::string_view agency_kind_code(AgencyKind kind) {
    return agency_kinds.code_of(kind);
}
std::optional<AgencyKind> agency_kind_of(std::string_view code) {
    return agency_kinds.value_of(code);
}
std::string_view agency_kind_name(AgencyKind kind) {
    return agency_kind_names.code_of(kind);
}

std::span<const InstitutionArea> all_institution_areas() {
    return areas_in_order;
}
std::string_view institution_area_code(InstitutionArea area) {
    return areas.code_of(area);
}
std::optional<InstitutionArea> institution_area_of(std::string_view code) {
    return areas.value_of(code);
}
std::string_view institution_area_name(InstitutionArea area) {
    return area_names.code_of(area);
}

bool is_cvr(std::string_view text) {
    return text.size() == cvr_digits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::span<const ForumKind> all_forum_kinds() {
    return forum_kinds_in_order;
}
std::string_view forum_kind_code(ForumKind kind) {
    return forum_kinds.code_of(kind);
}
std::optional<ForumKind> forum_kind_of(std::string_view code) {
    return forum_kinds.value_of(code);
}
std::string_view forum_kind_name(ForumKind kind) {
    return forum_kind_names.code_of(kind);
}

}  // namespace organisation

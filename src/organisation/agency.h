#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "organisation/organisation.h"

// The authorities and institutions that people act for, and the forums where they sit together.
// Sitting together opens nothing: what one may know of a person is a disclosure (access).
namespace organisation {

enum class AgencyKind {
    municipality,
    police,
    psychiatry,
    prison_service,
    school,
    housing_association,
    self_governing_institution,
    association,  // a sports club, a volunteer group
    business
};
std::span<const AgencyKind> all_agency_kinds();
std::string_view agency_kind_code(AgencyKind kind);
std::optional<AgencyKind> agency_kind_of(std::string_view code);
std::string_view agency_kind_name(AgencyKind kind);  // Danish

// What a self-governing institution works with. Only the first four may be included in the exchange
// of the forums (R11).
enum class InstitutionArea { social, education, employment, psychiatry, other };
std::span<const InstitutionArea> all_institution_areas();
std::string_view institution_area_code(InstitutionArea area);
std::optional<InstitutionArea> institution_area_of(std::string_view code);
std::string_view institution_area_name(InstitutionArea area);  // Danish

enum class PublicTask { no, yes };

// Known by its CVR number, eight digits.
struct Agency {
    std::string cvr;
    std::string name;
    AgencyKind kind = AgencyKind::municipality;
    InstitutionArea area = InstitutionArea::other;
    PublicTask public_task = PublicTask::no;
    Validity validity;

    bool operator==(const Agency&) const = default;
};

bool is_cvr(std::string_view text);

enum class ForumKind { ssp, ssp_plus, psp, ksp, exit_unit, general };
std::span<const ForumKind> all_forum_kinds();
std::string_view forum_kind_code(ForumKind kind);
std::optional<ForumKind> forum_kind_of(std::string_view code);
std::string_view forum_kind_name(ForumKind kind);  // "SSP", "SSP+", …

// A circle of agencies that meets: "ssp_now", "psp". The key never changes.
struct Forum {
    std::string key;
    std::string name_da;
    std::string name_en;
    ForumKind kind = ForumKind::general;
    Validity validity;

    bool operator==(const Forum&) const = default;
};

// Someone who sits in a forum for an agency.
struct Seat {
    std::int64_t id = 0;
    std::string forum_key;
    ForumKind forum_kind = ForumKind::general;
    std::string agency_cvr;
    std::int64_t staff_member_id = 0;
    Validity validity;
};

}  // namespace organisation

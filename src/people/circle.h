#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "access/subject.h"
#include "base/date.h"
#include "base/field_error.h"

// Families and groups of young people: objects of their own, with members from a day to a day. A
// group is no list of suspects and says nothing about those in it (R26, A7): it has a name, a
// description of what the group does and where, and for each member why it matters that he or she
// belongs to it; no role, no rank, no number.
namespace people {

struct CircleDetails {
    std::string name;
    std::string description;

    bool operator==(const CircleDetails&) const = default;
};

inline constexpr std::size_t circle_name_characters_max = 100;
inline constexpr std::size_t circle_text_characters_max = 2000;
inline constexpr std::size_t reason_characters_max = 500;

base::FieldErrors check(const CircleDetails& details);

// Someone's belonging to a family or group.
struct Membership {
    std::int64_t id = 0;
    std::int64_t version = 0;
    access::PersonId person;
    access::SubjectReference circle;
    base::Date from{};
    std::optional<base::Date> to;  // the last day
    std::string reason;            // of a group's member: must be given

    bool covers(base::Date day) const { return from <= day && (!to || day <= *to); }
};

base::FieldErrors check(const Membership& membership, base::Date today);

}  // namespace people

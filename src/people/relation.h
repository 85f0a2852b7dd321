#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/subject.h"
#include "base/date.h"
#include "base/field_error.h"

// How two persons belong together, from a day to a day.
namespace people {

// Read as "`person` is … of `other`".
enum class RelationKind {
    parent,
    guardian,  // holder of parental responsibility
    sibling,
    partner,
    other
};
std::span<const RelationKind> all_relation_kinds();
std::string_view relation_code(RelationKind kind);
std::optional<RelationKind> relation_of(std::string_view code);
std::string_view relation_name(RelationKind kind);          // Danish: "Forælder til"
std::string_view reverse_relation_name(RelationKind kind);  // seen from the other: "Barn af"

struct Relation {
    std::int64_t id = 0;
    std::int64_t version = 0;
    access::PersonId person;
    access::PersonId other;
    RelationKind kind = RelationKind::other;
    std::optional<base::Date> from;
    std::optional<base::Date> to;  // the last day
    std::string note;              // what kind of other

    bool covers(base::Date day) const;
};

inline constexpr std::size_t relation_note_characters_max = 200;

base::FieldErrors check(const Relation& relation);

}  // namespace people

#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Who data are about, as nothing but a kind and a number: access stands below people and knows no
// name. The numbers are the database's own and say nothing.
namespace access {

enum class SubjectKind { person, family, group };
std::string_view subject_kind_code(SubjectKind kind);  // "person"
std::optional<SubjectKind> subject_kind_of(std::string_view code);

// A number that can't be taken for another kind's. 0 is nobody.
template <SubjectKind kind_of_subject>
struct SubjectId {
    static constexpr SubjectKind kind = kind_of_subject;
    std::int64_t value = 0;

    auto operator<=>(const SubjectId&) const = default;
};
using PersonId = SubjectId<SubjectKind::person>;
using FamilyId = SubjectId<SubjectKind::family>;
using GroupId = SubjectId<SubjectKind::group>;

// The same where the kind is known only when running: facts, trail, lists of assignments.
struct SubjectReference {
    SubjectKind kind = SubjectKind::person;
    std::int64_t id = 0;

    SubjectReference() = default;
    SubjectReference(SubjectKind subject_kind, std::int64_t subject_id)
        : kind(subject_kind), id(subject_id) {}
    template <SubjectKind other>
    SubjectReference(SubjectId<other> subject) : kind(other), id(subject.value) {}

    auto operator<=>(const SubjectReference&) const = default;
};

}  // namespace access

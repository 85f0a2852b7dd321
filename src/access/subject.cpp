#include "access/subject.h"

#include "base/code_table.h"

namespace access {

namespace {

constexpr base::CodeTable<SubjectKind, 3> kinds = {{{
    {SubjectKind::person, "person"},
    {SubjectKind::family, "family"},
    {SubjectKind::group, "group"},
}}};

}  // namespace

std::string_view subject_kind_code(SubjectKind kind) {
    return kinds.code_of(kind);
}

std::optional<SubjectKind> subject_kind_of(std::string_view code) {
    return kinds.value_of(code);
}

}  // namespace access

#include "people/relation.h"

#include <array>
#include <stdexcept>

#include "people/person.h"

namespace people {
namespace {

struct RelationWords {
    RelationKind kind;
    std::string_view code;
    std::string_view name;
    std::string_view reverse;
};

constexpr std::array kinds{
    RelationWords{RelationKind::parent, "parent", base::danish("Forælder til"),
                  base::danish("Barn af")},
    RelationWords{RelationKind::guardian, "guardian",
                  base::danish("Indehaver af forældremyndigheden over"),
                  base::danish("Under forældremyndighed af")},
    RelationWords{RelationKind::sibling, "sibling", base::danish("Søskende til"),
                  base::danish("Søskende til")},
    RelationWords{RelationKind::partner, "partner", base::danish("Partner til"),
                  base::danish("Partner til")},
    RelationWords{RelationKind::other, "other", base::danish("Anden relation til"),
                  base::danish("Anden relation til")},
};

const RelationWords& words_of(RelationKind kind) {
    for (const RelationWords& words : kinds)
        if (words.kind == kind) return words;
    throw std::logic_error("people: an unknown kind of relation");
}

}  // namespace

std::span<const RelationKind> all_relation_kinds() {
    static constexpr std::array all{RelationKind::parent, RelationKind::guardian,
                                    RelationKind::sibling, RelationKind::partner,
                                    RelationKind::other};
    return all;
}

std::string_view relation_code(RelationKind kind) {
    return words_of(kind).code;
}

std::string_view relation_name(RelationKind kind) {
    return words_of(kind).name;
}

std::string_view reverse_relation_name(RelationKind kind) {
    return words_of(kind).reverse;
}

std::optional<RelationKind> relation_of(std::string_view code) {
    for (const RelationWords& words : kinds)
        if (words.code == code) return words.kind;
    return std::nullopt;
}

bool Relation::covers(base::Date day) const {
    return (!from || *from <= day) && (!to || day <= *to);
}

base::FieldErrors check(const Relation& relation) {
    base::FieldErrors errors;
    if (relation.person == relation.other)
        errors.push_back({"other", base::refuse("same", "Vælg en anden person.")});
    if (relation.from && relation.to && *relation.to < *relation.from)
        errors.push_back({"to", base::refuse("order", "Slutdatoen ligger før startdatoen.")});
    if (relation.kind == RelationKind::other && relation.note.empty())
        errors.push_back({"note", base::refuse("missing", "Skriv, hvilken relation det er.")});
    check_narrative(errors, "note", relation.note, relation_note_characters_max);
    return errors;
}

}  // namespace people

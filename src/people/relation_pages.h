#pragma once

#include <string>
#include <vector>

#include "access/visit.h"
#include "base/result.h"
#include "people/person_store.h"
#include "people/registry.h"
#include "people/relation.h"

namespace people {

// The relations of one person to those whom the visitor may see as well, with their names: what a
// guardian is to a child is shown only to who may know of both (R01).
struct KnownRelations {
    struct Entry {
        Relation relation;
        Person other;
        std::string_view words;  // Danish: "Forælder til", or "Barn af" seen from the other
    };
    std::vector<Entry> entries;
    bool has_more = false;
};
base::Result<KnownRelations> known_relations(const access::Visit& visit, const Registry& registry,
                                             const access::Warrant<access::PersonId>& warrant);

// /personer/{id}/relationer: adding, ending and removing. The registry must live as long as the
// routes.
void add_relation_routes(access::Routes& routes, const Registry& registry);

}  // namespace people

#pragma once

#include <optional>

#include "access/visit.h"
#include "people/note.h"
#include "people/registry.h"

namespace people {

// /personer/{id}/oplysninger: what is known of a person, piece by piece. Whoever only was told of
// some of it sees those, and nothing else.
void add_note_routes(access::Routes& routes, const Registry& registry);

// The question of reading with every class of notes that the policy opens for the visitor: what
// isn't open is left out of the page instead of refusing all of it.
access::Question question_for_notes(const access::Visit& visit, const Registry& registry,
                                    access::Purpose purpose, access::PersonId person,
                                    std::optional<access::ItemReference> item = {});

// One note as the visitor may see it, by the route's {oplysning}.
struct NoteSeen {
    Note note;
    access::Ground ground = access::Ground::none;
    access::Obligations obligations;
    std::string origin;  // in words, where it stands on a merged record
};
base::Result<NoteSeen> asked_note(const access::Visit& visit, const Registry& registry,
                                  access::Purpose purpose);

// What a note says, with its class and charge.
web::Html note_facts(const access::Visit& visit, const NoteSeen& seen);

std::string notes_path(access::PersonId person, access::Purpose purpose);
std::string note_path(const Note& note, std::string_view action, access::Purpose purpose);

}  // namespace people

#pragma once

#include <vector>

#include "initiatives/catalogue.h"
#include "initiatives/story.h"
#include "web/html.h"
#include "web/language.h"

// Parts of an initiative's page.
namespace initiatives {

// All that one edition says, section by section; `figures` is what was counted, shown with the
// definitions.
web::Html edition_sections(const Catalogue& catalogue, const Initiative& initiative,
                           const Edition& edition, const web::Html& figures,
                           const std::vector<Story>& stories, const web::Language& language);

// The editions beside each other, field by field, with a mark where they differ.
web::Html editions_side_by_side(const Catalogue& catalogue, const Initiative& initiative,
                                const web::Language& language);

}  // namespace initiatives

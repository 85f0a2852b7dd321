#pragma once

#include <string>
#include <vector>

#include "initiatives/catalogue.h"
#include "initiatives/catalogue_search.h"

namespace initiatives {

// What a reader asks the list of initiatives for; empty fields ask for nothing.
struct InitiativeFilter {
    int year = 0;  // the plan of this year; 0: all initiatives, each in its latest edition
    std::string goal;
    std::string principle;
    std::string prevention_level;
    std::string kind;
    std::string district;
    std::string unit;
    std::string status;
    std::string query;  // words to search for, as typed
};

struct FoundInitiative {
    const Initiative* initiative = nullptr;
    const Edition* edition = nullptr;
    std::optional<Status> status;  // of the year; the last known when all are asked for
};

// Those that fit, as the plan lists them: the goals' tables by number, next year's focus, the
// context, each in the document's order. Of several periods the newest comes first.
std::vector<FoundInitiative> find_initiatives(const Catalogue& catalogue,
                                              const CatalogueSearch& search,
                                              const InitiativeFilter& filter);

// The year to show when none is asked for: the latest one the catalogue knows that is not after
// `today`'s, otherwise its first.
int default_year(const Catalogue& catalogue, int today);

}  // namespace initiatives

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "initiatives/catalogue.h"

namespace initiatives {

// What can be searched in each initiative of a catalogue: names, purposes, descriptions and the
// names of its partners, in both languages and of all periods, folded once.
class CatalogueSearch {
  public:
    explicit CatalogueSearch(const Catalogue& catalogue);

    // Whether the initiative at this place in Catalogue::initiatives has every word of the query,
    // which must have been folded with base::fold_for_search. An empty query matches all.
    bool matches(std::size_t initiative, std::string_view folded_query) const;

  private:
    std::vector<std::string> texts_;
};

}  // namespace initiatives

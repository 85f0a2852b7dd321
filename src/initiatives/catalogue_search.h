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

    // The glossary's entries that have every word of the query in a term or text of either
    // language, as places in Catalogue::glossary, in the alphabetical order of that language's
    // terms.
    std::vector<std::size_t> find_terms(std::string_view folded_query,
                                        std::string_view language_tag) const;

  private:
    std::vector<std::string> texts_;
    std::vector<std::string> terms_;
    std::vector<std::size_t> danish_order_;
    std::vector<std::size_t> english_order_;
};

}  // namespace initiatives

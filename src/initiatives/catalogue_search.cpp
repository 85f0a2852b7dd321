#include "initiatives/catalogue_search.h"

#include "base/text.h"

namespace initiatives {

namespace {

void add(std::string& text, const Words& words) {
    text += words.da;
    text += '\n';
    text += words.en;
    text += '\n';
}

std::string searchable_text(const Catalogue& catalogue, const Initiative& initiative) {
    std::string text = initiative.key + '\n';
    for (const Edition& edition : initiative.editions) {
        add(text, edition.name);
        add(text, edition.purpose);
        add(text, edition.description);
        add(text, edition.target_group_text);
        for (const Words& place : edition.places) add(text, place);
        for (const PartnerLink& link : edition.partners) {
            if (const Entry* partner = Catalogue::find(catalogue.partners, link.partner)) {
                add(text, partner->name);
            }
        }
    }
    return base::fold_for_search(text);
}

}  // namespace

CatalogueSearch::CatalogueSearch(const Catalogue& catalogue) {
    texts_.reserve(catalogue.initiatives.size());
    for (const Initiative& initiative : catalogue.initiatives) {
        texts_.push_back(searchable_text(catalogue, initiative));
    }
}

bool CatalogueSearch::matches(std::size_t initiative, std::string_view folded_query) const {
    return folded_query.empty() || base::matches_search(texts_.at(initiative), folded_query);
}

}  // namespace initiatives

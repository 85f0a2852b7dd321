#include "initiatives/catalogue_search.h"

#include <algorithm>
#include <utility>

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

// Danish order: æ, ø and å after z.
std::string sorting_key(const std::string& words) {
    const std::string folded = base::fold_for_search(words);
    std::string key;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const std::string_view two = std::string_view(folded).substr(i, 2);
        const int place = two == "æ" ? 1 : two == "ø" ? 2 : two == "å" ? 3 : 0;
        if (place == 0) {
            key += folded[i];
        } else {
            key += '{';  // the sign after z
            key += static_cast<char>('0' + place);
            ++i;
        }
    }
    return key;
}

std::vector<std::size_t> order_of(const std::vector<Entry>& glossary,
                                  std::string_view language_tag) {
    std::vector<std::pair<std::string, std::size_t>> keys;
    for (std::size_t i = 0; i < glossary.size(); ++i) {
        keys.emplace_back(sorting_key(glossary[i].name.in(language_tag)), i);
    }
    std::sort(keys.begin(), keys.end());
    std::vector<std::size_t> order;
    for (const auto& [key, place] : keys) order.push_back(place);
    return order;
}

}  // namespace

CatalogueSearch::CatalogueSearch(const Catalogue& catalogue) {
    texts_.reserve(catalogue.initiatives.size());
    for (const Initiative& initiative : catalogue.initiatives) {
        texts_.push_back(searchable_text(catalogue, initiative));
    }
    for (const Entry& term : catalogue.glossary) {
        std::string text = term.key + '\n';
        add(text, term.name);
        add(text, term.text);
        terms_.push_back(base::fold_for_search(text));
    }
    danish_order_ = order_of(catalogue.glossary, "da");
    english_order_ = order_of(catalogue.glossary, "en");
}

bool CatalogueSearch::matches(std::size_t initiative, std::string_view folded_query) const {
    return folded_query.empty() || base::matches_search(texts_.at(initiative), folded_query);
}

std::vector<std::size_t> CatalogueSearch::find_terms(std::string_view folded_query,
                                                     std::string_view language_tag) const {
    std::vector<std::size_t> found;
    for (const std::size_t place : language_tag == "en" ? english_order_ : danish_order_) {
        if (folded_query.empty() || base::matches_search(terms_[place], folded_query)) {
            found.push_back(place);
        }
    }
    return found;
}

}  // namespace initiatives

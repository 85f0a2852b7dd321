#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "initiatives/catalogue.h"
#include "initiatives/catalogue_search.h"
#include "initiatives/choice.h"
#include "store/database.h"

namespace initiatives {

// The catalogue as the database holds it, read once and read again when its version there changed.
// One indexed one-row query a call otherwise. Safe from any thread.
class CurrentCatalogue {
  public:
    std::shared_ptr<const Catalogue> get(store::Connection& connection);

    struct Searchable {
        std::shared_ptr<const Catalogue> catalogue;
        std::shared_ptr<const CatalogueSearch> search;
    };
    // The same with what is needed to search it.
    Searchable get_searchable(store::Connection& connection);

    // Pieces of pages, kept for the catalogue that get() gives.
    KeptPieces& kept() { return kept_; }

  private:
    void refresh(store::Connection& connection);

    KeptPieces kept_;
    std::mutex mutex_;
    // All protected by mutex_.
    std::string fingerprint_;
    std::string lists_fingerprint_;
    Searchable current_;
    std::map<std::string, std::string> content_hashes_;  // of the initiatives in current_
};

}  // namespace initiatives

#include "initiatives/current_catalogue.h"

#include <stdexcept>

#include "initiatives/catalogue_store.h"

namespace initiatives {

std::shared_ptr<const Catalogue> CurrentCatalogue::get(store::Connection& connection) {
    return get_searchable(connection).catalogue;
}

CurrentCatalogue::Searchable CurrentCatalogue::get_searchable(store::Connection& connection) {
    const std::string fingerprint = catalogue_fingerprint(connection);
    // One thread reads a changed catalogue, the others wait for it rather than doing the same.
    const std::lock_guard lock(mutex_);
    if (!current_.catalogue || fingerprint != fingerprint_) {
        refresh(connection);
        fingerprint_ = fingerprint;
    }
    return current_;
}

void CurrentCatalogue::refresh(store::Connection& connection) {
    const std::string lists = lists_fingerprint(connection);
    auto catalogue = std::make_shared<Catalogue>();
    if (current_.catalogue && lists == lists_fingerprint_) {
        *catalogue = *current_.catalogue;
        catalogue->initiatives.clear();
    } else {
        *catalogue = load_lists(connection);
    }
    std::map<std::string, std::string> content_hashes;
    for (const InitiativeVersion& version : current_versions(connection)) {
        const auto known = content_hashes_.find(version.key);
        const bool same = known != content_hashes_.end() && known->second == version.content_hash;
        const Initiative* old = same ? current_.catalogue->find_initiative(version.key) : nullptr;
        if (old) {
            catalogue->initiatives.push_back(*old);
        } else if (auto initiative = load_initiative(connection, version.key)) {
            catalogue->initiatives.push_back(std::move(*initiative));
        }
        content_hashes[version.key] = version.content_hash;
    }
    current_.search = std::make_shared<CatalogueSearch>(*catalogue);
    current_.catalogue = std::move(catalogue);
    kept_.begin(current_.catalogue);
    content_hashes_ = std::move(content_hashes);
    lists_fingerprint_ = lists;
}

}  // namespace initiatives

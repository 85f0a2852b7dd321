#include "initiatives/testing/catalogue_database.h"

#include <stdexcept>

#include "initiatives/catalogue_store.h"
#include "schema/migrations.h"

namespace initiatives::testing {

CatalogueDatabase::CatalogueDatabase() {
    store::DatabaseOptions options;
    options.file = folder_ / "test.db";
    options.readers = 2;
    options.durability = store::DatabaseOptions::Durability::off;
    database_ = std::make_unique<store::Database>(options);
    if (const auto migrated = database_->migrate(schema::migrations()); !migrated) {
        throw std::logic_error("migrate: " + migrated.error().code);
    }
}

void CatalogueDatabase::import(const CatalogueFiles& files, base::Instant now) {
    ImportRequest request;
    request.files = files;
    request.actor = "command";
    request.now = now;
    const ImportResult result = import_catalogue(*database_, request);
    if (result.mistakes.empty()) return;
    const Mistake& first = result.mistakes.front();
    throw std::logic_error(first.file + ": " + first.field + ": " + first.error.code);
}

}  // namespace initiatives::testing

#pragma once

#include <memory>

#include "base/date.h"
#include "initiatives/catalogue_file.h"
#include "store/database.h"
#include "store/testing/temporary_folder.h"

namespace initiatives::testing {

// An empty database with the whole schema, gone at the end.
class CatalogueDatabase {
  public:
    CatalogueDatabase();

    store::Database& operator*() { return *database_; }
    store::Database* operator->() { return database_.get(); }
    // Imports these files; throws std::logic_error with the first mistake when they have any.
    void import(const CatalogueFiles& files, base::Instant now);

  private:
    store::TemporaryFolder folder_;
    std::unique_ptr<store::Database> database_;
};

}  // namespace initiatives::testing

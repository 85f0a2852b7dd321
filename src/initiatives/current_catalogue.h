#pragma once

#include <memory>
#include <mutex>

#include "initiatives/catalogue.h"
#include "store/database.h"

namespace initiatives {

// The catalogue as the database holds it, read once and read again when its version there changed.
// One indexed one-row query a call otherwise. Safe from any thread.
class CurrentCatalogue {
  public:
    std::shared_ptr<const Catalogue> get(store::Connection& connection);

  private:
    std::mutex mutex_;
    std::int64_t version_ = -1;                   // protected by mutex_
    std::shared_ptr<const Catalogue> catalogue_;  // protected by mutex_
};

}  // namespace initiatives

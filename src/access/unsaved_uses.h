#pragma once

#include <cstdint>
#include <map>
#include <mutex>

#include "access/session.h"
#include "base/date.h"

namespace access {

// When sessions were last used while that could not be written: a full disk must not sign out those
// who go on reading. Used by all threads; forgotten when the program ends.
class UnsavedUses {
  public:
    void note(std::int64_t session_id, base::Instant now);
    // Called once a session's use could be written; sessions that have ended go too.
    void forget(std::int64_t session_id, base::Instant now);
    // The later of what was written and what is remembered here.
    base::Instant last_use(std::int64_t session_id, base::Instant written) const;

  private:
    mutable std::mutex mutex_;
    std::map<std::int64_t, base::Instant> uses_;
};

}  // namespace access

#include "access/unsaved_uses.h"

#include <algorithm>

namespace access {

void UnsavedUses::note(std::int64_t session_id, base::Instant now) {
    const std::lock_guard lock(mutex_);
    base::Instant& use = uses_[session_id];
    use = std::max(use, now);
}

void UnsavedUses::forget(std::int64_t session_id, base::Instant now) {
    const std::lock_guard lock(mutex_);
    uses_.erase(session_id);
    std::erase_if(uses_, [now](const auto& use) { return use.second + session_idle_time <= now; });
}

base::Instant UnsavedUses::last_use(std::int64_t session_id, base::Instant written) const {
    const std::lock_guard lock(mutex_);
    const auto found = uses_.find(session_id);
    return found == uses_.end() ? written : std::max(written, found->second);
}

}  // namespace access

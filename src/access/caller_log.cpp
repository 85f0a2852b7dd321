#include "access/caller_log.h"

#include "access/remote_network.h"

namespace access {

void CallerLog::note(base::Instant now, std::string_view event, std::string_view pattern,
                     std::string_view remote_address) {
    if (!sink_) return;
    const std::int64_t minute =
        std::chrono::floor<std::chrono::minutes>(now).time_since_epoch().count();
    const std::lock_guard lock(mutex_);
    if (minute != minute_) {
        if (suppressed_ > 0) {
            sink_("unknown caller: " + std::to_string(suppressed_) + " further lines left out");
        }
        minute_ = minute;
        lines_ = 0;
        suppressed_ = 0;
    }
    if (lines_ >= lines_a_minute_) {
        ++suppressed_;
        return;
    }
    ++lines_;
    sink_("unknown caller: event=" + std::string(event) + " route=" + std::string(pattern) +
          " network=" + coarse_network(remote_address));
}

}  // namespace access

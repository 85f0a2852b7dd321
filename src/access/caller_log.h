#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/date.h"

namespace access {

// What callers do who are not signed in: a wrong password, a page without a session, a form from
// elsewhere. At most `lines_a_minute` lines; what comes beyond is counted and told in one line with
// the next minute's first. No user name, no path, no whole address: an event, the route's pattern
// and a coarse network. Safe to use from all threads.
class CallerLog {
  public:
    using Sink = std::function<void(std::string_view line)>;
    // An empty sink drops the lines.
    explicit CallerLog(Sink sink, int lines_a_minute = 30)
        : sink_(std::move(sink)), lines_a_minute_(lines_a_minute) {}

    void note(base::Instant now, std::string_view event, std::string_view pattern,
              std::string_view remote_address);

  private:
    const Sink sink_;
    const int lines_a_minute_;
    std::mutex mutex_;
    std::int64_t minute_ = 0;      // protected by mutex_
    int lines_ = 0;                // protected by mutex_; in this minute
    std::int64_t suppressed_ = 0;  // protected by mutex_; since the last line
};

}  // namespace access

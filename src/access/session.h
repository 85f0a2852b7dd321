#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/date.h"

namespace access {

constexpr std::chrono::minutes session_idle_time{30};
constexpr std::chrono::hours session_longest_time{12};
// How seldom the time of last use is written.
constexpr std::chrono::minutes session_touch_interval{1};

struct SessionTimes {
    base::Instant created_at{};
    base::Instant last_used_at{};
    std::optional<base::Instant> ended_at;  // signed out, or ended by someone
};

// When the session ends, or ended, if it is not used again.
base::Instant session_end(const SessionTimes& times);
bool is_session_open(const SessionTimes& times, base::Instant now);
// The time of last use has to be written again.
bool is_touch_due(const SessionTimes& times, base::Instant now);

// How a browser names itself, shortened to what tells one from another: "Firefox, Windows".
std::string browser_name(const std::string& user_agent);

}  // namespace access

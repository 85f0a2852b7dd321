#include "access/session.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace access {

namespace {

struct Mark {
    std::string_view sign;
    std::string_view name;
};

// In this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
constexpr std::array<Mark, 5> browsers = {{{"Edg", "Edge"},
                                           {"OPR/", "Opera"},
                                           {"Firefox/", "Firefox"},
                                           {"Chrome/", "Chrome"},
                                           {"Safari/", "Safari"}}};
constexpr std::array<Mark, 6> systems = {{{"Android", "Android"},
                                          {"iPhone", "iPhone"},
                                          {"iPad", "iPad"},
                                          {"Windows", "Windows"},
                                          {"Mac OS", "macOS"},
                                          {"Linux", "Linux"}}};

template <class Marks>
std::string_view name_in(const std::string& user_agent, const Marks& marks) {
    for (const Mark& mark : marks) {
        if (user_agent.find(mark.sign) != std::string::npos) return mark.name;
    }
    return {};
}

}  // namespace

base::Instant session_end(const SessionTimes& times) {
    const base::Instant end = std::min<base::Instant>(times.created_at + session_longest_time,
                                                      times.last_used_at + session_idle_time);
    return times.ended_at ? std::min(end, *times.ended_at) : end;
}

bool is_session_open(const SessionTimes& times, base::Instant now) {
    return now < session_end(times);
}

bool is_touch_due(const SessionTimes& times, base::Instant now) {
    return now - times.last_used_at >= session_touch_interval;
}

std::string browser_name(const std::string& user_agent) {
    const std::string_view browser = name_in(user_agent, browsers);
    const std::string_view system = name_in(user_agent, systems);
    if (browser.empty() || system.empty()) return std::string(browser) + std::string(system);
    return std::string(browser) + ", " + std::string(system);
}

}  // namespace access

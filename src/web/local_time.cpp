#include <date/tz.h>

#include "web/language.h"

namespace web {

namespace {

// Looked up once: the zone lives as long as the time zone database, which lives as long as the
// program.
const date::time_zone& copenhagen() {
    static const date::time_zone* const zone = date::locate_zone("Europe/Copenhagen");
    return *zone;
}

}  // namespace

base::LocalTime to_local(base::Instant instant) {
    const auto local = copenhagen().to_local(instant);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(local.time_since_epoch());
    const auto days = std::chrono::floor<std::chrono::days>(minutes);
    return {base::Date(std::chrono::sys_days(days)), static_cast<int>((minutes - days).count())};
}

base::Instant to_instant(base::LocalTime time) {
    const auto days = std::chrono::sys_days(time.date).time_since_epoch();
    const date::local_time<std::chrono::milliseconds> local(
        days + std::chrono::minutes(time.minute_of_day));
    return copenhagen().to_sys(local, date::choose::earliest);
}

}  // namespace web

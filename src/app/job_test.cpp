#include "app/job.h"

#include <doctest/doctest.h>

using app::is_due;
using app::Job;

namespace {

base::Instant at(const char* text) {
    return base::parse_instant(text).value();
}

}  // namespace

TEST_CASE("a daily job is due once its time has passed, in Copenhagen time") {
    const Job nightly{"backup", "Sikkerhedskopi", 2 * 60, {}};
    CHECK(is_due(nightly, std::nullopt, at("2024-07-01T10:00:00Z")));
    // 02:00 in July is midnight UTC.
    CHECK_FALSE(is_due(nightly, at("2024-07-01T00:00:01Z"), at("2024-07-01T23:59:00Z")));
    CHECK(is_due(nightly, at("2024-07-01T00:00:01Z"), at("2024-07-02T00:00:00Z")));
    // In January it is 01:00 UTC.
    CHECK_FALSE(is_due(nightly, at("2024-01-01T01:00:01Z"), at("2024-01-02T00:59:00Z")));
    CHECK(is_due(nightly, at("2024-01-01T01:00:01Z"), at("2024-01-02T01:00:00Z")));
}

TEST_CASE("an hourly job is due once in every hour, also when the clock has jumped back") {
    const Job hourly{"trail_head", "Hoved", 5, {}, Job::Rhythm::hourly};
    CHECK(is_due(hourly, std::nullopt, at("2024-07-01T10:00:00Z")));
    CHECK_FALSE(is_due(hourly, at("2024-07-01T10:05:00Z"), at("2024-07-01T11:04:59Z")));
    CHECK(is_due(hourly, at("2024-07-01T10:04:59Z"), at("2024-07-01T10:05:00Z")));
    CHECK(is_due(hourly, at("2024-07-01T10:05:00Z"), at("2024-07-01T11:05:00Z")));
    CHECK(is_due(hourly, at("2024-07-01T15:05:00Z"), at("2024-07-01T11:04:00Z")));
}

TEST_CASE("what was missed while the program was off is due at once") {
    const Job nightly{"backup", "Sikkerhedskopi", 2 * 60, {}};
    CHECK(is_due(nightly, at("2024-06-01T00:00:01Z"), at("2024-06-05T12:00:00Z")));
}

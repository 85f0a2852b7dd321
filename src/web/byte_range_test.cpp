#include "web/byte_range.h"

#include <doctest/doctest.h>

using Kind = web::RangeOutcome::Kind;

TEST_CASE("ranges of bytes") {
    struct Case {
        const char* header;
        std::uint64_t size;
        Kind kind;
        std::uint64_t first;
        std::uint64_t length;
    };
    const Case cases[] = {
        {"bytes=0-0", 100, Kind::satisfiable, 0, 1},
        {"bytes=0-99", 100, Kind::satisfiable, 0, 100},
        {"bytes=10-", 100, Kind::satisfiable, 10, 90},
        {"bytes=90-1000", 100, Kind::satisfiable, 90, 10},
        {"bytes=-1", 100, Kind::satisfiable, 99, 1},
        {"bytes=-1000", 100, Kind::satisfiable, 0, 100},
        {"bytes=99-99", 100, Kind::satisfiable, 99, 1},
        {"bytes=100-", 100, Kind::unsatisfiable, 0, 0},
        {"bytes=100-200", 100, Kind::unsatisfiable, 0, 0},
        {"bytes=-0", 100, Kind::unsatisfiable, 0, 0},
        {"bytes=0-", 0, Kind::unsatisfiable, 0, 0},
        {"bytes=-5", 0, Kind::unsatisfiable, 0, 0},
        {"bytes=5-4", 100, Kind::none, 0, 0},
        {"bytes=0-1,3-4", 100, Kind::none, 0, 0},
        {"bytes=", 100, Kind::none, 0, 0},
        {"bytes=-", 100, Kind::none, 0, 0},
        {"bytes=a-b", 100, Kind::none, 0, 0},
        {"bytes=--1", 100, Kind::none, 0, 0},
        {"bytes= 0-1", 100, Kind::none, 0, 0},
        {"bytes=+1-2", 100, Kind::none, 0, 0},
        {"items=0-1", 100, Kind::none, 0, 0},
        {"bytes=18446744073709551616-", 100, Kind::none, 0, 0},
        {"bytes=0-18446744073709551615", 100, Kind::satisfiable, 0, 100},
        {"", 100, Kind::none, 0, 0},
    };
    for (const Case& one : cases) {
        CAPTURE(one.header);
        CAPTURE(one.size);
        const web::RangeOutcome outcome = web::parse_range(one.header, one.size);
        CHECK(outcome.kind == one.kind);
        CHECK(outcome.range.first == one.first);
        CHECK(outcome.range.length == one.length);
    }
}

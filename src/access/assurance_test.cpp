#include "access/assurance.h"

#include <doctest/doctest.h>

using access::AssuranceLevel;

TEST_CASE("R41: below Substantial no personal data, with the stated sentence") {
    const auto refused = access::may_open_personal_data(AssuranceLevel::low);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "R41");
    CHECK(refused.error().message == "Dit login har for lavt sikringsniveau.");
    CHECK(access::may_open_personal_data(AssuranceLevel::substantial).ok());
    CHECK(access::may_open_personal_data(AssuranceLevel::high).ok());
}

TEST_CASE("R41: an account of our own counts when somebody checked who it is") {
    using access::assurance_of;
    CHECK(assurance_of({.stated = {}}) == AssuranceLevel::low);
    CHECK(assurance_of({.stated = {}, .identity_checked = true}) == AssuranceLevel::substantial);
    CHECK(assurance_of({.stated = {}, .demonstration = true}) == AssuranceLevel::substantial);
    // What a provider states is neither lifted nor lowered here.
    CHECK(assurance_of({.stated = AssuranceLevel::low, .identity_checked = true}) ==
          AssuranceLevel::low);
    CHECK(assurance_of({.stated = AssuranceLevel::low, .demonstration = true}) ==
          AssuranceLevel::low);
    CHECK(assurance_of({.stated = AssuranceLevel::high}) == AssuranceLevel::high);
}

TEST_CASE("levels have codes that lead back to them") {
    for (const AssuranceLevel level :
         {AssuranceLevel::low, AssuranceLevel::substantial, AssuranceLevel::high}) {
        CHECK(access::assurance_of(access::assurance_code(level)) == level);
        CHECK_FALSE(access::assurance_name(level).empty());
    }
    CHECK_FALSE(access::assurance_of(std::string_view("Substantial")).has_value());
    CHECK_FALSE(access::assurance_of(std::string_view("")).has_value());
}

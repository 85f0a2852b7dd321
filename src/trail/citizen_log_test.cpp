#include "trail/citizen_log.h"

#include <doctest/doctest.h>

namespace {

using trail::Action;
using trail::PersonLine;
using trail::StaffNames;

const std::vector<PersonLine> lines = {
    {5, base::Instant{}, "account:12", "worker", "police", Action::read, "prevention", "BL18", ""},
    {4, base::Instant{}, "account:13", "leader", "", Action::refuse, "prevention", "", "R04"},
    {3, base::Instant{}, "system", "", "", Action::erase, "", "", ""},
    {2, base::Instant{}, "account:14", "", "", Action::disclose, "ssp", "RPL115_1_1", ""},
};

std::optional<std::string> name_of(const std::string& actor) {
    if (actor == "account:12") return "Mette Medarbejder";
    return std::nullopt;
}

}  // namespace

TEST_CASE("R32: the citizen's log has date, purpose, agency and function, and no name") {
    const auto told = trail::citizen_log(lines, StaffNames::hidden, [](const std::string&) {
        FAIL("nobody is asked for names");
        return std::optional<std::string>();
    });
    REQUIRE(told.size() == 3);
    CHECK(told[0].purpose == "prevention");
    CHECK(told[0].authority == "police");
    CHECK(told[0].function == "worker");
    CHECK(told[0].action == Action::read);
    CHECK(told[1].function == "automatic");
    CHECK(told[2].action == Action::disclose);
    CHECK(told[2].function.empty());
    for (const auto& line : told) CHECK_FALSE(line.name.has_value());
}

TEST_CASE("R32: by decision of the data protection officer, names too") {
    const auto told = trail::citizen_log(lines, StaffNames::shown, name_of);
    REQUIRE(told.size() == 3);
    CHECK(told[0].name == "Mette Medarbejder");
    CHECK_FALSE(told[1].name.has_value());
    CHECK_FALSE(told[2].name.has_value());
}

TEST_CASE("R32: an attempt that was refused showed nothing and isn't told") {
    for (const auto& line : trail::citizen_log(lines, StaffNames::shown, name_of))
        CHECK(line.action != Action::refuse);
}

#include "initiatives/catalogue.h"

#include <doctest/doctest.h>

#include "initiatives/catalogue_codes.h"
#include "initiatives/testing/sample_catalogue.h"

using namespace initiatives;

namespace {

Initiative initiative_with(std::map<int, Status> status, std::string start, std::string end) {
    Edition edition;
    edition.period = 2014;
    edition.status = std::move(status);
    edition.start = {std::move(start)};
    edition.end = {std::move(end)};
    Initiative initiative;
    initiative.key = "example";
    initiative.editions = {edition};
    return initiative;
}

std::vector<std::string> keys(const std::vector<const Initiative*>& initiatives) {
    std::vector<std::string> found;
    for (const Initiative* initiative : initiatives) found.push_back(initiative->key);
    return found;
}

}  // namespace

TEST_CASE("a partial date is as exact as the source") {
    struct Case {
        const char* text;
        const char* first;
        const char* last;
    };
    for (const Case& c :
         {Case{"2014", "2014-01-01", "2014-12-31"}, Case{"2024-spring", "2024-03-01", "2024-05-31"},
          Case{"2024-summer", "2024-06-01", "2024-08-31"},
          Case{"2024-late_summer", "2024-08-01", "2024-09-30"},
          Case{"2024-autumn", "2024-09-01", "2024-11-30"},
          Case{"2023-winter", "2023-12-01", "2024-02-29"},
          Case{"2024-02", "2024-02-01", "2024-02-29"},
          Case{"2024-08-01", "2024-08-01", "2024-08-01"}}) {
        CAPTURE(std::string(c.text));
        const auto date = parse_partial_date(c.text);
        REQUIRE(date);
        CHECK(base::iso_date(date->first_day()) == c.first);
        CHECK(base::iso_date(date->last_day()) == c.last);
        CHECK(date->year() == std::stoi(std::string(c.text).substr(0, 4)));
    }
    for (const char* wrong : {"", "24", "2024-", "2024-13", "2024-00", "2024-02-30", "2024-Spring",
                              "2024-spring-1", "2024 08", "0000", "x024", "2024-8", "20245"}) {
        CAPTURE(std::string(wrong));
        CHECK_FALSE(parse_partial_date(wrong));
    }
    CHECK(PartialDate{}.empty());
    CHECK_FALSE(PartialDate{}.year());
    CHECK(base::iso_date(PartialDate{}.first_day()) == "0001-01-01");
    CHECK(base::iso_date(PartialDate{}.last_day()) == "9999-12-31");
}

TEST_CASE("codes and names of status and kind lead back to the same value") {
    for (const Status status : {Status::planned, Status::in_progress, Status::carried_out,
                                Status::continues, Status::ended, Status::completed}) {
        CHECK(status_of(status_code(status)) == status);
        CHECK_FALSE(status_name(status).empty());
    }
    for (const Kind kind : {Kind::casework, Kind::activity, Kind::forum, Kind::place_work,
                            Kind::project, Kind::guide, Kind::analysis}) {
        CHECK(kind_of(kind_code(kind)) == kind);
        CHECK_FALSE(kind_name(kind).empty());
    }
    CHECK_FALSE(status_of("ongoing"));
    CHECK_FALSE(kind_of(""));
    CHECK(code_name(CodeList::reach, "primary") != "primary");
    CHECK(code_name(CodeList::reach, "no_such") == "no_such");
    CHECK_FALSE(is_code(CodeList::reach, ""));
}

TEST_CASE("in force: by the year's status, otherwise by the span within the plan's years") {
    const Catalogue catalogue = testing::sample_catalogue();  // plans of 2014 and 2024
    const auto in_force = [&](std::map<int, Status> status, const char* start, const char* end,
                              int year) {
        return catalogue.in_force(initiative_with(std::move(status), start, end), year);
    };
    CHECK(in_force({{2014, Status::in_progress}}, "", "", 2014));
    CHECK(in_force({{2014, Status::ended}}, "", "", 2014));
    CHECK_FALSE(in_force({{2014, Status::planned}}, "2015", "", 2014));
    CHECK(in_force({{2014, Status::planned}}, "2015", "", 2015));
    CHECK_FALSE(in_force({}, "", "", 2014));
    CHECK(in_force({}, "2014-autumn", "2016-spring", 2015));
    CHECK_FALSE(in_force({}, "2014", "2016-spring", 2017));
    CHECK_FALSE(in_force({}, "2014", "", 2013));
    SUBCASE("what has ended does not go on") {
        CHECK_FALSE(in_force({{2016, Status::ended}}, "2014", "", 2017));
        CHECK(in_force({{2016, Status::ended}}, "2014", "", 2015));
    }
    SUBCASE("an open end reaches as far as the plan that has the wording") {
        CHECK(in_force({}, "2014", "", 2023));
        CHECK_FALSE(in_force({}, "2014", "", 2024));
        CHECK_FALSE(in_force({}, "2014", "", 2030));
        CHECK_FALSE(in_force({}, "2014", "2026", 2025));
    }
    SUBCASE("but work goes on being registered under it until someone ends it") {
        const auto takes = [&](std::map<int, Status> status, const char* end, int year) {
            return catalogue.takes_registrations(initiative_with(std::move(status), "2014", end),
                                                 year);
        };
        CHECK(takes({}, "", 2024));
        CHECK(takes({{2014, Status::in_progress}}, "", 2030));
        CHECK_FALSE(takes({}, "2016-spring", 2024));
        CHECK_FALSE(takes({{2016, Status::ended}}, "", 2024));
        CHECK_FALSE(takes({{2024, Status::planned}}, "", 2024));
    }
    SUBCASE("what is said of a year itself has the last word") {
        CHECK(in_force({{2024, Status::continues}}, "2014", "", 2024));
        CHECK_FALSE(in_force({{2024, Status::continues}}, "2014", "", 2025));
    }
    SUBCASE("an edition of the newer plan goes on in its years") {
        const Initiative* pass = catalogue.find_initiative("leisure_pass");
        CHECK_FALSE(catalogue.in_force(*pass, 2023));
        CHECK(catalogue.in_force(*pass, 2024));
        CHECK(catalogue.in_force(*pass, 2026));
    }
}

TEST_CASE("an initiative keeps its identity from period to period") {
    const Catalogue catalogue = testing::sample_catalogue();
    const Initiative* street_work = catalogue.find_initiative("street_work");
    REQUIRE(street_work);
    CHECK(street_work->edition_in(2013) == nullptr);
    CHECK(street_work->edition_in(2023)->name.da == "Tryghedsskabende gadeplansarbejde");
    CHECK(street_work->edition_in(2024)->name.in("en") == "Street workers in the streets");
    CHECK(street_work->latest().period == 2024);
    CHECK(street_work->status_in(2024) == Status::ended);
    CHECK_FALSE(street_work->status_in(2015));
    CHECK(catalogue.find_initiative("street") == nullptr);
}

TEST_CASE("goals keep the wording and number of each period") {
    const Catalogue catalogue = testing::sample_catalogue();
    const Goal* victims = catalogue.find_goal("fewer_victims");
    REQUIRE(victims);
    CHECK(victims->wording_in(2014)->number == 2);
    CHECK(victims->wording_in(2023)->number == 2);
    CHECK(victims->wording_in(2025)->number == 3);
    CHECK(victims->wording_in(2013) == nullptr);
    CHECK(catalogue.periods() == std::vector<int>{2014, 2024});
    CHECK(catalogue.period_in(2019) == 2014);
    CHECK(catalogue.period_in(2000) == 0);
    CHECK(catalogue.find_goal("no_such") == nullptr);
}

TEST_CASE("a goal table lists the period's own initiatives in the document's order") {
    const Catalogue catalogue = testing::sample_catalogue();
    CHECK(keys(catalogue.goal_table("safe_town", 2014)) ==
          std::vector<std::string>{"street_work", "safety_walks"});
    CHECK(keys(catalogue.goal_table("safe_town", 2024)) == std::vector<std::string>{"street_work"});
    CHECK(keys(catalogue.goal_table("safe_town", 2025)).empty());
    CHECK(keys(catalogue.goal_table("new_generations", 2025)) ==
          std::vector<std::string>{"leisure_pass"});
    CHECK(keys(catalogue.goal_table("safe_town", 2010)).empty());
    CHECK(catalogue.years() == std::vector<int>{2014, 2016, 2024, 2025});
}

TEST_CASE("next year's focus is what begins in the year after") {
    Catalogue catalogue = testing::sample_catalogue();
    CHECK(catalogue.next_years_focus(2024).empty());
    Edition& edition = catalogue.initiatives[0].editions[0];  // leisure_pass
    edition.listed_in = "next_years_focus";
    edition.start = {"2025-spring"};
    edition.status = {{2025, Status::planned}};
    CHECK(keys(catalogue.next_years_focus(2024)) == std::vector<std::string>{"leisure_pass"});
    CHECK(catalogue.next_years_focus(2025).empty());
    CHECK(catalogue.next_years_focus(2014).empty());
    edition.start = {"2026"};
    edition.status = {{2026, Status::planned}};
    CHECK(catalogue.next_years_focus(2024).empty());
    CHECK(keys(catalogue.next_years_focus(2025)) == std::vector<std::string>{"leisure_pass"});
}

TEST_CASE("names of keys, also of unknown ones") {
    const Catalogue catalogue = testing::sample_catalogue();
    CHECK(Catalogue::name_in(catalogue.partners, "local_police", "en") == "Local police");
    CHECK(Catalogue::name_in(catalogue.partners, "local_police", "da") == "Lokalpolitiet");
    CHECK(Catalogue::name_in(catalogue.partners, "gone", "da") == "gone");
    CHECK(Words{"kun dansk", ""}.in("en") == "kun dansk");
}

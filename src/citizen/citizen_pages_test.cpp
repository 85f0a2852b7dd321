#include "citizen/citizen_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/story_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "reports/report_store.h"

using access::testing::Site;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

struct Citizens {
    Site site{[](access::Routes& routes) { citizen::add_citizen_routes(routes); }};
    Site::Client nobody = site.anonymous();

    Citizens() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }

    std::string body(const std::string& path) { return site.get_page(nobody, path).body; }

    // A report of the year in this standing, with one published edition.
    void add_report(int year, reports::Publication publication, const std::string& correction) {
        store::WriteTransaction transaction = site.database().write();
        const reports::Changer changer{1, site.now()};
        const auto id =
            reports::create_report(transaction, {year, {"a", "b"}, {}}, {"year"}, changer);
        REQUIRE(id.ok());
        const auto number =
            reports::add_edition(transaction, *id, "{}", std::string(64, 'a'), correction, changer);
        reports::publish_edition(transaction, *id, number, changer);
        auto report = reports::find_report(transaction, year).value();
        report.standing = {reports::Stage::published, publication};
        REQUIRE(reports::save_standing(transaction, report).ok());
        transaction.commit();
    }

    void add_story(const std::string& title, initiatives::StoryState state) {
        store::WriteTransaction transaction = site.database().write();
        initiatives::StoryText text;
        text.title = title;
        text.content = "Naboer og unge fandt en løsning.";
        text.year = 2024;
        initiatives::StoryChange change{1, site.now(), 0, {}};
        const auto id = initiatives::add_story(transaction, text, change);
        for (const auto next :
             {initiatives::StoryState::submitted, initiatives::StoryState::approved,
              initiatives::StoryState::published}) {
            auto story = initiatives::find_story(transaction, id).value();
            if (story.state == state) break;
            change.expected_version = story.version;
            REQUIRE(initiatives::move_story(transaction, story, next, change).ok());
        }
        transaction.commit();
    }
};

}  // namespace

TEST_CASE("without anything published the public page says so") {
    Citizens citizens;
    const std::string page = citizens.body("/offentligt");
    CHECK(has(page, "Der er endnu ikke udgivet en årsrapport."));
    CHECK(has(page, "Der er endnu ikke udgivet gode historier."));
}

TEST_CASE("the public page lists published reports and stories, and nothing else") {
    Citizens citizens;
    citizens.add_report(2023, reports::Publication::withdrawn, "");
    citizens.add_report(2024, reports::Publication::open, "");
    citizens.add_report(2025, reports::Publication::open, "Et tal.");
    citizens.add_story("Bænken", initiatives::StoryState::published);
    citizens.add_story("Kladden", initiatives::StoryState::draft);
    citizens.add_story("Ventende", initiatives::StoryState::approved);
    const std::string page = citizens.body("/offentligt");
    CHECK(has(page, "href=\"/aarsrapport/2024\""));
    CHECK(has(page, "href=\"/aarsrapport/2025\""));
    CHECK(has(page, "rettet udgave"));
    CHECK_FALSE(has(page, "/aarsrapport/2023"));
    CHECK(has(page, "Bænken"));
    CHECK_FALSE(has(page, "Kladden"));
    CHECK_FALSE(has(page, "Ventende"));
}

TEST_CASE("the pages without sign-in are there for everyone, in both languages") {
    Citizens citizens;
    for (const char* path : {"/offentligt", "/was", "/privatliv"}) {
        CAPTURE(path);
        CHECK(has(citizens.body(path), "lang=\"da\""));
        for (const access::Role role : access::all_roles()) {
            auto client = citizens.site.client_as(role);
            citizens.site.get_page(client, path);
        }
    }
    citizens.nobody.cookies()["sprog"] = "en";
    for (const char* path : {"/offentligt", "/was", "/privatliv"})
        CHECK(has(citizens.body(path), "lang=\"en\""));
}

TEST_CASE("the privacy page names every cookie and says what isn't registered") {
    Citizens citizens;
    const std::string page = citizens.body("/privatliv");
    for (const char* cookie : {"trygby", "trygby-kode", "trygby-app", "sprog"})
        CHECK(has(page, ">" + std::string(cookie) + "<"));
    CHECK(has(page, "ingen felter til borgeres navne"));
    CHECK(has(page, "Prøvekøbing Kommune"));
    // Reading a public page sets no cookie.
    auto fresh = citizens.site.anonymous();
    CHECK(fresh.get("/privatliv").header("set-cookie").empty());
}

TEST_CASE("no public page reads whole tables") {
    Citizens citizens;
    citizens.add_report(2024, reports::Publication::open, "");
    for (const char* path : {"/offentligt", "/was", "/privatliv"}) citizens.body(path);
    for (const std::string& scan : citizens.site.full_scans()) FAIL_CHECK(scan);
}

TEST_CASE("search engines may list what is published, for nobody signed in") {
    Citizens citizens;
    const auto hidden = [](const std::string& page) { return has(page, "noindex"); };
    CHECK_FALSE(hidden(citizens.body("/offentligt")));
    CHECK_FALSE(hidden(citizens.body("/was")));
    CHECK(hidden(citizens.body("/log-ind")));
    auto leader = citizens.site.client_as(access::Role::leader);
    CHECK(hidden(citizens.site.get_page(leader, "/offentligt").body));
}

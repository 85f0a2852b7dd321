#include "evidence/figure_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "activities/activity_store.h"
#include "evidence/figure.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "places/observation_store.h"
#include "web/testing/html_tables.h"

using access::Role;
using access::testing::Site;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

struct Figures {
    initiatives::CurrentCatalogue catalogue;
    Site site{[this](access::Routes& routes) {
        evidence::add_figure_routes(routes, catalogue);
        routes.get_public("/indsats", [this](const access::Visit& visit) {
            const auto current = read_catalogue(visit.services.database);
            web::Html content;
            content.add(evidence::figures_section(visit, *current,
                                                  *current->find_initiative("street_work")));
            return visit.page("Indsats", content);
        });
        // The same as if it worked in the town centre and counted observations.
        routes.get_public("/bymidten", [this](const access::Visit& visit) {
            const auto current = read_catalogue(visit.services.database);
            initiatives::Initiative initiative = *current->find_initiative("street_work");
            if (!visit.request.query.has("uden"))
                initiative.editions.back().districts = {"town_centre"};
            initiative.editions.back().figures.push_back({.key = "seen", .source = "observations"});
            web::Html content;
            content.add(evidence::figures_section(visit, *current, initiative));
            return visit.page("Indsats", content);
        });
    }};

    std::shared_ptr<const initiatives::Catalogue> read_catalogue(store::Database& database) {
        store::ReadTransaction reading = database.read();
        return catalogue.get(reading);
    }

    Figures() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }

    void hold(int year, unsigned month, std::int64_t participants) {
        activities::Activity activity;
        activity.initiative = "street_work";
        activity.starts_at = {base::date_of(year, month, 3), 600};
        activity.state = activities::State::held;
        activity.attendance.counted = true;
        activity.attendance.total = participants;
        store::WriteTransaction transaction = site.database().write();
        activities::add_activity(transaction, activity, {1, site.now()});
        transaction.commit();
    }

    void observe(int year, unsigned month, places::Category category, const std::string& district,
                 const std::string& initiative = {}) {
        places::Observation observation;
        observation.initiative = initiative;
        observation.category = category;
        observation.district = district;
        observation.observed_at = {base::date_of(year, month, 4), 1200};
        observation.text = "Set fra stien";
        store::WriteTransaction transaction = site.database().write();
        places::add_observation(transaction, observation, {1, site.now()});
        transaction.commit();
    }
};

}  // namespace

TEST_CASE("every definition is open to all, an unknown one is not there") {
    Figures figures;
    auto nobody = figures.site.anonymous();
    const auto list = figures.site.get_page(nobody, "/tal");
    for (const evidence::FigureDefinition& figure : evidence::all_figures()) {
        const std::string path = "/tal/" + std::string(figure.key);
        CHECK(has(list.body, "href=\"" + path + "\""));
        const auto page = figures.site.get_page(nobody, path);
        CHECK(has(page.body, "Hvilke rækker"));
    }
    CHECK(has(list.body, "href=\"/tal/reported_crime\""));
    CHECK(has(figures.site.get_page(nobody, "/tal/reported_crime").body, "STRAF11"));
    CHECK(nobody.get("/tal/points").status == 404);
}

TEST_CASE("the figures of a year stand there for those who may see the rows, and for no one else") {
    Figures figures;
    figures.hold(2024, 2, 3);
    for (const Role role : access::all_roles()) {
        auto client = figures.site.client_as(role);
        const auto page = figures.site.get_page(client, "/tal?aar=2024");
        const bool sees = access::permissions_of(role).test(
            static_cast<std::size_t>(access::Permission::see_activities));
        CAPTURE(Site::username(role));
        CHECK(has(page.body, "Registreret i 2024") == sees);
        CHECK(has(page.body, "tilstand=held") == sees);
    }
    auto nobody = figures.site.anonymous();
    CHECK_FALSE(has(figures.site.get_page(nobody, "/tal?aar=2024").body, "Registreret i 2024"));
}

TEST_CASE("an initiative's figures: year by year, with change, definition and rows") {
    Figures figures;
    for (int i = 0; i < 25; ++i) figures.hold(2023, 3, 4);
    for (int i = 0; i < 40; ++i) figures.hold(2024, 3, 4);
    figures.hold(2024, 4, 2);
    auto worker = figures.site.client_as(Role::worker);
    const auto page = figures.site.get_page(worker, "/indsats").body;
    CHECK(has(page, "Holdte aktiviteter"));
    CHECK(has(page, "/aktiviteter?indsats=street_work&amp;aar=2024&amp;tilstand=held"));
    CHECK(has(page, "href=\"/tal/participants\""));
    CHECK(has(page, "+64,0 %"));  // 25 to 41
    CHECK(has(page, "162"));      // 40 times 4, and 2
    CHECK(has(page, "Talt op 12. november 2024"));
}

TEST_CASE("what was held stands beside all that was observed in the district, month by month") {
    Figures figures;
    figures.hold(2024, 10, 4);
    figures.hold(2024, 10, 4);
    figures.observe(2024, 9, places::Category::noise, "town_centre");
    figures.observe(2024, 9, places::Category::litter, "town_centre");
    figures.observe(2024, 10, places::Category::noise, "town_centre");
    figures.observe(2024, 10, places::Category::life_and_company, "town_centre");
    for (int i = 0; i < 3; ++i)
        figures.observe(2024, 10, places::Category::noise, "north_park", "street_work");
    auto worker = figures.site.client_as(Role::worker);
    const auto tables = web::testing::tables_in(figures.site.get_page(worker, "/bymidten").body);
    const auto& year = web::testing::table_named(tables, "2024, måned for måned");
    REQUIRE(year.rows.size() == 11);  // it is November
    CHECK(year.rows[8] == std::vector<std::string>{"september", "0", "2"});
    CHECK(year.rows[9] == std::vector<std::string>{"oktober", "2", "1"});
    CHECK(web::testing::table_named(tables, "2023, måned for måned").rows.size() == 12);
    // Without districts, what was observed under the initiative itself.
    const auto own =
        web::testing::tables_in(figures.site.get_page(worker, "/bymidten?uden=1").body);
    CHECK(web::testing::table_named(own, "2024, måned for måned").rows[9] ==
          std::vector<std::string>{"oktober", "2", "3"});
    // Only for initiatives that count what is observed.
    CHECK_FALSE(has(figures.site.get_page(worker, "/indsats").body, "måned for måned"));
    auto politician = figures.site.client_as(Role::politician);
    CHECK_FALSE(has(figures.site.get_page(politician, "/bymidten").body, "måned for måned"));
    for (const std::string& scan : figures.site.full_scans()) FAIL_CHECK(scan);
}

TEST_CASE("who may not see the rows is led to the published reports") {
    Figures figures;
    figures.hold(2024, 4, 2);
    for (const Role role : {Role::politician, Role::administrator}) {
        auto client = figures.site.client_as(role);
        const auto page = figures.site.get_page(client, "/indsats").body;
        CHECK(has(page, "href=\"/offentligt\""));
        CHECK_FALSE(has(page, "Deltagelser"));
    }
    auto nobody = figures.site.anonymous();
    CHECK(has(figures.site.get_page(nobody, "/indsats").body, "href=\"/offentligt\""));
}

TEST_CASE("no page of figures reads whole tables") {
    Figures figures;
    figures.hold(2024, 4, 2);
    auto worker = figures.site.client_as(Role::worker);
    figures.site.get_page(worker, "/tal?aar=2024");
    figures.site.get_page(worker, "/indsats");
    for (const std::string& scan : figures.site.full_scans()) FAIL_CHECK(scan);
}

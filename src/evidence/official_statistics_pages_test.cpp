#include "evidence/official_statistics_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "web/testing/page_form.h"

using access::Permission;
using access::Role;
using access::testing::Site;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const std::string crime =
    "OMRÅDE;OVERTRÆD;TID;INDHOLD\n"
    "999;TOT;2024K1;25\n999;TOT;2024K2;25\n999;TOT;2024K3;25\n999;TOT;2024K4;25\n"
    "999;12;2024K1;..\n";

struct Statistics {
    initiatives::CurrentCatalogue catalogue;
    Site site{[this](access::Routes& routes) {
        evidence::add_official_statistics_routes(routes, catalogue);
    }};
    Site::Client analyst = site.client_as(Role::analyst);

    Statistics() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }

    Site::Response send(Site::Client& client, const std::string& content,
                        const std::string& table = "STRAF11",
                        const std::string& day = "2024-11-01") {
        return client.post_multipart(
            "/statistik/indlaes",
            {{"csrf_token", site.csrf_token(client)}, {"table", table}, {"retrieved_on", day}},
            {{"file", "straf11.csv", "text/csv", content}});
    }
};

}  // namespace

TEST_CASE("who may see statistics, and who may import it") {
    Statistics statistics;
    statistics.site.check_all_roles(web::Method::get, "/statistik", Permission::see_statistics);
    statistics.site.check_all_roles(web::Method::post, "/statistik/indlaes",
                                    Permission::import_statistics, {{"table", "STRAF11"}});
    REQUIRE(statistics.send(statistics.analyst, crime).status == 200);
    statistics.site.check_all_roles(web::Method::get, "/statistik/STRAF11",
                                    Permission::see_statistics);
    statistics.site.check_all_roles(web::Method::get, "/statistik/kriminalitet/total/diagram",
                                    Permission::see_statistics);
    auto politician = statistics.site.client_as(Role::politician);
    CHECK_FALSE(has(statistics.site.get_page(politician, "/statistik").body, "/statistik/indlaes"));
    CHECK(
        has(statistics.site.get_page(statistics.analyst, "/statistik").body, "/statistik/indlaes"));
}

TEST_CASE("an import by hand: counted, in the trail, and the same file again changes nothing") {
    Statistics statistics;
    const auto before = statistics.site.trail_lines(trail::Action::create);
    const auto first = statistics.send(statistics.analyst, crime);
    CHECK(first.status == 200);
    CHECK(has(first.body, "5 tal er indlæst"));
    CHECK(statistics.site.trail_lines(trail::Action::create) == before + 1);
    const auto again = statistics.send(statistics.analyst, crime);
    CHECK(has(again.body, "indlæst før"));
    CHECK(statistics.site.trail_lines(trail::Action::create) == before + 1);
    const auto page = statistics.site.get_page(statistics.analyst, "/statistik").body;
    CHECK(has(page, "straf11.csv"));
    CHECK(has(page, "data-chart-url=\"/statistik/kriminalitet/total/diagram\""));
    CHECK(has(page, "Anmeldt kriminalitet er ikke det samme som kriminalitet"));
    CHECK(has(page, "href=\"/tal/reported_crime\""));
    CHECK_FALSE(has(page, "opdigtede"));
}

TEST_CASE("a bad file, a bad name and a date to come are refused, and nothing is stored") {
    Statistics statistics;
    const auto wrong = statistics.send(statistics.analyst, "999;TOT\n");
    CHECK(wrong.status == 422);
    const auto more_than_total = statistics.send(
        statistics.analyst, "OMRÅDE;OVERTRÆD;TID;INDHOLD\n999;TOT;2024K1;3\n999;12;2024K1;4\n");
    CHECK(more_than_total.status == 422);
    CHECK(has(more_than_total.body, "større end det samlede antal"));
    CHECK(statistics.send(statistics.analyst, crime, "straf;11").status == 422);
    CHECK(statistics.send(statistics.analyst, crime, "STRAF11", "2024-11-13").status == 422);
    const auto nothing =
        statistics.site.post(statistics.analyst, "/statistik/indlaes",
                             {{"table", "STRAF11"}, {"retrieved_on", "2024-11-01"}});
    CHECK(nothing.status == 422);
    CHECK(has(statistics.site.get_page(statistics.analyst, "/statistik").body,
              "Der er endnu ikke indlæst statistik"));
}

TEST_CASE("a series shows the figure in force, what it was before, and unknown as unknown") {
    Statistics statistics;
    REQUIRE(statistics.send(statistics.analyst, crime).status == 200);
    std::string revised = crime;
    revised.replace(revised.find("2024K1;25"), 9, "2024K1;31");
    REQUIRE(statistics.send(statistics.analyst, revised, "STRAF11", "2024-11-10").status == 200);
    const auto total =
        statistics.site.get_page(statistics.analyst, "/statistik/STRAF11?omraade=999&emne=TOT");
    CHECK(has(total.body, "31"));
    CHECK(has(total.body, "25 (hentet 01.11.2024)"));
    const auto violence =
        statistics.site.get_page(statistics.analyst, "/statistik/STRAF11?omraade=999&emne=12");
    CHECK(has(violence.body, "ikke oplyst"));
    CHECK(statistics.analyst.get("/statistik/FOLK1A").status == 404);
    CHECK(statistics.analyst.get("/statistik/kriminalitet/points/diagram").status == 404);
}

TEST_CASE("the chart is the specification with its figures") {
    Statistics statistics;
    REQUIRE(statistics.send(statistics.analyst, crime).status == 200);
    const std::string population =
        "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n999;TOT;IALT;TOT;2024K1;20000\n";
    REQUIRE(statistics.send(statistics.analyst, population, "FOLK1A").status == 200);
    const auto chart = statistics.analyst.get("/statistik/kriminalitet/total/diagram");
    CHECK(chart.status == 200);
    CHECK(chart.header("content-type") == "application/json");
    CHECK(has(chart.body, "\"label\":\"2024\""));
    CHECK(has(chart.body, "vega-lite"));
    for (const std::string& scan : statistics.site.full_scans()) FAIL_CHECK(scan);
}

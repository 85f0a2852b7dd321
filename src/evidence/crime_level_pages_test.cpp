#include "evidence/crime_level_pages.h"

#include <doctest/doctest.h>

#include <fstream>

#include "access/testing/site.h"
#include "evidence/official_statistics_store.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "store/testing/temporary_folder.h"

using access::Permission;
using access::Role;
using access::testing::Site;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// Twelve municipalities beside the sample's own (999) in 2022 and 2023; theft only in 2023.
std::string crimes() {
    std::string text = "OMRÅDE;OVERTRÆD;TID;INDHOLD\n";
    const auto year = [&](const std::string& area, const char* code, int when, int each) {
        for (int quarter = 1; quarter <= 4; ++quarter)
            text += area + ";" + code + ";" + std::to_string(when) + "K" + std::to_string(quarter) +
                    ";" + std::to_string(each) + "\n";
    };
    for (const int when : {2022, 2023}) {
        for (int area = 101; area < 113; ++area) year(std::to_string(area), "TOT", when, 100);
        year("999", "TOT", when, when == 2022 ? 100 : 400);
        year("000", "TOT", when, when == 2022 ? 1300 : 1600);
    }
    return text;
}

std::string inhabitants() {
    std::string text = "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n";
    for (const char* when : {"2022K1", "2023K1"}) {
        for (int area = 101; area < 113; ++area)
            text += std::to_string(area) + ";TOT;IALT;TOT;" + when + ";10000\n";
        text += std::string("999;TOT;IALT;TOT;") + when + ";10000\n";
        text += std::string("000;TOT;IALT;TOT;") + when + ";130000\n";
    }
    return text;
}

struct Pages {
    initiatives::CurrentCatalogue catalogue;
    Site site{
        [this](access::Routes& routes) { evidence::add_crime_level_routes(routes, catalogue); }};
    Site::Client analyst = site.client_as(Role::analyst);
    store::TemporaryFolder folder;

    Pages() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }
    void import(const std::string& table, const std::string& content) {
        const std::filesystem::path file = folder / (table + ".csv");
        std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
        store::WriteTransaction transaction = site.database().write();
        const auto outcome = evidence::import_official_statistics(
            transaction,
            {file, table, table, base::date_of(2024, 3, 1), 0, base::Instant{}, false});
        REQUIRE(std::holds_alternative<evidence::ImportOutcome>(outcome));
        transaction.commit();
    }
    void import_all() {
        import("STRAF11", crimes());
        import("FOLK1A", inhabitants());
    }
    std::string page(const std::string& query) {
        return site.get_page(analyst, "/statistik/forventet" + query).body;
    }
};

const char* const parts[] = {"diagram", "tabel", "slags", "slagstabel", "tragt", "kommuner"};

}  // namespace

TEST_CASE("who may see what was expected, its pictures and its files") {
    Pages pages;
    pages.import_all();
    pages.site.check_all_roles(web::Method::get, "/statistik/forventet",
                               Permission::see_statistics);
    for (const char* part : parts)
        pages.site.check_all_roles(web::Method::get,
                                   std::string("/statistik/forventet/total/") + part,
                                   Permission::see_statistics);
}

TEST_CASE("without figures the page says so, and who may import them is led there") {
    Pages pages;
    const std::string empty = pages.page("");
    CHECK(has(empty, "Der er endnu ikke indlæst tal herom."));
    CHECK(has(empty, "/statistik#indlaes"));
    auto politician = pages.site.client_as(Role::politician);
    CHECK_FALSE(has(pages.site.get_page(politician, "/statistik/forventet").body, "#indlaes"));
    for (const char* part : parts)
        CHECK(pages.analyst.get(std::string("/statistik/forventet/total/") + part).status == 404);
}

TEST_CASE("[row A3] any year can be looked at, against each yardstick, with its caveats") {
    Pages pages;
    pages.import_all();
    const std::string newest = pages.page("");
    CHECK(has(newest, "i alt i 2023</h2>"));
    CHECK(has(newest, "Det er over det forventede"));
    CHECK(
        has(newest, "data-chart-url=\"/statistik/forventet/total/tragt?aar=2023&amp;mod=landet\""));
    CHECK(has(newest, "Anmeldt kriminalitet er ikke det samme som kriminalitet"));
    CHECK(has(newest, "hentet 1. marts 2024"));
    CHECK(has(newest, "Over-spredning"));
    CHECK(has(newest, "Sådan henviser du til siden"));
    CHECK(has(newest, ">København</th>"));
    const std::string before = pages.page("?aar=2022&mod=landet");
    CHECK(has(before, "i alt i 2022</h2>"));
    CHECK(has(before, "Det er som forventet"));
    CHECK(has(before, "total/tragt?aar=2022&amp;mod=landet"));
    // Without a region or neighbours nothing is compared with them.
    CHECK_FALSE(has(newest, "value=\"naboerne\""));
}

TEST_CASE("what there isn't is said, and the usual is shown instead") {
    Pages pages;
    pages.import_all();
    CHECK(has(pages.page("?aar=abc"), "Der er ingen tal for året »abc«. Her vises 2023."));
    CHECK(has(pages.page("?aar=1999"), "Der er ingen tal for året »1999«."));
    CHECK(has(pages.page("?emne=piracy"), "ingen slags kriminalitet, der hedder »piracy«"));
    CHECK(has(pages.page("?mod=sverige"), "Der kan ikke sammenlignes med »sverige«."));
    CHECK(has(pages.page("?mod=naboerne"), "Der kan ikke sammenlignes med »naboerne«."));
    CHECK(has(pages.page("?aar=%3Cb%3E"), "»&lt;b&gt;«"));
    CHECK_FALSE(has(pages.page("?emne=total&aar=2022&mod=landet"), "Her vises"));
    // No figures of this kind are known.
    CHECK(has(pages.page("?emne=theft"), "Der er endnu ikke indlæst tal herom."));
    for (const char* query : {"?aar=abc", "?aar=1999", "?mod=sverige"})
        for (const char* part : parts)
            CHECK(pages.analyst.get(std::string("/statistik/forventet/total/") + part + query)
                      .status == 404);
    for (const char* part : parts)
        CHECK(pages.analyst.get(std::string("/statistik/forventet/piracy/") + part).status == 404);
}

TEST_CASE("the tables are files that a Danish spreadsheet opens") {
    Pages pages;
    pages.import_all();
    const auto years = pages.analyst.get("/statistik/forventet/total/tabel");
    CHECK(years.header("content-type") == "text/csv; charset=utf-8");
    CHECK(has(years.header("content-disposition"), "forventet_total_aar.csv"));
    CHECK(has(years.body, "År;Sammenlignet med;Anmeldt;At vente;Forhold;Nedre;Øvre;Vurdering\r\n"));
    CHECK(has(years.body, "2023;Resten af landet;1600;400;4;"));
    CHECK(has(years.body, ";Over det forventede\r\n"));
    const auto municipalities =
        pages.analyst.get("/statistik/forventet/total/kommuner?aar=2022&mod=landet");
    CHECK(has(municipalities.body, "København;400;1;"));
    CHECK(has(pages.analyst.get("/statistik/forventet/total/slagstabel").body,
              "Anmeldte forbrydelser i alt;4;"));
}

#include "activities/import_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "access/testing/full_disk.h"
#include "access/testing/site.h"
#include "activities/activity_store.h"
#include "activities/enquiry_store.h"
#include "activities/import_upload.h"
#include "formats/table_input.h"
#include "formats/testing/archive.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "places/observation_store.h"
#include "web/testing/page_form.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using web::Method;
using web::testing::filled_form;

namespace {

constexpr const char* observations =
    "Dato;Klokken;Hvad;Distrikt;Sted;Beskrivelse\r\n"
    "03.05.2024;18:00;Hærværk;Nordparken;Stien;Rude slået ind\r\n"
    "04.05.2024;08:30;graffiti;north_park;;Ny graffiti\r\n";

struct Importing {
    initiatives::CurrentCatalogue catalogue;
    Site site{[this](access::Routes& routes) { activities::add_import_routes(routes, catalogue); }};
    Site::Client leader = site.client_as(Role::leader);

    Importing() {
        initiatives::ImportRequest request;
        request.files = initiatives::testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        REQUIRE(initiatives::import_catalogue(site.database(), request).mistakes.empty());
    }

    Site::Response upload(Site::Client& client, const std::string& kind, const std::string& bytes) {
        return client.post_multipart("/import",
                                     {{"kind", kind}, {"csrf_token", site.csrf_token(client)}},
                                     {{"file", "liste.csv", "text/csv", bytes}});
    }
    // Uploads and returns the address of the next step.
    std::string uploaded(const std::string& kind, const std::string& bytes) {
        const auto response = upload(leader, kind, bytes);
        REQUIRE(response.status == 303);
        return response.header("location");
    }
    // From the mapping's page, with some fields filled in, to the preview.
    Site::Response previewed(const std::string& address, const Site::Fields& filled = {}) {
        const auto page = site.get_page(leader, address);
        return leader.post(address + "/kontrol", filled_form(page, address + "/kontrol", filled));
    }
    Site::Response imported(const std::string& address, const Site::Response& preview,
                            const Site::Fields& filled = {}) {
        return leader.post(address + "/indlaes",
                           filled_form(preview, address + "/indlaes", filled));
    }
    // All the way through; the result's page.
    Site::Response all_the_way(const std::string& kind, const std::string& bytes,
                               const Site::Fields& filled = {}) {
        const std::string address = uploaded(kind, bytes);
        const auto done = imported(address, previewed(address), filled);
        REQUIRE(done.status == 303);
        return site.get_page(leader, done.header("location"));
    }
    std::vector<places::Observation> stored() {
        store::ReadTransaction reading = site.database().read();
        return places::observations(reading, {});
    }
    std::int64_t rows() {
        store::ReadTransaction reading = site.database().read();
        return reading.integer("select count(*) from observation").value();
    }
    std::uintmax_t largest_file() {
        std::uintmax_t largest = 0;
        for (const auto& file :
             std::filesystem::recursive_directory_iterator(site.services().working_directory))
            if (file.is_regular_file()) largest = std::max(largest, file.file_size());
        return largest;
    }
    std::size_t files_kept() {
        std::size_t files = 0;
        for ([[maybe_unused]] const auto& file :
             std::filesystem::directory_iterator(site.services().working_directory / "imports"))
            ++files;
        return files;
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// "Nye 2" wherever the page puts its tags.
bool says(const std::string& page, const std::string& term, const std::string& value) {
    const std::size_t at = page.find(term);
    if (at == std::string::npos) return false;
    const std::string after = page.substr(at + term.size(), 60);
    return has(after, ">" + value + "<");
}

}  // namespace

TEST_CASE("import: only those who may") {
    Importing importing;
    Site& site = importing.site;
    const std::string address = importing.uploaded("observationer", observations);
    site.check_all_roles(Method::get, "/import", Permission::import_rows);
    site.check_all_roles(Method::get, address, Permission::import_rows);
    site.check_all_roles(Method::post, "/import", Permission::import_rows);
    site.check_all_roles(Method::post, address + "/kontrol", Permission::import_rows);
    site.check_all_roles(Method::post, address + "/indlaes", Permission::import_rows);
    site.check_all_roles(Method::get, "/import/resultat/1/x", Permission::import_rows);
    site.check_all_roles(Method::get, "/import/resultat/1/x/hent", Permission::import_rows);
    CHECK(importing.stored().empty());
    CHECK(site.failures().empty());
}

TEST_CASE("import: from file to records, with a result for each row") {
    Importing importing;
    const std::string address = importing.uploaded("observationer", observations);
    const auto mapping = importing.site.get_page(importing.leader, address);
    CHECK(has(mapping.body, "<option value=\"1\" selected>Dato"));
    const auto preview = importing.previewed(address);
    REQUIRE(preview.status == 200);
    CHECK(has(preview.body, "03.05.2024"));
    CHECK(has(preview.body, "Hærværk"));
    CHECK(has(preview.body, "Nordparken"));
    CHECK(importing.stored().empty());
    const auto created = importing.site.trail_lines(trail::Action::create);
    const auto done = importing.imported(address, preview);
    REQUIRE(done.status == 303);
    CHECK(importing.stored().size() == 2);
    CHECK(importing.site.trail_lines(trail::Action::create) == created + 1);
    const auto result = importing.site.get_page(importing.leader, done.header("location"));
    CHECK(has(result.body, "Rækkerne er indlæst."));
    const std::string place = done.header("location");
    const auto download = importing.leader.get(place.substr(0, place.find('?')) + "/hent");
    const auto rows = formats::read_table(download.body);
    REQUIRE(rows.ok());
    REQUIRE(rows->rows.size() == 2);
    CHECK(rows->rows[0].cells[1].text == "Tilføjet");
    store::ReadTransaction reading = importing.site.database().read();
    const auto lines = trail::lines(reading, {.subject_kind = "import"});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].line.reference.size() == 64);
    CHECK(importing.site.full_scans().empty());
    CHECK(places::check_observation_counts(reading).empty());
}

TEST_CASE("import: the same file again adds nothing, a longer one the rest") {
    Importing importing;
    importing.all_the_way("observationer", observations);
    const auto again = importing.all_the_way("observationer", observations);
    CHECK(says(again.body, "Fandtes i forvejen", "2"));
    CHECK(importing.stored().size() == 2);
    const std::string longer =
        std::string(observations) + "05.05.2024;10:00;Andet;Nordparken;;En til\r\n";
    const std::string address = importing.uploaded("observationer", longer);
    const auto preview = importing.previewed(address);
    CHECK(says(preview.body, "Nye", "1"));
    CHECK(says(preview.body, "Findes i forvejen", "2"));
    CHECK(importing.imported(address, preview).status == 303);
    CHECK(importing.stored().size() == 3);
    CHECK(has(importing.site.get_page(importing.leader, "/import").body, "De seneste importer"));
}

TEST_CASE("import: one that was interrupted says how far it came, and goes on from there") {
    Importing importing;
    std::string text(observations);
    constexpr int more = 698;  // with the two there are, a slice and 200
    for (int i = 0; i < more; ++i)
        text += "05.05.2024;10:00;Andet;Nordparken;;Nummer " + std::to_string(i) + "\r\n";
    const std::string address = importing.uploaded("observationer", text);
    const auto preview = importing.previewed(address);
    const auto execute = [&importing](const char* sql) {
        store::WriteTransaction writing = importing.site.database().write();
        writing.execute(sql);
        writing.commit();
    };
    execute(
        "create trigger stop before insert on observation when new.text = 'Nummer 600' begin "
        "select raise(abort, 'stopped'); end");
    CHECK(importing.imported(address, preview).status == 500);
    CHECK(importing.rows() == 500);
    const auto list = importing.site.get_page(importing.leader, "/import");
    CHECK(has(list.body, "500 af 700 rækker"));
    CHECK(has(list.body, "så indlæs filen igen"));
    execute("drop trigger stop");
    const auto again = importing.previewed(address);
    CHECK(says(again.body, "Findes i forvejen", "500"));
    const auto done = importing.imported(address, again);
    REQUIRE(done.status == 303);
    CHECK(importing.rows() == 700);
    const auto result = importing.site.get_page(importing.leader, done.header("location"));
    CHECK(says(result.body, "Tilføjet", "200"));
    CHECK(says(result.body, "Fandtes i forvejen", "500"));
    CHECK(has(importing.site.get_page(importing.leader, "/import").body, "Til ende"));
    store::ReadTransaction reading = importing.site.database().read();
    CHECK(places::check_observation_counts(reading).empty());
}

TEST_CASE("import: on a disk that fills up it stops with what it has, and offers the rest") {
    Importing importing;
    std::string text(observations);
    constexpr std::int64_t all = 3000;
    for (std::int64_t i = 2; i < all; ++i)
        text += "05.05.2024;10:00;Andet;Nordparken;;Nummer " + std::to_string(i) + "\r\n";
    const std::string address = importing.uploaded("observationer", text);
    const auto preview = importing.previewed(address);
    Site::Response stopped;
    {
        const access::testing::FullDisk full(importing.largest_file() + 1'500'000);
        stopped = importing.imported(address, preview);
    }
    CHECK(stopped.status == 507);
    CHECK(has(stopped.body, "Importen blev afbrudt"));
    const std::int64_t done = importing.rows();
    CHECK(done > 0);
    CHECK(done < all);
    CHECK(done % 500 == 0);
    REQUIRE(importing.site.database().try_writing_again());
    const auto rest = importing.imported(address, stopped);
    REQUIRE(rest.status == 303);
    CHECK(importing.rows() == all);
    const auto result = importing.site.get_page(importing.leader, rest.header("location"));
    CHECK(has(result.body, "Fandtes i forvejen"));
    CHECK(importing.site.failures().empty());
}

TEST_CASE("import: with bad rows nothing is added, until they are left out") {
    Importing importing;
    const std::string bad = std::string(observations) +
                            "06.05.2024;10:00;Andet;Nordparken;;Set 010203-1234\r\n"
                            "i går;10:00;Andet;Nordparken;;=1+1\r\n";
    const std::string address = importing.uploaded("observationer", bad);
    const auto preview = importing.previewed(address);
    CHECK(has(preview.body, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(has(preview.body, "Skriv datoen som dag, måned og år"));
    CHECK(has(preview.body, "Cellen begynder som en formel."));
    CHECK_FALSE(has(preview.body, "=1+1"));
    CHECK(has(preview.body, "Udelad de 2 rækker"));
    const auto refused = importing.imported(address, preview);
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Der er rækker, der ikke kan indlæses."));
    CHECK(importing.stored().empty());
    const auto done = importing.imported(address, preview, {{"leave_out", "1"}});
    REQUIRE(done.status == 303);
    CHECK(importing.stored().size() == 2);
    const auto result = importing.site.get_page(importing.leader, done.header("location"));
    CHECK(has(result.body, "Rækker, der ikke kom med"));
    CHECK(says(result.body, "Afvist", "2"));
    const std::string place = done.header("location");
    const auto download = importing.leader.get(place.substr(0, place.find('?')) + "/hent");
    CHECK(has(download.body, "Afvist"));
    CHECK_FALSE(has(download.body, "010203"));
}

TEST_CASE("import: a file where no row can be read offers no button") {
    Importing importing;
    const std::string address = importing.uploaded(
        "observationer",
        "Dato;Klokken;Hvad;Distrikt;Beskrivelse\n03.05.2024;18:00;Ukendt;Nordparken;x\n");
    const auto preview = importing.previewed(address);
    CHECK(preview.status == 200);
    CHECK_FALSE(has(preview.body, "Indlæs rækkerne"));
    CHECK(has(preview.body, "Vælg kolonner igen"));
}

TEST_CASE("import: columns that aren't understood are chosen, and remembered") {
    Importing importing;
    const std::string file =
        "Hvornår sket;Slags ting;Hvor henne;Ord\n03.05.2024 18:00;Hærværk;Nordparken;Rude\n";
    const std::string address = importing.uploaded("observationer", file);
    const auto missing = importing.previewed(address);
    CHECK(missing.status == 422);
    CHECK(has(missing.body, "Vælg en kolonne, eller skriv en værdi for alle rækker."));
    const Site::Fields chosen{{"column.observed_on", "1"},
                              {"column.category", "2"},
                              {"column.district", "3"},
                              {"column.text", "4"},
                              {"preset.place", "Ved søen"}};
    CHECK(importing.imported(address, importing.previewed(address, chosen)).status == 303);
    REQUIRE(importing.stored().size() == 1);
    CHECK(importing.stored()[0].place == "Ved søen");
    CHECK(importing.stored()[0].observed_at.minute_of_day == 18 * 60);
    // Next time they are chosen already, in whatever order they stand.
    const std::string next =
        importing.uploaded("observationer",
                           "Ord;Hvor henne;Slags ting;Hvornår sket\nDør;Nordparken;Hærværk;"
                           "04.05.2024 18:00\n");
    CHECK(importing.imported(next, importing.previewed(next)).status == 303);
    CHECK(importing.stored().size() == 2);
}

TEST_CASE("import: a workbook, and a list in Windows-1252") {
    Importing importing;
    const auto cell = [](const std::string& text) {
        return "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
    };
    const std::string workbook = formats::testing::make_workbook(
        {.rows = "<row>" + cell("Dato") + cell("Klokken") + cell("Hvad") + cell("Distrikt") +
                 cell("Beskrivelse") + "</row><row>" + cell("2024-05-03") + cell("18:00") +
                 cell("Hærværk") + cell("Nordparken") + cell("Rude") + "</row>"});
    importing.all_the_way("observationer", workbook);
    importing.all_the_way("observationer",
                          "Dato,Klokken,Hvad,Distrikt,Beskrivelse\n"
                          "2024-05-04,18:00,H\xE6rv\xE6rk,Nordparken,D\xF8r\n");
    const auto stored = importing.stored();
    REQUIRE(stored.size() == 2);
    CHECK(stored[0].text == "Dør");
    CHECK(stored[1].text == "Rude");
}

TEST_CASE("import: activities and enquiries come in the same way") {
    Importing importing;
    importing.all_the_way("aktiviteter",
                          "Indsats;Dato;Start;Sted;Deltagere\n"
                          "street_work;03.05.2024;18:00;Torvet;12\n");
    importing.all_the_way("henvendelser",
                          "Modtaget;Klokken;Kanal;Emne;Henvendelse;Indsats\n"
                          "03.05.2024;09:00;Telefon;Andet;Larm;street_work\n");
    store::ReadTransaction reading = importing.site.database().read();
    const auto activity = activities::activities(reading, {});
    REQUIRE(activity.size() == 1);
    CHECK(activity[0].attendance.total == 12);
    CHECK(activities::enquiries(reading, {}).size() == 1);
}

TEST_CASE("import: files that are no table are refused at once") {
    Importing importing;
    const auto refused = [&](const std::string& kind, const std::string& bytes) {
        return importing.upload(importing.leader, kind, bytes);
    };
    CHECK(refused("observationer", "").status == 422);
    CHECK(has(refused("observationer", "Dato;Hvad\n").body, "ingen rækker"));
    CHECK(refused("observationer", std::string("PK\x03\x04 ikke et regneark")).status == 422);
    CHECK(refused("observationer", std::string("a;b\n\0;1\n", 8)).status == 422);
    CHECK(has(refused("personer", observations).body, "Vælg, hvad der er i filen."));
    std::string too_long = "a\n";
    for (int i = 0; i <= 50'000; ++i) too_long += "1\n";
    CHECK(has(refused("observationer", too_long).body, "50001"));
    const auto none = importing.site.post(importing.leader, "/import", {{"kind", "observationer"}});
    CHECK(has(none.body, "Vælg en fil."));
    CHECK(importing.files_kept() == 0);
}

TEST_CASE("import: a file belongs to who sent it, and to its kind of record") {
    Importing importing;
    const std::string address = importing.uploaded("observationer", observations);
    Site::Client other = importing.site.client_as(Role::coordinator);
    CHECK(other.get(address).status == 404);
    CHECK(importing.site.post(other, address + "/indlaes", {{"column.text", "1"}}).status == 404);
    for (const char* name : {"/import/observationer/x", "/import/observationer/..%2f..%2fx"})
        CHECK(importing.leader.get(name).status >= 400);
    // Somebody else's result.
    const auto done = importing.imported(address, importing.previewed(address));
    REQUIRE(done.status == 303);
    CHECK(importing.leader.get(done.header("location")).status == 200);
    CHECK(other.get(done.header("location")).status == 404);
}

TEST_CASE("import: the file is gone after the import and after an hour") {
    Importing importing;
    const std::string address = importing.uploaded("observationer", observations);
    CHECK(importing.files_kept() == 1);
    const auto preview = importing.previewed(address);
    const auto done = importing.imported(address, preview);
    REQUIRE(done.status == 303);
    CHECK(importing.leader.get(address).status == 404);
    CHECK(has(importing.imported(address, preview).body, "Filen er her ikke længere."));
    CHECK(importing.stored().size() == 2);
    const std::string forgotten = importing.uploaded("observationer", observations);
    importing.site.advance(std::chrono::minutes(61));
    importing.leader = importing.site.client_as(Role::leader);
    CHECK(importing.leader.get(forgotten).status == 404);
    CHECK(has(importing.leader.get(done.header("location")).body, "Fandtes i forvejen"));
    CHECK_FALSE(has(importing.leader.get(done.header("location")).body, "/hent"));
    CHECK(importing.files_kept() == 2);  // the result and the forgotten one, until the next import
    importing.uploaded("observationer", observations);
    CHECK(importing.files_kept() == 1);
}

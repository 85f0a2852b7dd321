#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "app/testing/town.h"
#include "formats/table_input.h"
#include "formats/xlsx_writer.h"
#include "reports/testing/sample_report.h"
#include "store/testing/temporary_folder.h"
#include "web/testing/html_tables.h"
#include "web/testing/page_form.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using web::testing::HttpClient;
using web::testing::HttpResponse;
using web::testing::NamesAndValues;

namespace {

HttpResponse upload(HttpClient& client, const std::string& kind, const std::string& file_name,
                    const std::string& bytes) {
    return town().send_file(client, "/import", "/import", {{"kind", kind}},
                            {"file", file_name, "application/octet-stream", bytes});
}

// From the page where the columns are chosen to the preview.
HttpResponse preview(HttpClient& client, const HttpResponse& columns,
                     const NamesAndValues& chosen = {}) {
    return town().send_from(client, columns, path_of(columns) + "/kontrol", chosen);
}

// From the preview of this upload to the result of every row.
HttpResponse import(HttpClient& client, const HttpResponse& columns, const HttpResponse& preview,
                    const NamesAndValues& chosen = {}) {
    return town().send_from(client, preview, path_of(columns) + "/indlaes", chosen);
}

// "Tilføjet 2" in a list of terms, wherever the page puts its tags.
bool says(const HttpResponse& page, const std::string& term, const std::string& value) {
    const std::size_t at = page.body.find(">" + term + "<");
    return at != std::string::npos &&
           page.body.substr(at + term.size(), 60).find(">" + value + "<") != std::string::npos;
}

std::vector<std::vector<std::string>> words_of(const std::string& file) {
    const auto table = formats::read_table(file);
    REQUIRE(table.ok());
    std::vector<std::vector<std::string>> rows{table->columns};
    for (const formats::TableRow& row : table->rows) {
        rows.emplace_back();
        for (const formats::Cell& cell : row.cells) rows.back().push_back(cell.text);
    }
    return rows;
}

// The numbers of the records that a list leads to, sorted.
std::vector<std::string> records_on(const HttpResponse& list, const std::string& root) {
    std::vector<std::string> numbers;
    const std::string before = "href=\"" + root + "/";
    for (std::size_t at = list.body.find(before); at != std::string::npos;
         at = list.body.find(before, at + 1)) {
        const std::size_t begin = at + before.size();
        const std::string rest = list.body.substr(begin, list.body.find('"', begin) - begin);
        if (rest.find_first_not_of("0123456789") == std::string::npos) numbers.push_back(rest);
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

std::vector<std::string> first_column(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::string> numbers;
    for (std::size_t row = 1; row < rows.size(); ++row) numbers.push_back(rows[row][0]);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

const std::string watch_list = "/aktiviteter?indsats=holiday_watch&aar=2025";

}  // namespace

TEST_CASE(
    "[row H7] a list in Windows-1252 comes in by its own headings, row by row, once, and its "
    "columns are remembered") {
    auto coordinator = town().client_as("koordinator");
    const std::string list =
        "Hvad vi lavede;Dag;Kl;Hvor;M\xF8"
        "dte;Ord\r\n"
        "Vagt ved s\xF8"
        "en;04.05.2026;18:00;P\xE5 broen;14;\r\n"
        "Vagt p\xE5 torvet;05.05.2026;19:30;Torvet;9;Rolig aften\r\n"
        "Vagt;i g\xE5r;18:00;Torvet;9;\r\n"
        "=HYPERLINK(\"http://x\");06.05.2026;18:00;Torvet;9;\r\n"
        "Vagt;07.05.2026;18:00;Torvet;9;Talte med 010203-1234\r\n";
    const auto columns = upload(coordinator, "aktiviteter", "vagter.csv", list);
    REQUIRE(path_of(columns).starts_with("/import/aktiviteter/"));
    const auto unfinished = preview(coordinator, columns);
    CHECK(unfinished.status == 422);
    CHECK(holds(unfinished, "Vælg en kolonne, eller skriv en værdi for alle rækker."));
    const NamesAndValues chosen{{"column.title", "1"},
                                {"column.starts_on", "2"},
                                {"column.starts_time", "3"},
                                {"column.place", "4"},
                                {"column.attendance_total", "5"},
                                {"column.note", "6"},
                                {"preset.initiative", "Værkstedet"},
                                {"preset.state", "held"}};
    const auto rows = preview(coordinator, columns, chosen);
    CHECK(holds(rows, "Vagt ved søen"));
    CHECK(holds(rows, "04.05.2026"));
    CHECK(holds(rows, "Skriv datoen som dag, måned og år"));
    CHECK(holds(rows, "Cellen begynder som en formel."));
    CHECK(holds(rows, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK_FALSE(holds(rows, "HYPERLINK"));
    CHECK_FALSE(holds(rows, "010203"));
    auto analyst = town().client_as("analytiker");
    const std::string list_address = "/aktiviteter?indsats=workshop_drop_in&aar=2026";
    CHECK_FALSE(holds(town().page(analyst, list_address), "Vagt ved søen"));

    const auto stopped = import(coordinator, columns, rows);
    CHECK(stopped.status == 422);
    CHECK(holds(stopped, "Ret filen, eller sæt kryds ved at udelade dem."));
    CHECK_FALSE(holds(town().page(analyst, list_address), "Vagt ved søen"));
    const auto result = import(coordinator, columns, rows, {{"leave_out", "1"}});
    CHECK(says(result, "Tilføjet", "2"));
    CHECK(says(result, "Afvist", "3"));
    const auto each = words_of(coordinator.get(path_of(result) + "/hent").body);
    REQUIRE(each.size() == 6);
    CHECK(each[1][1] == "Tilføjet");
    CHECK(each[3][0] == "4");
    CHECK(each[3][1] == "Afvist");
    CHECK(holds(town().page(analyst, list_address), "Vagt ved søen"));
    CHECK(town().trail_of("import").at(0).line.reference.size() == 64);

    // Again, with one more: the columns are chosen already, and what came before stays one.
    const auto longer = upload(coordinator, "aktiviteter", "vagter.csv",
                               list + "Vagt i parken;08.05.2026;20:00;Byhaven;7;\r\n");
    const auto remembered = web::testing::form_values(longer, path_of(longer) + "/kontrol");
    for (const auto& field : chosen)
        CHECK(std::find(remembered.begin(), remembered.end(), field) != remembered.end());
    const auto again = preview(coordinator, longer);
    CHECK(says(again, "Nye", "1"));
    CHECK(says(again, "Findes i forvejen", "2"));
    CHECK(says(import(coordinator, longer, again, {{"leave_out", "1"}}), "Tilføjet", "1"));
}

TEST_CASE("[row H7] enquiries come from a list with commas, observations from a workbook") {
    auto coordinator = town().client_as("koordinator");
    const auto enquiries = upload(coordinator, "henvendelser", "henvendelser.csv",
                                  "Modtaget,Klokken,Kanal,Emne,Henvendelse,Indsats\n"
                                  "2026-05-03,09:00,Telefon,Andet,\"Larm, især om aftenen\","
                                  "advice_to_citizens\n");
    CHECK(says(import(coordinator, enquiries, preview(coordinator, enquiries)), "Tilføjet", "1"));
    CHECK(holds(town().page(coordinator, "/henvendelser?vis=aabne"), "Larm, især om aftenen"));

    store::TemporaryFolder folder;
    auto workbook = formats::XlsxWriter::create(folder / "observationer.xlsx", {"Runde", {}});
    REQUIRE(workbook.ok());
    workbook->begin_sheet("Maj", {{"Dato"}, {"Klokken"}, {"Hvad"}, {"Distrikt"}, {"Beskrivelse"}});
    workbook->date(base::date_of(2026, 5, 3));
    for (const char* words : {"21:15", "Hærværk", "Byhaven", "Bænk væltet ved rosenbedet"})
        workbook->text(words);
    workbook->end_row();
    REQUIRE(workbook->finish().ok());
    const std::string bytes = reports::testing::file_text(folder / "observationer.xlsx");
    for (const char* added : {"1", "0"}) {
        const auto columns = upload(coordinator, "observationer", "observationer.xlsx", bytes);
        CHECK(says(import(coordinator, columns, preview(coordinator, columns)), "Tilføjet", added));
    }
    const auto list = town().page(coordinator, "/observationer?distrikt=byhaven&aar=2026");
    const std::size_t found = list.body.find("Bænk væltet ved rosenbedet");
    REQUIRE(found != std::string::npos);
    CHECK(list.body.find("Bænk væltet ved rosenbedet", found + 1) == std::string::npos);
}

TEST_CASE("[row H7] what is no list is refused, and only those who may import get in") {
    auto coordinator = town().client_as("koordinator");
    for (const std::string& bytes :
         {std::string(), std::string("Dato;Hvad\n"), std::string("PK\x03\x04 ikke et regneark"),
          std::string("a;b\n\0;1\n", 8)})
        CHECK(upload(coordinator, "observationer", "liste.csv", bytes).status == 422);
    const auto without_kind = upload(coordinator, "", "liste.csv", "Dato;Hvad\n1;2\n");
    CHECK(holds(without_kind, "Vælg, hvad der er i filen."));
    for (const char* other : {"medarbejder", "analytiker", "politiker", "raadgiver"}) {
        auto client = town().client_as(other);
        CAPTURE(other);
        CHECK(client.get("/import").status == 403);
        CHECK(town().press(client, "/konto", "/import", {{"kind", "aktiviteter"}}).status == 403);
    }
    // A file under way belongs to the one who sent it.
    const auto mine = upload(coordinator, "observationer", "liste.csv", "Dato;Hvad\n1;2\n");
    auto leader = town().client_as("leder");
    CHECK(leader.get(path_of(mine)).status == 404);
}

TEST_CASE("[row H7] a list leaves as CSV and XLSX with what its reader may see, and no more") {
    auto worker = town().client_as("medarbejder");
    auto analyst = town().client_as("analytiker");
    const std::string query = watch_list.substr(watch_list.find('?'));
    const auto shown = records_on(town().page(analyst, watch_list), "/aktiviteter");
    REQUIRE(shown.size() > 3);
    REQUIRE(shown.size() < 50);  // one page
    // One is deleted: those who register see it among the deleted ones, nobody finds it in the
    // list.
    const std::string gone = "/aktiviteter/" + shown.front();
    town().send(worker, gone, gone + "/slet", {});
    CHECK(analyst.get(gone).status == 404);
    CHECK(holds(town().page(worker, "/aktiviteter/slettede"), gone));

    const auto csv = analyst.get("/aktiviteter/eksport.csv" + query);
    CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
    const auto rows = words_of(csv.body);
    std::vector<std::string> expected(shown.begin() + 1, shown.end());
    CHECK(first_column(rows) == expected);
    CHECK(words_of(analyst.get("/aktiviteter/eksport.xlsx" + query).body) == rows);
    const std::vector<std::string>& heads = rows[0];
    CHECK(std::find(heads.begin(), heads.end(), "Deltagere i alt") != heads.end());
    for (const char* file : {"/aktiviteter/eksport.csv", "/aktiviteter/eksport.xlsx",
                             "/henvendelser/eksport.csv", "/observationer/eksport.csv"}) {
        for (const char* other : {"politiker", "raadgiver", "administrator"}) {
            auto client = town().client_as(other);
            CAPTURE(file);
            CAPTURE(other);
            CHECK(client.get(file + query).status == 403);
        }
        auto nobody = town().anonymous();
        CHECK(path_of(nobody.get(file + query)) == "/log-ind");
    }
    town().send(worker, "/aktiviteter/slettede", gone + "/genskab", {});
    CHECK(first_column(words_of(analyst.get("/aktiviteter/eksport.csv" + query).body)) == shown);
}

TEST_CASE("[row H7] words that look like a formula leave as words") {
    auto worker = town().client_as("medarbejder");
    const auto saved = town().send(worker, "/observationer/ny", "/observationer/ny",
                                   {{"category", "graffiti"},
                                    {"district", "business_areas"},
                                    {"place", "Porten"},
                                    {"observed_on", "2026-02-05"},
                                    {"observed_time", "21:30"},
                                    {"text", "=2+2 malet på porten"}});
    REQUIRE(path_of(saved) != "/observationer/ny");
    const std::string query = "?distrikt=business_areas&hvad=graffiti&aar=2026";
    auto analyst = town().client_as("analytiker");
    CHECK(holds(analyst.get("/observationer/eksport.csv" + query), "'=2+2 malet på porten"));
    const auto workbook = words_of(analyst.get("/observationer/eksport.xlsx" + query).body);
    REQUIRE(workbook.size() == 2);
    CHECK(workbook[1][6] == "=2+2 malet på porten");
}

TEST_CASE("[row H7] a rota goes into one's own calendar by a secret address that can be ended") {
    auto worker = town().client_as("medarbejder");
    const auto planned = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                     {{"initiative", "youth_outside"},
                                      {"title", "Runde, også ved søen"},
                                      {"place", "Stranden"},
                                      {"starts_on", "2026-09-14"},
                                      {"starts_time", "20:00"},
                                      {"ends_time", "23:00"},
                                      {"state", "planned"},
                                      {"note", "Husk veste"}});
    REQUIRE(path_of(planned).starts_with("/aktiviteter/"));
    const auto made = town().send(worker, "/konto/kalender", "/konto/kalender", {});
    std::smatch address;
    REQUIRE(std::regex_search(made.body, address, std::regex("/kalender/[A-Za-z0-9_-]+\\.ics")));
    auto program = town().anonymous();
    const auto calendar = program.get(address.str());
    CHECK(calendar.header("content-type").starts_with("text/calendar"));
    CHECK(holds(calendar, "SUMMARY:Runde\\, også ved søen"));
    CHECK(holds(calendar, "DTSTART;TZID=Europe/Copenhagen:20260914T200000"));
    CHECK_FALSE(holds(calendar, "Husk veste"));
    CHECK_FALSE(holds(town().page(worker, "/konto/kalender"), address.str()));  // shown once
    town().send(worker, "/konto/kalender", "/konto/kalender/tilbagekald", {});
    CHECK(program.get(address.str()).status == 404);
    auto politician = town().client_as("politiker");
    CHECK(politician.get("/konto/kalender").status == 403);
}

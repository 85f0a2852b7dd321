#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "app/testing/town.h"
#include "formats/testing/documents.h"
#include "reports/testing/sample_report.h"
#include "store/testing/temporary_folder.h"
#include "web/testing/html_tables.h"
#include "web/testing/page_form.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using formats::testing::Words;
using web::testing::HtmlTable;
using web::testing::HttpClient;
using web::testing::HttpResponse;

namespace {

namespace fs = std::filesystem;

const std::string draft = "/rapporter/2026";
const std::string public_page = "/aarsrapport/2026";

// What everyone is shown, and the files of it.
struct PublishedReport {
    store::TemporaryFolder folder;
    HttpResponse page;
    std::map<std::string, fs::path> files;  // by ending

    explicit PublishedReport(const std::string& address) {
        HttpClient nobody = town().anonymous();
        page = town().page(nobody, address);
        for (const std::string ending : {"pdf", "docx", "xlsx"}) {
            const HttpResponse answer = nobody.get(address + "." + ending);
            REQUIRE(answer.status == 200);
            files[ending] = folder / ("report." + ending);
            std::ofstream(files[ending], std::ios::binary) << answer.body;
        }
    }
};

std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

// The page's tables without the column that stands on the page only.
std::vector<HtmlTable> printed_tables(const HttpResponse& page) {
    std::vector<HtmlTable> tables = web::testing::tables_in(page.body);
    for (HtmlTable& table : tables) {
        const auto basis = std::find(table.headings.begin(), table.headings.end(), "Grundlag");
        if (basis == table.headings.end()) continue;
        const auto place = basis - table.headings.begin();
        table.headings.erase(basis);
        for (auto& row : table.rows) row.erase(row.begin() + place);
    }
    return tables;
}

// Words without anything that breaking lines could have changed.
std::string without_spaces(std::string words) {
    for (const std::string_view space : {" ", "\n", "\u00a0", "\u00ad"})
        for (std::size_t at = words.find(space); at != std::string::npos; at = words.find(space))
            words.erase(at, space.size());
    return words;
}

Words with_heading(const HtmlTable& table) {
    Words rows{table.headings};
    rows.insert(rows.end(), table.rows.begin(), table.rows.end());
    return rows;
}

void check_same(const Words& expected, const Words& read, const std::string& caption) {
    CAPTURE(caption);
    REQUIRE(read.size() == expected.size());
    for (std::size_t row = 0; row < expected.size(); ++row) {
        REQUIRE(read[row].size() == expected[row].size());
        for (std::size_t cell = 0; cell < expected[row].size(); ++cell)
            CHECK(without_spaces(read[row][cell]) == without_spaces(expected[row][cell]));
    }
}

// "1.234,5 (1.200,0 til 1.270,2)" → the three numbers, as a workbook has them.
std::vector<std::string> numbers_in(const std::string& words) {
    static const std::regex number(R"(-?\d[\d.]*(,\d+)?)");
    std::vector<std::string> found;
    for (std::sregex_iterator at(words.begin(), words.end(), number), end; at != end; ++at) {
        std::string text = at->str();
        std::erase(text, '.');
        std::replace(text.begin(), text.end(), ',', '.');
        found.push_back(text);
    }
    return found;
}

bool is_same_number(const std::string& cell, const std::string& shown) {
    return std::abs(std::stod(cell) - std::stod(shown)) < 0.051;
}

bool is_number(const std::string& cell) {
    static const std::regex number(R"(-?\d+(\.\d+)?(e-?\d+)?)");
    return std::regex_match(cell, number);
}

// A sheet against the table on the page. Its numbers are numbers, with the ends of an interval in
// the two columns behind.
void check_sheet(const HtmlTable& table, const Words& sheet) {
    CAPTURE(table.caption);
    REQUIRE(sheet.size() == table.rows.size() + 1);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        std::size_t column = 0;
        for (const std::string& shown : table.rows[row]) {
            CAPTURE(shown);
            const std::string& cell = sheet[row + 1].at(column++);
            const bool years = column == 1 && shown.size() == 4;
            if (is_number(cell) && !years) {
                const std::vector<std::string> numbers = numbers_in(shown);
                REQUIRE_FALSE(numbers.empty());
                CHECK(is_same_number(cell, numbers[0]));
                for (std::size_t end = 1; end < numbers.size(); ++end)
                    CHECK(is_same_number(sheet[row + 1].at(column + end - 1), numbers[end]));
            } else {
                CHECK(without_spaces(cell) == without_spaces(shown));
            }
            while (column < sheet[0].size() && sheet[0][column].starts_with("95 %")) ++column;
        }
    }
}

std::size_t hidden_in(const std::vector<HtmlTable>& tables) {
    std::size_t count = 0;
    for (const HtmlTable& table : tables)
        for (const auto& row : table.rows)
            count += static_cast<std::size_t>(std::count(row.begin(), row.end(), "skjult"));
    return count;
}

// A table's headings stand again on every page it goes on to, and Chromium puts all of them into
// the same cells.
Words read_once(Words table) {
    for (std::string& heading : table.at(0)) {
        const std::string words = without_spaces(heading);
        for (std::size_t length = 1; length < words.size(); ++length) {
            std::string repeated;
            while (repeated.size() < words.size()) repeated += words.substr(0, length);
            if (repeated != words) continue;
            heading = words.substr(0, length);
            break;
        }
    }
    return table;
}

void check_pdf(const fs::path& file, const std::vector<HtmlTable>& tables, std::size_t charts) {
    const std::string structure =
        formats::testing::output_of("pdfinfo", {"-struct-text", "file"}, file);
    for (const char* tag : {"H1", "H2", "H3", "Caption", "Figure"})
        CHECK(structure.find(tag) != std::string::npos);
    const std::vector<Words> read = formats::testing::pdf_tables(file);
    REQUIRE(read.size() == tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i)
        check_same(with_heading(tables[i]), read_once(read[i]), tables[i].caption);
    const std::string bytes = reports::testing::file_text(file);
    CHECK(count_of(bytes, "/Alt ") == charts);
    CHECK(bytes.find("/aktiviteter") == std::string::npos);
}

void check_docx(const fs::path& file, const std::vector<HtmlTable>& tables, std::size_t charts) {
    const std::vector<HtmlTable> read = web::testing::tables_in(
        formats::testing::output_of("pandoc", {"--from=docx", "--to=html", "file"}, file));
    REQUIRE(read.size() == tables.size());
    for (std::size_t i = 0; i < tables.size(); ++i)
        check_same(with_heading(tables[i]), with_heading(read[i]), tables[i].caption);
    const std::string body = formats::testing::part_of(file, "word/document.xml");
    CHECK(count_of(body, "<pic:pic") == charts);
    CHECK(body.find("/aktiviteter") == std::string::npos);
}

void check_xlsx(const fs::path& file, const std::vector<HtmlTable>& tables) {
    const std::vector<std::string> names = formats::testing::sheet_names(file);
    REQUIRE(names.size() == tables.size() + 1);  // the first says what is in the others
    for (std::size_t i = 0; i < tables.size(); ++i)
        check_sheet(tables[i], formats::testing::sheet_rows(file, names[i + 1]));
}

// What the tables of registered figures on a page say in this column, by initiative and figure.
std::map<std::string, std::string> figures_on(const HttpResponse& page, std::string_view column) {
    std::map<std::string, std::string> figures;
    for (const HtmlTable& table : web::testing::tables_in(page.body)) {
        if (!table.caption.starts_with("Registrerede tal under målet")) continue;
        const std::size_t place = table.column(column);
        for (const auto& row : table.rows)
            figures[table.caption + ": " + row[0] + ", " + row[1]] = row[place];
    }
    return figures;
}

double number_in(const std::string& words) {
    const bool negative = words.starts_with("-") || words.starts_with("−");
    const std::vector<std::string> numbers = numbers_in(words);
    REQUIRE_FALSE(numbers.empty());
    const double number = std::stod(numbers.front());
    return negative ? -std::abs(number) : number;
}

// As the document for 2024 words them.
std::string goal_name(const std::string& key) {
    const auto catalogue =
        reports::testing::catalogue_in(fs::path(TRYGBY_SOURCE_DIR) / "catalogue" / "ishoej");
    return catalogue.find_goal(key)->wording_in(2024)->name.da;
}

void read_through(HttpClient& client) {
    const auto read = town().send(client, draft, draft + "/gennemlaest", {});
    CHECK(holds(read, "Læst igennem"));
}

HttpResponse take(HttpClient& client, const std::string& step,
                  const web::testing::NamesAndValues& filled = {}) {
    return town().send(client, draft, draft + "/skridt/" + step, filled);
}

std::string checksum_on(const HttpResponse& page) {
    std::smatch found;
    REQUIRE(std::regex_search(page.body, found, std::regex("[0-9a-f]{64}")));
    return found.str();
}

// ---- the steps of a report's year, each resting on the one before

void begin() {
    auto coordinator = town().client_as("koordinator");
    for (const char* other : {"medarbejder", "politiker", "administrator"}) {
        auto client = town().client_as(other);
        CAPTURE(other);
        CHECK(client.get("/rapporter").status == 403);
        CHECK(town().press(client, "/konto", "/rapporter", {{"year", "2026"}}).status == 403);
    }
    auto nobody = town().anonymous();
    CHECK(path_of(nobody.get("/rapporter")) == "/log-ind");
    const auto future = town().send(coordinator, "/rapporter", "/rapporter", {{"year", "2031"}});
    CHECK(future.status == 422);
    CHECK(holds(future, "value=\"2031\""));
    // The two units that wrote last year's are chosen already.
    const auto begun = town().send(coordinator, "/rapporter", "/rapporter", {{"year", "2026"}});
    REQUIRE(path_of(begun) == draft);
    CHECK(holds(begun, "Ishøj Ungdom"));
    CHECK(holds(begun, "Udkast"));
}

void write_texts() {
    auto coordinator = town().client_as("koordinator");
    auto leader = town().client_as("leder");
    const std::string section = draft + "/afsnit/year";
    const auto opened_by_leader = town().page(leader, section);
    const auto saved = town().send(coordinator, section, section,
                                   {{"text_da", "Året begyndte med en ny vagtplan."}});
    CHECK(path_of(saved) == draft);
    const auto conflict =
        town().send_from(leader, opened_by_leader, section, {{"text_da", "Lederens ord."}});
    CHECK(conflict.status == 409);
    CHECK(holds(conflict, "Jonas Agerholm"));
    CHECK(holds(conflict, "en ny vagtplan"));
    const auto chosen = town().send_from(leader, conflict, section, {{"choose.text_da", "mine"}});
    CHECK(path_of(chosen) == draft);
    const auto now = town().page(coordinator, section);
    CHECK(holds(now, "Lederens ord."));
    CHECK(holds(now, "Året begyndte med en ny vagtplan."));  // among the versions
    const auto restored =
        town().press(coordinator, section, section + "/genskab", {{"restore_version", "2"}});
    CHECK(restored.body.find("en ny vagtplan") < restored.body.find("</textarea>"));
    const auto personal = town().send(coordinator, section, section,
                                      {{"text_da", "Drengen med 010203-1234 fik hjælp."}});
    CHECK(personal.status == 422);
    CHECK(holds(personal, "Skriv ikke cpr-numre"));
    CHECK(holds(personal, "Drengen med"));
}

// Few enough to be hidden, and enough to be shown.
void register_the_year() {
    auto worker = town().client_as("medarbejder");
    for (const auto& [initiative, how_many] :
         {std::pair{"leisure_pass", "3"}, std::pair{"advice_to_citizens", "42"}})
        CHECK(town()
                  .send(worker, "/", "/aktiviteter/hurtig",
                        {{"initiative", initiative}, {"where", "Bycenter"}, {"how_many", how_many}})
                  .status == 200);
}

// Not before both units have read it through, not by a coordinator, and not in another order.
void freeze_and_publish() {
    auto coordinator = town().client_as("koordinator");
    auto leader = town().client_as("leder");
    auto nobody = town().anonymous();
    const auto too_early = take(leader, "freeze");
    CHECK(too_early.status == 422);
    CHECK(holds(too_early, "Mangler: Center for Børn og Forebyggelse, Ishøj Ungdom"));
    const auto version = web::testing::form_values(too_early, draft + "/skridt/freeze");
    CHECK(town().press(leader, draft, draft + "/skridt/publish", version).status == 422);
    for (const char* step : {"freeze", "publish", "correct", "withdraw"})
        CHECK(town().press(coordinator, draft, draft + "/skridt/" + step, version).status == 403);
    CHECK_FALSE(holds(town().page(coordinator, draft), draft + "/skridt/"));
    read_through(coordinator);
    CHECK(holds(take(leader, "freeze"), "Mangler: Center for Børn og Forebyggelse"));
    read_through(leader);
    CHECK(nobody.get(public_page).status == 404);

    const auto frozen = take(leader, "freeze");
    REQUIRE(frozen.status == 200);
    for (const char* made : {"pdf er lavet.", "docx er lavet.", "xlsx er lavet."})
        CHECK(holds(frozen, made));
    const std::string checksum = checksum_on(frozen);
    CHECK(town().trail_of("report").at(0).line.reference == "freeze " + checksum);
    auto officer = town().client_as("raadgiver");
    CHECK(holds(town().page(officer, "/sporet"), checksum));
    CHECK_FALSE(holds(town().page(coordinator, draft + "/afsnit/year"), "<textarea"));
    CHECK(nobody.get(public_page).status == 404);
    CHECK(nobody.get(public_page + ".pdf").status == 404);

    REQUIRE(take(leader, "publish").status == 200);
    CHECK(holds(town().page(nobody, public_page), checksum));
}

// The page, the PDF, the DOCX and the XLSX, cell by cell.
void check_publication(const PublishedReport& report) {
    CHECK(holds(report.page, "Året begyndte med en ny vagtplan."));
    const std::vector<HtmlTable> tables = printed_tables(report.page);
    CHECK(tables.size() > 8);
    CHECK(hidden_in(tables) > 0);
    const std::size_t charts = count_of(report.page.body, "data-chart-url=");
    CHECK(charts > 0);
    check_pdf(report.files.at("pdf"), tables, charts);
    check_docx(report.files.at("docx"), tables, charts);
    check_xlsx(report.files.at("xlsx"), tables);
    // The way to the rows is for those who may see them.
    CHECK_FALSE(holds(report.page, "/aktiviteter?"));
    auto analyst = town().client_as("analytiker");
    CHECK(holds(town().page(analyst, public_page), "/aktiviteter?indsats=advice_to_citizens"));
    auto politician = town().client_as("politiker");
    CHECK_FALSE(holds(town().page(politician, public_page), "/aktiviteter?"));
}

void send_to_committee() {
    auto leader = town().client_as("leder");
    const auto later = take(leader, "send", {{"sent_on", "2027-01-01"}});
    CHECK(later.status == 422);
    CHECK(holds(later, "Datoen kan ikke være i fremtiden."));
    take(leader, "send",
         {{"sent_to", "economy_and_planning_committee"}, {"sent_on", "2026-08-31"}});
    auto nobody = town().anonymous();
    CHECK(holds(town().page(nobody, public_page),
                "Sendt til Økonomi- og planudvalget 31. august 2026."));
}

void correct() {
    auto coordinator = town().client_as("koordinator");
    auto leader = town().client_as("leder");
    auto nobody = town().anonymous();
    const auto without_reason = take(leader, "correct");
    CHECK(without_reason.status == 422);
    CHECK(holds(without_reason, "Skriv hvad og hvorfor. Det vises for alle."));
    take(leader, "correct", {{"reason_correct", "Vagtplanen kom i marts."}});
    const std::string section = draft + "/afsnit/year";
    town().send(coordinator, section, section, {{"text_da", "Vagtplanen blev ny i marts."}});
    CHECK_FALSE(holds(town().page(nobody, public_page), "ny i marts"));
    read_through(coordinator);
    read_through(leader);
    REQUIRE(take(leader, "freeze").status == 200);
    CHECK_FALSE(holds(town().page(nobody, public_page), "ny i marts"));
    REQUIRE(take(leader, "publish").status == 200);
    const PublishedReport report(public_page);
    CHECK(holds(report.page, "Vagtplanen blev ny i marts."));
    const std::string correction = "Rettet den 1. september 2026: Vagtplanen kom i marts.";
    CHECK(holds(report.page, correction));
    CHECK(holds(report.page, "Udgave 2"));
    CHECK(formats::testing::output_of("pdftotext", {"-raw", "file", "-"}, report.files.at("pdf"))
              .find("Vagtplanen kom i marts.") != std::string::npos);
    CHECK(formats::testing::output_of("pandoc",
                                      {"--from=docx", "--to=plain", "--wrap=none", "file"},
                                      report.files.at("docx"))
              .find(correction) != std::string::npos);
}

void withdraw() {
    auto leader = town().client_as("leder");
    auto nobody = town().anonymous();
    CHECK(take(leader, "withdraw").status == 422);
    take(leader, "withdraw", {{"reason_withdraw", "Tallene var fra et andet år."}});
    const auto page = town().page(nobody, public_page);
    CHECK(holds(page, "Trukket tilbage 1. september 2026"));
    CHECK(holds(page, "Tallene var fra et andet år."));
    CHECK_FALSE(holds(page, "Vagtplanen"));
    for (const char* ending : {".pdf", ".docx", ".xlsx"})
        CHECK(nobody.get(public_page + ending).status == 410);
    CHECK_FALSE(holds(town().page(nobody, "/offentligt"), public_page));
}

}  // namespace

TEST_CASE(
    "[row F25] a report is begun, written by two units, frozen, published, corrected and "
    "withdrawn, and its page, PDF, DOCX and XLSX say the same") {
    begin();
    write_texts();
    register_the_year();
    freeze_and_publish();
    check_publication(PublishedReport(public_page));
    send_to_committee();
    correct();
    withdraw();
}

TEST_CASE("[row F25] the report for 2024 has every row of the document's tables, for everyone") {
    auto nobody = town().anonymous();
    const auto page = town().page(nobody, "/aarsrapport/2024");
    const std::vector<HtmlTable> tables = web::testing::tables_in(page.body);
    std::map<std::string, std::size_t> rows_seen;
    const auto rows = reports::testing::expected_rows();
    REQUIRE(rows.size() == 28);
    for (const auto& expected : rows) {
        CAPTURE(expected.key);
        const bool focus = expected.goal == "next_years_focus";
        const HtmlTable& table = web::testing::table_named(
            tables, focus ? "Særligt fokus i 2025"
                          : "Indsatser under målet ”" + goal_name(expected.goal) + "”");
        REQUIRE(rows_seen[table.caption] < table.rows.size());
        const auto& row = table.rows[rows_seen[table.caption]++];
        CHECK(row[0] == expected.name);
        CHECK_FALSE(row[table.column("Formål")].empty());
        CHECK_FALSE(row[table.column(focus ? "Start" : "Periode")].empty());
        if (!focus)
            CHECK(row[table.column("Status i 2024")] ==
                  reports::testing::status_words(expected.status_2024));
        CHECK(row[table.column("Status i 2025")] ==
              reports::testing::status_words(expected.status_2025));
    }
    CHECK(rows_seen.size() == 5);
    for (const auto& [caption, count] : rows_seen)
        CHECK(web::testing::table_named(tables, caption).rows.size() == count);
    CHECK(holds(page, "efter alt at dømme fra januar 2025"));  // not the date of the document
}

TEST_CASE("[row F25] 2024 is the baseline, and the report for 2025 shows the change") {
    auto nobody = town().anonymous();
    const auto baseline = figures_on(town().page(nobody, "/aarsrapport/2024"), "2024");
    const auto page = town().page(nobody, "/aarsrapport/2025");
    CHECK(holds(page, "rapporten for 2024, som den blev låst"));
    const auto before = figures_on(page, "2024");
    const auto now = figures_on(page, "2025");
    const auto changes = figures_on(page, "Ændring (95 %-interval)");
    std::size_t compared = 0;
    std::size_t in_percent = 0;
    for (const auto& [name, figure] : before) {
        const auto frozen = baseline.find(name);
        if (frozen == baseline.end()) continue;
        CAPTURE(name);
        CHECK(figure == frozen->second);
        const std::string& change = changes.at(name);
        if (change == "–") continue;
        ++compared;
        // Rounded to one decimal.
        const double difference = number_in(now.at(name)) - number_in(figure);
        const bool percent = change.find('%') != std::string::npos;
        const double expected = percent ? 100 * difference / number_in(figure) : difference;
        CHECK(std::abs(number_in(change) - expected) < 0.051);
        if (!percent) continue;
        ++in_percent;
        CHECK(change.find(" til ") != std::string::npos);
    }
    CHECK(compared > 20);
    CHECK(in_percent > 5);
}

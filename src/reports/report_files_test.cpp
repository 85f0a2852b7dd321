#include "reports/report_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "formats/testing/documents.h"
#include "reports/report_builder.h"
#include "reports/report_html.h"
#include "reports/testing/sample_report.h"
#include "store/testing/temporary_folder.h"

using formats::testing::output_of;
using formats::testing::part_of;
using formats::testing::sheet_names;
using formats::testing::sheet_rows;
using reports::Amount;
using reports::Document;
using reports::FileKind;
using reports::FrozenReport;
using reports::ReportFiles;

namespace fs = std::filesystem;

namespace {

const fs::path source = TRYGBY_SOURCE_DIR;

const web::Language& danish() {
    static const web::Language language(web::LanguageCode::danish);
    return language;
}
const web::Language& english() {
    static const web::Language language(web::LanguageCode::english);
    return language;
}

evidence::InitiativeFigures held(std::int64_t activities, std::int64_t participants) {
    evidence::InitiativeFigures figures;
    figures.held = activities;
    figures.counted = activities;
    figures.participants = participants;
    return figures;
}

evidence::CrimeSeries made_up_series() {
    evidence::CrimeSeries series{evidence::find_crime_subject("total"), {}};
    for (int year = 2020; year <= 2024; ++year) {
        evidence::CrimeYear one{year, {}};
        for (std::size_t place = 0; place < evidence::crime_places; ++place) {
            one.places[place].reported = 1500 + 10 * year % 100;
            one.places[place].inhabitants = 23000;
            one.places[place].per_1000 =
                statistics::rate(*one.places[place].reported, 23000, 1000).value();
        }
        series.years.push_back(one);
    }
    return series;
}

// A report for 2024 with small counts, charts and every kind of table.
FrozenReport sample() {
    static const initiatives::Catalogue catalogue =
        reports::testing::catalogue_in(source / "catalogue" / "ishoej");
    reports::ReportSubject subject{
        .catalogue = catalogue,
        .year = 2024,
        .units = {"ishoej_ungdom", "centre_children_prevention"},
        .sections = {{1, "year", 1, "ishoej_ungdom", "Et år med forandringer.", "A year."}},
        .figures = {.year = 2024},
        .today = base::date_of(2025, 3, 12)};
    subject.figures.initiatives["holiday_watch"] = held(12, 3);
    subject.figures.initiatives["youth_outside"] = held(30, 7);
    subject.figures.initiatives["padel_courts"] = held(30, 61);
    subject.figures.initiatives["advice_to_citizens"].enquiries = 2;
    subject.figures.attendance = {{"padel_courts", 2024, "10-14", "female", 30},
                                  {"padel_courts", 2024, "10-14", "male", 2},
                                  {"padel_courts", 2024, "15-17", "male", 29}};
    subject.crime.crime = evidence::Release{.table = "STRAF11",
                                            .checksum = std::string(64, 'c'),
                                            .retrieved_on = base::date_of(2025, 2, 15),
                                            .last_period = "2024K4",
                                            .generated = true};
    subject.crime.series.push_back(made_up_series());
    FrozenReport report{reports::build_report(subject, danish(), english()), {}};
    report.frame = {2, base::date_of(2025, 3, 12), "Lone Leder", std::string(64, 'f'),
                    "Juni var talt dobbelt."};
    return report;
}

struct Made {
    store::TemporaryFolder folder;
    ReportFiles files{folder / "rapporter",
                      reports::testing::assets_in(source / "frontend" / "dist")};
    FrozenReport report = sample();

    // Empty when the program that makes it isn't installed.
    std::optional<fs::path> make(FileKind kind, const web::Language& language = danish()) {
        const auto made = files.file(report, kind, language);
        const bool missing = !made && (made.error().code == "browser_missing" ||
                                       made.error().code == "converter_missing");
        if (missing) {
            MESSAGE("SKIPPED: " << made.error().code);
            return std::nullopt;
        }
        if (!made) FAIL(made.error().code);
        return *made;
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

// What a program would have to read to learn a cell: "T" marks where one ends.
std::string without_tags(const std::string& markup) {
    std::string text;
    bool inside = false;
    for (const char c : markup) {
        if (c == '<') inside = true;
        if (!inside) text += c;
        if (c == '>') {
            inside = false;
            text += '\n';
        }
    }
    return text;
}

// All amounts of every table as the document has them, those on the page only left out.
std::vector<std::string> amounts_in(const Document& document) {
    std::vector<std::string> words;
    const auto collect = [&](const reports::DocumentTable& table) {
        for (const auto& row : table.rows)
            for (const auto& cell : row.cells)
                if (cell.amount) words.push_back(reports::amount_words(*cell.amount, danish()));
    };
    for (const auto& block : document.blocks) {
        if (const auto* table = std::get_if<reports::DocumentTable>(&block)) collect(*table);
        if (const auto* chart = std::get_if<reports::DocumentChart>(&block)) collect(chart->table);
    }
    return words;
}

std::size_t hidden_in(const std::vector<std::string>& words) {
    return static_cast<std::size_t>(std::count(words.begin(), words.end(), "skjult"));
}

// The words of the cells of all tables in a piece of HTML, for print and page alike.
std::vector<std::string> table_cells(const std::string& html) {
    std::vector<std::string> cells;
    for (std::size_t at = html.find("<td"); at != std::string::npos; at = html.find("<td", at)) {
        at = html.find('>', at) + 1;
        const std::size_t end = html.find("</td>", at);
        std::string text = without_tags(html.substr(at, end - at));
        text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
        cells.push_back(text);
    }
    return cells;
}

}  // namespace

TEST_CASE("PDF: tagged, with headings, table cells, alternative texts, links and a warning") {
    Made made;
    const auto file = made.make(FileKind::pdf);
    if (!file) return;
    if (!formats::testing::is_installed("pdfinfo")) {
        MESSAGE("SKIPPED: poppler is not installed");
        return;
    }
    const std::string about = output_of("pdfinfo", {"file"}, *file);
    CHECK(has(about, "Tagged:          yes"));
    CHECK(has(about, "Title:           Årsrapport 2024 for tryghed"));
    const std::string structure = output_of("pdfinfo", {"-struct-text", "file"}, *file);
    for (const char* tag :
         {"H1", "H2", "H3", "Table", "TR", "TH", "TD", "Caption", "Figure", "Link"}) {
        CAPTURE(tag);
        CHECK(has(structure, tag));
    }
    CHECK(has(structure, "Feriedetektiv"));
    const std::string bytes = reports::testing::file_text(*file);
    CHECK(has(bytes, "/Lang (da)"));
    CHECK(has(bytes, "/Outlines"));
    // One alternative text for each chart, in UTF-16: "Anmeldte".
    CHECK(count_of(bytes, "/Alt ") == 1);
    CHECK(has(bytes, "FEFF0041006E006D0065006C006400740065"));
    const std::string text = output_of("pdftotext", {"-layout", "file", "-"}, *file);
    CHECK(has(text, "Rettet den 12. marts 2025: Juni var talt dobbelt."));
    CHECK(has(text, "Lone Leder"));
    // Said at the top of every page, as long as some figures are invented.
    const std::size_t pages = count_of(text, "\f");
    CHECK(pages > 3);
    CHECK(count_of(text, "OPDIGTEDE TAL") >= pages);
    // Drawn, not a picture: the axis' words are text.
    CHECK(has(text, "Anmeldelser pr. 1.000 indbyggere"));
    CHECK_FALSE(has(text, "/aktiviteter"));
}

TEST_CASE("DOCX: headings, header rows, pictures with alternative texts") {
    Made made;
    const auto file = made.make(FileKind::docx);
    if (!file) return;
    const std::string body = part_of(*file, "word/document.xml");
    for (const char* mark : {"Heading1", "Heading2", "Heading3", "<w:tblHeader"})
        CHECK(has(body, mark));
    CHECK(has(body, "descr=\"Anmeldte forbrydelser i alt pr. 1.000 indbyggere"));
    CHECK(count_of(body, "<pic:pic") == 1);
    CHECK(has(body, "Feriedetektiv"));
    CHECK(has(body, "Rettet den 12. marts 2025"));
    CHECK_FALSE(has(part_of(*file, "word/_rels/document.xml.rels"), "/aktiviteter"));
    CHECK(has(part_of(*file, "word/styles.xml"), "w:val=\"da\""));
}

TEST_CASE("XLSX: every table on a sheet, numbers as numbers, intervals beside them") {
    Made made;
    const auto file = made.make(FileKind::xlsx);
    REQUIRE(file.has_value());
    const auto names = sheet_names(*file);
    CHECK(names.size() > 8);
    const auto contents = sheet_rows(*file, names.front());
    bool warned = false;
    for (const auto& row : contents) warned = warned || row.front() == "Advarsel";
    CHECK(warned);
    bool found = false;
    for (const std::string& name : names) {
        const auto rows = sheet_rows(*file, name);
        if (rows.empty() || rows.front().front() != "År") continue;
        found = true;
        CHECK(rows.front()[3] == "95 %, nedre grænse");
        CHECK(rows[1].front() == "2020");
        CHECK(std::stod(rows[1][3]) < std::stod(rows[1][2]));
    }
    CHECK(found);
}

TEST_CASE("the page, the PDF, the DOCX and the XLSX hide exactly the same") {
    Made made;
    const std::vector<std::string> amounts = amounts_in(made.report.document);
    const std::size_t hidden = hidden_in(amounts);
    REQUIRE(hidden >= 6);

    // HTML: cell by cell in the document's order.
    const std::string html = reports::print_html(made.report.document, made.report.frame, danish(),
                                                 reports::PrintForm::pdf);
    CHECK(hidden_in(table_cells(html)) == hidden);
    std::vector<std::string> printed;
    for (const std::string& cell : table_cells(html))
        if (std::find(amounts.begin(), amounts.end(), cell) != amounts.end())
            printed.push_back(cell);
    CHECK(printed.size() >= amounts.size());

    if (const auto pdf = made.make(FileKind::pdf)) {
        const std::string text = output_of("pdftotext", {"-layout", "file", "-"}, *pdf);
        // The explanation has the word in quotes once, with a capital.
        CHECK(count_of(text, "skjult") ==
              count_of(without_tags(html.substr(html.find("<body"))), "skjult"));
    }
    if (const auto docx = made.make(FileKind::docx)) {
        const std::string text = without_tags(part_of(*docx, "word/document.xml"));
        CHECK(count_of(text, "\nskjult\n") == hidden);
    }
    const auto xlsx = made.make(FileKind::xlsx);
    REQUIRE(xlsx.has_value());
    std::size_t in_sheets = 0;
    for (const std::string& name : sheet_names(*xlsx))
        for (const auto& row : sheet_rows(*xlsx, name))
            in_sheets += static_cast<std::size_t>(std::count(row.begin(), row.end(), "skjult"));
    CHECK(in_sheets == hidden);
}

TEST_CASE("a file is made once, again when it is gone, and goes with its document") {
    Made made;
    const auto first = made.make(FileKind::xlsx);
    REQUIRE(first.has_value());
    const auto written = fs::last_write_time(*first);
    CHECK(made.make(FileKind::xlsx) == first);
    CHECK(fs::last_write_time(*first) == written);
    fs::remove(*first);
    CHECK(made.make(FileKind::xlsx) == first);
    CHECK(fs::exists(*first));
    CHECK(made.make(FileKind::xlsx, english()) != first);
    made.files.remove(std::string(64, 'e'));
    CHECK(fs::exists(*first));
    made.files.remove(std::string(64, 'f'));
    CHECK_FALSE(fs::exists(*first));
    CHECK(fs::is_empty(first->parent_path()));
}

TEST_CASE("a program that lacks a file says so, and nothing half is left") {
    store::TemporaryFolder folder;
    ReportFiles files(folder / "rapporter", [](std::string_view) { return std::string(); });
    const auto made = files.file(sample(), FileKind::pdf, danish());
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().code == "asset_missing");
    CHECK(fs::is_empty(folder / "rapporter"));
}

TEST_CASE("several who ask at once get the same file, or hear at once that it is being made") {
    Made made;
    std::vector<std::thread> threads;
    std::atomic<int> got = 0;
    std::atomic<int> busy = 0;
    for (int i = 0; i < 6; ++i)
        threads.emplace_back([&] {
            const auto file = made.files.file(made.report, FileKind::xlsx, danish());
            if (file.ok())
                ++got;
            else if (file.error().code == "busy")
                ++busy;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(got >= 1);
    CHECK(got + busy == 6);
    CHECK(made.files.file(made.report, FileKind::xlsx, danish()).ok());
}

TEST_CASE("words in the specification of a chart can't end the script they stand in") {
    Made made;
    for (auto& block : made.report.document.blocks)
        if (auto* chart = std::get_if<reports::DocumentChart>(&block))
            chart->x_title.da = "</script><b>ud</b>";
    const std::string html = reports::print_html(made.report.document, made.report.frame, danish(),
                                                 reports::PrintForm::pdf);
    CHECK_FALSE(has(html, "</script><b>"));
    CHECK(has(html, "\\u003c/script>"));
}

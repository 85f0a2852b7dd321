#include "reports/report_xlsx.h"

#include <algorithm>

#include "base/text.h"
#include "formats/xlsx_writer.h"

namespace reports {
namespace {

using formats::XlsxWriter;

constexpr std::size_t name_characters = 28;

// A sheet's name may not hold these signs, nor begin or end with an apostrophe.
std::string sheet_name(std::size_t number, const std::string& caption) {
    std::string clean;
    for (const char c : caption)
        if (std::string_view("[]:*?/\\'").find(c) == std::string_view::npos) clean += c;
    return std::to_string(number) + " " + base::trim(base::shorten(clean, name_characters));
}

std::vector<const DocumentTable*> tables_of(const Document& document) {
    std::vector<const DocumentTable*> tables;
    for (const DocumentBlock& block : document.blocks) {
        if (const auto* table = std::get_if<DocumentTable>(&block)) tables.push_back(table);
        if (const auto* chart = std::get_if<DocumentChart>(&block)) tables.push_back(&chart->table);
    }
    return tables;
}

// Columns of changes hold percents and plain differences, so their cells are words; in all others
// a known number is a number.
bool is_number(const Amount& amount) {
    return amount.state == Amount::State::known && amount.form == Amount::Form::plain;
}

bool has_intervals(const DocumentTable& table, std::size_t column) {
    return std::any_of(table.rows.begin(), table.rows.end(), [&](const TableRow& row) {
        const auto& amount = row.cells[column].amount;
        return amount && is_number(*amount) && amount->interval.has_value();
    });
}

bool is_written(const DocumentTable& table, std::size_t column) {
    return table.columns[column].place == TableColumn::Place::everywhere;
}

void write_amount(XlsxWriter& writer, const Amount& amount, const web::Language& language) {
    if (!is_number(amount))
        writer.text(amount_words(amount, language));
    else if (amount.decimals == 0)
        writer.integer(static_cast<std::int64_t>(amount.number));
    else
        writer.number(amount.number, amount.decimals);
}

void write_interval(XlsxWriter& writer, const Cell& cell) {
    const bool known = cell.amount && is_number(*cell.amount) && cell.amount->interval;
    if (!known) {
        writer.empty();
        writer.empty();
        return;
    }
    writer.number(cell.amount->interval->lower, cell.amount->decimals);
    writer.number(cell.amount->interval->upper, cell.amount->decimals);
}

void write_table(XlsxWriter& writer, const std::string& name, const DocumentTable& table,
                 const web::Language& language) {
    const std::string_view tag = language.tag();
    std::vector<formats::SheetColumn> columns;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (!is_written(table, i)) continue;
        const bool wide = table.columns[i].kind != TableColumn::Kind::number;
        columns.push_back({table.columns[i].heading.in(tag), wide ? 32.0 : 0.0});
        if (!has_intervals(table, i)) continue;
        columns.push_back({std::string(language.say("95 %, nedre grænse"))});
        columns.push_back({std::string(language.say("95 %, øvre grænse"))});
    }
    writer.begin_sheet(name, columns);
    for (const TableRow& row : table.rows) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (!is_written(table, i)) continue;
            const Cell& cell = row.cells[i];
            cell.amount ? write_amount(writer, *cell.amount, language)
                        : writer.text(cell.words.in(tag));
            if (has_intervals(table, i)) write_interval(writer, cell);
        }
        writer.end_row();
    }
}

void write_about(XlsxWriter& writer, const Document& document, const EditionFrame& frame,
                 const web::Language& language, const std::vector<const DocumentTable*>& tables) {
    const std::string_view tag = language.tag();
    writer.begin_sheet(language.say("Indhold"), {{std::string(language.say("Ark")), 34},
                                                 {std::string(language.say("Indhold")), 80}});
    const auto row = [&](std::string_view first, std::string_view second) {
        writer.text(first);
        writer.text(second);
        writer.end_row();
    };
    row(language.say("Rapport"), document.title.in(tag));
    row(language.say("Kommune"), document.municipality.in(tag));
    row(language.say("Udgave"), edition_words(frame, language));
    if (!frame.correction.empty()) row(language.say("Rettelse"), correction_words(frame, language));
    row(language.say("Kontrolsum"), frame.sha256);
    if (document.generated())
        row(language.say("Advarsel"),
            language.say("Rapporten indeholder opdigtede tal, lavet til demonstrationen."));
    row(language.say("Små tal"),
        language.say("”Skjult” står, hvor et tal handler om 1 til 4 personer, eller hvor det kunne "
                     "røbe et sådant tal."));
    for (std::size_t i = 0; i < tables.size(); ++i)
        row(sheet_name(i + 1, tables[i]->caption.in(tag)), tables[i]->caption.in(tag));
}

}  // namespace

base::Result<void> write_report_xlsx(const std::filesystem::path& path, const Document& document,
                                     const EditionFrame& frame, const web::Language& language) {
    const base::Instant created = std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::sys_days(frame.frozen_on));
    auto writer = XlsxWriter::create(path, {document.title.in(language.tag()), created});
    if (!writer) return writer.error();
    const std::vector<const DocumentTable*> tables = tables_of(document);
    write_about(*writer, document, frame, language, tables);
    for (std::size_t i = 0; i < tables.size(); ++i)
        write_table(*writer, sheet_name(i + 1, tables[i]->caption.in(language.tag())), *tables[i],
                    language);
    return writer->finish();
}

}  // namespace reports

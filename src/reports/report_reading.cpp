#include "reports/report_reading.h"

#include <algorithm>
#include <stdexcept>

namespace reports {
namespace {

std::set<evidence::FigureKey> hidden_in(store::Connection& connection, std::int64_t report_id) {
    std::set<evidence::FigureKey> hidden;
    const auto edition = published_edition(connection, report_id);
    if (!edition) return hidden;
    for (const auto& [key, figure] : stored_document(edition->document).figures)
        if (figure.state == evidence::PublishedFigure::State::hidden) hidden.insert(key);
    return hidden;
}

std::optional<Document> document_of_year(store::Connection& connection, int year) {
    const auto report = find_report(connection, year);
    if (!report || report->standing.publication != Publication::open) return std::nullopt;
    const auto edition = published_edition(connection, report->id);
    if (!edition) return std::nullopt;
    return stored_document(edition->document);
}

// The count and the rate of the municipality are what the document's row for the year says.
bool stands_in(const DocumentTable& table, const evidence::CrimeYear& year) {
    const auto row = std::find_if(table.rows.begin(), table.rows.end(), [&](const TableRow& one) {
        return one.key == std::to_string(year.year);
    });
    if (row == table.rows.end() || row->cells.size() < 3) return false;
    const evidence::CrimeFigure& figure = year.at(evidence::CrimePlace::municipality);
    const auto number_in = [&](std::size_t column) -> std::optional<double> {
        const auto& amount = row->cells[column].amount;
        if (!amount || amount->state != Amount::State::known) return std::nullopt;
        return amount->number;
    };
    const std::optional<double> rate =
        figure.per_1000 ? std::optional(figure.per_1000->value) : std::nullopt;
    const std::optional<double> reported =
        figure.reported ? std::optional(static_cast<double>(*figure.reported)) : std::nullopt;
    return number_in(1) == reported && number_in(2) == rate;
}

std::vector<std::string> units_of(const Report& report) {
    std::vector<std::string> units;
    for (const WritingUnit& unit : report.units) units.push_back(unit.unit_key);
    return units;
}

}  // namespace

Document stored_document(std::string_view json) {
    base::Result<Document> document = read_document(json);
    if (!document) throw std::runtime_error("a stored report document can't be read");
    return std::move(document).value();
}

evidence::CrimeFacts facts_for(store::Connection& connection,
                               const initiatives::Catalogue& catalogue, int year) {
    const evidence::CrimePlaces places{catalogue.municipality.code,
                                       evidence::region_area(catalogue.municipality.region_code)};
    return evidence::crime_facts(connection, places, year);
}

Document current_document(store::Connection& connection, const initiatives::Catalogue& catalogue,
                          const Report& report, const Making& making) {
    const std::optional<Document> before = document_of_year(connection, report.year - 1);
    evidence::YearFigures figures = evidence::figures_of_year(connection, report.year);
    figures.entered = evidence::entered_in_year(connection, catalogue, report.year);
    const ReportSubject subject{.catalogue = catalogue,
                                .year = report.year,
                                .units = units_of(report),
                                .sections = sections_of(connection, report.id),
                                .figures = std::move(figures),
                                .hidden_before = hidden_in(connection, report.id),
                                .year_before = before ? &*before : nullptr,
                                .crime = facts_for(connection, catalogue, report.year),
                                .today = making.today,
                                .demonstration = making.demonstration};
    return build_report(subject, making.danish, making.english);
}

Document current_note(store::Connection& connection, const initiatives::Catalogue& catalogue,
                      const Report& report, const std::string& text, const Making& making) {
    const ReportSubject subject{.catalogue = catalogue,
                                .year = report.year,
                                .units = units_of(report),
                                .crime = facts_for(connection, catalogue, report.year),
                                .today = making.today};
    return build_note(subject, text, making.danish, making.english);
}

bool has_newer_facts(const Document& document, const evidence::CrimeFacts& facts) {
    for (const evidence::CrimeSeries& series : facts.series) {
        const DocumentTable* table =
            document.find_table("facts." + std::string(series.subject->key) + ".table");
        if (!table) return true;
        for (const evidence::CrimeYear& year : series.years)
            if (!stands_in(*table, year)) return true;
    }
    return false;
}

bool has_unreported_facts(store::Connection& connection, const initiatives::Catalogue& catalogue,
                          const Report& report) {
    if (report.standing.publication != Publication::open) return false;
    const auto edition = published_edition(connection, report.id);
    if (!edition) return false;
    const std::vector<Note> notes = notes_of(connection, report.id);
    const std::string json =
        notes.empty() ? edition->document
                      : find_note(connection, report.id, notes.front().number).value().document;
    return has_newer_facts(stored_document(json), facts_for(connection, catalogue, report.year));
}

}  // namespace reports

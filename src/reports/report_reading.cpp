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
                          const Report& report, base::Date today, const web::Language& danish,
                          const web::Language& english) {
    const std::optional<Document> before = document_of_year(connection, report.year - 1);
    const ReportSubject subject{.catalogue = catalogue,
                                .year = report.year,
                                .units = units_of(report),
                                .sections = sections_of(connection, report.id),
                                .figures = evidence::figures_of_year(connection, report.year),
                                .hidden_before = hidden_in(connection, report.id),
                                .year_before = before ? &*before : nullptr,
                                .crime = facts_for(connection, catalogue, report.year),
                                .today = today};
    return build_report(subject, danish, english);
}

Document current_note(store::Connection& connection, const initiatives::Catalogue& catalogue,
                      const Report& report, const std::string& text, base::Date today,
                      const web::Language& danish, const web::Language& english) {
    const ReportSubject subject{.catalogue = catalogue,
                                .year = report.year,
                                .units = units_of(report),
                                .crime = facts_for(connection, catalogue, report.year),
                                .today = today};
    return build_note(subject, text, danish, english);
}

bool has_newer_facts(const Document& document, const evidence::CrimeFacts& facts) {
    if (facts.series.empty()) return false;
    const auto is_in = [&](const std::optional<evidence::Release>& release) {
        return !release || std::any_of(document.sources.begin(), document.sources.end(),
                                       [&](const DocumentSource& source) {
                                           return source.checksum == release->checksum;
                                       });
    };
    return !is_in(facts.crime) || !is_in(facts.population);
}

}  // namespace reports

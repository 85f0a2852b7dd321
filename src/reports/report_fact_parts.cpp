#include "evidence/crime_words.h"
#include "reports/report_parts.h"

namespace reports {
namespace {

using evidence::CrimeFigure;
using evidence::CrimePlace;
using evidence::CrimeSeries;
using evidence::CrimeYear;

evidence::CrimePlaces places_of(const initiatives::Catalogue& catalogue) {
    return {catalogue.municipality.code, evidence::region_area(catalogue.municipality.region_code)};
}

evidence::PlaceNames names_in(const ReportSubject& subject, const web::Language& language) {
    return evidence::place_names(subject.catalogue.municipality.name.in(language.tag()),
                                 places_of(subject.catalogue), language);
}

Amount unknown_amount() {
    Amount amount;
    amount.state = Amount::State::unknown;
    return amount;
}

Amount per_1000(const CrimeFigure& figure, bool with_interval) {
    if (!figure.per_1000) return unknown_amount();
    Amount amount = known_amount(figure.per_1000->value, 1);
    if (with_interval) amount.interval = figure.per_1000->interval;
    return amount;
}

Amount reported(const CrimeFigure& figure) {
    if (!figure.reported) return unknown_amount();
    return known_amount(static_cast<double>(*figure.reported));
}

Amount mean(const CrimeFigure& figure) {
    // The first and last year have no mean of three: nothing is missing there.
    if (!figure.mean_of_three_years) return {};
    return known_amount(*figure.mean_of_three_years, 1);
}

DocumentTable crime_table(const ReportSubject& subject, const CrimeSeries& series,
                          const Both& both) {
    const evidence::PlaceNames danish = names_in(subject, both.danish());
    const evidence::PlaceNames english = names_in(subject, both.english());
    DocumentTable table;
    table.key = "facts." + std::string(series.subject->key) + ".table";
    table.caption = both.say_with("{} efter år", both.say(series.subject->name));
    table.columns = {heading_column(both.say("År")),
                     number_column(both.say_with("Anmeldt i {}",
                                                 Words{danish.municipality, english.municipality})),
                     number_column(both.say("Pr. 1.000 indbyggere (95 %-interval)")),
                     number_column(both.say("Gennemsnit af tre år"))};
    if (!danish.region.empty())
        table.columns.push_back(number_column({danish.region, english.region}));
    table.columns.push_back(number_column({danish.country, english.country}));
    for (const CrimeYear& year : series.years) {
        const CrimeFigure& own = year.at(CrimePlace::municipality);
        TableRow row{std::to_string(year.year),
                     {words_cell(plain(std::to_string(year.year))), amount_cell(reported(own)),
                      amount_cell(per_1000(own, true)), amount_cell(mean(own))}};
        if (!danish.region.empty())
            row.cells.push_back(amount_cell(per_1000(year.at(CrimePlace::region), false)));
        row.cells.push_back(amount_cell(per_1000(year.at(CrimePlace::country), false)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

DocumentChart crime_part(const ReportSubject& subject, const CrimeSeries& series,
                         const Both& both) {
    const auto chart_in = [&](const web::Language& language) {
        return evidence::crime_chart(series, names_in(subject, language), language);
    };
    DocumentChart chart = join("facts." + std::string(series.subject->key), chart_in(both.danish()),
                               chart_in(both.english()));
    chart.table = crime_table(subject, series, both);
    chart.note = both.made([&](const web::Language& language) {
        return evidence::change_sentence(series, series.years.back().year, language) + " " +
               evidence::source_note(subject.crime, language) + " " +
               std::string(evidence::reporting_note(language));
    });
    const evidence::FigureDefinition& definition = evidence::crime_definition();
    chart.links = {{both.say("Definition"), "/tal/" + std::string(definition.key), {}},
                   {both.say("Rækker"), std::string(definition.rows_path),
                    std::string(permission_code(definition.rows_permission))}};
    return chart;
}

// How far the figures reach: a report may be written before its year's figures come.
DocumentBlock reach_block(const ReportSubject& subject, const Both& both) {
    const std::string year = std::to_string(subject.year);
    const std::optional<int> newest = subject.crime.newest_year();
    if (!newest)
        return DocumentNote{DocumentNote::Kind::note,
                            both.say_with("De officielle tal for {} er ikke indlæst. Når de "
                                          "kommer, sendes de til udvalget som en dateret "
                                          "orientering.",
                                          year)};
    if (*newest < subject.year)
        return DocumentNote{DocumentNote::Kind::note,
                            both.say_with("De nyeste officielle tal for et helt år er fra {}. "
                                          "Tallene for {} sendes til udvalget som en dateret "
                                          "orientering, når de kommer.",
                                          std::to_string(*newest), year)};
    return DocumentText{both.say_with(
        "De officielle tal går til og med {}. Diagrammerne viser anmeldelser pr. 1.000 indbyggere "
        "i kommunen, regionen og hele landet; båndet er 95 %-intervallet for kommunens tal.",
        year)};
}

}  // namespace

std::vector<DocumentBlock> facts_blocks(const ReportSubject& subject, const Both& both) {
    std::vector<DocumentBlock> blocks;
    blocks.push_back(reach_block(subject, both));
    if (subject.crime.series.empty()) return blocks;
    blocks.push_back(
        DocumentNote{DocumentNote::Kind::note, both.made([](const web::Language& language) {
                         return std::string(evidence::reporting_note(language));
                     })});
    if (subject.crime.generated())
        blocks.push_back(
            DocumentNote{DocumentNote::Kind::warning,
                         both.say("Tallene er opdigtede til demonstrationen og siger intet om "
                                  "virkeligheden.")});
    for (const CrimeSeries& series : subject.crime.series) {
        blocks.push_back(DocumentHeading{3, "", both.say(series.subject->name)});
        blocks.push_back(crime_part(subject, series, both));
    }
    return blocks;
}

std::vector<DocumentSource> sources_of(const ReportSubject& subject) {
    std::vector<DocumentSource> sources;
    for (const auto* release : {&subject.crime.crime, &subject.crime.population})
        if (*release)
            sources.push_back({(*release)->table, base::iso_date((*release)->retrieved_on),
                               (*release)->last_period, (*release)->checksum,
                               (*release)->generated});
    return sources;
}

DocumentTable sources_table(const ReportSubject& subject, const Both& both) {
    DocumentTable table;
    table.key = "sources";
    table.caption = both.say("Hvor de officielle tal kommer fra");
    table.columns = {heading_column(both.say("Tabel")), words_column(both.say("Udgiver")),
                     words_column(both.say("Hentet")), words_column(both.say("Til og med")),
                     words_column(both.say("Filens kontrolsum (SHA-256)"))};
    for (const DocumentSource& source : sources_of(subject)) {
        const Words publisher = source.generated ? both.say("Opdigtet til demonstrationen")
                                                 : both.say("Danmarks Statistik");
        table.rows.push_back(
            {source.table,
             {words_cell(plain(source.table)), words_cell(publisher),
              words_cell(both.date(base::parse_date(source.retrieved_on).value())),
              words_cell(plain(source.last_period)), words_cell(plain(source.checksum))}});
    }
    return table;
}

}  // namespace reports

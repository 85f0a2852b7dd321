#include "evidence/official_statistics_pages.h"

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "evidence/crime_facts.h"
#include "evidence/crime_page_parts.h"
#include "evidence/crime_words.h"
#include "evidence/figure.h"
#include "evidence/official_revisions_store.h"
#include "evidence/official_statistics_form.h"
#include "evidence/official_statistics_store.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/chart_figure.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/tabs.h"
#include "web/components/tag.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace evidence {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;
using Catalogue = std::shared_ptr<const initiatives::Catalogue>;

constexpr std::string_view root = "/statistik";
constexpr int years_shown = 11;  // ten whole ones and the one that is running
constexpr std::uint64_t file_bytes_max = std::uint64_t{64} * 1024 * 1024;

CrimePlaces places_of(const initiatives::Catalogue& catalogue) {
    return {catalogue.municipality.code, region_area(catalogue.municipality.region_code)};
}

PlaceNames names_of(const initiatives::Catalogue& catalogue, const web::Language& language) {
    return place_names(catalogue.municipality.name.in(language.tag()), places_of(catalogue),
                       language);
}

// ---- reported crime

web::Html per_1000(const CrimeFigure& figure, const web::Language& language) {
    return web::text(figure.per_1000 ? language.decimal(figure.per_1000->value, 1)
                                     : std::string(language.say("ikke oplyst")));
}

web::Html with_interval(const CrimeFigure& figure, const web::Language& language) {
    if (!figure.per_1000) return per_1000(figure, language);
    return web::text(language.say_with("{} ({} til {})",
                                       language.decimal(figure.per_1000->value, 1),
                                       language.decimal(figure.per_1000->interval.lower, 1),
                                       language.decimal(figure.per_1000->interval.upper, 1)));
}

web::Html crime_years(const CrimeSeries& series, const PlaceNames& names,
                      const web::Language& language) {
    std::vector<web::Column> columns{
        {.heading = language.say("År"), .kind = web::ColumnKind::heading},
        {.heading = language.say_with("Anmeldt i {}", names.municipality),
         .kind = web::ColumnKind::number},
        {.heading = language.say("Pr. 1.000 indbyggere (95 %-interval)"),
         .kind = web::ColumnKind::number},
        {.heading = language.say("Gennemsnit af tre år"), .kind = web::ColumnKind::number}};
    if (!names.region.empty())
        columns.push_back({.heading = names.region, .kind = web::ColumnKind::number});
    columns.push_back({.heading = names.country, .kind = web::ColumnKind::number});
    web::Table table(
        {.caption = language.say_with("{} efter år", language.say(series.subject->name)),
         .columns = std::move(columns)},
        language);
    for (const CrimeYear& year : series.years) {
        const CrimeFigure& own = year.at(CrimePlace::municipality);
        std::vector<web::Html> cells{
            web::text(std::to_string(year.year)),
            web::text(own.reported ? language.number(*own.reported)
                                   : std::string(language.say("ikke oplyst"))),
            with_interval(own, language),
            web::text(own.mean_of_three_years ? language.decimal(*own.mean_of_three_years, 1)
                                              : "–")};
        if (!names.region.empty()) cells.push_back(per_1000(year.at(CrimePlace::region), language));
        cells.push_back(per_1000(year.at(CrimePlace::country), language));
        table.row_of(cells);
    }
    return table.finish();
}

web::Html crime_section(const Visit& visit, const initiatives::Catalogue& catalogue,
                        const CrimeFacts& facts, const CrimeSubject& subject) {
    const web::Language& language = visit.language;
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Anmeldt kriminalitet")),
                generated_alert(facts, language),
                subject_tabs(root, crime_subjects(), subject, language));
    const CrimeSeries* series = facts.find(subject.key);
    if (!series) {
        section.add("<p>"_html, language.say("Der er endnu ikke indlæst tal herom."), "</p>"_html);
        return section;
    }
    const PlaceNames names = names_of(catalogue, language);
    const charts::Chart chart = crime_chart(*series, names, language);
    web::Html definition("<p>"_html);
    definition.add(web::link("/tal/" + std::string(crime_definition().key),
                             language.say("Sådan er tallet lavet")),
                   "</p>"_html);
    section.add(web::chart_figure({.title = chart.title,
                                   .specification = std::string(root) + "/kriminalitet/" +
                                                    std::string(subject.key) + "/diagram",
                                   .description = chart.description,
                                   .data_table = crime_years(*series, names, language),
                                   .note = source_note(facts, language),
                                   .links = definition},
                                  language),
                "<p>"_html,
                web::link(web::address_with_query("/statistik/forventet",
                                                  {{"emne", std::string(subject.key)}}),
                          language.say("Se tallene mod det forventede")),
                "</p><p>"_html, web::link("/analyser", language.say("Se analyserne")),
                "</p><p>"_html, change_sentence(*series, series->years.back().year, language),
                "</p><p>"_html, reporting_note(language), "</p>"_html);
    return section;
}

web::Response chart_answer(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const CrimeSubject* subject = find_crime_subject(visit.request.parameter("subject"));
    if (!subject) return visit.not_found();
    store::ReadTransaction reading = visit.services.database.read();
    const Catalogue catalogue = current.get(reading);
    const CrimeFacts facts =
        crime_facts(reading, places_of(*catalogue), base::year_of(visit.today()), years_shown);
    const CrimeSeries* series = facts.find(subject->key);
    if (!series) return visit.not_found();
    web::Response response;
    response.content_type = "application/json";
    response.body = charts::vega_lite(
        crime_chart(*series, names_of(*catalogue, visit.language), visit.language),
        visit.language.tag());
    return response;
}

// ---- releases and import

web::Html releases_section(const web::Language& language, const std::vector<Release>& releases) {
    web::Table table(
        {.caption = language.say("Indlæste udgivelser, den nyeste øverst"),
         .columns = {{.heading = language.say("Tabel"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hentet")},
                     {.heading = language.say("Perioder")},
                     {.heading = language.say("Tal"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Ændret siden sidst"),
                      .kind = web::ColumnKind::number},
                     {.heading = language.say("Ikke oplyst"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Fil og kontrolsum")}},
         .empty_text = language.say("Der er endnu ikke indlæst statistik."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Release& release : releases) {
        web::Html name;
        name.add(web::link(std::string(root) + "/" + release.table, release.table));
        if (release.generated)
            name.add(" "_html, web::badge(language.say("opdigtet"), web::BadgeKind::warning));
        web::Html file;
        file.add(release.file_name, "<br><code class=\"small-text\">"_html,
                 release.checksum.substr(0, 16), "</code>"_html);
        table.row(name, language.date(release.retrieved_on),
                  release.first_period + "–" + release.last_period,
                  language.number(release.figures), language.number(release.changed),
                  language.number(release.unknown), file);
    }
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Udgivelser")), table.finish());
    return section;
}

web::Html import_form(const Visit& visit, const web::Fields& filled,
                      const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::text_field({.name = "file",
                                .label = language.say("Fil fra Statistikbanken"),
                                .type = web::InputType::file,
                                .hint = language.say("BULK eller CSV med koder, højst 64 MB."),
                                .error = web::error_at(errors, "file", language),
                                .accept = ".csv,.txt"},
                               language),
               web::text_field({.name = "table",
                                .label = language.say("Tabellens navn"),
                                .value = filled.value("table"),
                                .hint = language.say("Fx STRAF11 eller FOLK1A."),
                                .error = web::error_at(errors, "table", language),
                                .width = web::FieldWidth::s},
                               language),
               web::text_field({.name = "retrieved_on",
                                .label = language.say("Hentet den"),
                                .type = web::InputType::date,
                                .value = filled.value("retrieved_on"),
                                .error = web::error_at(errors, "retrieved_on", language),
                                .width = web::FieldWidth::s},
                               language),
               web::button_row(web::button({.label = language.say("Indlæs")})));
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Indlæs nye tal"), "indlaes"),
                web::form({.action = std::string(root) + "/indlaes",
                           .csrf_token = visit.csrf_token(),
                           .encoding = web::FormEncoding::multipart},
                          fields));
    return section;
}

web::Response import_page(const Visit& visit, const base::FieldErrors& errors) {
    web::Html content;
    content.add(web::error_summary(errors, visit.language),
                import_form(visit, visit.request.form, errors));
    return visit.page(
        visit.language.say("Indlæs statistik"), content,
        {.breadcrumb = {{std::string(visit.language.say("Statistik")), std::string(root)}},
         .charts = false,
         .status = 422});
}

web::Response overview(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    Catalogue catalogue;
    CrimeFacts facts;
    std::vector<Release> all;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        facts =
            crime_facts(reading, places_of(*catalogue), base::year_of(visit.today()), years_shown);
        all = releases(reading);
    }
    const std::string& asked = visit.request.query.value("emne");
    const CrimeSubject* found = find_crime_subject(asked);
    const CrimeSubject& subject = found ? *found : crime_subjects().front();
    web::Html content;
    if (!found && !asked.empty()) content.add(unknown_subject_alert(asked, subject, language));
    content.add(crime_section(visit, *catalogue, facts, subject), releases_section(language, all));
    if (visit.may(Permission::import_statistics))
        content.add(import_form(visit, web::Fields(), {}));
    return visit.page(language.say("Statistik"), content, {.breadcrumb = {}, .charts = true});
}

// What was found in the file beside what was stored.
web::Response imported(const Visit& visit, const ImportOutcome& outcome) {
    const web::Language& language = visit.language;
    web::Html content;
    if (outcome.known_already)
        content.add(web::alert(web::AlertKind::info,
                               language.say("Den samme fil er indlæst før. Intet er ændret."),
                               language));
    else
        content.add(web::alert(
            web::AlertKind::success,
            language.say_with("{} tal er indlæst. {} er anderledes end i forrige udgivelse, og {} "
                              "er ikke oplyst.",
                              language.number(outcome.release.figures),
                              language.number(outcome.release.changed),
                              language.number(outcome.release.unknown)),
            language));
    if (!outcome.notes.empty()) {
        content.add(web::heading(web::HeadingLevel::h2, language.say("Bemærkninger til filen")),
                    "<ul>"_html);
        for (const base::Error& note : outcome.notes)
            content.add("<li>"_html, language.say(note), "</li>"_html);
        content.add("</ul>"_html);
    }
    content.add("<p>"_html, web::link(root, language.say("Se statistikken")), "</p>"_html);
    return visit.page(language.say("Statistikken er indlæst"), content);
}

web::Response import_file(const Visit& visit) {
    StatisticsImportForm form = read_statistics_import(visit.request, visit.today());
    if (!form.errors.empty()) return import_page(visit, form.errors);
    form.request.account_id = visit.user().account_id;
    form.request.now = visit.now;
    store::WriteTransaction transaction = visit.services.database.write();
    auto result = import_official_statistics(transaction, form.request);
    if (const auto* refused = std::get_if<Refused>(&result)) {
        base::FieldErrors errors;
        for (const base::Error& reason : refused->reasons) errors.push_back({"file", reason});
        return import_page(visit, errors);
    }
    const ImportOutcome& outcome = std::get<ImportOutcome>(result);
    if (!outcome.known_already) {
        visit.record(transaction, trail::Action::create, "official_release",
                     std::to_string(outcome.release.id), outcome.release.checksum);
        transaction.commit();
    }
    return imported(visit, outcome);
}

// ---- one table

struct SeriesChoice {
    std::vector<std::string> areas;
    std::vector<std::string> subjects;
    std::string area;
    std::string subject;
};

std::string chosen(const std::vector<std::string>& codes, const std::string& asked,
                   const std::string& otherwise) {
    for (const std::string& wanted : {asked, otherwise})
        if (std::find(codes.begin(), codes.end(), wanted) != codes.end()) return wanted;
    return codes.empty() ? std::string() : codes.front();
}

SeriesChoice choice_of(const Visit& visit, store::Connection& connection, const std::string& table,
                       const std::string& own_area) {
    SeriesChoice choice;
    const web::Fields& query = visit.request.query;
    choice.areas = areas_of(connection, table);
    choice.area = chosen(choice.areas, query.value("omraade"), own_area);
    choice.subjects = subjects_of(connection, table, choice.area);
    choice.subject = chosen(choice.subjects, query.value("emne"), "TOT");
    return choice;
}

std::string subject_name(const std::string& table, const std::string& code,
                         const web::Language& language) {
    const std::string name = table == crime_table ? offence_name(code) : code;
    return name == code ? code : code + " " + std::string(language.say(name));
}

web::Html choice_form(const web::Language& language, const std::string& table,
                      const SeriesChoice& choice) {
    std::vector<web::SelectOption> areas;
    for (const std::string& code : choice.areas) areas.push_back({code, code});
    std::vector<web::SelectOption> subjects;
    for (const std::string& code : choice.subjects)
        subjects.push_back({code, subject_name(table, code, language)});
    web::Html fields;
    fields.add(web::select_field({.name = "omraade",
                                  .label = language.say("Områdekode"),
                                  .options = std::move(areas),
                                  .value = choice.area,
                                  .need = web::Need::unmarked},
                                 language),
               web::select_field({.name = "emne",
                                  .label = language.say("Emne"),
                                  .options = std::move(subjects),
                                  .value = choice.subject,
                                  .need = web::Need::unmarked},
                                 language),
               web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = std::string(root) + "/" + table,
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg, hvad der vises")},
                     fields);
}

std::string value_words(const std::optional<double>& value, const web::Language& language) {
    if (!value) return std::string(language.say("ikke oplyst"));
    const bool whole = *value == static_cast<double>(static_cast<std::int64_t>(*value));
    return language.decimal(*value, whole ? 0 : 2);
}

web::Html revisions_of(const RevisedFigure& figure, const web::Language& language) {
    web::Html history;
    if (figure.values.size() < 2) return history;
    history.add("<ul class=\"nobullet-list\">"_html);
    for (auto value = figure.values.rbegin() + 1; value != figure.values.rend(); ++value)
        history.add("<li>"_html,
                    language.say_with("{} (hentet {})", value_words(value->value, language),
                                      language.short_date(value->retrieved_on)),
                    "</li>"_html);
    history.add("</ul>"_html);
    return history;
}

web::Html series_table(const web::Language& language, const std::vector<RevisedFigure>& figures) {
    web::Table table(
        {.caption = language.say("Alle perioder, den nyeste øverst"),
         .columns = {{.heading = language.say("Periode"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Tal"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Hentet")},
                     {.heading = language.say("Tidligere værdier")}},
         .density = web::TableDescription::Density::compact},
        language);
    for (auto figure = figures.rbegin(); figure != figures.rend(); ++figure) {
        const Revision& newest = figure->values.back();
        web::Html value = web::text(value_words(newest.value, language));
        if (newest.generated)
            value.add(" "_html, web::badge(language.say("opdigtet"), web::BadgeKind::warning));
        table.row(figure->period, value, language.date(newest.retrieved_on),
                  revisions_of(*figure, language));
    }
    return table.finish();
}

web::Response table_page(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    const std::string& table = visit.request.parameter("table");
    store::ReadTransaction reading = visit.services.database.read();
    const auto release = latest_release(reading, table);
    if (!release) return visit.not_found();
    const SeriesChoice choice =
        choice_of(visit, reading, table, current.get(reading)->municipality.code);
    const auto figures = revised_series(reading, table, choice.area, choice.subject);
    web::Html content;
    if (release->generated)
        content.add(web::alert(
            web::AlertKind::warning,
            language.say(
                "Tallene er opdigtede til demonstrationen og siger intet om virkeligheden."),
            language));
    content.add("<p>"_html,
                language.say_with("Kilde: Danmarks Statistik, tabel {}, senest hentet {}. ”Ikke "
                                  "oplyst” er ikke nul.",
                                  table, language.date(release->retrieved_on)),
                "</p>"_html);
    if (table == crime_table) content.add("<p>"_html, reporting_note(language), "</p>"_html);
    content.add(choice_form(language, table, choice), series_table(language, figures));
    return visit.page(
        language.say_with("Tabel {}", table), content,
        {.breadcrumb = {{std::string(language.say("Statistik")), std::string(root)}}});
}

}  // namespace

void add_official_statistics_routes(access::Routes& routes,
                                    initiatives::CurrentCatalogue& catalogue) {
    routes.get("/statistik", Permission::see_statistics,
               [&catalogue](const Visit& visit) { return overview(visit, catalogue); });
    routes.post("/statistik/indlaes", Permission::import_statistics, import_file,
                {.file_bytes = file_bytes_max});
    routes.get("/statistik/kriminalitet/{subject}/diagram", Permission::see_statistics,
               [&catalogue](const Visit& visit) { return chart_answer(visit, catalogue); });
    routes.get("/statistik/{table}", Permission::see_statistics,
               [&catalogue](const Visit& visit) { return table_page(visit, catalogue); });
}

}  // namespace evidence

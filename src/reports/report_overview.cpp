#include "reports/report_overview.h"

#include <algorithm>

#include "base/text.h"
#include "reports/report_builder.h"
#include "reports/report_step_form.h"
#include "reports/report_units.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace reports {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

std::string unit_name(const ReportOverview& overview, const std::string& key,
                      const web::Language& language) {
    return initiatives::Catalogue::name_in(overview.catalogue->units, key, language.tag());
}

// ---- where it stands

web::Html standing_tag(const Report& report, const web::Language& language) {
    web::StatusKind kind = web::StatusKind::ongoing;
    if (report.standing.publication == Publication::withdrawn) kind = web::StatusKind::stopped;
    if (report.standing == Standing{Stage::published, Publication::open})
        kind = web::StatusKind::done;
    return web::status_tag(kind, language.say(standing_name(report.standing)));
}

web::Html public_words(const Report& report, const web::Language& language) {
    web::Html words;
    if (report.standing.publication == Publication::none)
        return words.add(language.say("Ikke udgivet endnu."));
    words.add(web::link(published_path(report.year), published_path(report.year)));
    if (report.standing.publication == Publication::withdrawn)
        words.add("<br>"_html, language.say_with("Trukket tilbage: {}", report.withdrawn_reason));
    return words;
}

// Written in March of the year after, when the year's figures have come.
std::string due_words(const ReportOverview& overview, const web::Language& language) {
    for (const initiatives::Entry& entry : overview.catalogue->year_wheel)
        if (entry.kind == "report" && entry.key == "annual_report" && entry.month)
            return language.say_with("{} {}", language.month(static_cast<unsigned>(*entry.month)),
                                     std::to_string(overview.report.year + 1));
    return {};
}

web::Html facts(const ReportOverview& overview, const web::Language& language) {
    const Report& report = overview.report;
    web::Html sent;
    if (report.sent_on)
        sent.add(language.say_with("{}, {}", unit_name(overview, report.sent_to, language),
                                   language.date(*report.sent_on)));
    return web::definition_list(
        {{language.say("Tilstand"), standing_tag(report, language)},
         {language.say("Skrives"), web::text(due_words(overview, language))},
         {language.say("For alle"), public_words(report, language)},
         {language.say("Sendt til"), sent},
         {language.say("Rettelse i gang"), web::text(report.correction)}});
}

// ---- sections and reading through

web::Html sections_table(const ReportOverview& overview, const web::Language& language) {
    web::Table table(
        {.caption = language.say("Rapportens tekster"),
         .columns = {{.heading = language.say("Afsnit"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Ansvarlig enhed")},
                     {.heading = language.say("Tegn"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Version"), .kind = web::ColumnKind::number}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Section& section : overview.sections)
        table.row(web::link(report_path(overview.report.year) + "/afsnit/" + section.key,
                            section_title(*overview.catalogue, overview.report.year, section.key,
                                          language)),
                  unit_name(overview, section.unit_key, language),
                  static_cast<std::int64_t>(base::length_in_characters(section.text_da)),
                  section.version);
    return table.finish();
}

web::Html reading_words(const WritingUnit& unit, const std::string& fingerprint,
                        const web::Language& language) {
    if (unit.read_fingerprint.empty())
        return web::status_tag(web::StatusKind::planned, language.say("Ikke læst igennem"));
    const std::string when = unit.read_at ? language.instant(*unit.read_at) : std::string();
    const bool current = unit.read_fingerprint == fingerprint;
    web::Html words = current ? web::status_tag(web::StatusKind::done, language.say("Læst igennem"))
                              : web::status_tag(web::StatusKind::attention,
                                                language.say("Teksterne er ændret siden"));
    return words.add(" "_html, language.say_with("{}, {}", unit.read_by, when));
}

// Those who work in the unit, or below it, may say that it has read the texts through.
web::Html read_button(const Visit& visit, const ReportOverview& overview, const WritingUnit& unit) {
    const bool current = unit.read_fingerprint == overview.fingerprint;
    const bool may = visit.may(Permission::write_reports) &&
                     is_writable(overview.report.standing) && !current &&
                     is_part_of(*overview.catalogue, visit.user().unit_key, unit.unit_key);
    if (!may) return {};
    return web::post_button(
        {.label = visit.language.say("Vi har læst det igennem"),
         .action = report_path(overview.report.year) + "/gennemlaest",
         .csrf_token = visit.csrf_token(),
         .hidden = {{"unit", unit.unit_key}, {"fingerprint", overview.fingerprint}},
         .hidden_words = unit_name(overview, unit.unit_key, visit.language)});
}

web::Html reading_table(const Visit& visit, const ReportOverview& overview) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Læst igennem af begge enheder"),
         .columns = {{.heading = language.say("Enhed"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Gennemlæsning")},
                     {.heading = language.say("Markér"), .heading_hidden = true}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const WritingUnit& unit : overview.report.units)
        table.row(unit_name(overview, unit.unit_key, language),
                  reading_words(unit, overview.fingerprint, language),
                  read_button(visit, overview, unit));
    return table.finish();
}

// ---- steps

struct StepWords {
    std::string_view button;
    std::string_view explanation;
};

StepWords words_of(Step step) {
    using base::danish;
    switch (step) {
        case Step::freeze:
            return {danish("Lås og underskriv"),
                    danish("Tallene tælles op nu, små tal skjules, og dokumentet får en "
                           "kontrolsum. Begge enheder skal have læst teksterne igennem.")};
        case Step::reopen:
            return {danish("Lås op igen"),
                    danish("Rapporten bliver et udkast igen. Den låste udgave gemmes, men udgives "
                           "ikke.")};
        case Step::publish:
            return {danish("Udgiv"),
                    danish("Den låste udgave vises for alle på sin adresse, uden at man logger "
                           "ind.")};
        case Step::correct:
            return {danish("Begynd en rettelse"),
                    danish("Den udgivne rapport bliver stående, til rettelsen er låst og udgivet. "
                           "Begrundelsen vises for alle.")};
        case Step::withdraw:
            return {danish("Træk tilbage"),
                    danish("Rapporten og dens filer fjernes fra adressen. Begrundelsen vises i "
                           "stedet.")};
        case Step::send:
            return {danish("Markér som sendt"), danish("Hvornår udvalget har fået rapporten.")};
    }
    return {};
}

web::Html reason_field(Step step, const web::Fields& filled, const base::FieldErrors& errors,
                       const web::Language& language) {
    const std::string name = reason_field_name(step);
    return web::text_area({.name = name,
                           .label = language.say("Hvad og hvorfor"),
                           .value = filled.value(name),
                           .error = web::error_at(errors, name, language),
                           .rows = 3,
                           .character_limit = static_cast<int>(reason_characters_max)},
                          language);
}

web::Html send_fields(const Visit& visit, const ReportOverview& overview,
                      const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> committees;
    for (const std::string& key : committees_of(*overview.catalogue))
        committees.push_back({key, unit_name(overview, key, language)});
    web::Html fields;
    return fields.add(web::select_field({.name = "sent_to",
                                         .label = language.say("Udvalg"),
                                         .options = std::move(committees),
                                         .value = overview.report.sent_to,
                                         .error = web::error_at(errors, "sent_to", language)},
                                        language),
                      web::text_field({.name = "sent_on",
                                       .label = language.say("Dato"),
                                       .type = web::InputType::date,
                                       .value = base::iso_date(visit.today()),
                                       .error = web::error_at(errors, "sent_on", language),
                                       .width = web::FieldWidth::s},
                                      language));
}

web::Html step_form(const Visit& visit, const ReportOverview& overview, Step step,
                    const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const StepWords words = words_of(step);
    web::Html fields("<p>"_html);
    fields.add(language.say(words.explanation), "</p>"_html);
    if (step == Step::correct || step == Step::withdraw)
        fields.add(reason_field(step, filled, errors, language));
    if (step == Step::send) fields.add(send_fields(visit, overview, errors));
    const bool forward = step == Step::freeze || step == Step::publish;
    fields.add(
        web::button_row(web::button({.label = language.say(words.button),
                                     .kind = step == Step::withdraw ? web::ButtonKind::warning
                                             : forward              ? web::ButtonKind::primary
                                                       : web::ButtonKind::secondary})));
    return web::form(
        {.action = report_path(overview.report.year) + "/skridt/" + std::string(step_code(step)),
         .csrf_token = visit.csrf_token(),
         .hidden = {{"version", std::to_string(overview.report.version)},
                    {"step", std::string(step_code(step))}},
         .label = language.say(words.button)},
        fields);
}

web::Html steps_section(const Visit& visit, const ReportOverview& overview,
                        const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Næste skridt")));
    if (!visit.may(Permission::sign_reports))
        return section.add("<p>"_html,
                           language.say("En leder låser, udgiver, retter og trækker tilbage."),
                           "</p>"_html);
    for (const Step step : steps_from(overview.report.standing))
        section.add(web::heading(web::HeadingLevel::h3, language.say(words_of(step).button)),
                    step_form(visit, overview, step, filled, errors));
    return section;
}

// ---- editions

web::Html editions_table(const ReportOverview& overview, const web::Language& language) {
    web::Table table(
        {.caption = language.say("Låste udgaver, den nyeste øverst"),
         .columns = {{.heading = language.say("Udgave"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Underskrevet")},
                     {.heading = language.say("Udgivet")},
                     {.heading = language.say("Kontrolsum og rettelse")}},
         .empty_text = language.say("Rapporten har ikke været låst endnu."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const FrozenEdition& edition : overview.editions) {
        web::Html published;
        if (edition.published_at)
            published.add(language.instant(*edition.published_at));
        else
            published.add(edition.reopened ? language.say("Nej, låst op igen")
                                           : language.say("Ikke endnu"));
        web::Html hash("<code class=\"small-text\">"_html);
        hash.add(edition.sha256, "</code>"_html);
        if (!edition.correction.empty()) hash.add("<br>"_html, edition.correction);
        table.row(
            edition.number,
            language.say_with("{}, {}", edition.frozen_by, language.instant(edition.frozen_at)),
            published, hash);
    }
    return table.finish();
}

web::Html ways(const ReportOverview& overview, const web::Language& language) {
    const std::string path = report_path(overview.report.year);
    const bool frozen = overview.report.standing.stage == Stage::frozen;
    web::Html links("<ul class=\"nobullet-list\"><li>"_html);
    links.add(web::link(path + "/udkast", frozen ? language.say("Se den låste udgave")
                                                 : language.say("Se rapporten, som den er nu")),
              "</li><li>"_html,
              web::link(path + "/orientering", language.say("Orienteringer til udvalget")),
              "</li></ul>"_html);
    if (frozen) links.add(file_links(path + "/filer/aarsrapport", language));
    return links;
}

}  // namespace

std::vector<std::string> committees_of(const initiatives::Catalogue& catalogue) {
    std::vector<std::string> keys;
    for (const initiatives::Entry& unit : catalogue.units)
        if (unit.kind == "committee") keys.push_back(unit.key);
    for (const initiatives::Entry& unit : catalogue.units)
        if (unit.kind == "council") keys.push_back(unit.key);
    return keys;
}

web::Response overview_page(const Visit& visit, const ReportOverview& overview,
                            const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(web::error_summary(errors, language));
    if (overview.newer_facts) {
        web::Html words =
            web::text(language.say("Der er kommet nye officielle tal, siden rapporten blev låst."));
        words.add(" "_html, web::link(report_path(overview.report.year) + "/orientering",
                                      language.say("Lav en orientering til udvalget")));
        content.add(web::alert({.kind = web::AlertKind::warning, .content = words}, language));
    }
    content.add(facts(overview, language), ways(overview, language),
                web::heading(web::HeadingLevel::h2, language.say("Tekster")),
                sections_table(overview, language), reading_table(visit, overview),
                steps_section(visit, overview, filled, errors),
                web::heading(web::HeadingLevel::h2, language.say("Udgaver")),
                editions_table(overview, language));
    return visit.page(language.say_with("Årsrapport {}", std::to_string(overview.report.year)),
                      content,
                      {.breadcrumb = reports_breadcrumb(language),
                       .charts = false,
                       .status = errors.empty() ? 200 : 422});
}

}  // namespace reports

#include "reports/report_pages.h"

#include <algorithm>

#include "reports/report_builder.h"
#include "reports/report_note_pages.h"
#include "reports/report_overview.h"
#include "reports/report_page_parts.h"
#include "reports/report_preview_pages.h"
#include "reports/report_reading.h"
#include "reports/report_section_pages.h"
#include "reports/report_step_form.h"
#include "reports/report_steps.h"
#include "reports/report_units.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/checkbox_group.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace reports {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

// ---- the list

// Departments and centres can write a report; committees receive it.
std::vector<web::Choice> unit_choices(const initiatives::Catalogue& catalogue, base::Date today,
                                      const web::Language& language) {
    std::vector<web::Choice> choices;
    for (const initiatives::Entry& unit : catalogue.units) {
        const bool writes = unit.kind == "centre" || unit.kind == "department" ||
                            unit.kind == "institution" || unit.kind == "team";
        if (writes && unit.from.first_day() <= today && unit.to.first_day_after() > today)
            choices.push_back({unit.key, unit.name.in(language.tag())});
    }
    return choices;
}

// The units that wrote the newest report write the next one too.
std::vector<std::string> usual_units(const std::vector<Report>& all) {
    std::vector<std::string> units;
    if (!all.empty())
        for (const WritingUnit& unit : all.front().units) units.push_back(unit.unit_key);
    return units;
}

web::Html new_report_form(const Visit& visit, const initiatives::Catalogue& catalogue,
                          const std::vector<Report>& all, const web::Fields& filled,
                          const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const bool sent = filled.has("year");
    web::Html fields;
    fields.add(web::text_field({.name = "year",
                                .label = language.say("År"),
                                .type = web::InputType::number,
                                .value = sent ? filled.value("year")
                                              : std::to_string(base::year_of(visit.today())),
                                .error = web::error_at(errors, "year", language),
                                .width = web::FieldWidth::xs},
                               language),
               web::checkbox_group(
                   {.name = "units",
                    .legend = language.say("To enheder, der skriver rapporten i fællesskab"),
                    .choices = unit_choices(catalogue, visit.today(), language),
                    .values = sent ? filled.values("units") : usual_units(all),
                    .error = web::error_at(errors, "units", language),
                    .need = web::Need::required},
                   language),
               web::button_row(web::button({.label = language.say("Begynd rapporten")})));
    web::Html section;
    return section.add(
        web::heading(web::HeadingLevel::h2, language.say("Begynd årets rapport")),
        web::form({.action = reports_root, .csrf_token = visit.csrf_token()}, fields));
}

web::Html list_table(const std::vector<Report>& all, const initiatives::Catalogue& catalogue,
                     const web::Language& language) {
    web::Table table({.caption = language.say("Årsrapporterne, den nyeste øverst"),
                      .columns = {{.heading = language.say("År"), .kind = web::ColumnKind::heading},
                                  {.heading = language.say("Tilstand")},
                                  {.heading = language.say("Skrives af")}},
                      .empty_text = language.say("Der er endnu ingen rapporter."),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (const Report& report : all) {
        std::vector<std::string> units;
        for (const WritingUnit& unit : report.units) units.push_back(unit.unit_key);
        std::string names;
        for (const std::string& name : unit_names(catalogue, units, language.tag()))
            names += (names.empty() ? "" : ", ") + name;
        table.row(web::link(report_path(report.year), std::to_string(report.year)),
                  language.say(standing_name(report.standing)), names);
    }
    return table.finish();
}

web::Response list_page(const Visit& visit, initiatives::CurrentCatalogue& current,
                        const base::FieldErrors& errors) {
    CataloguePointer catalogue;
    std::vector<Report> all;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        all = reports(reading);
    }
    web::Html content;
    content.add(web::error_summary(errors, visit.language),
                list_table(all, *catalogue, visit.language));
    if (visit.may(Permission::write_reports))
        content.add(new_report_form(visit, *catalogue, all, visit.request.form, errors));
    return visit.page(visit.language.say("Rapporter"), content,
                      {.breadcrumb = {}, .charts = false, .status = errors.empty() ? 200 : 422});
}

// A new report begins with the units of the last one for each section, and no text.
ReportTexts first_texts(store::Connection& connection, const NewReportForm& form) {
    ReportTexts texts{form.year, form.units, {}};
    const std::vector<Report> all = reports(connection);
    if (all.empty()) return texts;
    for (const Section& section : sections_of(connection, all.front().id))
        if (std::find(form.units.begin(), form.units.end(), section.unit_key) != form.units.end())
            texts.sections.push_back({section.key, section.unit_key, {}, {}});
    return texts;
}

web::Response create(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::WriteTransaction transaction = visit.services.database.write();
    const CataloguePointer catalogue = current.get(transaction);
    std::vector<std::string> allowed;
    for (const web::Choice& choice : unit_choices(*catalogue, visit.today(), visit.language))
        allowed.push_back(choice.value.string());
    const NewReportForm form = read_new_report_form(visit.request.form, allowed, visit.today());
    if (!form.errors.empty()) return list_page(visit, current, form.errors);
    const auto made = create_report(transaction, first_texts(transaction, form),
                                    section_keys(*catalogue, form.year), changer_of(visit));
    if (!made) return list_page(visit, current, {{"year", made.error()}});
    visit.record(transaction, trail::Action::create, "report", std::to_string(form.year));
    transaction.commit();
    return web::see_other(report_path(form.year) + "?besked=oprettet");
}

// ---- one report

std::optional<ReportOverview> read_overview(const Visit& visit, store::Connection& connection,
                                            initiatives::CurrentCatalogue& current) {
    const auto year = year_of(visit.request.parameter("year"));
    if (!year) return std::nullopt;
    auto report = find_report(connection, *year);
    if (!report) return std::nullopt;
    ReportOverview overview{current.get(connection), std::move(*report), {}, {}, false, {}};
    overview.sections = sections_of(connection, overview.report.id);
    overview.editions = editions_of(connection, overview.report.id);
    overview.fingerprint = fingerprint(overview.sections);
    overview.newer_facts = has_unreported_facts(connection, *overview.catalogue, overview.report);
    return overview;
}

web::Response show(const Visit& visit, initiatives::CurrentCatalogue& current,
                   const base::FieldErrors& errors) {
    std::optional<ReportOverview> overview;
    {
        store::ReadTransaction reading = visit.services.database.read();
        overview = read_overview(visit, reading, current);
    }
    if (!overview) return visit.not_found();
    return overview_page(visit, *overview, visit.request.form, errors);
}

// Whether the unit the form names writes the report, and the visitor works in it.
std::optional<web::Response> refuse_unit(const Visit& visit,
                                         initiatives::CurrentCatalogue& current) {
    std::optional<ReportOverview> overview;
    {
        store::ReadTransaction reading = visit.services.database.read();
        overview = read_overview(visit, reading, current);
    }
    if (!overview) return visit.not_found();
    const std::string& unit = visit.request.form.value("unit");
    const auto& units = overview->report.units;
    const bool known = std::any_of(units.begin(), units.end(),
                                   [&](const WritingUnit& one) { return one.unit_key == unit; });
    if (!known) return visit.not_found();
    if (!is_part_of(*overview->catalogue, visit.user().unit_key, unit))
        return visit.refused("report_unit");
    return std::nullopt;
}

web::Response mark(const Visit& visit, initiatives::CurrentCatalogue& current) {
    if (auto refused = refuse_unit(visit, current)) return std::move(*refused);
    store::WriteTransaction transaction = visit.services.database.write();
    const auto overview = read_overview(visit, transaction, current);
    if (!overview) return visit.not_found();
    base::FieldErrors errors;
    if (!is_writable(overview->report.standing))
        errors.push_back({"", base::refuse("wrong_standing", "Rapporten er låst.")});
    // What was read is what the page showed, not what someone wrote meanwhile.
    else if (visit.request.form.value("fingerprint") != overview->fingerprint)
        errors.push_back({"", base::refuse("version_conflict",
                                           "Teksterne er ændret imens. Læs dem igen, før du "
                                           "markerer dem som læst.")});
    if (!errors.empty()) return overview_page(visit, *overview, visit.request.form, errors);
    mark_read(transaction, overview->report.id, visit.request.form.value("unit"),
              overview->fingerprint, changer_of(visit));
    visit.record(transaction, trail::Action::sign, "report_reading",
                 std::to_string(overview->report.year), overview->fingerprint);
    transaction.commit();
    return web::see_other(report_path(overview->report.year) + "?besked=gemt");
}

// ---- steps

std::string_view notice_of(Step step) {
    switch (step) {
        case Step::publish:
            return "udgivet";
        case Step::withdraw:
            return "trukket";
        case Step::send:
            return "sendt";
        default:
            return "gemt";
    }
}

base::FieldErrors errors_at(Step step, const base::Error& error) {
    const bool at_reason = error.code == "reason";
    return {{at_reason ? reason_field_name(step) : std::string(), error}};
}

// After the freeze the files are made at once, so that a program that is missing shows here and not
// when someone wants to read the report.
web::Response frozen_page(const Visit& visit, ReportFiles& files, const FrozenReport& report) {
    const web::Language& language = visit.language;
    const int year = report.document.year;
    web::Html content;
    content.add(web::alert(web::AlertKind::success,
                           language.say("Rapporten er låst og underskrevet."), language),
                edition_section(report.frame, language),
                web::heading(web::HeadingLevel::h2, language.say("Filerne")), "<ul>"_html);
    for (const ReportFiles::Made& made : files.make_all(report, visit.services.danish)) {
        const std::string extension(file_extension(made.kind));
        content.add("<li>"_html);
        if (made.error)
            content.add(extension, ": "_html, language.say(*made.error), " "_html,
                        web::link(report_path(year) + "/filer/aarsrapport." + extension,
                                  language.say("Prøv igen"), extension));
        else
            content.add(language.say_with("{} er lavet.", extension));
        content.add("</li>"_html);
    }
    content.add("</ul><p>"_html, web::link(report_path(year), language.say("Videre til rapporten")),
                "</p>"_html);
    return visit.page(language.say_with("Årsrapport {} er låst", std::to_string(year)), content,
                      {.breadcrumb = report_breadcrumb(year, language)});
}

StepRequest request_of(const Visit& visit, Step step, const StepForm& form) {
    return {step,
            form.version,
            visit.user().permissions,
            visit.user().name,
            changer_of(visit),
            form.reason,
            form.sent_to,
            form.sent_on,
            visit.services.demonstration};
}

web::Response step(const Visit& visit, initiatives::CurrentCatalogue& current, ReportFiles& files) {
    const auto asked = step_of(visit.request.parameter("step"));
    if (!asked) return visit.not_found();
    StepTaken taken;
    int year = 0;
    {
        store::WriteTransaction transaction = visit.services.database.write();
        const auto overview = read_overview(visit, transaction, current);
        if (!overview) return visit.not_found();
        year = overview->report.year;
        const StepForm form =
            *asked == Step::send
                ? read_send_form(visit.request.form, committees_of(*overview->catalogue),
                                 visit.today())
                : read_step_form(visit.request.form, *asked);
        if (!form.errors.empty())
            return overview_page(visit, *overview, visit.request.form, form.errors);
        auto outcome = take_step(transaction, *overview->catalogue, overview->report,
                                 request_of(visit, *asked, form), visit.services.danish,
                                 visit.services.english);
        if (!outcome)
            return overview_page(visit, *overview, visit.request.form,
                                 errors_at(*asked, outcome.error()));
        taken = std::move(outcome).value();
        visit.record(transaction, trail::Action::sign, "report", std::to_string(year),
                     step_reference(*asked, taken));
        transaction.commit();
    }
    if (!taken.files_to_remove.empty()) files.remove(taken.files_to_remove);
    if (taken.frozen) return frozen_page(visit, files, *taken.frozen);
    return web::see_other(report_path(year) + "?besked=" + std::string(notice_of(*asked)));
}

}  // namespace

void add_report_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue,
                       ReportFiles& files) {
    routes.get("/rapporter", Permission::see_report_drafts,
               [&catalogue](const Visit& visit) { return list_page(visit, catalogue, {}); });
    routes.post("/rapporter", Permission::write_reports,
                [&catalogue](const Visit& visit) { return create(visit, catalogue); });
    routes.get("/rapporter/{year}", Permission::see_report_drafts,
               [&catalogue](const Visit& visit) { return show(visit, catalogue, {}); });
    routes.post("/rapporter/{year}/gennemlaest", Permission::write_reports,
                [&catalogue](const Visit& visit) { return mark(visit, catalogue); });
    routes.post("/rapporter/{year}/skridt/{step}", Permission::sign_reports,
                [&catalogue, &files](const Visit& visit) { return step(visit, catalogue, files); });
    add_section_routes(routes, catalogue);
    add_preview_routes(routes, catalogue, files);
    add_note_routes(routes, catalogue);
}

}  // namespace reports

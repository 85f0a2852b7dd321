#include "evidence/entered_figure_pages.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "evidence/entered_figure_form.h"
#include "evidence/entered_figure_store.h"
#include "history/record_change.h"
#include "initiatives/choice.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/radio_group.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace evidence {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;
using Catalogue = std::shared_ptr<const initiatives::Catalogue>;
using initiatives::FigureDefinition;

constexpr std::string_view root = "/indtastede-tal";
constexpr int unprocessable = 422;

std::string path_of(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

std::string initiative_path(std::string_view key) {
    return "/indsatser/" + web::encode_component(key);
}

Catalogue read_catalogue(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::ReadTransaction reading = visit.services.database.read();
    return current.get(reading);
}

Changer changer_of(const Visit& visit) {
    return {visit.user().account_id, visit.now};
}

std::string number_words(const std::optional<double>& number, const web::Language& language) {
    if (!number) return std::string(language.say("Ikke kendt"));
    const bool whole = *number == std::floor(*number);
    constexpr int most_decimals = 2;
    return language.decimal(*number, whole ? 0 : most_decimals);
}

// As it is kept, with the decimal sign that people here write.
std::string with_comma(std::string number) {
    std::replace(number.begin(), number.end(), '.', ',');
    return number;
}

// "Søgte pas (personer)"; the key when the catalogue has no such figure any more.
std::string name_words(const FigureDefinition* definition, const std::string& key,
                       const web::Language& language) {
    if (!definition) return key;
    const std::string& name = definition->name.in(language.tag());
    const std::string& unit = definition->unit.in(language.tag());
    return unit.empty() ? name : language.say_with("{} ({})", name, unit);
}

history::Wording wording_of(const web::Language& language) {
    return {[&language](std::string_view key) {
                if (key == "state") return std::string(language.say("Kendes tallet?"));
                if (key == "number") return std::string(language.say("Tal"));
                if (key == "data_date") return std::string(language.say("Opgjort den"));
                return std::string(language.say("Kilde"));
            },
            [&language](std::string_view key, const std::string& value) {
                if (key == "state" && value == "known") return std::string(language.say("Ja"));
                if (key == "state") return std::string(language.say("Nej"));
                if (key == "data_date") {
                    const auto day = base::parse_date(value);
                    return day ? language.date(*day) : value;
                }
                return key == "number" ? with_comma(value) : value;
            }};
}

// ---- the form

web::Html figure_facts(const Visit& visit, const Catalogue& catalogue, const EnteredFigure& of,
                       const FigureDefinition* definition) {
    const web::Language& language = visit.language;
    web::Html target;
    if (definition && definition->target)
        target = web::text(number_words(definition->target, language));
    return web::definition_list(
        {{language.say("Indsats"),
          web::link(initiative_path(of.initiative),
                    initiatives::initiative_name(*catalogue, of.initiative, of.year, language))},
         {language.say("Tal"), web::text(name_words(definition, of.figure, language))},
         {language.say("År"), web::text(std::to_string(of.year))},
         {language.say("Mål for året"), target},
         {language.say("Små tal"),
          web::text(language.say(
              counts_persons(definition)
                  ? base::danish("Tallet tæller personer: 1 til 4 skjules i rapporter.")
                  : base::danish("Tallet tæller ikke personer: det vises, som det er.")))}});
}

web::Html form_fields(const web::Fields& filled, const base::FieldErrors& errors,
                      const web::Language& language) {
    const auto error = [&](std::string_view name) { return web::error_at(errors, name, language); };
    web::Html fields;
    fields.add(
        web::radio_group(
            {.name = "state",
             .legend = language.say("Kendes tallet?"),
             .choices = {{.value = "known", .label = language.say("Ja")},
                         {.value = "unknown", .label = language.say("Nej, det kendes ikke")}},
             .value = filled.value("state"),
             .error = error("state")},
            language),
        web::text_field({.name = "number",
                         .label = language.say("Tal"),
                         .value = with_comma(filled.value("number")),
                         .hint = language.say("Lad feltet stå tomt, når tallet ikke kendes. Nul "
                                              "skrives kun, når der er talt nul."),
                         .error = error("number"),
                         .need = web::Need::unmarked,
                         .width = web::FieldWidth::s,
                         .input_mode = "decimal"},
                        language),
        web::text_field({.name = "data_date",
                         .label = language.say("Opgjort den"),
                         .type = web::InputType::date,
                         .value = filled.value("data_date"),
                         .error = error("data_date")},
                        language),
        web::text_area(
            {.name = "note",
             .label = language.say("Kilde"),
             .value = filled.value("note"),
             .hint = language.say("Hvor tallet kommer fra, og hvad man skal vide om det. "
                                  "Det står i årsrapporten. Nævn ingen personer."),
             .error = error("note"),
             .character_limit = static_cast<int>(note_characters_max)},
            language));
    return fields;
}

web::Response form_page(const Visit& visit, const Catalogue& catalogue, const EnteredFigure& of,
                        std::string_view title, const std::string& action,
                        const web::Fields& filled, const base::FieldErrors& errors,
                        web::HiddenFields hidden) {
    const web::Language& language = visit.language;
    const FigureDefinition* definition =
        find_entered_definition(*catalogue, of.initiative, of.figure, of.year);
    web::Html fields = form_fields(filled, errors, language);
    fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content;
    content.add(
        web::error_summary(errors, language), figure_facts(visit, catalogue, of, definition),
        web::form({.action = action, .csrf_token = visit.csrf_token(), .hidden = std::move(hidden)},
                  fields));
    return visit.page(
        title, content,
        {.breadcrumb = {{std::string(language.say("Indsatser")), "/indsatser"},
                        {initiatives::initiative_name(*catalogue, of.initiative, of.year, language),
                         initiative_path(of.initiative)}},
         .charts = false,
         .status = errors.empty() ? 200 : unprocessable});
}

// ---- a new one

// Which figure of which year the address or the form is about.
EnteredFigure asked_for(const web::Fields& fields) {
    EnteredFigure of;
    of.initiative = fields.value("indsats");
    of.figure = fields.value("tal");
    const std::int64_t year = history::number_of(fields.value("aar"));
    of.year = year >= 1900 && year <= 2200 ? static_cast<int>(year) : 0;
    return of;
}

web::HiddenFields hidden_of(const EnteredFigure& of) {
    return {{"indsats", of.initiative}, {"tal", of.figure}, {"aar", std::to_string(of.year)}};
}

web::Response new_page(const Visit& visit, const Catalogue& catalogue, const EnteredFigure& of,
                       const web::Fields& filled, const base::FieldErrors& errors) {
    return form_page(visit, catalogue, of, visit.language.say("Skriv et tal"),
                     std::string(root) + "/ny", filled, errors, hidden_of(of));
}

web::Response new_form(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const EnteredFigure of = asked_for(visit.request.query);
    Catalogue catalogue;
    std::optional<EnteredFigure> known;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        known = entered_figure_of(reading, of.initiative, of.figure, of.year);
    }
    if (known) return web::see_other(path_of(known->id));
    web::Fields filled;
    filled.add("state", "known");
    filled.add("data_date", base::iso_date(visit.today()));
    const FigureDefinition* definition =
        find_entered_definition(*catalogue, of.initiative, of.figure, of.year);
    if (!catalogue->find_initiative(of.initiative)) return visit.not_found();
    base::FieldErrors errors;
    if (!definition || of.year > base::year_of(visit.today())) {
        EnteredFigure shown = of;
        shown.note = "-";
        shown.data_date = visit.today();
        for (base::FieldError& error : check(shown, definition, visit.today()))
            if (error.field.empty()) errors.push_back(std::move(error));
    }
    return new_page(visit, catalogue, of, filled, errors);
}

web::Response create(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Fields& form = visit.request.form;
    const EnteredFigure of = asked_for(form);
    const Catalogue catalogue = read_catalogue(visit, current);
    if (!catalogue->find_initiative(of.initiative)) return visit.not_found();
    EnteredFigureInput input = read_entered_figure(
        form, of, find_entered_definition(*catalogue, of.initiative, of.figure, of.year),
        visit.today());
    if (!input.errors.empty()) return new_page(visit, catalogue, of, form, input.errors);
    std::int64_t id = 0;
    {
        store::WriteTransaction writing = visit.services.database.write();
        const auto known = entered_figure_of(writing, of.initiative, of.figure, of.year);
        if (!known) {
            id = add_entered_figure(writing, input.figure, changer_of(visit));
            visit.record(writing, trail::Action::create, "entered_figure", std::to_string(id));
            writing.commit();
        } else if (known->removed) {
            // A deleted one comes back with what was written now, and keeps its history.
            id = known->id;
            input.figure.id = known->id;
            input.figure.version = known->version;
            if (change_entered_figure(writing, input.figure, changer_of(visit),
                                      history::Change::restored)) {
                visit.record(writing, trail::Action::restore, "entered_figure", std::to_string(id));
                writing.commit();
            }
        }
    }
    if (id == 0)
        return new_page(visit, catalogue, of, form,
                        {{"", base::refuse("entered_already",
                                           "En anden har skrevet tallet imens. Find det på "
                                           "indsatsens side, og ret det der.")}});
    return web::see_other(path_of(id) + "?besked=oprettet");
}

// ---- one figure

web::Html actions_of(const Visit& visit, const EnteredFigure& figure) {
    if (!visit.may(Permission::register_activities)) return {};
    return history::record_buttons(visit, path_of(figure.id), figure.version, figure.removed);
}

web::Response show(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    Catalogue catalogue;
    std::optional<EnteredFigure> figure;
    std::vector<history::Version> versions;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        figure = find_entered_figure(reading, history::number_of(visit.request.parameter("id")));
        // What was deleted is there only for those who could bring it back.
        if (!figure || (figure->removed && !visit.may(Permission::register_activities)))
            return visit.not_found();
        versions = history::versions(reading, "entered_figure", figure->id);
    }
    const FigureDefinition* definition =
        find_entered_definition(*catalogue, figure->initiative, figure->figure, figure->year);
    web::Html content;
    if (figure->removed)
        content.add("<p><strong>"_html, language.say("Tallet er slettet."), "</strong></p>"_html);
    content.add(actions_of(visit, *figure), figure_facts(visit, catalogue, *figure, definition),
                web::definition_list(
                    {{language.say("Værdi"), web::text(number_words(figure->number, language))},
                     {language.say("Opgjort den"), web::text(language.date(figure->data_date))},
                     {language.say("Kilde"), web::paragraphs(figure->note)}}),
                history::versions_section(visit, versions, wording_of(language),
                                          visit.may(Permission::register_activities)
                                              ? path_of(figure->id) + "/genskab"
                                              : std::string()));
    return visit.page(language.say_with("{} i {}", name_words(definition, figure->figure, language),
                                        std::to_string(figure->year)),
                      content,
                      {.breadcrumb = {{std::string(language.say("Indsatser")), "/indsatser"},
                                      {initiatives::initiative_name(*catalogue, figure->initiative,
                                                                    figure->year, language),
                                       initiative_path(figure->initiative)}}});
}

// What the record's own pages need; the record may be one that doesn't exist.
history::RecordPages pages_of(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const Catalogue catalogue = read_catalogue(visit, current);
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    EnteredFigure of;
    {
        store::ReadTransaction reading = visit.services.database.read();
        of = find_entered_figure(reading, id).value_or(EnteredFigure{});
    }
    const auto save = [&visit](EnteredFigure figure) {
        return [&visit, figure](store::WriteTransaction& writing, std::int64_t version,
                                history::Change change) mutable {
            figure.version = version;
            return change_entered_figure(writing, figure, changer_of(visit), change);
        };
    };
    history::RecordPages pages;
    pages.kind = "entered_figure";
    pages.id = id;
    pages.path = path_of(id);
    pages.wording = wording_of(visit.language);
    pages.find = [id, save](store::Connection& connection) -> std::optional<history::StoredDraft> {
        const auto stored = find_entered_figure(connection, id);
        if (!stored) return std::nullopt;
        return history::StoredDraft{
            stored->version, stored->removed, {snapshot(*stored), {}, save(*stored)}};
    };
    pages.read = [&visit, catalogue, of, save](const web::Fields& form) {
        EnteredFigureInput input = read_entered_figure(
            form, of, find_entered_definition(*catalogue, of.initiative, of.figure, of.year),
            visit.today());
        return history::Draft{snapshot(input.figure), std::move(input.errors), save(input.figure)};
    };
    pages.form_page = [&visit, catalogue, of, id](const web::Fields& form,
                                                  const base::FieldErrors& errors,
                                                  std::int64_t version) {
        return form_page(visit, catalogue, of, visit.language.say("Ret tallet"),
                         path_of(id) + "/rediger", form, errors,
                         {{"version", std::to_string(version)}});
    };
    return pages;
}

web::Response edit_form(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::edit_form(visit, pages_of(visit, current));
}

web::Response edit(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::save_form(visit, pages_of(visit, current),
                              history::resolve(visit.request.form));
}

web::Response remove(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::remove_record(visit, pages_of(visit, current));
}

web::Response restore(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::restore_record(visit, pages_of(visit, current));
}

// ---- on an initiative's page

const FigureDefinition* definition_of(const std::vector<FigureDefinition>& definitions,
                                      const std::string& key) {
    for (const FigureDefinition& definition : definitions)
        if (definition.key == key) return &definition;
    return nullptr;
}

web::Html entered_table(const std::vector<EnteredFigure>& figures,
                        const std::vector<FigureDefinition>& definitions,
                        const web::Language& language) {
    web::Table table(
        {.caption = language.say("Indtastede tal"),
         .columns = {{.heading = language.say("Tal"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("År")},
                     {.heading = language.say("Værdi"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Opgjort den")},
                     {.heading = language.say("Kilde")}},
         .empty_text = language.say("Ingen tal er skrevet endnu."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const EnteredFigure& figure : figures) {
        const FigureDefinition* definition = definition_of(definitions, figure.figure);
        table.row(web::link(path_of(figure.id), name_words(definition, figure.figure, language),
                            std::to_string(figure.year)),
                  std::to_string(figure.year), number_words(figure.number, language),
                  language.date(figure.data_date), figure.note);
    }
    return table.finish();
}

web::Html enter_form(const Visit& visit, const initiatives::Catalogue& catalogue,
                     const initiatives::Initiative& initiative,
                     const std::vector<FigureDefinition>& definitions) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> figures;
    for (const FigureDefinition& definition : definitions)
        figures.push_back({definition.key, name_words(&definition, definition.key, language)});
    const int today = base::year_of(visit.today());
    std::vector<web::SelectOption> years;
    for (int year = today; year >= initiative.editions.front().period; --year) {
        const bool any = std::any_of(
            definitions.begin(), definitions.end(), [&](const FigureDefinition& definition) {
                return find_entered_definition(catalogue, initiative.key, definition.key, year);
            });
        if (any) years.push_back({std::to_string(year), std::to_string(year)});
    }
    if (years.empty()) return {};
    web::Html fields;
    fields.add(
        web::hidden_field("indsats", initiative.key),
        web::select_field({.name = "tal",
                           .label = language.say("Tal"),
                           .options = std::move(figures),
                           .need = web::Need::unmarked},
                          language),
        web::select_field({.name = "aar",
                           .label = language.say("År"),
                           .options = std::move(years),
                           .need = web::Need::unmarked},
                          language),
        web::button({.label = language.say("Skriv tallet"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = std::string(root) + "/ny",
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg, hvilket tal der skrives")},
                     fields);
}

}  // namespace

void add_entered_figure_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    using Handler = web::Response (*)(const Visit&, initiatives::CurrentCatalogue&);
    const auto page = [&catalogue](Handler handler) -> access::PageHandler {
        return [&catalogue, handler](const Visit& visit) { return handler(visit, catalogue); };
    };
    routes.get("/indtastede-tal/ny", Permission::register_activities, page(new_form));
    routes.post("/indtastede-tal/ny", Permission::register_activities, page(create));
    routes.get("/indtastede-tal/{id}", Permission::see_activities, page(show));
    routes.get("/indtastede-tal/{id}/rediger", Permission::register_activities, page(edit_form));
    routes.post("/indtastede-tal/{id}/rediger", Permission::register_activities, page(edit));
    routes.post("/indtastede-tal/{id}/slet", Permission::register_activities, page(remove));
    routes.post("/indtastede-tal/{id}/genskab", Permission::register_activities, page(restore));
}

web::Html entered_figures_section(const Visit& visit, const initiatives::Catalogue& catalogue,
                                  const initiatives::Initiative& initiative) {
    if (!visit.visitor || !visit.may(Permission::see_activities)) return {};
    const std::vector<FigureDefinition> definitions = entered_definitions(initiative);
    std::vector<EnteredFigure> figures;
    {
        store::ReadTransaction reading = visit.services.database.read();
        figures = entered_figures_of(reading, initiative.key);
    }
    if (definitions.empty() && figures.empty()) return {};
    web::Html section = entered_table(figures, definitions, visit.language);
    if (!definitions.empty() && visit.may(Permission::register_activities))
        section.add(enter_form(visit, catalogue, initiative, definitions));
    return section;
}

}  // namespace evidence

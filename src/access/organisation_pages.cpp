#include "access/organisation_pages.h"

#include <map>
#include <vector>

#include "organisation/organisation_store.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/text_field.h"

namespace access {

namespace {

using organisation::HeldPosition;
using organisation::Unit;

std::string in_language(const Visit& visit, const std::string& danish, const std::string& english) {
    const bool is_english = visit.language.code() == web::LanguageCode::english;
    return is_english && !english.empty() ? english : danish;
}

std::string name_of(const Visit& visit, const std::map<std::string, Unit>& units,
                    const std::string& key) {
    const auto unit = units.find(key);
    return unit == units.end() ? key
                               : in_language(visit, unit->second.name_da, unit->second.name_en);
}

// From – to, with the last day included; open ends in words.
std::string period(const Visit& visit, const organisation::Validity& validity) {
    const web::Language& language = visit.language;
    if (validity.from && validity.to) {
        return language.say_with("{} til {}", language.date(*validity.from),
                                 language.date(base::add_days(*validity.to, -1)));
    }
    if (validity.from) return language.say_with("fra {}", language.date(*validity.from));
    if (validity.to) {
        return language.say_with("til {}", language.date(base::add_days(*validity.to, -1)));
    }
    return "";
}

web::Html day_form(const Visit& visit, const std::string& typed, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field(
        {.name = "dag",
         .label = language.say("Vis organisationen på dagen"),
         .type = web::InputType::date,
         .value = typed,
         .error = errors.empty() ? std::string() : language.say(errors.front().error),
         .need = web::Need::unmarked,
         .width = web::FieldWidth::m},
        language);
    fields.add(web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = "/organisation",
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg en dag")},
                     fields);
}

web::Html units_table(const Visit& visit, const std::map<std::string, Unit>& units,
                      base::Date day) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Enheder"),
         .columns = {{.heading = language.say("Enhed"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hører under")},
                     {.heading = language.say("Periode")},
                     {.heading = language.say("Afløst af")}},
         .empty_text = language.say("Der er ingen enheder den dag."),
         .caption_hidden = true},
        language);
    for (const auto& [key, unit] : units) {
        if (!unit.validity.covers(day)) continue;
        table.row(name_of(visit, units, key), name_of(visit, units, unit.parent_key),
                  period(visit, unit.validity), name_of(visit, units, unit.successor_key));
    }
    return table.finish();
}

web::Html positions_table(const Visit& visit, const std::map<std::string, Unit>& units,
                          const std::vector<HeldPosition>& positions) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Stillinger"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Stilling")},
                     {.heading = language.say("Enhed")},
                     {.heading = language.say("Periode")}},
         .empty_text = language.say("Ingen havde en stilling den dag."),
         .caption_hidden = true},
        language);
    for (const HeldPosition& held : positions) {
        table.row(held.staff_name, in_language(visit, held.holding.title_da, held.holding.title_en),
                  name_of(visit, units, held.holding.unit_key),
                  period(visit, held.holding.validity));
    }
    return table.finish();
}

web::Response show_organisation(const Visit& visit) {
    const web::Language& language = visit.language;
    const std::string& asked = visit.request.query.value("dag");
    const auto typed = base::parse_date(asked);
    base::FieldErrors errors;
    if (!asked.empty() && !typed) {
        errors.push_back({"dag", base::refuse("malformed", "Vælg en dato.")});
    }
    const base::Date day = typed.value_or(visit.today());

    store::ReadTransaction transaction = visit.services.database.read();
    std::map<std::string, Unit> units;
    for (Unit& unit : organisation::all_units(transaction))
        units.emplace(unit.key, std::move(unit));
    const auto positions = organisation::positions_on(transaction, day);

    web::Html content = web::error_summary(errors, language);
    content.add(day_form(visit, base::iso_date(day), errors),
                web::heading(web::HeadingLevel::h2,
                             language.say_with("Enheder den {}", language.date(day))),
                units_table(visit, units, day),
                web::heading(web::HeadingLevel::h2,
                             language.say_with("Stillinger den {}", language.date(day))),
                positions_table(visit, units, positions));
    return visit.page(language.say("Organisation"), content,
                      {.status = errors.empty() ? 200 : 422});
}

}  // namespace

void add_organisation_routes(Routes& routes) {
    routes.get("/organisation", Permission::see_initiatives, show_organisation);
}

}  // namespace access

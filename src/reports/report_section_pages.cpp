#include "reports/report_section_pages.h"

#include <charconv>

#include "history/version_view.h"
#include "reports/report_builder.h"
#include "reports/report_page_parts.h"
#include "reports/report_section_form.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/form.h"

namespace reports {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

// The section that the address names, with its report.
struct Place {
    CataloguePointer catalogue;
    Report report;
    Section section;

    std::string path() const { return report_path(report.year) + "/afsnit/" + section.key; }
    std::string title(const web::Language& language) const {
        return section_title(*catalogue, report.year, section.key, language);
    }
    std::vector<std::string> units() const {
        std::vector<std::string> keys;
        for (const WritingUnit& unit : report.units) keys.push_back(unit.unit_key);
        return keys;
    }
};

std::optional<Place> find_place(const Visit& visit, store::Connection& connection,
                                initiatives::CurrentCatalogue& current) {
    const auto year = year_of(visit.request.parameter("year"));
    if (!year) return std::nullopt;
    auto report = find_report(connection, *year);
    if (!report) return std::nullopt;
    auto section = find_section(connection, report->id, visit.request.parameter("section"));
    if (!section) return std::nullopt;
    return Place{current.get(connection), std::move(*report), std::move(*section)};
}

history::Wording wording_of(const Place& place, const web::Language& language) {
    return {[&language](std::string_view key) -> std::string {
                if (key == "unit_key") return std::string(language.say("Ansvarlig enhed"));
                if (key == "text_da") return std::string(language.say("Tekst på dansk"));
                if (key == "text_en") return std::string(language.say("Tekst på engelsk"));
                return std::string(key);
            },
            [catalogue = place.catalogue, &language](std::string_view key,
                                                     const std::string& value) -> std::string {
                if (key != "unit_key") return value;
                return initiatives::Catalogue::name_in(catalogue->units, value, language.tag());
            }};
}

web::Html section_form(const Visit& visit, const Place& place, const Section& filled,
                       const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> units;
    for (const std::string& unit : place.units())
        units.push_back(
            {unit, initiatives::Catalogue::name_in(place.catalogue->units, unit, language.tag())});
    const auto text = [&](std::string_view name, std::string_view label, const std::string& value,
                          std::string_view hint) {
        return web::text_area({.name = name,
                               .label = label,
                               .value = value,
                               .hint = hint,
                               .error = web::error_at(errors, name, language),
                               .need = web::Need::unmarked,
                               .rows = 16},
                              language);
    };
    web::Html fields;
    fields.add(web::select_field({.name = "unit_key",
                                  .label = language.say("Ansvarlig enhed"),
                                  .options = std::move(units),
                                  .value = filled.unit_key,
                                  .error = web::error_at(errors, "unit_key", language)},
                                 language),
               text("text_da", language.say("Tekst på dansk"), filled.text_da,
                    language.say("En tom linje begynder et nyt afsnit. Ingen navne på borgere.")),
               text("text_en", language.say("Tekst på engelsk"), filled.text_en,
                    language.say("Kan være tom; så vises den danske tekst.")),
               web::button_row(web::button({.label = language.say("Gem")})));
    return web::form({.action = place.path(),
                      .csrf_token = visit.csrf_token(),
                      .hidden = {{"version", std::to_string(filled.version)}}},
                     fields);
}

web::Response form_page(const Visit& visit, const Place& place, const Section& filled,
                        const base::FieldErrors& errors,
                        const std::vector<history::Version>& versions) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(web::error_summary(errors, language));
    if (const SectionKind* kind = find_section_kind(place.section.key))
        content.add("<p>"_html, language.say(kind->hint), "</p>"_html);
    const bool writable = is_writable(place.report.standing);
    if (!writable)
        content.add(web::alert(web::AlertKind::info,
                               language.say("Rapporten er låst, så teksten kan ikke ændres."),
                               language));
    const bool may_write = writable && visit.may(Permission::write_reports);
    if (may_write)
        content.add(section_form(visit, place, filled, errors));
    else
        content.add(web::paragraphs(place.section.text_da));
    content.add(history::versions_section(visit, versions, wording_of(place, language),
                                          may_write ? place.path() + "/genskab" : ""));
    return visit.page(place.title(language), content,
                      {.breadcrumb = report_breadcrumb(place.report.year, language),
                       .charts = false,
                       .status = errors.empty() ? 200 : 422});
}

web::Response show(const Visit& visit, initiatives::CurrentCatalogue& current) {
    std::optional<Place> place;
    std::vector<history::Version> versions;
    {
        store::ReadTransaction reading = visit.services.database.read();
        place = find_place(visit, reading, current);
        if (place) versions = history::versions(reading, section_history_kind, place->section.id);
    }
    if (!place) return visit.not_found();
    return form_page(visit, *place, place->section, {}, versions);
}

history::Snapshot snapshot_of(const std::optional<history::Version>& version) {
    return version ? version->content : history::Snapshot{};
}

web::Response conflict(const Visit& visit, store::Connection& connection, const Place& place,
                       const Section& mine) {
    const auto base =
        history::find_version(connection, section_history_kind, place.section.id, mine.version);
    const auto theirs = history::find_version(connection, section_history_kind, place.section.id,
                                              place.section.version);
    if (!theirs) return visit.not_found();
    const history::Merge merge = history::merge(snapshot_of(base), snapshot(mine), theirs->content);
    return history::conflict_page(visit, place.title(visit.language), merge, *theirs,
                                  wording_of(place, visit.language), place.path());
}

void save(const Visit& visit, store::WriteTransaction& transaction, const Place& place) {
    visit.record(transaction, trail::Action::change, "report_section",
                 std::to_string(place.section.id),
                 std::to_string(place.report.year) + " " + place.section.key);
}

web::Response change(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto place = find_place(visit, transaction, current);
    if (!place) return visit.not_found();
    SectionForm form = read_section_form(history::resolve(visit.request.form), place->units());
    form.section.id = place->section.id;
    form.section.key = place->section.key;
    if (!form.errors.empty())
        return form_page(visit, *place, form.section, form.errors,
                         history::versions(transaction, section_history_kind, place->section.id));
    if (!is_writable(place->report.standing))
        return form_page(visit, *place, place->section,
                         {{"", base::refuse("wrong_standing",
                                            "Rapporten blev låst imens. Teksten "
                                            "er ikke gemt.")}},
                         history::versions(transaction, section_history_kind, place->section.id));
    if (form.section.version != place->section.version)
        return conflict(visit, transaction, *place, form.section);
    if (auto changed =
            change_section(transaction, form.section, changer_of(visit), history::Change::changed);
        !changed)
        return conflict(visit, transaction, *place, form.section);
    save(visit, transaction, *place);
    transaction.commit();
    return web::see_other(report_path(place->report.year) + "?besked=gemt");
}

std::int64_t whole(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

web::Response restore(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto place = find_place(visit, transaction, current);
    if (!place) return visit.not_found();
    const auto older = history::find_version(transaction, section_history_kind, place->section.id,
                                             whole(visit.request.form.value("restore_version")));
    if (!older || !is_writable(place->report.standing)) return visit.not_found();
    Section section = place->section;
    const auto value = [&](const char* key) {
        const auto found = older->content.find(key);
        return found == older->content.end() ? std::string() : found->second;
    };
    section.unit_key = value("unit_key");
    section.text_da = value("text_da");
    section.text_en = value("text_en");
    const auto changed =
        change_section(transaction, section, changer_of(visit), history::Change::restored);
    if (!changed) return visit.not_found();
    save(visit, transaction, *place);
    transaction.commit();
    return web::see_other(place->path() + "?besked=genskabt");
}

}  // namespace

void add_section_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    const std::string pattern = "/rapporter/{year}/afsnit/{section}";
    routes.get(pattern, Permission::see_report_drafts,
               [&catalogue](const Visit& visit) { return show(visit, catalogue); });
    // The conflict page sends three versions of two long texts.
    routes.post(pattern, Permission::write_reports,
                [&catalogue](const Visit& visit) { return change(visit, catalogue); },
                {.body_bytes = std::uint64_t{2} * 1024 * 1024});
    routes.post(pattern + "/genskab", Permission::write_reports,
                [&catalogue](const Visit& visit) { return restore(visit, catalogue); });
}

}  // namespace reports

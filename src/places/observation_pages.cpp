#include "places/observation_pages.h"

#include <memory>

#include "history/record_change.h"
#include "history/record_list.h"
#include "history/version_view.h"
#include "initiatives/choice.h"
#include "places/observation_export.h"
#include "places/observation_form.h"
#include "places/observation_input.h"
#include "places/observation_store.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/table.h"

namespace places {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

using CataloguePointer = std::shared_ptr<const initiatives::Catalogue>;

constexpr std::string_view root = "/observationer";

std::string path_of(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

Changer changer_of(const Visit& visit) {
    return {visit.user().account_id, visit.now};
}

history::Wording wording_of(const CataloguePointer& catalogue, const web::Language& language) {
    return {[&language](std::string_view key) -> std::string {
                if (key == "category") return std::string(language.say("Hvad"));
                if (key == "district") return std::string(language.say("Distrikt"));
                if (key == "place") return std::string(language.say("Sted"));
                if (key == "observed_on") return std::string(language.say("Dato"));
                if (key == "observed_time") return std::string(language.say("Klokken"));
                if (key == "text") return std::string(language.say("Beskrivelse"));
                if (key == "initiative") return std::string(language.say("Indsats"));
                return std::string(key);
            },
            [catalogue, &language](std::string_view key, const std::string& value) -> std::string {
                if (key == "category")
                    return std::string(
                        language.say(category_name(category_of(value).value_or(Category::other))));
                if (key == "district")
                    return initiatives::district_name(*catalogue, value, language);
                if (key == "initiative")
                    return initiatives::initiative_name(*catalogue, value, 9999, language);
                if (key == "observed_on") {
                    const auto day = base::parse_date(value);
                    return day ? language.date(*day) : value;
                }
                return value;
            }};
}

ObservationFilter filter_of(const Visit& visit) {
    const web::Fields& query = visit.request.query;
    ObservationFilter filter;
    filter.district = query.value("distrikt");
    filter.category = query.value("hvad");
    filter.initiative = query.value("indsats");
    filter.year = static_cast<int>(history::number_of(query.value("aar")));
    if (filter.year < 1900 || filter.year > 2200) filter.year = 0;
    filter.before_time = query.value("foer");
    filter.before_id = history::number_of(query.value("foer_id"));
    filter.limit = static_cast<int>(history::list_page_size) +
                   1;  // one more tells whether there is a next page
    return filter;
}

history::ListQuery query_of(const ObservationFilter& filter) {
    return {{"distrikt", filter.district},
            {"hvad", filter.category},
            {"indsats", filter.initiative},
            {"aar", filter.year == 0 ? "" : std::to_string(filter.year)}};
}

web::Html filter_form(const Visit& visit, const initiatives::Catalogue& catalogue,
                      const ObservationFilter& filter) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> categories;
    for (const Category category : all_categories())
        categories.push_back({category_code(category), language.say(category_name(category))});
    web::Html choices;
    choices.add(history::filter_select("distrikt", language.say("Distrikt"),
                                       initiatives::district_choices(catalogue, language),
                                       filter.district, language),
                history::filter_select("hvad", language.say("Hvad"), std::move(categories),
                                       filter.category, language),
                history::filter_select(
                    "aar", language.say("År"),
                    initiatives::year_choices(catalogue, base::year_of(visit.today()), filter.year),
                    filter.year == 0 ? "" : std::to_string(filter.year), language));
    return history::filter_form(root, std::move(choices), language);
}

web::Html list_table(const Visit& visit, const initiatives::Catalogue& catalogue,
                     const std::vector<Observation>& rows) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Observationer, de nyeste øverst"),
         .columns = {{.heading = language.say("Hvornår"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvad")},
                     {.heading = language.say("Hvor")},
                     {.heading = language.say("Beskrivelse")}},
         .empty_text = language.say("Der er ingen observationer, som passer."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (std::size_t i = 0; i < rows.size() && i < history::list_page_size; ++i) {
        const Observation& observation = rows[i];
        web::Html where;
        where.add(initiatives::district_name(catalogue, observation.district, language));
        if (!observation.place.empty()) where.add(", "_html, observation.place);
        table.row(web::link(path_of(observation.id), language.local_time(observation.observed_at)),
                  language.say(category_name(observation.category)), where, observation.text);
    }
    return table.finish();
}

// The rows of one page, the newest first, and the way to the older ones.
web::Html list_page(const Visit& visit, const initiatives::Catalogue& catalogue,
                    std::string_view path, const ObservationFilter& filter,
                    const std::vector<Observation>& rows) {
    std::optional<history::ListPlace> last;
    if (rows.size() > history::list_page_size) {
        const Observation& shown_last = rows[history::list_page_size - 1];
        last = {shown_last.observed_at, shown_last.id};
    }
    web::Html html = list_table(visit, catalogue, rows);
    html.add(history::older_link(visit, path, query_of(filter),
                                 visit.language.say("Ældre observationer"), last));
    return html;
}

web::Response list(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const ObservationFilter filter = filter_of(visit);
    store::ReadTransaction reading = visit.services.database.read();
    const CataloguePointer catalogue = current.get(reading);
    const std::vector<Observation> rows = observations(reading, filter);
    web::Html content;
    content.add(web::button_row(history::list_buttons(
                    visit, {std::string(root), Permission::register_observations,
                            visit.language.say("Ny observation"), query_of(filter)})),
                filter_form(visit, *catalogue, filter),
                list_page(visit, *catalogue, root, filter, rows));
    return visit.page(visit.language.say("Observationer"), content);
}

web::Response removed_list(const Visit& visit, initiatives::CurrentCatalogue& current) {
    ObservationFilter filter = filter_of(visit);
    filter.removed = true;
    store::ReadTransaction reading = visit.services.database.read();
    const CataloguePointer catalogue = current.get(reading);
    const std::vector<Observation> rows = observations(reading, filter);
    return visit.page(
        visit.language.say("Slettede observationer"),
        list_page(visit, *catalogue, std::string(root) + "/slettede", filter, rows),
        {.breadcrumb = {{std::string(visit.language.say("Observationer")), std::string(root)}}});
}

// The form as a page; status 422 when it comes back with messages.
web::Response form_page(const Visit& visit, const initiatives::Catalogue& catalogue,
                        std::string_view title, std::string_view action, const web::Fields& filled,
                        const base::FieldErrors& errors, web::HiddenFields hidden) {
    const web::Language& language = visit.language;
    web::Html fields =
        observation_fields(filled, errors, catalogue, base::year_of(visit.today()), language);
    fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content;
    content.add(
        web::error_summary(errors, language),
        web::form({.action = action, .csrf_token = visit.csrf_token(), .hidden = std::move(hidden)},
                  fields));
    return visit.page(
        title, content,
        {.breadcrumb = {{std::string(language.say("Observationer")), std::string(root)}},
         .charts = false,
         .status = errors.empty() ? 200 : 422});
}

web::Response new_form(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::ReadTransaction reading = visit.services.database.read();
    const base::LocalTime now = web::to_local(visit.now);
    web::Fields filled;
    filled.add("district", visit.request.query.value("distrikt"));
    filled.add("initiative", visit.request.query.value("indsats"));
    filled.add("observed_on", base::iso_date(now.date));
    filled.add("observed_time", base::time_of_day(now.minute_of_day));
    return form_page(visit, *current.get(reading), visit.language.say("Ny observation"),
                     "/observationer/ny", filled, {}, {});
}

CataloguePointer read_catalogue(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::ReadTransaction reading = visit.services.database.read();
    return current.get(reading);
}

web::Response create(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const CataloguePointer catalogue = read_catalogue(visit, current);
    const ObservationInput input =
        read_new_observation(visit.request.form, *catalogue, web::to_local(visit.now));
    if (!input.errors.empty())
        return form_page(visit, *catalogue, visit.language.say("Ny observation"),
                         "/observationer/ny", visit.request.form, input.errors, {});
    store::WriteTransaction writing = visit.services.database.write();
    const Added added = add_observation(writing, input.observation, changer_of(visit));
    visit.record(writing, trail::Action::create, "observation", std::to_string(added.id));
    writing.commit();
    return web::see_other(path_of(added.id) + "?besked=oprettet");
}

web::Html actions_of(const Visit& visit, const Observation& observation) {
    if (!visit.may(Permission::register_observations)) return {};
    return history::record_buttons(visit, path_of(observation.id), observation.version,
                                   observation.removed);
}

web::Response show(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    std::optional<Observation> observation;
    std::vector<history::Version> versions;
    CataloguePointer catalogue;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        observation = find_observation(reading, history::number_of(visit.request.parameter("id")));
        // What was deleted is there only for those who could bring it back.
        if (!observation || (observation->removed && !visit.may(Permission::register_observations)))
            return visit.not_found();
        versions = history::versions(reading, "observation", observation->id);
    }
    const history::Wording wording = wording_of(catalogue, language);
    web::Html initiative;
    if (!observation->initiative.empty())
        initiative = web::link("/indsatser/" + observation->initiative,
                               wording.value("initiative", observation->initiative));
    web::Html content;
    if (observation->removed)
        content.add("<p><strong>"_html, language.say("Observationen er slettet."),
                    "</strong></p>"_html);
    content.add(
        actions_of(visit, *observation),
        web::definition_list(
            {{language.say("Hvornår"), web::text(language.local_time(observation->observed_at))},
             {language.say("Distrikt"),
              web::text(wording.value("district", observation->district))},
             {language.say("Sted"), web::text(observation->place)},
             {language.say("Beskrivelse"), web::paragraphs(observation->text)},
             {language.say("Indsats"), initiative}}),
        history::versions_section(visit, versions, wording,
                                  visit.may(Permission::register_observations)
                                      ? path_of(observation->id) + "/genskab"
                                      : std::string()));
    return visit.page(
        language.say(category_name(observation->category)), content,
        {.breadcrumb = {{std::string(language.say("Observationer")), std::string(root)}}});
}

// What the record's own pages need; the record may be one that doesn't exist.
history::RecordPages pages_of(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const CataloguePointer catalogue = read_catalogue(visit, current);
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    const auto save = [&visit, id](Observation observation) {
        observation.id = id;
        return [&visit, observation](store::WriteTransaction& writing, std::int64_t version,
                                     history::Change change) mutable {
            observation.version = version;
            return change_observation(writing, observation, changer_of(visit), change);
        };
    };
    history::RecordPages pages;
    pages.kind = "observation";
    pages.id = id;
    pages.path = path_of(id);
    pages.wording = wording_of(catalogue, visit.language);
    pages.find = [id, save](store::Connection& connection) -> std::optional<history::StoredDraft> {
        const std::optional<Observation> stored = find_observation(connection, id);
        if (!stored) return std::nullopt;
        return history::StoredDraft{
            stored->version, stored->removed, {snapshot(*stored), {}, save(*stored)}};
    };
    pages.read = [&visit, catalogue, id, save](const web::Fields& form) {
        store::ReadTransaction reading = visit.services.database.read();
        const std::optional<Observation> stored = find_observation(reading, id);
        ObservationInput input = read_observation(form, *catalogue, web::to_local(visit.now),
                                                  stored ? stored->initiative : "");
        return history::Draft{snapshot(input.observation), std::move(input.errors),
                              save(input.observation)};
    };
    pages.form_page = [&visit, catalogue, id](const web::Fields& form,
                                              const base::FieldErrors& errors,
                                              std::int64_t version) {
        return form_page(visit, *catalogue, visit.language.say("Ret observationen"),
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

web::Response export_rows(const Visit& visit, initiatives::CurrentCatalogue& current,
                          formats::TableFormat format) {
    {
        store::WriteTransaction writing = visit.services.database.write();
        visit.record(writing, trail::Action::extract, "observation", "", "list");
        writing.commit();
    }
    store::ReadTransaction reading = visit.services.database.read();
    return export_observations(reading, *current.get(reading), filter_of(visit), visit.language,
                               visit.services.working_directory, visit.now, format);
}

}  // namespace

void add_observation_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    using Handler = web::Response (*)(const Visit&, initiatives::CurrentCatalogue&);
    const auto page = [&catalogue](Handler handler) -> access::PageHandler {
        return [&catalogue, handler](const Visit& visit) { return handler(visit, catalogue); };
    };
    const auto rows = [&catalogue](formats::TableFormat format) -> access::PageHandler {
        return [&catalogue, format](const Visit& visit) {
            return export_rows(visit, catalogue, format);
        };
    };
    routes.get("/observationer", Permission::see_observations, page(list));
    routes.get("/observationer/ny", Permission::register_observations, page(new_form));
    routes.post("/observationer/ny", Permission::register_observations, page(create));
    routes.get("/observationer/slettede", Permission::register_observations, page(removed_list));
    routes.get("/observationer/eksport.csv", Permission::export_lists,
               rows(formats::TableFormat::csv));
    routes.get("/observationer/eksport.xlsx", Permission::export_lists,
               rows(formats::TableFormat::xlsx));
    routes.get("/observationer/{id}", Permission::see_observations, page(show));
    routes.get("/observationer/{id}/rediger", Permission::register_observations, page(edit_form));
    routes.post("/observationer/{id}/rediger", Permission::register_observations, page(edit));
    routes.post("/observationer/{id}/slet", Permission::register_observations, page(remove));
    routes.post("/observationer/{id}/genskab", Permission::register_observations, page(restore));
}

}  // namespace places

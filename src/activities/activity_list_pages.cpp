#include "activities/activity_list_pages.h"

#include <algorithm>
#include <utility>

#include "activities/activity_export.h"
#include "activities/activity_form.h"
#include "activities/activity_store.h"
#include "activities/activity_subject.h"
#include "activities/activity_words.h"
#include "history/record_change.h"
#include "history/record_list.h"
#include "initiatives/choice.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/pagination.h"
#include "web/components/table.h"

namespace activities {
namespace {

using web::operator""_html;

constexpr int disk_full_status = 507;

history::ListQuery query_of(const ActivityFilter& filter) {
    return {{"indsats", filter.initiative},
            {"distrikt", filter.district},
            {"tilstand", filter.state},
            {"aar", filter.year == 0 ? "" : std::to_string(filter.year)}};
}

// One page of a list, and whether there are more on either side.
struct ListPage {
    std::vector<Activity> rows;
    bool earlier_pages = false;
    bool later_pages = false;
};

// `efter` asks for what follows a row, `foer` for what stands before one. One row more than shown
// is read to know whether there are more.
ListPage read_page(store::Connection& connection, ActivityFilter filter, const web::Fields& query) {
    const auto after = list_place_of(query.value("efter"));
    const auto before = after ? std::nullopt : list_place_of(query.value("foer"));
    if (before) filter.order = ActivityFilter::Order::oldest_first;
    if (const auto& place = after ? after : before) {
        filter.after_time = place->time;
        filter.after_id = place->id;
    }
    filter.limit = static_cast<int>(history::list_page_size) + 1;
    ListPage page{activities(connection, filter)};
    const bool more = page.rows.size() > history::list_page_size;
    if (more) page.rows.pop_back();
    if (before) std::reverse(page.rows.begin(), page.rows.end());
    page.earlier_pages = before ? more : after.has_value();
    page.later_pages = before ? true : more;
    return page;
}

web::Html page_links(const ListPage& page, std::string_view path, const history::ListQuery& query,
                     const web::Language& language) {
    const auto address = [&](const char* name, const Activity& row) {
        history::ListQuery with_place = query;
        with_place.emplace_back(name, list_place(row));
        return web::Link(web::address_with_query(path, with_place));
    };
    web::PreviousNext links{.previous_label = language.say("Nyere"),
                            .next_label = language.say("Ældre")};
    if (page.rows.empty()) {
        if (page.earlier_pages) links.previous = web::address_with_query(path, query);
    } else {
        if (page.earlier_pages) links.previous = address("foer", page.rows.front());
        if (page.later_pages) links.next = address("efter", page.rows.back());
    }
    if (links.previous.empty() && links.next.empty()) return {};
    return web::previous_next(links, language);
}

web::Html filter_form(const ActivityFilter& filter, const initiatives::Catalogue& catalogue,
                      initiatives::KeptPieces& kept, const access::Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<web::SelectOption> states;
    for (const State state : {State::planned, State::held, State::cancelled})
        states.push_back({state_code(state), language.say(state_name(state))});
    const auto select = [&](std::string_view name, std::string_view label,
                            std::vector<web::SelectOption> options, const std::string& value) {
        return history::filter_select(name, label, std::move(options), value, language);
    };
    web::Html choices;
    choices.add(
        web::select_field(
            {.name = "indsats",
             .label = language.say("Indsats"),
             .ready_options = kept.initiatives(catalogue, filter.year, language, filter.initiative),
             .value = filter.initiative,
             .empty_option = language.say("Alle"),
             .need = web::Need::unmarked},
            language),
        select("distrikt", language.say("Distrikt"),
               initiatives::district_choices(catalogue, language), filter.district),
        select("tilstand", language.say("Status"), std::move(states), filter.state),
        select("aar", language.say("År"),
               initiatives::year_choices(catalogue, base::year_of(visit.today()), filter.year),
               filter.year == 0 ? "" : std::to_string(filter.year)));
    return history::filter_form("/aktiviteter", std::move(choices), language);
}

web::Html list_actions(const access::Visit& visit, const history::ListQuery& query) {
    const web::Language& language = visit.language;
    web::Html buttons =
        history::list_buttons(visit, {"/aktiviteter", access::Permission::register_activities,
                                      language.say("Planlæg eller registrér"), query});
    buttons.add(web::link_button({.label = language.say("Kalender"),
                                  .href = "/aktiviteter/kalender",
                                  .kind = web::ButtonKind::secondary,
                                  .icon = web::Icon::calendar}));
    return web::button_row(buttons);
}

web::Html list_table(const std::vector<Activity>& rows, const initiatives::Catalogue& catalogue,
                     const web::Language& language) {
    web::Table table(
        {.caption = language.say("Aktiviteter, de nyeste øverst"),
         .columns = {{.heading = language.say("Aktivitet"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvornår")},
                     {.heading = language.say("Indsats")},
                     {.heading = language.say("Hvor")},
                     {.heading = language.say("Status")},
                     {.heading = language.say("Deltagere"), .kind = web::ColumnKind::number}},
         .empty_text = language.say("Der er ingen aktiviteter med det valgte."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Activity& activity : rows)
        table.row(web::link(path_of(activity.id), title_in(activity, catalogue, language)),
                  when_in(activity, language), initiative_in(activity, catalogue, language),
                  where_in(activity, catalogue, language), state_tag(activity.state, language),
                  attendance_in(activity, language));
    return table.finish();
}

web::Html removed_table(const std::vector<Activity>& rows, const initiatives::Catalogue& catalogue,
                        const access::Visit& visit) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Slettede aktiviteter, de nyeste øverst"),
         .columns = {{.heading = language.say("Aktivitet"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvornår")},
                     {.heading = language.say("Hvor")},
                     {.heading = language.say("Genskab"), .heading_hidden = true}},
         .empty_text = language.say("Der er ingen slettede aktiviteter."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Activity& activity : rows) {
        const std::string title = title_in(activity, catalogue, language);
        table.row(web::link(path_of(activity.id), title), when_in(activity, language),
                  where_in(activity, catalogue, language),
                  web::post_button({.label = language.say("Genskab"),
                                    .action = path_of(activity.id) + "/genskab",
                                    .csrf_token = visit.csrf_token(),
                                    .hidden_words = title}));
    }
    return table.finish();
}

base::Result<std::filesystem::path> make_export(const access::Visit& visit,
                                                initiatives::CurrentCatalogue& current,
                                                formats::TableFormat format) {
    store::ReadTransaction reading = visit.services.database.read();
    const CataloguePointer catalogue = current.get(reading);
    return write_export(reading, {*catalogue, visit.language, filter_of(visit.request.query),
                                  format, visit.services.working_directory, visit.now});
}

// ---- one activity

web::Html attendance_facts(const Activity& activity, const web::Language& language) {
    web::Html html = web::text(attendance_in(activity, language));
    if (html.empty()) return html;
    const auto& cells = activity.attendance.cells;
    const bool divided = cells != Attendance{}.cells;
    if (!divided) return html;
    std::vector<web::Column> columns{
        {.heading = language.say("Alder"), .kind = web::ColumnKind::heading}};
    for (const Sex sex : all_sexes())
        columns.push_back(
            {.heading = language.say(sex_name(sex)), .kind = web::ColumnKind::number});
    web::Table table({.caption = language.say("Deltagere fordelt på alder og køn"),
                      .columns = columns,
                      .density = web::TableDescription::Density::compact},
                     language);
    for (const AgeGroup group : all_age_groups()) {
        const auto& row = cells[static_cast<std::size_t>(group)];
        if (row == std::array<std::int64_t, 3>{}) continue;
        std::vector<web::Html> written{web::text(language.say(age_group_name(group)))};
        for (const std::int64_t count : row) written.push_back(web::text(language.number(count)));
        table.row_of(written);
    }
    html.add(table.finish());
    return html;
}

web::Html facts_of(const Activity& activity, const Subject& subject, const StaffNames& names,
                   const web::Language& language) {
    const initiatives::Catalogue& catalogue = *subject.catalogue;
    return web::definition_list(
        {{language.say("Status"), state_tag(activity.state, language)},
         {language.say("Hvorfor aflyst"), web::text(activity.cancel_reason)},
         {language.say("Hvornår"), web::text(when_in(activity, language))},
         {language.say("Hvor"), web::text(where_in(activity, catalogue, language))},
         {language.say("Indsats"), web::link("/indsatser/" + activity.initiative,
                                             initiative_in(activity, catalogue, language))},
         {language.say("Slags"), web::text(planned_activity_in(activity, catalogue, language))},
         {language.say("Deltagere"), attendance_facts(activity, language)},
         {language.say("Medarbejdere på vagten"), web::text(staff_in(activity.staff, names))},
         {language.say("Samarbejdspartnere til stede"),
          web::text(partners_in(activity.partners, catalogue, language))},
         {language.say("Materialer"), web::paragraphs(materials_in(activity))},
         {language.say("Note"), web::paragraphs(activity.note)}});
}

web::Html change_buttons(const Activity& activity, const access::Visit& visit) {
    const web::Language& language = visit.language;
    const std::string path = path_of(activity.id);
    const std::string version = std::to_string(activity.version);
    web::Html buttons;
    if (activity.state == State::planned)
        buttons.add(web::link_button({.label = language.say("Registrér som holdt"),
                                      .href = path + "/afholdt",
                                      .icon = web::Icon::check}),
                    web::link_button({.label = language.say("Aflys"),
                                      .href = path + "/aflys",
                                      .kind = web::ButtonKind::secondary}));
    buttons.add(web::link_button({.label = language.say("Ret"),
                                  .href = path + "/rediger",
                                  .kind = web::ButtonKind::secondary,
                                  .icon = web::Icon::edit}));
    if (activity.version > 1)
        buttons.add(
            web::post_button({.label = language.say("Fortryd seneste ændring"),
                              .action = path + "/genskab",
                              .csrf_token = visit.csrf_token(),
                              .hidden = {{"restore_version", std::to_string(activity.version - 1)},
                                         {"version", version}},
                              .kind = web::ButtonKind::tertiary}));
    buttons.add(web::post_button({.label = language.say("Slet"),
                                  .action = path + "/slet",
                                  .csrf_token = visit.csrf_token(),
                                  .hidden = {{"version", version}},
                                  .kind = web::ButtonKind::tertiary}));
    return web::button_row(buttons);
}

web::Html removed_remark(const Activity& activity, const access::Visit& visit) {
    const web::Language& language = visit.language;
    web::Html html = web::alert(
        web::AlertKind::warning,
        language.say("Aktiviteten er slettet og tæller ikke med. Historikken er bevaret."),
        language);
    html.add(web::button_row(
        web::post_button({.label = language.say("Genskab"),
                          .action = path_of(activity.id) + "/genskab",
                          .csrf_token = visit.csrf_token(),
                          .hidden = {{"version", std::to_string(activity.version)}}})));
    return html;
}

web::Html series_remark(const Activity& activity, const access::Visit& visit) {
    web::Html html;
    if (!activity.series_id) return html;
    html.add("<p>"_html, visit.language.say("Aktiviteten er en gang i en række."));
    if (visit.may(access::Permission::register_activities) && activity.state == State::planned)
        html.add(" "_html,
                 web::link("/aktiviteter/raekke/" + std::to_string(*activity.series_id) + "/aflys",
                           visit.language.say("Aflys resten af rækken")));
    html.add("</p>"_html);
    return html;
}

}  // namespace

web::Response list_page(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    const ActivityFilter filter = filter_of(visit.request.query);
    CataloguePointer catalogue;
    ListPage page;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        page = read_page(reading, filter, visit.request.query);
    }
    const history::ListQuery query = query_of(filter);
    web::Html content = list_actions(visit, query);
    content.add(filter_form(filter, *catalogue, current.kept(), visit),
                list_table(page.rows, *catalogue, language),
                page_links(page, "/aktiviteter", query, language));
    return visit.page(language.say("Aktiviteter"), content);
}

web::Response removed_list_page(const access::Visit& visit,
                                initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    CataloguePointer catalogue;
    ListPage page;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        ActivityFilter filter;
        filter.removed = true;
        page = read_page(reading, filter, visit.request.query);
    }
    web::Html content = removed_table(page.rows, *catalogue, visit);
    content.add(page_links(page, "/aktiviteter/slettede", {}, language));
    return form_page(visit, language.say("Slettede aktiviteter"), content, "", "", 200);
}

web::Response export_page(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                          formats::TableFormat format) {
    // The route asks for the right to export; what is exported must be visible too.
    if (!visit.may(access::Permission::see_activities))
        return visit.refused(access::permission_code(access::Permission::see_activities));
    {
        store::WriteTransaction writing = visit.services.database.write();
        visit.record(writing, trail::Action::extract, "activity", "list",
                     formats::file_ending_of(format));
        writing.commit();
    }
    const base::Result<std::filesystem::path> file = make_export(visit, current, format);
    const web::Language& language = visit.language;
    if (!file)
        return form_page(visit, language.say("Listen blev ikke hentet"),
                         web::alert(web::AlertKind::warning, language.say(file.error()), language),
                         "", "",
                         file.error().code == "too_many" ? refused_status : disk_full_status);
    const std::string name = std::string(language.say("aktiviteter")) + "-" +
                             base::iso_date(visit.today()) + "." +
                             std::string(formats::file_ending_of(format));
    return web::attachment(std::string(formats::content_type_of(format)), name,
                           web::FileBody{*file, web::FileBody::Afterwards::remove});
}

web::Response activity_page(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    const bool may_register = visit.may(access::Permission::register_activities);
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    std::optional<Subject> subject;
    std::vector<history::Version> versions;
    StaffNames names;
    {
        store::ReadTransaction reading = visit.services.database.read();
        std::optional<Activity> activity = find_activity(reading, id);
        if (activity && (!activity->removed || may_register)) {
            versions = history::versions(reading, "activity", id);
            names = staff_names(reading, staff_in_versions(versions));
            subject = Subject{std::move(*activity), current.get(reading), {}};
        }
    }
    if (!subject) return visit.not_found();
    const Activity& activity = subject->activity;
    web::Html content;
    if (activity.removed) {
        content.add(removed_remark(activity, visit));
    } else if (may_register) {
        content.add(change_buttons(activity, visit));
    }
    content.add(facts_of(activity, *subject, names, language), series_remark(activity, visit),
                history::versions_section(visit, versions,
                                          activity_wording(*subject->catalogue, language, names),
                                          may_register ? path_of(activity.id) + "/genskab" : ""));
    const std::string title = title_in(activity, *subject->catalogue, language);
    return form_page(visit, title, content, "", "", 200);
}

}  // namespace activities

#include "access/forum_pages.h"

#include <algorithm>
#include <charconv>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/agency_form.h"
#include "access/rule.h"
#include "access/rule_checks.h"
#include "organisation/agency_store.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace access {

namespace {

using organisation::Agency;
using organisation::Forum;
using organisation::Seat;

constexpr int status_refused = 422;
constexpr std::string_view list_path = "/samarbejdsfora";

std::string path_of(const Forum& forum) {
    return std::string(list_path) + "/" + forum.key;
}

std::string name_of(const Visit& visit, const Forum& forum) {
    const bool is_english = visit.language.code() == web::LanguageCode::english;
    return is_english && !forum.name_en.empty() ? forum.name_en : forum.name_da;
}

std::int64_t number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

web::Html state_of(const Visit& visit, const organisation::Validity& validity) {
    return validity.covers(visit.today())
               ? web::status_tag(web::StatusKind::ongoing, visit.language.say("Mødes"))
               : web::status_tag(web::StatusKind::stopped, visit.language.say("Mødes ikke"));
}

// The forums.

web::Response show_forums(const Visit& visit) {
    const web::Language& language = visit.language;
    store::ReadTransaction reading = visit.services.database.read();
    web::Table table(
        {.caption = language.say("Samarbejdsfora"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Slags")},
                     {.heading = language.say("Tilstand")}},
         .caption_hidden = true},
        language);
    for (const Forum& forum : organisation::all_forums(reading)) {
        table.row(web::link(path_of(forum), name_of(visit, forum)),
                  language.say(organisation::forum_kind_name(forum.kind)),
                  state_of(visit, forum.validity));
    }
    web::Html buttons =
        web::link_button({.label = language.say("Opret forum"), .href = "/samarbejdsfora/ny"});
    buttons.add(web::link_button({.label = language.say("Myndigheder"),
                                  .href = "/myndigheder",
                                  .kind = web::ButtonKind::secondary}));
    web::Html content = web::button_row(buttons);
    content.add(table.finish());
    return visit.page(language.say("Samarbejdsfora"), content);
}

web::Html forum_fields(const Visit& visit, const web::Fields& filled,
                       const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const auto field = [&](std::string_view name, std::string_view label, web::InputType type,
                           web::Need need) {
        return web::text_field({.name = name,
                                .label = language.say(label),
                                .type = type,
                                .value = filled.value(name),
                                .error = web::error_at(errors, name, language),
                                .need = need},
                               language);
    };
    std::vector<web::SelectOption> kinds;
    for (const organisation::ForumKind kind : organisation::all_forum_kinds()) {
        kinds.push_back({organisation::forum_kind_code(kind),
                         language.say(organisation::forum_kind_name(kind))});
    }
    web::Html days =
        field("fra", base::danish("Første dag"), web::InputType::date, web::Need::optional);
    days.add(field("til", base::danish("Sidste dag"), web::InputType::date, web::Need::optional));
    web::Html fields =
        field("navn", base::danish("Navn"), web::InputType::text, web::Need::required);
    fields.add(field("navn_en", base::danish("Navn på engelsk"), web::InputType::text,
                     web::Need::optional),
               web::select_field({.name = "slags",
                                  .label = language.say("Slags"),
                                  .options = std::move(kinds),
                                  .value = filled.value("slags"),
                                  .empty_option = language.say("Vælg"),
                                  .error = web::error_at(errors, "slags", language)},
                                 language),
               web::field_row(days), web::button_row(web::button({.label = language.say("Gem")})));
    return fields;
}

web::Response form_page(const Visit& visit, const std::string& action, const web::Fields& filled,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(web::form({.action = action, .csrf_token = visit.csrf_token()},
                          forum_fields(visit, filled, errors)));
    return visit.page(
        action == "/samarbejdsfora/ny" ? std::string(language.say("Opret forum"))
                                       : filled.value("navn"),
        content,
        {.breadcrumb = {{std::string(language.say("Samarbejdsfora")), std::string(list_path)}},
         .charts = false,
         .status = errors.empty() ? 200 : status_refused});
}

web::Response new_forum(const Visit& visit) {
    return form_page(visit, "/samarbejdsfora/ny", {}, {});
}

web::Response create_forum(const Visit& visit) {
    ForumInput input = read_forum(visit.request.form, "");
    store::WriteTransaction writing = visit.services.database.write();
    if (input.errors.empty() && organisation::find_forum(writing, input.forum.key)) {
        input.errors.push_back({"navn", base::refuse("taken",
                                                     "Der er allerede et forum, der "
                                                     "hedder noget, der ligner.")});
    }
    if (!input.errors.empty()) {
        return form_page(visit, "/samarbejdsfora/ny", visit.request.form, input.errors);
    }
    organisation::put_forum(writing, input.forum);
    visit.record(writing, trail::Action::create, "forum", input.forum.key);
    writing.commit();
    return web::see_other(path_of(input.forum) + "?besked=oprettet");
}

web::Response edit_forum(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    const auto forum = organisation::find_forum(reading, visit.request.parameter("forum"));
    if (!forum) return visit.not_found();
    return form_page(visit, path_of(*forum) + "/rediger", form_of(*forum), {});
}

web::Response change_forum(const Visit& visit) {
    store::WriteTransaction writing = visit.services.database.write();
    const auto before = organisation::find_forum(writing, visit.request.parameter("forum"));
    if (!before) return visit.not_found();
    ForumInput input = read_forum(visit.request.form, before->key);
    if (input.errors.empty() && input.forum.kind != before->kind) {
        // What was shared in one kind of cooperation would turn up in another (R07).
        input.errors.push_back({"slags", base::refuse("kind_changes",
                                                      "Slagsen kan ikke ændres: det, der er delt, "
                                                      "hviler på den. Opret et nyt forum.")});
    }
    if (!input.errors.empty()) {
        return form_page(visit, path_of(*before) + "/rediger", visit.request.form, input.errors);
    }
    organisation::put_forum(writing, input.forum);
    visit.record(writing, trail::Action::change, "forum", before->key);
    writing.commit();
    return web::see_other(path_of(*before) + "?besked=gemt");
}

// The seats of one forum.

struct SeatChoices {
    std::vector<web::SelectOption> agencies;
    std::vector<web::SelectOption> people;
};

SeatChoices seat_choices(const Visit& visit, store::Connection& connection) {
    SeatChoices choices;
    for (const Agency& agency : organisation::all_agencies(connection)) {
        if (agency.validity.covers(visit.today())) {
            choices.agencies.push_back({agency.cvr, agency.name});
        }
    }
    for (const Account& account : all_accounts(connection)) {
        const bool sees_persons =
            permissions_of(account.roles).test(static_cast<std::size_t>(Permission::see_persons));
        if (account.is_open_on(visit.today()) && sees_persons) {
            choices.people.push_back({std::to_string(account.id), account.name});
        }
    }
    return choices;
}

web::Html seat_table(const Visit& visit, store::Connection& connection, const Forum& forum) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Pladser i dag"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Myndighed")},
                     {.heading = language.say("Fra")},
                     {.heading = language.say("Handling"), .heading_hidden = true}},
         .empty_text = language.say("Ingen har plads i forummet i dag."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const organisation::SeatTaken& taken : organisation::seats_on(connection, visit.today())) {
        if (taken.seat.forum_key != forum.key) continue;
        table.row(taken.staff_name, taken.agency_name,
                  taken.seat.validity.from ? language.short_date(*taken.seat.validity.from)
                                           : std::string(),
                  web::post_button({.label = language.say("Afslut"),
                                    .action = path_of(forum) + "/pladser/" +
                                              std::to_string(taken.seat.id) + "/afslut",
                                    .csrf_token = visit.csrf_token(),
                                    .hidden_words = taken.staff_name}));
    }
    return table.finish();
}

web::Html seat_form(const Visit& visit, const Forum& forum, const SeatChoices& choices,
                    const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const web::Fields& filled = visit.request.form;
    const auto select = [&](std::string_view name, std::string_view label,
                            const std::vector<web::SelectOption>& options) {
        return web::select_field({.name = name,
                                  .label = language.say(label),
                                  .options = options,
                                  .value = filled.value(name),
                                  .empty_option = language.say("Vælg"),
                                  .error = web::error_at(errors, name, language)},
                                 language);
    };
    web::Html fields = select("myndighed", base::danish("Myndighed"), choices.agencies);
    fields.add(select("person", base::danish("Hvem"), choices.people),
               web::button_row(web::button({.label = language.say("Giv plads")})));
    return web::form({.action = path_of(forum) + "/pladser", .csrf_token = visit.csrf_token()},
                     fields);
}

web::Response forum_page(const Visit& visit, store::Connection& connection, const Forum& forum,
                         const base::FieldErrors& errors, int status) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(web::button_row(web::link_button({.label = language.say("Ret forummet"),
                                                  .href = path_of(forum) + "/rediger",
                                                  .kind = web::ButtonKind::secondary})),
                seat_table(visit, connection, forum),
                web::heading(web::HeadingLevel::h2, language.say("Ny plads")),
                seat_form(visit, forum, seat_choices(visit, connection), errors));
    return visit.page(
        name_of(visit, forum), content,
        {.breadcrumb = {{std::string(language.say("Samarbejdsfora")), std::string(list_path)}},
         .charts = false,
         .status = status});
}

web::Response show_forum(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    const auto forum = organisation::find_forum(reading, visit.request.parameter("forum"));
    if (!forum) return visit.not_found();
    return forum_page(visit, reading, *forum, {}, 200);
}

struct SeatInput {
    Seat seat;
    base::FieldErrors errors;
};

// R11: the agency may sit there at all; and people sit for the agency that they belong to.
SeatInput read_seat(const Visit& visit, store::Connection& connection, const Forum& forum,
                    const Law& law) {
    SeatInput input;
    const auto agency =
        organisation::find_agency(connection, visit.request.form.value("myndighed"));
    const auto account = find_account(connection, number_in(visit.request.form.value("person")));
    if (!agency || !agency->validity.covers(visit.today())) {
        input.errors.push_back({"myndighed", base::refuse("missing", "Vælg en myndighed.")});
    } else if (const auto may = check_seat(*agency, forum.kind, law, visit.today()); !may) {
        input.errors.push_back({"myndighed", may.error()});
    }
    if (!account || !account->is_open_on(visit.today())) {
        input.errors.push_back({"person", base::refuse("missing", "Vælg en person.")});
    } else if (agency && agency_of_account(connection, account->id) != agency->cvr) {
        input.errors.push_back(
            {"person", base::refuse("other_agency", "Medarbejderen hører ikke til myndigheden.")});
    }
    if (!input.errors.empty()) return input;
    input.seat = {
        0, forum.key, forum.kind, agency->cvr, account->staff_member_id, {visit.today(), {}}};
    const auto seats = organisation::seats_of(connection, account->staff_member_id);
    const bool sits = std::any_of(seats.begin(), seats.end(), [&](const Seat& seat) {
        return seat.forum_key == forum.key && seat.agency_cvr == agency->cvr &&
               seat.validity.covers(visit.today());
    });
    if (sits) {
        input.errors.push_back({"person", base::refuse("taken", "Personen har allerede plads.")});
    }
    return input;
}

web::Response give_seat(const Visit& visit, const WarrantOffice& office) {
    store::WriteTransaction writing = visit.services.database.write();
    const auto forum = organisation::find_forum(writing, visit.request.parameter("forum"));
    if (!forum) return visit.not_found();
    const SeatInput input = read_seat(visit, writing, *forum, *office.law());
    if (!input.errors.empty()) {
        const base::Error& first = input.errors.front().error;
        const int status = rule_of(first) ? refusal_status(first) : status_refused;
        return forum_page(visit, writing, *forum, input.errors, status);
    }
    const std::int64_t id = organisation::add_seat(writing, input.seat);
    visit.record(writing, trail::Action::create, "seat", std::to_string(id), forum->key);
    writing.commit();
    return web::see_other(path_of(*forum) + "?besked=gemt");
}

web::Response end_seat(const Visit& visit) {
    store::WriteTransaction writing = visit.services.database.write();
    const auto forum = organisation::find_forum(writing, visit.request.parameter("forum"));
    const std::int64_t id = number_in(visit.request.parameter("plads"));
    if (!forum || !organisation::end_seat(writing, id, forum->key, visit.today())) {
        return visit.not_found();
    }
    visit.record(writing, trail::Action::change, "seat", std::to_string(id), forum->key);
    writing.commit();
    return web::see_other(path_of(*forum) + "?besked=gemt");
}

}  // namespace

void add_forum_routes(Routes& routes, const WarrantOffice& office) {
    routes.get(std::string(list_path), Permission::manage_forums, show_forums);
    routes.get("/samarbejdsfora/ny", Permission::manage_forums, new_forum);
    routes.post("/samarbejdsfora/ny", Permission::manage_forums, create_forum);
    routes.get("/samarbejdsfora/{forum}", Permission::manage_forums, show_forum);
    routes.get("/samarbejdsfora/{forum}/rediger", Permission::manage_forums, edit_forum);
    routes.post("/samarbejdsfora/{forum}/rediger", Permission::manage_forums, change_forum);
    routes.post("/samarbejdsfora/{forum}/pladser", Permission::manage_forums,
                [&office](const Visit& visit) { return give_seat(visit, office); });
    routes.post("/samarbejdsfora/{forum}/pladser/{plads}/afslut", Permission::manage_forums,
                end_seat);
}

}  // namespace access

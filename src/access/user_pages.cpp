#include "access/user_pages.h"

#include <charconv>
#include <optional>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/passkey_store.h"
#include "access/password_form.h"
#include "access/session_store.h"
#include "access/user_form.h"
#include "base/text.h"
#include "organisation/agency_store.h"
#include "organisation/organisation_store.h"
#include "web/components/button.h"
#include "web/components/checkbox_group.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_field.h"

namespace access {

namespace {

using web::operator""_html;

constexpr int status_refused = 422;

bool is_english(const Visit& visit) {
    return visit.language.code() == web::LanguageCode::english;
}

std::string unit_name(const Visit& visit, const organisation::Unit& unit) {
    return is_english(visit) && !unit.name_en.empty() ? unit.name_en : unit.name_da;
}

std::vector<web::SelectOption> unit_options(const Visit& visit, store::Connection& connection) {
    std::vector<web::SelectOption> options;
    for (const organisation::Unit& unit : organisation::all_units(connection)) {
        // A position may begin later than its unit does, but not in one that is gone.
        if (unit.validity.to && *unit.validity.to <= visit.today()) continue;
        options.push_back({.value = unit.key, .label = unit_name(visit, unit)});
    }
    return options;
}

std::vector<web::Choice> role_choices(const Visit& visit) {
    std::vector<web::Choice> choices;
    for (const Role role : all_roles()) {
        choices.push_back({.value = role_code(role), .label = visit.language.say(role_name(role))});
    }
    return choices;
}

std::vector<std::string> role_codes(const std::vector<Role>& roles) {
    std::vector<std::string> codes;
    for (const Role role : roles) codes.emplace_back(role_code(role));
    return codes;
}

std::string roles_in_words(const Visit& visit, const std::vector<Role>& roles) {
    std::vector<std::string> names;
    for (const Role role : roles) names.emplace_back(visit.language.say(role_name(role)));
    return base::join(names, ", ");
}

web::Html state_of(const Visit& visit, const Account& account) {
    const web::Language& language = visit.language;
    if (!account.is_open_on(visit.today())) {
        return web::status_tag(web::StatusKind::stopped, language.say("Fratrådt"));
    }
    if (!account.has_password && !account.has_identity) {
        return web::status_tag(web::StatusKind::planned, language.say("Inviteret"));
    }
    if (account.has_password && !account.has_authenticator) {
        return web::status_tag(web::StatusKind::attention, language.say("Mangler kode-app"));
    }
    return web::status_tag(web::StatusKind::ongoing, language.say("Aktiv"));
}

std::string user_path(std::int64_t id) {
    return "/brugere/" + std::to_string(id);
}

web::Response show_users(const Visit& visit) {
    const web::Language& language = visit.language;
    store::ReadTransaction transaction = visit.services.database.read();
    web::Table table(
        {.caption = language.say("Brugere"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Brugernavn")},
                     {.heading = language.say("Roller")},
                     {.heading = language.say("Tilstand")}},
         .caption_hidden = true},
        language);
    for (const Account& account : all_accounts(transaction)) {
        table.row(web::link(user_path(account.id), account.name), account.username,
                  roles_in_words(visit, account.roles), state_of(visit, account));
    }
    web::Html content =
        web::link_button({.label = language.say("Opret bruger"), .href = "/brugere/ny"});
    content.add(table.finish());
    return visit.page(language.say("Brugere"), content);
}

// Nothing where no agency is registered: then everyone is the municipality's.
web::Html agency_field(const Visit& visit, store::Connection& connection, const UserForm& form) {
    const web::Language& language = visit.language;
    const auto own = organisation::own_agency(connection);
    std::vector<web::SelectOption> options;
    for (const organisation::Agency& agency : organisation::all_agencies(connection)) {
        const bool is_own = own && agency.cvr == own->cvr;
        if (!is_own && agency.validity.covers(visit.today())) {
            options.push_back({.value = agency.cvr, .label = agency.name});
        }
    }
    if (!own) return {};
    const bool is_own = form.agency_cvr == own->cvr;
    return web::select_field({.name = "myndighed",
                              .label = language.say("Myndighed"),
                              .options = std::move(options),
                              .value = is_own ? std::string() : form.agency_cvr,
                              .empty_option = own->name,
                              .error = message_at(visit, form.errors, "myndighed"),
                              .need = web::Need::unmarked},
                             language);
}

// The fields that a new and an existing user have in common.
web::Html person_fields(const Visit& visit, store::Connection& connection, const UserForm& form) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field({.name = "navn",
                                        .label = language.say("Navn"),
                                        .value = form.account.name,
                                        .error = message_at(visit, form.errors, "navn"),
                                        .width = web::FieldWidth::xl,
                                        .autocomplete = "off"},
                                       language);
    fields.add(web::text_field({.name = "email",
                                .label = language.say("E-mail"),
                                .type = web::InputType::email,
                                .value = form.account.email,
                                .error = message_at(visit, form.errors, "email"),
                                .need = web::Need::optional,
                                .width = web::FieldWidth::xl,
                                .autocomplete = "off"},
                               language),
               web::checkbox_group({.name = "rolle",
                                    .legend = language.say("Roller"),
                                    .choices = role_choices(visit),
                                    .values = role_codes(form.account.roles),
                                    .error = message_at(visit, form.errors, "rolle")},
                                   language),
               agency_field(visit, connection, form));
    return fields;
}

struct PositionFields {
    std::string unit_key;
    std::string title_da;
    std::string title_en;
    web::Need need = web::Need::optional;
};

web::Html position_fields(const Visit& visit, store::Connection& connection,
                          const PositionFields& values, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = web::select_field({.name = "enhed",
                                          .label = language.say("Enhed"),
                                          .options = unit_options(visit, connection),
                                          .value = values.unit_key,
                                          .empty_option = language.say("Ingen"),
                                          .error = message_at(visit, errors, "enhed"),
                                          .need = values.need},
                                         language);
    fields.add(web::text_field({.name = "stilling",
                                .label = language.say("Stilling"),
                                .value = values.title_da,
                                .error = message_at(visit, errors, "stilling"),
                                .need = web::Need::optional,
                                .width = web::FieldWidth::xl},
                               language),
               web::text_field({.name = "stilling_en",
                                .label = language.say("Stilling på engelsk"),
                                .value = values.title_en,
                                .error = message_at(visit, errors, "stilling_en"),
                                .need = web::Need::optional,
                                .width = web::FieldWidth::xl},
                               language));
    return fields;
}

Visit::PageOptions options_below_users(const Visit& visit, std::string_view label, int status) {
    return {.breadcrumb = {{std::string(visit.language.say("Brugere")), "/brugere"},
                           {std::string(label), ""}},
            .status = status};
}

web::Response new_user_page(const Visit& visit, const UserForm& form) {
    const web::Language& language = visit.language;
    store::ReadTransaction transaction = visit.services.database.read();
    web::Html fields = person_fields(visit, transaction, form);
    fields.add(web::text_field({.name = "brugernavn",
                                .label = language.say("Brugernavn"),
                                .value = form.account.username,
                                .hint = language.say("Små bogstaver a–z, tal, punktum, bindestreg, "
                                                     "understreg eller @. Kan ikke ændres senere."),
                                .error = message_at(visit, form.errors, "brugernavn"),
                                .width = web::FieldWidth::l,
                                .autocomplete = "off"},
                               language),
               position_fields(visit, transaction,
                               {form.account.unit_key, form.account.title_da, form.account.title_en,
                                web::Need::optional},
                               form.errors),
               web::button_row(web::button({.label = language.say("Opret og lav link")})));
    web::Html content = web::error_summary(form.errors, language);
    content.add(web::form({.action = "/brugere/ny", .csrf_token = visit.csrf_token()}, fields));
    return visit.page(language.say("Opret bruger"), content,
                      options_below_users(visit, language.say("Opret bruger"),
                                          form.errors.empty() ? 200 : status_refused));
}

web::Response show_new_user(const Visit& visit) {
    return new_user_page(visit, UserForm{});
}

std::string link_address(const Visit& visit, LinkKind kind, const std::string& token) {
    return visit.absolute_address(std::string(link_path(kind)) + token);
}

std::string lifetime_in_words(const Visit& visit, LinkKind kind) {
    constexpr int hours_of_day = 24;
    const auto hours = link_lifetime(kind).count();
    if (hours > hours_of_day && hours % hours_of_day == 0) {
        return visit.language.count("Linket gælder i {} dag.", "Linket gælder i {} dage.",
                                    hours / hours_of_day);
    }
    return visit.language.count("Linket gælder i {} time.", "Linket gælder i {} timer.", hours);
}

// The link is shown this once: only its hash is stored.
web::Response link_page(const Visit& visit, std::int64_t account_id, const std::string& name,
                        LinkKind kind, const std::string& token) {
    const web::Language& language = visit.language;
    web::Html content = web::paragraphs(language.say_with(
        "Giv linket til {}, og kun til {}. Det virker én gang og vises kun nu.", name, name));
    content.add("<p><code>"_html, link_address(visit, kind, token), "</code></p>"_html,
                web::paragraphs(lifetime_in_words(visit, kind)),
                web::link_button({.label = language.say("Tilbage til brugeren"),
                                  .href = user_path(account_id),
                                  .kind = web::ButtonKind::secondary}));
    return visit.page(language.say("Link til brugeren"), content,
                      options_below_users(visit, language.say("Link til brugeren"), 200));
}

base::FieldErrors check_unit(store::Connection& connection, const std::string& unit_key) {
    if (unit_key.empty() || organisation::find_unit(connection, unit_key)) return {};
    return {{"enhed", base::refuse("unknown", "Enheden findes ikke.")}};
}

base::FieldErrors check_agency_of(store::Connection& connection, const UserForm& form) {
    if (!form.agency_cvr.empty() && !organisation::find_agency(connection, form.agency_cvr)) {
        return {{"myndighed", base::refuse("unknown", "Myndigheden findes ikke.")}};
    }
    const auto own = organisation::own_agency(connection);
    return check_agency_and_roles(form, own ? own->cvr : std::string());
}

// The municipality's own accounts need no row; who came back from elsewhere does.
void record_agency(store::WriteTransaction& transaction, std::int64_t account_id,
                   const UserForm& form) {
    const auto own = organisation::own_agency(transaction);
    const std::string wanted = form.agency_cvr.empty() && own ? own->cvr : form.agency_cvr;
    if (agency_of_account(transaction, account_id) != wanted) {
        set_agency(transaction, account_id, wanted);
    }
}

web::Response create_user(const Visit& visit) {
    UserForm form = read_user_form(visit.request.form, UsernameField::read);
    store::WriteTransaction transaction = visit.services.database.write();
    for (auto& error : check_unit(transaction, form.account.unit_key)) {
        form.errors.push_back(std::move(error));
    }
    for (auto& error : check_agency_of(transaction, form)) form.errors.push_back(std::move(error));
    if (form.errors.empty()) {
        const auto id = create_account(transaction, visit.now, visit.today(), form.account);
        if (id) {
            record_agency(transaction, *id, form);
            const std::string token = issue_link(transaction, *id, LinkKind::invitation, visit.now);
            visit.record(transaction, trail::Action::create, "account", std::to_string(*id),
                         base::join(role_codes(form.account.roles), " "));
            transaction.commit();
            return link_page(visit, *id, form.account.name, LinkKind::invitation, token);
        }
        form.errors.push_back({"brugernavn", id.error()});
    }
    return new_user_page(visit, form);
}

// The account that the route's {id} names.
std::optional<Account> asked_account(const Visit& visit, store::Connection& connection) {
    const std::string& text = visit.request.parameter("id");
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return find_account(connection, id);
}

// What stands in the forms of a user's page, and what was wrong with it.
struct UserPage {
    std::optional<UserForm> person;
    PositionForm position;
    LeavingForm leaving;
    base::FieldErrors errors;  // all of them, for the summary
};

web::Html positions_table(const Visit& visit, store::Connection& connection,
                          const Account& account) {
    const web::Language& language = visit.language;
    web::Table table({.caption = language.say("Stillinger"),
                      .columns = {{.heading = language.say("Enhed")},
                                  {.heading = language.say("Stilling")},
                                  {.heading = language.say("Fra")},
                                  {.heading = language.say("Til")}},
                      .empty_text = language.say("Brugeren har ingen stilling."),
                      .caption_hidden = true},
                     language);
    for (const auto& holding : organisation::holdings_of(connection, account.staff_member_id)) {
        const auto unit = organisation::find_unit(connection, holding.unit_key);
        const std::string& title =
            is_english(visit) && !holding.title_en.empty() ? holding.title_en : holding.title_da;
        table.row(unit ? unit_name(visit, *unit) : holding.unit_key, title,
                  holding.validity.from ? language.date(*holding.validity.from) : std::string(),
                  holding.validity.to ? language.date(base::add_days(*holding.validity.to, -1))
                                      : std::string());
    }
    return table.finish();
}

web::Html position_section(const Visit& visit, store::Connection& connection,
                           const Account& account, const UserPage& page) {
    const web::Language& language = visit.language;
    web::Html fields = position_fields(visit, connection,
                                       {page.position.unit_key, page.position.title_da,
                                        page.position.title_en, web::Need::required},
                                       page.position.errors);
    fields.add(
        web::text_field({.name = "fra",
                         .label = language.say("Fra og med"),
                         .type = web::InputType::date,
                         .value = page.position.from_text.empty() ? base::iso_date(visit.today())
                                                                  : page.position.from_text,
                         .error = message_at(visit, page.position.errors, "fra"),
                         .width = web::FieldWidth::m},
                        language),
        web::button_row(web::button(
            {.label = language.say("Giv ny stilling"), .kind = web::ButtonKind::secondary})));
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Stillinger"));
    section.add(positions_table(visit, connection, account),
                web::form({.action = user_path(account.id) + "/stilling",
                           .csrf_token = visit.csrf_token(),
                           .label = language.say("Ny stilling")},
                          fields));
    return section;
}

web::Html access_section(const Visit& visit, const Account& account) {
    const web::Language& language = visit.language;
    const std::string path = user_path(account.id);
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Adgang"));
    section.add(web::link_button({.label = language.say("Login, sessioner og kontrol af identitet"),
                                  .href = path + "/login",
                                  .kind = web::ButtonKind::secondary}),
                web::post_button({.label = account.has_password
                                               ? language.say("Lav link til ny adgangskode")
                                               : language.say("Lav ny invitation"),
                                  .action = path + "/link",
                                  .csrf_token = visit.csrf_token()}));
    if (account.has_password && account.id != visit.user().account_id) {
        section.add(web::paragraphs(
                        language.say("Er telefonen mistet, og er der ingen gendannelseskoder? Så "
                                     "nulstil kode-appen. Brugerens adgangsnøgler fjernes, og "
                                     "brugeren logges af overalt og får et link til at sætte en ny "
                                     "op.")),
                    web::post_button({.label = language.say("Nulstil kode-appen"),
                                      .action = path + "/kode-app",
                                      .csrf_token = visit.csrf_token(),
                                      .kind = web::ButtonKind::warning}));
    }
    return section;
}

web::Html leaving_section(const Visit& visit, const Account& account, const UserPage& page) {
    const web::Language& language = visit.language;
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Fratrædelse"));
    if (account.closed_on) {
        section.add(web::paragraphs(
                        language.say_with("Sidste dag med adgang: {}.",
                                          language.date(base::add_days(*account.closed_on, -1)))),
                    web::post_button({.label = language.say("Fortryd fratrædelsen"),
                                      .action = user_path(account.id) + "/genaabn",
                                      .csrf_token = visit.csrf_token()}));
        return section;
    }
    web::Html fields =
        web::text_field({.name = "sidste_dag",
                         .label = language.say("Sidste dag med adgang"),
                         .type = web::InputType::date,
                         .value = page.leaving.last_day_text,
                         .error = message_at(visit, page.leaving.errors, "sidste_dag"),
                         .need = web::Need::unmarked,
                         .width = web::FieldWidth::m},
                        language);
    fields.add(
        web::checkbox({.name = "straks", .label = language.say("Luk adgangen straks")}, language),
        web::button_row(web::button(
            {.label = language.say("Gem fratrædelse"), .kind = web::ButtonKind::warning})));
    section.add(
        web::paragraphs(language.say("Adgang, stillinger og links ophører. Kontoen bliver stående, "
                                     "så historikken kan læses.")),
        web::form({.action = user_path(account.id) + "/fratraed",
                   .csrf_token = visit.csrf_token(),
                   .label = language.say("Fratrædelse")},
                  fields));
    return section;
}

UserForm form_of(store::Connection& connection, const Account& account) {
    UserForm form;
    form.agency_cvr = agency_of_account(connection, account.id);
    form.account.name = account.name;
    form.account.email = account.email;
    form.account.roles = account.roles;
    return form;
}

web::Html person_section(const Visit& visit, store::Connection& connection, const Account& account,
                         const UserForm& form) {
    web::Html fields = person_fields(visit, connection, form);
    fields.add(web::button_row(web::button({.label = visit.language.say("Gem")})));
    web::Html section = web::heading(web::HeadingLevel::h2, visit.language.say("Navn og roller"));
    section.add(web::form({.action = user_path(account.id),
                           .csrf_token = visit.csrf_token(),
                           .label = visit.language.say("Navn og roller")},
                          fields));
    return section;
}

web::Response user_page(const Visit& visit, store::Connection& connection, const Account& account,
                        const UserPage& page) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(page.errors, language);
    content.add(web::definition_list(
                    {{language.say("Brugernavn"), web::text(account.username)},
                     {language.say("Tilstand"), state_of(visit, account)},
                     {language.say("Oprettet"), web::text(language.instant(account.created_at))}}),
                person_section(visit, connection, account,
                               page.person.value_or(form_of(connection, account))),
                position_section(visit, connection, account, page));
    if (account.is_open_on(visit.today())) content.add(access_section(visit, account));
    content.add(leaving_section(visit, account, page));
    return visit.page(
        account.name, content,
        options_below_users(visit, account.name, page.errors.empty() ? 200 : status_refused));
}

web::Response show_user(const Visit& visit) {
    store::ReadTransaction transaction = visit.services.database.read();
    const auto account = asked_account(visit, transaction);
    if (!account) return visit.not_found();
    return user_page(visit, transaction, *account, {});
}

web::Response saved(const Account& account) {
    return web::see_other(user_path(account.id) + "?besked=gemt");
}

web::Response change_user(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    auto account = asked_account(visit, transaction);
    if (!account) return visit.not_found();
    UserForm form = read_user_form(visit.request.form, UsernameField::absent);
    for (auto& error : check_agency_of(transaction, form)) form.errors.push_back(std::move(error));
    if (form.errors.empty()) {
        const auto changed =
            change_roles(transaction, account->id, form.account.roles, visit.today());
        if (!changed) form.errors.push_back({"rolle", changed.error()});
    }
    if (!form.errors.empty()) {
        return user_page(visit, transaction, *account, {.person = form, .errors = form.errors});
    }
    account->name = form.account.name;
    account->email = form.account.email;
    change_person(transaction, *account);
    record_agency(transaction, account->id, form);
    visit.record(transaction, trail::Action::change, "account", std::to_string(account->id),
                 "roles: " + base::join(role_codes(form.account.roles), " ") +
                     (form.agency_cvr.empty() ? "" : " agency: " + form.agency_cvr));
    transaction.commit();
    return saved(*account);
}

web::Response give_position(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account) return visit.not_found();
    PositionForm form = read_position_form(visit.request.form);
    for (auto& error : check_unit(transaction, form.unit_key)) {
        form.errors.push_back(std::move(error));
    }
    if (!form.errors.empty()) {
        return user_page(visit, transaction, *account, {.position = form, .errors = form.errors});
    }
    organisation::end_holdings(transaction, account->staff_member_id, form.from);
    organisation::add_holding(
        transaction,
        organisation::Holding{0, account->staff_member_id, form.unit_key, form.title_da,
                              form.title_en, organisation::Validity{form.from, {}}});
    visit.record(transaction, trail::Action::change, "account", std::to_string(account->id),
                 "position");
    transaction.commit();
    return saved(*account);
}

web::Response make_link(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account || !account->is_open_on(visit.today())) return visit.not_found();
    const LinkKind kind = account->has_password ? LinkKind::password : LinkKind::invitation;
    const std::string token = issue_link(transaction, account->id, kind, visit.now);
    visit.record(transaction, trail::Action::change, "account", std::to_string(account->id),
                 "link: " + std::string(link_kind_code(kind)));
    transaction.commit();
    return link_page(visit, account->id, account->name, kind, token);
}

web::Response reset_authenticator(const Visit& visit) {
    // The own app is set up anew in the own account; so the last administrator always has one.
    if (visit.request.parameter("id") == std::to_string(visit.user().account_id)) {
        return visit.refused("own_authenticator");
    }
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account || !account->is_open_on(visit.today()) || !account->has_password ||
        account->id == visit.user().account_id) {
        return visit.not_found();
    }
    remove_authenticator(transaction, account->id);
    // They may lie on the telephone that was lost.
    remove_passkeys(transaction, account->id);
    end_sessions(transaction, account->id, 0, visit.now);
    const std::string token =
        issue_link(transaction, account->id, LinkKind::authenticator, visit.now);
    visit.record(transaction, trail::Action::change, "account", std::to_string(account->id),
                 "authenticator_removed");
    transaction.commit();
    return link_page(visit, account->id, account->name, LinkKind::authenticator, token);
}

web::Response let_leave(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account || account->closed_on) return visit.not_found();
    LeavingForm form = read_leaving_form(visit.request.form, visit.today());
    if (form.errors.empty()) {
        const auto closed =
            close_account(transaction, account->id, form.from, visit.today(), visit.now);
        if (!closed) form.errors.push_back({"sidste_dag", closed.error()});
    }
    if (!form.errors.empty()) {
        return user_page(visit, transaction, *account, {.leaving = form, .errors = form.errors});
    }
    visit.record(transaction, trail::Action::change, "account", std::to_string(account->id),
                 "closed_on: " + base::iso_date(form.from));
    transaction.commit();
    return saved(*account);
}

web::Response let_return(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto account = asked_account(visit, transaction);
    if (!account || !account->closed_on) return visit.not_found();
    reopen_account(transaction, account->id);
    visit.record(transaction, trail::Action::restore, "account", std::to_string(account->id));
    transaction.commit();
    return saved(*account);
}

}  // namespace

void add_user_routes(Routes& routes) {
    constexpr Permission needed = Permission::manage_accounts;
    routes.get("/brugere", needed, show_users);
    routes.get("/brugere/ny", needed, show_new_user);
    routes.post("/brugere/ny", needed, create_user);
    routes.get("/brugere/{id}", needed, show_user);
    routes.post("/brugere/{id}", needed, change_user);
    routes.post("/brugere/{id}/stilling", needed, give_position);
    routes.post("/brugere/{id}/link", needed, make_link);
    routes.post("/brugere/{id}/kode-app", needed, reset_authenticator);
    routes.post("/brugere/{id}/fratraed", needed, let_leave);
    routes.post("/brugere/{id}/genaabn", needed, let_return);
}

}  // namespace access

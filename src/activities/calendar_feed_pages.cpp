#include "activities/calendar_feed_pages.h"

#include <optional>
#include <stdexcept>

#include "access/account_store.h"
#include "activities/activity_store.h"
#include "activities/activity_words.h"
#include "activities/calendar_feed.h"
#include "activities/calendar_feed_store.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/text_field.h"

namespace activities {
namespace {

using web::operator""_html;

constexpr int days_back = 90;
constexpr int events_max = 1000;
constexpr std::string_view file_ending = ".ics";

struct Owner {
    CalendarFeed feed;
    access::Account account;
};

std::optional<Owner> find_owner(store::Connection& connection, const access::Visit& visit) {
    const std::string& file = visit.request.parameter("file");
    if (!file.ends_with(file_ending)) return std::nullopt;
    const auto feed = find_feed(connection, file.substr(0, file.size() - file_ending.size()));
    if (!feed) return std::nullopt;
    auto account = access::find_account(connection, feed->account_id);
    if (!account || !account->is_open_on(visit.today())) return std::nullopt;
    const auto permission = static_cast<std::size_t>(access::Permission::see_activities);
    if (!access::permissions_of(account->roles).test(permission)) return std::nullopt;
    return Owner{*feed, std::move(*account)};
}

trail::Line fetch_line(const Owner& owner) {
    trail::Line line;
    line.actor = "account:" + std::to_string(owner.account.id);
    line.action = trail::Action::extract;
    line.subject_kind = "calendar_feed";
    line.subject_id = std::to_string(owner.account.id);
    return line;
}

bool fetched_today(store::Connection& connection, const Owner& owner, base::Date today) {
    trail::Filter filter;
    filter.subject_kind = "calendar_feed";
    filter.subject_id = std::to_string(owner.account.id);
    filter.action = trail::action_code(trail::Action::extract);
    filter.limit = 1;
    const std::vector<trail::StoredLine> lines = trail::lines(connection, filter);
    return !lines.empty() && web::to_local(lines.front().at).date == today;
}

std::string feed_address(const access::Visit& visit, const std::string& secret) {
    return visit.absolute_address("/kalender/" + secret + std::string(file_ending));
}

web::Html explanation(const web::Language& language) {
    web::Html html;
    html.add("<p>"_html,
             language.say("Din egen kalender kan hente dine vagter fra en hemmelig adresse. Den "
                          "indeholder kun titel, sted, tidspunkter og status. Den, der kender "
                          "adressen, kan se dem, så del den ikke."),
             "</p>"_html);
    return html;
}

web::Html address_buttons(const access::Visit& visit, bool has_address) {
    const web::Language& language = visit.language;
    web::Html buttons = web::post_button(
        {.label = has_address ? language.say("Lav en ny adresse") : language.say("Lav en adresse"),
         .action = "/konto/kalender",
         .csrf_token = visit.csrf_token(),
         .kind = web::ButtonKind::primary});
    if (has_address)
        buttons.add(web::post_button({.label = language.say("Tilbagekald adressen"),
                                      .action = "/konto/kalender/tilbagekald",
                                      .csrf_token = visit.csrf_token()}));
    return web::button_row(buttons);
}

web::Response account_page(const access::Visit& visit, const web::Html& content) {
    const web::Language& language = visit.language;
    const std::string title(language.say("Dine vagter i din egen kalender"));
    return visit.page(
        title, content,
        {.breadcrumb = {{std::string(language.say("Aktiviteter")), "/aktiviteter"},
                        {std::string(language.say("Kalender")), "/aktiviteter/kalender"},
                        {title, ""}}});
}

}  // namespace

web::Response feed(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const access::Services& services = visit.services;
    std::optional<Owner> owner;
    std::vector<FeedEntry> entries;
    const web::Language* language = &services.danish;
    bool noted = false;
    {
        store::ReadTransaction reading = services.database.read();
        owner = find_owner(reading, visit);
        if (!owner) return visit.not_found();
        if (owner->account.language == "en") language = &services.english;
        const auto catalogue = current.get(reading);
        const std::string from = base::iso_date(base::add_days(visit.today(), -days_back));
        for (Activity& activity : rota_of(reading, owner->feed.staff_member_id, from, events_max)) {
            std::string title = title_in(activity, *catalogue, *language);
            std::string where = where_in(activity, *catalogue, *language);
            entries.push_back({std::move(activity), std::move(title), std::move(where)});
        }
        noted = fetched_today(reading, *owner, visit.today());
    }
    if (!noted) trail::append_alone(services.database, visit.now, fetch_line(*owner));
    const FeedWords words{
        language->say_with("Vagter, {}", services.municipality_name),
        std::string(language->say("Aflyst:")),
        std::string(language->say("Sluttidspunktet er ikke angivet; her er regnet med en time."))};
    const base::Result<std::string> file =
        formats::write_calendar(calendar_of(entries, words, visit.now));
    if (!file) throw std::runtime_error("calendar feed: " + file.error().code);
    web::Response response = web::text_response(*file);
    response.content_type = "text/calendar; charset=utf-8";
    return response;
}

web::Response feed_page(const access::Visit& visit) {
    const web::Language& language = visit.language;
    std::optional<CalendarFeed> known;
    {
        store::ReadTransaction reading = visit.services.database.read();
        known = feed_of(reading, visit.user().account_id);
    }
    web::Html content = explanation(language);
    if (known)
        content.add("<p>"_html,
                    language.say_with("Du har en adresse fra {}. Den blev kun vist dengang: har "
                                      "du mistet den, så lav en ny.",
                                      language.instant(known->created_at)),
                    "</p>"_html);
    content.add(address_buttons(visit, known.has_value()));
    return account_page(visit, content);
}

web::Response make_feed_address(const access::Visit& visit) {
    const web::Language& language = visit.language;
    const access::Visitor& user = visit.user();
    std::string secret;
    {
        store::WriteTransaction writing = visit.services.database.write();
        secret = make_feed(writing, user.account_id, user.staff_member_id, visit.now);
        visit.record(writing, trail::Action::create, "calendar_feed",
                     std::to_string(user.account_id));
        writing.commit();
    }
    web::Html content = explanation(language);
    content.add(web::alert(web::AlertKind::success,
                           language.say("Adressen er lavet. Kopiér den nu: den vises kun denne "
                                        "ene gang. En tidligere adresse virker ikke længere."),
                           language),
                web::text_field({.name = "address",
                                 .label = language.say("Din kalenderadresse"),
                                 .value = feed_address(visit, secret),
                                 .hint = language.say("Indsæt den i dit kalenderprogram, hvor du "
                                                      "kan abonnere på en kalender."),
                                 .need = web::Need::unmarked,
                                 .autocomplete = "off",
                                 .read_only = true},
                                language),
                address_buttons(visit, true));
    return account_page(visit, content);
}

web::Response revoke_feed_address(const access::Visit& visit) {
    const access::Visitor& user = visit.user();
    {
        store::WriteTransaction writing = visit.services.database.write();
        if (revoke_feed(writing, user.account_id, visit.now)) {
            visit.record(writing, trail::Action::remove, "calendar_feed",
                         std::to_string(user.account_id));
            writing.commit();
        }
    }
    return web::see_other("/konto/kalender?besked=trukket");
}

}  // namespace activities

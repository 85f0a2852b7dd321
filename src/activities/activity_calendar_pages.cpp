#include "activities/activity_calendar_pages.h"

#include <map>
#include <optional>

#include "activities/activity_store.h"
#include "activities/activity_subject.h"
#include "activities/activity_words.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/tabs.h"

namespace activities {
namespace {

using web::operator""_html;

constexpr int events_max = 500;

// The weeks that touch a month: from a Monday up to, but not including, a Monday.
struct Month {
    base::Date first;
    base::Date from;
    base::Date to;
};

Month month_of(base::Date day) {
    const base::Date first = day.year() / day.month() / 1;
    const base::Date last{day.year() / day.month() / std::chrono::last};
    return {first, base::add_days(first, 1 - static_cast<int>(base::iso_weekday(first))),
            base::add_days(last, 8 - static_cast<int>(base::iso_weekday(last)))};
}

std::optional<base::Date> asked_month(const std::string& text) {
    const auto day = base::parse_date(text + "-01");
    if (!day || base::year_of(*day) < 1990 || base::year_of(*day) > 2100) return std::nullopt;
    return day;
}

std::string month_key(base::Date day) {
    return base::iso_date(day).substr(0, 7);
}

std::string month_name(base::Date day, const web::Language& language) {
    return language.month(base::month_of(day)) + " " + std::to_string(base::year_of(day));
}

using DayEvents = std::map<base::Date, std::vector<const Activity*>>;

struct CalendarWriter {
    const access::Visit& visit;
    const initiatives::Catalogue& catalogue;
    const Month& month;
    const DayEvents& events;

    web::Html event(const Activity& activity) const {
        const web::Language& language = visit.language;
        const bool cancelled = activity.state == State::cancelled;
        web::Html html("<li class=\"calendar-event"_html);
        if (cancelled) html.add(" calendar-event-cancelled"_html);
        html.add("\">"_html);
        std::string label = language.time_of_day(activity.starts_at.minute_of_day) + " " +
                            title_in(activity, catalogue, language);
        if (cancelled)
            label += " (" + std::string(language.say(state_name(State::cancelled))) + ")";
        html.add(web::link(path_of(activity.id), label), "</li>"_html);
        return html;
    }

    // The days of the months before and after say so.
    std::string date_words(base::Date date) const {
        std::string number = std::to_string(base::day_of(date));
        if (date.month() == month.first.month()) return number;
        return visit.language.say_with("{}. {}", number,
                                       visit.language.month(base::month_of(date)));
    }

    web::Html day(base::Date date) const {
        const web::Language& language = visit.language;
        const auto found = events.find(date);
        web::Html html("<td class=\"calendar-day"_html);
        if (date.month() != month.first.month()) html.add(" calendar-day-outside"_html);
        if (date == visit.today()) html.add(" calendar-day-today"_html);
        if (found == events.end()) html.add(" calendar-day-empty"_html);
        html.add("\"><span class=\"calendar-date\"><span class=\"calendar-weekday\">"_html,
                 language.weekday(base::iso_weekday(date)), " </span>"_html, date_words(date),
                 "</span>"_html);
        if (found != events.end()) {
            html.add("<ul class=\"calendar-events\">"_html);
            for (const Activity* activity : found->second) html.add(event(*activity));
            html.add("</ul>"_html);
        }
        html.add("</td>"_html);
        return html;
    }

    web::Html table() const {
        const web::Language& language = visit.language;
        web::Html html("<table class=\"calendar\"><caption>"_html);
        html.add(month_name(month.first, language),
                 "</caption><thead><tr><th scope=\"col\" class=\"week-number\">"_html,
                 language.say("Uge"), "</th>"_html);
        for (unsigned weekday = 1; weekday <= 7; ++weekday)
            html.add("<th scope=\"col\">"_html, language.weekday(weekday), "</th>"_html);
        html.add("</tr></thead><tbody>"_html);
        for (base::Date monday = month.from; monday < month.to;
             monday = base::add_days(monday, 7)) {
            html.add("<tr><th scope=\"row\" class=\"week-number\">"_html, iso_week(monday),
                     "</th>"_html);
            for (int i = 0; i < 7; ++i) html.add(day(base::add_days(monday, i)));
            html.add("</tr>"_html);
        }
        html.add("</tbody></table>"_html);
        return html;
    }
};

enum class Scope { all, own };

std::string address_of(base::Date month, Scope scope) {
    return web::address_with_query(
        "/aktiviteter/kalender",
        {{"maaned", month_key(month)}, {"vagt", scope == Scope::own ? "min" : ""}});
}

std::vector<Activity> read_events(store::Connection& connection, const access::Visit& visit,
                                  const Month& month, Scope scope) {
    const std::string from = base::iso_date(month.from);
    const std::string to = base::iso_date(month.to);
    if (scope == Scope::own)
        return rota_of(connection, visit.user().staff_member_id, from, events_max, to);
    ActivityFilter filter;
    filter.from_time = from;
    filter.to_time = to;
    filter.order = ActivityFilter::Order::oldest_first;
    filter.limit = events_max;
    return activities(connection, filter);
}

web::Html month_links(const Month& month, Scope scope, const web::Language& language) {
    const base::Date before = base::add_days(month.first, -1);
    const base::Date after = base::add_days(month.first, 31);
    return web::previous_next({.previous = address_of(before, scope),
                               .next = address_of(after, scope),
                               .previous_label = month_name(before, language),
                               .next_label = month_name(after, language),
                               .label = language.say("Måneder")},
                              language);
}

web::Html calendar_actions(const access::Visit& visit) {
    const web::Language& language = visit.language;
    web::Html buttons;
    if (visit.may(access::Permission::register_activities))
        buttons.add(web::link_button({.label = language.say("Planlæg eller registrér"),
                                      .href = "/aktiviteter/ny",
                                      .icon = web::Icon::plus}));
    buttons.add(web::link_button({.label = language.say("Dine vagter i din egen kalender"),
                                  .href = "/konto/kalender",
                                  .kind = web::ButtonKind::tertiary}));
    return web::button_row(buttons);
}

}  // namespace

int iso_week(base::Date day) {
    const base::Date thursday = base::add_days(day, 4 - static_cast<int>(base::iso_weekday(day)));
    return base::days_between(base::date_of(base::year_of(thursday), 1, 1), thursday) / 7 + 1;
}

web::Response calendar_page(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    const web::Fields& query = visit.request.query;
    const Month month = month_of(asked_month(query.value("maaned")).value_or(visit.today()));
    const Scope scope = query.value("vagt") == "min" ? Scope::own : Scope::all;
    CataloguePointer catalogue;
    std::vector<Activity> found;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        found = read_events(reading, visit, month, scope);
    }
    DayEvents events;
    for (const Activity& activity : found) events[activity.starts_at.date].push_back(&activity);
    web::Html content = calendar_actions(visit);
    content.add(
        web::tabs(language.say("Hvilke aktiviteter"), {{.label = language.say("Alle aktiviteter"),
                                                        .href = address_of(month.first, Scope::all),
                                                        .current = scope == Scope::all},
                                                       {.label = language.say("Mine vagter"),
                                                        .href = address_of(month.first, Scope::own),
                                                        .current = scope == Scope::own}}));
    if (found.size() == events_max)
        content.add(web::alert(
            web::AlertKind::warning,
            language.say_with("Kalenderen viser de første {} aktiviteter. Se resten på listen.",
                              std::to_string(events_max)),
            language));
    if (found.empty())
        content.add("<p>"_html, language.say("Der er ingen aktiviteter i måneden."), "</p>"_html);
    content.add(month_links(month, scope, language),
                CalendarWriter{visit, *catalogue, month, events}.table());
    return form_page(visit, language.say("Kalender"), content, "", "", 200);
}

}  // namespace activities

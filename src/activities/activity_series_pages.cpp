#include "activities/activity_series_pages.h"

#include <stdexcept>

#include "activities/activity_form.h"
#include "activities/activity_form_pages.h"
#include "activities/activity_store.h"
#include "activities/activity_subject.h"
#include "activities/activity_words.h"
#include "history/record_change.h"

namespace activities {
namespace {

using web::operator""_html;

struct RestOfSeries {
    std::int64_t id = 0;
    std::vector<Activity> planned;
    CataloguePointer catalogue;
};

std::optional<RestOfSeries> find_rest(const access::Visit& visit,
                                      initiatives::CurrentCatalogue& current) {
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    store::ReadTransaction reading = visit.services.database.read();
    RestOfSeries rest{
        id, planned_in_series(reading, id, base::iso_local_time(local_now(visit))), {}};
    if (rest.planned.empty()) return std::nullopt;
    rest.catalogue = current.get(reading);
    return rest;
}

}  // namespace

web::Response series_cancellation_page(const access::Visit& visit,
                                       initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    const std::optional<RestOfSeries> rest = find_rest(visit, current);
    if (!rest) return visit.not_found();
    const Activity& next = rest->planned.front();
    web::Html page;
    page.add("<p>"_html,
             language.count("Denne gang er planlagt og bliver aflyst:",
                            "Disse {} gange er planlagt og bliver aflyst:",
                            static_cast<std::int64_t>(rest->planned.size())),
             "</p><ul>"_html);
    for (const Activity& activity : rest->planned)
        page.add("<li>"_html, when_in(activity, language), "</li>"_html);
    page.add("</ul>"_html);
    const web::Fields values;
    const base::FieldErrors none;
    const FormContent content{visit, *rest->catalogue, values, none};
    page.add(cancellation_form(
        content, {"/aktiviteter/raekke/" + std::to_string(rest->id) + "/aflys",
                  std::string(language.say("Aflys resten af rækken")), path_of(next.id)}));
    return form_page(visit, language.say("Aflys resten af rækken"), page, path_of(next.id),
                     title_in(next, *rest->catalogue, language), 200);
}

web::Response cancel_series(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<RestOfSeries> rest = find_rest(visit, current);
    if (!rest) return visit.not_found();
    const base::LocalTime now = local_now(visit);
    const Activity& first = rest->planned.front();
    const web::Fields sent = with_cancellation(form_of(first), visit.request.form);
    const ActivityInput input = read_activity(sent, {*rest->catalogue, {}, &first}, now);
    if (!input.ok()) {
        const FormContent content{visit, *rest->catalogue, sent, input.errors};
        const FormTarget target{"/aktiviteter/raekke/" + std::to_string(rest->id) + "/aflys",
                                std::string(visit.language.say("Aflys resten af rækken")),
                                path_of(first.id)};
        return form_page(visit, visit.language.say("Aflys resten af rækken"),
                         cancellation_form(content, target), "", "", refused_status);
    }
    store::WriteTransaction writing = visit.services.database.write();
    for (const Activity& planned :
         planned_in_series(writing, rest->id, base::iso_local_time(now))) {
        Activity cancelled = find_activity(writing, planned.id).value();
        cancelled.state = State::cancelled;
        cancelled.cancel_reason = input.activity.cancel_reason;
        if (!change_activity(writing, cancelled, changer(visit), history::Change::changed))
            throw std::logic_error("an activity changed inside its own transaction");
        visit.record(writing, trail::Action::change, "activity", std::to_string(cancelled.id));
    }
    writing.commit();
    return web::see_other(path_of(first.id) + "?besked=aflyst");
}

}  // namespace activities

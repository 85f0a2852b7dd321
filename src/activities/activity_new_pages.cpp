#include "activities/activity_new_pages.h"

#include <algorithm>

#include "activities/activity_form.h"
#include "activities/activity_form_pages.h"
#include "activities/activity_store.h"
#include "activities/activity_subject.h"

namespace activities {
namespace {

using web::operator""_html;

// What a new activity may be made of.
struct Offer {
    CataloguePointer catalogue;
    std::vector<organisation::StaffMember> staff;
};

Offer find_offer(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                 base::Date day) {
    store::ReadTransaction reading = visit.services.database.read();
    return {current.get(reading), staff_for(reading, visit, day, nullptr)};
}

web::Response show_new_form(const access::Visit& visit, const Offer& offer,
                            const web::Fields& values, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const FormContent content{visit, *offer.catalogue, values, errors, offer.staff};
    const FormTarget target{"/aktiviteter/ny", std::string(language.say("Gem")), "/aktiviteter"};
    return form_page(visit, language.say("Planlæg eller registrér en aktivitet"),
                     activity_form(content, target), "", "", errors.empty() ? 200 : refused_status);
}

web::Response show_preview(const access::Visit& visit, const initiatives::Catalogue& catalogue,
                           const web::Fields& values, const std::vector<base::Date>& days,
                           const SeriesInput& series) {
    const web::Language& language = visit.language;
    const FormContent content{visit, catalogue, values, series.errors};
    web::Html page;
    page.add("<p>"_html,
             language.count("Rækken har {} gang. Den er ikke oprettet endnu.",
                            "Rækken har {} gange. De er ikke oprettet endnu.",
                            static_cast<std::int64_t>(days.size())),
             "</p>"_html, series_preview(content, days, series.days));
    return form_page(visit, language.say("Se dagene, før de oprettes"), page, "", "",
                     series.ok() ? 200 : refused_status);
}

web::Response add_one(const access::Visit& visit, const Activity& activity,
                      const std::string& next_after_path) {
    store::WriteTransaction writing = visit.services.database.write();
    const Added added = add_activity(writing, activity, changer(visit));
    visit.record(writing, trail::Action::create, "activity", std::to_string(added.id));
    writing.commit();
    return web::see_other(path_of(added.id) + next_after_path);
}

web::Response add_all(const access::Visit& visit, const Activity& pattern,
                      const SeriesInput& series) {
    store::WriteTransaction writing = visit.services.database.write();
    const AddedSeries added =
        add_series(writing, pattern, series.recurrence, series.days, changer(visit));
    visit.record(writing, trail::Action::create, "activity_series", std::to_string(added.id));
    for (const std::int64_t id : added.activities)
        visit.record(writing, trail::Action::create, "activity", std::to_string(id));
    writing.commit();
    return web::see_other(path_of(added.activities.front()) + "?besked=oprettet");
}

// The days before any was unticked, so that the preview shows them all again.
std::vector<base::Date> all_days(const SeriesInput& series) {
    Recurrence whole = series.recurrence;
    whole.except.clear();
    const base::Result<std::vector<base::Date>> days = occurrences(whole);
    return days ? *days : std::vector<base::Date>{};
}

web::Response create_series(const access::Visit& visit, const Offer& offer,
                            const Activity& pattern) {
    const web::Fields& sent = visit.request.form;
    const SeriesInput series = read_series(sent, pattern, local_now(visit));
    const bool chosen = sent.has("chosen_days");
    if (series.ok() && chosen) return add_all(visit, pattern, series);
    const bool only_days = std::all_of(series.errors.begin(), series.errors.end(),
                                       [](const auto& error) { return error.field == "day"; });
    if (only_days) return show_preview(visit, *offer.catalogue, sent, all_days(series), series);
    return show_new_form(visit, offer, sent, series.errors);
}

}  // namespace

web::Response new_activity_page(const access::Visit& visit,
                                initiatives::CurrentCatalogue& current) {
    const web::Fields& query = visit.request.query;
    const base::Date day = base::parse_date(query.value("dag")).value_or(visit.today());
    const Offer offer = find_offer(visit, current, day);
    web::Fields values;
    values.add("starts_on", base::iso_date(day));
    values.add("initiative", query.value("indsats"));
    values.add("district", query.value("distrikt"));
    values.add("state", "planned");
    values.add("repeat_weeks", "1");
    values.add("staff", std::to_string(visit.user().staff_member_id));
    return show_new_form(visit, offer, values, {});
}

web::Response create_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Fields& sent = visit.request.form;
    const auto day = base::parse_date(sent.value("starts_on"));
    const Offer offer = find_offer(visit, current, day.value_or(visit.today()));
    if (sent.has("edit")) return show_new_form(visit, offer, sent, {});
    const ActivityInput input =
        read_activity(sent, {*offer.catalogue, ids_of_staff(offer.staff)}, local_now(visit));
    if (!input.ok()) return show_new_form(visit, offer, sent, input.errors);
    if (asks_for_series(sent)) return create_series(visit, offer, input.activity);
    return add_one(visit, input.activity, "?besked=oprettet");
}

web::Response register_quickly(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    CataloguePointer catalogue;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
    }
    const web::Fields& sent = visit.request.form;
    const ActivityInput input = read_quick_registration(sent, *catalogue, local_now(visit));
    if (input.ok()) return add_one(visit, input.activity, "/rediger?ny=1");
    const FormContent content{visit, *catalogue, sent, input.errors};
    return form_page(visit, visit.language.say("Registrér en aktivitet"), quick_form(content), "",
                     "", refused_status);
}

}  // namespace activities

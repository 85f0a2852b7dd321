#include "activities/activity_change_pages.h"

#include <optional>

#include "activities/activity_form.h"
#include "activities/activity_form_pages.h"
#include "activities/activity_store.h"
#include "activities/activity_subject.h"
#include "activities/activity_words.h"
#include "history/history_pages.h"
#include "web/components/alert.h"

namespace activities {
namespace {

using web::operator""_html;

// The activity as the sender of the form saw it. Without a known version there is nothing to
// compare with, and what stands now counts.
Activity seen_by_sender(store::Connection& connection, const Activity& now_stored,
                        const web::Fields& form) {
    const auto version = number_in(form.value("version"));
    if (!version || *version == now_stored.version) return now_stored;
    const auto then = history::find_version(connection, "activity", now_stored.id, *version);
    if (!then) return now_stored;
    Activity seen = activity_of(then->content);
    seen.id = now_stored.id;
    seen.version = *version;
    seen.series_id = now_stored.series_id;
    return seen;
}

// Two people changed one activity: what the other did, and a choice for every field both changed.
// The answer goes to the correction, whose form holds all fields.
web::Response show_conflict(const access::Visit& visit, const Subject& subject,
                            const Activity& mine) {
    const std::string path = path_of(mine.id);
    const std::string_view title = visit.language.say("En anden har ændret aktiviteten");
    std::optional<history::Version> then;
    std::optional<history::Version> theirs;
    StaffNames names;
    {
        store::ReadTransaction reading = visit.services.database.read();
        const std::optional<Activity> stored = find_activity(reading, mine.id);
        if (!stored) return visit.not_found();
        if (stored->removed)
            return remark_page(visit, visit.language.say("Aktiviteten er slettet"),
                               visit.language.say("En anden har slettet aktiviteten imens. Intet "
                                                  "er gemt. Du kan genskabe den."),
                               path);
        theirs = history::find_version(reading, "activity", mine.id, stored->version);
        then = history::find_version(reading, "activity", mine.id, mine.version);
        names = staff_names(reading, ids_of_staff(subject.staff));
    }
    if (!theirs) return visit.not_found();
    const history::Snapshot& base = then ? then->content : theirs->content;
    const history::Merge merge = history::merge(base, snapshot(mine), theirs->content);
    return history::conflict_page(
        visit, title, merge, *theirs,
        activity_wording(*subject.catalogue, visit.language, std::move(names)), path + "/rediger");
}

// The change and its line in the trail, in one transaction; or why nothing was changed.
base::Result<void> commit(const access::Visit& visit, const Activity& activity,
                          history::Change change, trail::Action action) {
    store::WriteTransaction writing = visit.services.database.write();
    const base::Result<void> changed = change_activity(writing, activity, changer(visit), change);
    if (!changed) return changed;
    visit.record(writing, action, "activity", std::to_string(activity.id),
                 "version " + std::to_string(activity.version + 1));
    writing.commit();
    return {};
}

web::Response save_change(const access::Visit& visit, const Subject& subject, const Activity& mine,
                          const std::string& next) {
    const base::Result<void> saved =
        commit(visit, mine, history::Change::changed, trail::Action::change);
    if (saved) return web::see_other(next);
    if (saved.error().code == "version_conflict") return show_conflict(visit, subject, mine);
    return visit.not_found();
}

web::Response show_edit_form(const access::Visit& visit, const Subject& subject,
                             const web::Fields& values, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const bool just_registered = visit.request.query.has("ny");
    const std::string path = path_of(subject.activity.id);
    const std::string version =
        values.has("version") ? values.value("version") : std::to_string(subject.activity.version);
    const FormContent content{visit,  *subject.catalogue, values,
                              errors, subject.staff,      &subject.activity};
    const FormTarget target{path + "/rediger",
                            std::string(language.say("Gem")),
                            path,
                            {{"version", version}},
                            just_registered ? std::string(language.say("Ikke nu")) : ""};
    web::Html page;
    if (just_registered)
        page.add(web::alert(web::AlertKind::success,
                            language.say("Aktiviteten er registreret. Alt herunder er frivilligt, "
                                         "og du kan også gøre det senere."),
                            language));
    page.add(activity_form(content, target));
    return form_page(
        visit,
        just_registered ? language.say("Gemt. Tilføj mere?") : language.say("Ret aktiviteten"),
        page, path, title_in(subject.activity, *subject.catalogue, language),
        errors.empty() ? 200 : refused_status);
}

web::Response show_holding_form(const access::Visit& visit, const Subject& subject,
                                const web::Fields& values, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const std::string path = path_of(subject.activity.id);
    const FormContent content{visit,  *subject.catalogue, values,
                              errors, subject.staff,      &subject.activity};
    const FormTarget target{path + "/afholdt",
                            std::string(language.say("Registrér som holdt")),
                            path,
                            {{"version", values.value("version")}}};
    const std::string title = title_in(subject.activity, *subject.catalogue, language);
    web::Html page;
    page.add("<p>"_html, title, ", "_html, when_in(subject.activity, language), "</p>"_html,
             holding_form(content, target));
    return form_page(visit, language.say("Registrér som holdt"), page, path, title,
                     errors.empty() ? 200 : refused_status);
}

web::Response show_cancellation_form(const access::Visit& visit, const Subject& subject,
                                     const web::Fields& values, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const std::string path = path_of(subject.activity.id);
    const FormContent content{visit,  *subject.catalogue, values,
                              errors, subject.staff,      &subject.activity};
    const FormTarget target{path + "/aflys",
                            std::string(language.say("Aflys aktiviteten")),
                            path,
                            {{"version", values.value("version")}}};
    const std::string title = title_in(subject.activity, *subject.catalogue, language);
    web::Html page;
    page.add("<p>"_html, title, ", "_html, when_in(subject.activity, language), "</p>"_html,
             cancellation_form(content, target));
    return form_page(visit, language.say("Aflys aktiviteten"), page, path, title,
                     errors.empty() ? 200 : refused_status);
}

web::Fields values_of(const Activity& activity) {
    web::Fields values = fields_of(snapshot(activity));
    values.add("version", std::to_string(activity.version));
    return values;
}

web::Response not_planned_page(const access::Visit& visit, const Subject& subject) {
    return remark_page(visit, visit.language.say("Aktiviteten er ikke planlagt"),
                       visit.language.say("Kun en planlagt aktivitet kan registreres som holdt "
                                          "eller aflyses. Vælg „Ret“ for at ændre status."),
                       path_of(subject.activity.id));
}

using ShowForm = web::Response (*)(const access::Visit&, const Subject&, const web::Fields&,
                                   const base::FieldErrors&);

web::Response show_for_planned(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                               ShowForm show) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::refused);
    if (!subject) return visit.not_found();
    if (subject->activity.state != State::planned) return not_planned_page(visit, *subject);
    return show(visit, *subject, values_of(subject->activity), {});
}

// The planned activity as the sender saw it; it may have been changed by someone else since.
Activity seen_planned(const access::Visit& visit, const Subject& subject) {
    store::ReadTransaction reading = visit.services.database.read();
    return seen_by_sender(reading, subject.activity, visit.request.form);
}

std::optional<Activity> find_as_it_was(const access::Visit& visit, std::int64_t id,
                                       std::optional<std::int64_t> version) {
    if (!version) return std::nullopt;
    store::ReadTransaction reading = visit.services.database.read();
    const auto then = history::find_version(reading, "activity", id, *version);
    if (!then) return std::nullopt;
    Activity activity = activity_of(then->content);
    activity.id = id;
    return activity;
}

}  // namespace

web::Response edit_page(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::refused);
    if (!subject) return visit.not_found();
    return show_edit_form(visit, *subject, values_of(subject->activity), {});
}

web::Response correct_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::allowed);
    if (!subject) return visit.not_found();
    const web::Fields sent = history::resolve(visit.request.form);
    const ActivityChoices choices{*subject->catalogue, ids_of_staff(subject->staff),
                                  &subject->activity};
    ActivityInput input = read_activity(sent, choices, local_now(visit));
    if (!input.ok()) return show_edit_form(visit, *subject, sent, input.errors);
    const std::string path = path_of(subject->activity.id);
    input.activity.id = subject->activity.id;
    input.activity.version = number_in(sent.value("version")).value_or(0);
    const bool unchanged = input.activity.version == subject->activity.version &&
                           !subject->activity.removed &&
                           snapshot(input.activity) == snapshot(subject->activity);
    if (unchanged) return web::see_other(path);
    if (subject->activity.removed) return show_conflict(visit, *subject, input.activity);
    return save_change(visit, *subject, input.activity, path + "?besked=gemt");
}

web::Response holding_page(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    return show_for_planned(visit, current, show_holding_form);
}

web::Response hold_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::refused);
    if (!subject) return visit.not_found();
    const Activity seen = seen_planned(visit, *subject);
    if (seen.state != State::planned) return not_planned_page(visit, *subject);
    const ActivityChoices choices{*subject->catalogue, ids_of_staff(subject->staff),
                                  &subject->activity};
    const ActivityInput input = read_holding(visit.request.form, seen, choices, local_now(visit));
    if (!input.ok()) return show_holding_form(visit, *subject, visit.request.form, input.errors);
    return save_change(visit, *subject, input.activity, path_of(seen.id) + "?besked=gemt");
}

web::Response cancellation_page(const access::Visit& visit,
                                initiatives::CurrentCatalogue& current) {
    return show_for_planned(visit, current, show_cancellation_form);
}

web::Response cancel_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::refused);
    if (!subject) return visit.not_found();
    const Activity seen = seen_planned(visit, *subject);
    if (seen.state != State::planned) return not_planned_page(visit, *subject);
    const ActivityInput input = read_cancellation(visit.request.form, seen, local_now(visit));
    if (!input.ok())
        return show_cancellation_form(visit, *subject, visit.request.form, input.errors);
    return save_change(visit, *subject, input.activity, path_of(seen.id) + "?besked=aflyst");
}

web::Response remove_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::refused);
    if (!subject) return visit.not_found();
    const std::string path = path_of(subject->activity.id);
    Activity removed = subject->activity;
    removed.version = number_in(visit.request.form.value("version")).value_or(0);
    if (commit(visit, removed, history::Change::removed, trail::Action::remove))
        return web::see_other(path + "?besked=slettet");
    return remark_page(visit, visit.language.say("Aktiviteten er ikke slettet"),
                       visit.language.say("En anden har ændret aktiviteten imens. Se ændringen, "
                                          "før du sletter."),
                       path);
}

web::Response restore_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::allowed);
    if (!subject) return visit.not_found();
    const web::Fields& sent = visit.request.form;
    const std::string path = path_of(subject->activity.id);
    const auto expected = number_in(sent.value("version"));
    Activity restored = subject->activity;
    if (sent.has("restore_version")) {
        const std::optional<Activity> wanted =
            find_as_it_was(visit, restored.id, number_in(sent.value("restore_version")));
        if (!wanted) return visit.not_found();
        restored = *wanted;
    }
    restored.version = expected.value_or(subject->activity.version);
    if (!commit(visit, restored, history::Change::restored, trail::Action::restore))
        return remark_page(visit, visit.language.say("Intet er ændret"),
                           visit.language.say("En anden har ændret aktiviteten imens. Se "
                                              "ændringen, før du fortryder."),
                           path);
    const bool undone = sent.has("restore_version") && expected;
    return web::see_other(path + (undone ? "?besked=fortrudt" : "?besked=genskabt"));
}

}  // namespace activities

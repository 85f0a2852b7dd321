#include "activities/activity_change_pages.h"

#include <optional>
#include <utility>

#include "activities/activity_form.h"
#include "activities/activity_form_pages.h"
#include "activities/activity_store.h"
#include "activities/activity_subject.h"
#include "activities/activity_words.h"
#include "history/record_change.h"
#include "web/components/alert.h"

namespace activities {
namespace {

using web::operator""_html;

int status_of(const base::FieldErrors& errors) {
    return errors.empty() ? 200 : refused_status;
}

// What the forms about one planned or held activity have in common.
struct Filled {
    const web::Fields& values;
    const base::FieldErrors& errors;
    std::int64_t version = 0;  // the form is based on
};

FormTarget target_of(const Subject& subject, std::string_view ending, std::string_view button,
                     const Filled& filled) {
    const std::string path = path_of(subject.activity.id);
    return {path + std::string(ending),
            std::string(button),
            path,
            {{"version", std::to_string(filled.version)}}};
}

FormContent content_of(const access::Visit& visit, const Subject& subject, const Filled& filled) {
    return {visit,         *subject.catalogue, filled.values,
            filled.errors, subject.staff,      &subject.activity};
}

web::Response show_edit_form(const access::Visit& visit, const Subject& subject,
                             const Filled& filled) {
    const web::Language& language = visit.language;
    const bool just_registered = visit.request.query.has("ny");
    FormTarget target = target_of(subject, "/rediger", language.say("Gem"), filled);
    if (just_registered) target.cancel_words = language.say("Ikke nu");
    web::Html page;
    if (just_registered)
        page.add(web::alert(web::AlertKind::success,
                            language.say("Aktiviteten er registreret. Alt herunder er frivilligt, "
                                         "og du kan også gøre det senere."),
                            language));
    page.add(activity_form(content_of(visit, subject, filled), target));
    return form_page(
        visit,
        just_registered ? language.say("Gemt. Tilføj mere?") : language.say("Ret aktiviteten"),
        page, path_of(subject.activity.id),
        title_in(subject.activity, *subject.catalogue, language), status_of(filled.errors));
}

// The page of a form that changes only a part: above it stands which activity it is.
web::Response part_page(const access::Visit& visit, const Subject& subject, std::string_view title,
                        const web::Html& form, int status) {
    const std::string name = title_in(subject.activity, *subject.catalogue, visit.language);
    web::Html page;
    page.add("<p>"_html, name, ", "_html, when_in(subject.activity, visit.language), "</p>"_html,
             form);
    return form_page(visit, title, page, path_of(subject.activity.id), name, status);
}

web::Response show_holding_form(const access::Visit& visit, const Subject& subject,
                                const Filled& filled) {
    const std::string_view title = visit.language.say("Registrér som holdt");
    return part_page(visit, subject, title,
                     holding_form(content_of(visit, subject, filled),
                                  target_of(subject, "/afholdt", title, filled)),
                     status_of(filled.errors));
}

web::Response show_cancellation_form(const access::Visit& visit, const Subject& subject,
                                     const Filled& filled) {
    const std::string_view title = visit.language.say("Aflys aktiviteten");
    return part_page(visit, subject, title,
                     cancellation_form(content_of(visit, subject, filled),
                                       target_of(subject, "/aflys", title, filled)),
                     status_of(filled.errors));
}

using ShowForm = web::Response (*)(const access::Visit&, const Subject&, const Filled&);

// `before`: what it holds may stay, also when it could not be chosen any more.
history::RecordPages pages_of(const access::Visit& visit, const Subject& subject,
                              const Activity& before, ShowForm show) {
    const std::int64_t id = subject.activity.id;
    const auto save = [&visit, id](Activity activity) {
        activity.id = id;
        return [&visit, activity](store::WriteTransaction& writing, std::int64_t version,
                                  history::Change change) mutable {
            activity.version = version;
            return change_activity(writing, activity, changer(visit), change);
        };
    };
    history::RecordPages pages;
    pages.kind = "activity";
    pages.id = id;
    pages.path = path_of(id);
    pages.wording = activity_wording(*subject.catalogue, visit.language, names_of(subject.staff));
    pages.find = [id, save](store::Connection& connection) -> std::optional<history::StoredDraft> {
        const std::optional<Activity> stored = find_activity(connection, id);
        if (!stored) return std::nullopt;
        return history::StoredDraft{
            stored->version, stored->removed, {snapshot(*stored), {}, save(*stored)}};
    };
    pages.read = [&visit, &subject, &before, save](const web::Fields& form) {
        const ActivityChoices choices{*subject.catalogue, ids_of_staff(subject.staff), &before};
        ActivityInput input = read_activity(form, choices, local_now(visit));
        return history::Draft{snapshot(input.activity), std::move(input.errors),
                              save(input.activity)};
    };
    pages.form_page = [&visit, &subject, show](const web::Fields& form,
                                               const base::FieldErrors& errors,
                                               std::int64_t version) {
        return show(visit, subject, {form, errors, version});
    };
    return pages;
}

std::optional<Activity> find_as_it_was(const access::Visit& visit, std::int64_t id,
                                       std::int64_t version) {
    store::ReadTransaction reading = visit.services.database.read();
    const auto then = history::find_version(reading, "activity", id, version);
    if (!then) return std::nullopt;
    return activity_of(then->content);
}

web::Response not_planned_page(const access::Visit& visit, const Subject& subject) {
    return remark_page(visit, visit.language.say("Aktiviteten er ikke planlagt"),
                       visit.language.say("Kun en planlagt aktivitet kan registreres som holdt "
                                          "eller aflyses. Vælg „Ret“ for at ændre status."),
                       path_of(subject.activity.id));
}

web::Response show_for_planned(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                               ShowForm show) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::refused);
    if (!subject) return visit.not_found();
    if (subject->activity.state != State::planned) return not_planned_page(visit, *subject);
    const web::Fields values = form_of(subject->activity);
    return show(visit, *subject, {values, {}, subject->activity.version});
}

// A form that holds only a part is laid over the activity as its sender saw it, so that someone
// else's change since then is met like that of any other form.
web::Response save_part(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                        ShowForm show,
                        web::Fields (*with_part)(const web::Fields&, const web::Fields&)) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::allowed);
    if (!subject) return visit.not_found();
    const web::Fields& sent = visit.request.form;
    const Activity seen =
        find_as_it_was(visit, subject->activity.id, history::number_of(sent.value("version")))
            .value_or(subject->activity);
    if (seen.state != State::planned) return not_planned_page(visit, *subject);
    return history::save_form(visit, pages_of(visit, *subject, seen, show),
                              with_part(form_of(seen), sent));
}

}  // namespace

web::Response edit_page(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::refused);
    if (!subject) return visit.not_found();
    const web::Fields values = form_of(subject->activity);
    return show_edit_form(visit, *subject, {values, {}, subject->activity.version});
}

web::Response correct_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::allowed);
    if (!subject) return visit.not_found();
    const Activity& stored = subject->activity;
    const web::Fields sent = history::resolve(visit.request.form);
    const history::RecordPages pages = pages_of(visit, *subject, stored, show_edit_form);
    const history::Draft draft = pages.read(sent);
    const bool unchanged = draft.errors.empty() && !stored.removed &&
                           history::number_of(sent.value("version")) == stored.version &&
                           draft.content == snapshot(stored);
    if (unchanged) return web::see_other(pages.path);
    return history::save_form(visit, pages, sent);
}

web::Response holding_page(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    return show_for_planned(visit, current, show_holding_form);
}

web::Response hold_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    return save_part(visit, current, show_holding_form, with_holding);
}

web::Response cancellation_page(const access::Visit& visit,
                                initiatives::CurrentCatalogue& current) {
    return show_for_planned(visit, current, show_cancellation_form);
}

web::Response cancel_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    return save_part(visit, current, show_cancellation_form, with_cancellation);
}

web::Response remove_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::allowed);
    if (!subject) return visit.not_found();
    return history::remove_record(visit,
                                  pages_of(visit, *subject, subject->activity, show_edit_form));
}

web::Response restore_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current) {
    const std::optional<Subject> subject = find_subject(visit, current, Removed::allowed);
    if (!subject) return visit.not_found();
    const Activity& stored = subject->activity;
    const web::Fields& sent = visit.request.form;
    if (sent.has("version") && history::number_of(sent.value("version")) != stored.version)
        return remark_page(visit, visit.language.say("Intet er ændret"),
                           visit.language.say("En anden har ændret aktiviteten imens. Se "
                                              "ændringen, før du fortryder."),
                           path_of(stored.id));
    const Activity before =
        find_as_it_was(visit, stored.id, history::number_of(sent.value("restore_version")))
            .value_or(stored);
    return history::restore_record(visit, pages_of(visit, *subject, before, show_edit_form));
}

}  // namespace activities

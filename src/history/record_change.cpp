#include "history/record_change.h"

#include <charconv>
#include <string_view>

#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"

namespace history {
namespace {

using access::Visit;

std::optional<StoredDraft> find(const Visit& visit, const RecordPages& pages) {
    store::ReadTransaction reading = visit.services.database.read();
    return pages.find(reading);
}

trail::Action action_of(Change change) {
    if (change == Change::removed) return trail::Action::remove;
    return change == Change::restored ? trail::Action::restore : trail::Action::change;
}

std::string_view notice_of(Change change) {
    if (change == Change::removed) return "slettet";
    return change == Change::restored ? "genskabt" : "gemt";
}

base::Result<void> write(const Visit& visit, const RecordPages& pages, const Draft& draft,
                         std::int64_t version, Change change) {
    store::WriteTransaction writing = visit.services.database.write();
    base::Result<void> saved = draft.save(writing, version, change);
    if (!saved) return saved;
    visit.record(writing, action_of(change), pages.kind, std::to_string(pages.id));
    writing.commit();
    return saved;
}

web::Response done(const RecordPages& pages, Change change) {
    return web::see_other(pages.path + "?besked=" + std::string(notice_of(change)));
}

// What someone else changed meanwhile, beside what this form says.
web::Response show_conflict(const Visit& visit, const RecordPages& pages, const Snapshot& mine,
                            std::int64_t based_on) {
    std::optional<Version> base;
    std::vector<Version> all;
    {
        store::ReadTransaction reading = visit.services.database.read();
        base = find_version(reading, pages.kind, pages.id, based_on);
        all = versions(reading, pages.kind, pages.id);
    }
    if (all.empty()) return visit.not_found();
    const Snapshot before = base ? base->content : Snapshot{};
    return conflict_page(visit, visit.language.say("To har rettet det samme"),
                         merge(before, mine, all.front().content), all.front(), pages.wording,
                         pages.path + "/rediger");
}

// There is nothing to merge in a deletion, so the visitor is shown what it would have deleted.
web::Response show_moved_on(const Visit& visit, const RecordPages& pages) {
    const web::Language& language = visit.language;
    web::Html content = web::alert(
        web::AlertKind::warning,
        language.say("En anden har ændret det imens, så der er ikke sket noget. Se, hvordan det "
                     "ser ud nu, før du gør det igen."),
        language);
    content.add(web::button_row(
        web::link_button({.label = language.say("Se det, som det er nu"), .href = pages.path})));
    return visit.page(language.say("Det er ændret imens"), content, {.status = 409});
}

web::Response save_unedited(const Visit& visit, const RecordPages& pages, const Draft& draft,
                            std::int64_t version, Change change) {
    const base::Result<void> written = write(visit, pages, draft, version, change);
    return written ? done(pages, change) : show_moved_on(visit, pages);
}

}  // namespace

web::Response save_form(const Visit& visit, const RecordPages& pages, const web::Fields& form) {
    const std::optional<StoredDraft> stored = find(visit, pages);
    if (!stored) return visit.not_found();
    const Draft draft = pages.read(form);
    const std::int64_t version = number_of(form.value("version"));
    if (!draft.errors.empty()) return pages.form_page(form, draft.errors, version);
    const Change change = stored->removed ? Change::restored : Change::changed;
    const base::Result<void> written = write(visit, pages, draft, version, change);
    return written ? done(pages, change) : show_conflict(visit, pages, draft.content, version);
}

web::Response remove_record(const Visit& visit, const RecordPages& pages) {
    const std::optional<StoredDraft> stored = find(visit, pages);
    if (!stored) return visit.not_found();
    if (stored->removed) return done(pages, Change::removed);  // a second press on the button
    return save_unedited(visit, pages, stored->draft,
                         number_of(visit.request.form.value("version")), Change::removed);
}

web::Response edit_form(const Visit& visit, const RecordPages& pages) {
    const std::optional<StoredDraft> stored = find(visit, pages);
    if (!stored || stored->removed) return visit.not_found();
    return pages.form_page(form_of(stored->draft.content), {}, stored->version);
}

web::Html record_buttons(const Visit& visit, const std::string& path, std::int64_t version,
                         bool removed) {
    const web::Language& language = visit.language;
    const web::HiddenFields based_on{{"version", std::to_string(version)}};
    web::Html buttons;
    if (removed) {
        buttons.add(web::post_button({.label = language.say("Fortryd sletningen"),
                                      .action = path + "/genskab",
                                      .csrf_token = visit.csrf_token(),
                                      .hidden = based_on}));
    } else {
        buttons.add(web::link_button({.label = language.say("Ret"), .href = path + "/rediger"}),
                    web::post_button({.label = language.say("Slet"),
                                      .action = path + "/slet",
                                      .csrf_token = visit.csrf_token(),
                                      .hidden = based_on}));
    }
    return web::button_row(buttons);
}

web::Response restore_record(const Visit& visit, const RecordPages& pages) {
    const std::optional<StoredDraft> stored = find(visit, pages);
    if (!stored) return visit.not_found();
    if (!visit.request.form.has("restore_version")) {
        if (!stored->removed) return done(pages, Change::restored);
        return save_unedited(visit, pages, stored->draft, stored->version, Change::restored);
    }
    std::optional<Version> wanted;
    {
        store::ReadTransaction reading = visit.services.database.read();
        wanted = find_version(reading, pages.kind, pages.id,
                              number_of(visit.request.form.value("restore_version")));
    }
    if (!wanted) return visit.not_found();
    const web::Fields form = form_of(wanted->content);
    const Draft draft = pages.read(form);
    if (!draft.errors.empty()) return pages.form_page(form, draft.errors, stored->version);
    return save_unedited(visit, pages, draft, stored->version, Change::restored);
}

web::Fields form_of(const Snapshot& snapshot) {
    web::Fields fields;
    for (const auto& [key, value] : snapshot) fields.add(key, value);
    return fields;
}

std::int64_t number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failure == std::errc() && end == text.data() + text.size();
    return whole && number > 0 ? number : 0;
}

}  // namespace history

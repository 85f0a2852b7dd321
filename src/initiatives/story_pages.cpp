#include "initiatives/story_pages.h"

#include "base/civil_registration_number.h"
#include "base/text.h"
#include "history/record_change.h"
#include "history/version_view.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/story_form.h"
#include "initiatives/story_store.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/empty_state.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::string_view root = "/historier";
constexpr std::string_view public_root = "/gode-historier";
constexpr int page_size = 50;
constexpr int public_page_size = 20;
constexpr int unprocessable = 422;
constexpr std::size_t most_reason_characters = 200;

std::string address_of(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

std::string public_address_of(std::int64_t id) {
    return std::string(public_root) + "/" + std::to_string(id);
}

std::vector<std::pair<std::string, std::string>> breadcrumb(const web::Language& language) {
    return {{std::string(language.say("Gode historier")), std::string(root)}};
}

StoryActor actor_of(const Visit& visit) {
    return {visit.user().account_id, visit.user().permissions};
}

web::Html state_tag(const Story& story, const web::Language& language) {
    if (story.deleted) return web::status_tag(web::StatusKind::stopped, language.say("Slettet"));
    const std::string_view name = language.say(story_state_name(story.state));
    switch (story.state) {
        case StoryState::draft:
            return web::status_tag(web::StatusKind::planned, name);
        case StoryState::submitted:
        case StoryState::approved:
            return web::status_tag(web::StatusKind::ongoing, name);
        case StoryState::published:
            return web::status_tag(web::StatusKind::done, name);
        case StoryState::withdrawn:
            return web::status_tag(web::StatusKind::stopped, name);
    }
    return {};
}

// The story of the address, if this visitor may see it.
std::optional<Story> story_for(const Visit& visit, store::Connection& connection) {
    auto story = find_story(connection, history::number_of(visit.request.parameter("id")));
    if (!story || !may_see(*story, visit.user().permissions)) return std::nullopt;
    return story;
}

std::optional<Story> story_for(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    return story_for(visit, reading);
}

// ---- the list

bool sees_all(const Visit& visit) {
    return visit.may(Permission::write_stories) || visit.may(Permission::approve_stories);
}

web::Html filter_form(const StoryFilter& filter, const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const StoryState state : {StoryState::draft, StoryState::submitted, StoryState::approved,
                                   StoryState::published, StoryState::withdrawn}) {
        options.push_back({story_state_code(state), language.say(story_state_name(state))});
    }
    web::Html fields = web::select_field(
        {.name = "tilstand",
         .label = language.say("Tilstand"),
         .options = std::move(options),
         .value = filter.state ? story_state_code(*filter.state) : std::string_view(),
         .empty_option = language.say("Alle"),
         .need = web::Need::unmarked},
        language);
    fields.add(web::button({.label = language.say("Vis"), .kind = web::ButtonKind::secondary}));
    return web::form({.action = root,
                      .method = web::FormMethod::get,
                      .layout = web::FormLayout::filter,
                      .label = language.say("Vælg, hvad der vises")},
                     fields);
}

web::Html story_table(const Catalogue& catalogue, const std::vector<Story>& stories,
                      std::size_t shown, const web::Language& language) {
    web::Table table(
        {.caption = language.say("Historier, de nyeste øverst"),
         .columns = {{.heading = language.say("Overskrift"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("År")},
                     {.heading = language.say("Indsats")},
                     {.heading = language.say("Distrikt")},
                     {.heading = language.say("Tilstand")}},
         .empty_text = language.say("Der er ingen historier her endnu."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (std::size_t i = 0; i < stories.size() && i < shown; ++i) {
        const Story& story = stories[i];
        table.row(web::link(address_of(story.id), story.text.title),
                  std::to_string(story.text.year),
                  story_value_words(catalogue, "initiative", story.text.initiative, language),
                  story.text.district.empty()
                      ? std::string()
                      : story_value_words(catalogue, "district", story.text.district, language),
                  state_tag(story, language));
    }
    return table.finish();
}

web::Html list_actions(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Html actions;
    if (visit.may(Permission::write_stories)) {
        actions.add(
            web::link_button({.label = language.say("Ny historie"), .href = "/historier/ny"}),
            web::link_button({.label = language.say("Slettede"),
                              .href = "/historier/slettede",
                              .kind = web::ButtonKind::tertiary}));
    }
    actions.add(web::link_button({.label = language.say("Se den offentlige side"),
                                  .href = public_root,
                                  .kind = web::ButtonKind::tertiary}));
    return web::button_row(actions);
}

web::Response list(const Visit& visit, CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    StoryFilter filter;
    filter.state = sees_all(visit) ? story_state_of(visit.request.query.value("tilstand"))
                                   : std::optional(StoryState::published);
    filter.before = history::number_of(visit.request.query.value("foer"));
    filter.limit = page_size + 1;  // one more tells whether there is a next page
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<Story> stories;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        stories = list_stories(reading, filter);
    }
    web::Html content = list_actions(visit);
    if (sees_all(visit)) content.add(filter_form(filter, language));
    content.add(story_table(*catalogue, stories, page_size, language));
    if (stories.size() > page_size) {
        content.add(
            web::previous_next({.next = web::address_with_query(
                                    root, {{"tilstand", visit.request.query.value("tilstand")},
                                           {"foer", std::to_string(stories[page_size - 1].id)}}),
                                .next_label = language.say("Ældre historier")},
                               language));
    }
    return visit.page(language.say("Gode historier"), content);
}

web::Response deleted_list(const Visit& visit, CurrentCatalogue& current) {
    StoryFilter filter;
    filter.deleted = true;
    filter.limit = 200;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<Story> stories;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        stories = list_stories(reading, filter);
    }
    return visit.page(visit.language.say("Slettede historier"),
                      story_table(*catalogue, stories, stories.size(), visit.language),
                      {.breadcrumb = breadcrumb(visit.language)});
}

// ---- one story

web::Html story_facts_view(const Catalogue& catalogue, const StoryText& text,
                           const web::Language& language, bool with_links) {
    web::Html initiative;
    if (!text.initiative.empty()) {
        const std::string name =
            story_value_words(catalogue, "initiative", text.initiative, language);
        initiative =
            with_links ? web::link(initiative_address(text.initiative), name) : web::text(name);
    }
    web::Html district;
    if (!text.district.empty()) {
        district = web::text(story_value_words(catalogue, "district", text.district, language));
    }
    return web::definition_list({{language.say("År"), web::text(std::to_string(text.year))},
                                 {language.say("Indsats"), initiative},
                                 {language.say("Distrikt"), district},
                                 {language.say("Tallene bag"), web::paragraphs(text.figures)}});
}

// Where a step is sent: what only an approver may do has its own address.
std::string step_address(const Story& story, StoryStep step, const Visit& visit) {
    const bool writers = step == StoryStep::submit || step == StoryStep::reopen ||
                         (step == StoryStep::send_back && !visit.may(Permission::approve_stories));
    return address_of(story.id) + (writers ? "/trin" : "/afgoerelse");
}

web::Html step_form(const Visit& visit, const Story& story, StoryStep step) {
    const web::Language& language = visit.language;
    const web::HiddenFields hidden = {{"version", std::to_string(story.version)},
                                      {"step", std::string(story_step_code(step))}};
    const std::string_view label = language.say(story_step_name(step));
    const bool with_reason = step == StoryStep::send_back || step == StoryStep::withdraw;
    if (!with_reason) {
        return web::post_button({.label = label,
                                 .action = step_address(story, step, visit),
                                 .csrf_token = visit.csrf_token(),
                                 .hidden = hidden,
                                 .kind = web::ButtonKind::primary});
    }
    web::Html fields = web::text_field({.name = "reason",
                                        .label = language.say("Begrundelse"),
                                        .need = web::Need::optional,
                                        .character_limit = static_cast<int>(most_reason_characters),
                                        .id = "reason-" + std::string(story_step_code(step))},
                                       language);
    fields.add(web::button({.label = label, .kind = web::ButtonKind::secondary}));
    return web::form({.action = step_address(story, step, visit),
                      .csrf_token = visit.csrf_token(),
                      .hidden = hidden,
                      .label = label},
                     fields);
}

web::Html story_actions(const Visit& visit, const Story& story) {
    const web::Language& language = visit.language;
    const StoryActor actor = actor_of(visit);
    const web::HiddenFields version = {{"version", std::to_string(story.version)}};
    web::Html buttons;
    if (may_change_text(story, actor)) {
        buttons.add(web::link_button(
            {.label = language.say("Ret"), .href = address_of(story.id) + "/rediger"}));
    }
    if (may_delete(story, actor)) {
        buttons.add(web::post_button({.label = language.say("Slet"),
                                      .action = address_of(story.id) + "/slet",
                                      .csrf_token = visit.csrf_token(),
                                      .hidden = version}));
    }
    if (story.deleted && visit.may(Permission::write_stories)) {
        buttons.add(web::post_button({.label = language.say("Fortryd sletningen"),
                                      .action = address_of(story.id) + "/genskab",
                                      .csrf_token = visit.csrf_token(),
                                      .hidden = version}));
    }
    web::Html html;
    if (!buttons.empty()) html.add(web::button_row(buttons));
    for (const StoryStep step : possible_steps(story, actor)) {
        html.add(step_form(visit, story, step));
    }
    return html;
}

history::Wording wording_of(const std::shared_ptr<const Catalogue>& catalogue,
                            const web::Language& language) {
    return {[&language](std::string_view name) { return story_field_words(name, language); },
            [catalogue, &language](std::string_view name, const std::string& value) {
                return story_value_words(*catalogue, name, value, language);
            }};
}

web::Html approval_hint(const Visit& visit, const Story& story) {
    const StoryActor actor = actor_of(visit);
    if (story.state != StoryState::submitted || !visit.may(Permission::approve_stories)) return {};
    const auto approval = state_after(story, StoryStep::approve, actor);
    if (approval || approval.error().code != "own_story") return {};
    return web::alert(web::AlertKind::info, visit.language.say(approval.error()), visit.language);
}

web::Response show(const Visit& visit, CurrentCatalogue& current) {
    std::shared_ptr<const Catalogue> catalogue;
    std::optional<Story> story;
    std::vector<history::Version> versions;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        story = story_for(visit, reading);
        if (story && sees_all(visit)) versions = history::versions(reading, story_kind, story->id);
    }
    if (!story) return visit.not_found();
    web::Html content;
    content.add("<p>"_html, state_tag(*story, visit.language), "</p>"_html,
                approval_hint(visit, *story), web::paragraphs(story->text.content),
                story_facts_view(*catalogue, story->text, visit.language, true),
                story_actions(visit, *story));
    if (sees_all(visit)) {
        const bool restorable = may_change_text(*story, actor_of(visit)).ok();
        content.add(history::versions_section(
            visit, versions, wording_of(catalogue, visit.language),
            restorable ? address_of(story->id) + "/genskab" : std::string()));
    }
    return visit.page(story->text.title, content, {.breadcrumb = breadcrumb(visit.language)});
}

// ---- writing

web::Response form_page(const Visit& visit, const Catalogue& catalogue, std::string_view title,
                        const std::string& action, std::int64_t version,
                        const history::Snapshot& values, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = story_fields(catalogue, values, errors, language);
    fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::HiddenFields hidden;
    if (version > 0) hidden.emplace_back("version", std::to_string(version));
    web::Html content;
    content.add(
        web::error_summary(errors, language),
        web::form({.action = action, .csrf_token = visit.csrf_token(), .hidden = std::move(hidden)},
                  fields));
    return visit.page(title, content,
                      {.breadcrumb = breadcrumb(language),
                       .charts = false,
                       .status = errors.empty() ? 200 : unprocessable});
}

web::Response new_form(const Visit& visit, CurrentCatalogue& current) {
    history::Snapshot values;
    values["initiative"] = visit.request.query.value("indsats");
    values["year"] = std::to_string(base::year_of(visit.today()));
    return form_page(visit, *catalogue_for(visit, current), visit.language.say("Ny historie"),
                     "/historier/ny", 0, values, {});
}

StoryChange change_of(const Visit& visit, std::int64_t version, std::string reason = {}) {
    return {visit.user().account_id, visit.now, version, std::move(reason)};
}

web::Response create(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const StoryInput input = read_story_form(visit.request.form, *catalogue);
    if (!input.errors.empty()) {
        return form_page(visit, *catalogue, visit.language.say("Ny historie"), "/historier/ny", 0,
                         sent_story(visit.request.form), input.errors);
    }
    store::WriteTransaction writing = visit.services.database.write();
    const std::int64_t id = add_story(writing, input.text, change_of(visit, 0));
    visit.record(writing, trail::Action::create, story_kind, std::to_string(id));
    writing.commit();
    return web::see_other(address_of(id) + "?besked=oprettet");
}

// A page that says why it was not done; the story is as it was.
web::Response refusal_page(const Visit& visit, const Story& story, const base::Error& error) {
    constexpr int conflict = 409;
    web::Html content = web::alert({.kind = web::AlertKind::warning,
                                    .content = web::text(visit.language.say(error)),
                                    .urgency = web::AlertUrgency::urgent},
                                   visit.language);
    content.add("<p>"_html, web::link(address_of(story.id), visit.language.say("Se historien")),
                "</p>"_html);
    return visit.page(
        visit.language.say("Det kunne ikke lade sig gøre"), content,
        {.breadcrumb = breadcrumb(visit.language), .charts = false, .status = conflict});
}

web::Response edit_form(const Visit& visit, CurrentCatalogue& current) {
    const auto story = story_for(visit);
    if (!story) return visit.not_found();
    if (const auto allowed = may_change_text(*story, actor_of(visit)); !allowed) {
        return refusal_page(visit, *story, allowed.error());
    }
    return form_page(visit, *catalogue_for(visit, current), visit.language.say("Ret historien"),
                     address_of(story->id) + "/rediger", story->version,
                     story_snapshot(story->text), {});
}

history::Snapshot text_only(history::Snapshot snapshot) {
    snapshot.erase("state");
    snapshot.erase("reason");
    return snapshot;
}

// What someone else changed meanwhile, beside what this form says.
web::Response show_conflict(const Visit& visit, CurrentCatalogue& current, const Story& story,
                            std::int64_t my_base, const StoryText& mine) {
    std::shared_ptr<const Catalogue> catalogue;
    std::optional<history::Version> before;
    std::optional<history::Version> theirs;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        before = history::find_version(reading, story_kind, story.id, my_base);
        theirs = history::find_version(reading, story_kind, story.id, story.version);
    }
    if (!theirs) return visit.not_found();
    const history::Snapshot base = before ? text_only(before->content) : history::Snapshot{};
    const history::Merge merged =
        history::merge(base, story_snapshot(mine), text_only(theirs->content));
    if (merged.differing.empty() && merged.merged == text_only(theirs->content)) {
        return web::see_other(address_of(story.id) + "?besked=gemt");
    }
    return history::conflict_page(visit, visit.language.say("To har rettet den samme historie"),
                                  merged, *theirs, wording_of(catalogue, visit.language),
                                  address_of(story.id) + "/rediger");
}

web::Response edit(const Visit& visit, CurrentCatalogue& current) {
    const auto story = story_for(visit);
    if (!story) return visit.not_found();
    if (const auto allowed = may_change_text(*story, actor_of(visit)); !allowed) {
        return refusal_page(visit, *story, allowed.error());
    }
    const web::Fields form = history::resolve(visit.request.form);
    const std::int64_t version = history::number_of(form.value("version"));
    const auto catalogue = catalogue_for(visit, current);
    const StoryInput input = read_story_form(form, *catalogue);
    if (!input.errors.empty()) {
        return form_page(visit, *catalogue, visit.language.say("Ret historien"),
                         address_of(story->id) + "/rediger", version, sent_story(form),
                         input.errors);
    }
    if (version == story->version && input.text == story->text) {
        return web::see_other(address_of(story->id) + "?besked=gemt");
    }
    store::WriteTransaction writing = visit.services.database.write();
    const auto changed = change_story(writing, *story, input.text, change_of(visit, version));
    if (!changed) {
        { const store::WriteTransaction undone = std::move(writing); }
        const auto newest = story_for(visit);
        if (!newest) return visit.not_found();
        return show_conflict(visit, current, *newest, version, input.text);
    }
    visit.record(writing, trail::Action::change, story_kind, std::to_string(story->id));
    writing.commit();
    return web::see_other(address_of(story->id) + "?besked=gemt");
}

// ---- steps

std::string_view notice_of(StoryStep step) {
    switch (step) {
        case StoryStep::submit:
            return "sendt";
        case StoryStep::approve:
            return "godkendt";
        case StoryStep::publish:
            return "udgivet";
        case StoryStep::withdraw:
            return "trukket";
        case StoryStep::send_back:
        case StoryStep::reopen:
            break;
    }
    return "gemt";
}

trail::Action trail_action_of(StoryStep step) {
    const bool decision =
        step == StoryStep::approve || step == StoryStep::publish || step == StoryStep::withdraw;
    return decision ? trail::Action::sign : trail::Action::change;
}

base::Result<std::string> reason_in(const web::Fields& form) {
    std::string reason = base::trim(base::normalise_lines(form.value("reason")));
    if (base::length_in_characters(reason) > most_reason_characters) {
        return base::refuse("too_long", "Teksten må højst have {} tegn.",
                            std::to_string(most_reason_characters));
    }
    if (base::contains_civil_registration_number(reason)) {
        return base::refuse("R12",
                            "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv stedet "
                            "eller tendensen i stedet.");
    }
    return reason;
}

web::Response move(const Visit& visit) {
    const auto story = story_for(visit);
    const auto step = story_step_of(visit.request.form.value("step"));
    if (!story || !step) return visit.not_found();
    const auto reason = reason_in(visit.request.form);
    if (!reason) return refusal_page(visit, *story, reason.error());
    const auto to = state_after(*story, *step, actor_of(visit));
    if (!to) return refusal_page(visit, *story, to.error());
    store::WriteTransaction writing = visit.services.database.write();
    const auto moved = move_story(
        writing, *story, *to,
        change_of(visit, history::number_of(visit.request.form.value("version")), *reason));
    if (!moved) {
        { const store::WriteTransaction undone = std::move(writing); }
        return refusal_page(visit, *story, moved.error());
    }
    visit.record(writing, trail_action_of(*step), story_kind, std::to_string(story->id),
                 story_step_code(*step));
    writing.commit();
    return web::see_other(address_of(story->id) + "?besked=" + std::string(notice_of(*step)));
}

web::Response remove(const Visit& visit) {
    const auto story = story_for(visit);
    if (!story) return visit.not_found();
    if (const auto allowed = may_delete(*story, actor_of(visit)); !allowed) {
        return refusal_page(visit, *story, allowed.error());
    }
    store::WriteTransaction writing = visit.services.database.write();
    const auto deleted = delete_story(
        writing, *story, change_of(visit, history::number_of(visit.request.form.value("version"))));
    if (!deleted) {
        { const store::WriteTransaction undone = std::move(writing); }
        return refusal_page(visit, *story, deleted.error());
    }
    visit.record(writing, trail::Action::remove, story_kind, std::to_string(story->id));
    writing.commit();
    return web::see_other(address_of(story->id) + "?besked=slettet");
}

// Brings a deleted one back, or makes an older version's text the current one.
web::Response restore(const Visit& visit, CurrentCatalogue& current) {
    const auto story = story_for(visit);
    if (!story) return visit.not_found();
    const std::int64_t wanted = history::number_of(visit.request.form.value("restore_version"));
    base::Result<void> restored;
    std::optional<history::Version> version;
    if (wanted != 0) {
        store::ReadTransaction reading = visit.services.database.read();
        version = history::find_version(reading, story_kind, story->id, wanted);
        if (!version) return visit.not_found();
    }
    const StoryText text = version ? story_text(version->content) : story->text;
    const auto catalogue = catalogue_for(visit, current);
    if (version) {
        if (const auto allowed = may_change_text(*story, actor_of(visit)); !allowed) {
            return refusal_page(visit, *story, allowed.error());
        }
        const base::FieldErrors errors = check_story(text, *catalogue);
        if (!errors.empty()) {
            return form_page(visit, *catalogue, visit.language.say("Ret historien"),
                             address_of(story->id) + "/rediger", story->version,
                             story_snapshot(text), errors);
        }
    } else if (!story->deleted) {
        return visit.not_found();
    }
    store::WriteTransaction writing = visit.services.database.write();
    restored = version ? change_story(writing, *story, text, change_of(visit, story->version),
                                      history::Change::restored)
                       : undelete_story(writing, *story, change_of(visit, story->version));
    if (!restored) {
        { const store::WriteTransaction undone = std::move(writing); }
        return refusal_page(visit, *story, restored.error());
    }
    visit.record(writing, trail::Action::restore, story_kind, std::to_string(story->id));
    writing.commit();
    return web::see_other(address_of(story->id) + "?besked=genskabt");
}

// ---- without sign-in

std::optional<PublishedPlace> place_in(const web::Fields& query) {
    const auto at = base::parse_instant(query.value("foer"));
    if (!at) return std::nullopt;
    return PublishedPlace{*at, history::number_of(query.value("foer_id"))};
}

web::Response public_list(const Visit& visit, CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<Story> stories;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        stories = published_stories(reading, public_page_size + 1, place_in(visit.request.query));
    }
    web::Html content;
    if (stories.empty()) {
        content.add(web::empty_state(language.say("Der er ikke udgivet nogen historier endnu.")));
    }
    for (std::size_t i = 0; i < stories.size() && i < public_page_size; ++i) {
        const StoryText& text = stories[i].text;
        constexpr std::size_t teaser = 300;
        const bool cut = base::length_in_characters(text.content) > teaser;
        content.add(
            web::heading(web::HeadingLevel::h2, text.title),
            web::paragraphs(cut ? base::shorten(text.content, teaser) + "…" : text.content),
            "<p>"_html,
            web::link(public_address_of(stories[i].id), language.say("Læs historien"), text.title),
            "</p>"_html);
    }
    if (stories.size() > public_page_size) {
        const Story& last = stories[public_page_size - 1];
        content.add(
            web::previous_next({.next = web::address_with_query(
                                    public_root, {{"foer", base::iso_instant(*last.published_at)},
                                                  {"foer_id", std::to_string(last.id)}}),
                                .next_label = language.say("Ældre historier")},
                               language));
    }
    return visit.page(language.say("De gode historier"), content,
                      {.listing = web::PageShell::Listing::listed});
}

web::Response public_story(const Visit& visit, CurrentCatalogue& current) {
    std::shared_ptr<const Catalogue> catalogue;
    std::optional<Story> story;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        story = find_story(reading, history::number_of(visit.request.parameter("id")));
    }
    if (!story || story->deleted || story->state != StoryState::published) return visit.not_found();
    web::Html content = web::paragraphs(story->text.content);
    content.add(story_facts_view(*catalogue, story->text, visit.language, false));
    return visit.page(story->text.title, content,
                      {.breadcrumb = {{std::string(visit.language.say("De gode historier")),
                                       std::string(public_root)}},
                       .listing = web::PageShell::Listing::listed});
}

}  // namespace

void add_story_routes(access::Routes& routes, CurrentCatalogue& current) {
    const auto with = [&current](auto page) {
        return [&current, page](const Visit& visit) { return page(visit, current); };
    };
    routes.get("/historier", Permission::see_stories, with(list));
    routes.get("/historier/slettede", Permission::write_stories, with(deleted_list));
    routes.get("/historier/ny", Permission::write_stories, with(new_form));
    routes.post("/historier/ny", Permission::write_stories, with(create));
    routes.get("/historier/{id}", Permission::see_stories, with(show));
    routes.get("/historier/{id}/rediger", Permission::write_stories, with(edit_form));
    routes.post("/historier/{id}/rediger", Permission::write_stories, with(edit));
    routes.post("/historier/{id}/trin", Permission::write_stories, move);
    routes.post("/historier/{id}/afgoerelse", Permission::approve_stories, move);
    routes.post("/historier/{id}/slet", Permission::write_stories, remove);
    routes.post("/historier/{id}/genskab", Permission::write_stories, with(restore));
    routes.get_public("/gode-historier", with(public_list));
    routes.get_public("/gode-historier/{id}", with(public_story));
}

}  // namespace initiatives

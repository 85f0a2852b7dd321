#include <algorithm>
#include <set>

#include "base/text.h"
#include "history/record_change.h"
#include "history/version_view.h"
#include "initiatives/catalogue_list_store.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "initiatives/list_form.h"
#include "initiatives/list_order.h"
#include "initiatives/list_place.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

// The catalogue's lists, changed entry by entry. One set of pages for all of them: what differs
// from list to list is its description and the words below.
namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::size_t most_reason_characters = 200;
constexpr int unprocessable = 422;
constexpr int conflict = 409;

// ---- one list

// The fields that say what kind of entry it is, in short; texts stand on its own page.
std::vector<const ListField*> columns_of(const CatalogueList& list) {
    using Shape = ListField::Shape;
    std::vector<const ListField*> columns;
    for (const ListField& field : list.fields()) {
        const bool in_short = field.shape == Shape::code || field.shape == Shape::codes ||
                              field.shape == Shape::reference || field.shape == Shape::number ||
                              field.shape == Shape::date;
        if (in_short) columns.push_back(&field);
    }
    return columns;
}

web::Html entries_table(const ListPlace& place, const Catalogue& catalogue,
                        const web::Language& language) {
    const std::vector<const ListField*> fields = columns_of(*place.list);
    std::vector<web::Column> columns = {
        {.heading = language.say("Navn"), .kind = web::ColumnKind::heading}};
    for (const ListField* field : fields)
        columns.push_back({.heading = language.say(field_label(field->name))});
    web::Table table({.caption = language.say(place.words->title),
                      .columns = std::move(columns),
                      .empty_text = language.say("Listen er tom."),
                      .caption_hidden = true,
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (std::size_t i = 0; i < place.list->size(catalogue); ++i) {
        const formats::YamlNode entry = place.list->entry(catalogue, i);
        ListPlace its = place;
        its.key = place.list->key(catalogue, i);
        std::vector<web::Html> cells = {web::link(its.address(), name_of_entry(entry, language))};
        for (const ListField* field : fields)
            cells.push_back(web::text(field_in_words(*field, entry, catalogue, language)));
        table.row_of(cells);
    }
    return table.finish();
}

web::Html removed_list(const ListPlace& place, const std::vector<EntryRevision>& removed,
                       const web::Language& language) {
    web::Html html;
    if (removed.empty()) return html;
    web::Html items;
    for (const EntryRevision& revision : removed) {
        ListPlace its = place;
        const formats::YamlNode* key = revision.entry.find("key");
        its.key = key ? key->text : std::string();
        items.add("<li>"_html, web::link(its.address(), name_of_entry(revision.entry, language)),
                  "</li>"_html);
    }
    html.add(web::heading(web::HeadingLevel::h2, language.say("Slettet")), "<ul>"_html, items,
             "</ul>"_html);
    return html;
}

web::Response show_lists(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const web::Language& language = visit.language;
    web::Html items;
    for (const CatalogueList* list : catalogue_lists()) {
        const ListPlace place{list, list_words(list->name()), ""};
        items.add("<li>"_html, web::link(place.list_address(), language.say(place.words->title)),
                  " ("_html, std::to_string(list->size(*catalogue)), ")</li>"_html);
    }
    web::Html content;
    content.add("<ul>"_html, items, "</ul>"_html);
    return visit.page(language.say("Katalogets lister"), content,
                      {.breadcrumb = {{std::string(language.say("Indsatser")), "/indsatser"}}});
}

web::Response show_list(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = list_place_of(visit);
    if (!place.list) return visit.not_found();
    const web::Language& language = visit.language;
    std::shared_ptr<const Catalogue> catalogue;
    std::vector<EntryRevision> removed;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        removed = removed_entries(reading, place.list->name());
    }
    web::Html content;
    if (visit.may(Permission::edit_initiatives)) {
        web::Html actions = web::link_button(
            {.label = language.say(place.words->new_one), .href = place.list_address() + "/ny"});
        if (place.list->size(*catalogue) > 1) {
            actions.add(web::link_button({.label = language.say("Skift rækkefølge"),
                                          .href = place.order_address(),
                                          .kind = web::ButtonKind::secondary}));
        }
        content.add(web::button_row(actions));
    }
    content.add(entries_table(place, *catalogue, language), removed_list(place, removed, language));
    return visit.page(language.say(place.words->title), content,
                      {.breadcrumb = lists_breadcrumb(language)});
}

// ---- one entry

history::Wording wording_of(const ListPlace& place,
                            const std::shared_ptr<const Catalogue>& catalogue,
                            const web::Language& language) {
    return {[&language](std::string_view name) { return entry_field_words(name, language); },
            [place, catalogue, &language](std::string_view name, const std::string& value) {
                return entry_value_words(*place.list, *catalogue, name, value, language);
            }};
}

history::Version version_of(const ListPlace& place, const EntryRevision& revision) {
    history::Version version;
    version.version = revision.revision;
    version.account_id = revision.account_id.value_or(0);
    version.at = revision.made_at;
    if (revision.removed) {
        version.change = history::Change::removed;
    } else if (revision.origin == Origin::file) {
        version.change = history::Change::imported;
    } else if (revision.origin == Origin::restored) {
        version.change = history::Change::restored;
    } else {
        version.change =
            revision.revision == 1 ? history::Change::created : history::Change::changed;
    }
    version.content = entry_snapshot(*place.list, revision.entry);
    if (!revision.reason.empty()) version.content["reason"] = revision.reason;
    return version;
}

// What refers to an entry: links into the catalogue, and sentences about what was registered.
struct Uses {
    std::vector<std::pair<std::string, std::string>> links;  // words, address
    std::vector<std::string> registered;

    bool empty() const { return links.empty() && registered.empty(); }
};

Uses uses_of(const Visit& visit, store::Connection& connection, const Catalogue& catalogue,
             const ListPlace& place, const RegisteredUses& registered) {
    const web::Language& language = visit.language;
    Uses uses;
    for (const Referrer& referrer : referrers_of(catalogue, place.list->name(), place.key)) {
        if (const Initiative* initiative = referrer.list == "initiatives"
                                               ? catalogue.find_initiative(referrer.key)
                                               : nullptr) {
            uses.links.emplace_back(initiative->latest().name.in(language.tag()),
                                    initiative_address(initiative->key));
        } else if (const CatalogueList* list = catalogue_list(referrer.list)) {
            const ListPlace its{list, list_words(list->name()), referrer.key};
            const std::size_t at = list->place_of(catalogue, referrer.key);
            uses.links.emplace_back(std::string(language.say(its.words->title)) + ": " +
                                        name_of_entry(list->entry(catalogue, at), language),
                                    its.address());
        } else {
            uses.links.emplace_back(language.say("Kommunens egne oplysninger"), "/maal");
        }
    }
    if (registered) {
        uses.registered = registered(connection, place.list->name(), place.key, language);
    }
    return uses;
}

web::Html uses_section(const Uses& uses, const web::Language& language) {
    web::Html items;
    for (const auto& [words, address] : uses.links)
        items.add("<li>"_html, web::link(address, words), "</li>"_html);
    for (const std::string& sentence : uses.registered)
        items.add("<li>"_html, sentence, "</li>"_html);
    web::Html html = web::heading(web::HeadingLevel::h2, language.say("Bruges af"));
    if (items.empty()) {
        html.add("<p>"_html, language.say("Intet viser til det."), "</p>"_html);
    } else {
        html.add("<ul>"_html, items, "</ul>"_html);
    }
    return html;
}

web::Html facts_of(const ListPlace& place, const Catalogue& catalogue,
                   const formats::YamlNode& entry, const web::Language& language) {
    std::vector<web::Fact> facts;
    for (const ListField& field : place.list->fields()) {
        facts.push_back({language.say(field_label(field.name)),
                         web::paragraphs(field_in_words(field, entry, catalogue, language))});
    }
    return web::definition_list(facts);
}

// Everything that is known about one entry at one moment.
struct Found {
    std::shared_ptr<const Catalogue> catalogue;
    bool in_list = false;
    formats::YamlNode entry;  // also of one that was taken out
    std::int64_t revision = 0;
    std::vector<EntryRevision> revisions;
    Uses uses;
};

std::optional<Found> find_entry(const Visit& visit, CurrentCatalogue& current,
                                const ListPlace& place, const RegisteredUses& registered) {
    if (!place.list) return std::nullopt;
    store::ReadTransaction reading = visit.services.database.read();
    Found found;
    found.catalogue = current.get(reading);
    found.revisions = entry_revisions(reading, place.list->name(), place.key);
    const std::size_t at = place.list->place_of(*found.catalogue, place.key);
    found.in_list = at < place.list->size(*found.catalogue);
    if (!found.in_list && found.revisions.empty()) return std::nullopt;
    found.entry =
        found.in_list ? place.list->entry(*found.catalogue, at) : found.revisions.front().entry;
    found.revision = found.revisions.empty() ? 0 : found.revisions.front().revision;
    found.uses = uses_of(visit, reading, *found.catalogue, place, registered);
    return found;
}

web::Html entry_actions(const Visit& visit, const ListPlace& place, const Found& found) {
    const web::Language& language = visit.language;
    if (!visit.may(Permission::edit_initiatives)) return {};
    const web::HiddenFields version{{"version", std::to_string(found.revision)}};
    web::Html actions;
    if (!found.in_list) {
        actions.add(
            web::post_button({.label = language.say("Fortryd sletningen"),
                              .action = place.address() + "/genskab",
                              .csrf_token = visit.csrf_token(),
                              .hidden = {{"restore_version", std::to_string(found.revision)}}}));
        return web::button_row(actions);
    }
    actions.add(
        web::link_button({.label = language.say("Ret"), .href = place.address() + "/rediger"}));
    const ListField* rows = rows_field(*place.list, found.entry);
    if (rows && found.entry.find(rows->name)->children.size() > 1) {
        actions.add(
            web::link_button({.label = language.say_with("Skift rækkefølgen i {}",
                                                         language.say(field_label(rows->name))),
                              .href = place.row_order_address(),
                              .kind = web::ButtonKind::secondary}));
    }
    if (found.uses.empty()) {
        actions.add(web::post_button({.label = language.say("Slet"),
                                      .action = place.address() + "/slet",
                                      .csrf_token = visit.csrf_token(),
                                      .hidden = version}));
    }
    return web::button_row(actions);
}

// The entry's page, with a warning above it when something was just refused.
web::Response entry_page(const Visit& visit, const ListPlace& place, const Found& found,
                         std::string_view warning = {}) {
    const web::Language& language = visit.language;
    web::Html content;
    if (!warning.empty()) {
        content.add(web::alert({.kind = web::AlertKind::warning,
                                .content = web::text(language.say(warning)),
                                .urgency = web::AlertUrgency::urgent},
                               language));
    }
    if (!found.in_list)
        content.add("<p><strong>"_html, language.say("Det er slettet fra listen."),
                    "</strong></p>"_html);
    std::vector<history::Version> versions;
    for (const EntryRevision& revision : found.revisions)
        versions.push_back(version_of(place, revision));
    content.add(entry_actions(visit, place, found));
    if (found.in_list && !found.uses.empty() && visit.may(Permission::edit_initiatives)) {
        content.add("<p>"_html,
                    language.say("Det kan ikke slettes, så længe noget viser til det. Se nedenfor, "
                                 "hvad det er."),
                    "</p>"_html);
    }
    content.add(facts_of(place, *found.catalogue, found.entry, language),
                uses_section(found.uses, language));
    if (!versions.empty()) {
        content.add(history::versions_section(
            visit, versions, wording_of(place, found.catalogue, language),
            visit.may(Permission::edit_initiatives) ? place.address() + "/genskab"
                                                    : std::string()));
    }
    return visit.page(name_of_entry(found.entry, language), content,
                      {.breadcrumb = list_breadcrumb(place, language),
                       .charts = false,
                       .status = warning.empty() ? 200 : conflict});
}

web::Response show_entry(const Visit& visit, CurrentCatalogue& current,
                         const RegisteredUses& registered) {
    const ListPlace place = entry_place_of(visit);
    const auto found = find_entry(visit, current, place, registered);
    return found ? entry_page(visit, place, *found) : visit.not_found();
}

// ---- the form

web::Html key_field(const FormValues& values, const base::FieldErrors& errors,
                    const web::Language& language) {
    const auto value = values.find("key");
    return web::text_field(
        {.name = "key",
         .label = language.say("Nøgle"),
         .value = value == values.end() ? std::string() : value->second,
         .hint = language.say("Engelske ord med små bogstaver og understregning. Den står i "
                              "adresser og filer og kan ikke ændres. Lad feltet stå tomt for at få "
                              "en dannet af navnet."),
         .error = web::error_at(errors, "key", language),
         .need = web::Need::unmarked},
        language);
}

web::Html reason_field(const FormValues& values, const base::FieldErrors& errors,
                       const web::Language& language) {
    const auto value = values.find("reason");
    return web::text_field({.name = "reason",
                            .label = language.say("Hvorfor ændres det?"),
                            .value = value == values.end() ? std::string() : value->second,
                            .hint = language.say("Står i historikken."),
                            .error = web::error_at(errors, "reason", language),
                            .need = web::Need::unmarked,
                            .character_limit = static_cast<int>(most_reason_characters)},
                           language);
}

struct FormPage {
    bool is_new = false;
    std::string title;
    std::int64_t version = 0;
};

web::Response form_page(const Visit& visit, const ListPlace& place, const Catalogue& catalogue,
                        const FormPage& page, const FormValues& values,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::HiddenFields hidden;
    if (!page.is_new) hidden.emplace_back("version", std::to_string(page.version));
    web::Html fields;
    if (page.is_new) fields.add(key_field(values, errors, language));
    fields.add(entry_fields(*place.list, catalogue, values, errors, place.key, language),
               reason_field(values, errors, language),
               web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content;
    content.add(web::error_summary(errors, language),
                web::form({.action = page.is_new ? place.list_address() + "/ny"
                                                 : place.address() + "/rediger",
                           .csrf_token = visit.csrf_token(),
                           .hidden = std::move(hidden)},
                          fields));
    return visit.page(page.title, content,
                      {.breadcrumb = list_breadcrumb(place, language),
                       .charts = false,
                       .status = errors.empty() ? 200 : unprocessable});
}

FormPage new_page(const Visit& visit, const ListPlace& place) {
    return {true, std::string(visit.language.say(place.words->new_one)), 0};
}

FormPage edit_page(const Visit& visit, const formats::YamlNode& entry, std::int64_t version) {
    return {false, visit.language.say_with("Ret {}", name_of_entry(entry, visit.language)),
            version};
}

// ---- changing

// An attempt to change one entry, decided on the catalogue as it is within the transaction.
struct Attempt {
    std::shared_ptr<const Catalogue> catalogue;
    base::FieldErrors errors;
    bool overtaken = false;  // someone else changed the entry meanwhile
    std::string key;
};

// The mistakes that the change makes; those that were there before are nobody's here.
Mistakes new_mistakes(const Catalogue& before, const Catalogue& after) {
    const Mistakes old = check(before, RequiredLanguages::danish);
    Mistakes mistakes = check(after, RequiredLanguages::danish);
    std::erase_if(mistakes, [&](const Mistake& mistake) {
        return std::find(old.begin(), old.end(), mistake) != old.end();
    });
    return mistakes;
}

EntryChange change_of(const Visit& visit, const std::string& key, std::int64_t version,
                      const FormValues& values, Origin origin) {
    EntryChange change;
    change.key = key;
    change.expected_revision = version;
    change.origin = origin;
    change.account_id = visit.user().account_id;
    change.now = visit.now;
    const auto reason = values.find("reason");
    if (reason != values.end()) change.reason = reason->second;
    return change;
}

void check_reason(const FormValues& values, base::FieldErrors& errors) {
    const auto reason = values.find("reason");
    if (reason == values.end() ||
        base::length_in_characters(reason->second) <= most_reason_characters)
        return;
    errors.push_back({"reason", base::refuse("too_long", "Teksten må højst have {} tegn.",
                                             std::to_string(most_reason_characters))});
}

void write(const Visit& visit, store::WriteTransaction& writing, const ListPlace& place,
           const Catalogue& after, const EntryChange& change, trail::Action action,
           Attempt& attempt) {
    const auto saved = save_entry(writing, *place.list, *attempt.catalogue, after, change);
    if (!saved) {
        attempt.overtaken = true;
        return;
    }
    if (*saved == change.expected_revision) return;
    visit.record(writing, action, "catalogue_entry",
                 std::string(place.list->name()) + "/" + change.key,
                 "revision " + std::to_string(*saved));
    writing.commit();
}

std::string chosen_key(const ListPlace& place, const Catalogue& catalogue, const FormValues& values,
                       base::FieldErrors& errors) {
    std::set<std::string> taken = {"ny", std::string(order_part)};
    for (std::size_t i = 0; i < place.list->size(catalogue); ++i)
        taken.insert(place.list->key(catalogue, i));
    const auto typed = values.find("key");
    if (typed == values.end() || typed->second.empty())
        return new_entry_key(*place.list, values, std::move(taken));
    if (taken.contains(typed->second)) {
        errors.push_back(
            {"key", base::refuse("key_taken", "Listen har allerede nøglen »{}«.", typed->second)});
    }
    return typed->second;
}

Attempt try_create(const Visit& visit, CurrentCatalogue& current, const ListPlace& place,
                   const FormValues& values) {
    store::WriteTransaction writing = visit.services.database.write();
    Attempt attempt;
    attempt.catalogue = current.get(writing);
    attempt.key = chosen_key(place, *attempt.catalogue, values, attempt.errors);
    check_reason(values, attempt.errors);
    const ReadEntry read =
        read_entry(*place.list, values, formats::YamlNode::mapping(), attempt.key);
    Catalogue after = *attempt.catalogue;
    const std::size_t at = place.list->size(after);
    place.list->insert(after, at);
    Mistakes mistakes = place.list->set_entry(after, at, read.entry);
    for (Mistake& mistake : new_mistakes(*attempt.catalogue, after))
        mistakes.push_back(std::move(mistake));
    if (attempt.errors.empty()) attempt.errors = entry_errors(*place.list, at, mistakes, read);
    if (!attempt.errors.empty()) return attempt;
    // A key that was used before goes on with the history it had.
    const std::int64_t revision = entry_revision(writing, place.list->name(), attempt.key);
    write(visit, writing, place, after,
          change_of(visit, attempt.key, revision, values, Origin::browser), trail::Action::create,
          attempt);
    return attempt;
}

// `wanted` is what the entry becomes; one that was taken out goes back to `back_at`.
struct Wanted {
    FormValues values;
    std::int64_t version = 0;
    Origin origin = Origin::browser;
    trail::Action action = trail::Action::change;
    std::size_t back_at = 0;
};

Attempt try_change(const Visit& visit, CurrentCatalogue& current, const ListPlace& place,
                   const Wanted& wanted) {
    store::WriteTransaction writing = visit.services.database.write();
    Attempt attempt;
    attempt.key = place.key;
    attempt.catalogue = current.get(writing);
    Catalogue after = *attempt.catalogue;
    std::size_t at = place.list->place_of(after, place.key);
    formats::YamlNode base = formats::YamlNode::mapping();
    if (at == place.list->size(after)) {
        at = std::min(wanted.back_at, at);
        place.list->insert(after, at);
    } else {
        base = place.list->entry(after, at);
    }
    if (entry_revision(writing, place.list->name(), place.key) != wanted.version) {
        attempt.overtaken = true;
        return attempt;
    }
    check_reason(wanted.values, attempt.errors);
    const ReadEntry read = read_entry(*place.list, wanted.values, base, place.key);
    Mistakes mistakes = place.list->set_entry(after, at, read.entry);
    for (Mistake& mistake : new_mistakes(*attempt.catalogue, after))
        mistakes.push_back(std::move(mistake));
    for (base::FieldError& error : entry_errors(*place.list, at, mistakes, read))
        attempt.errors.push_back(std::move(error));
    if (!attempt.errors.empty()) return attempt;
    write(visit, writing, place, after,
          change_of(visit, place.key, wanted.version, wanted.values, wanted.origin), wanted.action,
          attempt);
    return attempt;
}

// ---- requests

web::Response new_form(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = list_place_of(visit);
    if (!place.list) return visit.not_found();
    return form_page(visit, place, *catalogue_for(visit, current), new_page(visit, place), {}, {});
}

web::Response create(const Visit& visit, CurrentCatalogue& current) {
    ListPlace place = list_place_of(visit);
    if (!place.list) return visit.not_found();
    const FormValues values = sent_values(visit.request.form);
    const Attempt attempt = try_create(visit, current, place, values);
    if (!attempt.errors.empty() || attempt.overtaken)
        return form_page(visit, place, *attempt.catalogue, new_page(visit, place), values,
                         attempt.errors);
    place.key = attempt.key;
    return web::see_other(place.address() + "?besked=oprettet");
}

web::Response edit_form(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = entry_place_of(visit);
    const auto found = find_entry(visit, current, place, nullptr);
    if (!found || !found->in_list) return visit.not_found();
    return form_page(visit, place, *found->catalogue,
                     edit_page(visit, found->entry, found->revision),
                     entry_form_values(*place.list, found->entry), {});
}

// What someone else changed meanwhile, beside what this form says.
web::Response show_conflict(const Visit& visit, const ListPlace& place, const Found& found,
                            const FormValues& mine, std::int64_t my_base) {
    const auto base =
        std::find_if(found.revisions.begin(), found.revisions.end(),
                     [&](const EntryRevision& revision) { return revision.revision == my_base; });
    const formats::YamlNode nothing = formats::YamlNode::mapping();
    const formats::YamlNode& before = base == found.revisions.end() ? nothing : base->entry;
    // Read and written once, so that only what was really changed differs from its base.
    history::Snapshot own =
        entry_snapshot(*place.list, read_entry(*place.list, mine, before, place.key).entry);
    const history::Snapshot theirs = entry_snapshot(*place.list, found.revisions.front().entry);
    history::Merge merged = history::merge(entry_snapshot(*place.list, before), own, theirs);
    if (merged.differing.empty() && found.in_list && merged.merged == theirs)
        return web::see_other(place.address() + "?besked=gemt");
    const auto reason = mine.find("reason");
    if (reason != mine.end()) merged.merged["reason"] = reason->second;
    return history::conflict_page(visit, visit.language.say("To har rettet det samme"), merged,
                                  version_of(place, found.revisions.front()),
                                  wording_of(place, found.catalogue, visit.language),
                                  place.address() + "/rediger");
}

web::Response edit(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = entry_place_of(visit);
    const auto found = find_entry(visit, current, place, nullptr);
    if (!found) return visit.not_found();
    const web::Fields sent = history::resolve(visit.request.form);
    Wanted wanted;
    wanted.values = sent_values(sent);
    wanted.version = history::number_of(sent.value("version"));
    if (!found->in_list) {
        wanted.action = trail::Action::restore;
        wanted.back_at = found->revisions.front().place;
    }
    const Attempt attempt = try_change(visit, current, place, wanted);
    if (attempt.overtaken) {
        const auto now = find_entry(visit, current, place, nullptr);
        return now ? show_conflict(visit, place, *now, wanted.values, wanted.version)
                   : visit.not_found();
    }
    if (!attempt.errors.empty())
        return form_page(visit, place, *attempt.catalogue,
                         edit_page(visit, found->entry, wanted.version), wanted.values,
                         attempt.errors);
    return web::see_other(place.address() + "?besked=gemt");
}

// Makes an older revision the current one, also of an entry that was taken out of the list.
web::Response restore(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = entry_place_of(visit);
    const auto found = find_entry(visit, current, place, nullptr);
    if (!found) return visit.not_found();
    const std::int64_t asked = history::number_of(visit.request.form.value("restore_version"));
    const auto revision =
        std::find_if(found->revisions.begin(), found->revisions.end(),
                     [&](const EntryRevision& one) { return one.revision == asked; });
    if (revision == found->revisions.end()) return visit.not_found();
    Wanted wanted;
    wanted.values = entry_form_values(*place.list, revision->entry);
    wanted.version = found->revision;
    wanted.origin = Origin::restored;
    wanted.action = trail::Action::restore;
    wanted.back_at = found->revisions.front().place;
    const Attempt attempt = try_change(visit, current, place, wanted);
    if (attempt.overtaken)
        return entry_page(visit, place, *found,
                          "En anden har ændret det samme imens, så der er ikke sket noget.");
    if (!attempt.errors.empty())
        return form_page(visit, place, *attempt.catalogue,
                         edit_page(visit, found->entry, found->revision), wanted.values,
                         attempt.errors);
    return web::see_other(place.address() + "?besked=genskabt");
}

enum class Removal { done, used, overtaken };

Removal try_remove(const Visit& visit, CurrentCatalogue& current, const ListPlace& place,
                   const RegisteredUses& registered) {
    store::WriteTransaction writing = visit.services.database.write();
    Attempt attempt;
    attempt.catalogue = current.get(writing);
    const std::size_t at = place.list->place_of(*attempt.catalogue, place.key);
    if (at == place.list->size(*attempt.catalogue)) return Removal::done;  // a second press
    if (!uses_of(visit, writing, *attempt.catalogue, place, registered).empty())
        return Removal::used;
    Catalogue after = *attempt.catalogue;
    place.list->erase(after, at);
    if (!new_mistakes(*attempt.catalogue, after).empty()) return Removal::used;
    const std::int64_t version = history::number_of(visit.request.form.value("version"));
    write(visit, writing, place, after, change_of(visit, place.key, version, {}, Origin::browser),
          trail::Action::remove, attempt);
    return attempt.overtaken ? Removal::overtaken : Removal::done;
}

web::Response remove(const Visit& visit, CurrentCatalogue& current,
                     const RegisteredUses& registered) {
    const ListPlace place = entry_place_of(visit);
    if (!find_entry(visit, current, place, nullptr)) return visit.not_found();
    const Removal removal = try_remove(visit, current, place, registered);
    if (removal == Removal::done) return web::see_other(place.address() + "?besked=slettet");
    const auto found = find_entry(visit, current, place, registered);
    return entry_page(
        visit, place, *found,
        removal == Removal::used
            ? base::danish("Det er ikke slettet: noget viser til det. Se nedenfor, hvad det er.")
            : base::danish("En anden har ændret det samme imens, så der er ikke sket noget."));
}

}  // namespace

void add_list_routes(access::Routes& routes, CurrentCatalogue& current,
                     const RegisteredUses& registered) {
    routes.get("/lister", Permission::see_initiatives,
               [&current](const Visit& visit) { return show_lists(visit, current); });
    routes.get("/lister/{list}", Permission::see_initiatives,
               [&current](const Visit& visit) { return show_list(visit, current); });
    routes.get("/lister/{list}/ny", Permission::edit_initiatives,
               [&current](const Visit& visit) { return new_form(visit, current); });
    routes.post("/lister/{list}/ny", Permission::edit_initiatives,
                [&current](const Visit& visit) { return create(visit, current); });
    routes.get("/lister/{list}/{key}", Permission::see_initiatives,
               [&current, registered](const Visit& visit) {
                   return show_entry(visit, current, registered);
               });
    routes.get("/lister/{list}/{key}/rediger", Permission::edit_initiatives,
               [&current](const Visit& visit) { return edit_form(visit, current); });
    routes.post("/lister/{list}/{key}/rediger", Permission::edit_initiatives,
                [&current](const Visit& visit) { return edit(visit, current); });
    routes.post(
        "/lister/{list}/{key}/slet", Permission::edit_initiatives,
        [&current, registered](const Visit& visit) { return remove(visit, current, registered); });
    routes.post("/lister/{list}/{key}/genskab", Permission::edit_initiatives,
                [&current](const Visit& visit) { return restore(visit, current); });
}

}  // namespace initiatives

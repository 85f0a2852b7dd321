#include <algorithm>

#include "base/text.h"
#include "history/record_change.h"
#include "history/version_view.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "initiatives/initiative_form.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::size_t most_reason_characters = 200;
constexpr int unprocessable = 422;

// Catalogue, initiative and its revision, all of one moment.
struct Editable {
    std::shared_ptr<const Catalogue> catalogue;
    const Initiative* initiative = nullptr;
    std::int64_t revision = 0;
};

Editable editable(const Visit& visit, CurrentCatalogue& current) {
    store::ReadTransaction reading = visit.services.database.read();
    Editable found;
    found.catalogue = current.get(reading);
    const std::string& key = visit.request.parameter("key");
    found.initiative = found.catalogue->find_initiative(key);
    found.revision = current_revision(reading, key).value_or(0);
    return found;
}

struct FormPage {
    std::string title;
    std::string action;
    std::int64_t version = 0;  // 0: a new initiative, whose key may be chosen
};

web::Html key_field(const FormValues& values, const base::FieldErrors& errors,
                    const web::Language& language) {
    const auto value = values.find("key");
    return web::text_field(
        {.name = "key",
         .label = language.say("Nøgle"),
         .value = value == values.end() ? std::string() : value->second,
         .hint =
             language.say("Engelske ord med små bogstaver og understregning. Den står i adresser "
                          "og filer og kan ikke ændres. Lad feltet stå tomt for at få en dannet "
                          "af navnet."),
         .error = web::error_at(errors, "key", language),
         .need = web::Need::unmarked},
        language);
}

web::Response form_page(const Visit& visit, const Catalogue& catalogue, const FormPage& page,
                        const FormValues& values, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const auto period = values.find("period");
    web::HiddenFields hidden = {
        {"period", period == values.end() ? std::string() : period->second}};
    if (page.version > 0) hidden.emplace_back("version", std::to_string(page.version));
    web::Html fields;
    if (page.version == 0) fields.add(key_field(values, errors, language));
    fields.add(form_fields(catalogue, values, errors, base::year_of(visit.today()), language),
               web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content;
    content.add(web::error_summary(errors, language), web::form({.action = page.action,
                                                                 .csrf_token = visit.csrf_token(),
                                                                 .hidden = std::move(hidden)},
                                                                fields));
    return visit.page(page.title, content,
                      {.breadcrumb = {{std::string(language.say("Indsatser")), "/indsatser"}},
                       .charts = false,
                       .status = errors.empty() ? 200 : unprocessable});
}

FormPage new_page(const Visit& visit) {
    return {std::string(visit.language.say("Ny indsats")), "/indsatser/ny", 0};
}

FormPage edit_page(const Visit& visit, const Initiative& initiative, std::int64_t version) {
    return {visit.language.say_with("Ret {}", initiative.latest().name.in(visit.language.tag())),
            initiative_address(initiative.key) + "/rediger", version};
}

// Everything that is wrong with what was sent.
base::FieldErrors errors_of(const ReadForm& form, const Catalogue& catalogue,
                            const FormValues& values) {
    base::FieldErrors errors =
        form_errors(check_with(catalogue, form.initiative, RequiredLanguages::danish), form);
    const auto reason = values.find("reason");
    if (reason != values.end() &&
        base::length_in_characters(reason->second) > most_reason_characters) {
        errors.push_back({"reason", base::refuse("too_long", "Teksten må højst have {} tegn.",
                                                 std::to_string(most_reason_characters))});
    }
    return errors;
}

InitiativeChange change_of(const Visit& visit, std::int64_t expected_revision,
                           const FormValues& values) {
    InitiativeChange change;
    change.expected_revision = expected_revision;
    change.account_id = visit.user().account_id;
    change.now = visit.now;
    const auto reason = values.find("reason");
    if (reason != values.end()) change.reason = reason->second;
    return change;
}

// Saves and records. `checked` is the catalogue that the initiative was found faultless in.
base::Result<std::int64_t> save(const Visit& visit, CurrentCatalogue& current,
                                const std::shared_ptr<const Catalogue>& checked,
                                const Initiative& initiative, const InitiativeChange& change,
                                trail::Action action) {
    store::WriteTransaction writing = visit.services.database.write();
    const auto now = current.get(writing);
    if (now != checked && !check_with(*now, initiative, RequiredLanguages::danish).empty()) {
        return base::refuse("catalogue_changed",
                            "Kataloget er ændret, mens du skrev, og indsatsen passer ikke længere "
                            "til det. Se felterne igennem, og gem igen.");
    }
    auto saved = save_initiative(writing, initiative, change);
    if (!saved || *saved == change.expected_revision) return saved;
    visit.record(writing, action, "initiative", initiative.key,
                 "revision " + std::to_string(*saved));
    writing.commit();
    return saved;
}

// ---- new

web::Response new_form(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    Initiative empty;
    Edition edition;
    const std::vector<int> periods = catalogue->periods();
    edition.period = periods.empty() ? 0 : periods.back();
    edition.goal_basis = "ours";
    edition.listed_in = "goal_table";
    return form_page(visit, *catalogue, new_page(visit), form_values(empty, edition), {});
}

web::Response create(const Visit& visit, CurrentCatalogue& current) {
    const auto catalogue = catalogue_for(visit, current);
    const FormValues values = sent_values(visit.request.form);
    const ReadForm form = read_form(values, Initiative{}, *catalogue);
    const base::FieldErrors errors = errors_of(form, *catalogue, values);
    if (!errors.empty()) return form_page(visit, *catalogue, new_page(visit), values, errors);
    const auto saved = save(visit, current, catalogue, form.initiative, change_of(visit, 0, values),
                            trail::Action::create);
    if (!saved) {
        const std::string field = saved.error().code == "key_taken" ? "key" : "";
        return form_page(visit, *catalogue, new_page(visit), values, {{field, saved.error()}});
    }
    return web::see_other(initiative_address(form.initiative.key) + "?besked=oprettet");
}

// ---- change

const Edition* edition_of(const Initiative& initiative, int period) {
    for (const Edition& edition : initiative.editions) {
        if (edition.period == period) return &edition;
    }
    return nullptr;
}

web::Response edit_form(const Visit& visit, CurrentCatalogue& current) {
    const Editable found = editable(visit, current);
    if (!found.initiative) return visit.not_found();
    const Edition* asked =
        edition_of(*found.initiative, year_in(visit.request.query.value("udgave")));
    const Edition& edition = asked ? *asked : found.initiative->latest();
    return form_page(visit, *found.catalogue, edit_page(visit, *found.initiative, found.revision),
                     form_values(*found.initiative, edition), {});
}

// A copy of the latest edition to begin with, without what belonged to its period.
web::Response new_edition_form(const Visit& visit, CurrentCatalogue& current) {
    const Editable found = editable(visit, current);
    if (!found.initiative) return visit.not_found();
    const int period = year_in(visit.request.query.value("periode"));
    const std::vector<int> periods = found.catalogue->periods();
    const bool known = std::find(periods.begin(), periods.end(), period) != periods.end();
    if (!known || edition_of(*found.initiative, period)) return visit.not_found();
    Edition edition = found.initiative->latest();
    edition.period = period;
    edition.period_text = {};
    edition.order = 0;
    edition.status.clear();
    edition.uncertain.clear();
    return form_page(visit, *found.catalogue, edit_page(visit, *found.initiative, found.revision),
                     form_values(*found.initiative, edition), {});
}

FormValues values_for(const Initiative& initiative, int period) {
    const Edition* edition = edition_of(initiative, period);
    return edition ? form_values(initiative, *edition) : FormValues{};
}

// What someone else changed meanwhile, beside what this form says.
web::Response show_conflict(const Visit& visit, CurrentCatalogue& current, const FormValues& mine,
                            std::int64_t my_base) {
    const std::string& key = visit.request.parameter("key");
    std::optional<InitiativeRevision> before;
    std::vector<InitiativeRevision> newest;
    std::shared_ptr<const Catalogue> catalogue;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        before = find_revision(reading, key, my_base);
        newest = revisions_of(reading, key, 1);
    }
    if (newest.empty() || newest[0].removed) return visit.not_found();
    const auto typed_period = mine.find("period");
    const int period = typed_period == mine.end() ? 0 : year_in(typed_period->second);
    FormValues theirs = values_for(newest[0].initiative, period);
    FormValues base = before ? values_for(before->initiative, period) : FormValues{};
    FormValues own = mine;
    if (before) {
        // Read and written once, so that only what was really changed differs from its base.
        const ReadForm form = read_form(mine, before->initiative, *catalogue);
        if (form.errors.empty()) {
            own = form_values(form.initiative, form.initiative.editions[form.edition]);
        }
        const auto reason = mine.find("reason");
        if (reason != mine.end()) own["reason"] = reason->second;
    }
    own["key"] = key;
    // The reason belongs to the one who gives it.
    for (FormValues* values : {&theirs, &base}) values->erase("reason");
    const history::Merge merged = history::merge(base, own, theirs);
    theirs["reason"] = own["reason"];
    if (merged.differing.empty() && merged.merged == theirs) {
        // The same form sent twice, or two who changed the same in the same way.
        return web::see_other(initiative_address(key) + "?besked=gemt");
    }
    history::Version version;
    version.version = newest[0].revision;
    version.account_id = newest[0].account_id.value_or(0);
    version.at = newest[0].made_at;
    const web::Language& language = visit.language;
    const history::Wording wording{
        [&](std::string_view name) { return field_words(name, language); },
        [&](std::string_view name, const std::string& value) {
            return value_words(*catalogue, name, value, language);
        }};
    return history::conflict_page(visit, language.say("To har rettet den samme indsats"), merged,
                                  version, wording, initiative_address(key) + "/rediger");
}

web::Response edit(const Visit& visit, CurrentCatalogue& current) {
    const Editable found = editable(visit, current);
    if (!found.initiative) return visit.not_found();
    const web::Fields sent = history::resolve(visit.request.form);
    const FormValues values = sent_values(sent);
    const std::int64_t version = history::number_of(sent.value("version"));
    // What the form does not show is taken from the version it was made from, so that the other's
    // change is noticed rather than mixed in.
    if (version != found.revision) return show_conflict(visit, current, values, version);
    const ReadForm form = read_form(values, *found.initiative, *found.catalogue);
    const base::FieldErrors errors = errors_of(form, *found.catalogue, values);
    if (!errors.empty()) {
        return form_page(visit, *found.catalogue, edit_page(visit, *found.initiative, version),
                         values, errors);
    }
    const auto saved = save(visit, current, found.catalogue, form.initiative,
                            change_of(visit, version, values), trail::Action::change);
    if (!saved && saved.error().code == "version_conflict") {
        return show_conflict(visit, current, values, version);
    }
    if (!saved) {
        return form_page(visit, *found.catalogue, edit_page(visit, *found.initiative, version),
                         values, {{"", saved.error()}});
    }
    const int period = form.initiative.editions[form.edition].period;
    return web::see_other(
        web::address_with_query(initiative_address(form.initiative.key),
                                {{"udgave", std::to_string(period)}, {"besked", "gemt"}}));
}

// A removed initiative has no form to show what no longer fits, so it is said in words.
web::Response not_restored(const Visit& visit, const Initiative& initiative,
                           const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html reasons;
    for (const base::FieldError& error : errors)
        reasons.add("<li>"_html, field_words(error.field, language), ": "_html,
                    language.say(error.error), "</li>"_html);
    web::Html content = web::alert(
        web::AlertKind::warning,
        language.say("Indsatsen er ikke genskabt: den passer ikke længere til kataloget."),
        language);
    content.add("<ul>"_html, reasons, "</ul>"_html);
    return visit.page(initiative.latest().name.in(language.tag()), content,
                      {.breadcrumb = {{std::string(language.say("Indsatser")), "/indsatser"}},
                       .charts = false,
                       .status = unprocessable});
}

// Makes an older revision the current one, if it still fits the catalogue.
web::Response restore(const Visit& visit, CurrentCatalogue& current) {
    // Of one that was removed there is no revision in use: it is taken into use as a new one is.
    const Editable found = editable(visit, current);
    const std::string& key = visit.request.parameter("key");
    std::optional<InitiativeRevision> wanted;
    {
        store::ReadTransaction reading = visit.services.database.read();
        wanted = find_revision(reading, key,
                               history::number_of(visit.request.form.value("restore_version")));
    }
    if (!wanted) return visit.not_found();
    ReadForm form;
    form.initiative = wanted->initiative;
    form.edition = form.initiative.editions.size() - 1;
    const FormValues values = form_values(form.initiative, form.initiative.latest());
    const base::FieldErrors errors = errors_of(form, *found.catalogue, values);
    if (!errors.empty() && !found.initiative) return not_restored(visit, form.initiative, errors);
    if (!errors.empty()) {
        return form_page(visit, *found.catalogue,
                         edit_page(visit, *found.initiative, found.revision), values, errors);
    }
    InitiativeChange change = change_of(visit, found.revision, {});
    change.origin = Origin::restored;
    const auto saved =
        save(visit, current, found.catalogue, form.initiative, change, trail::Action::restore);
    if (!saved && !found.initiative) {
        return web::see_other(initiative_address(key) + "/historik");  // a second press
    }
    if (!saved) return show_conflict(visit, current, values, found.revision);
    return web::see_other(initiative_address(key) + "/historik?besked=genskabt");
}

}  // namespace

void add_edit_routes(access::Routes& routes, CurrentCatalogue& current) {
    const web::RouteLimits limits{.body_bytes = 1024 * 1024};
    routes.get("/indsatser/ny", Permission::edit_initiatives,
               [&current](const Visit& visit) { return new_form(visit, current); });
    routes.post(
        "/indsatser/ny", Permission::edit_initiatives,
        [&current](const Visit& visit) { return create(visit, current); }, limits);
    routes.get("/indsatser/{key}/rediger", Permission::edit_initiatives,
               [&current](const Visit& visit) { return edit_form(visit, current); });
    routes.post(
        "/indsatser/{key}/rediger", Permission::edit_initiatives,
        [&current](const Visit& visit) { return edit(visit, current); }, limits);
    routes.get("/indsatser/{key}/ny-udgave", Permission::edit_initiatives,
               [&current](const Visit& visit) { return new_edition_form(visit, current); });
    routes.post("/indsatser/{key}/genskab", Permission::edit_initiatives,
                [&current](const Visit& visit) { return restore(visit, current); });
}

}  // namespace initiatives

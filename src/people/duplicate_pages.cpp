#include "people/duplicate_pages.h"

#include <algorithm>
#include <map>

#include "access/account_store.h"
#include "base/text.h"
#include "history/record_change.h"
#include "people/merge_store.h"
#include "people/page_handler.h"
#include "people/person_store.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/radio_group.h"
#include "web/components/table.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::Permission;
using access::PersonId;
using access::Visit;
using web::operator""_html;

using PersonWarrant = access::Warrant<PersonId>;
using Tasks = std::vector<PossibleDuplicate>;

constexpr int tasks_on_page = 20;
constexpr int merges_on_page = 20;
constexpr std::size_t looks_on_page = 25;
constexpr std::size_t looks_max = 2000;

std::string path_of(std::int64_t task) {
    return "/dubletter/" + std::to_string(task);
}

Visit::PageOptions below_duplicates(const Visit& visit, int status = 200) {
    return {.breadcrumb = {{std::string(visit.language.say("Personer")), "/personer"},
                           {std::string(visit.language.say("Mulige dubletter")), "/dubletter"}},
            .charts = false,
            .status = status};
}

// Settling names its task: that and nothing else opens the two records to whoever has no relation
// to them, so the question is asked on these pages only.
access::Question task_question(const Visit& visit, std::int64_t task, Action action) {
    access::Question question = question_for(visit, access::Purpose::correction, action);
    question.duplicate_task = task;
    return question;
}

// The lists: numbers and days, nobody's name.

web::Response task_page(const Visit& visit, std::string_view title, std::string_view explanation,
                        std::string_view path, Tasks tasks, std::int64_t after) {
    const web::Language& language = visit.language;
    const bool has_more = tasks.size() > tasks_on_page;
    if (has_more) tasks.pop_back();
    web::Table table(
        {.caption = language.say(title),
         .columns = {{.heading = language.say("Opgave"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Fundet")}},
         .empty_text = language.say("Der er ingen opgaver."),
         .caption_hidden = true},
        language);
    for (const PossibleDuplicate& task : tasks)
        table.row(
            web::link(path_of(task.id), language.say_with("Opgave {}", language.number(task.id))),
            language.instant(task.found_at));
    web::PreviousNext pages;
    if (after > 0) pages.previous = web::Link(path);
    if (has_more)
        pages.next = web::address_with_query(path, {{"efter", std::to_string(tasks.back().id)}});
    web::Html content = web::paragraphs(language.say(explanation));
    content.add(table.finish(), web::previous_next(pages, language));
    if (path == "/dubletter") {
        content.add("<p>"_html,
                    web::link("/dubletter/sammenlagte", language.say("Sammenlagte personer")),
                    "</p>"_html);
        return visit.page(language.say(title), content,
                          {.breadcrumb = {{std::string(language.say("Personer")), "/personer"}}});
    }
    return visit.page(language.say(title), content, below_duplicates(visit));
}

std::int64_t after_of(const Visit& visit) {
    return std::max<std::int64_t>(0, history::number_of(visit.request.query.value("efter")));
}

web::Response open_page(const Visit& visit, const Registry& registry) {
    const std::string cvr = registry.actor(visit).agency_cvr;
    store::ReadTransaction reading = visit.services.database.read();
    return task_page(
        visit, base::danish("Mulige dubletter"),
        base::danish("Hver opgave er to registreringer, der kan være den samme person. Du kan kun "
                     "åbne dem for at afgøre det, og hvert opslag skrives i sporet."),
        "/dubletter", open_duplicates(reading, cvr, after_of(visit), tasks_on_page + 1),
        after_of(visit));
}

web::Response merged_page(const Visit& visit, const Registry& registry) {
    const std::string cvr = registry.actor(visit).agency_cvr;
    store::ReadTransaction reading = visit.services.database.read();
    return task_page(
        visit, base::danish("Sammenlagte personer"),
        base::danish("Var det alligevel to personer, kan de skilles ad igen, uden at noget går "
                     "tabt."),
        "/dubletter/sammenlagte",
        merged_duplicates(reading, cvr, after_of(visit), tasks_on_page + 1), after_of(visit));
}

// One task.

struct Compared {
    PossibleDuplicate task;
    Person first;
    Person second;
    std::optional<Merge> merge;
};

// Both or none: hidden and unknown are the same.
base::Result<std::optional<Compared>> read_compared(const Visit& visit, const Registry& registry) {
    Compared compared;
    {
        store::ReadTransaction reading = visit.services.database.read();
        const auto task =
            find_duplicate(reading, history::number_of(visit.request.parameter("opgave")));
        if (!task || task->outcome == DuplicateOutcome::different) return std::optional<Compared>();
        compared.task = *task;
    }
    const auto warrants = registry.office.for_list(
        registry.actor(visit), task_question(visit, compared.task.id, Action::read),
        std::vector<PersonId>{compared.task.first, compared.task.second}, visit.now);
    if (!warrants) return warrants.error();
    if (warrants->size() != 2) return std::optional<Compared>();
    store::ReadTransaction reading = visit.services.database.read();
    auto first = find_person(reading, registry.vault, warrants->front(), visit.now);
    auto second = find_person(reading, registry.vault, warrants->back(), visit.now);
    if (!first || !second) return std::optional<Compared>();
    compared.first = std::move(*first);
    compared.second = std::move(*second);
    if (compared.task.outcome == DuplicateOutcome::merged) {
        compared.merge = merge_of(reading, compared.task.first);
        if (!compared.merge) compared.merge = merge_of(reading, compared.task.second);
    }
    return std::optional(std::move(compared));
}

web::Html compared_table(const Visit& visit, const Compared& compared) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("De to registreringer"),
         .columns = {{.heading = language.say("Oplysning"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Den første")},
                     {.heading = language.say("Den anden")}}},
        language);
    const auto row = [&](std::string_view label, const auto& text_of) {
        table.row(language.say(label), text_of(compared.first), text_of(compared.second));
    };
    row(base::danish("Navn"), [](const Person& person) { return person.name(); });
    row(base::danish("Personnummer"), [](const Person& person) { return person.masked_cpr; });
    row(base::danish("Født"), [&](const Person& person) {
        return person.born_on ? language.short_date(*person.born_on) : std::string();
    });
    row(base::danish("Køn"), [&](const Person& person) {
        return person.sex == Sex::unknown ? std::string()
                                          : std::string(language.say(sex_name(person.sex)));
    });
    row(base::danish("Registreret"),
        [&](const Person& person) { return language.short_date(person.registered_on); });
    return table.finish();
}

web::Html deciding(const Visit& visit, const Compared& compared, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields =
        web::radio_group({.name = "kept",
                          .legend = language.say("Hvilken registrering skal stå tilbage?"),
                          .choices = {{.value = std::to_string(compared.task.first.value),
                                       .label = language.say("Den første")},
                                      {.value = std::to_string(compared.task.second.value),
                                       .label = language.say("Den anden")}},
                          .value = visit.request.form.value("kept"),
                          .error = web::error_at(errors, "kept", language)},
                         language);
    fields.add(web::button_row(web::button({.label = language.say("Læg de to sammen")})));
    web::Html content;
    content.add(web::form({.action = path_of(compared.task.id) + "/sammen",
                           .csrf_token = visit.csrf_token()},
                          fields),
                web::post_button({.label = language.say("Det er to forskellige personer"),
                                  .action = path_of(compared.task.id) + "/forskellige",
                                  .csrf_token = visit.csrf_token()}));
    return content;
}

web::Html parting(const Visit& visit, const Compared& compared) {
    const web::Language& language = visit.language;
    web::Html content = web::paragraphs(
        language.say_with("De to blev lagt sammen den {}.",
                          language.date(web::to_local(compared.merge->merged_at).date)));
    content.add(web::post_button({.label = language.say("Skil dem ad igen"),
                                  .action = path_of(compared.task.id) + "/skil",
                                  .csrf_token = visit.csrf_token(),
                                  .kind = web::ButtonKind::warning}));
    return content;
}

web::Response show_with(const Visit& visit, const Registry& registry,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const auto found = read_compared(visit, registry);
    if (!found) return refusal_page(visit, registry, found.error());
    if (!*found) return visit.not_found();
    const Compared& compared = **found;
    web::Html content = web::error_summary(errors, language);
    content.add(web::paragraphs(language.say(
                    "Der er kun sammenlignet det, der er registreret. Hvad der ikke haves, er ikke "
                    "sammenlignet.")),
                compared_table(visit, compared),
                compared.merge ? parting(visit, compared) : deciding(visit, compared, errors));
    return visit.page(language.say_with("Opgave {}", language.number(compared.task.id)), content,
                      below_duplicates(visit, errors.empty() ? 200 : 422));
}

web::Response show(const Visit& visit, const Registry& registry) {
    return show_with(visit, registry, {});
}

std::optional<PossibleDuplicate> task_of(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    return find_duplicate(reading, history::number_of(visit.request.parameter("opgave")));
}

// Settles the task under both warrants; `first` is the record that stays where one does.
template <class Work>
web::Response settle(const Visit& visit, const Registry& registry, std::int64_t task,
                     PersonId first, PersonId second, const std::string& target, Work work) {
    const auto done = change_both(visit, registry, task_question(visit, task, Action::merge), first,
                                  second, work);
    if (!done && done.error().code == "merge_again")
        return show_with(visit, registry, {{"", done.error()}});
    if (!done) return refusal_page(visit, registry, done.error());
    return web::see_other(target + "?besked=gemt");
}

web::Response merge(const Visit& visit, const Registry& registry) {
    const auto task = task_of(visit);
    if (!task || task->outcome != DuplicateOutcome::open) return visit.not_found();
    const PersonId kept{history::number_of(visit.request.form.value("kept"))};
    if (kept != task->first && kept != task->second)
        return show_with(visit, registry,
                         {{"kept", base::refuse("missing", "Vælg den, der skal stå tilbage.")}});
    const PersonId merged = kept == task->first ? task->second : task->first;
    return settle(visit, registry, task->id, kept, merged, path_of(task->id),
                  [&](store::WriteTransaction& writing, const PersonWarrant& staying,
                      const PersonWarrant& leading) {
                      return merge_persons(writing, staying, leading, moment_of(visit));
                  });
}

web::Response different(const Visit& visit, const Registry& registry) {
    const auto task = task_of(visit);
    if (!task || task->outcome != DuplicateOutcome::open) return visit.not_found();
    return settle(visit, registry, task->id, task->first, task->second, "/dubletter",
                  [&](store::WriteTransaction& writing, const PersonWarrant& one,
                      const PersonWarrant& other) {
                      return settle_as_different(writing, one, other, task->id, moment_of(visit));
                  });
}

web::Response part(const Visit& visit, const Registry& registry) {
    const auto task = task_of(visit);
    if (!task) return visit.not_found();
    std::optional<Merge> merge;
    {
        store::ReadTransaction reading = visit.services.database.read();
        merge = merge_of(reading, task->first);
        if (!merge) merge = merge_of(reading, task->second);
    }
    if (!merge) return visit.not_found();
    return settle(visit, registry, task->id, merge->kept, merge->merged, "/dubletter/sammenlagte",
                  [&](store::WriteTransaction& writing, const PersonWarrant& kept,
                      const PersonWarrant& merged) {
                      return part_persons(writing, kept, merged, moment_of(visit));
                  });
}

// For the data protection officer.

std::string merge_path(std::int64_t merge) {
    return "/dubletter/adskilte/" + std::to_string(merge);
}

web::Response parted_page(const Visit& visit, const Registry&) {
    const web::Language& language = visit.language;
    const std::int64_t before =
        std::max<std::int64_t>(0, history::number_of(visit.request.query.value("foer")));
    store::ReadTransaction reading = visit.services.database.read();
    std::vector<Merge> merges = parted_merges(reading, before, merges_on_page + 1);
    const bool has_more = merges.size() > merges_on_page;
    if (has_more) merges.pop_back();
    web::Table table(
        {.caption = language.say("Sammenlægninger, der var forkerte, de seneste øverst"),
         .columns = {{.heading = language.say("Sammenlægning"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Lagt sammen")},
                     {.heading = language.say("Skilt ad")}},
         .empty_text = language.say("Ingen sammenlægninger er skilt ad igen.")},
        language);
    for (const Merge& merge : merges)
        table.row(web::link(merge_path(merge.id),
                            language.say_with("Sammenlægning {}", language.number(merge.id))),
                  language.instant(merge.merged_at), language.instant(*merge.parted_at));
    web::PreviousNext pages;
    if (before > 0) pages.previous = "/dubletter/adskilte";
    if (has_more) pages.next = "/dubletter/adskilte?foer=" + std::to_string(merges.back().id);
    web::Html content = web::paragraphs(
        language.say("Mens to var lagt sammen, kunne den, der måtte se den ene, også se den anden. "
                     "For hver står, hvem der så dem imens."));
    content.add(table.finish(), web::previous_next(pages, language));
    return visit.page(language.say("Fejlagtige sammenlægninger"), content,
                      {.breadcrumb = {{std::string(language.say("Personer")), "/personer"}}});
}

// Reading whose looks there were is itself something that was done with both.
void record_reading(const Visit& visit, const Merge& merge) {
    store::WriteTransaction writing = visit.services.database.write();
    for (const PersonId person : {merge.kept, merge.merged})
        visit.record(writing, trail::Action::read, "person_log", std::to_string(person.value));
    writing.commit();
}

std::string functions_of(const Visit& visit, const std::string& codes) {
    std::vector<std::string> names;
    for (const std::string& code : base::split(codes, ',')) {
        const auto role = access::role_of(code);
        names.emplace_back(role ? visit.language.say(access::role_name(*role)) : code);
    }
    return base::join(names, ", ");
}

std::string purpose_of(const Visit& visit, const std::string& code) {
    const auto purpose = access::purpose_of(code);
    return purpose ? std::string(visit.language.say(access::purpose_name(*purpose))) : code;
}

std::int64_t account_of(const trail::StoredLine& look) {
    constexpr std::string_view before = "account:";
    const std::string& actor = look.line.actor;
    return actor.starts_with(before) ? history::number_of(actor.substr(before.size())) : 0;
}

web::Html looks_table(const Visit& visit, const Merge& merge,
                      const std::vector<trail::StoredLine>& looks) {
    const web::Language& language = visit.language;
    std::vector<std::int64_t> accounts;
    for (const trail::StoredLine& look : looks) accounts.push_back(account_of(look));
    std::map<std::int64_t, std::string> names;
    {
        store::ReadTransaction reading = visit.services.database.read();
        names = access::account_names(reading, accounts);
    }
    web::Table table(
        {.caption = language.say("Opslag, mens de to var lagt sammen, de ældste øverst"),
         .columns = {{.heading = language.say("Linje"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Tidspunkt")},
                     {.heading = language.say("Hvem")},
                     {.heading = language.say("Rolle")},
                     {.heading = language.say("Formål")},
                     {.heading = language.say("Registrering")}},
         .empty_text = language.say("Ingen så dem, mens de var lagt sammen."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const trail::StoredLine& look : looks) {
        const auto name = names.find(account_of(look));
        const bool is_kept = look.line.subject_id == std::to_string(merge.kept.value);
        table.row(language.number(look.sequence), language.instant(look.at),
                  name == names.end() ? look.line.actor : name->second,
                  functions_of(visit, look.line.role), purpose_of(visit, look.line.purpose),
                  language.say(is_kept ? base::danish("Den, der stod tilbage")
                                       : base::danish("Den, der pegede på den")));
    }
    return table.finish();
}

web::Response looks_page(const Visit& visit, const Registry&) {
    const web::Language& language = visit.language;
    std::optional<Merge> merge;
    std::vector<trail::StoredLine> looks;
    {
        store::ReadTransaction reading = visit.services.database.read();
        merge = find_merge(reading, history::number_of(visit.request.parameter("sammenlaegning")));
        if (!merge || !merge->parted_at) return visit.not_found();
        looks = looks_while_merged(reading, *merge, looks_max);
    }
    record_reading(visit, *merge);
    const std::size_t pages =
        std::max<std::size_t>(1, (looks.size() + looks_on_page - 1) / looks_on_page);
    const auto wanted =
        std::max<std::int64_t>(1, history::number_of(visit.request.query.value("side")));
    const std::size_t page = std::min(pages, static_cast<std::size_t>(wanted));
    const auto begin = static_cast<std::ptrdiff_t>((page - 1) * looks_on_page);
    const auto end = static_cast<std::ptrdiff_t>(std::min(looks.size(), page * looks_on_page));
    const std::vector<trail::StoredLine> shown(looks.begin() + begin, looks.begin() + end);
    web::Html content = web::definition_list(
        {{language.say("Lagt sammen"), web::text(language.instant(merge->merged_at))},
         {language.say("Skilt ad"), web::text(language.instant(*merge->parted_at))},
         {language.say("Personernes numre"), web::text(std::to_string(merge->kept.value) + ", " +
                                                       std::to_string(merge->merged.value))},
         {language.say("Opslag i alt"),
          web::text(language.number(static_cast<std::int64_t>(looks.size())))}});
    if (looks.size() == looks_max)
        content.add(web::alert(web::AlertKind::warning,
                               language.say("Der er flere opslag end de viste. Søg i sporet."),
                               language));
    content.add(looks_table(visit, *merge, shown),
                web::pagination({.current = static_cast<int>(page),
                                 .total = static_cast<int>(pages),
                                 .address_of =
                                     [path = merge_path(merge->id)](int number) {
                                         return path + "?side=" + std::to_string(number);
                                     }},
                                language));
    return visit.page(language.say_with("Sammenlægning {}", language.number(merge->id)), content,
                      {.breadcrumb = {{std::string(language.say("Personer")), "/personer"},
                                      {std::string(language.say("Fejlagtige sammenlægninger")),
                                       "/dubletter/adskilte"}}});
}

}  // namespace

void add_duplicate_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/dubletter", Permission::merge_persons, page_with(registry, open_page));
    routes.get("/dubletter/sammenlagte", Permission::merge_persons,
               page_with(registry, merged_page));
    routes.get("/dubletter/{opgave}", Permission::merge_persons, page_with(registry, show));
    routes.post("/dubletter/{opgave}/sammen", Permission::merge_persons,
                page_with(registry, merge));
    routes.post("/dubletter/{opgave}/forskellige", Permission::merge_persons,
                page_with(registry, different));
    routes.post("/dubletter/{opgave}/skil", Permission::merge_persons, page_with(registry, part));
    routes.get("/dubletter/adskilte", Permission::see_trail, page_with(registry, parted_page));
    routes.get("/dubletter/adskilte/{sammenlaegning}", Permission::see_trail,
               page_with(registry, looks_page));
}

}  // namespace people

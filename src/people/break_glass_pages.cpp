#include "people/break_glass_pages.h"

#include "access/account_store.h"
#include "access/break_glass_store.h"
#include "access/rule.h"
#include "access/rule_checks.h"
#include "history/record_change.h"
#include "people/note.h"
#include "people/page_handler.h"
#include "people/person_index_store.h"
#include "people/sharing_store.h"
#include "people/warrant_pages.h"
#include "trail/trail.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/radio_group.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

using access::Action;
using access::BreakGlassReview;
using access::FinishedReview;
using access::Permission;
using access::PersonId;
using access::Purpose;
using access::Visit;
using web::operator""_html;

constexpr std::size_t reason_characters_max = 500;
constexpr std::string_view reviews_path = "/noedadgange";
constexpr std::string_view finished_path = "/noedadgange/gennemgaaede";
constexpr int finished_on_page = 50;

// Opening.

web::Response form_page(const Visit& visit, const web::Fields& filled,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field({.name = "cpr",
                                        .label = language.say("Personnummer"),
                                        .value = filled.value("cpr"),
                                        .hint = language.say("Hele personnummeret: nødadgangen "
                                                             "søger ikke efter andre."),
                                        .error = web::error_at(errors, "cpr", language),
                                        .autocomplete = "off",
                                        .input_mode = "numeric"},
                                       language);
    fields.add(web::text_area({.name = "reason",
                               .label = language.say("Hvorfor har du brug for nødadgang?"),
                               .value = filled.value("reason"),
                               .error = web::error_at(errors, "reason", language),
                               .rows = 3,
                               .character_limit = static_cast<int>(reason_characters_max),
                               .access_reminder = web::AccessReminder::shown},
                              language),
               web::button_row(web::button(
                   {.label = language.say("Åbn nødadgangen"), .kind = web::ButtonKind::warning})));
    web::Html content = web::error_summary(errors, language);
    content.add(web::alert(web::AlertKind::warning,
                           language.say("Kun ved akut fare. Lederne får besked straks med dit navn "
                                        "og tidspunktet, og en anden end dig gennemgår det inden "
                                        "24 timer. Det åbner ikke, hvad en myndighed har valgt "
                                        "ikke at dele."),
                           language),
                web::form({.action = "/noedadgang", .csrf_token = visit.csrf_token()}, fields));
    return visit.page(language.say("Nødadgang"), content,
                      {.breadcrumb = {{std::string(language.say("Personer")), "/personer"}},
                       .charts = false,
                       .status = errors.empty() ? 200 : 422});
}

bool is_municipal(const access::Actor& actor) {
    return actor.agency_kind == organisation::AgencyKind::municipality && !actor.agency_cvr.empty();
}

web::Response show_form(const Visit& visit, const Registry& registry) {
    if (is_municipal(registry.actor(visit))) return form_page(visit, {}, {});
    return visit.page(
        visit.language.say("Nødadgang"),
        web::paragraphs(visit.language.say("Nødadgangen er kun for kommunens egne medarbejdere.")));
}

struct DoorInput {
    std::optional<CprNumber> cpr;
    std::string reason;
    base::FieldErrors errors;
};

DoorInput read_door(const Visit& visit, const access::Law& law) {
    web::FormReader form(visit.request.form);
    DoorInput input;
    const std::string typed = form.required_text("cpr", {base::danish("personnummeret"), 20});
    if (!typed.empty()) {
        const auto number = CprNumber::parse(typed);
        if (number)
            input.cpr = *number;
        else
            form.refuse("cpr", number.error());
    }
    input.reason =
        form.optional_text("reason", {base::danish("begrundelsen"), reason_characters_max});
    const auto enough = access::check_break_glass(input.reason, law, visit.today());
    if (!enough) form.refuse("reason", enough.error());
    if (const auto clean = check_no_number(input.reason); !clean)
        form.refuse("reason", clean.error());
    input.errors = form.errors();
    return input;
}

// Who has the number, and would be open through a door: the others are not there.
base::Result<PersonId> person_behind(const Visit& visit, const Registry& registry,
                                     const access::Actor& actor, const CprNumber& cpr) {
    Criteria criteria;
    criteria.cpr = cpr;
    const auto sealed = trail::seal_criteria(registry.vault, visit.now, canonical_text(criteria));
    if (!sealed) return sealed.error();
    const auto warrant = registry.office.for_search(
        actor, question_for(visit, Purpose::acute_danger, Action::search),
        access::SubjectKind::person, *sealed, visit.now);
    if (!warrant) return warrant.error();
    const access::Question question = question_for(visit, Purpose::acute_danger, Action::read);
    store::ReadTransaction reading = visit.services.database.read();
    for (const PersonId person :
         search_persons(reading, registry.vault, *warrant, criteria, visit.now)) {
        access::Actor with_door = actor;
        with_door.break_glass =
            access::BreakGlass{0, person, visit.now, visit.now + std::chrono::minutes(1)};
        const access::Decision decision =
            registry.office.explain(reading, with_door, question, person, visit.now);
        if (decision.allowed() && decision.ground == access::Ground::break_glass) return person;
    }
    return access::refusal(access::Rule::R01);
}

base::Result<access::BreakGlass> open_door(const Visit& visit, const Registry& registry,
                                           const access::Actor& actor, PersonId person,
                                           const std::string& reason) {
    store::WriteTransaction writing = visit.services.database.write();
    const vault::Sealed sealed = seal_door_reason(writing, registry.vault, person, reason);
    auto door =
        access::break_glass(writing, actor, person, sealed, *registry.office.law(), visit.now);
    writing.commit();  // a refusal has its line too
    return door;
}

web::Response open(const Visit& visit, const Registry& registry) {
    const access::Actor actor = registry.actor(visit);
    if (!is_municipal(actor)) return visit.not_found();
    const DoorInput input = read_door(visit, *registry.office.law());
    if (!input.errors.empty()) return form_page(visit, visit.request.form, input.errors);
    const auto person = person_behind(visit, registry, actor, *input.cpr);
    if (!person) return refusal_page(visit, registry, person.error());
    const auto door = open_door(visit, registry, actor, *person, input.reason);
    if (!door && door.error().code == "break_glass_open")
        return form_page(visit, visit.request.form, {{"", door.error()}});
    if (!door) return refusal_page(visit, registry, door.error());
    registry.alarm("alarm break_glass=" + std::to_string(door->id) +
                   " account=" + std::to_string(actor.account_id));
    return web::see_other(person_path(*person, Purpose::acute_danger));
}

// Looking at it afterwards.

web::Html due_of(const Visit& visit, const BreakGlassReview& review) {
    if (review.due_at < visit.now)
        return web::status_tag(web::StatusKind::attention, visit.language.say("Overskredet"));
    return web::status_tag(web::StatusKind::ongoing, visit.language.say("Mangler"));
}

web::Response show_reviews(const Visit& visit, const Registry& registry) {
    if (!is_municipal(registry.actor(visit))) return visit.not_found();
    const web::Language& language = visit.language;
    store::ReadTransaction reading = visit.services.database.read();
    const std::vector<BreakGlassReview> waiting = access::reviews_waiting(reading);
    std::vector<std::int64_t> accounts;
    for (const BreakGlassReview& review : waiting) accounts.push_back(review.account_id);
    auto names = access::account_names(reading, accounts);
    web::Table table(
        {.caption = language.say("Nødadgange, der venter på gennemgang"),
         .columns = {{.heading = language.say("Hvem"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Åbnet")},
                     {.heading = language.say("Lukker")},
                     {.heading = language.say("Gennemgås senest")},
                     {.heading = language.say("Tilstand")}},
         .empty_text = language.say("Ingen nødadgange venter."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const BreakGlassReview& review : waiting)
        table.row(web::link(std::string(reviews_path) + "/" + std::to_string(review.door.id),
                            names[review.account_id]),
                  language.instant(review.door.opened_at), language.instant(review.door.ends_at),
                  language.instant(review.due_at), due_of(visit, review));
    web::Html content = table.finish();
    content.add(web::button_row(web::link_button({.label = language.say("Gennemgåede nødadgange"),
                                                  .href = finished_path,
                                                  .kind = web::ButtonKind::secondary})));
    return visit.page(language.say("Nødadgange"), content);
}

// What was decided.

web::Html finding_tag(const Visit& visit, access::Finding finding) {
    return finding == access::Finding::justified
               ? web::status_tag(web::StatusKind::done, visit.language.say("Berettiget"))
               : web::status_tag(web::StatusKind::stopped, visit.language.say("Ikke berettiget"));
}

web::Html finished_table(const Visit& visit, const std::vector<FinishedReview>& finished) {
    const web::Language& language = visit.language;
    std::vector<std::int64_t> accounts;
    for (const FinishedReview& done : finished) {
        accounts.push_back(done.review.account_id);
        accounts.push_back(done.reviewed_by);
    }
    store::ReadTransaction reading = visit.services.database.read();
    auto names = access::account_names(reading, accounts);
    web::Table table(
        {.caption = language.say("Gennemgåede nødadgange, de senest åbnede øverst"),
         .columns = {{.heading = language.say("Hvem"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Personens nummer")},
                     {.heading = language.say("Åbnet")},
                     {.heading = language.say("Afgørelse")},
                     {.heading = language.say("Gennemgået af")},
                     {.heading = language.say("Gennemgået")}},
         .empty_text = language.say("Ingen nødadgange er gennemgået endnu."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const FinishedReview& done : finished) {
        web::Html when = web::text(language.instant(done.reviewed_at));
        if (done.is_late())
            when.add(" "_html,
                     web::status_tag(web::StatusKind::attention, language.say("Efter fristen")));
        table.row(names[done.review.account_id], std::to_string(done.review.door.subject.id),
                  language.instant(done.review.door.opened_at), finding_tag(visit, done.finding),
                  names[done.reviewed_by], when);
    }
    return table.finish();
}

web::Response show_finished(const Visit& visit, const Registry& registry) {
    if (!is_municipal(registry.actor(visit))) return visit.not_found();
    const web::Language& language = visit.language;
    const std::int64_t before = history::number_of(visit.request.query.value("foer"));
    std::vector<FinishedReview> finished;
    {
        store::ReadTransaction reading = visit.services.database.read();
        finished = access::finished_reviews(reading, before, finished_on_page + 1);
    }
    web::PreviousNext pages;
    if (before > 0) pages.previous = std::string(finished_path);
    if (finished.size() > static_cast<std::size_t>(finished_on_page)) {
        finished.pop_back();
        pages.next = web::address_with_query(
            finished_path, {{"foer", std::to_string(finished.back().review.door.id)}});
    }
    web::Html content = finished_table(visit, finished);
    content.add(web::previous_next(pages, language));
    return visit.page(
        language.say("Gennemgåede nødadgange"), content,
        {.breadcrumb = {{std::string(language.say("Nødadgange")), std::string(reviews_path)}}});
}

std::optional<BreakGlassReview> asked_review(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    return access::waiting_review(reading, history::number_of(visit.request.parameter("id")));
}

// The reason says something of the person, so reading it is a look-up like any other.
std::string read_reason(const Visit& visit, const Registry& registry,
                        const BreakGlassReview& review) {
    {
        store::WriteTransaction writing = visit.services.database.write();
        trail::Line line;
        line.actor = registry.actor(visit).trail_name();
        line.action = trail::Action::read;
        line.subject_kind = access::subject_kind_code(review.door.subject.kind);
        line.subject_id = std::to_string(review.door.subject.id);
        line.purpose = access::purpose_code(Purpose::supervision);
        line.reference = visit.pattern;
        trail::append(writing, visit.now, line);
        writing.commit();
    }
    store::ReadTransaction reading = visit.services.database.read();
    return door_reason(reading, registry.vault, review.door.id);
}

web::Html finding_form(const Visit& visit, const BreakGlassReview& review,
                       const std::string& error) {
    const web::Language& language = visit.language;
    web::Html fields = web::radio_group(
        {.name = "finding",
         .legend = language.say("Var nødadgangen berettiget?"),
         .choices = {{"justified", language.say("Ja, den var berettiget")},
                     {"not_justified", language.say("Nej, den var ikke berettiget")}},
         .value = visit.request.form.value("finding"),
         .error = error},
        language);
    fields.add(web::button_row(web::button({.label = language.say("Gem gennemgangen")})));
    return web::form({.action = std::string(reviews_path) + "/" + std::to_string(review.door.id),
                      .csrf_token = visit.csrf_token()},
                     fields);
}

web::Response review_page(const Visit& visit, const Registry& registry,
                          const BreakGlassReview& review, const std::string& error, int status) {
    const web::Language& language = visit.language;
    const std::string reason = read_reason(visit, registry, review);
    std::map<std::int64_t, std::string> names;
    {
        store::ReadTransaction reading = visit.services.database.read();
        names = access::account_names(reading, {review.account_id});
    }
    web::Html content = web::definition_list(
        {{language.say("Hvem"), web::text(names[review.account_id])},
         {language.say("Personens nummer"), web::text(std::to_string(review.door.subject.id))},
         {language.say("Begrundelse"), web::text(reason)},
         {language.say("Åbnet"), web::text(language.instant(review.door.opened_at))},
         {language.say("Gennemgås senest"), web::text(language.instant(review.due_at))},
         {language.say("Tilstand"), due_of(visit, review)}});
    content.add(finding_form(visit, review, error));
    return visit.page(
        language.say("Gennemgang af en nødadgang"), content,
        {.breadcrumb = {{std::string(language.say("Nødadgange")), std::string(reviews_path)}},
         .charts = false,
         .status = status});
}

web::Response show_review(const Visit& visit, const Registry& registry) {
    const auto review = asked_review(visit);
    if (!review || !is_municipal(registry.actor(visit))) return visit.not_found();
    return review_page(visit, registry, *review, "", 200);
}

web::Response settle_review(const Visit& visit, const Registry& registry) {
    const access::Actor reviewer = registry.actor(visit);
    const auto review = asked_review(visit);
    if (!review || !is_municipal(reviewer)) return visit.not_found();
    const std::string& chosen = visit.request.form.value("finding");
    if (chosen != "justified" && chosen != "not_justified")
        return review_page(visit, registry, *review,
                           std::string(visit.language.say("Vælg, om den var berettiget.")), 422);
    base::Result<void> reviewed;
    {
        store::WriteTransaction writing = visit.services.database.write();
        reviewed = access::review_break_glass(
            writing, reviewer, review->door.id,
            chosen == "justified" ? access::Finding::justified : access::Finding::not_justified,
            visit.now);
        if (reviewed) writing.commit();
    }
    if (!reviewed)
        return review_page(visit, registry, *review, visit.language.say(reviewed.error()), 422);
    return web::see_other(std::string(reviews_path) + "?besked=gemt");
}

}  // namespace

void add_break_glass_routes(access::Routes& routes, const Registry& registry) {
    routes.get("/noedadgang", Permission::change_persons, page_with(registry, show_form));
    routes.post("/noedadgang", Permission::change_persons, page_with(registry, open));
    routes.get(std::string(reviews_path), Permission::review_look_ups,
               page_with(registry, show_reviews));
    routes.get(std::string(finished_path), Permission::review_look_ups,
               page_with(registry, show_finished));
    routes.get("/noedadgange/{id}", Permission::review_look_ups, page_with(registry, show_review));
    routes.post("/noedadgange/{id}", Permission::review_look_ups,
                page_with(registry, settle_review));
}

}  // namespace people

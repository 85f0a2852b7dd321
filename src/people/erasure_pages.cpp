#include "people/erasure_pages.h"

#include "access/rule.h"
#include "base/text.h"
#include "history/record_change.h"
#include "people/erasure_approval.h"
#include "people/erasure_words.h"
#include "people/page_handler.h"
#include "people/warrant_pages.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/checkbox_group.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/form.h"

namespace people {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::string_view root = "/sletning";
constexpr int rows_a_page = 50;

std::string path_of(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

// "2030-01-02.17": the place after which a list goes on.
std::optional<ProposalPlace> place_in(const std::string& text) {
    const std::vector<std::string> parts = base::split(text, '.');
    if (parts.size() != 2) return std::nullopt;
    const auto day = base::parse_date(parts[0]);
    if (!day) return std::nullopt;
    return ProposalPlace{*day, history::number_of(parts[1])};
}

web::Html state_tag(const ErasureProposal& proposal, const web::Language& language) {
    if (proposal.on_hold)
        return web::status_tag(web::StatusKind::stopped, language.say("Sat i bero"));
    return web::status_tag(web::StatusKind::attention, language.say("Venter på godkendelse"));
}

web::Html other_lists(const web::Language& language) {
    web::Html links;
    links.add(
        "<ul class=\"nobullet-list\"><li>"_html,
        web::link("/sletning/bero", language.say("Sletninger, der er sat i bero")),
        "</li><li>"_html, web::link("/sletning/attester", language.say("Gennemførte sletninger")),
        "</li><li>"_html, web::link("/sletning/arkiv", language.say("Afleveringer til arkivet")),
        "</li><li>"_html, web::link("/sletning/overblik", language.say("Overblik over frister")),
        "</li></ul>"_html);
    return links;
}

web::Response list(const Visit& visit, const RetentionRegistry& retention) {
    const web::Language& language = visit.language;
    std::vector<ErasureProposal> found;
    {
        store::ReadTransaction reading = visit.services.database.read();
        found =
            open_proposals(reading, place_in(visit.request.query.value("efter")), rows_a_page + 1);
    }
    const bool more = found.size() > static_cast<std::size_t>(rows_a_page);
    if (more) found.pop_back();
    const access::LawPointer law = retention.people.office.law();
    web::Table table(
        {.caption = language.say("Personer, familier og grupper, hvis frist er udløbet, de ældste "
                                 "frister øverst"),
         .columns = {{.heading = language.say("Forslag"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Sletteklasse")},
                     {.heading = language.say("KLE-nummer")},
                     {.heading = language.say("Frist")},
                     {.heading = language.say("Status")}},
         .empty_text = language.say("Der er ingen forslag om sletning."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const ErasureProposal& proposal : found)
        table.row(web::link(path_of(proposal.id), subject_words(proposal.subject, language)),
                  retention_class_words(*law, proposal.reason.retention_class, language),
                  proposal.reason.kle_number, language.short_date(proposal.reason.due_on),
                  state_tag(proposal, language));
    web::Html content;
    content.add("<p>"_html,
                language.say("Hver nat findes de personer, hvis frister alle er udløbet, og de "
                             "familier og grupper, som ingen længere hører til. Der slettes "
                             "først, når en leder har godkendt det."),
                "</p>"_html, other_lists(language), table.finish());
    if (more)
        content.add(
            web::previous_next({.next = web::address_with_query(
                                    root, {{"efter", base::iso_date(found.back().reason.due_on) +
                                                         "." + std::to_string(found.back().id)}})},
                               language));
    return visit.page(language.say("Sletning"), std::move(content));
}

web::Html facts_of(const Visit& visit, const RetentionRegistry& retention,
                   const ErasureProposal& proposal) {
    const web::Language& language = visit.language;
    const RetentionReason& reason = proposal.reason;
    return web::definition_list(
        {{language.say("Hvem"), web::text(subject_words(proposal.subject, language))},
         {language.say("Længst bevarede oplysning"),
          web::text(record_words(retention.sources, reason.record, language))},
         {language.say("Sletteklasse"),
          web::text(retention_class_words(*retention.people.office.law(), reason.retention_class,
                                          language))},
         {language.say("KLE-nummer"), web::text(reason.kle_number)},
         {language.say("Fristen regnes fra"),
          web::text(start_event_words(reason.start_event, language) + ", " +
                    language.date(reason.started_on))},
         {language.say("Kan slettes fra"), web::text(language.date(reason.due_on))},
         {language.say("Foreslået"), web::text(language.date(proposal.proposed_on))},
         {language.say("Status"), state_tag(proposal, language)}});
}

web::Html approval_form(const Visit& visit, const ErasureProposal& proposal,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(
        web::checkbox_group(
            {.name = "forstaaet",
             .legend = language.say("Godkend sletningen"),
             .choices = {{"ja", proposal.subject.kind == access::SubjectKind::person
                                    ? language.say("Alt om personen slettes for altid, og det kan "
                                                   "ikke fortrydes")
                                    : language.say("Alt om familien eller gruppen slettes for "
                                                   "altid, og det kan ikke fortrydes")}},
             .error = web::error_at(errors, "forstaaet", language)},
            language),
        web::button_row(web::button(
            {.label = language.say("Slet for altid"), .kind = web::ButtonKind::warning})));
    return web::form(
        {.action = path_of(proposal.id) + "/godkend", .csrf_token = visit.csrf_token()}, fields);
}

web::Response proposal_page(const Visit& visit, const RetentionRegistry& retention,
                            const ErasureProposal& proposal, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(facts_of(visit, retention, proposal));
    if (proposal.on_hold)
        content.add(web::alert(web::AlertKind::warning,
                               language.say(access::refusal(access::Rule::R36_hold)), language));
    if (visit.may(Permission::approve_erasures) && !proposal.on_hold) {
        content.add(approval_form(visit, proposal, errors));
        if (proposal.subject.kind == access::SubjectKind::person)
            content.add(web::button_row(web::link_button(
                {.label = language.say("Sæt i bero"),
                 .href = web::address_with_query("/sletning/bero/ny",
                                                 {{"person", std::to_string(proposal.subject.id)}}),
                 .kind = web::ButtonKind::secondary})));
    }
    return visit.page(language.say_with("Forslag nr. {}", std::to_string(proposal.id)),
                      std::move(content),
                      {.breadcrumb = {{std::string(language.say("Sletning")), std::string(root)}},
                       .charts = false,
                       .status = errors.empty() ? 200 : 422});
}

std::optional<ErasureProposal> open_proposal(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    auto proposal = find_proposal(reading, history::number_of(visit.request.parameter("id")));
    if (proposal && proposal->outcome != ErasureProposal::Outcome::open) proposal.reset();
    return proposal;
}

web::Response show(const Visit& visit, const RetentionRegistry& retention) {
    const auto proposal = open_proposal(visit);
    return proposal ? proposal_page(visit, retention, *proposal, {}) : visit.not_found();
}

web::Response approve(const Visit& visit, const RetentionRegistry& retention) {
    const auto proposal = open_proposal(visit);
    if (!proposal) return visit.not_found();
    if (visit.request.form.value("forstaaet") != "ja")
        return proposal_page(
            visit, retention, *proposal,
            {{"forstaaet", base::refuse("missing", "Sæt kryds, hvis der skal slettes.")}});
    const Registry& people = retention.people;
    const auto erasure =
        approve_erasure({visit.services.database, people.vault, people.office, retention.sources},
                        people.actor(visit), erasure_question(std::string(visit.pattern)),
                        proposal->id, moment_of(visit));
    if (!erasure) return refusal_page(visit, people, erasure.error());
    return web::see_other("/sletning/attester/" + std::to_string(*erasure) + "?besked=slettet");
}

}  // namespace

void add_erasure_routes(access::Routes& routes, const RetentionRegistry& retention) {
    routes.get("/sletning", Permission::see_erasures, page_with(retention, list));
    routes.get("/sletning/{id}", Permission::see_erasures, page_with(retention, show));
    routes.post("/sletning/{id}/godkend", Permission::approve_erasures,
                page_with(retention, approve));
}

}  // namespace people

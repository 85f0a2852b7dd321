#include "access/policy.h"

#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>

#include "access/rule_checks.h"
#include "access/testing/policy_world.h"

namespace {

using namespace access;
using namespace access::testing;
using organisation::AgencyKind;
using organisation::ForumKind;

// One question with everything it depends on; a test changes one thing and asks again.
struct Case {
    Actor actor = town_worker();
    Question asked = question(Purpose::support);
    SubjectFacts facts = person_of_town();
    Law law = small_law();

    Decision decide() const {
        return access::decide(actor, asked, facts, law, policy_day(), policy_now());
    }
    std::string rule() const { return rule_that_refuses(decide()); }
    std::string sentence() const { return decide().error().message; }
    int status() const { return refusal_status(decide().error()); }
};

// A worker of the town with the person.
Case assigned_case(Part part = Part::responsible, Purpose purpose = Purpose::support) {
    Case made;
    made.facts.assignments = {assignment(1, part, purpose)};
    made.asked = question(purpose);
    return made;
}

// A police officer to whom note 5 of the town was disclosed in SSP.
Case received_case() {
    Case made;
    made.actor = police_officer("ssp_now", ForumKind::ssp);
    made.asked = item_question(Purpose::ssp);
    made.facts.item = item_of(town, AgencyKind::municipality);
    made.facts.disclosures = {disclosure_to(police, "ssp_now", ForumKind::ssp)};
    return made;
}

// A worker of the town who shares the own note 5 with the police in SSP.
Case sharing_case() {
    Case made = assigned_case(Part::assigned, Purpose::ssp);
    made.asked = disclosing();
    made.facts.item = item_of(town, AgencyKind::municipality);
    return made;
}

// A health person of psychiatry who shares with the town in PSP.
Case health_case() {
    Case made;
    made.actor = actor_of(psychiatry, AgencyKind::psychiatry, Role::partner, 40);
    made.actor.marks = {Mark::health_person};
    made.asked = disclosing();
    made.asked.purpose = Purpose::psp;
    made.asked.classes = {DataClass::personal, DataClass::health};
    made.facts.item =
        item_of(psychiatry, AgencyKind::psychiatry, {DataClass::personal, DataClass::health});
    made.facts.assignments = {assignment(40, Part::assigned, Purpose::psp, psychiatry)};
    DisclosureDraft& draft = *made.asked.disclosure;
    draft.forum = ForumKind::psp;
    draft.forum_key = "psp";
    draft.bases = {"SUL43_2_2"};
    return made;
}

ConsentFact consent_to(std::string_view receiver, ForumKind forum) {
    ConsentFact consent;
    consent.id = 3;
    consent.receiver_cvr = receiver;
    consent.forum = forum;
    consent.is_signed = true;
    consent.validity = {base::date_of(2026, 1, 10), base::date_of(2027, 1, 10)};
    return consent;
}

base::Date day(unsigned month, unsigned day_of_month) {
    return base::date_of(2026, month, day_of_month);
}

constexpr std::string_view hidden_sentence = "Vi fandt ikke noget, du har adgang til at se.";

}  // namespace

TEST_CASE("R01: a relation opens the person, and nothing else does") {
    CHECK(assigned_case().rule() == "");
    CHECK(assigned_case().decide().ground == Ground::responsible);
    CHECK(assigned_case(Part::assigned).decide().ground == Ground::assigned);
    Case nobody;
    CHECK(nobody.rule() == "R01");
    CHECK(nobody.sentence() == hidden_sentence);
    CHECK(nobody.status() == 404);
    Case unknown;
    unknown.facts = SubjectFacts{};
    CHECK(unknown.decide().error().message == nobody.sentence());

    Case over = assigned_case();
    over.facts.assignments[0].validity.to = day(3, 2);
    CHECK(over.rule() == "R01");
    over.facts.assignments[0].validity.to = day(3, 3);
    CHECK(over.rule() == "");
    Case not_begun = assigned_case();
    not_begun.facts.assignments[0].validity.from = day(3, 3);
    CHECK(not_begun.rule() == "R01");
    Case other_purpose = assigned_case();
    other_purpose.asked.purpose = Purpose::mentoring;
    CHECK(other_purpose.rule() == "R01");
    other_purpose.asked.purpose = Purpose::correction;  // open to everyone who is assigned
    CHECK(other_purpose.rule() == "");
}

TEST_CASE("R01: erased and merged persons are gone") {
    Case gone = assigned_case();
    gone.facts.erased = true;
    CHECK(gone.rule() == "R01");
    Case merged = assigned_case();
    merged.facts.merged_into_another = true;
    CHECK(merged.rule() == "R01");
    merged.asked.purpose = Purpose::correction;
    CHECK(merged.rule() == "");
}

TEST_CASE("who settles duplicates opens the two of the task, for that and nothing else") {
    Case settling;
    settling.actor = actor_of(town, AgencyKind::municipality, Role::leader, 9);
    settling.asked = question(Purpose::correction);
    settling.asked.duplicate_task = 3;
    CHECK(settling.rule() == "R01");
    settling.facts.in_duplicate_task = true;
    CHECK(settling.decide().ground == Ground::duplicate);
    CHECK(settling.decide().obligations.has(Obligation::mask_cpr));
    settling.asked.action = Action::merge;
    CHECK(settling.rule() == "");
    // Nor does the rest of the record open, nor any other way of using it.
    for (const Action action : all_actions()) {
        if (action == Action::read || action == Action::merge || action == Action::search) continue;
        settling.asked.action = action;
        CAPTURE(action_code(action));
        CHECK(settling.rule() == "R01");
    }
    settling.asked.action = Action::read;
    for (const DataClass closed : {DataClass::confidential, DataClass::health}) {
        Case more = settling;
        more.asked.classes.add(closed);
        CHECK(more.rule() == "R01");
    }
    Case unnamed = settling;
    unnamed.asked.duplicate_task.reset();
    CHECK(unnamed.rule() == "R01");
    CHECK(unnamed.status() == 404);
    Case other_purpose = settling;
    other_purpose.asked.purpose = Purpose::support;
    CHECK(other_purpose.rule() == "R01");
    Case others_record = settling;
    others_record.facts.controller_cvr = police;
    CHECK(others_record.rule() == "R04");
    Case worker = settling;
    worker.actor = town_worker(9);
    CHECK(worker.rule() == "R01");
    Case merged = settling;
    merged.facts.merged_into_another = true;
    CHECK(merged.rule() == "");
    merged.facts.erased = true;
    CHECK(merged.rule() == "R01");
}

TEST_CASE("merging takes the permission, also of who works with the person") {
    Case responsible = assigned_case(Part::responsible, Purpose::correction);
    responsible.asked.action = Action::merge;
    responsible.asked.duplicate_task = 3;
    responsible.facts.in_duplicate_task = true;
    CHECK(responsible.rule() == "R01");
    responsible.actor = actor_of(town, AgencyKind::municipality, Role::leader);
    CHECK(responsible.decide().ground == Ground::duplicate);
    responsible.facts.in_duplicate_task = false;
    CHECK(responsible.rule() == "R01");
}

TEST_CASE("the leader of the owning unit, and of no other, may look and approve") {
    Case leader = assigned_case();
    leader.actor = town_worker(2);
    leader.actor.roles = {Role::leader};
    leader.actor.permissions = permissions_of(Role::leader);
    CHECK(leader.rule() == "R01");
    leader.actor.units_led = {"other_unit"};
    CHECK(leader.rule() == "R01");
    leader.actor.units_led = {"family_unit"};
    CHECK(leader.rule() == "");
    CHECK(leader.decide().ground == Ground::leader);
    leader.asked = question(Purpose::supervision);
    CHECK(leader.rule() == "");
    leader.asked = question(Purpose::support, Action::approve);
    CHECK(leader.rule() == "");
    leader.asked.action = Action::change;
    CHECK(leader.rule() == "R01");
    leader.asked.action = Action::disclose;
    CHECK(leader.rule() == "R01");
}

TEST_CASE("a mentor sees what mentoring needs and shares nothing") {
    Case mentor = assigned_case(Part::mentor, Purpose::mentoring);
    CHECK(mentor.rule() == "");
    mentor.asked.action = Action::change;
    CHECK(mentor.rule() == "");
    for (const Action action : {Action::reveal, Action::extract, Action::disclose, Action::assign,
                                Action::decline, Action::erase}) {
        mentor.asked.action = action;
        CHECK(mentor.rule() == "R01");
    }
    mentor.asked = question(Purpose::mentoring);
    mentor.asked.classes.add(DataClass::confidential);
    CHECK(mentor.rule() == "R01");
    mentor.asked = question(Purpose::correction);
    CHECK(mentor.rule() == "R01");
}

TEST_CASE("R02: no purpose, no data; a purpose that isn't this agency's is none") {
    Case none = assigned_case();
    none.asked.purpose.reset();
    CHECK(none.rule() == "R02");
    CHECK(none.sentence() == "Vælg et formål, før oplysningerne kan vises.");
    CHECK(none.status() == 422);
    // Said before anything is known of the person, so that it tells nothing.
    Case unknown = none;
    unknown.facts = SubjectFacts{};
    CHECK(unknown.decide() == none.decide());

    Case police_case = received_case();
    police_case.asked.purpose = Purpose::support;
    CHECK(police_case.rule() == "R02");
    Case before_the_law = assigned_case();
    for (PurposeEntry& entry : before_the_law.law.purposes) entry.validity.from = day(3, 3);
    CHECK(before_the_law.rule() == "R02");
    CHECK(chosen_purpose("support").value() == Purpose::support);
    CHECK(chosen_purpose("").error().message == "Vælg et formål, før oplysningerne kan vises.");
    CHECK(chosen_purpose("noget andet").error().code == "R02");
}

TEST_CASE("R03: sharing needs a basis, a receiver and why it is necessary") {
    const Case whole = sharing_case();
    CHECK(whole.rule() == "");
    CHECK(whole.decide().basis == "RPL115_1_1");
    const std::vector<std::pair<const char*, std::function<void(DisclosureDraft&)>>> lacks = {
        {"basis", [](DisclosureDraft& draft) { draft.bases.clear(); }},
        {"known basis", [](DisclosureDraft& draft) { draft.bases = {"RPL999"}; }},
        {"every basis known", [](DisclosureDraft& draft) { draft.bases.emplace_back("RPL999"); }},
        {"basis of this forum", [](DisclosureDraft& draft) { draft.bases = {"RPL115_1_2"}; }},
        {"necessity", [](DisclosureDraft& draft) { draft.necessity.clear(); }},
        {"enough necessity",
         [](DisclosureDraft& draft) { draft.necessity = "Det er vigtigt!!!!!"; }},
        {"more than spaces",
         [](DisclosureDraft& draft) { draft.necessity = std::string(40, ' '); }},
        {"receiver", [](DisclosureDraft& draft) { draft.receiver.reset(); }},
        {"the same receiver", [](DisclosureDraft& draft) { draft.receiver->cvr = town; }},
        {"receiver's seat", [](DisclosureDraft& draft) { draft.receiver_has_seat = false; }},
    };
    for (const auto& lack : lacks) {
        Case made = sharing_case();
        lack.second(*made.asked.disclosure);
        CAPTURE(lack.first);
        CHECK(made.rule() == "R03");
        CHECK(made.sentence() ==
              "Skriv, hvorfor det er nødvendigt at dele netop denne oplysning i samarbejdet.");
    }
    Case enough = sharing_case();
    enough.asked.disclosure->necessity = "Det er nødvendigt nu";  // 20 characters
    CHECK(enough.rule() == "");
    Case to_oneself = sharing_case();
    to_oneself.asked.disclosure->receiver_cvr = town;
    to_oneself.asked.disclosure->receiver->cvr = town;
    CHECK(to_oneself.rule() == "R03");
    Case no_draft = sharing_case();
    no_draft.asked.disclosure.reset();
    CHECK(no_draft.rule() == "R03");
}

TEST_CASE("a basis for some ages is for those ages") {
    Case young = sharing_case();
    young.asked.disclosure->bases = {"UKL13"};
    young.facts.born_on = base::date_of(2016, 3, 2);  // 10 today
    CHECK(young.rule() == "");
    young.facts.born_on = base::date_of(2016, 3, 3);
    CHECK(young.rule() == "basis_age");
    young.facts.born_on = base::date_of(2008, 3, 3);  // 18 tomorrow
    CHECK(young.rule() == "");
    young.facts.born_on = base::date_of(2008, 3, 2);
    CHECK(young.rule() == "basis_age");
}

TEST_CASE("R04: an agency sees the items disclosed to it where its own person sits") {
    const Case whole = received_case();
    CHECK(whole.rule() == "");
    CHECK(whole.decide().ground == Ground::disclosure);
    CHECK(whole.decide().disclosures == std::vector<std::int64_t>{31});
    CHECK(whole.decide().obligations.has(Obligation::only_disclosed_items));
    const std::vector<std::pair<const char*, std::function<void(Case&)>>> closed = {
        {"no disclosure", [](Case& made) { made.facts.disclosures.clear(); }},
        {"another item's", [](Case& made) { made.facts.disclosures[0].item.id = 6; }},
        {"to another agency",
         [](Case& made) { made.facts.disclosures[0].receiver_cvr = psychiatry; }},
        {"no seat", [](Case& made) { made.actor.seats.clear(); }},
        {"a seat elsewhere", [](Case& made) { made.actor.seats[0].forum_key = "psp"; }},
        {"a seat that is over", [](Case& made) { made.actor.seats[0].validity.to = day(3, 2); }},
        {"a seat to come", [](Case& made) { made.actor.seats[0].validity.from = day(3, 3); }},
        {"a seat for another agency",
         [](Case& made) { made.actor.seats[0].agency_cvr = psychiatry; }},
        {"another purpose", [](Case& made) { made.asked.purpose = Purpose::psp; }},
        {"more than was shared", [](Case& made) { made.asked.classes.add(DataClass::health); }},
        {"the address", [](Case& made) { made.asked.address = AddressUse::shown; }},
        {"changing it", [](Case& made) { made.asked.action = Action::change; }},
        {"saying it isn't shared", [](Case& made) { made.asked.action = Action::decline; }},
        {"no person", [](Case& made) { made.facts.exists = false; }},
    };
    for (const auto& entry : closed) {
        Case made = received_case();
        entry.second(made);
        CAPTURE(entry.first);
        CHECK(made.sentence() == hidden_sentence);
        CHECK(made.status() == 404);
        const bool named = made.rule() == "R04" || made.rule() == "R01";
        CHECK(named);
    }
    // The record itself opens no wider than what says whom it is about.
    Case record = received_case();
    record.asked = question(Purpose::ssp);
    record.facts.item.reset();
    CHECK(record.rule() == "");
    record.asked.classes.add(DataClass::internal);
    CHECK(record.rule() == "R04");
}

TEST_CASE("R05: what a holder doesn't share stays so, for everyone and every way") {
    Case asked_for = received_case();
    asked_for.facts.disclosures[0].answer = DisclosureFact::Answer::not_shared;
    CHECK(asked_for.rule() == "R05");
    CHECK(asked_for.sentence() ==
          "Myndigheden har valgt ikke at dele oplysningen. Det kan den frit gøre "
          "(retsplejeloven § 115, stk. 4).");
    CHECK(asked_for.status() == 403);
    // Whoever doesn't sit there doesn't even learn that it was asked for.
    Case outsider = asked_for;
    outsider.actor.seats.clear();
    CHECK(outsider.rule() == "R04");
    // It outweighs a sharing in another forum, before and after.
    Case both = received_case();
    both.facts.disclosures.push_back(both.facts.disclosures[0]);
    both.facts.disclosures[1].answer = DisclosureFact::Answer::not_shared;
    both.facts.disclosures[1].forum_key = "ssp_network";
    CHECK(both.rule() == "R05");

    Case sharing_again = sharing_case();
    sharing_again.facts.disclosures = {disclosure_to(police, "ssp_now", ForumKind::ssp)};
    sharing_again.facts.disclosures[0].answer = DisclosureFact::Answer::not_shared;
    CHECK(sharing_again.rule() == "R05");
    Case to_another = sharing_again;
    to_another.facts.disclosures[0].receiver_cvr = prisons;
    CHECK(to_another.rule() == "");
    for (const Role role : all_roles()) {
        Case anyone = asked_for;
        anyone.actor.roles = {role, Role::partner};
        anyone.actor.permissions = permissions_of(anyone.actor.roles);
        CHECK(anyone.rule() == "R05");
    }
    // Saying "deles ikke" is always open to the holder, and needs nothing.
    Case declining = sharing_case();
    declining.asked = item_question(Purpose::ssp, Action::decline);
    CHECK(declining.rule() == "");
}

TEST_CASE("R06: investigation is no purpose, and police printing must confirm") {
    for (const std::string_view word : {"investigation", "efterforskning"}) {
        const auto chosen = chosen_purpose(word);
        REQUIRE_FALSE(chosen.ok());
        CHECK(chosen.error().code == "R06");
        CHECK(chosen.error().message ==
              "Oplysninger fra SSP-, PSP- og KSP-samarbejdet må ikke videregives med henblik på "
              "efterforskning af straffesager (retsplejeloven § 115, stk. 2).");
        CHECK_FALSE(purpose_of(word).has_value());
    }
    Case printing = received_case();
    printing.asked.action = Action::extract;
    CHECK(printing.rule() == "R06");
    CHECK(printing.status() == 403);
    printing.asked.not_for_investigation = true;
    CHECK(printing.rule() == "");
    CHECK(printing.decide().obligations.has(Obligation::show_banner));
    CHECK(received_case().decide().obligations.has(Obligation::show_banner));
    CHECK_FALSE(assigned_case().decide().obligations.has(Obligation::show_banner));
    // Others have no investigations to keep it from.
    Case school_prints = printing;
    school_prints.asked.not_for_investigation = false;
    school_prints.actor.agency_kind = AgencyKind::school;
    CHECK(school_prints.rule() == "");
}

TEST_CASE("R07: an item stays in its forum") {
    Case elsewhere = received_case();
    elsewhere.actor.seats.push_back(seat("ssp_plus", ForumKind::ssp_plus, police));
    elsewhere.asked.forum_key = "ssp_plus";
    elsewhere.asked.forum_name = "SSP+";
    CHECK(elsewhere.rule() == "R07");
    CHECK(elsewhere.sentence() ==
          "Oplysningen er delt i {}. Den kan ikke bruges i {} uden en ny begrundelse.");
    CHECK(elsewhere.decide().arguments == std::vector<std::string>{"SSP", "SSP+"});
    elsewhere.facts.disclosures.push_back(disclosure_to(police, "ssp_plus", ForumKind::ssp_plus));
    CHECK(elsewhere.rule() == "");
    // Whoever received it doesn't pass it on.
    Case passing_on = received_case();
    passing_on.asked = disclosing();
    passing_on.asked.forum_name = "PSP";
    passing_on.asked.disclosure->forum_key = "psp";
    passing_on.asked.disclosure->forum = ForumKind::psp;
    CHECK(passing_on.rule() == "R07");
    CHECK(passing_on.decide().arguments == std::vector<std::string>{"SSP", "PSP"});
    // The holder does, with a basis of its own.
    Case anew = sharing_case();
    anew.facts.disclosures = {disclosure_to(police, "ssp_now", ForumKind::ssp)};
    anew.asked.disclosure->forum = ForumKind::psp;
    anew.asked.disclosure->forum_key = "psp";
    CHECK(anew.rule() == "R03");
    anew.asked.disclosure->bases = {"RPL115_1_2"};
    CHECK(anew.rule() == "");
}

TEST_CASE("R09: KSP asks for the letter, and letter c for an assessment") {
    Case release = sharing_case();
    release.asked.purpose = Purpose::ksp;
    release.facts.assignments[0].purpose = Purpose::ksp;
    DisclosureDraft& draft = *release.asked.disclosure;
    draft.forum = ForumKind::ksp;
    for (const char* code : {"", "RPL115_1_3", "RPL115_1_1"}) {
        draft.bases = {code};
        CHECK(release.rule() == "R09");
    }
    draft.bases.clear();
    CHECK(release.rule() == "R09");
    CHECK(release.sentence() == "Angiv, om det er løsladelse efter litra a, b eller c.");
    draft.bases = {"RPL115_1_3A"};
    CHECK(release.rule() == "");
    draft.bases = {"RPL115_1_3B"};
    CHECK(release.rule() == "");
    draft.bases = {"RPL115_1_3C"};
    CHECK(release.rule() == "R09");
    release.facts.radicalisation_assessed = true;
    CHECK(release.rule() == "");
}

TEST_CASE("R10: the health person who holds it decides, on the health act") {
    CHECK(health_case().rule() == "");
    CHECK(health_case().decide().obligations.has(Obligation::inform_patient));
    Case clerk = health_case();
    clerk.actor.marks = {};
    CHECK(clerk.rule() == "R10");
    CHECK(clerk.sentence() ==
          "Kun den sundhedsperson, der har oplysningen, kan beslutte at dele den (sundhedsloven § "
          "43, stk. 3).");
    Case without_health_act = health_case();
    without_health_act.asked.disclosure->bases = {"RPL115_1_2"};
    CHECK(without_health_act.rule() == "R10");
    // The town doesn't write it down on their behalf, and doesn't pass it on.
    Case on_behalf = assigned_case(Part::assigned, Purpose::psp);
    on_behalf.asked = item_question(Purpose::psp, Action::create);
    on_behalf.facts.item = item_of(psychiatry, AgencyKind::psychiatry);
    CHECK(on_behalf.rule() == "R10");
    on_behalf.facts.item = item_of(town, AgencyKind::municipality);
    CHECK(on_behalf.rule() == "");
    Case stranger = on_behalf;
    stranger.facts.item = item_of(psychiatry, AgencyKind::psychiatry);
    stranger.facts.assignments.clear();
    CHECK(stranger.status() == 404);
    Case passing_on = assigned_case(Part::assigned, Purpose::psp);
    passing_on.actor.seats = {seat("psp", ForumKind::psp, town)};
    passing_on.asked = disclosing();
    passing_on.asked.purpose = Purpose::psp;
    passing_on.facts.item = item_of(psychiatry, AgencyKind::psychiatry);
    passing_on.facts.disclosures = {disclosure_to(town, "psp", ForumKind::psp)};
    CHECK(passing_on.rule() == "R10");
    // Someone who was told nothing learns nothing by trying.
    passing_on.facts.disclosures.clear();
    CHECK(passing_on.rule() == "R04");
}

TEST_CASE("R11: who may sit in a forum and receive there") {
    const Law law = small_law();
    organisation::Agency institution;
    institution.kind = AgencyKind::self_governing_institution;
    institution.public_task = organisation::PublicTask::yes;
    using organisation::InstitutionArea;
    for (const InstitutionArea area : {InstitutionArea::social, InstitutionArea::education,
                                       InstitutionArea::employment, InstitutionArea::psychiatry}) {
        institution.area = area;
        CHECK(check_seat(institution, ForumKind::ssp, law, policy_day()).ok());
    }
    institution.area = InstitutionArea::other;
    const auto refused = check_seat(institution, ForumKind::ssp, law, policy_day());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message ==
          "Denne institution kan ikke deltage i udveksling af personoplysninger efter "
          "retsplejeloven § 115, stk. 3.");
    institution.area = InstitutionArea::social;
    institution.public_task = organisation::PublicTask::no;
    CHECK_FALSE(check_seat(institution, ForumKind::ssp, law, policy_day()).ok());
    organisation::Agency housing;
    for (const AgencyKind kind :
         {AgencyKind::housing_association, AgencyKind::association, AgencyKind::business}) {
        housing.kind = kind;
        for (const ForumKind forum : {ForumKind::ssp, ForumKind::psp, ForumKind::ksp}) {
            CHECK_FALSE(check_seat(housing, forum, law, policy_day()).ok());
        }
    }
    housing.kind = AgencyKind::housing_association;
    CHECK(check_seat(housing, ForumKind::general, law, policy_day()).ok());

    Case to_club = sharing_case();
    to_club.asked.disclosure->receiver->kind = AgencyKind::association;
    CHECK(to_club.rule() == "R11");
    Case general = sharing_case();
    general.asked.disclosure->forum = ForumKind::general;
    general.asked.disclosure->bases = {"GENERAL"};
    CHECK(general.rule() == "R11");
}

TEST_CASE("R13: consent carries until it is withdrawn") {
    Case agreed = sharing_case();
    agreed.asked.disclosure->bases = {"CONSENT"};
    CHECK(agreed.rule() == "R13_missing");
    agreed.facts.consents = {consent_to(police, ForumKind::ssp)};
    CHECK(agreed.rule() == "");
    Case other_receiver = agreed;
    other_receiver.facts.consents[0].receiver_cvr = psychiatry;
    CHECK(other_receiver.rule() == "R13_missing");
    Case other_forum = agreed;
    other_forum.facts.consents[0].forum = ForumKind::psp;
    CHECK(other_forum.rule() == "R13_missing");
    Case expired = agreed;
    expired.facts.consents[0].validity.to = day(3, 2);
    CHECK(expired.rule() == "R13_missing");
    Case withdrawn = agreed;
    withdrawn.facts.consents[0].withdrawn_on = day(3, 2);
    CHECK(withdrawn.rule() == "R13");
    CHECK(withdrawn.sentence() ==
          "Samtykket er trukket tilbage den {}. Oplysninger kan ikke deles på dette grundlag.");
    CHECK(withdrawn.decide().arguments == std::vector<std::string>{"02.03.2026"});
    withdrawn.facts.consents[0].withdrawn_on = day(3, 3);
    CHECK(withdrawn.rule() == "");

    // What was shared on it is no longer shown either.
    Case received = received_case();
    received.facts.disclosures[0].basis = "CONSENT";
    received.facts.disclosures[0].consent_id = 3;
    received.facts.consents = {consent_to(police, ForumKind::ssp)};
    CHECK(received.rule() == "");
    received.facts.consents[0].withdrawn_on = day(2, 28);
    CHECK(received.rule() == "R13");
    received.facts.consents.clear();
    CHECK(received.rule() == "R04");
}

TEST_CASE("R14: the exit unit exchanges nothing without a signature") {
    Case leaving = sharing_case();
    leaving.asked.purpose = Purpose::exit_help;
    leaving.facts.assignments[0].purpose = Purpose::exit_help;
    leaving.asked.disclosure->forum = ForumKind::exit_unit;
    leaving.asked.disclosure->bases = {"CONSENT"};
    CHECK(leaving.rule() == "R14");
    CHECK(leaving.sentence() == "Exit-forløb kræver den pågældendes underskrevne samtykke.");
    leaving.facts.consents = {consent_to(police, ForumKind::exit_unit)};
    leaving.facts.consents[0].is_signed = false;
    CHECK(leaving.rule() == "R14");
    leaving.facts.consents[0].is_signed = true;
    CHECK(leaving.rule() == "");
}

TEST_CASE("threat assessments are for exit coordinators") {
    Case threat = assigned_case(Part::responsible, Purpose::exit_help);
    threat.asked.classes.add(DataClass::threat);
    CHECK(threat.rule() == "R01");
    threat.actor.marks = {Mark::exit_coordinator};
    CHECK(threat.rule() == "");
    threat.facts.assignments.clear();
    CHECK(threat.rule() == "R01");
}

TEST_CASE("R15: offences need a ground of their own, to see and to share") {
    Case offence = assigned_case();
    offence.asked.classes.add(DataClass::offence);
    CHECK(offence.rule() == "R15");
    CHECK(offence.sentence() ==
          "Oplysninger om strafbare forhold kræver et særskilt grundlag (databeskyttelsesloven § "
          "8).");
    Case in_ssp = assigned_case(Part::assigned, Purpose::ssp);
    in_ssp.asked.classes.add(DataClass::offence);
    CHECK(in_ssp.rule() == "");
    Case sharing = sharing_case();
    sharing.facts.item->classes.add(DataClass::offence);
    CHECK(sharing.rule() == "R15");
    sharing.asked.disclosure->bases.emplace_back("DBL8_2_1");
    CHECK(sharing.rule() == "");
}

TEST_CASE("R16: a dropped charge is not shown, an open one as unsettled") {
    Case dropped = assigned_case(Part::assigned, Purpose::ssp);
    dropped.asked = item_question(Purpose::ssp);
    dropped.facts.item = item_of(town, AgencyKind::municipality);
    dropped.facts.item->offence = OffenceStatus::charged;
    CHECK(dropped.rule() == "");
    CHECK(dropped.decide().obligations.has(Obligation::show_as_unsettled));
    dropped.facts.item->offence = OffenceStatus::convicted;
    CHECK_FALSE(dropped.decide().obligations.has(Obligation::show_as_unsettled));
    dropped.facts.item->offence = OffenceStatus::dropped;
    CHECK(dropped.rule() == "R16");
    CHECK(dropped.sentence() == "Sigtelsen er frafaldet. Oplysningen vises ikke længere.");
    Case sharing = sharing_case();
    sharing.facts.item->offence = OffenceStatus::dropped;
    CHECK(sharing.rule() == "R16");
    Case received = received_case();
    received.facts.disclosures[0].offence = OffenceStatus::suspected;
    CHECK(received.decide().obligations.has(Obligation::show_as_unsettled));
    received.facts.disclosures[0].offence = OffenceStatus::dropped;
    CHECK(received.rule() == "R16");
}

TEST_CASE("R17: the civil registration number is masked until asked for") {
    Case plain = assigned_case();
    CHECK(plain.decide().obligations.has(Obligation::mask_cpr));
    Case whole = assigned_case();
    whole.asked.classes.add(DataClass::cpr);
    CHECK(whole.rule() == "R17");
    CHECK(whole.sentence() == "Personnummer vises kun med et formål.");
    whole.asked.action = Action::reveal;
    CHECK(whole.rule() == "");
    CHECK_FALSE(whole.decide().obligations.has(Obligation::mask_cpr));
    whole.asked.action = Action::extract;
    CHECK(whole.rule() == "R17");
    Case own_access = assigned_case(Part::assigned, Purpose::subject_access);
    own_access.asked.action = Action::extract;
    own_access.asked.classes.add(DataClass::cpr);
    CHECK(own_access.rule() == "");
    Case received = received_case();
    received.asked.classes.add(DataClass::cpr);
    CHECK(received.rule() == "R17");
}

TEST_CASE("R19: a protected address is behind a click of its own, and in no list") {
    Case open = assigned_case();
    open.asked.address = AddressUse::listed;
    CHECK(open.rule() == "");
    Case guarded = assigned_case();
    guarded.facts.address_protected = true;
    CHECK(guarded.rule() == "");
    CHECK(guarded.decide().obligations.has(Obligation::hide_address));
    guarded.asked.address = AddressUse::shown;
    CHECK(guarded.rule() == "R19");
    CHECK(guarded.sentence() == "Adressen er beskyttet.");
    guarded.asked.action = Action::reveal;
    CHECK(guarded.rule() == "");
    guarded.asked.address = AddressUse::listed;
    CHECK(guarded.rule() == "R19");
    guarded.asked.action = Action::extract;
    CHECK(guarded.rule() == "R19");
}

TEST_CASE("R29, R42: politicians and administrators meet no persons") {
    for (const auto& [role, rule] : std::vector<std::pair<Role, std::string>>{
             {Role::politician, "R29"}, {Role::administrator, "R42"}, {Role::analyst, "R01"}}) {
        const std::string expected = rule;
        Case made = assigned_case();
        made.actor.roles = {role};
        made.actor.permissions = permissions_of(role);
        CHECK(made.rule() == expected);
        CHECK(made.sentence() == hidden_sentence);
        CHECK(made.status() == 404);
        made.actor.roles = {role, Role::worker};  // a decision, and in the trail
        made.actor.permissions = permissions_of(made.actor.roles);
        CHECK(made.rule() == "");
    }
}

TEST_CASE("a data protection officer looks where there is a task, and changes nothing") {
    Case officer = assigned_case(Part::assigned, Purpose::subject_access);
    officer.actor.roles = {Role::data_protection_officer};
    officer.actor.permissions = permissions_of(Role::data_protection_officer);
    CHECK(officer.rule() == "");
    for (const Action action :
         {Action::create, Action::change, Action::disclose, Action::decline, Action::assign}) {
        officer.asked.action = action;
        CHECK(officer.rule() == "R01");
    }
    officer.asked = question(Purpose::subject_access);
    officer.facts.assignments.clear();
    CHECK(officer.rule() == "R01");
}

TEST_CASE("R30: the trail is read by the data protection officer") {
    Actor officer = town_worker();
    officer.permissions = permissions_of(Role::data_protection_officer);
    CHECK(check_reads_trail(officer).ok());
    const auto refused = check_reads_trail(town_worker());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message == "Loggen kan kun læses af revisor/DPO.");
}

TEST_CASE("R31, R32: own relatives are drawn for review; a package leaves others out") {
    Case own = assigned_case();
    CHECK_FALSE(own.decide().obligations.has(Obligation::draw_for_review));
    own.facts.relative_of_actor = true;
    CHECK(own.rule() == "");
    CHECK(own.decide().obligations.has(Obligation::draw_for_review));
    own.facts.assignments.clear();
    CHECK(own.rule() == "R01");

    Case package = assigned_case(Part::assigned, Purpose::subject_access);
    package.asked.action = Action::extract;
    CHECK(package.decide().obligations.has(Obligation::redact_third_parties));
    CHECK(package.decide().obligations.has(Obligation::leave_out_staff_names));
    CHECK_FALSE(check_exemption("  ").ok());
    CHECK(check_exemption("hensynet til den anden part").ok());
    CHECK(exemption_notice("hensynet til den anden part").message ==
          "Oplysningen er undtaget efter databeskyttelsesloven § 22: {}.");
}

TEST_CASE("R36: erasure waits for the archive and for whoever holds it back") {
    Case erasing = assigned_case();
    erasing.actor.roles = {Role::leader};
    erasing.actor.permissions = permissions_of(Role::leader);
    erasing.actor.units_led = {"family_unit"};
    erasing.asked = question(Purpose::retention, Action::erase);
    CHECK(erasing.rule() == "");
    erasing.facts.must_be_archived = true;
    CHECK(erasing.rule() == "R36");
    CHECK(erasing.sentence() == "Sagen kan ikke slettes, før den er afleveret til arkiv.");
    erasing.facts.archived = true;
    CHECK(erasing.rule() == "");
    erasing.facts.legal_hold = true;
    CHECK(erasing.rule() == "R36_hold");
    erasing.facts.legal_hold = false;
    erasing.asked.purpose = Purpose::support;
    CHECK(erasing.rule() == "R02");
    // The worker proposes; a leader's hand erases.
    Case worker = assigned_case(Part::responsible, Purpose::retention);
    worker.asked.action = Action::erase;
    CHECK(worker.rule() == "R01");
}

TEST_CASE("R36: a leader erases and delivers whom nobody works with any more, and sees nothing") {
    Case ended;
    ended.actor.roles = {Role::leader};
    ended.actor.permissions = permissions_of(Role::leader);
    for (const Action action : {Action::erase, Action::approve, Action::extract}) {
        ended.asked = question(Purpose::retention, action);
        CHECK(ended.rule() == "");
        CHECK(ended.decide().ground == Ground::retention);
    }
    for (const Action action : {Action::read, Action::reveal, Action::change}) {
        ended.asked = question(Purpose::retention, action);
        CHECK(ended.rule() == "R01");
    }
    ended.asked = question(Purpose::support, Action::extract);
    CHECK(ended.rule() == "R01");
    // The archive gets the whole number; nobody else does by this.
    ended.asked = question(Purpose::retention, Action::extract);
    ended.asked.classes.add(DataClass::cpr);
    CHECK(ended.rule() == "");
    ended.asked.action = Action::erase;
    CHECK(ended.rule() == "R17");
    ended.asked = question(Purpose::retention, Action::erase);
    ended.facts.controller_cvr = std::string(police);
    CHECK(ended.rule() == "R04");
    Case officer = ended;
    officer.facts.controller_cvr = std::string(town);
    officer.actor.roles = {Role::data_protection_officer};
    officer.actor.permissions = permissions_of(Role::data_protection_officer);
    CHECK(officer.rule() == "R01");
}

TEST_CASE("R41: a weak sign-in opens nothing; the emergency door opens for reading, for an hour") {
    Case weak = assigned_case();
    weak.actor.assurance = AssuranceLevel::low;
    CHECK(weak.rule() == "R41");
    CHECK(weak.sentence() == "Dit login har for lavt sikringsniveau.");
    CHECK(weak.status() == 403);
    weak.actor.assurance = AssuranceLevel::high;
    CHECK(weak.rule() == "");

    Case emergency;
    emergency.asked = question(Purpose::acute_danger);
    CHECK(emergency.rule() == "R01");
    BreakGlass door;
    door.id = 1;
    door.subject = PersonId{7};
    door.opened_at = policy_now();
    door.ends_at = policy_now() + std::chrono::hours(1);
    emergency.actor.break_glass = door;
    CHECK(emergency.rule() == "");
    CHECK(emergency.decide().ground == Ground::break_glass);
    CHECK(emergency.decide().obligations.has(Obligation::raise_alarm));
    CHECK(emergency.decide().obligations.has(Obligation::review_within_a_day));
    CHECK_FALSE(assigned_case().decide().obligations.has(Obligation::raise_alarm));

    const std::vector<std::pair<const char*, std::function<void(Case&)>>> closed = {
        {"another person", [](Case& made) { made.actor.break_glass->subject = PersonId{8}; }},
        {"a family of that number",
         [](Case& made) { made.actor.break_glass->subject = FamilyId{7}; }},
        {"over", [](Case& made) { made.actor.break_glass->ends_at = policy_now(); }},
        {"not yet",
         [](Case& made) {
             made.actor.break_glass->opened_at = policy_now() + std::chrono::milliseconds(1);
         }},
        {"another purpose", [](Case& made) { made.asked.purpose = Purpose::support; }},
        {"changing", [](Case& made) { made.asked.action = Action::change; }},
        {"printing", [](Case& made) { made.asked.action = Action::extract; }},
        {"the own family", [](Case& made) { made.facts.relative_of_actor = true; }},
        {"a threat assessment", [](Case& made) { made.asked.classes.add(DataClass::threat); }},
    };
    for (const auto& entry : closed) {
        Case made = emergency;
        entry.second(made);
        CAPTURE(entry.first);
        CHECK(made.rule() == "R01");
    }
}

TEST_CASE("R41, R05: the emergency door never opens what a party didn't share") {
    Case emergency;
    emergency.asked = item_question(Purpose::acute_danger);
    BreakGlass door;
    door.subject = PersonId{7};
    door.opened_at = policy_now();
    door.ends_at = policy_now() + std::chrono::hours(1);
    emergency.actor.break_glass = door;
    emergency.actor.seats = {seat("ssp_now", ForumKind::ssp, town)};
    emergency.facts.item = item_of(police, AgencyKind::police);
    CHECK(emergency.rule() == "R04");
    emergency.facts.disclosures = {disclosure_to(town, "ssp_now", ForumKind::ssp)};
    emergency.facts.disclosures[0].answer = DisclosureFact::Answer::not_shared;
    CHECK(emergency.rule() == "R05");
    emergency.actor.seats.clear();
    CHECK(emergency.rule() == "R04");
    // Nor what the own agency once declined to share.
    emergency.facts.item = item_of(town, AgencyKind::municipality);
    emergency.facts.disclosures[0].receiver_cvr = police;
    CHECK(emergency.rule() == "R05");
    emergency.facts.disclosures.clear();
    CHECK(emergency.rule() == "");
}

TEST_CASE("R47: the same department is no relation") {
    Case colleague = assigned_case();
    colleague.actor = town_worker(2);
    colleague.actor.unit_key = "family_unit";
    CHECK(colleague.rule() == "R47");
    CHECK(colleague.sentence() == hidden_sentence);
    CHECK(colleague.status() == 404);
    colleague.facts.assignments.push_back(assignment(2, Part::assigned, Purpose::support));
    CHECK(colleague.rule() == "");
    // Another agency's worker of the same number is nobody here.
    Case same_number = assigned_case();
    same_number.facts.assignments[0].agency_cvr = police;
    CHECK(same_number.rule() == "R01");
}

TEST_CASE("R48: who has moved is frozen, and handed over by law or with consent") {
    Case moved = assigned_case();
    moved.facts.moved_on = day(3, 2);
    CHECK(moved.rule() == "");
    for (const Action action : {Action::change, Action::create, Action::assign}) {
        moved.asked.action = action;
        CHECK(moved.rule() == "R48");
    }
    CHECK(moved.sentence() ==
          "Borgeren er flyttet. Oplysninger kan kun overdrages efter barnets lov eller med "
          "samtykke.");
    moved.facts.moved_on = day(3, 3);
    CHECK(moved.rule() == "");
    Case handing_over = sharing_case();
    handing_over.facts.moved_on = day(1, 1);
    CHECK(handing_over.rule() == "R48");
    handing_over.asked.disclosure->bases = {"BL133"};
    CHECK(handing_over.rule() == "");
    handing_over.asked.disclosure->bases = {"CONSENT"};
    CHECK(handing_over.rule() == "R13_missing");
    handing_over.facts.consents = {consent_to(police, ForumKind::ssp)};
    CHECK(handing_over.rule() == "");
}

TEST_CASE("a guardian's door is not the child's") {
    // The prison service was told of the father; of the child it knows nothing, nor of the family.
    Case of_father = received_case();
    of_father.actor = actor_of(prisons, AgencyKind::prison_service, Role::partner, 50);
    of_father.actor.seats = {seat("ksp", ForumKind::ksp, prisons)};
    of_father.asked = question(Purpose::ksp);
    of_father.facts.item.reset();
    of_father.facts.disclosures = {disclosure_to(prisons, "ksp", ForumKind::ksp)};
    of_father.facts.disclosures[0].basis = "RPL115_1_3A";
    CHECK(of_father.rule() == "");
    for (const SubjectReference other :
         {SubjectReference(PersonId{8}), SubjectReference(FamilyId{7})}) {
        Case of_child = of_father;
        of_child.facts.subject = other;
        of_child.facts.disclosures.clear();
        CHECK(of_child.rule() == "R04");
        CHECK(of_child.status() == 404);
    }
}

TEST_CASE("before a subject is known: searches keep the first rules") {
    const Law law = small_law();
    const Question searching = question(Purpose::support, Action::search);
    const auto rule = [&](const Actor& actor, const Question& asked) {
        return rule_that_refuses(decide_search(actor, asked, law, policy_day()));
    };
    CHECK(rule(town_worker(), searching) == "");
    CHECK(rule(town_worker(), Question{.action = Action::search}) == "R02");
    Actor weak = town_worker();
    weak.assurance = AssuranceLevel::low;
    CHECK(rule(weak, searching) == "R41");
    CHECK(rule(actor_of(town, AgencyKind::municipality, Role::administrator), searching) == "R42");
    CHECK(rule(police_officer("ssp_now", ForumKind::ssp), searching) == "R02");
}

TEST_CASE("every rule has an id of its own, a sentence, and a way to be shown") {
    std::set<std::string_view> ids;
    for (const Rule rule : all_rules()) {
        CHECK(ids.insert(rule_id(rule)).second);
        CHECK_FALSE(rule_sentence(rule).empty());
        const base::Error error = refusal(rule);
        REQUIRE(rule_of(error) != nullptr);
        CHECK(*rule_of(error) == rule);
        const bool is_hidden = refusal_kind(rule) == RefusalKind::hidden;
        CHECK((rule_sentence(rule) == hidden_sentence) == is_hidden);
        CHECK((refusal_status(error) == 404) == is_hidden);
    }
    CHECK(rule_of(base::refuse("something_else", "")) == nullptr);
}

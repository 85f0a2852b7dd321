#include <doctest/doctest.h>

#include <string>

#include "access/policy.h"
#include "access/rule_checks.h"
#include "access/testing/policy_world.h"
#include "web/language.h"

// Each rule from both sides, the refusal to the letter in both languages. script/rows reads the
// names: "R04 allowed: …", "R04 refused: …".
namespace {

using namespace access;
using namespace access::testing;
using organisation::AgencyKind;
using organisation::ForumKind;

struct Case {
    Actor actor = town_worker();
    Question asked = question(Purpose::support);
    SubjectFacts facts = person_of_town();
    Law law = small_law();

    Decision decide() const {
        return access::decide(actor, asked, facts, law, policy_day(), policy_now());
    }
    bool is_allowed() const { return decide().allowed(); }
};

// With the worker assigned for the purpose.
Case work(Purpose purpose = Purpose::support, Action action = Action::read) {
    Case made;
    made.asked = question(purpose, action);
    made.facts.assignments = {assignment(1, Part::responsible, purpose)};
    return made;
}

// A worker who shares note 5 with the police in SSP.
Case sharing() {
    Case made = work(Purpose::ssp);
    made.asked = disclosing();
    made.facts.item = item_of(town, AgencyKind::municipality);
    return made;
}

// An officer to whom note 5 was disclosed in SSP.
Case receiving() {
    Case made;
    made.actor = police_officer("ssp_now", ForumKind::ssp);
    made.asked = item_question(Purpose::ssp);
    made.facts.item = item_of(town, AgencyKind::municipality);
    made.facts.disclosures = {disclosure_to(police, "ssp_now", ForumKind::ssp)};
    return made;
}

// Psychiatry's own note, shared by the health person who holds it.
Case health_sharing() {
    Case made;
    made.actor = actor_of(psychiatry, AgencyKind::psychiatry, Role::partner, 40);
    made.actor.marks = {Mark::health_person};
    made.asked = disclosing();
    made.asked.purpose = Purpose::psp;
    made.asked.classes = {DataClass::personal, DataClass::health};
    made.facts.item =
        item_of(psychiatry, AgencyKind::psychiatry, {DataClass::personal, DataClass::health});
    made.facts.assignments = {assignment(40, Part::assigned, Purpose::psp, psychiatry)};
    made.asked.disclosure->forum = ForumKind::psp;
    made.asked.disclosure->forum_key = "psp";
    made.asked.disclosure->bases = {"SUL43_2_2"};
    return made;
}

ConsentFact consent(std::string_view receiver, ForumKind forum) {
    ConsentFact made;
    made.id = 3;
    made.receiver_cvr = receiver;
    made.forum = forum;
    made.is_signed = true;
    made.validity = {base::date_of(2026, 1, 10), {}};
    return made;
}

Case sharing_on_consent() {
    Case made = sharing();
    made.asked.disclosure->bases = {"CONSENT"};
    made.facts.consents = {consent(police, ForumKind::ssp)};
    return made;
}

Case releasing() {
    Case made = work(Purpose::ksp);
    made.asked = disclosing();
    made.asked.purpose = Purpose::ksp;
    made.facts.item = item_of(town, AgencyKind::municipality);
    DisclosureDraft& draft = *made.asked.disclosure;
    draft.forum = ForumKind::ksp;
    draft.forum_key = "ksp";
    draft.bases = {"RPL115_1_3A"};
    return made;
}

Case leaving_a_gang() {
    Case made = work(Purpose::exit_help);
    made.asked = disclosing();
    made.asked.purpose = Purpose::exit_help;
    made.facts.item = item_of(town, AgencyKind::municipality);
    made.facts.consents = {consent(police, ForumKind::exit_unit)};
    DisclosureDraft& draft = *made.asked.disclosure;
    draft.forum = ForumKind::exit_unit;
    draft.forum_key = "exit";
    draft.bases = {"CONSENT"};
    return made;
}

Law law_with(const char* key, int value) {
    Law law = small_law();
    LimitEntry entry;
    entry.key = key;
    entry.value = value;
    law.limits.push_back(entry);
    return law;
}

std::string english(const base::Error& error) {
    return web::Language(web::LanguageCode::english).say(error);
}
std::string danish(const base::Error& error) {
    return web::Language(web::LanguageCode::danish).say(error);
}

// Refused by this rule and in these words, as 403, 404 or 422.
void check_refused(const base::Error& error, const char* id, int status, const char* in_danish,
                   const char* in_english) {
    CHECK(error.code == id);
    CHECK(refusal_status(error) == status);
    CHECK(danish(error) == in_danish);
    CHECK(english(error) == in_english);
}
void check_refused(const Case& asked, const char* id, int status, const char* in_danish,
                   const char* in_english) {
    const Decision decision = asked.decide();
    REQUIRE_FALSE(decision.allowed());
    check_refused(decision.error(), id, status, in_danish, in_english);
}
// What is hidden reads the same whatever the reason.
void check_hidden(const Case& asked, const char* id) {
    check_refused(asked, id, 404, "Vi fandt ikke noget, du har adgang til at se.",
                  "We found nothing that you may see.");
}

}  // namespace

TEST_CASE("R01 allowed: who works with a person opens the record") {
    CHECK(work().is_allowed());
    CHECK(receiving().is_allowed());
}
TEST_CASE("R01 refused: without a relation there is nothing") {
    check_hidden(Case(), "R01");
}

TEST_CASE("R02 allowed: for a purpose that is one's agency's") {
    CHECK(work(Purpose::ssp).is_allowed());
}
TEST_CASE("R02 refused: without a purpose") {
    Case asked = work();
    asked.asked.purpose.reset();
    check_refused(asked, "R02", 422, "Vælg et formål, før oplysningerne kan vises.",
                  "Choose a purpose before the data can be shown.");
}

TEST_CASE("R03 allowed: shared with basis, receiver and necessity") {
    CHECK(sharing().is_allowed());
}
TEST_CASE("R03 refused: shared without saying why") {
    Case asked = sharing();
    asked.asked.disclosure->necessity = "for kort";
    check_refused(
        asked, "R03", 422,
        "Skriv, hvorfor det er nødvendigt at dele netop denne oplysning i samarbejdet.",
        "State why it is necessary to share precisely this information in the cooperation.");
}

TEST_CASE("R04 allowed: what was disclosed to the own agency where one sits") {
    CHECK(receiving().decide().ground == Ground::disclosure);
}
TEST_CASE("R04 refused: another item, another agency's, and without a seat") {
    Case item = receiving();
    item.asked.item->id = 6;
    item.facts.item->item.id = 6;
    check_hidden(item, "R04");
    Case other = receiving();
    other.facts.disclosures[0].receiver_cvr = psychiatry;
    check_hidden(other, "R04");
    Case seat = receiving();
    seat.actor.seats.clear();
    check_hidden(seat, "R04");
}

TEST_CASE("R05 allowed: to answer that it isn't shared, without a reason") {
    Case asked = sharing();
    asked.asked.action = Action::decline;
    asked.asked.disclosure.reset();
    CHECK(asked.is_allowed());
}
TEST_CASE("R05 refused: what a holder doesn't share is shown to nobody and shared by nobody") {
    const char* in_danish =
        "Myndigheden har valgt ikke at dele oplysningen. Det kan den frit gøre (retsplejeloven "
        "§ 115, stk. 4).";
    const char* in_english =
        "The authority has chosen not to share the information. It is free to do so (section "
        "115(4) of the Administration of Justice Act).";
    DisclosureFact declined = disclosure_to(police, "ssp_now", ForumKind::ssp);
    declined.id = 32;
    declined.answer = DisclosureFact::Answer::not_shared;
    Case received = receiving();
    received.facts.disclosures.push_back(declined);
    check_refused(received, "R05", 403, in_danish, in_english);
    Case again = sharing();
    again.facts.disclosures = {declined};
    check_refused(again, "R05", 403, in_danish, in_english);
}

TEST_CASE("R06 allowed: police printing that is confirmed not to be for investigation") {
    Case asked = receiving();
    asked.asked.action = Action::extract;
    asked.asked.not_for_investigation = true;
    CHECK(asked.is_allowed());
    CHECK(asked.decide().obligations.has(Obligation::show_banner));
}
TEST_CASE("R06 refused: printing without confirming, and investigation as a purpose") {
    const char* in_danish =
        "Oplysninger fra SSP-, PSP- og KSP-samarbejdet må ikke videregives med henblik på "
        "efterforskning af straffesager (retsplejeloven § 115, stk. 2).";
    const char* in_english =
        "Information from the SSP, PSP and KSP cooperation must not be passed on for the "
        "investigation of criminal cases (section 115(2) of the Administration of Justice Act).";
    Case asked = receiving();
    asked.asked.action = Action::extract;
    check_refused(asked, "R06", 403, in_danish, in_english);
    check_refused(chosen_purpose("efterforskning").error(), "R06", 403, in_danish, in_english);
}

TEST_CASE("R07 allowed: used in the forum where it was shared") {
    Case asked = receiving();
    asked.asked.forum_key = "ssp_now";
    CHECK(asked.is_allowed());
}
TEST_CASE("R07 refused: brought to another forum") {
    Case asked = receiving();
    asked.asked.forum_key = "psp";
    asked.asked.forum_name = "PSP";
    check_refused(asked, "R07", 403,
                  "Oplysningen er delt i SSP. Den kan ikke bruges i PSP uden en ny begrundelse.",
                  "The information was shared in SSP. It cannot be used in PSP without a new "
                  "justification.");
}

TEST_CASE("R09 allowed: a release that says its letter, and c with its assessment") {
    CHECK(releasing().is_allowed());
    Case assessed = releasing();
    assessed.asked.disclosure->bases = {"RPL115_1_3C"};
    assessed.facts.radicalisation_assessed = true;
    CHECK(assessed.is_allowed());
}
TEST_CASE("R09 refused: a release without letter") {
    Case asked = releasing();
    asked.asked.disclosure->bases = {"CONSENT"};
    check_refused(asked, "R09", 422, "Angiv, om det er løsladelse efter litra a, b eller c.",
                  "State whether it is a release under letter a, b or c.");
}

TEST_CASE("R10 allowed: the health person who holds it shares it") {
    CHECK(health_sharing().is_allowed());
}
TEST_CASE("R10 refused: anyone else shares what psychiatry holds") {
    Case asked = health_sharing();
    asked.actor.marks = {};
    check_refused(asked, "R10", 403,
                  "Kun den sundhedsperson, der har oplysningen, kan beslutte at dele den "
                  "(sundhedsloven § 43, stk. 3).",
                  "Only the health professional who holds the information can decide to share it "
                  "(section 43(3) of the Health Act).");
}

TEST_CASE("R11 allowed: a self-governing institution with a public task in its area") {
    organisation::Agency institution;
    institution.kind = AgencyKind::self_governing_institution;
    institution.area = organisation::InstitutionArea::social;
    institution.public_task = organisation::PublicTask::yes;
    CHECK(check_seat(institution, ForumKind::ssp, small_law(), policy_day()).ok());
}
TEST_CASE("R11 refused: a sports club") {
    organisation::Agency club;
    club.kind = AgencyKind::association;
    const auto answer = check_seat(club, ForumKind::ssp, small_law(), policy_day());
    REQUIRE_FALSE(answer.ok());
    check_refused(answer.error(), "R11", 403,
                  "Denne institution kan ikke deltage i udveksling af personoplysninger efter "
                  "retsplejeloven § 115, stk. 3.",
                  "This institution cannot take part in exchanging personal data under section "
                  "115(3) of the Administration of Justice Act.");
}

namespace {

constexpr const char* no_persons_in_danish =
    "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv stedet eller tendensen i stedet.";

}  // namespace

TEST_CASE("R12 allowed, R46 allowed: a place is described") {
    CHECK(check_names_nobody("Larm bag biblioteket efter klokken 22").ok());
}
TEST_CASE("R12 refused, R46 refused: a civil registration number among the words") {
    const auto answer = check_names_nobody("Det var 010203-1234, der larmede");
    REQUIRE_FALSE(answer.ok());
    const std::string in_english = english(refusal(Rule::R46));
    CHECK(in_english != no_persons_in_danish);
    check_refused(answer.error(), "R12", 422, no_persons_in_danish, in_english.c_str());
    check_refused(refusal(Rule::R46), "R46", 422, no_persons_in_danish, in_english.c_str());
}

TEST_CASE("R13 allowed: shared on a consent that holds") {
    CHECK(sharing_on_consent().is_allowed());
    CHECK(sharing_on_consent().decide().consent_id == 3);
}
TEST_CASE("R13 refused: the consent was withdrawn, or there is none") {
    Case withdrawn = sharing_on_consent();
    withdrawn.facts.consents[0].withdrawn_on = base::date_of(2026, 3, 1);
    check_refused(withdrawn, "R13", 403,
                  "Samtykket er trukket tilbage den 01.03.2026. Oplysninger kan ikke deles på "
                  "dette grundlag.",
                  "The consent was withdrawn on 01.03.2026. Information cannot be shared on this "
                  "basis.");
    Case none = sharing_on_consent();
    none.facts.consents.clear();
    check_refused(none, "R13_missing", 422,
                  "Der er ikke givet et samtykke, som dækker denne deling.",
                  "No consent has been given that covers sharing this.");
}

TEST_CASE("R14 allowed: the exit unit with a signature") {
    CHECK(leaving_a_gang().is_allowed());
}
TEST_CASE("R14 refused: the exit unit without one") {
    Case asked = leaving_a_gang();
    asked.facts.consents[0].is_signed = false;
    check_refused(asked, "R14", 403, "Exit-forløb kræver den pågældendes underskrevne samtykke.",
                  "An exit course requires the signed consent of the person concerned.");
}

TEST_CASE("R15 allowed: an offence where the purpose has a ground for it") {
    Case asked = work(Purpose::ssp);
    asked.asked.classes.add(DataClass::offence);
    CHECK(asked.is_allowed());
}
TEST_CASE("R15 refused: an offence for help and support") {
    Case asked = work();
    asked.asked.classes.add(DataClass::offence);
    check_refused(asked, "R15", 403,
                  "Oplysninger om strafbare forhold kræver et særskilt grundlag "
                  "(databeskyttelsesloven § 8).",
                  "Information on criminal offences requires a separate basis (section 8 of the "
                  "Data Protection Act).");
}

TEST_CASE("R16 allowed: an open charge, shown as unsettled") {
    Case asked = receiving();
    asked.facts.disclosures[0].offence = OffenceStatus::charged;
    CHECK(asked.is_allowed());
    CHECK(asked.decide().obligations.has(Obligation::show_as_unsettled));
}
TEST_CASE("R16 refused: a dropped charge") {
    Case asked = receiving();
    asked.facts.disclosures[0].offence = OffenceStatus::dropped;
    check_refused(asked, "R16", 403, "Sigtelsen er frafaldet. Oplysningen vises ikke længere.",
                  "The charge has been dropped. The information is no longer shown.");
}

TEST_CASE("R17 allowed: the whole number at a click, for a purpose") {
    Case asked = work(Purpose::support, Action::reveal);
    asked.asked.classes.add(DataClass::cpr);
    CHECK(asked.is_allowed());
}
TEST_CASE("R17 refused: the whole number with the page") {
    Case asked = work();
    asked.asked.classes.add(DataClass::cpr);
    check_refused(asked, "R17", 403, "Personnummer vises kun med et formål.",
                  "The civil registration number is shown only for a purpose.");
}

TEST_CASE("R19 allowed: a protected address at a click") {
    Case asked = work(Purpose::support, Action::reveal);
    asked.facts.address_protected = true;
    asked.asked.address = AddressUse::shown;
    CHECK(asked.is_allowed());
}
TEST_CASE("R19 refused: a protected address with the page, and on a list") {
    for (const AddressUse use : {AddressUse::shown, AddressUse::listed}) {
        Case asked = work();
        asked.facts.address_protected = true;
        asked.asked.address = use;
        check_refused(asked, "R19", 403, "Adressen er beskyttet.", "The address is protected.");
    }
}

TEST_CASE("R26 allowed: persons by name") {
    CHECK(check_order_of_persons("name").ok());
}
TEST_CASE("R26 refused: persons by a score") {
    const auto answer = check_order_of_persons("score");
    REQUIRE_FALSE(answer.ok());
    check_refused(answer.error(), "R26", 403,
                  "Systemet beregner ikke en risikoscore for enkeltpersoner.",
                  "The system does not compute a risk score for individuals.");
}

TEST_CASE("R28 allowed: five, or none") {
    const Law law = law_with("smallest_count", 5);
    CHECK(check_count(5, law, policy_day()).ok());
    CHECK(check_count(0, law, policy_day()).ok());
}
TEST_CASE("R28 refused: fewer than five") {
    const auto answer = check_count(4, law_with("smallest_count", 5), policy_day());
    REQUIRE_FALSE(answer.ok());
    check_refused(answer.error(), "R28", 403, "For få til at vises (under 5).",
                  "Too few to be shown (fewer than 5).");
}

TEST_CASE("R29 allowed: a leader of the unit meets the person") {
    Case asked = work(Purpose::supervision);
    asked.actor = actor_of(town, AgencyKind::municipality, Role::leader, 9);
    asked.actor.units_led = {"family_unit"};
    CHECK(asked.decide().ground == Ground::leader);
}
TEST_CASE("R29 refused: a politician, though assigned") {
    Case asked = work();
    asked.actor = actor_of(town, AgencyKind::municipality, Role::politician);
    check_hidden(asked, "R29");
}

TEST_CASE("R30 allowed: the data protection officer reads the trail") {
    CHECK(check_reads_trail(actor_of(town, AgencyKind::municipality, Role::data_protection_officer))
              .ok());
}
TEST_CASE("R30 refused: nobody else reads the trail") {
    for (const Role role : all_roles()) {
        if (role == Role::data_protection_officer) continue;
        const auto answer = check_reads_trail(actor_of(town, AgencyKind::municipality, role));
        REQUIRE_FALSE(answer.ok());
        check_refused(answer.error(), "R30", 403, "Loggen kan kun læses af revisor/DPO.",
                      "The log can only be read by an auditor or the data protection officer.");
    }
}

TEST_CASE("R31 allowed: a look-up of one's own family, which is drawn for review") {
    Case asked = work();
    asked.facts.relative_of_actor = true;
    CHECK(asked.is_allowed());
    CHECK(asked.decide().obligations.has(Obligation::draw_for_review));
}
TEST_CASE("R31 refused: the emergency door to one's own family") {
    Case asked;
    asked.asked = question(Purpose::acute_danger);
    BreakGlass door;
    door.subject = asked.facts.subject;
    door.opened_at = policy_now();
    door.ends_at = policy_now() + std::chrono::minutes(60);
    asked.actor.break_glass = door;
    CHECK(asked.is_allowed());
    asked.facts.relative_of_actor = true;
    check_hidden(asked, "R01");
}

TEST_CASE("R32 allowed: the citizen's package, without others and without staff") {
    Case asked = work(Purpose::subject_access, Action::extract);
    CHECK(asked.is_allowed());
    CHECK(asked.decide().obligations.has(Obligation::redact_third_parties));
    CHECK(asked.decide().obligations.has(Obligation::leave_out_staff_names));
}
TEST_CASE("R32 refused: an exemption, which is said with its reason") {
    CHECK_FALSE(check_exemption("").ok());
    const base::Error notice = exemption_notice("hensynet til et andet barn");
    check_refused(notice, "R32", 403,
                  "Oplysningen er undtaget efter databeskyttelsesloven § 22: hensynet til et andet "
                  "barn.",
                  "The information is exempt under section 22 of the Data Protection Act: hensynet "
                  "til et andet barn.");
}

TEST_CASE("R33 allowed: told today") {
    CHECK(check_duty_to_inform(policy_day(), "", policy_day()).ok());
}
TEST_CASE("R33 refused: neither told nor a reason") {
    const auto answer = check_duty_to_inform({}, "", policy_day());
    REQUIRE_FALSE(answer.ok());
    check_refused(answer.error(), "R33", 422,
                  "Angiv, om personen er orienteret, eller hvorfor ikke.",
                  "State whether the person has been informed, or why not.");
}

namespace {

// A leader of the unit who erases what its time is over for.
Case erasing() {
    Case made = work(Purpose::retention, Action::erase);
    made.actor = actor_of(town, AgencyKind::municipality, Role::leader, 9);
    made.actor.units_led = {"family_unit"};
    return made;
}

}  // namespace

TEST_CASE("R36 allowed: erased once the archive has it") {
    Case asked = erasing();
    asked.facts.must_be_archived = true;
    asked.facts.archived = true;
    CHECK(asked.is_allowed());
}
TEST_CASE("R36 refused: before the archive has it, and while someone holds it back") {
    Case asked = erasing();
    asked.facts.must_be_archived = true;
    check_refused(asked, "R36", 403, "Sagen kan ikke slettes, før den er afleveret til arkiv.",
                  "The case cannot be erased before it has been delivered to the archive.");
    asked.facts.legal_hold = true;
    check_refused(asked, "R36_hold", 403,
                  "Sletningen er sat i bero. Den, der satte den i bero, kan ophæve det.",
                  "The erasure is on hold. Whoever put it on hold can lift it.");
}

TEST_CASE("R41 allowed: signed in at Substantial, and a door with its reason") {
    CHECK(work().is_allowed());
    CHECK(check_break_glass("Drengen er løbet og truer med at gøre skade på sig selv",
                            law_with("break_glass_characters", 20), policy_day())
              .ok());
}
TEST_CASE("R41 refused: signed in too weakly, and a door without reason") {
    Case asked = work();
    asked.actor.assurance = AssuranceLevel::low;
    check_refused(asked, "R41", 403, "Dit login har for lavt sikringsniveau.",
                  "Your sign-in has too low a level of assurance.");
    const auto answer =
        check_break_glass("haster", law_with("break_glass_characters", 20), policy_day());
    REQUIRE_FALSE(answer.ok());
    check_refused(answer.error(), "R41_reason", 422, "Skriv, hvorfor du har brug for nødadgang.",
                  "State why you need emergency access.");
}

TEST_CASE("R42 allowed: an administrator who is given a worker's role besides") {
    Case asked = work();
    asked.actor.roles = {Role::administrator, Role::worker};
    asked.actor.permissions = permissions_of(asked.actor.roles);
    CHECK(asked.is_allowed());
}
TEST_CASE("R42 refused: an administrator, though assigned") {
    Case asked = work();
    asked.actor = actor_of(town, AgencyKind::municipality, Role::administrator);
    check_hidden(asked, "R42");
}

TEST_CASE("R44 refused: the reminder in both languages") {
    check_refused(refusal(Rule::R44), "R44", 403,
                  "Skriv kun det nødvendige. Den unge og forældrene kan få aktindsigt.",
                  "Write only what is necessary. The young person and the parents can be given "
                  "access to what you write.");
}

TEST_CASE("R47 allowed: a colleague who works with the person too") {
    Case asked = work();
    asked.facts.assignments.push_back(assignment(2, Part::assigned, Purpose::support));
    asked.actor = town_worker(2);
    CHECK(asked.is_allowed());
}
TEST_CASE("R47 refused: a colleague of the same unit") {
    Case asked = work();
    asked.actor = town_worker(2);
    asked.actor.unit_key = "family_unit";
    check_hidden(asked, "R47");
}

TEST_CASE("R48 allowed: reading who has moved, and handing over with consent") {
    Case asked = work();
    asked.facts.moved_on = policy_day();
    CHECK(asked.is_allowed());
    Case handed = sharing_on_consent();
    handed.facts.moved_on = policy_day();
    CHECK(handed.is_allowed());
}
TEST_CASE("R48 refused: writing about who has moved") {
    Case asked = work(Purpose::support, Action::change);
    asked.facts.moved_on = policy_day();
    check_refused(asked, "R48", 403,
                  "Borgeren er flyttet. Oplysninger kan kun overdrages efter barnets lov eller "
                  "med samtykke.",
                  "The citizen has moved away. Data can only be handed over under the Child's Act "
                  "or with consent.");
}

TEST_CASE("a basis for children isn't one for grown-ups, and says so") {
    Case asked = sharing();
    for (LegalBasis& basis : asked.law.bases)
        if (basis.code == "RPL115_1_1") basis.max_age = 12;
    check_refused(asked, "basis_age", 422, "Hjemlen gælder ikke for en person i den alder.",
                  "The legal basis does not apply to a person of that age.");
}

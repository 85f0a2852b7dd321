#include "access/testing/policy_world.h"

namespace access::testing {

namespace {

using organisation::AgencyKind;
using organisation::ForumKind;
using organisation::InstitutionArea;

constexpr DataClasses ordinary = {DataClass::open, DataClass::internal, DataClass::personal,
                                  DataClass::confidential, DataClass::cpr};

organisation::Validity since_2024() {
    return {base::date_of(2024, 1, 1), {}};
}

LegalBasis basis(std::string_view code, ForumKinds forums) {
    LegalBasis made;
    made.code = code;
    made.validity = since_2024();
    made.allowed_forums = forums;
    return made;
}

LegalBasis necessary(std::string_view code, ForumKinds forums) {
    LegalBasis made = basis(code, forums);
    made.needs_necessity_text = true;
    made.may_be_refused = true;
    return made;
}

std::vector<LegalBasis> small_bases() {
    const ForumKinds all = {ForumKind::ssp, ForumKind::ssp_plus, ForumKind::psp, ForumKind::ksp,
                            ForumKind::exit_unit};
    std::vector<LegalBasis> bases = {necessary("RPL115_1_1", {ForumKind::ssp}),
                                     necessary("RPL115_1_2", {ForumKind::psp}),
                                     necessary("RPL115_1_3A", {ForumKind::ksp}),
                                     necessary("RPL115_1_3B", {ForumKind::ksp}),
                                     necessary("RPL115_1_3C", {ForumKind::ksp}),
                                     basis("CONSENT", all),
                                     basis("DBL8_2_1", {}),
                                     necessary("SUL43_2_2", {ForumKind::psp}),
                                     basis("BL133", {ForumKind::ssp}),
                                     basis("UKL13", {ForumKind::ssp}),
                                     basis("GENERAL", {ForumKind::general})};
    for (LegalBasis& made : bases) {
        made.needs_assessment = made.code == "RPL115_1_3C";
        made.needs_consent = made.code == "CONSENT";
        made.hands_over_on_move = made.code == "CONSENT" || made.code == "BL133";
        made.informs_patient = made.code == "SUL43_2_2";
        if (made.code == "DBL8_2_1") made.opens = {DataClass::offence};
        if (made.code == "SUL43_2_2") made.opens = {DataClass::health};
        if (made.code == "UKL13") {
            made.min_age = 10;
            made.max_age = 17;
        }
    }
    return bases;
}

PurposeEntry purpose_entry(Purpose purpose, AgencyKinds agencies, DataClasses classes,
                           ForumKinds forums = {}) {
    PurposeEntry entry;
    entry.purpose = purpose;
    entry.validity = since_2024();
    entry.basis = "FVL32";
    entry.agencies = agencies;
    entry.classes = classes;
    entry.forums = forums;
    entry.retention_class = purpose == Purpose::mentoring ? "mentoring_course" : "ssp_case";
    return entry;
}

std::vector<PurposeEntry> small_purposes() {
    const AgencyKinds municipal = {AgencyKind::municipality};
    const AgencyKinds ssp_agencies = {AgencyKind::municipality, AgencyKind::police,
                                      AgencyKind::school, AgencyKind::self_governing_institution};
    const AgencyKinds psp_agencies = {AgencyKind::municipality, AgencyKind::police,
                                      AgencyKind::psychiatry};
    const AgencyKinds ksp_agencies = {AgencyKind::municipality, AgencyKind::police,
                                      AgencyKind::prison_service};
    const DataClasses with_offence = ordinary | DataClasses{DataClass::offence};
    const DataClasses with_all = with_offence | DataClasses{DataClass::health, DataClass::threat};
    std::vector<PurposeEntry> entries = {
        purpose_entry(Purpose::support, municipal, ordinary),
        purpose_entry(Purpose::ssp, ssp_agencies, with_offence,
                      {ForumKind::ssp, ForumKind::ssp_plus}),
        purpose_entry(Purpose::psp, psp_agencies, with_offence | DataClasses{DataClass::health},
                      {ForumKind::psp}),
        purpose_entry(Purpose::ksp, ksp_agencies, with_offence, {ForumKind::ksp}),
        purpose_entry(Purpose::exit_help, ksp_agencies, with_all, {ForumKind::exit_unit}),
        purpose_entry(Purpose::mentoring, municipal, ordinary),
        purpose_entry(Purpose::correction, municipal, with_all),
        purpose_entry(Purpose::subject_access, municipal, with_all),
        purpose_entry(Purpose::retention, municipal, with_all),
        purpose_entry(Purpose::supervision, municipal, ordinary),
        purpose_entry(Purpose::acute_danger, municipal, with_all)};
    for (PurposeEntry& entry : entries) {
        entry.for_every_assigned = entry.purpose == Purpose::correction;
        entry.for_leaders =
            entry.purpose == Purpose::supervision || entry.purpose == Purpose::retention;
    }
    return entries;
}

ForumEntry forum_entry(ForumKind kind, AgencyKinds agencies) {
    ForumEntry entry;
    entry.kind = kind;
    entry.validity = since_2024();
    entry.agencies = agencies;
    entry.areas = {InstitutionArea::social, InstitutionArea::education, InstitutionArea::employment,
                   InstitutionArea::psychiatry};
    entry.exchanges_personal_data = kind != ForumKind::general;
    entry.needs_signed_consent = kind == ForumKind::exit_unit;
    if (kind == ForumKind::ksp) {
        entry.needs_one_of = {"RPL115_1_3A", "RPL115_1_3B", "RPL115_1_3C"};
    }
    return entry;
}

std::vector<RetentionEntry> small_retention() {
    std::vector<RetentionEntry> entries;
    const auto keep = [&entries](std::string key, int days, std::string start, bool archive) {
        RetentionEntry entry;
        entry.key = std::move(key);
        entry.text_da = "Klasse " + entry.key;
        entry.text_en = "Class " + entry.key;
        entry.validity = since_2024();
        entry.kle_number = "27.03.00";
        entry.days = days;
        entry.start_event = std::move(start);
        entry.archive_first = archive;
        entries.push_back(std::move(entry));
    };
    keep("concern_without_case", 365, "decided", false);
    keep("ssp_case", 1825, "case_closed", true);
    keep("mentoring_course", 1000, "course_ended", false);
    keep("consent", 730, "consent_ended", false);
    keep("disclosure", 1825, "case_closed", true);
    keep("family_without_members", 365, "members_left", false);
    keep("youth_group_without_members", 180, "members_left", false);
    return entries;
}

}  // namespace

base::Date policy_day() {
    return base::date_of(2026, 3, 2);
}

base::Instant policy_now() {
    return base::parse_instant("2026-03-02T10:00:00.000Z").value();
}

Law small_law() {
    Law law;
    law.retention = small_retention();
    law.bases = small_bases();
    law.purposes = small_purposes();
    law.forums = {
        forum_entry(ForumKind::ssp,
                    {AgencyKind::municipality, AgencyKind::police, AgencyKind::school}),
        forum_entry(ForumKind::ssp_plus,
                    {AgencyKind::municipality, AgencyKind::police, AgencyKind::school}),
        forum_entry(ForumKind::psp,
                    {AgencyKind::municipality, AgencyKind::police, AgencyKind::psychiatry}),
        forum_entry(ForumKind::ksp,
                    {AgencyKind::municipality, AgencyKind::police, AgencyKind::prison_service}),
        forum_entry(ForumKind::exit_unit,
                    {AgencyKind::municipality, AgencyKind::police, AgencyKind::prison_service}),
        forum_entry(ForumKind::general,
                    {AgencyKind::municipality, AgencyKind::police, AgencyKind::housing_association,
                     AgencyKind::association})};
    LimitEntry necessity;
    necessity.key = "necessity_characters";
    necessity.value = 20;
    law.limits = {necessity};
    return law;
}

Actor actor_of(std::string_view agency_cvr, AgencyKind kind, Role role, std::int64_t account_id) {
    Actor actor;
    actor.account_id = account_id;
    actor.staff_member_id = account_id;
    actor.agency_cvr = agency_cvr;
    actor.agency_kind = kind;
    actor.roles = {role};
    actor.permissions = permissions_of(role);
    actor.assurance = AssuranceLevel::substantial;
    return actor;
}

Actor town_worker(std::int64_t account_id) {
    return actor_of(town, AgencyKind::municipality, Role::worker, account_id);
}

organisation::Seat seat(std::string_view forum_key, ForumKind forum, std::string_view agency_cvr) {
    organisation::Seat made;
    made.forum_key = forum_key;
    made.forum_kind = forum;
    made.agency_cvr = agency_cvr;
    made.validity = {base::date_of(2026, 1, 1), {}};
    return made;
}

Actor police_officer(std::string_view forum_key, ForumKind forum, std::int64_t account_id) {
    Actor actor = actor_of(police, AgencyKind::police, Role::partner, account_id);
    actor.seats = {seat(forum_key, forum, police)};
    return actor;
}

SubjectFacts person_of_town() {
    SubjectFacts facts;
    facts.subject = PersonId{7};
    facts.exists = true;
    facts.controller_cvr = town;
    facts.born_on = base::date_of(2011, 5, 6);
    return facts;
}

AssignmentFact assignment(std::int64_t account_id, Part part, Purpose purpose,
                          std::string_view agency_cvr) {
    AssignmentFact fact;
    fact.account_id = account_id;
    fact.part = part;
    fact.purpose = purpose;
    fact.agency_cvr = agency_cvr;
    fact.unit_key = "family_unit";
    fact.validity = {base::date_of(2026, 1, 1), {}};
    return fact;
}

ItemFact item_of(std::string_view holder_cvr, AgencyKind kind, DataClasses classes) {
    ItemFact fact;
    fact.item = {"note", 5};
    fact.holder_cvr = holder_cvr;
    fact.holder_kind = kind;
    fact.classes = classes;
    return fact;
}

DisclosureFact disclosure_to(std::string_view receiver_cvr, std::string_view forum_key,
                             ForumKind forum) {
    DisclosureFact fact;
    fact.id = 31;
    fact.item = {"note", 5};
    fact.classes = {DataClass::personal, DataClass::confidential};
    fact.receiver_cvr = receiver_cvr;
    fact.forum_key = forum_key;
    fact.forum_name = organisation::forum_kind_name(forum);
    fact.forum = forum;
    fact.basis = "RPL115_1_1";
    fact.shared_on = base::date_of(2026, 3, 1);
    return fact;
}

Question question(Purpose purpose, Action action) {
    Question asked;
    asked.purpose = purpose;
    asked.action = action;
    return asked;
}

Question item_question(Purpose purpose, Action action) {
    Question asked = question(purpose, action);
    asked.item = ItemReference{"note", 5};
    return asked;
}

Question disclosing() {
    Question asked = item_question(Purpose::ssp, Action::disclose);
    organisation::Agency receiver;
    receiver.cvr = police;
    receiver.kind = AgencyKind::police;
    asked.forum_name = "SSP";
    asked.disclosure = DisclosureDraft{.receiver_cvr = std::string(police),
                                       .receiver = receiver,
                                       .forum_key = "ssp_now",
                                       .forum = ForumKind::ssp,
                                       .receiver_has_seat = true,
                                       .bases = {"RPL115_1_1"},
                                       .necessity = "Politiet skal vide det før ugens møde."};
    return asked;
}

std::string rule_that_refuses(const Decision& decision) {
    return decision.refused_by ? std::string(rule_id(*decision.refused_by)) : "";
}

}  // namespace access::testing

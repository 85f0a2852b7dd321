#include "access/policy.h"

#include <algorithm>
#include <array>

#include "access/disclosure_rules_internal.h"
#include "base/code_table.h"

namespace access {

namespace {

using Actions = base::EnumSet<Action>;

// What each relation is for. An emergency opens for reading only, and sharing is never done by
// whoever only received.
struct GroundRights {
    Ground ground;
    std::string_view code;
    Actions actions;
    DataClasses classes;
};

constexpr DataClasses all_classes = {
    DataClass::open,    DataClass::internal, DataClass::personal, DataClass::confidential,
    DataClass::offence, DataClass::health,   DataClass::threat,   DataClass::cpr};
constexpr DataClasses plain_classes = {DataClass::open, DataClass::internal, DataClass::personal};

constexpr std::array<GroundRights, 10> rights_table = {{
    {Ground::none, "none", {}, {}},
    {Ground::responsible,
     "responsible",
     {Action::read, Action::reveal, Action::create, Action::change, Action::assign,
      Action::disclose, Action::decline, Action::extract},
     all_classes},
    {Ground::assigned,
     "assigned",
     {Action::read, Action::reveal, Action::create, Action::change, Action::disclose,
      Action::decline, Action::extract},
     all_classes},
    {Ground::leader,
     "leader",
     {Action::read, Action::reveal, Action::assign, Action::extract, Action::approve,
      Action::erase},
     all_classes},
    {Ground::mentor, "mentor", {Action::read, Action::create, Action::change}, plain_classes},
    {Ground::disclosure, "disclosure", {Action::read, Action::extract}, all_classes},
    {Ground::retention,
     "retention",
     {Action::extract, Action::approve, Action::erase},
     all_classes},
    {Ground::break_glass,
     "break_glass",
     {Action::read, Action::reveal},
     all_classes - DataClasses{DataClass::threat}},
    {Ground::duplicate, "duplicate", {Action::read, Action::merge}, plain_classes},
    {Ground::registration, "registration", {Action::create}, all_classes},
}};

const GroundRights& rights_of(Ground ground) {
    return *std::find_if(rights_table.begin(), rights_table.end(),
                         [ground](const GroundRights& rights) { return rights.ground == ground; });
}

constexpr Actions changing = {Action::create, Action::change, Action::assign, Action::disclose,
                              Action::decline};

// One question while it is being decided.
struct Deciding {
    const Actor& actor;
    const Question& question;
    const SubjectFacts& facts;
    const Law& law;
    base::Date today;
    base::Instant now;
    const PurposeEntry& purpose;
};

Decision refused(Rule rule, std::vector<std::string> arguments = {}) {
    Decision decision;
    decision.refused_by = rule;
    decision.arguments = std::move(arguments);
    return decision;
}

// Whose the asked thing is: the item's holder, or the record's controller.
const std::string& owner_of(const SubjectFacts& facts) {
    return facts.item ? facts.item->holder_cvr : facts.controller_cvr;
}

bool is_own(const Deciding& asked) {
    return !asked.actor.agency_cvr.empty() && owner_of(asked.facts) == asked.actor.agency_cvr;
}

bool holds(const Deciding& asked, Part part) {
    const auto& assignments = asked.facts.assignments;
    return std::any_of(assignments.begin(), assignments.end(), [&](const AssignmentFact& fact) {
        const bool other_purpose = asked.purpose.for_every_assigned && part != Part::mentor;
        return fact.account_id == asked.actor.account_id && fact.part == part &&
               fact.agency_cvr == asked.actor.agency_cvr && fact.validity.covers(asked.today) &&
               (fact.purpose == *asked.question.purpose || other_purpose);
    });
}

bool leads(const Deciding& asked) {
    const auto& assignments = asked.facts.assignments;
    const auto& units = asked.actor.units_led;
    return std::any_of(assignments.begin(), assignments.end(), [&](const AssignmentFact& fact) {
        return !fact.unit_key.empty() && fact.agency_cvr == asked.actor.agency_cvr &&
               fact.validity.covers(asked.today) &&
               (fact.purpose == *asked.question.purpose || asked.purpose.for_leaders) &&
               std::find(units.begin(), units.end(), fact.unit_key) != units.end();
    });
}

bool has_opened_emergency_door(const Deciding& asked) {
    const auto& door = asked.actor.break_glass;
    return door && door->subject == asked.facts.subject && door->opened_at <= asked.now &&
           asked.now < door->ends_at && *asked.question.purpose == Purpose::acute_danger &&
           !asked.facts.relative_of_actor;
}

// Only while the task that the question names is being settled, and only for that: whoever settles
// duplicates learns nothing else of persons they have no relation to.
bool settles_duplicate(const Deciding& asked) {
    return asked.facts.in_duplicate_task && asked.question.duplicate_task &&
           *asked.question.purpose == Purpose::correction &&
           asked.actor.may(Permission::merge_persons);
}

bool stands_on(const Deciding& asked, Ground ground) {
    switch (ground) {
        case Ground::responsible:
            return is_own(asked) && holds(asked, Part::responsible);
        case Ground::assigned:
            return is_own(asked) && holds(asked, Part::assigned);
        case Ground::leader:
            return is_own(asked) && leads(asked);
        case Ground::mentor:
            return is_own(asked) && holds(asked, Part::mentor);
        case Ground::retention:
            return is_own(asked) && *asked.question.purpose == Purpose::retention &&
                   asked.actor.may(Permission::approve_erasures);
        case Ground::break_glass:
            return is_own(asked) && has_opened_emergency_door(asked);
        case Ground::duplicate:
            return is_own(asked) && settles_duplicate(asked);
        case Ground::registration:
            return is_own(asked) && asked.facts.just_made;
        case Ground::disclosure:
        case Ground::none:
            return false;
    }
    return false;
}

// The own relations, the nearest first.
constexpr std::array<Ground, 8> own_grounds = {
    Ground::responsible, Ground::leader,    Ground::assigned,     Ground::mentor,
    Ground::duplicate,   Ground::retention, Ground::registration, Ground::break_glass};

// What the purpose, the relation and the marks open together.
DataClasses classes_open(const Deciding& asked, Ground ground) {
    DataClasses open = asked.purpose.classes & rights_of(ground).classes;
    if (!asked.actor.marks.has(Mark::exit_coordinator)) open.remove(DataClass::threat);
    return open;
}

// Why data of these classes aren't opened; empty when they are. Whoever stands in a relation knows
// that the subject exists, so the reason is said where the rule has one.
std::optional<Rule> class_refusal(const Deciding& asked, DataClasses open) {
    const DataClasses missing = asked.question.classes - open;
    const Action action = asked.question.action;
    const bool cpr_is_for =
        action == Action::reveal || action == Action::create || action == Action::change ||
        (action == Action::extract && (*asked.question.purpose == Purpose::subject_access ||
                                       *asked.question.purpose == Purpose::retention));
    if (asked.question.classes.has(DataClass::cpr) && !cpr_is_for) return Rule::R17;
    if (missing.empty()) return std::nullopt;
    if (missing == DataClasses{DataClass::offence}) return Rule::R15;
    return Rule::R01;
}

std::optional<Rule> address_refusal(const Deciding& asked) {
    if (!asked.facts.address_protected || asked.question.address == AddressUse::none) return {};
    const bool revealed =
        asked.question.address == AddressUse::shown && asked.question.action == Action::reveal;
    return revealed ? std::nullopt : std::optional(Rule::R19);
}

std::optional<Rule> erasure_refusal(const Deciding& asked) {
    if (asked.question.action != Action::erase) return {};
    if (*asked.question.purpose != Purpose::retention) return Rule::R02;
    if (asked.facts.legal_hold) return Rule::R36_hold;
    if (asked.facts.must_be_archived && !asked.facts.archived) return Rule::R36;
    return {};
}

bool is_frozen(const Deciding& asked) {
    return asked.facts.moved_on && *asked.facts.moved_on <= asked.today;
}

// What holds for whoever stands in a relation, apart from disclosing.
std::optional<Rule> state_refusal(const Deciding& asked) {
    const Action action = asked.question.action;
    const bool is_dropped = asked.facts.item && asked.facts.item->offence == OffenceStatus::dropped;
    if (is_dropped && action != Action::erase) return Rule::R16;
    if (const auto rule = address_refusal(asked)) return rule;
    if (const auto rule = erasure_refusal(asked)) return rule;
    const bool would_change =
        action == Action::create || action == Action::change || action == Action::assign;
    if (is_frozen(asked) && would_change) return Rule::R48;
    return {};
}

Obligations obligations_of(const Deciding& asked, Ground ground) {
    Obligations duties;
    if (ground == Ground::disclosure) duties.add(Obligation::only_disclosed_items);
    if (ground == Ground::disclosure || !asked.purpose.forums.empty()) {
        duties.add(Obligation::show_banner);
    }
    if (!asked.question.classes.has(DataClass::cpr)) duties.add(Obligation::mask_cpr);
    if (asked.facts.address_protected && asked.question.address == AddressUse::none) {
        duties.add(Obligation::hide_address);
    }
    if (asked.facts.item && is_unsettled(asked.facts.item->offence)) {
        duties.add(Obligation::show_as_unsettled);
    }
    if (ground == Ground::break_glass) {
        duties = duties | Obligations{Obligation::raise_alarm, Obligation::review_within_a_day,
                                      Obligation::draw_for_review};
    }
    if (asked.facts.relative_of_actor) duties.add(Obligation::draw_for_review);
    if (asked.question.action == Action::extract &&
        *asked.question.purpose == Purpose::subject_access) {
        duties = duties |
                 Obligations{Obligation::redact_third_parties, Obligation::leave_out_staff_names};
    }
    return duties;
}

Decision allowed(const Deciding& asked, Ground ground, std::string basis) {
    Decision decision;
    decision.ground = ground;
    decision.basis = std::move(basis);
    decision.obligations = obligations_of(asked, ground);
    return decision;
}

Decision decide_own(const Deciding& asked, Ground ground) {
    if (const auto rule = class_refusal(asked, classes_open(asked, ground))) return refused(*rule);
    if (const auto rule = state_refusal(asked)) return refused(*rule);
    if (asked.question.action != Action::disclose) {
        const bool own_words_closed = ground == Ground::break_glass && asked.facts.item &&
                                      was_ever_declined(asked.facts, asked.facts.item->item);
        if (own_words_closed) return refused(Rule::R05);
        return allowed(asked, ground, asked.purpose.basis);
    }
    const DisclosureAnswer answer =
        check_disclosure(asked.actor, asked.question, asked.facts, asked.law, asked.today);
    if (answer.refused_by) return refused(*answer.refused_by, answer.arguments);
    Decision decision = allowed(asked, ground, asked.question.disclosure->bases.front());
    decision.obligations.add(Obligation::show_banner);
    decision.consent_id = answer.consent_id;
    if (answer.informs_patient) decision.obligations.add(Obligation::inform_patient);
    return decision;
}

// The hidden answer, named for the trail by what was missing.
Decision nothing_found(const Deciding& asked) {
    if (!is_own(asked)) return refused(Rule::R04);
    const auto& assignments = asked.facts.assignments;
    const bool is_colleague =
        !asked.actor.unit_key.empty() &&
        std::any_of(assignments.begin(), assignments.end(), [&](const AssignmentFact& fact) {
            return fact.unit_key == asked.actor.unit_key && fact.validity.covers(asked.today);
        });
    return refused(is_colleague ? Rule::R47 : Rule::R01);
}

// The classes that were disclosed, and the ordinary data that say whom they are about.
DataClasses classes_disclosed(const Deciding& asked, const std::vector<const DisclosureFact*>& by) {
    DataClasses classes = {DataClass::open, DataClass::personal};
    for (const DisclosureFact* disclosure : by) classes = classes | disclosure->classes;
    classes.remove(DataClass::cpr);
    if (!asked.actor.marks.has(Mark::exit_coordinator)) classes.remove(DataClass::threat);
    return classes;
}

// Through a disclosure to the own agency, where the actor sits.
Decision decide_received(const Deciding& asked) {
    const ReceivedItems received = received_items(asked.actor, asked.question, asked.facts,
                                                  asked.law, asked.purpose, asked.today);
    const Action action = asked.question.action;
    if (received.usable.empty()) {
        if (asked.question.item && received.known_refusal && action != Action::create) {
            return refused(*received.known_refusal, received.arguments);
        }
        return nothing_found(asked);
    }
    const DisclosureFact& first = *received.usable.front();
    if (action == Action::disclose && asked.question.disclosure && asked.facts.item) {
        if (asked.facts.item->holder_kind == organisation::AgencyKind::psychiatry) {
            return refused(Rule::R10);
        }
        if (asked.question.disclosure->forum_key == first.forum_key) return refused(Rule::R04);
        return refused(Rule::R07, {first.forum_name, asked.question.forum_name});
    }
    if (!rights_of(Ground::disclosure).actions.has(action)) return refused(Rule::R04);
    if (asked.question.classes.has(DataClass::cpr)) return refused(Rule::R17);
    const DataClasses open = classes_disclosed(asked, received.usable);
    if (!open.has_all(asked.question.classes) || asked.question.address != AddressUse::none) {
        return refused(Rule::R04);
    }
    if (action == Action::extract && asked.actor.agency_kind == organisation::AgencyKind::police &&
        !asked.question.not_for_investigation) {
        return refused(Rule::R06);
    }
    Decision decision = allowed(asked, Ground::disclosure, first.basis);
    for (const DisclosureFact* disclosure : received.usable) {
        decision.disclosures.push_back(disclosure->id);
        if (is_unsettled(disclosure->offence)) {
            decision.obligations.add(Obligation::show_as_unsettled);
        }
    }
    std::sort(decision.disclosures.begin(), decision.disclosures.end());
    return decision;
}

// What another agency knows may not be written down in its name (R10 says it for psychiatry).
bool is_on_behalf_of_psychiatry(const Deciding& asked) {
    const auto& item = asked.facts.item;
    if (asked.question.action != Action::create || !item || is_own(asked)) return false;
    const bool related = holds(asked, Part::responsible) || holds(asked, Part::assigned);
    return related && item->holder_kind == organisation::AgencyKind::psychiatry;
}

std::optional<Rule> refusal_before_subject(const Actor& actor, const Question& question,
                                           const Law& law, base::Date today) {
    if (actor.assurance < AssuranceLevel::substantial) return Rule::R41;
    if (!actor.may(Permission::see_persons)) {
        if (actor.has_role(Role::politician)) return Rule::R29;
        return actor.has_role(Role::administrator) ? Rule::R42 : Rule::R01;
    }
    if (!question.purpose) return Rule::R02;
    const PurposeEntry* purpose = law.purpose(*question.purpose, today);
    if (!purpose || !purpose->agencies.has(actor.agency_kind)) return Rule::R02;
    const bool changes = changing.has(question.action);
    if (changes && !actor.may(Permission::change_persons)) return Rule::R01;
    const bool merges = question.action == Action::merge;
    if (merges && !actor.may(Permission::merge_persons)) return Rule::R01;
    return {};
}

}  // namespace

std::string_view ground_code(Ground ground) {
    return rights_of(ground).code;
}

base::Error Decision::error() const {
    return refusal(refused_by.value(), arguments);
}

Decision decide(const Actor& actor, const Question& question, const SubjectFacts& facts,
                const Law& law, base::Date today, base::Instant now) {
    if (const auto rule = refusal_before_subject(actor, question, law, today)) {
        return refused(*rule);
    }
    const Deciding asked{
        actor, question, facts, law, today, now, *law.purpose(*question.purpose, today)};
    const bool item_is_missing = question.item.has_value() && !facts.item.has_value();
    if (!facts.exists || facts.erased || item_is_missing) return refused(Rule::R01);
    if (facts.merged_into_another && *question.purpose != Purpose::correction) {
        return refused(Rule::R01);
    }
    // The nearest relation that is meant for this; when none is, the nearest says why.
    std::optional<Decision> first;
    for (const Ground ground : own_grounds) {
        if (!rights_of(ground).actions.has(question.action) || !stands_on(asked, ground)) continue;
        Decision decision = decide_own(asked, ground);
        if (decision.allowed()) return decision;
        if (!first) first = std::move(decision);
    }
    if (first) return *first;
    if (is_on_behalf_of_psychiatry(asked)) return refused(Rule::R10);
    return decide_received(asked);
}

Decision decide_search(const Actor& actor, const Question& question, const Law& law,
                       base::Date today) {
    if (const auto rule = refusal_before_subject(actor, question, law, today)) {
        return refused(*rule);
    }
    if (question.classes.has(DataClass::cpr) && question.action != Action::search) {
        return refused(Rule::R17);
    }
    Decision decision;
    decision.basis = law.purpose(*question.purpose, today)->basis;
    decision.obligations = {Obligation::mask_cpr, Obligation::hide_address};
    return decision;
}

}  // namespace access

#include "access/testing/reference_policy.h"

#include <map>
#include <set>

#include "access/data_class_list.h"

namespace access::testing {

namespace {

using Words = std::set<std::string>;

Words words(const std::string& text) {
    Words found;
    std::string word;
    for (const char c : text + " ") {
        if (c != ' ' && c != ',') {
            word += c;
        } else if (!word.empty()) {
            found.insert(word);
            word.clear();
        }
    }
    return found;
}

Words class_words(DataClasses classes) {
    return words(data_class_list(classes));
}

bool holds_on(const organisation::Validity& validity, base::Date day) {
    if (validity.from && day < *validity.from) return false;
    return !(validity.to && *validity.to <= day);
}

const std::map<std::string, std::string>& actions_of_grounds() {
    static const std::map<std::string, std::string> table = {
        {"responsible", "read reveal create change assign disclose decline extract"},
        {"assigned", "read reveal create change disclose decline extract"},
        {"leader", "read reveal assign extract approve erase"},
        {"mentor", "read create change"},
        {"retention", "extract approve erase"},
        {"registration", "create"},
        {"duplicate", "read merge"},
        {"break_glass", "read reveal"}};
    return table;
}

// Everything about one question, as words.
struct Inquiry {
    const Actor& actor;
    const Question& question;
    const SubjectFacts& facts;
    const Law& law;
    base::Date today;
    base::Instant now;

    std::string action() const { return std::string(action_code(question.action)); }
    std::string purpose() const {
        return question.purpose ? std::string(purpose_code(*question.purpose)) : "";
    }
    std::string owner() const { return facts.item ? facts.item->holder_cvr : facts.controller_cvr; }
    bool own() const { return actor.agency_cvr != "" && owner() == actor.agency_cvr; }
    const PurposeEntry& entry() const { return *law.purpose(*question.purpose, today); }
};

std::string at_the_door(const Inquiry& asked) {
    const Words changes = words("create change assign disclose decline");
    if (asked.actor.assurance == AssuranceLevel::low) return "R41";
    bool meets_persons = false;
    bool writes = false;
    bool leads = false;
    for (const Role role : asked.actor.roles) {
        const std::string code(role_code(role));
        meets_persons |=
            words("worker coordinator leader partner data_protection_officer").contains(code);
        writes |= words("worker coordinator leader partner").contains(code);
        leads |= code == "leader";
    }
    if (!meets_persons) {
        for (const Role role : asked.actor.roles)
            if (role == Role::politician) return "R29";
        for (const Role role : asked.actor.roles)
            if (role == Role::administrator) return "R42";
        return "R01";
    }
    if (asked.purpose().empty()) return "R02";
    if (!asked.law.purpose(*asked.question.purpose, asked.today)) return "R02";
    if (!asked.entry().agencies.has(asked.actor.agency_kind)) return "R02";
    if (changes.contains(asked.action()) && !writes) return "R01";
    if (asked.action() == "merge" && !leads) return "R01";
    if (!asked.facts.exists || asked.facts.erased) return "R01";
    if (asked.question.item && !asked.facts.item) return "R01";
    if (asked.facts.merged_into_another && asked.purpose() != "correction") return "R01";
    return "";
}

bool stands_on(const Inquiry& asked, const std::string& ground) {
    if (!asked.own()) return false;
    if (ground == "registration") return asked.facts.just_made;
    if (ground == "duplicate") {
        bool leads = false;
        for (const Role role : asked.actor.roles) leads |= role == Role::leader;
        const bool names_it = asked.question.duplicate_task && asked.facts.in_duplicate_task;
        return leads && names_it && asked.purpose() == "correction";
    }
    if (ground == "retention") {
        bool leads_somewhere = false;
        for (const Role role : asked.actor.roles) leads_somewhere |= role_code(role) == "leader";
        return leads_somewhere && asked.purpose() == "retention";
    }
    if (ground == "break_glass") {
        const auto& door = asked.actor.break_glass;
        if (!door || asked.facts.relative_of_actor) return false;
        return asked.purpose() == "acute_danger" && door->subject == asked.facts.subject &&
               door->opened_at <= asked.now && door->ends_at > asked.now;
    }
    for (const AssignmentFact& fact : asked.facts.assignments) {
        if (fact.agency_cvr != asked.actor.agency_cvr) continue;
        if (!holds_on(fact.validity, asked.today)) continue;
        const bool same_purpose = purpose_code(fact.purpose) == asked.purpose();
        if (ground == "leader") {
            for (const std::string& unit : asked.actor.units_led) {
                if (unit != "" && unit == fact.unit_key &&
                    (same_purpose || asked.entry().for_leaders)) {
                    return true;
                }
            }
        } else if (fact.account_id == asked.actor.account_id && part_code(fact.part) == ground) {
            if (same_purpose) return true;
            if (asked.entry().for_every_assigned && ground != "mentor") return true;
        }
    }
    return false;
}

std::string missing_class(const Inquiry& asked, const std::string& ground) {
    Words wanted = class_words(asked.question.classes);
    const std::string action = asked.action();
    const bool package =
        action == "extract" && words("subject_access retention").contains(asked.purpose());
    if (wanted.contains("cpr") && !words("reveal create change").contains(action) && !package) {
        return "R17";
    }
    Words open = class_words(asked.entry().classes);
    if (ground == "mentor" || ground == "duplicate") {
        for (const char* closed : {"confidential", "offence", "health", "threat", "cpr"})
            open.erase(closed);
    }
    if (ground == "break_glass" || !asked.actor.marks.has(Mark::exit_coordinator)) {
        open.erase("threat");
    }
    for (const std::string& word : open) wanted.erase(word);
    if (wanted.empty()) return "";
    return wanted == Words{"offence"} ? "R15" : "R01";
}

bool declined_to(const SubjectFacts& facts, const ItemReference& item,
                 const std::string& receiver) {
    for (const DisclosureFact& fact : facts.disclosures) {
        const bool is_it = fact.item.kind == item.kind && fact.item.id == item.id;
        if (is_it && fact.answer == DisclosureFact::Answer::not_shared &&
            (receiver == "anyone" || receiver == fact.receiver_cvr)) {
            return true;
        }
    }
    return false;
}

std::string consent_problem(const Inquiry& asked, const DisclosureDraft& draft, bool on_paper) {
    bool any_withdrawn = false;
    for (const ConsentFact& consent : asked.facts.consents) {
        if (on_paper && !consent.is_signed) continue;
        if (consent.receiver_cvr != draft.receiver_cvr || consent.forum != draft.forum) continue;
        const bool withdrawn = consent.withdrawn_on && *consent.withdrawn_on <= asked.today;
        if (withdrawn) any_withdrawn = true;
        if (!withdrawn && holds_on(consent.validity, asked.today)) return "";
    }
    if (any_withdrawn) return "R13";
    return on_paper ? "R14" : "R13_missing";
}

// The reasons against sharing, in the order in which they are said.
std::string sharing_problem(const Inquiry& asked) {
    if (!asked.question.disclosure || !asked.facts.item) return "R03";
    const DisclosureDraft& draft = *asked.question.disclosure;
    const ItemFact& item = *asked.facts.item;
    std::vector<const LegalBasis*> bases;
    bool all_known = true;
    bool consents = false;
    bool assesses = false;
    Words opened;
    Words codes;
    for (const std::string& code : draft.bases) {
        codes.insert(code);
        const LegalBasis* basis = asked.law.basis(code, asked.today);
        if (!basis) {
            all_known = false;
            continue;
        }
        bases.push_back(basis);
        consents |= basis->needs_consent;
        assesses |= basis->needs_assessment;
        for (const std::string& word : class_words(basis->opens)) opened.insert(word);
    }
    if (item.holder_kind == organisation::AgencyKind::psychiatry &&
        !(asked.actor.marks.has(Mark::health_person) && opened.contains("health"))) {
        return "R10";
    }
    if (declined_to(asked.facts, item.item, draft.receiver_cvr)) return "R05";
    if (!draft.receiver || draft.receiver->cvr != draft.receiver_cvr) return "R03";
    if (!holds_on(draft.receiver->validity, asked.today)) return "R03";
    if (draft.receiver_cvr == asked.actor.agency_cvr) return "R03";
    const ForumEntry* forum = asked.law.forum(draft.forum, asked.today);
    if (!forum || !forum->exchanges_personal_data) return "R11";
    const bool institution =
        draft.receiver->kind == organisation::AgencyKind::self_governing_institution &&
        draft.receiver->public_task == organisation::PublicTask::yes &&
        forum->areas.has(draft.receiver->area);
    if (!forum->agencies.has(draft.receiver->kind) && !institution) return "R11";
    if (!draft.receiver_has_seat) return "R03";
    bool one_of_needed = forum->needs_one_of.empty();
    for (const std::string& code : forum->needs_one_of) one_of_needed |= codes.contains(code);
    if (!one_of_needed) return "R09";
    if (bases.empty() || !all_known) return "R03";
    if (!bases[0]->allowed_forums.has(draft.forum)) return "R03";
    if (assesses && !asked.facts.radicalisation_assessed) return "R09";
    // The tests' texts are plain ASCII without spaces at the ends.
    const auto characters = static_cast<int>(draft.necessity.size());
    if (bases[0]->needs_necessity_text &&
        characters < asked.law.limit("necessity_characters", asked.today)) {
        return "R03";
    }
    if (asked.facts.born_on) {
        int age = 0;
        while (base::add_days(*asked.facts.born_on, 0) <= asked.today) {
            const base::Date birthday =
                base::Date(asked.facts.born_on->year() + std::chrono::years(age + 1),
                           asked.facts.born_on->month(), asked.facts.born_on->day());
            if (asked.today < birthday) break;
            ++age;
        }
        if (bases[0]->min_age && age < *bases[0]->min_age) return "basis_age";
        if (bases[0]->max_age && age > *bases[0]->max_age) return "basis_age";
    }
    if (consents || forum->needs_signed_consent) {
        std::string problem = consent_problem(asked, draft, forum->needs_signed_consent);
        if (!problem.empty()) return problem;
    }
    if (class_words(item.classes).contains("offence") && !opened.contains("offence")) return "R15";
    const bool moved = asked.facts.moved_on && *asked.facts.moved_on <= asked.today;
    if (moved && !bases[0]->hands_over_on_move) return "R48";
    return "";
}

// Why someone who stands in a relation is refused all the same.
std::string problem_of_own(const Inquiry& asked, const std::string& ground) {
    std::string missing = missing_class(asked, ground);
    if (!missing.empty()) return missing;
    const std::string action = asked.action();
    const bool dropped = asked.facts.item && asked.facts.item->offence == OffenceStatus::dropped;
    if (dropped && action != "erase") return "R16";
    if (asked.facts.address_protected) {
        if (asked.question.address == AddressUse::listed) return "R19";
        if (asked.question.address == AddressUse::shown && action != "reveal") return "R19";
    }
    if (action == "erase") {
        if (asked.purpose() != "retention") return "R02";
        if (asked.facts.legal_hold) return "R36_hold";
        if (asked.facts.must_be_archived && !asked.facts.archived) return "R36";
    }
    const bool moved = asked.facts.moved_on && *asked.facts.moved_on <= asked.today;
    if (moved && words("create change assign").contains(action)) return "R48";
    if (action == "disclose") return sharing_problem(asked);
    if (ground == "break_glass" && asked.facts.item &&
        declined_to(asked.facts, asked.facts.item->item, "anyone")) {
        return "R05";
    }
    return "";
}

std::string hidden_rule(const Inquiry& asked) {
    if (!asked.own()) return "R04";
    for (const AssignmentFact& fact : asked.facts.assignments) {
        if (asked.actor.unit_key != "" && fact.unit_key == asked.actor.unit_key &&
            holds_on(fact.validity, asked.today)) {
            return "R47";
        }
    }
    return "R01";
}

bool sits(const Actor& actor, const std::string& forum_key, base::Date today) {
    for (const organisation::Seat& seat : actor.seats) {
        if (seat.forum_key == forum_key && seat.agency_cvr == actor.agency_cvr &&
            holds_on(seat.validity, today)) {
            return true;
        }
    }
    return false;
}

// Why this disclosure can't be used: "" when it can, "-" when nothing may be said of it.
std::string problem_of_received(const Inquiry& asked, const DisclosureFact& fact) {
    if (declined_to(asked.facts, fact.item, fact.receiver_cvr)) return "R05";
    const LegalBasis* basis = asked.law.basis(fact.basis, fact.shared_on);
    if (!basis) return "-";
    if (basis->needs_consent || fact.consent_id) {
        std::string state = "-";
        for (const ConsentFact& consent : asked.facts.consents) {
            if (!fact.consent_id || consent.id != *fact.consent_id) continue;
            if (consent.withdrawn_on && *consent.withdrawn_on <= asked.today) {
                state = "R13";
            } else if (holds_on(consent.validity, asked.today)) {
                state = "";
            }
            break;
        }
        if (!state.empty()) return state;
    }
    if (fact.offence == OffenceStatus::dropped) return "R16";
    const std::string& forum = asked.question.forum_key;
    return forum.empty() || forum == fact.forum_key ? "" : "R07";
}

std::string through_disclosures(const Inquiry& asked) {
    std::string known;
    Words open = words("open personal");
    const DisclosureFact* first = nullptr;
    for (const DisclosureFact& fact : asked.facts.disclosures) {
        const bool is_it = !asked.question.item || (fact.item.kind == asked.question.item->kind &&
                                                    fact.item.id == asked.question.item->id);
        if (!is_it || asked.actor.agency_cvr.empty()) continue;
        if (fact.receiver_cvr != asked.actor.agency_cvr) continue;
        if (!sits(asked.actor, fact.forum_key, asked.today)) continue;
        if (!asked.entry().forums.has(fact.forum)) {
            if (asked.purpose() == "acute_danger" &&
                declined_to(asked.facts, fact.item, asked.actor.agency_cvr)) {
                known = "R05";
            }
            continue;
        }
        const std::string problem = problem_of_received(asked, fact);
        if (problem.empty()) {
            if (!first) first = &fact;
            for (const std::string& word : class_words(fact.classes)) open.insert(word);
        } else if (problem != "-") {
            known = problem;
        }
    }
    const std::string action = asked.action();
    if (!first) {
        const bool may_be_said = asked.question.item && !known.empty() && action != "create";
        return "refused by " + (may_be_said ? known : hidden_rule(asked));
    }
    if (action == "disclose" && asked.question.disclosure && asked.facts.item) {
        if (asked.facts.item->holder_kind == organisation::AgencyKind::psychiatry) {
            return "refused by R10";
        }
        return asked.question.disclosure->forum_key == first->forum_key ? "refused by R04"
                                                                        : "refused by R07";
    }
    if (action != "read" && action != "extract") return "refused by R04";
    if (asked.question.classes.has(DataClass::cpr)) return "refused by R17";
    if (!asked.actor.marks.has(Mark::exit_coordinator)) open.erase("threat");
    for (const std::string& word : class_words(asked.question.classes)) {
        if (!open.contains(word)) return "refused by R04";
    }
    if (asked.question.address != AddressUse::none) return "refused by R04";
    const bool police = asked.actor.agency_kind == organisation::AgencyKind::police;
    if (action == "extract" && police && !asked.question.not_for_investigation) {
        return "refused by R06";
    }
    return "allowed by disclosure";
}

}  // namespace

std::string reference_answer(const Actor& actor, const Question& question,
                             const SubjectFacts& facts, const Law& law, base::Date today,
                             base::Instant now) {
    const Inquiry asked{actor, question, facts, law, today, now};
    const std::string closed = at_the_door(asked);
    if (!closed.empty()) return "refused by " + closed;
    std::string nearest;
    for (const char* ground : {"responsible", "leader", "assigned", "mentor", "duplicate",
                               "retention", "registration", "break_glass"}) {
        if (!words(actions_of_grounds().at(ground)).contains(asked.action())) continue;
        if (!stands_on(asked, ground)) continue;
        const std::string problem = problem_of_own(asked, ground);
        if (problem.empty()) return std::string("allowed by ") + ground;
        if (nearest.empty()) nearest = problem;
    }
    if (!nearest.empty()) return "refused by " + nearest;
    if (asked.action() == "create" && facts.item && !asked.own() &&
        facts.item->holder_kind == organisation::AgencyKind::psychiatry) {
        for (const AssignmentFact& fact : facts.assignments) {
            if (fact.account_id != actor.account_id || fact.part == Part::mentor) continue;
            if (fact.agency_cvr != actor.agency_cvr || !holds_on(fact.validity, today)) continue;
            if (purpose_code(fact.purpose) == asked.purpose() || asked.entry().for_every_assigned) {
                return "refused by R10";
            }
        }
    }
    return through_disclosures(asked);
}

std::string answer_text(const Decision& decision) {
    if (decision.refused_by) return "refused by " + std::string(rule_id(*decision.refused_by));
    return "allowed by " + std::string(ground_code(decision.ground));
}

}  // namespace access::testing

#include <algorithm>

#include "access/disclosure_rules_internal.h"
#include "base/text.h"

namespace access {

namespace {

using organisation::AgencyKind;

// Dates in the sentences of rules, the same in both languages: 03.05.2024.
std::string short_date(base::Date date) {
    const std::string iso = base::iso_date(date);
    return iso.substr(8, 2) + "." + iso.substr(5, 2) + "." + iso.substr(0, 4);
}

bool is_declined(const SubjectFacts& facts, const ItemReference& item,
                 const std::string& receiver) {
    return std::any_of(facts.disclosures.begin(), facts.disclosures.end(),
                       [&](const DisclosureFact& fact) {
                           return fact.item == item && fact.receiver_cvr == receiver &&
                                  fact.answer == DisclosureFact::Answer::not_shared;
                       });
}

bool sits_in(const Actor& actor, const std::string& forum_key, base::Date day) {
    return std::any_of(actor.seats.begin(), actor.seats.end(), [&](const organisation::Seat& seat) {
        return seat.forum_key == forum_key && seat.agency_cvr == actor.agency_cvr &&
               seat.validity.covers(day);
    });
}

const ConsentFact* consent_with(const SubjectFacts& facts, std::optional<std::int64_t> id) {
    if (!id) return nullptr;
    for (const ConsentFact& consent : facts.consents) {
        if (consent.id == *id) return &consent;
    }
    return nullptr;
}

bool is_withdrawn(const ConsentFact& consent, base::Date today) {
    return consent.withdrawn_on && *consent.withdrawn_on <= today;
}

enum class Use { possible, withdrawn, impossible };

// Whether the consent behind a disclosure still carries it.
Use use_of_consent(const DisclosureFact& disclosure, const SubjectFacts& facts, const Law& law,
                   base::Date today) {
    const LegalBasis* basis = law.basis(disclosure.basis, disclosure.shared_on);
    if (!basis) return Use::impossible;
    if (!basis->needs_consent && !disclosure.consent_id) return Use::possible;
    const ConsentFact* consent = consent_with(facts, disclosure.consent_id);
    if (!consent) return Use::impossible;
    if (is_withdrawn(*consent, today)) return Use::withdrawn;
    return consent->validity.covers(today) ? Use::possible : Use::impossible;
}

// Sorts one disclosure to the own agency into what may be used and what is known but closed.
void sort_in(const DisclosureFact& disclosure, const Question& question, const SubjectFacts& facts,
             const Law& law, base::Date today, ReceivedItems& received) {
    const auto close = [&](Rule rule, std::vector<std::string> arguments) {
        received.known_refusal = rule;
        received.arguments = std::move(arguments);
    };
    if (is_declined(facts, disclosure.item, disclosure.receiver_cvr)) return close(Rule::R05, {});
    const Use use = use_of_consent(disclosure, facts, law, today);
    if (use == Use::impossible) return;
    if (use == Use::withdrawn) {
        const ConsentFact* consent = consent_with(facts, disclosure.consent_id);
        return close(Rule::R13, {short_date(*consent->withdrawn_on)});
    }
    if (disclosure.offence == OffenceStatus::dropped) return close(Rule::R16, {});
    if (!question.forum_key.empty() && question.forum_key != disclosure.forum_key) {
        return close(Rule::R07, {disclosure.forum_name, question.forum_name});
    }
    received.usable.push_back(&disclosure);
}

bool is_long_enough(const Question& question, const Law& law, base::Date today) {
    const std::string necessity = base::trim(question.disclosure->necessity);
    return base::length_in_characters(necessity) >=
           static_cast<std::size_t>(law.limit("necessity_characters", today));
}

bool any_opens(const std::vector<const LegalBasis*>& bases, DataClass data_class) {
    return std::any_of(bases.begin(), bases.end(), [data_class](const LegalBasis* basis) {
        return basis->opens.has(data_class);
    });
}

// The bases that are in force; one that isn't makes the list shorter.
std::vector<const LegalBasis*> bases_in_force(const DisclosureDraft& draft, const Law& law,
                                              base::Date today) {
    std::vector<const LegalBasis*> bases;
    for (const std::string& code : draft.bases) {
        if (const LegalBasis* basis = law.basis(code, today)) bases.push_back(basis);
    }
    return bases;
}

std::optional<Rule> receiver_refusal(const Actor& actor, const DisclosureDraft& draft,
                                     const Law& law, base::Date today) {
    const bool is_known = draft.receiver && draft.receiver->cvr == draft.receiver_cvr &&
                          draft.receiver->validity.covers(today);
    if (!is_known || draft.receiver_cvr == actor.agency_cvr) return Rule::R03;
    const ForumEntry* forum = law.forum(draft.forum, today);
    if (!forum || !forum->exchanges_personal_data || !may_sit(*forum, *draft.receiver)) {
        return Rule::R11;
    }
    return draft.receiver_has_seat ? std::nullopt : std::optional(Rule::R03);
}

// KSP: whether it is a release under letter a, b or c.
bool states_needed_basis(const DisclosureDraft& draft, const Law& law, base::Date today) {
    const ForumEntry* forum = law.forum(draft.forum, today);
    if (!forum || forum->needs_one_of.empty()) return true;
    return std::any_of(
        forum->needs_one_of.begin(), forum->needs_one_of.end(), [&](const std::string& code) {
            return std::find(draft.bases.begin(), draft.bases.end(), code) != draft.bases.end();
        });
}

std::optional<Rule> basis_refusal(const Question& question, const SubjectFacts& facts,
                                  const std::vector<const LegalBasis*>& bases, const Law& law,
                                  base::Date today) {
    const DisclosureDraft& draft = *question.disclosure;
    if (!states_needed_basis(draft, law, today)) return Rule::R09;
    const bool fits = !bases.empty() && bases.size() == draft.bases.size() &&
                      bases.front()->allowed_forums.has(draft.forum);
    if (!fits) return Rule::R03;
    const LegalBasis& main = *bases.front();
    const bool needs_assessment =
        std::any_of(bases.begin(), bases.end(),
                    [](const LegalBasis* basis) { return basis->needs_assessment; });
    if (needs_assessment && !facts.radicalisation_assessed) return Rule::R09;
    if (main.needs_necessity_text && !is_long_enough(question, law, today)) return Rule::R03;
    if (facts.born_on) {
        const int age = age_on(*facts.born_on, today);
        if ((main.min_age && age < *main.min_age) || (main.max_age && age > *main.max_age)) {
            return Rule::basis_age;
        }
    }
    return {};
}

// Consent to this receiver in this forum: one that holds, or the reason why none does.
DisclosureAnswer consent_answer(const DisclosureDraft& draft, const SubjectFacts& facts,
                                bool must_be_signed, base::Date today) {
    std::optional<base::Date> withdrawn_on;
    for (const ConsentFact& consent : facts.consents) {
        if (consent.receiver_cvr != draft.receiver_cvr || consent.forum != draft.forum) continue;
        if (must_be_signed && !consent.is_signed) continue;
        if (is_withdrawn(consent, today)) {
            if (!withdrawn_on || *withdrawn_on < *consent.withdrawn_on) {
                withdrawn_on = consent.withdrawn_on;
            }
        } else if (consent.validity.covers(today)) {
            return {.consent_id = consent.id};
        }
    }
    if (withdrawn_on) return {Rule::R13, {short_date(*withdrawn_on)}};
    return {must_be_signed ? Rule::R14 : Rule::R13_missing, {}};
}

}  // namespace

bool is_unsettled(OffenceStatus status) {
    return status == OffenceStatus::suspected || status == OffenceStatus::charged ||
           status == OffenceStatus::indicted;
}

bool was_ever_declined(const SubjectFacts& facts, const ItemReference& item) {
    return std::any_of(
        facts.disclosures.begin(), facts.disclosures.end(), [&](const DisclosureFact& fact) {
            return fact.item == item && fact.answer == DisclosureFact::Answer::not_shared;
        });
}

ReceivedItems received_items(const Actor& actor, const Question& question,
                             const SubjectFacts& facts, const Law& law, const PurposeEntry& purpose,
                             base::Date today) {
    ReceivedItems received;
    for (const DisclosureFact& disclosure : facts.disclosures) {
        const bool concerns = (!question.item || disclosure.item == *question.item) &&
                              !actor.agency_cvr.empty() &&
                              disclosure.receiver_cvr == actor.agency_cvr &&
                              sits_in(actor, disclosure.forum_key, today);
        // An emergency asks for another purpose, and is answered that it doesn't open this.
        const bool is_emergency = *question.purpose == Purpose::acute_danger;
        if (!concerns) continue;
        if (purpose.forums.has(disclosure.forum)) {
            sort_in(disclosure, question, facts, law, today, received);
        } else if (is_emergency && is_declined(facts, disclosure.item, actor.agency_cvr)) {
            received.known_refusal = Rule::R05;
            received.arguments.clear();
        }
    }
    return received;
}

DisclosureAnswer check_disclosure(const Actor& actor, const Question& question,
                                  const SubjectFacts& facts, const Law& law, base::Date today) {
    if (!question.disclosure || !facts.item) return {Rule::R03, {}};
    const DisclosureDraft& draft = *question.disclosure;
    const ItemFact& item = *facts.item;
    const std::vector<const LegalBasis*> bases = bases_in_force(draft, law, today);
    const bool health_person_decides =
        actor.marks.has(Mark::health_person) && any_opens(bases, DataClass::health);
    if (item.holder_kind == AgencyKind::psychiatry && !health_person_decides) {
        return {Rule::R10, {}};
    }
    if (is_declined(facts, item.item, draft.receiver_cvr)) return {Rule::R05, {}};
    if (const auto rule = receiver_refusal(actor, draft, law, today)) return {rule, {}};
    if (const auto rule = basis_refusal(question, facts, bases, law, today)) return {rule, {}};
    const bool must_be_signed = law.forum(draft.forum, today)->needs_signed_consent;
    const bool needs_consent = std::any_of(
        bases.begin(), bases.end(), [](const LegalBasis* basis) { return basis->needs_consent; });
    DisclosureAnswer consented;
    if (needs_consent || must_be_signed) {
        consented = consent_answer(draft, facts, must_be_signed, today);
        if (consented.refused_by) return consented;
    }
    if (item.classes.has(DataClass::offence) && !any_opens(bases, DataClass::offence)) {
        return {Rule::R15, {}};
    }
    const bool has_moved = facts.moved_on && *facts.moved_on <= today;
    if (has_moved && !bases.front()->hands_over_on_move) return {Rule::R48, {}};
    DisclosureAnswer answer = consented;
    answer.informs_patient = std::any_of(
        bases.begin(), bases.end(), [](const LegalBasis* basis) { return basis->informs_patient; });
    return answer;
}

}  // namespace access

#include "access/warrant_office.h"

#include <optional>
#include <stdexcept>

#include "trail/trail.h"
#include "web/language.h"

namespace access {

namespace {

std::string item_text(const Question& question) {
    if (!question.item) return {};
    return " " + question.item->kind + ":" + std::to_string(question.item->id);
}

// What opened the door, the item, and where: codes and numbers only.
std::string reference_of(const Question& question, const Decision& decision) {
    std::string text = decision.allowed() ? std::string(ground_code(decision.ground))
                                          : std::string(action_code(question.action));
    text += item_text(question);
    if (!question.reference.empty()) text += " " + question.reference;
    return text;
}

trail::Line line_of(const Actor& actor, const Question& question, const Decision& decision,
                    SubjectKind kind, const std::string& subject_id) {
    trail::Line line;
    line.actor = actor.trail_name();
    line.action = decision.allowed() ? trail_action(question.action) : trail::Action::refuse;
    line.subject_kind = subject_kind_code(kind);
    line.subject_id = subject_id;
    if (question.purpose) line.purpose = purpose_code(*question.purpose);
    line.basis = decision.basis;
    if (!decision.allowed()) line.rule = rule_id(*decision.refused_by);
    line.reference = reference_of(question, decision);
    for (const Role role : actor.roles)
        line.role += (line.role.empty() ? "" : ",") + std::string(role_code(role));
    if (actor.agency_kind != organisation::AgencyKind::municipality)
        line.authority = actor.agency_cvr;
    return line;
}

trail::Line line_of(const Actor& actor, const Question& question, const Decision& decision,
                    SubjectReference subject) {
    return line_of(actor, question, decision, subject.kind, std::to_string(subject.id));
}

// Runs what writes to the trail. A database that can't be written is an answer; everything else is
// a bug and leaves as it is. Either way no warrant is made.
template <class Write>
auto or_unavailable(Write write) -> decltype(write()) {
    try {
        return write();
    } catch (const store::Failure&) {
        return trail_unavailable();
    }
}

}  // namespace

base::Error trail_unavailable() {
    return base::refuse("trail_unavailable",
                        "Sporet kan ikke skrives lige nu. Derfor kan oplysningerne hverken vises "
                        "eller ændres.");
}

WarrantOffice::WarrantOffice(store::Database& database, std::function<LawPointer()> law,
                             std::vector<FactSource> sources)
    : database_(database), law_(std::move(law)), sources_(std::move(sources)) {}

Decision WarrantOffice::decide_on(store::Connection& connection, const Asked& asked,
                                  SubjectReference subject, SubjectState state) const {
    SubjectFacts facts;
    facts.subject = subject;
    for (const FactSource& source : sources_) {
        source(connection, asked.actor, asked.question, facts);
    }
    facts.just_made = state == SubjectState::being_made;
    return decide(asked.actor, asked.question, facts, *law_(), web::to_local(asked.now).date,
                  asked.now);
}

Decision WarrantOffice::explain(store::Connection& connection, const Actor& actor,
                                const Question& question, SubjectReference subject,
                                base::Instant now) const {
    return decide_on(connection, {actor, question, now}, subject, SubjectState::there);
}

template <class Subject>
base::Result<Warrant<Subject>> WarrantOffice::for_reading(const Actor& actor,
                                                          const Question& question, Subject subject,
                                                          base::Instant now) const {
    const Decision decision = [&] {
        store::ReadTransaction reading = database_.read();
        return decide_on(reading, {actor, question, now}, subject, SubjectState::there);
    }();
    return or_unavailable([&]() -> base::Result<Warrant<Subject>> {
        store::WriteTransaction writing = database_.write();
        const std::int64_t line =
            trail::append(writing, now, line_of(actor, question, decision, subject));
        writing.commit();
        if (!decision.allowed()) return decision.error();
        return Warrant<Subject>(subject, actor, question, decision, line, now);
    });
}

template <class Subject>
base::Result<std::vector<Warrant<Subject>>> WarrantOffice::for_list(
    const Actor& actor, const Question& question, const std::vector<Subject>& subjects,
    base::Instant now) const {
    std::vector<Decision> decisions;
    {
        store::ReadTransaction reading = database_.read();
        for (const Subject& subject : subjects) {
            decisions.push_back(
                decide_on(reading, {actor, question, now}, subject, SubjectState::there));
        }
    }
    return or_unavailable([&]() -> base::Result<std::vector<Warrant<Subject>>> {
        std::vector<Warrant<Subject>> warrants;
        if (subjects.empty()) return warrants;
        store::WriteTransaction writing = database_.write();
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            const std::int64_t line =
                trail::append(writing, now, line_of(actor, question, decisions[i], subjects[i]));
            if (!decisions[i].allowed()) continue;
            warrants.push_back(
                Warrant<Subject>(subjects[i], actor, question, decisions[i], line, now));
        }
        writing.commit();
        return warrants;
    });
}

base::Result<SearchWarrant> WarrantOffice::for_search(const Actor& actor, const Question& question,
                                                      SubjectKind kind,
                                                      const trail::SealedCriteria& criteria,
                                                      base::Instant now) const {
    if (criteria.hash.empty()) throw std::logic_error("access: a search without criteria");
    const Decision decision = decide_search(actor, question, *law_(), web::to_local(now).date);
    const trail::Line line = line_of(actor, question, decision, kind, "");
    return or_unavailable([&]() -> base::Result<SearchWarrant> {
        store::WriteTransaction writing = database_.write();
        const std::int64_t sequence = trail::append_search(writing, now, line, criteria);
        writing.commit();
        if (!decision.allowed()) return decision.error();
        return SearchWarrant(criteria.hash, actor, question, decision, sequence, now);
    });
}

template <class Subject>
base::Result<Warrant<Subject>> WarrantOffice::in_transaction(store::WriteTransaction& transaction,
                                                             const Asked& asked, Subject subject,
                                                             SubjectState state) const {
    const Decision decision = decide_on(transaction, asked, subject, state);
    const std::int64_t line = trail::append(
        transaction, asked.now, line_of(asked.actor, asked.question, decision, subject));
    if (!decision.allowed()) return decision.error();
    return Warrant<Subject>(subject, asked.actor, asked.question, decision, line, asked.now);
}

template <class Subject>
base::Result<Warrant<Subject>> WarrantOffice::for_change(store::WriteTransaction& transaction,
                                                         const Actor& actor,
                                                         const Question& question, Subject subject,
                                                         base::Instant now) const {
    return in_transaction(transaction, {actor, question, now}, subject, SubjectState::there);
}

template <class Subject>
base::Result<Warrant<Subject>> WarrantOffice::for_creating(store::WriteTransaction& transaction,
                                                           const Actor& actor,
                                                           const Question& question,
                                                           Subject subject,
                                                           base::Instant now) const {
    return in_transaction(transaction, {actor, question, now}, subject, SubjectState::being_made);
}

template base::Result<Warrant<PersonId>> WarrantOffice::for_reading(const Actor&, const Question&,
                                                                    PersonId, base::Instant) const;
template base::Result<Warrant<FamilyId>> WarrantOffice::for_reading(const Actor&, const Question&,
                                                                    FamilyId, base::Instant) const;
template base::Result<Warrant<GroupId>> WarrantOffice::for_reading(const Actor&, const Question&,
                                                                   GroupId, base::Instant) const;
template base::Result<std::vector<Warrant<PersonId>>> WarrantOffice::for_list(
    const Actor&, const Question&, const std::vector<PersonId>&, base::Instant) const;
template base::Result<std::vector<Warrant<FamilyId>>> WarrantOffice::for_list(
    const Actor&, const Question&, const std::vector<FamilyId>&, base::Instant) const;
template base::Result<std::vector<Warrant<GroupId>>> WarrantOffice::for_list(
    const Actor&, const Question&, const std::vector<GroupId>&, base::Instant) const;
template base::Result<Warrant<PersonId>> WarrantOffice::for_change(store::WriteTransaction&,
                                                                   const Actor&, const Question&,
                                                                   PersonId, base::Instant) const;
template base::Result<Warrant<FamilyId>> WarrantOffice::for_change(store::WriteTransaction&,
                                                                   const Actor&, const Question&,
                                                                   FamilyId, base::Instant) const;
template base::Result<Warrant<GroupId>> WarrantOffice::for_change(store::WriteTransaction&,
                                                                  const Actor&, const Question&,
                                                                  GroupId, base::Instant) const;
template base::Result<Warrant<PersonId>> WarrantOffice::for_creating(store::WriteTransaction&,
                                                                     const Actor&, const Question&,
                                                                     PersonId, base::Instant) const;
template base::Result<Warrant<FamilyId>> WarrantOffice::for_creating(store::WriteTransaction&,
                                                                     const Actor&, const Question&,
                                                                     FamilyId, base::Instant) const;
template base::Result<Warrant<GroupId>> WarrantOffice::for_creating(store::WriteTransaction&,
                                                                    const Actor&, const Question&,
                                                                    GroupId, base::Instant) const;

}  // namespace access

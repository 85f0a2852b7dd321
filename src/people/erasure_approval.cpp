#include "people/erasure_approval.h"

#include <utility>

namespace people {
namespace {

using Writing = store::WriteTransaction;

struct Asked {
    const access::WarrantOffice& office;
    const access::Actor& actor;
    const access::Question& question;
    base::Instant now;
};

// Another agency's family or group stays.
template <class Circle>
std::vector<access::Warrant<Circle>> warrants_for(Writing& writing, const Asked& asked,
                                                  access::PersonId person) {
    std::vector<access::Warrant<Circle>> warrants;
    for (const Circle circle : circles_of_nobody_else<Circle>(writing, person)) {
        auto warrant =
            asked.office.for_change(writing, asked.actor, asked.question, circle, asked.now);
        if (warrant) warrants.push_back(std::move(*warrant));
    }
    return warrants;
}

// Something may have happened since it was proposed.
base::Result<void> check_due(Writing& writing, const ErasureServices& services,
                             const ErasureProposal& proposal, const Moment& moment) {
    const RetentionAnswer answer =
        retention_of_subject(writing, services.sources, proposal.subject, *services.office.law());
    if (is_due(answer, moment.today)) return {};
    lapse_proposal(writing, proposal, moment.now);
    return base::refuse("not_due", "Fristen er ikke længere udløbet, så forslaget er bortfaldet.");
}

base::Result<std::int64_t> begin_with(Writing& writing, const ErasureServices& services,
                                      const Asked& asked, access::PersonId person,
                                      const ErasureProposal& proposal, const Moment& moment) {
    auto warrant = asked.office.for_change(writing, asked.actor, asked.question, person, asked.now);
    if (!warrant) return warrant.error();
    if (const auto due = check_due(writing, services, proposal, moment); !due) return due.error();
    const ErasureWarrants warrants{std::move(*warrant),
                                   warrants_for<access::FamilyId>(writing, asked, person),
                                   warrants_for<access::GroupId>(writing, asked, person)};
    return begin_erasure(writing, services.vault, warrants, services.sources, proposal, moment);
}

template <class Circle>
base::Result<std::int64_t> begin_with(Writing& writing, const ErasureServices& services,
                                      const Asked& asked, Circle circle,
                                      const ErasureProposal& proposal, const Moment& moment) {
    const auto warrant =
        asked.office.for_change(writing, asked.actor, asked.question, circle, asked.now);
    if (!warrant) return warrant.error();
    if (const auto due = check_due(writing, services, proposal, moment); !due) return due.error();
    return begin_circle_erasure(writing, services.vault, *warrant, services.sources, proposal,
                                moment);
}

base::Result<std::int64_t> begin_proposed(Writing& writing, const ErasureServices& services,
                                          const Asked& asked, const ErasureProposal& proposal,
                                          const Moment& moment) {
    const std::int64_t id = proposal.subject.id;
    switch (proposal.subject.kind) {
        case access::SubjectKind::family:
            return begin_with(writing, services, asked, access::FamilyId{id}, proposal, moment);
        case access::SubjectKind::group:
            return begin_with(writing, services, asked, access::GroupId{id}, proposal, moment);
        case access::SubjectKind::person:
            break;
    }
    return begin_with(writing, services, asked, access::PersonId{id}, proposal, moment);
}

}  // namespace

access::Question erasure_question(std::string route) {
    access::Question question;
    question.purpose = access::Purpose::retention;
    question.action = access::Action::erase;
    question.reference = std::move(route);
    return question;
}

base::Result<std::int64_t> approve_erasure(const ErasureServices& services,
                                           const access::Actor& actor,
                                           const access::Question& question,
                                           std::int64_t proposal_id, const Moment& moment) {
    std::int64_t erasure = 0;
    {
        Writing writing = services.database.write();
        const auto proposal = find_proposal(writing, proposal_id);
        if (!proposal || proposal->outcome != ErasureProposal::Outcome::open)
            return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
        const auto begun = begin_proposed(
            writing, services, {services.office, actor, question, moment.now}, *proposal, moment);
        writing.commit();  // a refusal has its line too
        if (!begun) return begun.error();
        erasure = *begun;
    }
    const auto finished = finish_erasures(services.database, services.vault, moment.now);
    if (!finished) return finished.error();
    return erasure;
}

}  // namespace people

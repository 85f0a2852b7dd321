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
        auto person =
            services.office.for_change(writing, actor, question, proposal->person, moment.now);
        if (!person) {
            writing.commit();
            return person.error();
        }
        const RetentionAnswer answer = retention_of_person(
            writing, services.sources, proposal->person, *services.office.law());
        if (!is_due(answer, moment.today)) {
            lapse_proposal(writing, *proposal, moment.now);
            writing.commit();
            return base::refuse("not_due",
                                "Fristen er ikke længere udløbet, så forslaget er bortfaldet.");
        }
        const Asked asked{services.office, actor, question, moment.now};
        const ErasureWarrants warrants{
            std::move(*person), warrants_for<access::FamilyId>(writing, asked, proposal->person),
            warrants_for<access::GroupId>(writing, asked, proposal->person)};
        erasure =
            begin_erasure(writing, services.vault, warrants, services.sources, *proposal, moment);
        writing.commit();
    }
    const auto finished = finish_erasures(services.database, services.vault, moment.now);
    if (!finished) return finished.error();
    return erasure;
}

}  // namespace people

#include <stdexcept>

#include "app/testing/canary_town.h"
#include "citizen/access_request_store.h"
#include "people/archive_store.h"
#include "people/erasure_approval.h"
#include "people/legal_hold_store.h"
#include "people/moving_store.h"
#include "people/staff_relative_store.h"

// What the law asks for around persons, last of all: access, holding back, delivering and erasing.
namespace app::testing {

namespace {

using access::Action;
using access::Purpose;

using PersonWarrant = access::Warrant<access::PersonId>;

void fill_requests(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const PlannedPerson& person = plan.persons[i];
        if (!person.asked_for_access_on) continue;
        town.change(
            person.responsible, i, CanaryTown::question(Purpose::subject_access, Action::change),
            [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                const auto added = citizen::add_access_request(
                    writing, warrant, *person.asked_for_access_on, canary_day(), canary_now());
                return added ? base::Result<void>() : added.error();
            });
    }
}

void fill_holds(CanaryTown& town) {
    const std::size_t leader = town.plan().leader();
    const access::Question question = CanaryTown::question(Purpose::retention, Action::approve);
    for (const PlannedHold& hold : town.plan().holds)
        town.change(leader, hold.person, question,
                    [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                        const auto put = people::put_hold(writing, town.vault(), warrant,
                                                          hold.reason, town.moment());
                        if (!put) return base::Result<void>(put.error());
                        if (hold.lifted_reason.empty()) return base::Result<void>();
                        return people::lift_hold(writing, town.vault(), warrant, *put,
                                                 hold.lifted_reason, town.moment());
                    });
}

void fill_proposals(CanaryTown& town) {
    const auto run = people::propose_erasures(town.database(), town.retention_sources(),
                                              *town.office().law(), town.moment());
    std::int64_t ended = 0;
    for (const PlannedPerson& person : town.plan().persons)
        ended += person.ending == Ending::none ? 0 : 1;
    if (run.proposed != ended) throw std::runtime_error("other proposals than planned");
}

void fill_deliveries(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        if (plan.persons[i].ending != Ending::delivered) continue;
        town.change(plan.leader(), i, CanaryTown::question(Purpose::retention, Action::extract),
                    [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                        const auto delivery = people::begin_delivery(
                            writing, "AVID.TRY.1", town.account_id(plan.leader()), canary_now());
                        if (!delivery) return base::Result<void>(delivery.error());
                        people::add_to_delivery(writing, *delivery, warrant);
                        people::complete_delivery(writing, *delivery);
                        return base::Result<void>();
                    });
    }
}

std::int64_t proposal_of(CanaryTown& town, access::PersonId person) {
    store::ReadTransaction reading = town.database().read();
    for (const people::ErasureProposal& proposal : people::open_proposals(reading, {}, 100))
        if (proposal.subject == access::SubjectReference(person)) return proposal.id;
    throw std::runtime_error("no proposal to approve");
}

void fill_erasures(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        if (plan.persons[i].ending != Ending::erased) continue;
        const std::int64_t proposal = proposal_of(town, town.person(i));
        const access::Actor leader = [&] {
            store::ReadTransaction reading = town.database().read();
            return town.actor(reading, plan.leader());
        }();
        const auto erased = people::approve_erasure(
            {town.database(), town.vault(), town.office(), town.retention_sources()}, leader,
            people::erasure_question("canary"), proposal, town.moment());
        if (!erased) throw std::runtime_error("an erasure: " + erased.error().code);
    }
}

void fill_relatives(CanaryTown& town) {
    for (const PlannedRelative& relative : town.plan().relatives)
        town.change(relative.marked_by, relative.person,
                    CanaryTown::question(Purpose::support, Action::approve),
                    [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                        const auto marked = people::mark_staff_relative(
                            writing, warrant, town.account_id(relative.user), town.moment());
                        return marked ? base::Result<void>() : marked.error();
                    });
}

void fill_moves(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const PlannedPerson& person = plan.persons[i];
        if (person.moved_to.empty()) continue;
        town.change(person.responsible, i, CanaryTown::question(person.purpose, Action::change),
                    [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                        return people::note_move(writing, town.vault(), warrant,
                                                 {canary_day(), person.moved_to}, town.moment());
                    });
    }
}

// Of who moved away nothing is changed any more, so it comes after all the rest.
void fill_relatives_and_moves(CanaryTown& town) {
    fill_relatives(town);
    fill_moves(town);
}

}  // namespace

std::vector<CanaryTable> ending_canary_tables() {
    return {
        {"access_request", {"received_on", "due_on"}, {"person_id", "released_at"}, fill_requests},
        {"legal_hold", {"reason", "lifted_reason"}, {}, fill_holds},
        {"erasure_proposal", {}, {}, fill_proposals},
        {"archive_delivery_person", {}, {}, fill_deliveries},
        {"erasure_key", {}, {}, fill_erasures},
        {"staff_relative",
         {},
         {"person_id", "account_id", "marked_on", "ended_on"},
         fill_relatives_and_moves},
    };
}

}  // namespace app::testing

#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "access/law.h"
#include "access/policy.h"
#include "app/testing/canary_plan.h"

namespace app::testing {

// Who may see what of the plan, worked out from the plan alone with the reference policy: slow,
// written another way, and with no database.
class CanaryOracle {
  public:
    explicit CanaryOracle(const Plan& plan);

    // looking: what pages show; anyhow: also what may be printed, exported or packed.
    enum class Ways { looking, anyhow };

    // Whether there is any purpose for which the user may see the canary.
    bool may_see(std::size_t user, const Canary& canary, Ways ways = Ways::anyhow);
    // Whether the user may know who a person is, or that a family or group exists.
    bool may_know(std::size_t user, PlannedSubject subject);

  private:
    // What is asked of one subject.
    struct Wanted {
        access::DataClasses classes;
        bool own_only = false;   // not for those who only received something
        bool revealing = false;  // only at the press of a button
        bool address = false;
        bool own_page = false;  // not shown with the record it was merged into
    };
    bool opens(std::size_t user, PlannedSubject subject, const Wanted& wanted, Ways ways);
    bool opens_for(std::size_t user, PlannedSubject subject, const Wanted& wanted,
                   access::Purpose purpose, Ways ways);
    bool record_opens(std::size_t user, PlannedSubject subject, const Wanted& wanted,
                      access::Purpose purpose, Ways ways);
    bool pair_opens(std::size_t user, const Canary& canary, Ways ways);
    bool note_opens(std::size_t user, const Canary& canary) const;
    bool disclosure_opens(std::size_t user, const Canary& canary, Ways ways);
    bool request_opens(std::size_t user, PlannedSubject subject) const;
    bool hold_opens(std::size_t user, PlannedSubject subject) const;
    bool has_role(std::size_t user, access::Role role) const;

    access::Actor actor_of(std::size_t user) const;
    access::SubjectFacts facts_of(PlannedSubject subject) const;
    void add_assignment_facts(PlannedSubject subject, access::SubjectFacts& facts) const;
    // The person, or the one that the record was merged into.
    PlannedSubject shown_at(PlannedSubject subject) const;
    std::string answer(std::size_t user, const access::Question& question,
                       const access::SubjectFacts& facts) const;

    const Plan& plan_;
    access::Law law_;
    using Key = std::tuple<std::size_t, PlannedSubject, unsigned, int, int, int, int>;
    std::map<Key, bool> known_;
};

}  // namespace app::testing

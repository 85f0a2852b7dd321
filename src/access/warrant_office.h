#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "access/law.h"
#include "access/policy.h"
#include "access/warrant.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"
#include "trail/search_criteria_store.h"

namespace access {

// Adds what one module knows of a subject to `facts`: relations and states, never content. Takes
// the same time whether the subject exists or not.
using FactSource =
    std::function<void(store::Connection&, const Actor&, const Question&, SubjectFacts& facts)>;

// The only maker of warrants. It gathers the facts, asks the policy, writes the line in the trail
// and only then hands out the warrant: no line, no warrant. A refusal writes its line as well and
// comes back as the rule's sentence (rule.h says whether it is shown as 403, 404 or 422). When the
// trail can't be written, everything is refused with "trail_unavailable".
//
// Lives as long as the server; safe to use from all threads.
class WarrantOffice {
  public:
    // `law` gives the law in force now (it may be replaced while the server runs).
    WarrantOffice(store::Database& database, std::function<LawPointer()> law,
                  std::vector<FactSource> sources);

    // For looking: the line is durable on return. Not while the caller has a write transaction.
    template <class Subject>
    base::Result<Warrant<Subject>> for_reading(const Actor& actor, const Question& question,
                                               Subject subject, base::Instant now) const;

    // For one page with several subjects: a warrant for each that is allowed, in the order asked,
    // all lines in one durable commit. Those refused are left out; their lines are written too.
    // Refused as a whole when the trail can't be written or the question alone is refused.
    template <class Subject>
    base::Result<std::vector<Warrant<Subject>>> for_list(const Actor& actor,
                                                         const Question& question,
                                                         const std::vector<Subject>& subjects,
                                                         base::Instant now) const;

    // For searching: what is searched for stands sealed beside the line (R30).
    base::Result<SearchWarrant> for_search(const Actor& actor, const Question& question,
                                           SubjectKind kind, const trail::SealedCriteria& criteria,
                                           base::Instant now) const;

    // For changing: the facts are those the transaction sees, and the line is part of it. When
    // refused, the line of the refusal is part of it, and the caller commits without having changed
    // anything; change() does both right.
    template <class Subject>
    base::Result<Warrant<Subject>> for_change(store::WriteTransaction& transaction,
                                              const Actor& actor, const Question& question,
                                              Subject subject, base::Instant now) const;

    // For a subject that the transaction is just making: nobody has a relation to it yet.
    // question.action is create.
    template <class Subject>
    base::Result<Warrant<Subject>> for_creating(store::WriteTransaction& transaction,
                                                const Actor& actor, const Question& question,
                                                Subject subject, base::Instant now) const;

    // Opens a transaction, asks for the warrant, does `work` under it and commits. `work` returns a
    // base::Result; what it refuses is rolled back.
    template <class Subject, class Work>
    auto change(const Actor& actor, const Question& question, Subject subject, base::Instant now,
                Work work) const -> decltype(work(std::declval<store::WriteTransaction&>(),
                                                  std::declval<const Warrant<Subject>&>())) {
        store::WriteTransaction transaction = database_.write();
        auto warrant = for_change(transaction, actor, question, subject, now);
        if (!warrant) {
            transaction.commit();
            return warrant.error();
        }
        auto done = work(transaction, *warrant);
        if (done.ok()) transaction.commit();
        return done;
    }

    // What the policy answers, without a line and without a warrant: to explain a refusal, and to
    // leave out of a page what would be refused anyway. Opens nothing.
    Decision explain(store::Connection& connection, const Actor& actor, const Question& question,
                     SubjectReference subject, base::Instant now) const;

    LawPointer law() const { return law_(); }

  private:
    struct Asked {
        const Actor& actor;
        const Question& question;
        base::Instant now;
    };
    enum class SubjectState { there, being_made };

    Decision decide_on(store::Connection& connection, const Asked& asked, SubjectReference subject,
                       SubjectState state) const;
    template <class Subject>
    base::Result<Warrant<Subject>> in_transaction(store::WriteTransaction& transaction,
                                                  const Asked& asked, Subject subject,
                                                  SubjectState state) const;

    store::Database& database_;
    std::function<LawPointer()> law_;
    std::vector<FactSource> sources_;
};

// The refusal when no line can be written.
base::Error trail_unavailable();

}  // namespace access

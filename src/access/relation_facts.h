#pragma once

#include <cstdint>
#include <vector>

#include "access/warrant_office.h"

// What the policy must know of the relations to a subject. Numbers and codes, nothing of the record
// itself; nothing of it is shown to anyone without a warrant.
namespace access {

// Assignments, disclosures, and the item asked for.
FactSource relation_facts();

// Adds to `facts` what stands on another record, one that was merged into the facts' subject: who
// works with it, what was shared of it or wasn't, and the item asked for where it is one of its
// own.
void add_relation_facts(store::Connection& connection, SubjectReference record,
                        const Question& question, SubjectFacts& facts);

// The account's own assignments that hold on a day, those made last first: numbers to ask
// WarrantOffice::for_list() for, each for its own purpose. `before` is the assignment that the page
// before ended with, 0 at first.
struct OwnWork {
    std::int64_t assignment_id = 0;
    SubjectReference subject;
    Purpose purpose = Purpose::support;
    base::Date since{};
};
std::vector<OwnWork> own_work(store::Connection& connection, const Actor& actor, SubjectKind kind,
                              base::Date today, std::int64_t before, int limit);

// The same of everyone in the units that the account leads on the day, by whomever it is done.
std::vector<OwnWork> led_work(store::Connection& connection, const Actor& actor, SubjectKind kind,
                              base::Date today, std::int64_t before, int limit);

// Those whom the account works with on a day, or whom its agency was told of where it sits: numbers
// to ask WarrantOffice::for_list() for, in rising order, at most `limit`.
std::vector<SubjectReference> related_subjects(store::Connection& connection, const Actor& actor,
                                               SubjectKind kind, base::Date today, int limit = 500);

// No warrant: numbers only, to ask WarrantOffice::for_list() for. Those of whom the actor's agency
// was told something in this forum, in rising order after `after`, at most `limit`.
std::vector<SubjectReference> received_subjects(store::Connection& connection, const Actor& actor,
                                                SubjectKind kind, std::string_view forum_key,
                                                std::int64_t after, int limit);

}  // namespace access

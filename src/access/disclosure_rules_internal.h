#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/policy.h"

// The part of the policy about sharing: what was received, and whether something may be shared.
// Used by policy.cpp only.
namespace access {

bool is_unsettled(OffenceStatus status);
bool was_ever_declined(const SubjectFacts& facts, const ItemReference& item);

struct ReceivedItems {
    std::vector<const DisclosureFact*> usable;  // of the item, or of the subject
    // Why one that the actor knows of can't be used; of the item asked for only.
    std::optional<Rule> known_refusal;
    std::vector<std::string> arguments;
};
ReceivedItems received_items(const Actor& actor, const Question& question,
                             const SubjectFacts& facts, const Law& law, const PurposeEntry& purpose,
                             base::Date today);

struct DisclosureAnswer {
    std::optional<Rule> refused_by;
    std::vector<std::string> arguments;
    bool informs_patient = false;
    std::optional<std::int64_t> consent_id;
};
// Of an item of the actor's own agency, by someone who stands in a relation.
DisclosureAnswer check_disclosure(const Actor& actor, const Question& question,
                                  const SubjectFacts& facts, const Law& law, base::Date today);

}  // namespace access

#pragma once

#include <string>

#include "access/policy.h"

namespace access::testing {

// The policy once more, slowly and written another way: for each person who asks, it goes through
// the rules as domain.md lists them. Returns "allowed by GROUND" or "refused by RULE". Shares the
// law's look-ups and nothing else with policy.cpp.
std::string reference_answer(const Actor& actor, const Question& question,
                             const SubjectFacts& facts, const Law& law, base::Date today,
                             base::Instant now);

// The same text for the policy's own decision.
std::string answer_text(const Decision& decision);

}  // namespace access::testing

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// The rules of the domain by their ids, and what each says when it refuses: the same ids in code,
// tests, trail and help.
namespace access {

enum class Rule {
    R01,
    R02,
    R03,
    R04,
    R05,
    R06,
    R07,
    R09,
    R10,
    R11,
    R12,
    R13,
    R13_missing,
    R14,
    R15,
    R16,
    R17,
    R18,
    R19,
    R26,
    R28,
    R29,
    R30,
    R32,
    R33,
    R36,
    R36_hold,
    R41,
    R41_reason,
    R42,
    R44,
    R46,
    R47,
    R48,
    basis_age
};
std::span<const Rule> all_rules();
std::string_view rule_id(Rule rule);  // "R04"

// known: the user already lawfully knows that it exists, and gets the rule's sentence with 403.
// hidden: existence itself is confidential, and the answer is the 404 that an unknown address gets.
// asked: something has to be chosen or filled in first (R02, R03, R33); 422.
enum class RefusalKind { known, hidden, asked };
RefusalKind refusal_kind(Rule rule);

// The rule's Danish sentence, with {} where arguments go.
std::string_view rule_sentence(Rule rule);

// The refusal as an error: its code is the rule's id.
base::Error refusal(Rule rule, std::vector<std::string> arguments = {});

// The rule behind an error, when it is one of these.
const Rule* rule_of(const base::Error& error);

// 403, 404 or 422; 503 when the trail can't be written; 422 for other errors.
int refusal_status(const base::Error& error);

}  // namespace access

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

// The append-only, hash-chained record of every change and every refusal. Lines hold ids and codes,
// never content and never a name.
namespace trail {

enum class Action {
    read,
    search,
    create,
    change,
    remove,
    restore,
    disclose,  // lets another agency see something
    extract,  // export, download, feed
    sign,     // freeze, publish, withdraw, approve
    refuse,
    sign_in,
    sign_out,
    run  // a scheduled job or a command
};

std::string_view action_code(Action action);
std::optional<Action> action_of(std::string_view code);

// Who did what to which subject, and why. Texts have at most 200 characters and no line breaks;
// longer ones are a bug and throw std::logic_error.
struct Line {
    std::string actor;  // "account:12", "system", "command"
    Action action = Action::read;
    std::string subject_kind;  // "activity", "initiative", "account", "report", "route"
    std::string subject_id;    // its id or key
    std::string purpose;       // code; empty where no person is concerned
    std::string basis;         // legal basis code
    std::string rule;          // the rule or permission that refused, or empty
    std::string reference;     // a hash, a version or a route: never content
};

struct StoredLine {
    std::int64_t sequence = 0;  // from 1, without gaps
    base::Instant at{};
    Line line;
    std::string hash;  // SHA-256 in hex over the previous hash and every field of this line
};

// Writes one line in the caller's transaction: no commit, no line, no change. Returns its sequence.
std::int64_t append(store::WriteTransaction& transaction, base::Instant now, const Line& line);

// The same in a transaction of its own, durable on return.
void append_alone(store::Database& database, base::Instant now, const Line& line);

struct Verification {
    std::int64_t lines = 0;
    std::string head;                          // hash of the last line, empty when there is none
    std::optional<std::int64_t> first_broken;  // the sequence where the chain no longer holds
    std::string what;                          // Danish, what was found there
};

// Reads the whole chain and computes it again.
Verification verify(store::Connection& connection);

struct Filter {
    std::string actor;  // empty: all
    std::string subject_kind;
    std::string subject_id;
    std::string action;
    std::int64_t before = 0;  // sequence below this; 0: from the newest
    int limit = 50;           // at most 500
};

// Newest first; every combination is served by an index.
std::vector<StoredLine> lines(store::Connection& connection, const Filter& filter);

}  // namespace trail

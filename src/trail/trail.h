#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/database.h"
#include "trail/verification.h"

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
    extract,  // export, download, feed
    sign,     // freeze, publish, withdraw, approve
    refuse,
    sign_in,
    sign_out,
    run,          // a scheduled job or a command
    disclose,     // let an agency see an item
    decline,      // "deles ikke": recorded and final
    erase,        // after the end of its time
    break_glass,  // opened in an emergency
    merge,        // two records of one person
    unmerge
};

std::string_view action_code(Action action);
std::optional<Action> action_of(std::string_view code);

// Who did what to which subject, and why. Texts have at most 200 characters and no line breaks;
// longer ones are a bug and throw std::logic_error.
struct Line {
    std::string actor;  // "account:12", "system", "command"
    Action action = Action::read;
    std::string subject_kind;  // "activity", "initiative", "account", "report", "route", "person"
    std::string subject_id;    // its id or key
    std::string purpose;       // code; empty where no person is concerned
    std::string basis;         // legal basis code
    std::string rule;          // the rule or permission that refused, or empty
    std::string reference;     // a hash, a version or a route: never content
    std::string role;          // the codes of the roles that acted, joined by commas
    std::string authority;     // the agency acted for, as code; empty: the municipality itself
    std::string criteria;      // keyed hash of what was searched for; see search_criteria_store.h
};

struct StoredLine {
    std::int64_t sequence = 0;  // from 1, without gaps
    base::Instant at{};
    Line line;
    std::string hash;  // in hex; over the previous hash and every field of this line
};

// Writes one line in the caller's transaction: no commit, no line, no change. Returns its sequence.
std::int64_t append(store::WriteTransaction& transaction, base::Instant now, const Line& line);

// The same in a transaction of its own, durable on return.
void append_alone(store::Database& database, base::Instant now, const Line& line);

struct Filter {
    std::string actor;  // empty: all
    std::string subject_kind;
    std::string subject_id;
    std::string action;
    std::int64_t before = 0;  // sequence below this; 0: from the newest
    int limit = 50;           // at most 500
};

// Newest first, without those whose time has ended (sealing.h). What no index serves is looked for
// in the whole trail; a page asks search() (trail_search.h).
std::vector<StoredLine> lines(store::Connection& connection, const Filter& filter);

// What a person's page shows of one line.
struct PersonLine {
    std::int64_t sequence = 0;
    base::Instant at{};
    std::string actor;
    std::string role;
    std::string authority;
    Action action = Action::read;
    std::string purpose;
    std::string basis;
    std::string rule;
};

// Who has looked at this person, or done something else with the record: newest first, at most
// `limit`, below the sequence `before` (0: from the newest). As fast in a large trail as in a small
// one.
std::vector<PersonLine> lines_about_person(store::Connection& connection,
                                           std::string_view person_id, std::int64_t before = 0,
                                           int limit = 50);

}  // namespace trail

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/warrant.h"
#include "base/field_error.h"
#include "base/result.h"
#include "people/moment.h"
#include "store/database.h"
#include "vault/vault.h"

// Moving out of the municipality (R48). From the day on nothing of the person is written or
// changed, and what is known is handed over only on a basis that holds after a move; the time for
// erasing counts from the day, as if all work with the person had ended.
namespace people {

struct Move {
    base::Date on{};
    std::string to;  // the new municipality; empty where the warrant doesn't open it
};

inline constexpr std::size_t municipality_characters_max = 100;

base::FieldErrors check(const Move& move, base::Date today);

// The warrant is for changing. Refused with the first message of the rules.
base::Result<void> note_move(store::WriteTransaction& transaction, vault::Vault& vault,
                             const access::Warrant<access::PersonId>& warrant, const Move& move,
                             const Moment& moment);

// It was a mistake, or the person is back. The warrant is a leader's, for approving, since nothing
// can be changed of one who moved. Refused with "not_found" where nobody moved.
base::Result<void> take_back_move(store::WriteTransaction& transaction,
                                  const access::Warrant<access::PersonId>& warrant,
                                  const Moment& moment);

// The warrant is for reading, or for revealing; through a disclosure nothing is told. Where to is
// as confidential as the address, and with a protected one it is revealed only (R19).
std::optional<Move> move_of(store::Connection& connection, vault::Vault& vault,
                            const access::Warrant<access::PersonId>& warrant, base::Instant now);

}  // namespace people

#include "people/moving_store.h"

#include <span>
#include <stdexcept>

#include "base/text.h"
#include "people/person_row_store_internal.h"

namespace people {
namespace {

using access::Action;
using PersonWarrant = access::Warrant<access::PersonId>;
using Bytes = std::span<const std::uint8_t>;

}  // namespace

base::FieldErrors check(const Move& move, base::Date today) {
    base::FieldErrors errors;
    if (base::trim(move.to).empty())
        errors.push_back({"moved_to", base::refuse("required", "Skriv den nye kommune.")});
    if (base::length_in_characters(move.to) > municipality_characters_max)
        errors.push_back({"moved_to", base::refuse("too_long", "Kommunen må højst være {} tegn.",
                                                   std::to_string(municipality_characters_max))});
    if (move.on > today)
        errors.push_back(
            {"moved_on", base::refuse("later", "Fraflytningen kan ikke ligge ude i fremtiden.")});
    return errors;
}

base::Result<void> note_move(store::WriteTransaction& transaction, vault::Vault& vault,
                             const PersonWarrant& warrant, const Move& move, const Moment& moment) {
    warrant.require(Action::change, moment.now);
    const base::FieldErrors errors = check(move, moment.today);
    if (!errors.empty()) return errors.front().error;
    const SealedFields sealed = sealed_fields(transaction, vault, warrant.subject(), "person");
    transaction.execute("update person set moved_on = $2, moved_to = $3 where id = $1",
                        warrant.subject().value, base::iso_date(move.on),
                        Bytes(sealed.seal("moved_to", move.to)));
    return {};
}

base::Result<void> take_back_move(store::WriteTransaction& transaction,
                                  const PersonWarrant& warrant, const Moment& moment) {
    warrant.require(Action::approve, moment.now);
    if (warrant.ground() != access::Ground::leader)
        throw std::logic_error("people: taking a move back without leading the work");
    const std::int64_t changed = transaction.execute(
        "update person set moved_on = null, moved_to = $2 where id = $1 and moved_on is not null",
        warrant.subject().value, Bytes());
    if (changed == 0)
        return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
    return {};
}

std::optional<Move> move_of(store::Connection& connection, vault::Vault& vault,
                            const PersonWarrant& warrant, base::Instant now) {
    const bool reveals = warrant.action() == Action::reveal;
    warrant.require(reveals ? Action::reveal : Action::read, now);
    if (warrant.obliges(access::Obligation::only_disclosed_items)) return std::nullopt;
    store::Rows rows =
        connection.query("select moved_on, moved_to, address_protected from person where id = $1",
                         warrant.subject().value);
    if (!rows.next() || rows.row().is_null(0)) return std::nullopt;
    const std::optional<base::Date> day = base::parse_date(rows.row().text_view(0));
    const std::vector<std::uint8_t> to = rows.row().bytes(1);
    const SealedFields sealed = sealed_fields(connection, vault, warrant.subject(), "person");
    const bool opens =
        warrant.covers(access::DataClass::confidential) && (reveals || rows.row().integer(2) == 0);
    return Move{day.value(), opens ? sealed.open("moved_to", to) : std::string()};
}

}  // namespace people

#include "people/legal_hold_store.h"

#include <span>

#include "access/rule.h"
#include "base/text.h"
#include "people/person_row_store_internal.h"

namespace people {
namespace {

using access::Action;
using Bytes = std::span<const std::uint8_t>;

const std::string columns =
    "select id, person_id, put_at, put_by, lifted_at, lifted_by from legal_hold ";

LegalHold read_hold(const store::Row& row) {
    LegalHold hold;
    hold.id = row.integer(0);
    hold.person = {row.integer(1)};
    hold.put_at = base::parse_instant(row.text_view(2)).value();
    hold.put_by = row.integer(3);
    if (!row.is_null(4)) hold.lifted_at = base::parse_instant(row.text_view(4));
    hold.lifted_by = row.optional_integer(5);
    return hold;
}

bool account_is_open(store::Connection& connection, std::int64_t account_id) {
    return connection
        .integer("select 1 from account where id = $1 and closed_on is null", account_id)
        .has_value();
}

}  // namespace

base::Result<void> check_hold_reason(std::string_view reason) {
    if (base::trim(reason).empty()) return base::refuse("reason", "Skriv begrundelsen.");
    if (base::length_in_characters(reason) > hold_reason_max)
        return base::refuse("reason", "Begrundelsen må højst være {} tegn.",
                            std::to_string(hold_reason_max));
    return {};
}

base::Result<std::int64_t> put_hold(store::WriteTransaction& transaction, vault::Vault& vault,
                                    const access::Warrant<access::PersonId>& warrant,
                                    const std::string& reason, const Moment& moment) {
    warrant.require(Action::approve, moment.now);
    if (const auto checked = check_hold_reason(reason); !checked) return checked.error();
    const std::int64_t person = warrant.subject().value;
    if (transaction.integer("select 1 from legal_hold where person_id = $1 and lifted_at is null",
                            person))
        return base::refuse("held_already", "Sletningen er allerede sat i bero.");
    const SealedFields sealed = sealed_fields(transaction, vault, warrant.subject(), "legal_hold");
    return transaction
        .integer(
            "insert into legal_hold (person_id, reason, put_at, put_by, lifted_reason) "
            "values ($1, $2, $3, $4, $5) returning id",
            person, Bytes(sealed.seal("reason", reason)), base::iso_instant(moment.now),
            warrant.account_id(), Bytes())
        .value();
}

base::Result<void> lift_hold(store::WriteTransaction& transaction, vault::Vault& vault,
                             const access::Warrant<access::PersonId>& warrant, std::int64_t id,
                             const std::string& reason, const Moment& moment) {
    warrant.require(Action::approve, moment.now);
    const std::optional<LegalHold> hold = find_hold(transaction, id);
    if (!hold || hold->person != warrant.subject() || hold->lifted_at)
        return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
    if (hold->put_by != warrant.account_id() && account_is_open(transaction, hold->put_by))
        return access::refusal(access::Rule::R36_hold);
    if (const auto checked = check_hold_reason(reason); !checked) return checked.error();
    const SealedFields sealed = sealed_fields(transaction, vault, warrant.subject(), "legal_hold");
    transaction.execute(
        "update legal_hold set lifted_at = $2, lifted_by = $3, lifted_reason = $4 "
        "where id = $1",
        id, base::iso_instant(moment.now), warrant.account_id(),
        Bytes(sealed.seal("lifted_reason", reason)));
    return {};
}

std::vector<LegalHold> holds(store::Connection& connection, std::int64_t before, int most) {
    std::vector<LegalHold> found;
    for (const store::Row& row : connection.query(
             columns + "where $1 = 0 or id < $1 order by id desc limit $2", before, most))
        found.push_back(read_hold(row));
    return found;
}

std::optional<LegalHold> find_hold(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(columns + "where id = $1", id);
    if (!rows.next()) return std::nullopt;
    return read_hold(rows.row());
}

std::optional<HoldReasons> hold_reasons(store::Connection& connection, vault::Vault& vault,
                                        const access::Warrant<access::PersonId>& warrant,
                                        std::int64_t id, base::Instant now) {
    warrant.require(Action::approve, now);
    const SealedFields sealed = sealed_fields(connection, vault, warrant.subject(), "legal_hold");
    store::Rows rows = connection.query(
        "select reason, lifted_reason from legal_hold where id = $1 and person_id = $2", id,
        warrant.subject().value);
    if (!rows.next()) return std::nullopt;
    return HoldReasons{sealed.open("reason", rows.row().bytes(0)),
                       sealed.open("lifted_reason", rows.row().bytes(1))};
}

}  // namespace people

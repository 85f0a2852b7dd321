#include "people/consent_store.h"

#include <algorithm>

#include "people/person_row_store_internal.h"

namespace people {
namespace {

using PersonWarrant = access::Warrant<access::PersonId>;

std::optional<base::Date> date_at(const store::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : base::parse_date(row.text_view(column));
}

std::optional<std::string> text_of(const std::optional<base::Date>& date) {
    return date ? std::optional(base::iso_date(*date)) : std::nullopt;
}

Consent read_consent(const store::Row& row, const SealedFields& sealed, access::PersonId record) {
    Consent consent;
    consent.id = row.integer(0);
    consent.record = record;
    consent.giver = consent_giver_of(row.text_view(1)).value();
    consent.data = sealed.open("data", row.bytes(2));
    consent.receiver_cvr = row.text(3);
    consent.forum = organisation::forum_kind_of(row.text_view(4)).value();
    consent.manner = consent_manner_of(row.text_view(5)).value();
    consent.text_version = row.text(6);
    consent.given_on = base::parse_date(row.text_view(7)).value();
    consent.ends_on = date_at(row, 8);
    consent.withdrawn_on = date_at(row, 9);
    return consent;
}

std::vector<Consent> read_consents(store::Connection& connection, vault::Vault& vault,
                                   access::PersonId person) {
    std::vector<Consent> found;
    for (const access::PersonId record : records_of(connection, person)) {
        const SealedFields sealed = sealed_fields(connection, vault, record, "consent");
        if (!sealed.has_key()) continue;
        for (const store::Row& row : connection.query(
                 "select id, giver, data, receiver_cvr, forum, manner, text_version, given_on, "
                 "ends_on, withdrawn_on from consent where person_id = $1",
                 record.value))
            found.push_back(read_consent(row, sealed, record));
    }
    std::sort(found.begin(), found.end(),
              [](const Consent& left, const Consent& right) { return left.id > right.id; });
    return found;
}

}  // namespace

base::Result<std::int64_t> add_consent(store::WriteTransaction& transaction, vault::Vault& vault,
                                       const PersonWarrant& warrant, const Consent& consent,
                                       const Moment& moment) {
    warrant.require(access::Action::change, moment.now);
    const auto errors = check(consent, moment.today);
    if (!errors.empty()) return errors.front().error;
    const SealedFields sealed = sealed_fields(transaction, vault, warrant.subject(), "consent");
    return transaction
        .integer(
            "insert into consent (person_id, giver, data, receiver_cvr, forum, manner, "
            "text_version, given_on, ends_on, account_id, at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id",
            warrant.subject().value, consent_giver_code(consent.giver),
            std::span<const std::uint8_t>(sealed.seal("data", consent.data)), consent.receiver_cvr,
            organisation::forum_kind_code(consent.forum), consent_manner_code(consent.manner),
            consent.text_version, base::iso_date(consent.given_on), text_of(consent.ends_on),
            warrant.account_id(), base::iso_instant(moment.now))
        .value();
}

base::Result<void> withdraw_consent(store::WriteTransaction& transaction, vault::Vault& vault,
                                    const PersonWarrant& warrant, std::int64_t id, base::Date day,
                                    const Moment& moment) {
    warrant.require(access::Action::change, moment.now);
    for (const Consent& consent : read_consents(transaction, vault, warrant.subject())) {
        if (consent.id != id) continue;
        if (const auto refused = check_withdrawal(consent, day, moment.today); !refused)
            return refused.error();
        transaction.execute("update consent set withdrawn_on = $2, withdrawn_by = $3 where id = $1",
                            id, base::iso_date(day), warrant.account_id());
        return {};
    }
    return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
}

std::vector<Consent> consents(store::Connection& connection, vault::Vault& vault,
                              const PersonWarrant& warrant, base::Instant now) {
    warrant.require(access::Action::read, now);
    if (warrant.obliges(access::Obligation::only_disclosed_items)) return {};
    std::vector<Consent> found = read_consents(connection, vault, warrant.subject());
    if (!warrant.covers(access::DataClass::confidential))
        for (Consent& consent : found) consent.data.clear();
    return found;
}

}  // namespace people

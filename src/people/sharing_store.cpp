#include "people/sharing_store.h"

#include "people/person_row_store_internal.h"

namespace people {

std::int64_t share_item(store::WriteTransaction& transaction, vault::Vault& vault,
                        const access::Warrant<access::PersonId>& warrant, base::Instant now) {
    warrant.require(access::Action::disclose, now);
    if (!warrant.disclosure()) throw std::logic_error("people: sharing without a draft");
    const SealedFields sealed = sealed_fields(transaction, vault, warrant.subject(), "disclosure");
    return access::share(transaction, warrant,
                         sealed.seal("necessity", warrant.disclosure()->necessity), now);
}

std::vector<MadeDisclosure> disclosures(store::Connection& connection, vault::Vault& vault,
                                        const access::Warrant<access::PersonId>& warrant,
                                        base::Instant now) {
    const SealedFields sealed = sealed_fields(connection, vault, warrant.subject(), "disclosure");
    // Whoever received something reads why; of the own record it is one of the confidential texts.
    const bool opens_words = warrant.ground() == access::Ground::disclosure ||
                             warrant.covers(access::DataClass::confidential);
    std::vector<MadeDisclosure> made;
    for (access::Disclosure& disclosure : access::disclosures_of(connection, warrant, now)) {
        std::string necessity;
        if (opens_words && !disclosure.necessity.empty())
            necessity = sealed.open("necessity", disclosure.necessity);
        made.push_back({std::move(disclosure), std::move(necessity)});
    }
    return made;
}

vault::Sealed seal_door_reason(store::Connection& connection, vault::Vault& vault,
                               access::PersonId person, const std::string& reason) {
    return sealed_fields(connection, vault, person, "break_glass").seal("reason", reason);
}

std::string door_reason(store::Connection& connection, vault::Vault& vault, std::int64_t door_id) {
    store::Rows rows = connection.query(
        "select subject_id, reason from break_glass where id = $1 and subject_kind = 'person'",
        door_id);
    if (!rows.next()) return {};
    const std::vector<std::uint8_t> reason = rows.row().bytes(1);
    const access::PersonId person{rows.row().integer(0)};
    return sealed_fields(connection, vault, person, "break_glass").open("reason", reason);
}

}  // namespace people

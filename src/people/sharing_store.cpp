#include "people/sharing_store.h"

#include "people/person_row_store_internal.h"

namespace people {

std::int64_t share_item(store::WriteTransaction& transaction, vault::Vault& vault,
                        const access::Warrant<access::PersonId>& warrant, base::Instant now) {
    warrant.require(access::Action::disclose, now);
    if (!warrant.disclosure()) throw std::logic_error("people: sharing without a draft");
    const auto record = access::record_of_item(transaction, warrant.item().value());
    if (!record) throw std::logic_error("people: sharing what isn't there");
    // Where the item stands, so that the words go with it when records are parted again.
    const SealedFields sealed =
        sealed_fields(transaction, vault, access::PersonId{record->id}, "disclosure");
    return access::share(transaction, warrant,
                         sealed.seal("necessity", warrant.disclosure()->necessity), now);
}

std::vector<MadeDisclosure> disclosures(store::Connection& connection, vault::Vault& vault,
                                        const access::Warrant<access::PersonId>& warrant,
                                        base::Instant now) {
    std::vector<access::PersonId> merged = records_of(connection, warrant.subject());
    merged.erase(merged.begin());
    // Whoever received something reads why; of the own record it is one of the confidential texts.
    const bool opens_words = warrant.ground() == access::Ground::disclosure ||
                             warrant.covers(access::DataClass::confidential);
    std::vector<MadeDisclosure> made;
    for (access::Disclosure& disclosure :
         access::disclosures_of(connection, warrant, now, merged)) {
        std::string necessity;
        if (opens_words && !disclosure.necessity.empty())
            necessity = sealed_fields(connection, vault, access::PersonId{disclosure.record.id},
                                      "disclosure")
                            .open("necessity", disclosure.necessity);
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

#include "base/text.h"
#include "people/person_row_store_internal.h"
#include "people/person_tokens.h"

namespace people {
namespace {

std::vector<std::string> address_lines(const std::string& text) {
    std::vector<std::string> lines = base::split(text, '\n');
    lines.resize(4);
    return lines;
}

std::optional<CprNumber> cpr_of(const std::string& digits) {
    if (digits.empty()) return std::nullopt;
    return CprNumber::parse(digits).value();
}

}  // namespace

std::optional<PersonRow> open_row(store::Connection& connection, vault::Vault& vault,
                                  access::PersonId id) {
    store::Rows rows = connection.query(
        "select subject, version, given_names, family_name, cpr, born_on, sex, address, "
        "address_protected, merged_into_id, registered_on from person where id = $1",
        id.value);
    if (!rows.next()) return std::nullopt;
    const store::Row& row = rows.row();
    const SealedFields sealed(vault, "person", row.text(0));
    if (!sealed.has_key()) return std::nullopt;
    PersonRow person;
    person.id = id;
    person.subject = sealed.subject();
    person.version = row.integer(1);
    PersonDetails& details = person.details;
    details.given_names = sealed.open("given_names", row.bytes(2));
    details.family_name = sealed.open("family_name", row.bytes(3));
    details.cpr = cpr_of(sealed.open("cpr", row.bytes(4)));
    details.born_on = base::parse_date(sealed.open("born_on", row.bytes(5)));
    details.sex = sex_of(sealed.open("sex", row.bytes(6))).value_or(Sex::unknown);
    const auto lines = address_lines(sealed.open("address", row.bytes(7)));
    details.address = {lines[0], lines[1], lines[2], lines[3]};
    details.address_protected = row.integer(8) != 0;
    if (!row.is_null(9)) person.merged_into = access::PersonId{row.integer(9)};
    person.registered_on = base::parse_date(row.text_view(10)).value();
    return person;
}

std::vector<access::PersonId> records_of(store::Connection& connection, access::PersonId person) {
    std::vector<access::PersonId> records{person};
    for (const store::Row& row : connection.query(
             "select id from person where merged_into_id = $1 order by id", person.value))
        records.push_back({row.integer(0)});
    return records;
}

std::optional<std::string> person_key_name(store::Connection& connection, access::PersonId id) {
    return connection.text("select subject from person where id = $1", id.value);
}

SealedFields sealed_fields(store::Connection& connection, vault::Vault& vault, access::PersonId id,
                           std::string_view table) {
    return {vault, table, person_key_name(connection, id).value_or("person:none")};
}

void add_tokens(store::WriteTransaction& transaction, vault::Vault& vault,
                const std::string& subject, const PersonDetails& details) {
    for (const Term& term : terms_of(details)) {
        const auto entry = vault.index_entry(subject, token_purpose(term.kind), term.text);
        if (!entry) throw std::logic_error("people: a subject without a key");
        transaction.execute(
            "insert into person_token (epoch, token, link) values ($1, $2, $3) "
            "on conflict (epoch, token, link) do nothing",
            entry->epoch, std::span<const std::uint8_t>(entry->token),
            std::span<const std::uint8_t>(entry->link));
    }
}

void remove_tokens(store::WriteTransaction& transaction, vault::Vault& vault,
                   const std::string& subject, const PersonDetails& details) {
    for (const Term& term : terms_of(details)) {
        for (const vault::IndexEntry& entry :
             vault.index_entries(subject, token_purpose(term.kind), term.text))
            transaction.execute(
                "delete from person_token where epoch = $1 and token = $2 and link = $3",
                entry.epoch, std::span<const std::uint8_t>(entry.token),
                std::span<const std::uint8_t>(entry.link));
    }
}

}  // namespace people

#include "people/person_store.h"

#include "people/duty_store.h"
#include "people/person_row_store_internal.h"
#include "people/sealed_history_store_internal.h"

namespace people {
namespace {

using access::Action;
using access::DataClass;
using PersonWarrant = access::Warrant<access::PersonId>;

std::string text_of(const Address& address) {
    return address.street + "\n" + address.postal_code + "\n" + address.town + "\n" +
           address.district;
}

std::string date_text(const std::optional<base::Date>& date) {
    return date ? base::iso_date(*date) : std::string();
}

history::Snapshot snapshot(const PersonDetails& details) {
    return {{"given_names", details.given_names},
            {"family_name", details.family_name},
            {"cpr", details.cpr ? details.cpr->digits() : std::string()},
            {"born_on", date_text(details.born_on)},
            {"sex", std::string(sex_code(details.sex))},
            {"street", details.address.street},
            {"postal_code", details.address.postal_code},
            {"town", details.address.town},
            {"district", details.address.district},
            {"address_protected", details.address_protected ? "1" : "0"}};
}

void write_row(store::WriteTransaction& transaction, const SealedFields& sealed,
               access::PersonId id, std::int64_t version, const PersonDetails& details) {
    const vault::Sealed given_names = sealed.seal("given_names", details.given_names);
    const vault::Sealed family_name = sealed.seal("family_name", details.family_name);
    const vault::Sealed cpr = sealed.seal("cpr", details.cpr ? details.cpr->digits() : "");
    const vault::Sealed born_on = sealed.seal("born_on", date_text(details.born_on));
    const vault::Sealed sex = sealed.seal("sex", sex_code(details.sex));
    const vault::Sealed address = sealed.seal("address", text_of(details.address));
    using Bytes = std::span<const std::uint8_t>;
    transaction.execute(
        "update person set version = $2, given_names = $3, family_name = $4, cpr = $5, "
        "born_on = $6, sex = $7, address = $8, address_protected = $9 where id = $1",
        id.value, version, Bytes(given_names), Bytes(family_name), Bytes(cpr), Bytes(born_on),
        Bytes(sex), Bytes(address), details.address_protected ? 1 : 0);
}

Person person_of(const PersonRow& row) {
    const PersonDetails& details = row.details;
    Person person;
    person.id = row.id;
    person.version = row.version;
    person.given_names = details.given_names;
    person.family_name = details.family_name;
    if (details.cpr) {
        person.masked_cpr = details.cpr->masked();
        person.has_replacement_number = details.cpr->kind() == CprKind::replacement;
    }
    person.born_on = details.birth_date();
    person.sex = details.sex;
    if (!details.address_protected && !details.address.empty()) person.address = details.address;
    person.address_protected = details.address_protected;
    person.registered_on = row.registered_on;
    return person;
}

// An address is confidential: not for a mentor, and not for those who only received something.
bool opens_address(const PersonWarrant& warrant) {
    return warrant.covers(DataClass::confidential) &&
           warrant.ground() != access::Ground::disclosure;
}

Person as_shown(Person person, const PersonWarrant& warrant) {
    if (!opens_address(warrant)) person.address.reset();
    // Whoever was told of an item learns who it is about, and nothing else of the record.
    if (warrant.obliges(access::Obligation::only_disclosed_items)) {
        person.address_protected = false;
        person.sex = Sex::unknown;
    }
    return person;
}

base::Error not_found() {
    return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
}

// Whose address is protected today, had it protected always: a flag often comes without a move.
bool had_protected_address(const std::vector<history::Version>& versions,
                           const history::Version& version) {
    const auto is_protected = [](const history::Version& one) {
        const auto found = one.content.find("address_protected");
        return found != one.content.end() && found->second == "1";
    };
    return is_protected(version) || is_protected(versions.front());
}

// Versions, the newest first, as they may be shown: the civil registration number masked, a
// protected address left out.
void mask(std::vector<history::Version>& versions, const PersonWarrant& warrant) {
    for (std::size_t i = versions.size(); i-- > 0;) {
        history::Snapshot& content = versions[i].content;
        // Masked, two numbers of one birthday look the same.
        if (i > 0 && content["cpr"] != versions[i - 1].content["cpr"]) content["cpr_changed"] = "1";
        if (const std::string digits = content["cpr"]; !digits.empty())
            content["cpr"] = CprNumber::parse(digits).value().masked();
        if (opens_address(warrant) && !had_protected_address(versions, versions[i])) continue;
        for (const char* key : {"street", "postal_code", "town", "district"}) content.erase(key);
    }
}

}  // namespace

std::string Person::name() const {
    return given_names.empty() ? family_name
                               : given_names + (family_name.empty() ? "" : " " + family_name);
}

access::PersonId add_person(store::WriteTransaction& transaction, const std::string& subject,
                            const std::string& controller_cvr, std::int64_t account_id,
                            base::Date today) {
    const std::span<const std::uint8_t> nothing;
    return {transaction
                .integer("insert into person (subject, version, controller_cvr, given_names, "
                         "family_name, cpr, born_on, sex, address, address_protected, "
                         "registered_on, registered_by) "
                         "values ($1, 0, $2, $3, $3, $3, $3, $3, $3, 0, $4, $5) returning id",
                         subject, controller_cvr, nothing, base::iso_date(today), account_id)
                .value()};
}

base::Result<void> fill_person(store::WriteTransaction& transaction, vault::Vault& vault,
                               const PersonWarrant& warrant, const PersonDetails& details,
                               const Moment& moment) {
    warrant.require(Action::create, moment.now);
    const access::PersonId id = warrant.subject();
    const SealedFields sealed = sealed_fields(transaction, vault, id, "person");
    if (!sealed.has_key()) return not_found();
    write_row(transaction, sealed, id, 1, details);
    add_tokens(transaction, vault, sealed.subject(), details);
    save_version(
        transaction, sealed, id,
        {1, history::Change::created, warrant.account_id(), moment.now, snapshot(details)});
    add_duty(transaction, vault, warrant, moment);
    return {};
}

std::optional<Person> find_person(store::Connection& connection, vault::Vault& vault,
                                  const PersonWarrant& warrant, base::Instant now) {
    warrant.require(Action::read, now);
    const std::optional<PersonRow> row = open_row(connection, vault, warrant.subject());
    if (!row) return std::nullopt;
    return as_shown(person_of(*row), warrant);
}

std::vector<Person> merged_persons(store::Connection& connection, vault::Vault& vault,
                                   const PersonWarrant& warrant, base::Instant now) {
    warrant.require(Action::read, now);
    std::vector<Person> persons;
    if (warrant.obliges(access::Obligation::only_disclosed_items)) return persons;
    for (const access::PersonId id : records_of(connection, warrant.subject())) {
        if (id == warrant.subject()) continue;
        if (const auto row = open_row(connection, vault, id))
            persons.push_back(as_shown(person_of(*row), warrant));
    }
    return persons;
}

base::Result<void> change_person(store::WriteTransaction& transaction, vault::Vault& vault,
                                 const PersonWarrant& warrant, std::int64_t version,
                                 const PersonDetails& details, const Unchanged& unchanged,
                                 const Moment& moment) {
    warrant.require(Action::change, moment.now);
    const std::optional<PersonRow> before = open_row(transaction, vault, warrant.subject());
    if (!before) return not_found();
    if (before->version != version)
        return base::refuse("version_conflict", "En anden har ændret oplysningerne imens.");
    PersonDetails after = details;
    if (unchanged.cpr) after.cpr = before->details.cpr;
    if (unchanged.address) after.address = before->details.address;
    const SealedFields sealed(vault, "person", before->subject);
    write_row(transaction, sealed, before->id, version + 1, after);
    remove_tokens(transaction, vault, before->subject, before->details);
    add_tokens(transaction, vault, before->subject, after);
    save_version(
        transaction, sealed, before->id,
        {version + 1, history::Change::changed, warrant.account_id(), moment.now, snapshot(after)});
    return {};
}

std::optional<CprNumber> reveal_cpr(store::Connection& connection, vault::Vault& vault,
                                    const PersonWarrant& warrant, base::Instant now) {
    warrant.require(Action::reveal, now);
    if (!warrant.covers(DataClass::cpr)) return std::nullopt;
    const std::optional<PersonRow> row = open_row(connection, vault, warrant.subject());
    return row ? row->details.cpr : std::nullopt;
}

std::optional<Address> reveal_address(store::Connection& connection, vault::Vault& vault,
                                      const PersonWarrant& warrant, base::Instant now) {
    warrant.require(Action::reveal, now);
    if (!opens_address(warrant)) return std::nullopt;
    const std::optional<PersonRow> row = open_row(connection, vault, warrant.subject());
    if (!row || row->details.address.empty()) return std::nullopt;
    return row->details.address;
}

std::vector<std::vector<history::Version>> person_versions(store::Connection& connection,
                                                           vault::Vault& vault,
                                                           const PersonWarrant& warrant,
                                                           base::Instant now) {
    warrant.require(Action::read, now);
    std::vector<std::vector<history::Version>> versions;
    if (warrant.obliges(access::Obligation::only_disclosed_items)) return versions;
    for (const access::PersonId record : records_of(connection, warrant.subject())) {
        const SealedFields sealed = sealed_fields(connection, vault, record, "person");
        if (!sealed.has_key()) continue;
        versions.push_back(sealed_versions(connection, sealed, record));
        mask(versions.back(), warrant);
    }
    return versions;
}

std::vector<Address> earlier_protected_addresses(store::Connection& connection, vault::Vault& vault,
                                                 const PersonWarrant& warrant, base::Instant now) {
    warrant.require(Action::reveal, now);
    std::vector<Address> addresses;
    if (!opens_address(warrant)) return addresses;
    for (const access::PersonId record : records_of(connection, warrant.subject())) {
        const SealedFields sealed = sealed_fields(connection, vault, record, "person");
        if (!sealed.has_key()) continue;
        std::optional<Address> next;  // of the version after, which is the present one at first
        const std::vector<history::Version> versions = sealed_versions(connection, sealed, record);
        for (const history::Version& version : versions) {
            history::Snapshot content = version.content;
            Address address{content["street"], content["postal_code"], content["town"],
                            content["district"]};
            const bool is_other = next && *next != address && !address.empty();
            if (is_other && had_protected_address(versions, version)) addresses.push_back(address);
            next = std::move(address);
        }
    }
    return addresses;
}

std::vector<std::int64_t> persons_without_key(store::Connection& connection,
                                              const vault::Vault& vault) {
    std::vector<std::int64_t> ids;
    for (const store::Row& row : connection.query("select id, subject from person order by id"))
        if (vault.state(row.text(1)) == vault::Vault::State::unknown) ids.push_back(row.integer(0));
    return ids;
}

}  // namespace people

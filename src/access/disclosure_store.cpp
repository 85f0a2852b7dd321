#include "access/disclosure_store.h"

#include <algorithm>
#include <stdexcept>

#include "access/data_class_list.h"
#include "access/local_day.h"
#include "base/code_table.h"
#include "base/text.h"

namespace access {

namespace {

constexpr base::CodeTable<OffenceStatus, 6> offence_statuses = {{{
    {OffenceStatus::none, "none"},
    {OffenceStatus::suspected, "suspected"},
    {OffenceStatus::charged, "charged"},
    {OffenceStatus::indicted, "indicted"},
    {OffenceStatus::convicted, "convicted"},
    {OffenceStatus::dropped, "dropped"},
}}};

const ItemReference& item_of(const std::optional<ItemReference>& item) {
    if (!item) throw std::logic_error("access: a warrant without an item");
    return *item;
}

struct NewRow {
    ItemReference item;
    std::string receiver_cvr;
    std::string forum_key;
    std::string_view answer;
    std::string bases;
    std::optional<std::int64_t> consent_id;
    std::optional<std::span<const std::uint8_t>> necessity;
};

std::int64_t insert(store::WriteTransaction& transaction, const WarrantContent& warrant,
                    const NewRow& row, base::Instant now) {
    const SubjectReference record = record_of_item(transaction, row.item).value();
    return transaction
        .integer(
            "insert into disclosure (subject_kind, subject_id, item_kind, item_id, holder_cvr, "
            "receiver_cvr, forum_key, answer, bases, consent_id, necessity, account_id, made_at, "
            "made_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
            "returning id",
            subject_kind_code(record.kind), record.id, row.item.kind, row.item.id,
            warrant.agency_cvr(), row.receiver_cvr, row.forum_key, row.answer, row.bases,
            row.consent_id, row.necessity, warrant.account_id(), base::iso_instant(now),
            base::iso_date(local_day(now)))
        .value();
}

Disclosure disclosure_of(const store::Row& row) {
    Disclosure made;
    made.id = row.integer(0);
    made.item = {row.text(1), row.integer(2)};
    made.holder_cvr = row.text(3);
    made.receiver_cvr = row.text(4);
    made.forum_key = row.text(5);
    made.answer = row.text_view(6) == "shared" ? DisclosureFact::Answer::shared
                                               : DisclosureFact::Answer::not_shared;
    if (!row.text_view(7).empty()) made.bases = base::split(row.text_view(7), ',');
    made.consent_id = row.optional_integer(8);
    if (!row.is_null(9)) made.necessity = row.bytes(9);
    made.account_id = row.integer(10);
    made.made_at = base::parse_instant(row.text(11)).value();
    made.record = {subject_kind_of(row.text_view(12)).value(), row.integer(13)};
    return made;
}

// The agency's own, or what the warrant names of what it received.
bool is_shown(const Disclosure& disclosure, const WarrantContent& warrant) {
    if (warrant.ground() != Ground::disclosure)
        return disclosure.holder_cvr == warrant.agency_cvr();
    const auto& named = warrant.disclosures();
    return std::find(named.begin(), named.end(), disclosure.id) != named.end();
}

}  // namespace

std::optional<SubjectReference> record_of_item(store::Connection& connection,
                                               const ItemReference& item) {
    store::Rows rows = connection.query(
        "select subject_kind, subject_id from shareable_item where kind = $1 and id = $2",
        item.kind, item.id);
    if (!rows.next()) return std::nullopt;
    return SubjectReference(subject_kind_of(rows.row().text_view(0)).value(),
                            rows.row().integer(1));
}

std::string_view offence_status_code(OffenceStatus status) {
    return offence_statuses.code_of(status);
}
std::optional<OffenceStatus> offence_status_of(std::string_view code) {
    return offence_statuses.value_of(code);
}

template <class Subject>
void add_shareable_item(store::WriteTransaction& transaction, const Warrant<Subject>& warrant,
                        const ItemReference& item, organisation::AgencyKind holder_kind,
                        DataClasses classes, OffenceStatus offence, base::Instant now) {
    warrant.require(Action::create, now);
    transaction.execute(
        "insert into shareable_item (kind, id, subject_kind, subject_id, holder_cvr, holder_kind, "
        "data_classes, offence) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        item.kind, item.id, subject_kind_code(Subject::kind), warrant.subject().value,
        warrant.agency_cvr(), organisation::agency_kind_code(holder_kind), data_class_list(classes),
        offence_status_code(offence));
}

template <class Subject>
base::Result<void> change_offence_status(store::WriteTransaction& transaction,
                                         const Warrant<Subject>& warrant, OffenceStatus status,
                                         base::Instant now) {
    warrant.require(Action::change, now);
    const ItemReference& item = item_of(warrant.item());
    // What was dropped doesn't come back; something new is an item of its own.
    const std::int64_t changed = transaction.execute(
        "update shareable_item set offence = $1 where kind = $2 and id = $3 and "
        "holder_cvr = $4 and offence <> 'dropped'",
        offence_status_code(status), item.kind, item.id, warrant.agency_cvr());
    if (changed == 0) return base::refuse("not_found", "Oplysningen findes ikke.");
    return {};
}

template <class Subject>
std::int64_t share(store::WriteTransaction& transaction, const Warrant<Subject>& warrant,
                   const vault::Sealed& sealed_necessity, base::Instant now) {
    warrant.require(Action::disclose, now);
    const std::optional<DisclosureDraft>& draft = warrant.disclosure();
    if (!draft || sealed_necessity.empty()) {
        throw std::logic_error("access: sharing without what was decided on");
    }
    return insert(transaction, warrant,
                  {item_of(warrant.item()), draft->receiver_cvr, draft->forum_key, "shared",
                   base::join(draft->bases, ","), warrant.consent_id(),
                   std::span<const std::uint8_t>(sealed_necessity)},
                  now);
}

template <class Subject>
void decline(store::WriteTransaction& transaction, const Warrant<Subject>& warrant,
             const std::string& receiver_cvr, const std::string& forum_key, base::Instant now) {
    warrant.require(Action::decline, now);
    const ItemReference& item = item_of(warrant.item());
    const auto answered = transaction.integer(
        "select id from disclosure where item_kind = $1 and item_id = $2 and receiver_cvr = $3 and "
        "answer = 'not_shared'",
        item.kind, item.id, receiver_cvr);
    if (answered) return;
    insert(transaction, warrant, {item, receiver_cvr, forum_key, "not_shared", "", {}, {}}, now);
}

template <class Subject>
std::vector<Disclosure> disclosures_of(store::Connection& connection,
                                       const Warrant<Subject>& warrant, base::Instant now,
                                       const std::vector<Subject>& merged) {
    warrant.require(Action::read, now);
    std::vector<Subject> records = merged;
    records.push_back(warrant.subject());
    std::vector<Disclosure> found;
    for (const Subject record : records)
        for (const store::Row& row : connection.query(
                 "select id, item_kind, item_id, holder_cvr, receiver_cvr, forum_key, answer, "
                 "bases, consent_id, necessity, account_id, made_at, subject_kind, subject_id "
                 "from disclosure where subject_kind = $1 and subject_id = $2",
                 subject_kind_code(Subject::kind), record.value)) {
            Disclosure disclosure = disclosure_of(row);
            if (is_shown(disclosure, warrant)) found.push_back(std::move(disclosure));
        }
    std::sort(found.begin(), found.end(),
              [](const Disclosure& left, const Disclosure& right) { return left.id > right.id; });
    return found;
}

template void add_shareable_item(store::WriteTransaction&, const Warrant<PersonId>&,
                                 const ItemReference&, organisation::AgencyKind, DataClasses,
                                 OffenceStatus, base::Instant);
template void add_shareable_item(store::WriteTransaction&, const Warrant<FamilyId>&,
                                 const ItemReference&, organisation::AgencyKind, DataClasses,
                                 OffenceStatus, base::Instant);
template void add_shareable_item(store::WriteTransaction&, const Warrant<GroupId>&,
                                 const ItemReference&, organisation::AgencyKind, DataClasses,
                                 OffenceStatus, base::Instant);
template base::Result<void> change_offence_status(store::WriteTransaction&,
                                                  const Warrant<PersonId>&, OffenceStatus,
                                                  base::Instant);
template base::Result<void> change_offence_status(store::WriteTransaction&,
                                                  const Warrant<FamilyId>&, OffenceStatus,
                                                  base::Instant);
template base::Result<void> change_offence_status(store::WriteTransaction&, const Warrant<GroupId>&,
                                                  OffenceStatus, base::Instant);
template std::int64_t share(store::WriteTransaction&, const Warrant<PersonId>&,
                            const vault::Sealed&, base::Instant);
template std::int64_t share(store::WriteTransaction&, const Warrant<FamilyId>&,
                            const vault::Sealed&, base::Instant);
template std::int64_t share(store::WriteTransaction&, const Warrant<GroupId>&, const vault::Sealed&,
                            base::Instant);
template void decline(store::WriteTransaction&, const Warrant<PersonId>&, const std::string&,
                      const std::string&, base::Instant);
template void decline(store::WriteTransaction&, const Warrant<FamilyId>&, const std::string&,
                      const std::string&, base::Instant);
template void decline(store::WriteTransaction&, const Warrant<GroupId>&, const std::string&,
                      const std::string&, base::Instant);
template std::vector<Disclosure> disclosures_of(store::Connection&, const Warrant<PersonId>&,
                                                base::Instant, const std::vector<PersonId>&);
template std::vector<Disclosure> disclosures_of(store::Connection&, const Warrant<FamilyId>&,
                                                base::Instant, const std::vector<FamilyId>&);
template std::vector<Disclosure> disclosures_of(store::Connection&, const Warrant<GroupId>&,
                                                base::Instant, const std::vector<GroupId>&);

}  // namespace access

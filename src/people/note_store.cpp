#include "people/note_store.h"

#include <algorithm>
#include <set>

#include "access/disclosure_store.h"
#include "people/person_row_store_internal.h"

namespace people {
namespace {

using PersonWarrant = access::Warrant<access::PersonId>;

// What has been answered about the notes of one record.
struct Answers {
    std::set<std::int64_t> disclosed;  // by the disclosures that the warrant names
    std::set<std::int64_t> declined;   // to anyone
};

Answers answers_of(store::Connection& connection, const PersonWarrant& warrant,
                   access::PersonId record) {
    Answers answers;
    const auto& named = warrant.disclosures();
    for (const store::Row& row : connection.query(
             "select id, item_id, answer from disclosure where subject_kind = 'person' and "
             "subject_id = $1 and item_kind = 'note'",
             record.value)) {
        if (row.text_view(2) == "not_shared") answers.declined.insert(row.integer(1));
        if (std::find(named.begin(), named.end(), row.integer(0)) != named.end())
            answers.disclosed.insert(row.integer(1));
    }
    return answers;
}

bool is_open(const Note& note, const PersonWarrant& warrant, const Answers& answers) {
    if (note.offence == access::OffenceStatus::dropped) return false;
    if (!warrant.covers(note.data_class)) return false;
    if (warrant.item() && *warrant.item() != note_item(note.id)) return false;
    switch (warrant.ground()) {
        case access::Ground::disclosure:
            return answers.disclosed.contains(note.id);
        case access::Ground::break_glass:
            return !answers.declined.contains(note.id);
        default:
            return true;
    }
}

Note read_note(const store::Row& row, access::PersonId record) {
    Note note;
    note.id = row.integer(0);
    note.record = record;
    note.data_class = access::data_class_of(row.text_view(1)).value();
    note.noted_on = base::parse_date(row.text_view(3)).value();
    note.holder_cvr = row.text(4);
    note.account_id = row.integer(5);
    note.offence = access::offence_status_of(row.text_view(6)).value();
    return note;
}

}  // namespace

base::Result<std::int64_t> add_note(store::WriteTransaction& transaction, vault::Vault& vault,
                                    const PersonWarrant& warrant, const Note& note,
                                    organisation::AgencyKind holder_kind, const Moment& moment) {
    warrant.require(access::Action::create, moment.now);
    const base::FieldErrors errors = check(note, moment.today);
    if (!errors.empty()) return errors.front().error;
    const access::DataClasses classes = classes_of(note.data_class);
    if (!warrant.classes().has_all(classes))
        throw std::logic_error("people: a note of a class that the warrant doesn't cover");
    const SealedFields sealed = sealed_fields(transaction, vault, warrant.subject(), "note");
    const std::int64_t id =
        transaction
            .integer(
                "insert into note (person_id, data_class, text, noted_on, holder_cvr, account_id, "
                "at) values ($1, $2, $3, $4, $5, $6, $7) returning id",
                warrant.subject().value, access::data_class_code(note.data_class),
                std::span<const std::uint8_t>(sealed.seal("text", note.text)),
                base::iso_date(note.noted_on), warrant.agency_cvr(), warrant.account_id(),
                base::iso_instant(moment.now))
            .value();
    access::add_shareable_item(transaction, warrant, note_item(id), holder_kind, classes,
                               note.offence, moment.now);
    return id;
}

std::vector<Note> notes(store::Connection& connection, vault::Vault& vault,
                        const PersonWarrant& warrant, base::Instant now) {
    warrant.require(access::Action::read, now);
    std::vector<Note> found;
    for (const access::PersonId record : records_of(connection, warrant.subject())) {
        const SealedFields sealed = sealed_fields(connection, vault, record, "note");
        if (!sealed.has_key()) continue;
        const Answers answers = answers_of(connection, warrant, record);
        for (const store::Row& row : connection.query(
                 "select note.id, note.data_class, note.text, note.noted_on, note.holder_cvr, "
                 "note.account_id, item.offence from note "
                 "join shareable_item as item on item.kind = 'note' and item.id = note.id "
                 "where note.person_id = $1",
                 record.value)) {
            Note note = read_note(row, record);
            note.person = warrant.subject();
            if (!is_open(note, warrant, answers)) continue;
            note.text = sealed.open("text", row.bytes(2));
            found.push_back(std::move(note));
        }
    }
    std::sort(found.begin(), found.end(),
              [](const Note& left, const Note& right) { return left.id > right.id; });
    return found;
}

base::Result<void> change_charge(store::WriteTransaction& transaction, const PersonWarrant& warrant,
                                 access::OffenceStatus status, base::Instant now) {
    warrant.require(access::Action::change, now);
    if (!warrant.item()) throw std::logic_error("people: a charge without its note");
    const auto stored =
        transaction.text("select offence from shareable_item where kind = $1 and id = $2",
                         warrant.item()->kind, warrant.item()->id);
    const auto from = stored ? access::offence_status_of(*stored) : std::nullopt;
    if (!from) return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
    if (const auto refused = check_charge_change(*from, status); !refused) return refused.error();
    return access::change_offence_status(transaction, warrant, status, now);
}

}  // namespace people

#include "people/erasure_proposal_store.h"

#include <utility>

#include "people/person_row_store_internal.h"
#include "trail/trail.h"

namespace people {
namespace {

using access::PersonId;
using Outcome = ErasureProposal::Outcome;

constexpr int persons_in_a_batch = 200;

const std::string columns =
    "select id, person_id, record, retention_class, kle_number, start_event, started_on, due_on, "
    "proposed_on, outcome, exists (select 1 from legal_hold as hold where hold.person_id = "
    "proposal.person_id and hold.lifted_at is null) from erasure_proposal as proposal ";

base::Date day_in(const store::Row& row, int column) {
    return base::parse_date(row.text_view(column)).value();
}

ErasureProposal read_proposal(const store::Row& row) {
    const std::string outcome = row.text(9);
    return {row.integer(0),
            {row.integer(1)},
            {row.text(2), row.text(3), row.text(4), row.text(5), day_in(row, 6), day_in(row, 7)},
            day_in(row, 8),
            outcome == "open"       ? Outcome::open
            : outcome == "approved" ? Outcome::approved
                                    : Outcome::lapsed,
            row.integer(10) != 0};
}

// The records that stand for themselves, and aren't erased.
std::vector<PersonId> standing_persons_after(store::Connection& connection, std::int64_t id) {
    std::vector<PersonId> persons;
    for (const store::Row& row : connection.query(
             "select id from person where id > $1 and merged_into_id is null and not exists "
             "(select 1 from erasure_key where subject_kind = 'person' and subject_id = person.id) "
             "order by id limit $2",
             id, persons_in_a_batch))
        persons.push_back({row.integer(0)});
    return persons;
}

std::optional<ErasureProposal> open_proposal_of(store::Connection& connection, PersonId person) {
    store::Rows rows =
        connection.query(columns + "where person_id = $1 and outcome = 'open'", person.value);
    if (!rows.next()) return std::nullopt;
    return read_proposal(rows.row());
}

void write_line(store::WriteTransaction& transaction, base::Instant now, PersonId person,
                trail::Action action, std::int64_t proposal) {
    trail::Line line;
    line.actor = "system";
    line.action = action;
    line.subject_kind = "person";
    line.subject_id = std::to_string(person.value);
    line.purpose = access::purpose_code(access::Purpose::retention);
    line.reference = "erasure_proposal:" + std::to_string(proposal);
    trail::append(transaction, now, line);
}

void add_proposal(store::WriteTransaction& transaction, PersonId person,
                  const RetentionReason& reason, const Moment& moment) {
    const std::int64_t id =
        transaction
            .integer(
                "insert into erasure_proposal (person_id, record, retention_class, "
                "kle_number, start_event, started_on, due_on, proposed_on, outcome) "
                "values ($1, $2, $3, $4, $5, $6, $7, $8, 'open') returning id",
                person.value, reason.record, reason.retention_class, reason.kle_number,
                reason.start_event, base::iso_date(reason.started_on),
                base::iso_date(reason.due_on), base::iso_date(moment.today))
            .value();
    write_line(transaction, moment.now, person, trail::Action::create, id);
}

// One person's proposal brought into agreement with what is due today.
void settle(store::WriteTransaction& transaction, PersonId person, const RetentionAnswer& answer,
            const Moment& moment, ProposalRun& run) {
    const std::optional<ErasureProposal> open = open_proposal_of(transaction, person);
    const bool due = is_due(answer, moment.today);
    if (open && due && open->reason == *answer.reason) return;
    if (open) {
        lapse_proposal(transaction, *open, moment.now);
        ++run.lapsed;
    }
    if (!due) return;
    add_proposal(transaction, person, *answer.reason, moment);
    ++run.proposed;
}

bool has_row(store::Connection& connection, std::string_view sql, std::string_view kind,
             std::int64_t id) {
    return connection.integer(sql, kind, id).has_value();
}

bool is_held(store::Connection& connection, PersonId person) {
    for (const PersonId record : records_of(connection, person)) {
        if (connection.integer(
                "select 1 from legal_hold where person_id = $1 and lifted_at is null",
                record.value))
            return true;
    }
    return false;
}

bool is_delivered(store::Connection& connection, PersonId person) {
    return connection
        .integer(
            "select 1 from archive_delivery_person as part "
            "join archive_delivery on archive_delivery.id = part.delivery_id "
            "where part.person_id = $1 and received_on is not null limit 1",
            person.value)
        .has_value();
}

}  // namespace

RetentionAnswer retention_of_person(store::Connection& connection, const RetentionSources& sources,
                                    PersonId person, const access::Law& law) {
    std::vector<RetentionEvent> events;
    for (const PersonId record : records_of(connection, person)) {
        const auto registered =
            connection.text("select registered_on from person where id = $1", record.value);
        if (!registered) continue;
        events.push_back({"person", "concern_without_case", RetentionEvent::Start::on_day,
                          base::parse_date(*registered).value()});
        for (const RetentionSource& source : sources) {
            std::vector<RetentionEvent> more = source.events(connection, record);
            events.insert(events.end(), std::make_move_iterator(more.begin()),
                          std::make_move_iterator(more.end()));
        }
    }
    return retention_of(events, law);
}

ProposalRun propose_erasures(store::Database& database, const RetentionSources& sources,
                             const access::Law& law, const Moment& moment) {
    ProposalRun run;
    std::int64_t last = 0;
    while (true) {
        std::vector<std::pair<PersonId, RetentionAnswer>> changed;
        std::vector<PersonId> batch;
        {
            store::ReadTransaction reading = database.read();
            batch = standing_persons_after(reading, last);
            for (const PersonId person : batch) {
                RetentionAnswer answer = retention_of_person(reading, sources, person, law);
                if (is_due(answer, moment.today) || open_proposal_of(reading, person))
                    changed.emplace_back(person, std::move(answer));
            }
        }
        if (batch.empty()) return run;
        last = batch.back().value;
        run.persons += static_cast<std::int64_t>(batch.size());
        if (changed.empty()) continue;
        store::WriteTransaction writing = database.write();
        for (const auto& [person, answer] : changed) settle(writing, person, answer, moment, run);
        writing.commit();
    }
}

std::vector<ErasureProposal> open_proposals(store::Connection& connection,
                                            const std::optional<ProposalPlace>& after, int most) {
    const ProposalPlace place = after.value_or(ProposalPlace{base::date_of(1, 1, 1), 0});
    std::vector<ErasureProposal> proposals;
    for (const store::Row& row :
         connection.query(columns + "where outcome = 'open' and (due_on, id) > ($1, $2) "
                                    "order by due_on, id limit $3",
                          base::iso_date(place.due_on), place.id, most))
        proposals.push_back(read_proposal(row));
    return proposals;
}

std::optional<ErasureProposal> find_proposal(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(columns + "where id = $1", id);
    if (!rows.next()) return std::nullopt;
    return read_proposal(rows.row());
}

void lapse_proposal(store::WriteTransaction& transaction, const ErasureProposal& proposal,
                    base::Instant now) {
    transaction.execute(
        "update erasure_proposal set outcome = 'lapsed', decided_at = $2 where id = $1",
        proposal.id, base::iso_instant(now));
    write_line(transaction, now, proposal.person, trail::Action::change, proposal.id);
}

access::FactSource retention_facts(RetentionSources sources,
                                   std::function<access::LawPointer()> law) {
    return [sources = std::move(sources), law = std::move(law)](
               store::Connection& connection, const access::Actor&,
               const access::Question& question, access::SubjectFacts& facts) {
        const std::string_view kind = access::subject_kind_code(facts.subject.kind);
        facts.erased =
            facts.erased ||
            has_row(connection,
                    "select 1 from erasure_key where subject_kind = $1 and subject_id = $2", kind,
                    facts.subject.id);
        const bool erasing = question.action == access::Action::erase &&
                             facts.subject.kind == access::SubjectKind::person;
        if (!erasing) return;
        const PersonId person{facts.subject.id};
        facts.legal_hold = is_held(connection, person);
        facts.must_be_archived =
            retention_of_person(connection, sources, person, *law()).archive_first;
        facts.archived = is_delivered(connection, person);
    };
}

}  // namespace people

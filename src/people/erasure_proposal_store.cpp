#include "people/erasure_proposal_store.h"

#include <algorithm>
#include <utility>

#include "people/person_row_store_internal.h"
#include "trail/trail.h"

namespace people {
namespace {

using access::PersonId;
using access::SubjectKind;
using access::SubjectReference;
using Outcome = ErasureProposal::Outcome;

constexpr int subjects_in_a_batch = 200;

// A family or group is held back with any of its members.
const std::string columns =
    "select id, subject_kind, subject_id, record, retention_class, kle_number, start_event, "
    "started_on, due_on, proposed_on, outcome, "
    "exists (select 1 from legal_hold as hold where proposal.subject_kind = 'person' and "
    "hold.person_id = proposal.subject_id and hold.lifted_at is null) or "
    "exists (select 1 from membership join legal_hold as hold on hold.person_id = "
    "membership.person_id where circle_kind = proposal.subject_kind and "
    "circle_id = proposal.subject_id and hold.lifted_at is null) "
    "from erasure_proposal as proposal ";

base::Date day_in(const store::Row& row, int column) {
    return base::parse_date(row.text_view(column)).value();
}

ErasureProposal read_proposal(const store::Row& row) {
    const std::string outcome = row.text(10);
    return {row.integer(0),
            {access::subject_kind_of(row.text_view(1)).value(), row.integer(2)},
            {row.text(3), row.text(4), row.text(5), row.text(6), day_in(row, 7), day_in(row, 8)},
            day_in(row, 9),
            outcome == "open"       ? Outcome::open
            : outcome == "approved" ? Outcome::approved
                                    : Outcome::lapsed,
            row.integer(11) != 0};
}

// The records that stand for themselves, and aren't erased.
std::vector<SubjectReference> standing_subjects_after(store::Connection& connection,
                                                      SubjectKind kind, std::int64_t id) {
    const std::string_view from = kind == SubjectKind::person
                                      ? "person where merged_into_id is null"
                                  : kind == SubjectKind::family ? "family where removed = 0"
                                                                : "youth_group where removed = 0";
    std::vector<SubjectReference> subjects;
    for (const store::Row& row :
         connection.query("select id from " + std::string(from) +
                              " and id > $1 and not exists (select 1 from erasure_key where "
                              "subject_kind = $3 and subject_id = id) order by id limit $2",
                          id, subjects_in_a_batch, access::subject_kind_code(kind)))
        subjects.emplace_back(kind, row.integer(0));
    return subjects;
}

std::optional<ErasureProposal> open_proposal_of(store::Connection& connection,
                                                SubjectReference subject) {
    store::Rows rows = connection.query(
        columns + "where subject_kind = $1 and subject_id = $2 and outcome = 'open'",
        access::subject_kind_code(subject.kind), subject.id);
    if (!rows.next()) return std::nullopt;
    return read_proposal(rows.row());
}

void write_line(store::WriteTransaction& transaction, base::Instant now, SubjectReference subject,
                trail::Action action, std::int64_t proposal) {
    trail::Line line;
    line.actor = "system";
    line.action = action;
    line.subject_kind = access::subject_kind_code(subject.kind);
    line.subject_id = std::to_string(subject.id);
    line.purpose = access::purpose_code(access::Purpose::retention);
    line.reference = "erasure_proposal:" + std::to_string(proposal);
    trail::append(transaction, now, line);
}

void add_proposal(store::WriteTransaction& transaction, SubjectReference subject,
                  const RetentionReason& reason, const Moment& moment) {
    const std::int64_t id =
        transaction
            .integer(
                "insert into erasure_proposal (subject_kind, subject_id, record, "
                "retention_class, kle_number, start_event, started_on, due_on, proposed_on, "
                "outcome) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open') returning id",
                access::subject_kind_code(subject.kind), subject.id, reason.record,
                reason.retention_class, reason.kle_number, reason.start_event,
                base::iso_date(reason.started_on), base::iso_date(reason.due_on),
                base::iso_date(moment.today))
            .value();
    write_line(transaction, moment.now, subject, trail::Action::create, id);
}

// One proposal brought into agreement with what is due today.
void settle(store::WriteTransaction& transaction, SubjectReference subject,
            const RetentionAnswer& answer, const Moment& moment, ProposalRun& run) {
    const std::optional<ErasureProposal> open = open_proposal_of(transaction, subject);
    const bool due = is_due(answer, moment.today);
    if (open && due && open->reason == *answer.reason) return;
    if (open) {
        lapse_proposal(transaction, *open, moment.now);
        ++run.lapsed;
    }
    if (!due) return;
    add_proposal(transaction, subject, *answer.reason, moment);
    ++run.proposed;
}

// Those of one kind; returns how many were looked at.
std::int64_t propose_kind(store::Database& database, const RetentionSources& sources,
                          const access::Law& law, const Moment& moment, SubjectKind kind,
                          ProposalRun& run) {
    std::int64_t looked_at = 0;
    std::int64_t last = 0;
    while (true) {
        std::vector<std::pair<SubjectReference, RetentionAnswer>> changed;
        std::vector<SubjectReference> batch;
        {
            store::ReadTransaction reading = database.read();
            batch = standing_subjects_after(reading, kind, last);
            for (const SubjectReference subject : batch) {
                RetentionAnswer answer = retention_of_subject(reading, sources, subject, law);
                if (is_due(answer, moment.today) || open_proposal_of(reading, subject))
                    changed.emplace_back(subject, std::move(answer));
            }
        }
        if (batch.empty()) return looked_at;
        last = batch.back().id;
        looked_at += static_cast<std::int64_t>(batch.size());
        if (changed.empty()) continue;
        store::WriteTransaction writing = database.write();
        for (const auto& [subject, answer] : changed) settle(writing, subject, answer, moment, run);
        writing.commit();
    }
}

// Nobody is expected to come back to a family or group; as long as someone belongs to it, it stays.
void add_members(store::Connection& connection, SubjectReference circle,
                 std::string_view retention_class, std::vector<RetentionEvent>& events) {
    for (const store::Row& row : connection.query(
             "select from_on, to_on from membership where circle_kind = $1 and circle_id = $2 and "
             "removed = 0 order by id",
             access::subject_kind_code(circle.kind), circle.id)) {
        const bool is_over = !row.is_null(1);
        events.push_back(
            {"membership", std::string(retention_class),
             is_over ? RetentionEvent::Start::on_day : RetentionEvent::Start::not_started,
             day_in(row, is_over ? 1 : 0)});
    }
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

bool is_held_with_member(store::Connection& connection, SubjectReference circle) {
    return has_row(connection,
                   "select 1 from membership join legal_hold as hold on hold.person_id = "
                   "membership.person_id where circle_kind = $1 and circle_id = $2 and "
                   "hold.lifted_at is null limit 1",
                   access::subject_kind_code(circle.kind), circle.id);
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

namespace {

// R48: work with someone who moved away ended with the move.
void end_work(std::vector<RetentionEvent>& events, base::Date moved_on) {
    for (RetentionEvent& event : events) {
        const bool goes_on = event.start == RetentionEvent::Start::not_started;
        if (!goes_on || event.record != "assignment") continue;
        event.start = RetentionEvent::Start::on_day;
        event.day = std::max(event.day, moved_on);
    }
}

}  // namespace

RetentionAnswer retention_of_person(store::Connection& connection, const RetentionSources& sources,
                                    PersonId person, const access::Law& law) {
    std::vector<RetentionEvent> events;
    std::optional<base::Date> moved_on;
    for (const PersonId record : records_of(connection, person)) {
        store::Rows rows = connection.query(
            "select registered_on, moved_on from person where id = $1", record.value);
        if (!rows.next()) continue;
        events.push_back({"person", "concern_without_case", RetentionEvent::Start::on_day,
                          day_in(rows.row(), 0)});
        if (record == person && !rows.row().is_null(1)) moved_on = day_in(rows.row(), 1);
        for (const RetentionSource& source : sources) {
            std::vector<RetentionEvent> more = source.events(connection, record);
            events.insert(events.end(), std::make_move_iterator(more.begin()),
                          std::make_move_iterator(more.end()));
        }
    }
    if (moved_on) end_work(events, *moved_on);
    return retention_of(events, law);
}

RetentionAnswer retention_of_circle(store::Connection& connection, SubjectReference circle,
                                    const access::Law& law) {
    const bool is_family = circle.kind == SubjectKind::family;
    const auto registered =
        connection.text(is_family ? "select registered_on from family where id = $1"
                                  : "select registered_on from youth_group where id = $1",
                        circle.id);
    if (!registered) return {};
    const std::string retention_class(is_family ? family_class : group_class);
    std::vector<RetentionEvent> events;
    events.push_back({std::string(access::subject_kind_code(circle.kind)), retention_class,
                      RetentionEvent::Start::on_day, base::parse_date(*registered).value()});
    add_members(connection, circle, retention_class, events);
    for (const access::WorkPeriod& work : access::work_with(connection, circle))
        events.push_back(event_of_work("assignment", work));
    for (const base::Date day : access::disclosure_days(connection, circle))
        events.push_back({"disclosure", "disclosure", RetentionEvent::Start::with_work, day});
    return retention_of(events, law);
}

RetentionAnswer retention_of_subject(store::Connection& connection, const RetentionSources& sources,
                                     SubjectReference subject, const access::Law& law) {
    if (subject.kind != SubjectKind::person) return retention_of_circle(connection, subject, law);
    return retention_of_person(connection, sources, {subject.id}, law);
}

ProposalRun propose_erasures(store::Database& database, const RetentionSources& sources,
                             const access::Law& law, const Moment& moment) {
    ProposalRun run;
    run.persons = propose_kind(database, sources, law, moment, SubjectKind::person, run);
    for (const SubjectKind kind : {SubjectKind::family, SubjectKind::group})
        run.circles += propose_kind(database, sources, law, moment, kind, run);
    return run;
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
    write_line(transaction, now, proposal.subject, trail::Action::change, proposal.id);
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
        if (question.action != access::Action::erase) return;
        // What the archive gets of a family or group goes there with its members.
        if (facts.subject.kind != SubjectKind::person) {
            facts.legal_hold = is_held_with_member(connection, facts.subject);
            return;
        }
        const PersonId person{facts.subject.id};
        facts.legal_hold = is_held(connection, person);
        facts.must_be_archived =
            retention_of_person(connection, sources, person, *law()).archive_first;
        facts.archived = is_delivered(connection, person);
    };
}

}  // namespace people

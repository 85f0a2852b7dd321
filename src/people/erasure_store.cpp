#include "people/erasure_store.h"

#include <map>
#include <span>
#include <stdexcept>
#include <type_traits>

#include "people/person_index_store.h"
#include "people/person_row_store_internal.h"

namespace people {
namespace {

using access::Action;
using access::PersonId;
using access::SubjectReference;
using Bytes = std::span<const std::uint8_t>;
using Writing = store::WriteTransaction;

const std::string columns =
    "select id, proposal_id, retention_class, kle_number, start_event, started_on, due_on, "
    "approved_by, begun_at, finished_at, renewed_at from erasure ";

std::optional<base::Instant> moment_in(const store::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return base::parse_instant(row.text_view(column)).value();
}

Erasure read_erasure(const store::Row& row) {
    Erasure erasure;
    erasure.id = row.integer(0);
    erasure.proposal = row.integer(1);
    erasure.reason.retention_class = row.text(2);
    erasure.reason.kle_number = row.text(3);
    erasure.reason.start_event = row.text(4);
    erasure.reason.started_on = base::parse_date(row.text_view(5)).value();
    erasure.reason.due_on = base::parse_date(row.text_view(6)).value();
    erasure.approved_by = row.integer(7);
    erasure.begun_at = moment_in(row, 8).value();
    erasure.finished_at = moment_in(row, 9);
    erasure.renewed_at = moment_in(row, 10);
    return erasure;
}

// One erasure while its rows go.
class Removal {
  public:
    Removal(Writing& writing, vault::Vault& vault, const RetentionSources& sources,
            std::int64_t erasure, base::Instant now)
        : writing_(writing), vault_(vault), sources_(sources), erasure_(erasure), now_(now) {}

    void remove(SubjectReference subject, const access::WarrantContent& warrant,
                std::string_view table) {
        note_key(subject, table);
        if (subject.kind == access::SubjectKind::person) remove_from_index({subject.id});
        for (const RetentionSource& source : sources_)
            parts_[source.code] += source.erase(writing_, warrant, subject, now_);
        parts_["version"] += writing_.execute(
            "delete from sealed_version where subject_kind = $1 and subject_id = $2",
            access::subject_kind_code(subject.kind), subject.id);
        if (subject.kind == access::SubjectKind::person)
            empty_person(subject.id);
        else
            empty_circle(subject.id, table);
        lapse_others(subject);
        ++parts_[std::string(access::subject_kind_code(subject.kind))];
    }

    void write_parts() {
        for (const auto& [part, pieces] : parts_) {
            if (pieces == 0) continue;
            writing_.execute(
                "insert into erasure_part (erasure_id, part, pieces) values ($1, $2, $3)", erasure_,
                part, pieces);
        }
    }

  private:
    void note_key(SubjectReference subject, std::string_view table) {
        const auto key = writing_.text(
            "select subject from " + std::string(table) + " where id = $1", subject.id);
        if (!key) throw std::logic_error("people: erasing nobody");
        writing_.execute(
            "insert into erasure_key (key_name, erasure_id, subject_kind, subject_id) "
            "values ($1, $2, $3, $4)",
            *key, erasure_, access::subject_kind_code(subject.kind), subject.id);
    }
    void remove_from_index(PersonId record) {
        if (const auto row = open_row(writing_, vault_, record))
            remove_tokens(writing_, vault_, row->subject, row->details);
    }
    void empty_person(std::int64_t id) {
        writing_.execute(
            "update person set given_names = $2, family_name = $2, cpr = $2, "
            "born_on = $2, sex = $2, address = $2, address_protected = 0, "
            "merged_into_id = null, moved_on = null, moved_to = $2 where id = $1",
            id, Bytes());
        parts_["hold"] += writing_.execute(
            "update legal_hold set reason = $2, lifted_reason = $2 where person_id = $1", id,
            Bytes());
    }
    void empty_circle(std::int64_t id, std::string_view table) {
        writing_.execute("update " + std::string(table) +
                             " set name = $2, description = $2, removed = 1 where id = $1",
                         id, Bytes());
    }
    // It went with the last of its members, and was proposed besides.
    void lapse_others(SubjectReference subject) {
        writing_.execute(
            "update erasure_proposal set outcome = 'lapsed', decided_at = $3 where "
            "subject_kind = $1 and subject_id = $2 and outcome = 'open'",
            access::subject_kind_code(subject.kind), subject.id, base::iso_instant(now_));
    }

    Writing& writing_;
    vault::Vault& vault_;
    const RetentionSources& sources_;
    const std::int64_t erasure_;
    const base::Instant now_;
    std::map<std::string, std::int64_t> parts_;
};

std::int64_t add_erasure(Writing& writing, const ErasureProposal& proposal, std::int64_t account_id,
                         base::Instant now) {
    writing.execute(
        "update erasure_proposal set outcome = 'approved', decided_at = $2, "
        "decided_by = $3 where id = $1",
        proposal.id, base::iso_instant(now), account_id);
    const RetentionReason& reason = proposal.reason;
    return writing
        .integer(
            "insert into erasure (proposal_id, retention_class, kle_number, start_event, "
            "started_on, due_on, approved_by, begun_at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
            proposal.id, reason.retention_class, reason.kle_number, reason.start_event,
            base::iso_date(reason.started_on), base::iso_date(reason.due_on), account_id,
            base::iso_instant(now))
        .value();
}

std::vector<ErasedKey> keys_where(store::Connection& connection, const std::string& condition,
                                  std::int64_t value) {
    std::vector<ErasedKey> keys;
    for (const store::Row& row : connection.query(
             "select key_name, subject_kind, subject_id, destroyed_at from erasure_key where " +
                 condition + " order by key_name",
             value))
        keys.push_back({row.text(0),
                        {access::subject_kind_of(row.text_view(1)).value(), row.integer(2)},
                        moment_in(row, 3)});
    return keys;
}

void require_proposed(const ErasureProposal& proposal, SubjectReference subject) {
    if (proposal.subject != subject || proposal.outcome != ErasureProposal::Outcome::open)
        throw std::logic_error("people: erasing what isn't proposed");
}

}  // namespace

template <class Circle>
std::vector<Circle> circles_of_nobody_else(store::Connection& connection, PersonId person) {
    std::vector<Circle> circles;
    for (const store::Row& row : connection.query(
             "select distinct circle_id from membership as own "
             "join person as record on record.id = own.person_id "
             "where circle_kind = $1 and (record.id = $2 or record.merged_into_id = $2) "
             "and not exists (select 1 from membership as others "
             "join person as other on other.id = others.person_id "
             "where others.circle_kind = own.circle_kind and others.circle_id = own.circle_id "
             "and other.id <> $2 and coalesce(other.merged_into_id, 0) <> $2) order by circle_id",
             access::subject_kind_code(Circle::kind), person.value))
        circles.push_back({row.integer(0)});
    return circles;
}

template std::vector<access::FamilyId> circles_of_nobody_else(store::Connection&, PersonId);
template std::vector<access::GroupId> circles_of_nobody_else(store::Connection&, PersonId);

std::int64_t begin_erasure(Writing& transaction, vault::Vault& vault,
                           const ErasureWarrants& warrants, const RetentionSources& sources,
                           const ErasureProposal& proposal, const Moment& moment) {
    warrants.person.require(Action::erase, moment.now);
    const PersonId person = warrants.person.subject();
    require_proposed(proposal, person);
    const std::int64_t erasure =
        add_erasure(transaction, proposal, warrants.person.account_id(), moment.now);
    Removal removal(transaction, vault, sources, erasure, moment.now);
    for (const PersonId record : records_of(transaction, person))
        removal.remove(record, warrants.person, "person");
    for (const auto& family : warrants.families) removal.remove(family.subject(), family, "family");
    for (const auto& group : warrants.groups) removal.remove(group.subject(), group, "youth_group");
    removal.write_parts();
    return erasure;
}

template <class Circle>
std::int64_t begin_circle_erasure(Writing& transaction, vault::Vault& vault,
                                  const access::Warrant<Circle>& warrant,
                                  const RetentionSources& sources, const ErasureProposal& proposal,
                                  const Moment& moment) {
    warrant.require(Action::erase, moment.now);
    require_proposed(proposal, warrant.subject());
    const std::int64_t erasure =
        add_erasure(transaction, proposal, warrant.account_id(), moment.now);
    Removal removal(transaction, vault, sources, erasure, moment.now);
    removal.remove(warrant.subject(), warrant,
                   std::is_same_v<Circle, access::FamilyId> ? "family" : "youth_group");
    removal.write_parts();
    return erasure;
}

template std::int64_t begin_circle_erasure(Writing&, vault::Vault&,
                                           const access::Warrant<access::FamilyId>&,
                                           const RetentionSources&, const ErasureProposal&,
                                           const Moment&);
template std::int64_t begin_circle_erasure(Writing&, vault::Vault&,
                                           const access::Warrant<access::GroupId>&,
                                           const RetentionSources&, const ErasureProposal&,
                                           const Moment&);

base::Result<std::int64_t> finish_erasures(store::Database& database, vault::Vault& vault,
                                           base::Instant now) {
    std::vector<std::string> back;
    std::vector<std::int64_t> unfinished;
    {
        store::ReadTransaction reading = database.read();
        back = keys_that_came_back(reading, vault);
        for (const store::Row& row :
             reading.query("select id from erasure where finished_at is null order by id"))
            unfinished.push_back(row.integer(0));
    }
    for (const std::string& key : back)
        if (const auto destroyed = vault.destroy(key); !destroyed) return destroyed.error();
    if (back.empty() && unfinished.empty()) return std::int64_t{0};
    store::WriteTransaction writing = database.write();
    const std::string at = base::iso_instant(now);
    for (const std::string& key : back)
        writing.execute("update erasure_key set destroyed_at = $2 where key_name = $1", key, at);
    for (const std::int64_t id : unfinished) {
        // Destroyed, and stopped before it was noted.
        writing.execute(
            "update erasure_key set destroyed_at = $2 "
            "where erasure_id = $1 and destroyed_at is null",
            id, at);
        writing.execute("update erasure set finished_at = $2 where id = $1", id, at);
    }
    writing.commit();
    return static_cast<std::int64_t>(back.size());
}

base::Result<bool> renew_index_after_erasures(store::Database& database, vault::Vault& vault,
                                              base::Instant now) {
    std::optional<std::int64_t> last;
    {
        store::ReadTransaction reading = database.read();
        last = reading.integer(
            "select max(id) from erasure where renewed_at is null "
            "and finished_at is not null");
    }
    if (!last) return false;
    const auto renewed = renew_person_index(database, vault);
    if (!renewed) return renewed.error();
    store::WriteTransaction writing = database.write();
    writing.execute(
        "update erasure set renewed_at = $2 where renewed_at is null and id <= $1 "
        "and finished_at is not null",
        *last, base::iso_instant(now));
    writing.commit();
    return true;
}

std::vector<Erasure> erasures(store::Connection& connection, std::int64_t before, int most) {
    std::vector<Erasure> found;
    for (const store::Row& row : connection.query(
             columns + "where $1 = 0 or id < $1 order by id desc limit $2", before, most))
        found.push_back(read_erasure(row));
    return found;
}

std::optional<Certificate> find_certificate(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(columns + "where id = $1", id);
    if (!rows.next()) return std::nullopt;
    Certificate certificate{
        read_erasure(rows.row()), keys_where(connection, "erasure_id = $1", id), {}};
    for (const store::Row& row : connection.query(
             "select part, pieces from erasure_part where erasure_id = $1 order by part", id))
        certificate.parts.emplace_back(row.text(0), row.integer(1));
    return certificate;
}

std::optional<base::Date> last_day_of_key_copies(const Erasure& erasure) {
    if (!erasure.finished_at) return std::nullopt;
    const base::Date day = std::chrono::floor<std::chrono::days>(*erasure.finished_at);
    return base::add_days(day, vault::Vault::backup_days_default);
}

std::vector<std::string> keys_that_came_back(store::Connection& connection,
                                             const vault::Vault& vault) {
    std::vector<std::string> back;
    for (const store::Row& row :
         connection.query("select key_name from erasure_key order by key_name")) {
        std::string key = row.text(0);
        if (vault.state(key) == vault::Vault::State::present) back.push_back(std::move(key));
    }
    return back;
}

}  // namespace people

#include "citizen/access_request_store.h"

#include <stdexcept>

namespace citizen {
namespace {

using PersonWarrant = access::Warrant<access::PersonId>;

constexpr std::string_view columns =
    "select id, person_id, received_on, due_on, released_at, package_sha256 from access_request ";

AccessRequest request_in(const store::Row& row) {
    AccessRequest request;
    request.id = row.integer(0);
    request.person = {row.integer(1)};
    request.received_on = base::parse_date(row.text_view(2)).value();
    request.due_on = base::parse_date(row.text_view(3)).value();
    if (!row.is_null(4)) request.released_at = base::parse_instant(row.text_view(4));
    request.package_sha256 = row.text(5);
    return request;
}

}  // namespace

base::Date access_due_date(base::Date received_on) {
    const auto due = received_on + std::chrono::months(1);
    if (due.ok()) return due;
    return base::Date(std::chrono::sys_days(due.year() / due.month() / std::chrono::last));
}

base::Result<std::int64_t> add_access_request(store::WriteTransaction& transaction,
                                              const PersonWarrant& warrant, base::Date received_on,
                                              base::Date today, base::Instant now) {
    warrant.require(access::Action::change, now);
    if (received_on > today) return base::refuse("future", "Datoen må ikke ligge i fremtiden.");
    return transaction
        .integer(
            "insert into access_request (person_id, received_on, due_on, account_id, at, "
            "package_sha256) values ($1, $2, $3, $4, $5, '') returning id",
            warrant.subject().value, base::iso_date(received_on),
            base::iso_date(access_due_date(received_on)), warrant.account_id(),
            base::iso_instant(now))
        .value();
}

std::vector<AccessRequest> access_requests(store::Connection& connection,
                                           const PersonWarrant& warrant, int limit,
                                           base::Instant now) {
    warrant.require(access::Action::read, now);
    std::vector<AccessRequest> found;
    for (const store::Row& row :
         connection.query(std::string(columns) + "where person_id = $1 order by id desc limit $2",
                          warrant.subject().value, limit))
        found.push_back(request_in(row));
    return found;
}

std::optional<AccessRequest> find_access_request(store::Connection& connection,
                                                 const PersonWarrant& warrant, std::int64_t id,
                                                 base::Instant now) {
    warrant.require(access::Action::read, now);
    store::Rows rows = connection.query(std::string(columns) + "where id = $1 and person_id = $2",
                                        id, warrant.subject().value);
    return rows.next() ? std::optional(request_in(rows.row())) : std::nullopt;
}

base::Result<void> release_access_request(store::WriteTransaction& transaction,
                                          const PersonWarrant& warrant, std::int64_t id,
                                          const std::string& package_sha256, base::Instant now) {
    warrant.require(access::Action::extract, now);
    const std::int64_t changed = transaction.execute(
        "update access_request set released_at = $3, released_by = $4, package_sha256 = $5 "
        "where id = $1 and person_id = $2 and released_at is null",
        id, warrant.subject().value, base::iso_instant(now), warrant.account_id(), package_sha256);
    if (changed == 0) return base::refuse("released", "Pakken er allerede udleveret.");
    return {};
}

std::int64_t erase_access_requests(store::WriteTransaction& transaction,
                                   const access::WarrantContent& warrant,
                                   access::SubjectReference subject, base::Instant now) {
    if (!warrant.valid_at(now) || warrant.action() != access::Action::erase)
        throw std::logic_error("citizen: erasing without a warrant for it");
    if (subject.kind != access::SubjectKind::person) return 0;
    return transaction.execute("delete from access_request where person_id = $1", subject.id);
}

}  // namespace citizen

#include "access/session_store.h"

#include <stdexcept>

#include "access/csrf.h"
#include "access/random_token.h"

namespace access {

namespace {

constexpr std::chrono::hours kept_after_last_use{24};

base::Instant instant_in(const store::Row& row, int column) {
    const auto instant = base::parse_instant(row.text_view(column));
    if (!instant) throw std::runtime_error("access: unreadable time in the database");
    return *instant;
}

SessionTimes times_in(const store::Row& row, int created_at) {
    SessionTimes times{instant_in(row, created_at), instant_in(row, created_at + 1), {}};
    if (!row.is_null(created_at + 2)) times.ended_at = instant_in(row, created_at + 2);
    return times;
}

// A day that can't be read must not be taken for an account without an end.
std::optional<base::Date> closing_day_in(const store::Row& row, int column) {
    const auto text = row.optional_text(column);
    if (!text) return std::nullopt;
    const auto day = base::parse_date(*text);
    if (!day) throw std::runtime_error("access: unreadable day in the database");
    return day;
}

// A level that can't be read must not be taken for none, which may count for more.
std::optional<AssuranceLevel> stated_assurance_in(const store::Row& row, int column) {
    const auto text = row.optional_text(column);
    if (!text) return std::nullopt;
    return assurance_of(*text).value_or(AssuranceLevel::low);
}

// One row for each role: the two databases have no common way to gather them in one.
constexpr std::string_view find_sql =
    "select s.id, s.created_at, s.last_used_at, s.ended_at, s.csrf_secret, a.id, a.username,"
    " a.language, a.closed_on, m.id, m.name,"
    " (select h.unit_key from holding h where h.staff_member_id = m.id"
    "   and (h.valid_from is null or h.valid_from <= $2)"
    "   and (h.valid_to is null or h.valid_to > $2)"
    "   order by coalesce(h.valid_from, '') desc limit 1),"
    " r.role, s.assurance, s.agency_cvr,"
    " exists (select 1 from identity_proof p where p.account_id = a.id and p.withdrawn_at is null)"
    " from session s join account a on a.id = s.account_id"
    " join staff_member m on m.id = a.staff_member_id"
    " left join account_role r on r.account_id = a.id"
    " where s.token_hash = $1";

}  // namespace

std::optional<FoundSession> find_session(store::Connection& connection, const std::string& token,
                                         base::Date today) {
    std::optional<FoundSession> found;
    for (const store::Row& row :
         connection.query(find_sql, token_hash(token), base::iso_date(today))) {
        if (!found) {
            found = FoundSession{row.integer(0), times_in(row, 1), row.text(4),
                                 row.integer(5), row.text(6),      row.text(7)};
            found->closed_on = closing_day_in(row, 8);
            found->staff_member_id = row.integer(9);
            found->name = row.text(10);
            found->unit_key = row.optional_text(11).value_or("");
            found->stated_assurance = stated_assurance_in(row, 13);
            found->agency_cvr = row.text(14);
            found->identity_checked = row.integer(15) != 0;
        }
        const auto role = role_of(row.optional_text(12).value_or(""));
        if (role) found->roles.push_back(*role);
    }
    return found;
}

std::string start_session(store::WriteTransaction& transaction, std::int64_t account_id,
                          std::string_view browser, base::Instant now,
                          const SessionOrigin& origin) {
    std::string token = random_token();
    std::optional<std::string> assurance;
    if (origin.stated_assurance) assurance = assurance_code(*origin.stated_assurance);
    transaction.execute(
        "insert into session (token_hash, account_id, csrf_secret, browser, created_at,"
        " last_used_at, proof, provider, assurance, agency_cvr)"
        " values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9)",
        token_hash(token), account_id, random_csrf_secret(), browser, base::iso_instant(now),
        origin.proof, origin.provider, assurance, origin.agency_cvr);
    return token;
}

std::string rotate_session(store::WriteTransaction& transaction, std::int64_t session_id) {
    std::string token = random_token();
    transaction.execute("update session set token_hash = $2, csrf_secret = $3 where id = $1",
                        session_id, token_hash(token), random_csrf_secret());
    return token;
}

void touch_session(store::WriteTransaction& transaction, std::int64_t session_id,
                   base::Instant now) {
    transaction.execute("update session set last_used_at = $2 where id = $1 and last_used_at < $2",
                        session_id, base::iso_instant(now));
}

bool end_session(store::WriteTransaction& transaction, std::int64_t account_id,
                 std::int64_t session_id, base::Instant now) {
    return transaction.execute(
               "update session set ended_at = $3 where id = $1 and account_id = $2"
               " and ended_at is null",
               session_id, account_id, base::iso_instant(now)) > 0;
}

std::int64_t end_sessions(store::WriteTransaction& transaction, std::int64_t account_id,
                          std::int64_t kept_session_id, base::Instant now) {
    return transaction.execute(
        "update session set ended_at = $3 where account_id = $1 and id <> $2 and ended_at is null",
        account_id, kept_session_id, base::iso_instant(now));
}

std::vector<OpenSession> open_sessions(store::Connection& connection, std::int64_t account_id,
                                       base::Instant now) {
    std::vector<OpenSession> sessions;
    for (const store::Row& row :
         connection.query("select id, browser, created_at, last_used_at, ended_at, proof, provider"
                          " from session"
                          " where account_id = $1 and ended_at is null order by id desc limit 200",
                          account_id)) {
        OpenSession session{row.integer(0), row.text(1), times_in(row, 2), row.text(5),
                            row.text(6)};
        if (is_session_open(session.times, now)) sessions.push_back(std::move(session));
    }
    return sessions;
}

void remove_old_sessions(store::WriteTransaction& transaction, base::Instant now) {
    transaction.execute("delete from session where last_used_at < $1",
                        base::iso_instant(now - kept_after_last_use));
}

}  // namespace access

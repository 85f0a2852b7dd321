#include "access/break_glass_store.h"

#include <limits>

#include <stdexcept>

#include "access/local_day.h"
#include "access/rule.h"
#include "access/rule_checks.h"
#include "trail/trail.h"

namespace access {

namespace {

base::Instant instant_of(const store::Row& row, int column) {
    const auto instant = base::parse_instant(row.text(column));
    if (!instant) throw std::runtime_error("access: an unreadable time in break_glass");
    return *instant;
}

constexpr std::string_view columns = "id, subject_kind, subject_id, opened_at, ends_at";

BreakGlass door_of(const store::Row& row) {
    const auto kind = subject_kind_of(row.text_view(1));
    if (!kind) throw std::runtime_error("access: an unknown subject in break_glass");
    return {row.integer(0), {*kind, row.integer(2)}, instant_of(row, 3), instant_of(row, 4)};
}

std::optional<Rule> refusal_of(const Actor& actor) {
    if (actor.assurance < AssuranceLevel::substantial) return Rule::R41;
    const bool may_help =
        actor.may(Permission::see_persons) && actor.may(Permission::change_persons) &&
        actor.agency_kind == organisation::AgencyKind::municipality && !actor.agency_cvr.empty();
    return may_help ? std::nullopt : std::optional(Rule::R01);
}

trail::Line line_of(const Actor& actor, SubjectReference subject, std::string_view reference) {
    trail::Line line;
    line.actor = actor.trail_name();
    line.action = trail::Action::sign;
    line.subject_kind = subject_kind_code(subject.kind);
    line.subject_id = std::to_string(subject.id);
    line.purpose = purpose_code(Purpose::acute_danger);
    line.reference = reference;
    return line;
}

}  // namespace

base::Result<BreakGlass> break_glass(store::WriteTransaction& transaction, const Actor& actor,
                                     SubjectReference subject, const vault::Sealed& sealed_reason,
                                     const Law& law, base::Instant now) {
    trail::Line line = line_of(actor, subject, "break_glass");
    if (const auto rule = refusal_of(actor)) {
        line.action = trail::Action::refuse;
        line.rule = rule_id(*rule);
        trail::append(transaction, now, line);
        return refusal(*rule);
    }
    if (open_break_glass(transaction, actor.account_id, now)) {
        return base::refuse("break_glass_open", "Du har allerede en åben nødadgang.");
    }
    const base::Date today = local_day(now);
    BreakGlass door;
    door.subject = subject;
    door.opened_at = now;
    door.ends_at = break_glass_ends(now, law, today);
    door.id = transaction
                  .integer(
                      "insert into break_glass (account_id, subject_kind, subject_id, reason, "
                      "opened_at, ends_at, review_due_at) "
                      "values ($1, $2, $3, $4, $5, $6, $7) returning id",
                      actor.account_id, subject_kind_code(subject.kind), subject.id,
                      std::span<const std::uint8_t>(sealed_reason), base::iso_instant(now),
                      base::iso_instant(door.ends_at),
                      base::iso_instant(break_glass_review_due(now, law, today)))
                  .value();
    trail::append(transaction, now, line);
    return door;
}

std::optional<BreakGlass> open_break_glass(store::Connection& connection, std::int64_t account_id,
                                           base::Instant now) {
    store::Rows rows = connection.query(
        "select " + std::string(columns) +
            " from break_glass where account_id = $1 and ends_at > $2 and opened_at <= $2 "
            "order by ends_at desc limit 1",
        account_id, base::iso_instant(now));
    if (!rows.next()) return std::nullopt;
    return door_of(rows.row());
}

std::vector<BreakGlassReview> reviews_waiting(store::Connection& connection) {
    std::vector<BreakGlassReview> waiting;
    for (const store::Row& row :
         connection.query("select " + std::string(columns) +
                          ", account_id, review_due_at from break_glass "
                          "where reviewed_at is null order by review_due_at, id limit 500")) {
        waiting.push_back({door_of(row), row.integer(5), instant_of(row, 6)});
    }
    return waiting;
}

std::optional<BreakGlassReview> waiting_review(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query("select " + std::string(columns) +
                                            ", account_id, review_due_at from break_glass "
                                            "where id = $1 and reviewed_at is null",
                                        id);
    if (!rows.next()) return std::nullopt;
    const store::Row& row = rows.row();
    return BreakGlassReview{door_of(row), row.integer(5), instant_of(row, 6)};
}

std::vector<FinishedReview> finished_reviews(store::Connection& connection, std::int64_t before,
                                             int most) {
    const std::int64_t below = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
    std::vector<FinishedReview> finished;
    for (const store::Row& row :
         connection.query("select " + std::string(columns) +
                              ", account_id, review_due_at, finding, reviewed_by, reviewed_at "
                              "from break_glass where id < $1 and reviewed_at is not null "
                              "order by id desc limit $2",
                          below, most)) {
        FinishedReview done;
        done.review = {door_of(row), row.integer(5), instant_of(row, 6)};
        done.finding =
            row.text_view(7) == "justified" ? Finding::justified : Finding::not_justified;
        done.reviewed_by = row.integer(8);
        done.reviewed_at = instant_of(row, 9);
        finished.push_back(std::move(done));
    }
    return finished;
}

ReviewCounts count_reviews(store::Connection& connection, base::Instant now) {
    store::Rows rows = connection.query(
        "select count(*), coalesce(sum(review_due_at < $1), 0) from break_glass "
        "where reviewed_at is null",
        base::iso_instant(now));
    rows.next();
    return {rows.row().integer(0), rows.row().integer(1)};
}

base::Result<void> review_break_glass(store::WriteTransaction& transaction, const Actor& reviewer,
                                      std::int64_t id, Finding finding, base::Instant now) {
    store::Rows rows =
        transaction.query("select " + std::string(columns) +
                              ", account_id, reviewed_at from break_glass where id = $1",
                          id);
    if (!rows.next()) return base::refuse("not_found", "Nødadgangen findes ikke.");
    const BreakGlass door = door_of(rows.row());
    if (rows.row().integer(5) == reviewer.account_id) {
        return base::refuse("own_door", "En anden skal gennemgå din nødadgang.");
    }
    if (!rows.row().is_null(6)) {
        return base::refuse("reviewed_already", "Nødadgangen er allerede gennemgået.");
    }
    const std::string_view found = finding == Finding::justified ? "justified" : "not_justified";
    transaction.execute(
        "update break_glass set reviewed_at = $2, reviewed_by = $3, finding = $4 where id = $1", id,
        base::iso_instant(now), reviewer.account_id, found);
    trail::Line line = line_of(reviewer, door.subject, "break_glass " + std::string(found));
    line.purpose = purpose_code(Purpose::supervision);
    trail::append(transaction, now, line);
    return {};
}

}  // namespace access

#include "trail/look_up_review_store.h"

#include <sodium.h>

#include <array>
#include <limits>

#include "base/digest.h"
#include "base/text.h"
#include "trail/trail.h"
#include "trail/tree_store.h"

namespace trail {

namespace {

std::vector<LookUp> look_ups_after(store::Connection& connection, std::int64_t line,
                                   const std::function<int(base::Instant)>& minute_of_day) {
    std::vector<LookUp> found;
    for (const store::Row& row : connection.query(
             "select sequence, at, actor, subject_id, purpose, action from trail_line "
             "where subject_kind = 'person' and sequence > $1 "
             "and action in ('read', 'search', 'extract', 'break_glass') order by sequence",
             line)) {
        LookUp look_up;
        look_up.line = row.integer(0);
        look_up.at = base::parse_instant(row.text_view(1)).value();
        look_up.minute_of_day = minute_of_day(look_up.at);
        look_up.actor = row.text(2);
        look_up.person_id = row.text(3);
        look_up.purpose = row.text(4);
        look_up.break_glass = row.text_view(5) == "break_glass";
        // What a job does is in its own list; what no person was found by concerns nobody.
        if (look_up.actor.starts_with("account:") && !look_up.person_id.empty())
            found.push_back(std::move(look_up));
    }
    return found;
}

std::string new_seed() {
    std::array<std::uint8_t, 16> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return base::hex(bytes);
}

void insert_item(store::WriteTransaction& transaction, std::int64_t review_id,
                 const DrawnLookUp& drawn) {
    std::vector<std::string> codes;
    for (const Reason reason : drawn.reasons) codes.emplace_back(reason_code(reason));
    transaction.execute(
        "insert into look_up_review_item (review_id, line_id, looked_up_at, actor, person_id, "
        "purpose, reasons) values ($1, $2, $3, $4, $5, $6, $7)",
        review_id, drawn.look_up.line, base::iso_instant(drawn.look_up.at), drawn.look_up.actor,
        drawn.look_up.person_id, drawn.look_up.purpose, base::join(codes, ","));
}

std::vector<std::string> codes_of(const std::string& joined) {
    return joined.empty() ? std::vector<std::string>() : base::split(joined, ',');
}

constexpr std::string_view review_columns =
    "r.id, r.drawn_at, r.first_line, r.last_line, r.look_ups, r.sample_size, r.seed, r.compared, "
    "(select count(*) from look_up_review_item i where i.review_id = r.id), "
    "(select count(*) from look_up_review_item i where i.review_id = r.id and i.outcome = '')";

LookUpReview review_of(const store::Row& row) {
    return {row.integer(0), base::parse_instant(row.text_view(1)).value(),
            row.integer(2), row.integer(3),
            row.integer(4), static_cast<int>(row.integer(5)),
            row.text(6),    codes_of(row.text(7)),
            row.integer(8), row.integer(9)};
}

constexpr std::string_view item_columns =
    "id, review_id, line_id, looked_up_at, actor, person_id, purpose, reasons, outcome, note, "
    "decided_at, account_id";

ReviewItem item_of(const store::Row& row) {
    ReviewItem item;
    item.id = row.integer(0);
    item.review_id = row.integer(1);
    item.look_up.line = row.integer(2);
    item.look_up.at = base::parse_instant(row.text_view(3)).value();
    item.look_up.actor = row.text(4);
    item.look_up.person_id = row.text(5);
    item.look_up.purpose = row.text(6);
    item.reasons = codes_of(row.text(7));
    for (const ReviewOutcome outcome :
         {ReviewOutcome::in_order, ReviewOutcome::follow_up, ReviewOutcome::breach}) {
        if (row.text_view(8) == outcome_code(outcome)) item.outcome = outcome;
    }
    item.note = row.text(9);
    if (!row.is_null(10)) item.decided_at = base::parse_instant(row.text_view(10));
    item.account_id = row.optional_integer(11).value_or(0);
    return item;
}

}  // namespace

std::int64_t draw_review(store::WriteTransaction& transaction, base::Instant now,
                         const Comparer& comparer,
                         const std::function<int(base::Instant)>& minute_of_day,
                         const ReviewRules& rules) {
    const std::int64_t covered =
        transaction.integer("select last_line from look_up_review order by id desc limit 1")
            .value_or(0);
    const std::vector<LookUp> look_ups = look_ups_after(transaction, covered, minute_of_day);
    const std::string seed = new_seed();
    const std::vector<DrawnLookUp> drawn = draw_look_ups(
        look_ups, [&](const LookUp& look_up) { return comparer.compare(transaction, look_up); },
        rules, seed);
    const std::int64_t id =
        transaction
            .integer(
                "insert into look_up_review (drawn_at, first_line, last_line, look_ups, "
                "sample_size, seed, compared) values ($1, $2, $3, $4, $5, $6, $7) "
                "returning id",
                base::iso_instant(now), covered + 1, line_count(transaction),
                static_cast<std::int64_t>(look_ups.size()), rules.sample_size, seed,
                base::join(comparer.held, ","))
            .value();
    for (const DrawnLookUp& entry : drawn) insert_item(transaction, id, entry);
    append(transaction, now,
           {.actor = "system",
            .action = Action::create,
            .subject_kind = "look_up_review",
            .subject_id = std::to_string(id),
            .reference = "seed " + seed});
    return id;
}

std::vector<LookUpReview> reviews(store::Connection& connection, std::int64_t before, int limit) {
    std::vector<LookUpReview> found;
    for (const store::Row& row :
         connection.query("select " + std::string(review_columns) +
                              " from look_up_review r where r.id < $1 order by r.id desc limit $2",
                          before > 0 ? before : std::numeric_limits<std::int64_t>::max(), limit))
        found.push_back(review_of(row));
    return found;
}

std::optional<LookUpReview> find_review(store::Connection& connection, std::int64_t id) {
    for (const store::Row& row : connection.query(
             "select " + std::string(review_columns) + " from look_up_review r where r.id = $1",
             id))
        return review_of(row);
    return std::nullopt;
}

std::vector<ReviewItem> review_items(store::Connection& connection, std::int64_t review_id,
                                     std::int64_t after, int limit) {
    std::vector<ReviewItem> found;
    for (const store::Row& row :
         connection.query("select " + std::string(item_columns) +
                              " from look_up_review_item where review_id = $1 and line_id > $2 "
                              "order by line_id limit $3",
                          review_id, after, limit))
        found.push_back(item_of(row));
    return found;
}

std::optional<ReviewItem> find_review_item(store::Connection& connection, std::int64_t id) {
    for (const store::Row& row : connection.query(
             "select " + std::string(item_columns) + " from look_up_review_item where id = $1", id))
        return item_of(row);
    return std::nullopt;
}

base::Result<void> decide_review_item(store::WriteTransaction& transaction, base::Instant now,
                                      std::int64_t account_id, const ReviewItem& item,
                                      ReviewOutcome outcome, std::string_view note) {
    const std::string reviewer = "account:" + std::to_string(account_id);
    if (!may_review(reviewer, item.look_up))
        return base::refuse("R31",
                            "Et opslag kan ikke kontrolleres af den, der selv har foretaget det.");
    const std::int64_t changed = transaction.execute(
        "update look_up_review_item set outcome = $2, note = $3, decided_at = $4, account_id = $5 "
        "where id = $1 and outcome = ''",
        item.id, outcome_code(outcome), note, base::iso_instant(now), account_id);
    if (changed == 0)
        return base::refuse("already_reviewed", "Opslaget er kontrolleret af en anden.");
    append(transaction, now,
           {.actor = reviewer,
            .action = Action::sign,
            .subject_kind = "look_up_review_item",
            .subject_id = std::to_string(item.id),
            .reference =
                std::string(outcome_code(outcome)) + " line " + std::to_string(item.look_up.line)});
    return {};
}

}  // namespace trail

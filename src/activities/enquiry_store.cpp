#include "activities/enquiry_store.h"

#include <algorithm>

#include "activities/enquiry_facts.h"

namespace activities {
namespace {

constexpr std::string_view columns =
    "id, version, initiative, received_at, channel, subject, district, question, answer, "
    "answered_at, referred_to, account_id, removed";

Enquiry read_enquiry(const store::Row& row) {
    Enquiry enquiry;
    enquiry.id = row.integer(0);
    enquiry.version = row.integer(1);
    enquiry.initiative = row.text(2);
    enquiry.received_at = base::parse_local_time(row.text_view(3)).value();
    enquiry.channel = channel_of(row.text_view(4)).value();
    enquiry.subject = subject_of(row.text_view(5)).value();
    enquiry.district = row.text(6);
    enquiry.question = row.text(7);
    enquiry.answer = row.text(8);
    if (!row.is_null(9)) enquiry.answered_at = base::parse_local_time(row.text_view(9));
    enquiry.referred_to = row.text(10);
    enquiry.account_id = row.integer(11);
    enquiry.removed = row.integer(12) != 0;
    return enquiry;
}

std::optional<std::string> answered_text(const Enquiry& enquiry) {
    if (!enquiry.answered_at) return std::nullopt;
    return base::iso_local_time(*enquiry.answered_at);
}

// Adds the enquiry to the kept totals (by 1) or takes it away (by -1).
void total(store::WriteTransaction& transaction, const Enquiry& enquiry, int by) {
    const int year = base::year_of(enquiry.received_at.date);
    const auto month = static_cast<std::int64_t>(base::month_of(enquiry.received_at.date));
    transaction.execute(
        "insert into enquiry_total (initiative, year, month, subject, received, answered, "
        "referred) "
        "values ($1, $2, $3, $4, 0, 0, 0) on conflict (initiative, year, month, subject) do "
        "nothing",
        enquiry.initiative, year, month, subject_code(enquiry.subject));
    transaction.execute(
        "update enquiry_total set received = received + $5, answered = answered + $6, "
        "referred = referred + $7 "
        "where initiative = $1 and year = $2 and month = $3 and subject = $4",
        enquiry.initiative, year, month, subject_code(enquiry.subject), by,
        enquiry.answered_at ? by : 0, enquiry.referred_to.empty() ? 0 : by);
    const auto minutes = minutes_to_answer(enquiry);
    if (!minutes) return;
    transaction.execute(
        "insert into enquiry_answer_total (initiative, year, minutes, answers) "
        "values ($1, $2, $3, 0) on conflict (initiative, year, minutes) do nothing",
        enquiry.initiative, year, *minutes);
    transaction.execute(
        "update enquiry_answer_total set answers = answers + $4 "
        "where initiative = $1 and year = $2 and minutes = $3",
        enquiry.initiative, year, *minutes, by);
}

void save_version(store::WriteTransaction& transaction, const Enquiry& enquiry,
                  const Changer& changer, history::Change change) {
    history::save(transaction, "enquiry", enquiry.id,
                  {enquiry.version, change, changer.account_id, changer.now, snapshot(enquiry)});
}

struct Selection {
    std::string sql;
    std::vector<store::Value> values;

    void where(std::string_view condition, store::Value value) {
        values.push_back(value);
        sql += " and " + std::string(condition) + " $" + std::to_string(values.size());
    }
};

Selection select(const EnquiryFilter& filter, const std::string& from, const std::string& to) {
    Selection selection{"select " + std::string(columns) + " from enquiry where removed = $1",
                        {store::to_value(filter.removed ? 1 : 0)}};
    // The open ones have indexes of their own, on coalesce: so no index of all the enquiries fits,
    // of which there may be very many answered ones to go through.
    const bool open = filter.answered == EnquiryFilter::Answered::open;
    if (open) selection.sql += " and answered_at is null";
    const auto where = [&](const std::string& column, const std::string& value) {
        if (value.empty()) return;
        selection.where((open ? "coalesce(" + column + ", '')" : column) + " =", value);
    };
    where("initiative", filter.initiative);
    where("subject", filter.subject);
    where("channel", filter.channel);
    // Of a place in the list and the end of the year only the earlier is asked for: with both,
    // every row between them is read again on every page.
    const bool has_place =
        !filter.before_time.empty() && (filter.year == 0 || filter.before_time < to);
    if (filter.year != 0) selection.where("received_at >=", from);
    if (filter.year != 0 && !has_place) selection.where("received_at <", to);
    if (has_place) {
        selection.values.push_back(store::to_value(filter.before_time));
        selection.values.push_back(store::to_value(filter.before_id));
        const std::size_t last = selection.values.size();
        selection.sql += " and (received_at, id) < ($" + std::to_string(last - 1) + ", $" +
                         std::to_string(last) + ")";
    }
    selection.sql += " order by received_at desc, id desc";
    return selection;
}

}  // namespace

Added add_enquiry(store::WriteTransaction& transaction, const Enquiry& enquiry,
                  const Changer& changer, history::Change change, std::string_view import_key) {
    if (!import_key.empty()) {
        const auto known =
            transaction.integer("select id from enquiry where import_key = $1", import_key);
        if (known) return {*known, false};
    }
    const std::optional<std::string_view> key =
        import_key.empty() ? std::nullopt : std::optional(import_key);
    Enquiry added = enquiry;
    added.version = 1;
    added.account_id = changer.account_id;
    added.id = transaction
                   .integer(
                       "insert into enquiry (version, initiative, received_at, channel, "
                       "subject, district, question, answer, answered_at, minutes_to_answer, "
                       "referred_to, account_id, import_key) "
                       "values (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                       "returning id",
                       added.initiative, base::iso_local_time(added.received_at),
                       channel_code(added.channel), subject_code(added.subject), added.district,
                       added.question, added.answer, answered_text(added), minutes_to_answer(added),
                       added.referred_to, changer.account_id, key)
                   .value();
    total(transaction, added, 1);
    save_version(transaction, added, changer, change);
    return {added.id, true};
}

std::optional<Enquiry> find_enquiry(store::Connection& connection, std::int64_t id) {
    store::Rows rows =
        connection.query("select " + std::string(columns) + " from enquiry where id = $1", id);
    if (!rows.next()) return std::nullopt;
    return read_enquiry(rows.row());
}

base::Result<void> change_enquiry(store::WriteTransaction& transaction, const Enquiry& enquiry,
                                  const Changer& changer, history::Change change) {
    const std::optional<Enquiry> before = find_enquiry(transaction, enquiry.id);
    if (!before) return base::refuse("not_found", "Henvendelsen findes ikke.");
    if (before->version != enquiry.version)
        return base::refuse("version_conflict", "En anden har ændret henvendelsen imens.");
    Enquiry after = enquiry;
    after.version = before->version + 1;
    after.removed = change == history::Change::removed;
    if (!before->removed) total(transaction, *before, -1);
    if (!after.removed) total(transaction, after, 1);
    transaction.execute(
        "update enquiry set version = $2, initiative = $3, received_at = $4, channel = $5, "
        "subject = $6, district = $7, question = $8, answer = $9, answered_at = $10, "
        "minutes_to_answer = $11, referred_to = $12, removed = $13 where id = $1",
        after.id, after.version, after.initiative, base::iso_local_time(after.received_at),
        channel_code(after.channel), subject_code(after.subject), after.district, after.question,
        after.answer, answered_text(after), minutes_to_answer(after), after.referred_to,
        after.removed ? 1 : 0);
    save_version(transaction, after, changer, change);
    return {};
}

std::vector<Enquiry> enquiries(store::Connection& connection, const EnquiryFilter& filter) {
    const std::string from = std::to_string(filter.year) + "-01-01";
    const std::string to = std::to_string(filter.year + 1) + "-01-01";
    Selection selection = select(filter, from, to);
    selection.sql += " limit " + std::to_string(std::clamp(filter.limit, 1, 500));
    std::vector<Enquiry> found;
    for (const store::Row& row : connection.query_values(selection.sql, selection.values))
        found.push_back(read_enquiry(row));
    return found;
}

void each_enquiry(store::Connection& connection, const EnquiryFilter& filter,
                  const std::function<bool(const Enquiry&)>& each) {
    const std::string from = std::to_string(filter.year) + "-01-01";
    const std::string to = std::to_string(filter.year + 1) + "-01-01";
    const Selection selection = select(filter, from, to);
    for (const store::Row& row : connection.query_values(selection.sql, selection.values))
        if (!each(read_enquiry(row))) return;
}

std::vector<std::string> check_enquiry_totals(store::Connection& connection) {
    std::vector<std::string> findings;
    for (const store::Row& row : connection.query(
             "select initiative, year, month, subject from ("
             "select initiative, year, month, subject, received, answered, referred "
             "from enquiry_total union all "
             "select initiative, cast(substr(received_at, 1, 4) as bigint), "
             "cast(substr(received_at, 6, 2) as bigint), subject, -1, "
             "-(case when answered_at is null then 0 else 1 end), "
             "-(case when referred_to = '' then 0 else 1 end) "
             "from enquiry where removed = 0) as both_totals "
             "group by initiative, year, month, subject "
             "having sum(received) <> 0 or sum(answered) <> 0 or sum(referred) <> 0 limit 100"))
        findings.push_back("enquiry_total " + row.text(0) + " " + row.text(1) + "-" + row.text(2) +
                           " " + row.text(3));
    for (const store::Row& row : connection.query(
             "select initiative, year, minutes from ("
             "select initiative, year, minutes, answers from enquiry_answer_total union all "
             "select initiative, cast(substr(received_at, 1, 4) as bigint), minutes_to_answer, -1 "
             "from enquiry where removed = 0 and minutes_to_answer is not null) as both_totals "
             "group by initiative, year, minutes having sum(answers) <> 0 limit 100"))
        findings.push_back("enquiry_answer_total " + row.text(0) + " " + row.text(1) + " " +
                           row.text(2));
    return findings;
}

namespace {

EnquiryTotal read_total(const store::Row& row) {
    return {row.text(0),
            static_cast<int>(row.integer(1)),
            static_cast<unsigned>(row.integer(2)),
            row.text(3),
            row.integer(4),
            row.integer(5),
            row.integer(6)};
}

constexpr std::string_view total_columns =
    "initiative, year, month, subject, received, answered, referred";

}  // namespace

std::vector<EnquiryTotal> enquiry_totals(store::Connection& connection, int year) {
    std::vector<EnquiryTotal> totals;
    for (const store::Row& row :
         connection.query("select " + std::string(total_columns) +
                              " from enquiry_total where year = $1 and received > 0 "
                              "order by initiative, month, subject",
                          year))
        totals.push_back(read_total(row));
    return totals;
}

std::vector<EnquiryTotal> enquiry_totals_of(store::Connection& connection,
                                            const std::string& initiative) {
    std::vector<EnquiryTotal> totals;
    for (const store::Row& row :
         connection.query("select " + std::string(total_columns) +
                              " from enquiry_total where initiative = $1 and received > 0 "
                              "order by year, month, subject",
                          initiative))
        totals.push_back(read_total(row));
    return totals;
}

std::optional<double> median_minutes_to_answer(store::Connection& connection,
                                               const std::string& initiative, int year) {
    struct AnswerTime {
        std::int64_t minutes;
        std::int64_t answers;
    };
    std::vector<AnswerTime> times;
    std::int64_t answers = 0;
    for (const store::Row& row :
         connection.query("select minutes, answers from enquiry_answer_total "
                          "where initiative = $1 and year = $2 and answers > 0 order by minutes",
                          initiative, year)) {
        times.push_back({row.integer(0), row.integer(1)});
        answers += times.back().answers;
    }
    if (answers == 0) return std::nullopt;
    const auto minutes_at = [&times](std::int64_t place) {
        auto time = times.begin();
        for (; place >= time->answers; ++time) place -= time->answers;
        return static_cast<double>(time->minutes);
    };
    // The one in the middle, or between the two.
    return (minutes_at((answers - 1) / 2) + minutes_at(answers / 2)) / 2;
}

bool enquiries_name_initiative(store::Connection& connection, const std::string& initiative) {
    return connection
        .integer("select 1 from enquiry where removed in (0, 1) and initiative = $1 limit 1",
                 initiative)
        .has_value();
}

bool enquiries_name_district(store::Connection& connection, const std::string& district) {
    return connection.integer("select 1 from enquiry where district = $1 limit 1", district)
        .has_value();
}

bool enquiries_refer_to(store::Connection& connection, const std::string& key) {
    return connection.integer("select 1 from enquiry where referred_to = $1 limit 1", key)
        .has_value();
}

}  // namespace activities

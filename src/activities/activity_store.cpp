#include "activities/activity_store.h"

#include <algorithm>
#include <map>
#include <span>
#include <stdexcept>

#include "activities/activity_facts.h"

namespace activities {
namespace {

constexpr std::string_view columns =
    "id, version, initiative, title, planned_activity, district, place, activity.starts_at, "
    "ends_at, state, attendance_counted, attendance_total, note, cancel_reason, series_id, "
    "account_id, removed";

Activity read_activity(const store::Row& row) {
    Activity activity;
    activity.id = row.integer(0);
    activity.version = row.integer(1);
    activity.initiative = row.text(2);
    activity.title = row.text(3);
    activity.planned_activity = row.text(4);
    activity.district = row.text(5);
    activity.place = row.text(6);
    activity.starts_at = base::parse_local_time(row.text_view(7)).value();
    if (!row.is_null(8)) activity.ends_at = base::parse_local_time(row.text_view(8));
    activity.state = state_of(row.text_view(9)).value();
    activity.attendance.counted = row.integer(10) != 0;
    activity.attendance.total = row.integer(11);
    activity.note = row.text(12);
    activity.cancel_reason = row.text(13);
    activity.series_id = row.optional_integer(14);
    activity.account_id = row.integer(15);
    activity.removed = row.integer(16) != 0;
    return activity;
}

std::int64_t& cell_of(Attendance& attendance, std::string_view age_group, std::string_view sex) {
    for (const AgeGroup group : all_age_groups())
        for (const Sex one : all_sexes())
            if (age_group_code(group) == age_group && sex_code(one) == sex)
                return attendance
                    .cells[static_cast<std::size_t>(group)][static_cast<std::size_t>(one)];
    throw std::logic_error("activity_attendance holds an unknown code");
}

constexpr std::size_t chunk = 100;

// `sql` for the activities with these ids, at most `chunk`. The list is filled up with 0, which is
// no id, so that there is one statement to prepare whatever their number.
store::Rows query_by_ids(store::Connection& connection, std::string_view sql,
                         std::span<const std::int64_t> ids) {
    std::string complete = std::string(sql) + " (";
    std::vector<store::Value> values;
    for (std::size_t i = 0; i < chunk; ++i) {
        values.push_back(store::to_value(i < ids.size() ? ids[i] : std::int64_t{0}));
        complete += (i == 0 ? "$" : ", $") + std::to_string(values.size());
    }
    return connection.query_values(complete + ") order by 1, 2", values);
}

void read_lists(store::Connection& connection, std::span<Activity> activities) {
    std::map<std::int64_t, Activity*> by_id;
    std::vector<std::int64_t> ids;
    for (Activity& activity : activities) {
        by_id[activity.id] = &activity;
        ids.push_back(activity.id);
    }
    for (const store::Row& row : query_by_ids(connection,
                                              "select activity_id, age_group, sex, participants "
                                              "from activity_attendance where activity_id in",
                                              ids))
        cell_of(by_id.at(row.integer(0))->attendance, row.text_view(1), row.text_view(2)) =
            row.integer(3);
    for (const store::Row& row : query_by_ids(connection,
                                              "select activity_id, staff_member_id "
                                              "from activity_rota where activity_id in",
                                              ids))
        by_id.at(row.integer(0))->staff.push_back(row.integer(1));
    for (const store::Row& row : query_by_ids(
             connection, "select activity_id, partner from activity_partner where activity_id in",
             ids))
        by_id.at(row.integer(0))->partners.push_back(row.text(1));
    for (const store::Row& row : query_by_ids(connection,
                                              "select activity_id, position, name, quantity "
                                              "from activity_material where activity_id in",
                                              ids))
        by_id.at(row.integer(0))->materials.push_back({row.text(2), row.integer(3)});
}

template <class Each>
void each_cell(const Attendance& attendance, const Each& each) {
    for (const AgeGroup group : all_age_groups())
        for (const Sex sex : all_sexes()) {
            const std::int64_t count =
                attendance.cells[static_cast<std::size_t>(group)][static_cast<std::size_t>(sex)];
            if (count != 0) each(age_group_code(group), sex_code(sex), count);
        }
}

void write_lists(store::WriteTransaction& transaction, const Activity& activity) {
    each_cell(activity.attendance,
              [&](std::string_view age_group, std::string_view sex, std::int64_t count) {
                  transaction.execute(
                      "insert into activity_attendance (activity_id, age_group, sex, participants) "
                      "values ($1, $2, $3, $4)",
                      activity.id, age_group, sex, count);
              });
    for (const std::int64_t member : activity.staff)
        transaction.execute(
            "insert into activity_rota (staff_member_id, starts_at, activity_id) "
            "values ($1, $2, $3)",
            member, base::iso_local_time(activity.starts_at), activity.id);
    for (const std::string& partner : activity.partners)
        transaction.execute("insert into activity_partner (activity_id, partner) values ($1, $2)",
                            activity.id, partner);
    std::int64_t position = 0;
    for (const Material& material : activity.materials)
        transaction.execute(
            "insert into activity_material (activity_id, position, name, quantity) "
            "values ($1, $2, $3, $4)",
            activity.id, ++position, material.name, material.quantity);
}

void clear_lists(store::WriteTransaction& transaction, std::int64_t id) {
    transaction.execute("delete from activity_attendance where activity_id = $1", id);
    transaction.execute("delete from activity_rota where activity_id = $1", id);
    transaction.execute("delete from activity_partner where activity_id = $1", id);
    transaction.execute("delete from activity_material where activity_id = $1", id);
}

// Adds the activity to the kept totals (by 1) or takes it away (by -1).
void total(store::WriteTransaction& transaction, const Activity& activity, int by) {
    const int year = base::year_of(activity.starts_at.date);
    const auto month = static_cast<std::int64_t>(base::month_of(activity.starts_at.date));
    const bool held = activity.state == State::held;
    const bool counted = held && activity.attendance.counted;
    transaction.execute(
        "insert into activity_total (initiative, year, month, district, planned, held, cancelled, "
        "counted, participants) values ($1, $2, $3, $4, 0, 0, 0, 0, 0) "
        "on conflict (initiative, year, month, district) do nothing",
        activity.initiative, year, month, activity.district);
    transaction.execute(
        "update activity_total set planned = planned + $5, held = held + $6, "
        "cancelled = cancelled + $7, counted = counted + $8, participants = participants + $9 "
        "where initiative = $1 and year = $2 and month = $3 and district = $4",
        activity.initiative, year, month, activity.district,
        activity.state == State::planned ? by : 0, held ? by : 0,
        activity.state == State::cancelled ? by : 0, counted ? by : 0,
        counted ? by * activity.attendance.total : std::int64_t{0});
    if (!counted) return;
    each_cell(activity.attendance, [&](std::string_view age_group, std::string_view sex,
                                       std::int64_t count) {
        transaction.execute(
            "insert into attendance_total (initiative, year, age_group, sex, participants) "
            "values ($1, $2, $3, $4, 0) "
            "on conflict (year, initiative, age_group, sex) do nothing",
            activity.initiative, year, age_group, sex);
        transaction.execute(
            "update attendance_total set participants = participants + $5 "
            "where initiative = $1 and year = $2 and age_group = $3 and sex = $4",
            activity.initiative, year, age_group, sex, by * count);
    });
}

void save_version(store::WriteTransaction& transaction, const Activity& activity,
                  const Changer& changer, history::Change change) {
    history::save(transaction, "activity", activity.id,
                  {activity.version, change, changer.account_id, changer.now, snapshot(activity)});
}

std::optional<std::string> ends_text(const Activity& activity) {
    if (!activity.ends_at) return std::nullopt;
    return base::iso_local_time(*activity.ends_at);
}

struct Selection {
    std::string sql;
    std::vector<store::Value> values;

    void where(std::string_view condition, store::Value value) {
        values.push_back(value);
        sql += " and " + std::string(condition) + " $" + std::to_string(values.size());
    }
};

// The filter with a year written as limits in time, so that one index serves both. Of a place in
// the list and the limit on its side only the narrower is left: with both, every row between them
// is read again on every page.
ActivityFilter with_limits(ActivityFilter filter) {
    if (filter.year != 0 && filter.from_time.empty() && filter.to_time.empty()) {
        filter.from_time = std::to_string(filter.year) + "-01-01";
        filter.to_time = std::to_string(filter.year + 1) + "-01-01";
    }
    if (filter.after_time.empty()) return filter;
    const bool newest_first = filter.order == ActivityFilter::Order::newest_first;
    std::string& limit = newest_first ? filter.to_time : filter.from_time;
    const bool place_is_narrower =
        limit.empty() || (newest_first ? filter.after_time < limit : filter.after_time >= limit);
    (place_is_narrower ? limit : filter.after_time).clear();
    return filter;
}

Selection select(const ActivityFilter& filter) {
    Selection selection{"select " + std::string(columns) + " from activity where removed = $1",
                        {store::to_value(filter.removed ? 1 : 0)}};
    if (!filter.initiative.empty()) selection.where("initiative =", filter.initiative);
    if (!filter.district.empty()) selection.where("district =", filter.district);
    if (!filter.state.empty()) selection.where("state =", filter.state);
    if (!filter.from_time.empty()) selection.where("starts_at >=", filter.from_time);
    if (!filter.to_time.empty()) selection.where("starts_at <", filter.to_time);
    const bool newest_first = filter.order == ActivityFilter::Order::newest_first;
    if (!filter.after_time.empty()) {
        selection.values.push_back(store::to_value(filter.after_time));
        selection.values.push_back(store::to_value(filter.after_id));
        const std::size_t last = selection.values.size();
        selection.sql += std::string(" and (starts_at, id) ") + (newest_first ? "<" : ">") + " ($" +
                         std::to_string(last - 1) + ", $" + std::to_string(last) + ")";
    }
    selection.sql += newest_first ? " order by starts_at desc, id desc" : " order by starts_at, id";
    return selection;
}

}  // namespace

Added add_activity(store::WriteTransaction& transaction, const Activity& activity,
                   const Changer& changer, history::Change change, std::string_view import_key) {
    if (!import_key.empty()) {
        const auto known =
            transaction.integer("select id from activity where import_key = $1", import_key);
        if (known) return {*known, false};
    }
    const std::optional<std::string_view> key =
        import_key.empty() ? std::nullopt : std::optional(import_key);
    Activity added = activity;
    added.version = 1;
    added.account_id = changer.account_id;
    added.id =
        transaction
            .integer(
                "insert into activity (version, initiative, title, planned_activity, district, "
                "place, starts_at, ends_at, state, attendance_counted, attendance_total, note, "
                "cancel_reason, series_id, account_id, import_key) values (1, $1, $2, $3, $4, "
                "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning id",
                added.initiative, added.title, added.planned_activity, added.district, added.place,
                base::iso_local_time(added.starts_at), ends_text(added), state_code(added.state),
                added.attendance.counted ? 1 : 0, added.attendance.total, added.note,
                added.cancel_reason, added.series_id, changer.account_id, key)
            .value();
    write_lists(transaction, added);
    total(transaction, added, 1);
    save_version(transaction, added, changer, change);
    return {added.id, true};
}

AddedSeries add_series(store::WriteTransaction& transaction, const Activity& pattern,
                       const Recurrence& recurrence, const std::vector<base::Date>& days,
                       const Changer& changer) {
    std::string weekdays;
    for (const unsigned weekday : recurrence.weekdays)
        weekdays += (weekdays.empty() ? "" : ",") + std::to_string(weekday);
    AddedSeries series;
    series.id = transaction
                    .integer(
                        "insert into activity_series (initiative, interval_weeks, weekdays, "
                        "first_day, last_day, account_id, created_at) "
                        "values ($1, $2, $3, $4, $5, $6, $7) returning id",
                        pattern.initiative, recurrence.interval_weeks, weekdays,
                        base::iso_date(recurrence.first), base::iso_date(recurrence.last),
                        changer.account_id, base::iso_instant(changer.now))
                    .value();
    Activity activity = pattern;
    activity.series_id = series.id;
    for (const base::Date day : days) {
        activity.starts_at.date = day;
        if (pattern.ends_at) {
            const int length = base::days_between(pattern.starts_at.date, pattern.ends_at->date);
            activity.ends_at->date = base::add_days(day, length);
        }
        series.activities.push_back(add_activity(transaction, activity, changer).id);
    }
    return series;
}

std::optional<Activity> find_activity(store::Connection& connection, std::int64_t id) {
    std::optional<Activity> activity;
    {
        store::Rows rows =
            connection.query("select " + std::string(columns) + " from activity where id = $1", id);
        if (!rows.next()) return std::nullopt;
        activity = read_activity(rows.row());
    }
    read_lists(connection, std::span(&*activity, 1));
    return activity;
}

base::Result<void> change_activity(store::WriteTransaction& transaction, const Activity& activity,
                                   const Changer& changer, history::Change change) {
    const std::optional<Activity> before = find_activity(transaction, activity.id);
    if (!before) return base::refuse("not_found", "Aktiviteten findes ikke.");
    if (before->version != activity.version)
        return base::refuse("version_conflict", "En anden har ændret aktiviteten imens.");
    Activity after = activity;
    after.version = before->version + 1;
    after.series_id = before->series_id;
    after.removed = change == history::Change::removed;
    if (!before->removed) total(transaction, *before, -1);
    if (!after.removed) total(transaction, after, 1);
    transaction.execute(
        "update activity set version = $2, initiative = $3, title = $4, planned_activity = $5, "
        "district = $6, place = $7, starts_at = $8, ends_at = $9, state = $10, "
        "attendance_counted = $11, attendance_total = $12, note = $13, cancel_reason = $14, "
        "removed = $15 where id = $1",
        after.id, after.version, after.initiative, after.title, after.planned_activity,
        after.district, after.place, base::iso_local_time(after.starts_at), ends_text(after),
        state_code(after.state), after.attendance.counted ? 1 : 0, after.attendance.total,
        after.note, after.cancel_reason, after.removed ? 1 : 0);
    clear_lists(transaction, after.id);
    write_lists(transaction, after);
    save_version(transaction, after, changer, change);
    return {};
}

std::vector<Activity> activities(store::Connection& connection, const ActivityFilter& filter) {
    const ActivityFilter limited = with_limits(filter);
    Selection selection = select(limited);
    const int limit = std::clamp(filter.limit, 1, 500);
    selection.sql += " limit " + std::to_string(limit);
    std::vector<Activity> found;
    found.reserve(static_cast<std::size_t>(limit));
    for (const store::Row& row : connection.query_values(selection.sql, selection.values))
        found.push_back(read_activity(row));
    return found;
}

void each_activity(store::Connection& connection, const ActivityFilter& filter,
                   const std::function<bool(const Activity&)>& each) {
    ActivityFilter page = filter;
    page.limit = chunk;
    for (;;) {
        std::vector<Activity> some = activities(connection, page);
        read_lists(connection, some);
        for (const Activity& activity : some)
            if (!each(activity)) return;
        if (some.size() < chunk) return;
        page.after_time = base::iso_local_time(some.back().starts_at);
        page.after_id = some.back().id;
    }
}

std::vector<Activity> rota_of(store::Connection& connection, std::int64_t staff_member_id,
                              const std::string& from_time, int limit, const std::string& to_time) {
    // The rota comes first whatever the planner thinks: it is the short list.
    std::vector<Activity> found;
    for (const store::Row& row : connection.query(
             "select " + std::string(columns) +
                 " from activity_rota cross join activity "
                 "where staff_member_id = $1 and activity_rota.starts_at >= $2 "
                 "and activity_rota.starts_at < $3 and activity.id = activity_id and removed = 0 "
                 "order by activity_rota.starts_at, activity_id limit $4",
             staff_member_id, from_time, to_time.empty() ? "9999" : to_time,
             std::clamp(limit, 1, 1000)))
        found.push_back(read_activity(row));
    return found;
}

std::vector<Activity> planned_in_series(store::Connection& connection, std::int64_t series_id,
                                        const std::string& from_time) {
    std::vector<Activity> found;
    // A series is short, so the rest is sorted out here, and no other index can look better.
    for (const store::Row& row :
         connection.query("select " + std::string(columns) +
                              " from activity where series_id = $1 and starts_at >= $2 "
                              "order by starts_at, id",
                          series_id, from_time)) {
        Activity activity = read_activity(row);
        if (activity.state == State::planned && !activity.removed)
            found.push_back(std::move(activity));
    }
    return found;
}

bool activities_name_district(store::Connection& connection, const std::string& district) {
    return connection
        .integer("select 1 from activity where removed in (0, 1) and district = $1 limit 1",
                 district)
        .has_value();
}

bool activities_name_partner(store::Connection& connection, const std::string& partner) {
    return connection.integer("select 1 from activity_partner where partner = $1 limit 1", partner)
        .has_value();
}

bool initiative_is_used(store::Connection& connection, std::string_view initiative) {
    return connection
        .integer(
            "select 1 where exists (select 1 from activity where removed = 0 and "
            "initiative = $1) or exists (select 1 from activity where removed = 1 and "
            "initiative = $1)",
            initiative)
        .has_value();
}

namespace {

ActivityTotal read_total(const store::Row& row) {
    ActivityTotal total;
    total.initiative = row.text(0);
    total.year = static_cast<int>(row.integer(1));
    total.month = static_cast<unsigned>(row.integer(2));
    total.district = row.text(3);
    total.planned = row.integer(4);
    total.held = row.integer(5);
    total.cancelled = row.integer(6);
    total.counted = row.integer(7);
    total.participants = row.integer(8);
    return total;
}

constexpr std::string_view total_columns =
    "initiative, year, month, district, planned, held, cancelled, counted, participants";

std::vector<std::string> check_activity_totals(store::Connection& connection) {
    std::vector<std::string> findings;
    for (const store::Row& row : connection.query(
             "select initiative, year, month, district from ("
             "select initiative, year, month, district, planned, held, cancelled, counted, "
             "participants from activity_total union all "
             "select initiative, cast(substr(starts_at, 1, 4) as bigint), "
             "cast(substr(starts_at, 6, 2) as bigint), district, "
             "-(case when state = 'planned' then 1 else 0 end), "
             "-(case when state = 'held' then 1 else 0 end), "
             "-(case when state = 'cancelled' then 1 else 0 end), "
             "-(case when state = 'held' then attendance_counted else 0 end), "
             "-(case when state = 'held' and attendance_counted = 1 then attendance_total else 0 "
             "end) "
             "from activity where removed = 0) as both_totals "
             "group by initiative, year, month, district "
             "having sum(planned) <> 0 or sum(held) <> 0 or sum(cancelled) <> 0 or "
             "sum(counted) <> 0 or sum(participants) <> 0 limit 100"))
        findings.push_back("activity_total " + row.text(0) + " " + row.text(1) + "-" + row.text(2) +
                           " " + row.text(3));
    return findings;
}

}  // namespace

std::vector<ActivityTotal> activity_totals(store::Connection& connection, int year) {
    std::vector<ActivityTotal> totals;
    for (const store::Row& row :
         connection.query("select " + std::string(total_columns) +
                              " from activity_total where year = $1 order by initiative, month, "
                              "district",
                          year))
        totals.push_back(read_total(row));
    return totals;
}

std::vector<ActivityTotal> activity_totals_of(store::Connection& connection,
                                              const std::string& initiative) {
    std::vector<ActivityTotal> totals;
    for (const store::Row& row :
         connection.query("select " + std::string(total_columns) +
                              " from activity_total where initiative = $1 order by year, month, "
                              "district",
                          initiative))
        totals.push_back(read_total(row));
    return totals;
}

std::vector<AttendanceTotal> attendance_totals(store::Connection& connection, int year) {
    std::vector<AttendanceTotal> totals;
    for (const store::Row& row : connection.query(
             "select initiative, year, age_group, sex, participants from attendance_total "
             "where year = $1 and participants > 0 order by initiative, age_group, sex",
             year))
        totals.push_back({row.text(0), static_cast<int>(row.integer(1)), row.text(2), row.text(3),
                          row.integer(4)});
    return totals;
}

std::vector<std::string> check_totals(store::Connection& connection) {
    std::vector<std::string> findings = check_activity_totals(connection);
    for (const store::Row& row : connection.query(
             "select initiative, year, age_group, sex from ("
             "select initiative, year, age_group, sex, participants from attendance_total union "
             "all "
             "select activity.initiative, cast(substr(activity.starts_at, 1, 4) as bigint), "
             "age_group, sex, -participants from activity_attendance "
             "join activity on activity.id = activity_id "
             "where removed = 0 and state = 'held' and attendance_counted = 1) as both_totals "
             "group by initiative, year, age_group, sex having sum(participants) <> 0 limit 100"))
        findings.push_back("attendance_total " + row.text(0) + " " + row.text(1) + " " +
                           row.text(2) + " " + row.text(3));
    return findings;
}

}  // namespace activities

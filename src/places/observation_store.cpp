#include "places/observation_store.h"

#include <algorithm>
#include <stdexcept>

#include "places/observation_facts.h"

namespace places {
namespace {

constexpr std::string_view columns =
    "id, version, category, district, place, observed_at, text, initiative, account_id, removed";

Observation read_observation(const store::Row& row) {
    Observation observation;
    observation.id = row.integer(0);
    observation.version = row.integer(1);
    observation.category = category_of(row.text_view(2)).value();
    observation.district = row.text(3);
    observation.place = row.text(4);
    observation.observed_at = base::parse_local_time(row.text_view(5)).value();
    observation.text = row.text(6);
    observation.initiative = row.text(7);
    observation.account_id = row.integer(8);
    observation.removed = row.integer(9) != 0;
    return observation;
}

void count(store::WriteTransaction& transaction, const Observation& observation, int by) {
    transaction.execute(
        "insert into observation_count (year, month, district, initiative, category, observations) "
        "values ($1, $2, $3, $4, $5, $6) "
        "on conflict (year, month, district, initiative, category) "
        "do update set observations = observation_count.observations + excluded.observations",
        base::year_of(observation.observed_at.date),
        static_cast<std::int64_t>(base::month_of(observation.observed_at.date)),
        observation.district, observation.initiative, category_code(observation.category), by);
}

// An upsert cannot insert a negative start, so what goes away is taken with a plain update.
void uncount(store::WriteTransaction& transaction, const Observation& observation) {
    const auto changed = transaction.execute(
        "update observation_count set observations = observations - 1 "
        "where year = $1 and month = $2 and district = $3 and initiative = $4 and category = $5",
        base::year_of(observation.observed_at.date),
        static_cast<std::int64_t>(base::month_of(observation.observed_at.date)),
        observation.district, observation.initiative, category_code(observation.category));
    if (changed != 1) throw std::logic_error("observation_count lacks a row that it must have");
}

void save_version(store::WriteTransaction& transaction, const Observation& observation,
                  const Changer& changer, history::Change change) {
    history::save(
        transaction, "observation", observation.id,
        {observation.version, change, changer.account_id, changer.now, snapshot(observation)});
}

struct Selection {
    std::string sql;
    std::vector<store::Value> values;

    void where(std::string_view condition, store::Value value) {
        values.push_back(value);
        sql += " and " + std::string(condition) + " $" + std::to_string(values.size());
    }
};

Selection select(const ObservationFilter& filter, const std::string& from, const std::string& to) {
    Selection selection{"select " + std::string(columns) + " from observation where removed = $1",
                        {store::to_value(filter.removed ? 1 : 0)}};
    if (!filter.district.empty()) selection.where("district =", filter.district);
    if (!filter.category.empty()) selection.where("category =", filter.category);
    if (!filter.initiative.empty()) selection.where("initiative =", filter.initiative);
    // Of a place in the list and the end of the year only the earlier is asked for: with both,
    // every row between them is read again on every page.
    const bool has_place =
        !filter.before_time.empty() && (filter.year == 0 || filter.before_time < to);
    if (filter.year != 0) selection.where("observed_at >=", from);
    if (filter.year != 0 && !has_place) selection.where("observed_at <", to);
    if (has_place) {
        selection.values.push_back(store::to_value(filter.before_time));
        selection.values.push_back(store::to_value(filter.before_id));
        const std::string time = "$" + std::to_string(selection.values.size() - 1);
        const std::string id = "$" + std::to_string(selection.values.size());
        selection.sql += " and (observed_at, id) < (" + time + ", " + id + ")";
    }
    selection.sql += " order by observed_at desc, id desc";
    return selection;
}

}  // namespace

Added add_observation(store::WriteTransaction& transaction, const Observation& observation,
                      const Changer& changer, history::Change change, std::string_view import_key) {
    if (!import_key.empty()) {
        const auto known =
            transaction.integer("select id from observation where import_key = $1", import_key);
        if (known) return {*known, false};
    }
    const std::optional<std::string_view> key =
        import_key.empty() ? std::nullopt : std::optional(import_key);
    Observation added = observation;
    added.version = 1;
    added.account_id = changer.account_id;
    added.id = transaction
                   .integer(
                       "insert into observation (version, category, district, place, "
                       "observed_at, text, initiative, account_id, import_key) "
                       "values (1, $1, $2, $3, $4, $5, $6, $7, $8) returning id",
                       category_code(added.category), added.district, added.place,
                       base::iso_local_time(added.observed_at), added.text, added.initiative,
                       changer.account_id, key)
                   .value();
    count(transaction, added, 1);
    save_version(transaction, added, changer, change);
    return {added.id, true};
}

std::optional<Observation> find_observation(store::Connection& connection, std::int64_t id) {
    store::Rows rows =
        connection.query("select " + std::string(columns) + " from observation where id = $1", id);
    if (!rows.next()) return std::nullopt;
    return read_observation(rows.row());
}

base::Result<void> change_observation(store::WriteTransaction& transaction,
                                      const Observation& observation, const Changer& changer,
                                      history::Change change) {
    const std::optional<Observation> before = find_observation(transaction, observation.id);
    if (!before) return base::refuse("not_found", "Observationen findes ikke.");
    if (before->version != observation.version)
        return base::refuse("version_conflict", "En anden har ændret observationen imens.");
    Observation after = observation;
    after.version = before->version + 1;
    after.removed = change == history::Change::removed;
    if (!before->removed) uncount(transaction, *before);
    if (!after.removed) count(transaction, after, 1);
    transaction.execute(
        "update observation set version = $2, category = $3, district = $4, place = $5, "
        "observed_at = $6, text = $7, initiative = $8, removed = $9 where id = $1",
        after.id, after.version, category_code(after.category), after.district, after.place,
        base::iso_local_time(after.observed_at), after.text, after.initiative,
        after.removed ? 1 : 0);
    save_version(transaction, after, changer, change);
    return {};
}

std::vector<Observation> observations(store::Connection& connection,
                                      const ObservationFilter& filter) {
    const std::string from = std::to_string(filter.year) + "-01-01";
    const std::string to = std::to_string(filter.year + 1) + "-01-01";
    Selection selection = select(filter, from, to);
    selection.sql += " limit " + std::to_string(std::clamp(filter.limit, 1, 500));
    std::vector<Observation> found;
    for (const store::Row& row : connection.query_values(selection.sql, selection.values))
        found.push_back(read_observation(row));
    return found;
}

void each_observation(store::Connection& connection, const ObservationFilter& filter,
                      const std::function<bool(const Observation&)>& each) {
    const std::string from = std::to_string(filter.year) + "-01-01";
    const std::string to = std::to_string(filter.year + 1) + "-01-01";
    const Selection selection = select(filter, from, to);
    for (const store::Row& row : connection.query_values(selection.sql, selection.values))
        if (!each(read_observation(row))) return;
}

std::vector<std::string> check_observation_counts(store::Connection& connection) {
    std::vector<std::string> findings;
    for (const store::Row& row : connection.query(
             "select year, month, district, initiative, category, sum(kept), sum(real) from ("
             "select year, month, district, initiative, category, observations as kept, 0 as real "
             "from observation_count union all "
             "select cast(substr(observed_at, 1, 4) as bigint), "
             "cast(substr(observed_at, 6, 2) as bigint), district, initiative, category, 0, 1 "
             "from observation where removed = 0) as both_counts "
             "group by year, month, district, initiative, category "
             "having sum(kept) <> sum(real) limit 100"))
        findings.push_back("observation_count " + row.text(0) + "-" + row.text(1) + " " +
                           row.text(2) + "/" + row.text(3) + "/" + row.text(4) + ": " +
                           row.text(5) + " <> " + row.text(6));
    return findings;
}

namespace {

ObservationCount read_count(const store::Row& row) {
    return {static_cast<int>(row.integer(0)),
            static_cast<unsigned>(row.integer(1)),
            row.text(2),
            row.text(3),
            row.text(4),
            row.integer(5)};
}

}  // namespace

std::vector<ObservationCount> observation_counts(store::Connection& connection, int year) {
    std::vector<ObservationCount> counts;
    for (const store::Row& row :
         connection.query("select year, month, district, initiative, category, observations "
                          "from observation_count where year = $1 and observations > 0 "
                          "order by month, district, initiative, category",
                          year))
        counts.push_back(read_count(row));
    return counts;
}

std::vector<ObservationCount> observation_counts_of(store::Connection& connection,
                                                    const std::string& initiative) {
    std::vector<ObservationCount> counts;
    for (const store::Row& row :
         connection.query("select year, month, district, initiative, category, observations "
                          "from observation_count where initiative = $1 and observations > 0 "
                          "order by year, month, district, category",
                          initiative))
        counts.push_back(read_count(row));
    return counts;
}

bool observations_name_district(store::Connection& connection, const std::string& district) {
    return connection
        .integer("select 1 from observation where removed in (0, 1) and district = $1 limit 1",
                 district)
        .has_value();
}

bool observations_name_initiative(store::Connection& connection, const std::string& initiative) {
    return connection
        .integer("select 1 from observation where removed in (0, 1) and initiative = $1 limit 1",
                 initiative)
        .has_value();
}

}  // namespace places

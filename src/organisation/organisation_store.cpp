#include "organisation/organisation_store.h"

#include <algorithm>
#include <stdexcept>

namespace organisation {

namespace {

constexpr std::size_t ids_at_once = 500;

std::optional<std::string> stored_date(const std::optional<base::Date>& date) {
    if (!date) return std::nullopt;
    return base::iso_date(*date);
}

std::optional<base::Date> date_in(const store::Row& row, int column) {
    const auto text = row.optional_text(column);
    if (!text) return std::nullopt;
    const auto date = base::parse_date(*text);
    if (!date) throw std::runtime_error("organisation: unreadable date in the database");
    return date;
}

std::optional<std::string> stored_key(const std::string& key) {
    if (key.empty()) return std::nullopt;
    return key;
}

constexpr std::string_view select_unit =
    "select key, name_da, name_en, kind, parent_key, successor_key, valid_from, valid_to from unit";

Unit unit_of(const store::Row& row) {
    return Unit{row.text(0),
                row.text(1),
                row.text(2),
                row.text(3),
                row.optional_text(4).value_or(""),
                row.optional_text(5).value_or(""),
                Validity{date_in(row, 6), date_in(row, 7)}};
}

StaffMember staff_member_of(const store::Row& row) {
    return StaffMember{row.integer(0), row.text(1), row.text(2), date_in(row, 3)};
}

constexpr std::string_view holding_columns =
    "h.id, h.staff_member_id, h.unit_key, h.title_da, h.title_en, h.valid_from, h.valid_to";

Holding holding_of(const store::Row& row) {
    return Holding{row.integer(0), row.integer(1), row.text(2),
                   row.text(3),    row.text(4),    Validity{date_in(row, 5), date_in(row, 6)}};
}

void insert_unit(store::WriteTransaction& transaction, const Unit& unit) {
    transaction.execute(
        "insert into unit (key, name_da, name_en, kind, parent_key, successor_key, valid_from,"
        " valid_to) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        unit.key, unit.name_da, unit.name_en, unit.kind, stored_key(unit.parent_key),
        stored_key(unit.successor_key), stored_date(unit.validity.from),
        stored_date(unit.validity.to));
}

void update_unit(store::WriteTransaction& transaction, const Unit& unit) {
    transaction.execute(
        "update unit set name_da = $2, name_en = $3, kind = $4, parent_key = $5,"
        " successor_key = $6, valid_from = $7, valid_to = $8 where key = $1",
        unit.key, unit.name_da, unit.name_en, unit.kind, stored_key(unit.parent_key),
        stored_key(unit.successor_key), stored_date(unit.validity.from),
        stored_date(unit.validity.to));
}

}  // namespace

bool put_unit(store::WriteTransaction& transaction, const Unit& unit) {
    const std::optional<Unit> known = find_unit(transaction, unit.key);
    if (known && *known == unit) return false;
    if (known) {
        update_unit(transaction, unit);
    } else {
        insert_unit(transaction, unit);
    }
    return true;
}

std::vector<Unit> all_units(store::Connection& connection) {
    std::vector<Unit> units;
    // The condition holds for every key; with it the rows are read through the key's index.
    const std::string sql = std::string(select_unit) + " where key > '' order by key";
    for (const store::Row& row : connection.query(sql)) units.push_back(unit_of(row));
    return units;
}

std::optional<Unit> find_unit(store::Connection& connection, std::string_view key) {
    store::Rows rows = connection.query(std::string(select_unit) + " where key = $1", key);
    if (!rows.next()) return std::nullopt;
    return unit_of(rows.row());
}

bool unit_is_used(store::Connection& connection, std::string_view key) {
    return connection.integer("select 1 from holding where unit_key = $1 limit 1", key).has_value();
}

std::int64_t add_staff_member(store::WriteTransaction& transaction, const StaffMember& member) {
    const auto id = transaction.integer(
        "insert into staff_member (name, email, left_on) values ($1, $2, $3) returning id",
        member.name, member.email, stored_date(member.left_on));
    return id.value();
}

void change_staff_member(store::WriteTransaction& transaction, const StaffMember& member) {
    transaction.execute("update staff_member set name = $2, email = $3, left_on = $4 where id = $1",
                        member.id, member.name, member.email, stored_date(member.left_on));
}

std::optional<StaffMember> find_staff_member(store::Connection& connection, std::int64_t id) {
    store::Rows rows =
        connection.query("select id, name, email, left_on from staff_member where id = $1", id);
    if (!rows.next()) return std::nullopt;
    return staff_member_of(rows.row());
}

std::vector<StaffMember> staff_members_on(store::Connection& connection, base::Date day,
                                          int limit) {
    std::vector<StaffMember> members;
    for (const store::Row& row : connection.query(
             "select id, name, email, left_on from staff_member"
             " where left_on is null or left_on > $1 order by name collate danish, id limit $2",
             base::iso_date(day), limit)) {
        members.push_back(staff_member_of(row));
    }
    return members;
}

std::vector<StaffMember> staff_members(store::Connection& connection,
                                       const std::vector<std::int64_t>& ids) {
    std::vector<StaffMember> members;
    for (std::size_t begin = 0; begin < ids.size(); begin += ids_at_once) {
        const std::size_t end = std::min(begin + ids_at_once, ids.size());
        std::string sql = "select id, name, email, left_on from staff_member where id in (";
        std::vector<store::Value> values;
        for (std::size_t i = begin; i < end; ++i) {
            values.push_back(store::to_value(ids[i]));
            sql += (i == begin ? "$" : ", $") + std::to_string(values.size());
        }
        sql += ")";
        for (const store::Row& row : connection.query_values(sql, values)) {
            members.push_back(staff_member_of(row));
        }
    }
    return members;
}

std::int64_t add_holding(store::WriteTransaction& transaction, const Holding& holding) {
    const auto id = transaction.integer(
        "insert into holding (staff_member_id, unit_key, title_da, title_en, valid_from, valid_to)"
        " values ($1, $2, $3, $4, $5, $6) returning id",
        holding.staff_member_id, holding.unit_key, holding.title_da, holding.title_en,
        stored_date(holding.validity.from), stored_date(holding.validity.to));
    return id.value();
}

void end_holdings(store::WriteTransaction& transaction, std::int64_t staff_member_id,
                  base::Date to) {
    const std::string day = base::iso_date(to);
    transaction.execute("delete from holding where staff_member_id = $1 and valid_from >= $2",
                        staff_member_id, day);
    transaction.execute(
        "update holding set valid_to = $2 where staff_member_id = $1"
        " and (valid_to is null or valid_to > $2)",
        staff_member_id, day);
}

std::vector<Holding> holdings_of(store::Connection& connection, std::int64_t staff_member_id) {
    std::vector<Holding> holdings;
    const std::string sql = "select " + std::string(holding_columns) +
                            " from holding h where h.staff_member_id = $1"
                            " order by coalesce(h.valid_from, ''), h.id";
    for (const store::Row& row : connection.query(sql, staff_member_id)) {
        holdings.push_back(holding_of(row));
    }
    return holdings;
}

std::vector<HeldPosition> positions_on(store::Connection& connection, base::Date day, int limit) {
    std::vector<HeldPosition> positions;
    const std::string sql = "select " + std::string(holding_columns) +
                            ", m.name from holding h join staff_member m on m.id = "
                            "h.staff_member_id where h.unit_key > ''"
                            " and (h.valid_from is null or h.valid_from <= $1)"
                            " and (h.valid_to is null or h.valid_to > $1)"
                            " order by h.unit_key, m.name collate danish, h.id limit $2";
    for (const store::Row& row : connection.query(sql, base::iso_date(day), limit)) {
        positions.push_back(HeldPosition{holding_of(row), row.text(7)});
    }
    return positions;
}

}  // namespace organisation

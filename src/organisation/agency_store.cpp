#include "organisation/agency_store.h"

#include <stdexcept>

namespace organisation {

namespace {

std::optional<std::string> text_of(const std::optional<base::Date>& day) {
    if (!day) return std::nullopt;
    return base::iso_date(*day);
}

std::optional<base::Date> day_of(const store::Row& row, int column) {
    const std::optional<std::string> text = row.optional_text(column);
    return text ? base::parse_date(*text) : std::nullopt;
}

// A row that says something unknown would open or close doors by chance.
template <class Value>
Value known(std::optional<Value> value, std::string_view what) {
    if (!value) throw std::runtime_error("organisation: unknown " + std::string(what));
    return *value;
}

constexpr std::string_view agency_columns =
    "cvr, name, kind, area, public_task, valid_from, valid_to";

Agency agency_of(const store::Row& row) {
    return {row.text(0),
            row.text(1),
            known(agency_kind_of(row.text_view(2)), "kind of agency"),
            known(institution_area_of(row.text_view(3)), "area of an institution"),
            row.integer(4) == 1 ? PublicTask::yes : PublicTask::no,
            {day_of(row, 5), day_of(row, 6)}};
}

Forum forum_of(const store::Row& row) {
    return {row.text(0),
            row.text(1),
            row.text(2),
            known(forum_kind_of(row.text_view(3)), "kind of forum"),
            {day_of(row, 4), day_of(row, 5)}};
}

constexpr std::string_view seat_columns =
    "seat.id, seat.forum_key, forum.kind, seat.agency_cvr, seat.staff_member_id, "
    "seat.valid_from, seat.valid_to";

Seat seat_of(const store::Row& row) {
    return {row.integer(0), row.text(1),    known(forum_kind_of(row.text_view(2)), "kind of forum"),
            row.text(3),    row.integer(4), {day_of(row, 5), day_of(row, 6)}};
}

}  // namespace

void put_agency(store::WriteTransaction& transaction, const Agency& agency) {
    transaction.execute("insert into agency (" + std::string(agency_columns) +
                            ") values ($1, $2, $3, $4, $5, $6, $7) on conflict (cvr) do update set "
                            "name = excluded.name, kind = excluded.kind, area = excluded.area, "
                            "public_task = excluded.public_task, valid_from = excluded.valid_from, "
                            "valid_to = excluded.valid_to",
                        agency.cvr, agency.name, agency_kind_code(agency.kind),
                        institution_area_code(agency.area),
                        agency.public_task == PublicTask::yes ? 1 : 0,
                        text_of(agency.validity.from), text_of(agency.validity.to));
}

std::optional<Agency> find_agency(store::Connection& connection, std::string_view cvr) {
    store::Rows rows = connection.query(
        "select " + std::string(agency_columns) + " from agency where cvr = $1", cvr);
    if (!rows.next()) return std::nullopt;
    return agency_of(rows.row());
}

std::vector<Agency> all_agencies(store::Connection& connection) {
    std::vector<Agency> agencies;
    for (const store::Row& row :
         connection.query("select " + std::string(agency_columns) +
                          " from agency order by name collate danish, cvr")) {
        agencies.push_back(agency_of(row));
    }
    return agencies;
}

std::optional<Agency> own_agency(store::Connection& connection) {
    store::Rows rows = connection.query("select " + std::string(agency_columns) +
                                            " from agency where kind = $1 order by cvr limit 1",
                                        agency_kind_code(AgencyKind::municipality));
    if (!rows.next()) return std::nullopt;
    return agency_of(rows.row());
}

void put_forum(store::WriteTransaction& transaction, const Forum& forum) {
    transaction.execute(
        "insert into forum (key, name_da, name_en, kind, valid_from, valid_to) "
        "values ($1, $2, $3, $4, $5, $6) on conflict (key) do update set "
        "name_da = excluded.name_da, name_en = excluded.name_en, kind = excluded.kind, "
        "valid_from = excluded.valid_from, valid_to = excluded.valid_to",
        forum.key, forum.name_da, forum.name_en, forum_kind_code(forum.kind),
        text_of(forum.validity.from), text_of(forum.validity.to));
}

std::optional<Forum> find_forum(store::Connection& connection, std::string_view key) {
    store::Rows rows = connection.query(
        "select key, name_da, name_en, kind, valid_from, valid_to from forum where key = $1", key);
    if (!rows.next()) return std::nullopt;
    return forum_of(rows.row());
}

std::vector<Forum> all_forums(store::Connection& connection) {
    std::vector<Forum> forums;
    for (const store::Row& row :
         connection.query("select key, name_da, name_en, kind, valid_from, valid_to from forum "
                          "order by name_da collate danish, key")) {
        forums.push_back(forum_of(row));
    }
    return forums;
}

std::int64_t add_seat(store::WriteTransaction& transaction, const Seat& seat) {
    return transaction
        .integer(
            "insert into seat (forum_key, agency_cvr, staff_member_id, valid_from, valid_to) "
            "values ($1, $2, $3, $4, $5) returning id",
            seat.forum_key, seat.agency_cvr, seat.staff_member_id, text_of(seat.validity.from),
            text_of(seat.validity.to))
        .value();
}

bool end_seat(store::WriteTransaction& transaction, std::int64_t id, std::string_view forum_key,
              base::Date to) {
    const std::string day = base::iso_date(to);
    const std::int64_t ended = transaction.execute(
        "update seat set valid_to = $2 where id = $1 and forum_key = $3 and valid_from < $2 and "
        "(valid_to is null or valid_to > $2)",
        id, day, forum_key);
    const std::int64_t removed =
        transaction.execute("delete from seat where id = $1 and forum_key = $3 and valid_from = $2",
                            id, day, forum_key);
    return ended + removed == 1;
}

std::vector<Seat> seats_of(store::Connection& connection, std::int64_t staff_member_id) {
    std::vector<Seat> seats;
    for (const store::Row& row :
         connection.query("select " + std::string(seat_columns) +
                              " from seat join forum on forum.key = seat.forum_key "
                              "where seat.staff_member_id = $1 order by seat.id",
                          staff_member_id)) {
        seats.push_back(seat_of(row));
    }
    return seats;
}

bool agency_sits_in(store::Connection& connection, std::string_view cvr, std::string_view forum_key,
                    base::Date day) {
    return connection
        .integer(
            "select 1 from seat where forum_key = $1 and agency_cvr = $2 and "
            "valid_from <= $3 and (valid_to is null or valid_to > $3) limit 1",
            forum_key, cvr, base::iso_date(day))
        .has_value();
}

std::vector<SeatTaken> seats_on(store::Connection& connection, base::Date day) {
    std::vector<SeatTaken> seats;
    for (const store::Row& row : connection.query(
             "select " + std::string(seat_columns) +
                 ", staff_member.name, agency.name from seat "
                 "join forum on forum.key = seat.forum_key "
                 "join agency on agency.cvr = seat.agency_cvr "
                 "join staff_member on staff_member.id = seat.staff_member_id "
                 "where seat.valid_from <= $1 and (seat.valid_to is null or seat.valid_to > $1) "
                 "order by forum.name_da collate danish, agency.name collate danish, "
                 "staff_member.name collate danish, seat.id",
             base::iso_date(day))) {
        seats.push_back({seat_of(row), row.text(7), row.text(8)});
    }
    return seats;
}

void add_unit_leader(store::WriteTransaction& transaction, std::string_view unit_key,
                     std::int64_t staff_member_id, const Validity& validity) {
    transaction.execute(
        "insert into unit_leader (unit_key, staff_member_id, valid_from, valid_to) "
        "values ($1, $2, $3, $4)",
        unit_key, staff_member_id, text_of(validity.from), text_of(validity.to));
}

std::vector<std::string> units_led_on(store::Connection& connection, std::int64_t staff_member_id,
                                      base::Date day) {
    std::vector<std::string> units;
    for (const store::Row& row : connection.query(
             "select unit_key from unit_leader where staff_member_id = $1 and valid_from <= $2 "
             "and (valid_to is null or valid_to > $2) order by unit_key",
             staff_member_id, base::iso_date(day))) {
        units.push_back(row.text(0));
    }
    return units;
}

}  // namespace organisation

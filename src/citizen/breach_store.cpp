#include "citizen/breach_store.h"

#include <stdexcept>
#include <string>

#include "base/text.h"

namespace citizen {
namespace {

const std::string columns =
    "select id, version, discovered_at, kinds, data_classes, persons, what, consequences, measures,"
    " authority, authority_told_at, authority_reason, subjects, subjects_told_on, subjects_reason"
    " from breach";

// What the program itself wrote; anything else means that the database was changed from outside.
template <class Value>
Value readable(std::optional<Value> value) {
    if (!value) throw std::runtime_error("citizen: an unreadable entry in the breach register");
    return *value;
}

Breach read_breach(const store::Row& row) {
    Breach breach;
    breach.id = row.integer(0);
    breach.version = row.integer(1);
    breach.discovered_at = readable(base::parse_local_time(row.text_view(2)));
    for (const std::string& code : base::split(row.text(3), ','))
        breach.kinds.add(readable(breach_kind_of(code)));
    for (const std::string& code : base::split(row.text(4), ','))
        breach.classes.add(readable(access::data_class_of(code)));
    if (!row.is_null(5)) breach.persons = row.integer(5);
    breach.what = row.text(6);
    breach.consequences = row.text(7);
    breach.measures = row.text(8);
    breach.authority = readable(telling_of(row.text_view(9)));
    if (!row.is_null(10))
        breach.authority_told_at = readable(base::parse_local_time(row.text_view(10)));
    breach.authority_reason = row.text(11);
    breach.subjects = readable(telling_of(row.text_view(12)));
    if (!row.is_null(13)) breach.subjects_told_on = readable(base::parse_date(row.text_view(13)));
    breach.subjects_reason = row.text(14);
    return breach;
}

std::vector<Breach> all_of(store::Rows rows) {
    std::vector<Breach> found;
    for (const store::Row& row : rows) found.push_back(read_breach(row));
    return found;
}

std::optional<std::string> told_at(const Breach& breach) {
    if (!breach.authority_told_at) return std::nullopt;
    return base::iso_local_time(*breach.authority_told_at);
}

std::optional<std::string> told_on(const Breach& breach) {
    if (!breach.subjects_told_on) return std::nullopt;
    return base::iso_date(*breach.subjects_told_on);
}

void save_version(store::WriteTransaction& transaction, const Breach& breach,
                  const BreachChanger& changer, history::Change change) {
    history::save(transaction, "breach", breach.id,
                  {breach.version, change, changer.account_id, changer.now, snapshot(breach)});
}

}  // namespace

std::int64_t add_breach(store::WriteTransaction& transaction, const Breach& breach,
                        const BreachChanger& changer) {
    const history::Snapshot fields = snapshot(breach);
    Breach added = breach;
    added.version = 1;
    added.id =
        transaction
            .integer(
                "insert into breach (version, discovered_at, kinds, data_classes, persons, what,"
                " consequences, measures, authority, authority_told_at, authority_reason, subjects,"
                " subjects_told_on, subjects_reason) values (1, $1, $2, $3, $4, $5, $6, $7, $8, $9,"
                " $10, $11, $12, $13) returning id",
                base::iso_local_time(added.discovered_at), fields.at("kinds"), fields.at("classes"),
                added.persons, added.what, added.consequences, added.measures,
                fields.at("authority"), told_at(added), added.authority_reason,
                fields.at("subjects"), told_on(added), added.subjects_reason)
            .value();
    save_version(transaction, added, changer, history::Change::created);
    return added.id;
}

base::Result<void> change_breach(store::WriteTransaction& transaction, const Breach& breach,
                                 const BreachChanger& changer, history::Change change) {
    const std::optional<Breach> before = find_breach(transaction, breach.id);
    if (!before) return base::refuse("not_found", "Bruddet findes ikke.");
    if (before->version != breach.version)
        return base::refuse("version_conflict", "En anden har ændret bruddet imens.");
    const history::Snapshot fields = snapshot(breach);
    Breach after = breach;
    after.version = before->version + 1;
    transaction.execute(
        "update breach set version = $2, discovered_at = $3, kinds = $4, data_classes = $5,"
        " persons = $6, what = $7, consequences = $8, measures = $9, authority = $10,"
        " authority_told_at = $11, authority_reason = $12, subjects = $13, subjects_told_on = $14,"
        " subjects_reason = $15 where id = $1",
        after.id, after.version, base::iso_local_time(after.discovered_at), fields.at("kinds"),
        fields.at("classes"), after.persons, after.what, after.consequences, after.measures,
        fields.at("authority"), told_at(after), after.authority_reason, fields.at("subjects"),
        told_on(after), after.subjects_reason);
    save_version(transaction, after, changer, change);
    return {};
}

std::optional<Breach> find_breach(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(columns + " where id = $1", id);
    if (!rows.next()) return std::nullopt;
    return read_breach(rows.row());
}

std::vector<Breach> breaches(store::Connection& connection, std::int64_t before, int limit) {
    if (before > 0)
        return all_of(
            connection.query(columns + " where id < $1 order by id desc limit $2", before, limit));
    return all_of(connection.query(columns + " order by id desc limit $1", limit));
}

std::vector<Breach> undecided_breaches(store::Connection& connection) {
    return all_of(
        connection.query(columns + " where authority = 'undecided' order by id limit 200"));
}

}  // namespace citizen

#include "history/history.h"

#include <boost/json.hpp>
#include <set>
#include <stdexcept>

#include "base/result.h"

namespace history {
namespace {

std::string to_json(const Snapshot& snapshot) {
    boost::json::object object;
    for (const auto& [key, value] : snapshot) object[key] = value;
    return boost::json::serialize(object);
}

Snapshot from_json(std::string_view text) {
    Snapshot snapshot;
    const boost::json::value parsed = boost::json::parse(text);
    for (const auto& [key, value] : parsed.as_object())
        snapshot[std::string(key)] = std::string(value.as_string());
    return snapshot;
}

constexpr Change changes[] = {Change::created, Change::changed, Change::removed, Change::restored,
                              Change::imported};

Change change_of(std::string_view code) {
    for (Change change : changes)
        if (change_code(change) == code) return change;
    throw std::logic_error("record_version.change holds an unknown code");
}

Version read_version(const store::Row& row) {
    Version version;
    version.version = row.integer(0);
    version.change = change_of(row.text_view(1));
    version.account_id = row.integer(2);
    version.at = base::parse_instant(row.text_view(3)).value();
    version.content = from_json(row.text_view(4));
    return version;
}

const std::string& value_of(const Snapshot& snapshot, const std::string& key) {
    static const std::string empty;
    const auto found = snapshot.find(key);
    return found == snapshot.end() ? empty : found->second;
}

std::set<std::string> keys_of(const Snapshot& first, const Snapshot& second) {
    std::set<std::string> keys;
    for (const auto& [key, value] : first) keys.insert(key);
    for (const auto& [key, value] : second) keys.insert(key);
    return keys;
}

}  // namespace

std::string_view change_code(Change change) {
    switch (change) {
        case Change::created:
            return "created";
        case Change::changed:
            return "changed";
        case Change::removed:
            return "removed";
        case Change::restored:
            return "restored";
        case Change::imported:
            return "imported";
    }
    throw std::logic_error("unknown change");
}

std::string_view change_name(Change change) {
    switch (change) {
        case Change::created:
            return base::danish("Oprettet");
        case Change::changed:
            return base::danish("Ændret");
        case Change::removed:
            return base::danish("Slettet");
        case Change::restored:
            return base::danish("Genskabt");
        case Change::imported:
            return base::danish("Importeret");
    }
    throw std::logic_error("unknown change");
}

void save(store::WriteTransaction& transaction, std::string_view kind, std::int64_t id,
          const Version& version) {
    transaction.execute(
        "insert into record_version (kind, record_id, version, change, account_id, at, content) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        kind, id, version.version, change_code(version.change), version.account_id,
        base::iso_instant(version.at), to_json(version.content));
}

std::vector<Version> versions(store::Connection& connection, std::string_view kind,
                              std::int64_t id) {
    std::vector<Version> found;
    for (const store::Row& row :
         connection.query("select version, change, account_id, at, content from record_version "
                          "where kind = $1 and record_id = $2 order by version desc limit 200",
                          kind, id))
        found.push_back(read_version(row));
    return found;
}

std::optional<Version> find_version(store::Connection& connection, std::string_view kind,
                                    std::int64_t id, std::int64_t version) {
    store::Rows rows = connection.query(
        "select version, change, account_id, at, content from record_version "
        "where kind = $1 and record_id = $2 and version = $3",
        kind, id, version);
    if (!rows.next()) return std::nullopt;
    return read_version(rows.row());
}

std::vector<Difference> differences(const Snapshot& before, const Snapshot& after) {
    std::vector<Difference> found;
    for (const std::string& key : keys_of(before, after))
        if (value_of(before, key) != value_of(after, key))
            found.push_back({key, value_of(before, key), value_of(after, key)});
    return found;
}

Merge merge(const Snapshot& base, const Snapshot& mine, const Snapshot& theirs) {
    Merge result;
    for (const std::string& key : keys_of(mine, theirs)) {
        const std::string& original = value_of(base, key);
        const std::string& my_value = value_of(mine, key);
        const std::string& their_value = value_of(theirs, key);
        const bool i_changed = my_value != original;
        const bool they_changed = their_value != original;
        if (i_changed && they_changed && my_value != their_value)
            result.differing.push_back({key, their_value, my_value});
        result.merged[key] = i_changed ? my_value : their_value;
    }
    return result;
}

}  // namespace history

#include "trail/search_criteria_store.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace trail {

namespace {

constexpr std::string_view context = "trail_search.sealed";
constexpr std::string_view name_start = "criteria:";

base::Date day_of(base::Instant now) {
    return std::chrono::floor<std::chrono::days>(now);
}

std::string name_of(base::Instant now) {
    return std::string(name_start) + base::iso_date(day_of(now)).substr(0, 7);
}

// The last day of the month in the name; empty when it is none of ours.
std::optional<base::Date> end_of(const std::string& name) {
    if (!name.starts_with(name_start)) return std::nullopt;
    const auto first = base::parse_date(name.substr(name_start.size()) + "-01");
    if (!first) return std::nullopt;
    return base::Date(first->year() / first->month() / std::chrono::last);
}

std::string keyed_hash(const vault::Key& key, std::string_view criteria) {
    const vault::Key hashing = key.derive("crithash", 1);
    std::array<std::uint8_t, 32> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(criteria.data()), criteria.size(),
                       hashing.data(), vault::Key::size);
    return base::hex(hash);
}

}  // namespace

base::Result<SealedCriteria> seal_criteria(vault::Vault& vault, base::Instant now,
                                           std::string_view criteria) {
    SealedCriteria result;
    result.sealed_with = name_of(now);
    const base::Result<void> ensured = vault.ensure(result.sealed_with);
    if (!ensured) return ensured.error();
    base::Result<vault::Sealed> sealed = vault.seal(result.sealed_with, context, criteria);
    if (!sealed) return sealed.error();
    result.sealed = std::move(*sealed);
    const auto key = vault.key(result.sealed_with);
    if (!key) return base::refuse("key_unknown", "Søgningen kan ikke forsegles.");
    result.hash = keyed_hash(*key, criteria);
    return result;
}

std::int64_t append_search(store::WriteTransaction& transaction, base::Instant now, Line line,
                           const SealedCriteria& criteria) {
    line.criteria = criteria.hash;
    const std::int64_t sequence = append(transaction, now, line);
    transaction.execute(
        "insert into trail_search (sequence, sealed_with, sealed) values ($1, $2, $3)", sequence,
        criteria.sealed_with, std::span<const std::uint8_t>(criteria.sealed));
    return sequence;
}

std::optional<std::string> criteria_of(store::Connection& connection, vault::Vault& vault,
                                       std::int64_t sequence) {
    for (const store::Row& row :
         connection.query("select s.sealed_with, s.sealed, l.criteria from trail_search s "
                          "join trail_line l on l.sequence = s.sequence where s.sequence = $1",
                          sequence)) {
        const std::string name = row.text(0);
        auto criteria = vault.open_sealed(name, context, row.bytes(1));
        const auto key = vault.key(name);
        if (criteria && key && keyed_hash(*key, *criteria) == row.text(2)) return criteria;
    }
    return std::nullopt;
}

std::vector<std::string> erase_old_criteria(store::Database& database, vault::Vault& vault,
                                            base::Instant now, int days) {
    const base::Date limit = base::add_days(day_of(now), -days);
    std::vector<std::string> erased;
    for (const std::string& name : vault.subjects()) {
        const auto end = end_of(name);
        if (end && *end < limit) erased.push_back(name);
    }
    std::sort(erased.begin(), erased.end());
    for (const std::string& name : erased) {
        // The line first, the key last: what is interrupted is done again tomorrow.
        store::WriteTransaction writing = database.write();
        append(writing, now,
               {.actor = "system",
                .action = Action::erase,
                .subject_kind = "search_criteria",
                .subject_id = name});
        writing.execute("delete from trail_search where sealed_with = $1", name);
        writing.commit();
        static_cast<void>(vault.destroy(name));
    }
    return erased;
}

}  // namespace trail

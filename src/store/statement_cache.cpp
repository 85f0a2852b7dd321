#include "store/statement_cache_internal.h"

namespace store {

PreparedStatement& StatementCache::idle(std::string_view sql) {
    ++uses_;
    const auto [first, last] = entries_.equal_range(sql);
    for (auto entry = first; entry != last; ++entry) {
        if (entry->second.statement->is_running()) continue;
        entry->second.last_used = uses_;
        return *entry->second.statement;
    }
    if (entries_.size() >= most_) drop_oldest_idle();
    Entry entry{std::make_unique<PreparedStatement>(database_, sql), uses_};
    return *entries_.emplace(std::string(sql), std::move(entry))->second.statement;
}

void StatementCache::drop_oldest_idle() {
    auto oldest = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
        if (entry->second.statement->is_running()) continue;
        if (oldest == entries_.end() || entry->second.last_used < oldest->second.last_used) {
            oldest = entry;
        }
    }
    if (oldest != entries_.end()) entries_.erase(oldest);
}

}  // namespace store

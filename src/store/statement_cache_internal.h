#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/prepared_statement_internal.h"

namespace store {

// The prepared statements of one connection, by their SQL. The same SQL may run several times at
// once (a query inside the loop over another); each gets a statement of its own.
class StatementCache {
  public:
    StatementCache(sqlite3* database, std::size_t most) : database_(database), most_(most) {}

    // A statement that isn't running. It stays where it is until it is idle and the cache is full.
    PreparedStatement& idle(std::string_view sql);
    std::size_t size() const { return entries_.size(); }

  private:
    struct Entry {
        std::unique_ptr<PreparedStatement> statement;
        std::uint64_t last_used = 0;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>()(text);
        }
    };

    void drop_oldest_idle();

    sqlite3* database_;
    std::size_t most_;
    std::uint64_t uses_ = 0;
    std::unordered_multimap<std::string, Entry, Hash, std::equal_to<>> entries_;
};

}  // namespace store

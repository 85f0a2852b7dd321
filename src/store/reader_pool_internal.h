#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "store/sqlite_connection_internal.h"

namespace store {

// The reading connections, opened when first needed and then kept. Safe from any thread.
class ReaderPool {
  public:
    ReaderPool(const DatabaseOptions& options, SharedState& state);

    // A connection in a transaction of its own, for the caller alone. Waits at most busy_time.
    // Throws Failure.
    SqliteConnection& begin();
    void end(SqliteConnection& connection) noexcept;

  private:
    SqliteConnection& take();
    SqliteConnection& open();
    void give_back(SqliteConnection& connection) noexcept;
    void drop(SqliteConnection& connection) noexcept;

    const DatabaseOptions& options_;
    SharedState& state_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<SqliteConnection>> connections_;
    std::vector<SqliteConnection*> idle_;  // the one used last is used next: its cache is warm
    unsigned count_ = 0;                   // open or being opened
};

}  // namespace store

#include "store/reader_pool_internal.h"

namespace store {

ReaderPool::ReaderPool(const DatabaseOptions& options, SharedState& state)
    : options_(options), state_(state) {
    // Room for every connection now, so that giving one back can't fail.
    connections_.reserve(options.readers);
    idle_.reserve(options.readers);
}

SqliteConnection& ReaderPool::begin() {
    SqliteConnection& connection = take();
    try {
        connection.control("begin");
    } catch (...) {
        drop(connection);
        throw;
    }
    return connection;
}

void ReaderPool::end(SqliteConnection& connection) noexcept {
    connection.end_queries();
    try {
        connection.control("rollback");
    } catch (...) {
        return drop(connection);
    }
    give_back(connection);
}

SqliteConnection& ReaderPool::take() {
    std::unique_lock lock(mutex_);
    const auto is_free = [this] { return !idle_.empty() || count_ < options_.readers; };
    if (!changed_.wait_for(lock, options_.busy_time, is_free)) {
        throw Failure(Failure::Kind::busy, "all reading connections are in use");
    }
    if (!idle_.empty()) {
        SqliteConnection& connection = *idle_.back();
        idle_.pop_back();
        return connection;
    }
    ++count_;
    lock.unlock();
    return open();
}

SqliteConnection& ReaderPool::open() {
    std::unique_ptr<SqliteConnection> opened;
    try {
        opened = std::make_unique<SqliteConnection>(options_, ConnectionRole::reader, state_);
    } catch (...) {
        const std::lock_guard lock(mutex_);
        --count_;
        changed_.notify_one();
        throw;
    }
    const std::lock_guard lock(mutex_);
    connections_.push_back(std::move(opened));
    return *connections_.back();
}

void ReaderPool::give_back(SqliteConnection& connection) noexcept {
    const std::lock_guard lock(mutex_);
    idle_.push_back(&connection);
    changed_.notify_one();
}

void ReaderPool::drop(SqliteConnection& connection) noexcept {
    const std::lock_guard lock(mutex_);
    std::erase_if(connections_,
                  [&connection](const auto& kept) { return kept.get() == &connection; });
    --count_;
    changed_.notify_one();
}

}  // namespace store

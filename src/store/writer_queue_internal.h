#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "store/sqlite_connection_internal.h"

namespace store {

// The one writing connection, and the queue of threads that want it, first come first served.
//
// Group commit: one SQLite transaction carries the transactions of several threads, each in a
// savepoint. A thread that commits while others wait hands the connection to the next and sleeps;
// the last of the group commits for all and wakes them. So the disk is waited for once, and a
// roll-back touches only its own savepoint. Safe from any thread.
class WriterQueue {
  public:
    WriterQueue(const DatabaseOptions& options, SharedState& state);

    // Waits for the turn, at most busy_time, and begins. Throws Failure, or std::logic_error when
    // the calling thread is writing already.
    SqliteConnection& begin();
    // Ends the turn; returns when durable. Throws Failure when not; then nothing remains.
    void commit();
    // Ends the turn without a trace.
    void roll_back() noexcept;

    // True when a write succeeded, after one had failed.
    bool try_again();

    std::uint64_t commits() const { return commits_.load(); }
    std::uint64_t write_transactions() const { return write_transactions_.load(); }

  private:
    struct Group {
        enum class State { open, durable, failed } state = State::open;
        unsigned members = 0;  // that have committed and wait
        std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
        std::optional<Failure> failure;
        std::condition_variable changed;
    };
    struct Waiting {
        bool has_turn = false;
        std::condition_variable changed;
    };

    void take_turn();
    void pass_turn() noexcept;  // with mutex_ locked
    void begin_member();
    // The holder's part is done: hands over with the group open, or closes the group first.
    void end_turn() noexcept;
    bool group_can_grow() const;  // with mutex_ locked
    void close_group() noexcept;
    std::optional<Failure> commit_group() noexcept;
    bool write_nothing() noexcept;
    void roll_back_all() noexcept;
    Failure lost_transaction() const;
    void checkpoint_when_due() noexcept;

    const DatabaseOptions& options_;
    SharedState& state_;
    SqliteConnection connection_;
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> write_transactions_ = 0;

    // For the thread whose turn it is.
    std::shared_ptr<Group> group_;
    int next_checkpoint_pages_;  // size of the log that the next checkpoint is due at
    std::chrono::steady_clock::time_point next_truncation_{};

    std::mutex mutex_;  // guards what follows, and the state of the groups
    bool taken_ = false;
    std::thread::id holder_;
    std::deque<Waiting*> queue_;
};

}  // namespace store

#include "store/writer_queue_internal.h"

#include <algorithm>
#include <stdexcept>

namespace store {

namespace {

using Clock = std::chrono::steady_clock;

// A group is closed when it has this many members or is this old, so that nobody waits long.
constexpr unsigned most_members = 64;
constexpr std::chrono::milliseconds most_age{5};

// Readers that follow each other closely can keep the log from starting over. When it has grown
// large, writers wait for a moment until the readers have moved on; when a reader is stuck, that is
// tried again only after a pause.
constexpr std::chrono::milliseconds truncation_wait{50};
constexpr std::chrono::seconds truncation_pause{1};

}  // namespace

WriterQueue::WriterQueue(const DatabaseOptions& options, SharedState& state)
    : options_(options),
      state_(state),
      connection_(options, ConnectionRole::writer, state),
      next_checkpoint_pages_(options.checkpoint_pages) {}

void WriterQueue::take_turn() {
    const std::thread::id me = std::this_thread::get_id();
    std::unique_lock lock(mutex_);
    if (taken_ && holder_ == me) {
        throw std::logic_error("store: this thread has a write transaction already");
    }
    if (taken_) {
        Waiting waiting;
        queue_.push_back(&waiting);
        const auto has_turn = [&waiting] { return waiting.has_turn; };
        if (!waiting.changed.wait_for(lock, options_.busy_time, has_turn)) {
            std::erase(queue_, &waiting);
            throw Failure(Failure::Kind::busy, "the queue of writers is too long");
        }
    }
    taken_ = true;
    holder_ = me;
}

void WriterQueue::pass_turn() noexcept {
    holder_ = std::thread::id();
    taken_ = !queue_.empty();
    if (queue_.empty()) return;
    Waiting& next = *queue_.front();
    queue_.pop_front();
    next.has_turn = true;
    next.changed.notify_one();
}

SqliteConnection& WriterQueue::begin() {
    const auto require_writable = [this] {
        if (state_.read_only) throw Failure(Failure::Kind::read_only, "the database is read-only");
    };
    require_writable();
    take_turn();
    try {
        require_writable();
        begin_member();
    } catch (...) {
        end_turn();
        throw;
    }
    return connection_;
}

void WriterQueue::begin_member() {
    if (!group_) {
        auto group = std::make_shared<Group>();
        connection_.prepare_for_writing(options_);
        connection_.control("begin immediate");
        group_ = std::move(group);
    }
    connection_.control("savepoint member");
}

void WriterQueue::commit() {
    connection_.end_queries();
    if (!connection_.is_in_transaction()) {
        end_turn();
        throw lost_transaction();
    }
    // Such keys are checked when the whole group commits; one member must not fail the others.
    if (connection_.has_unresolved_keys()) {
        roll_back();
        throw Failure(Failure::Kind::constraint, "a foreign key points nowhere");
    }
    try {
        connection_.control("release member");
    } catch (...) {
        roll_back();
        throw;
    }
    const std::shared_ptr<Group> group = group_;
    ++group->members;
    end_turn();

    std::unique_lock lock(mutex_);
    group->changed.wait(lock, [&group] { return group->state != Group::State::open; });
    if (group->failure) throw *group->failure;
}

void WriterQueue::roll_back() noexcept {
    connection_.end_queries();
    try {
        if (connection_.is_in_transaction()) {
            connection_.control("rollback to member");
            connection_.control("release member");
        }
    } catch (...) {
        // The savepoint can't be undone alone, so the group goes with it: end_turn() sees that the
        // transaction is gone and tells the members.
        roll_back_all();
    }
    end_turn();
}

bool WriterQueue::group_can_grow() const {
    return group_ && group_->members > 0 && group_->members < most_members && !queue_.empty() &&
           Clock::now() - group_->begun < most_age && connection_.is_in_transaction();
}

void WriterQueue::end_turn() noexcept {
    {
        const std::lock_guard lock(mutex_);
        if (group_can_grow()) return pass_turn();
    }
    close_group();
    checkpoint_when_due();
    const std::lock_guard lock(mutex_);
    pass_turn();
}

void WriterQueue::close_group() noexcept {
    if (!group_) return;
    const std::shared_ptr<Group> group = std::move(group_);
    group_.reset();
    if (group->members == 0) return roll_back_all();
    const std::optional<Failure> failure = commit_group();
    if (!failure) {
        ++commits_;
        write_transactions_ += group->members;
    }
    const std::lock_guard lock(mutex_);
    if (failure) group->failure.emplace(*failure);
    group->state = failure ? Group::State::failed : Group::State::durable;
    group->changed.notify_all();
}

std::optional<Failure> WriterQueue::commit_group() noexcept {
    if (!connection_.is_in_transaction()) return lost_transaction();
    try {
        connection_.control("commit");
        return std::nullopt;
    } catch (const Failure& failure) {
        roll_back_all();
        // When only the sync failed, the log holds the whole refused transaction beyond its end,
        // and a program that starts after a crash would take it for confirmed. Whatever is written
        // next takes its place.
        static_cast<void>(write_nothing());
        return failure;
    }
}

// A transaction that leaves everything as it is, but is written.
bool WriterQueue::write_nothing() noexcept {
    try {
        connection_.prepare_for_writing(options_);
        connection_.control("begin immediate");
        const std::int64_t version = first_integer(connection_.handle(), "pragma user_version");
        connection_.control("pragma user_version = " + std::to_string(version));
        connection_.control("commit");
        return true;
    } catch (const Failure&) {
        roll_back_all();
        return false;
    }
}

void WriterQueue::roll_back_all() noexcept {
    if (!connection_.is_in_transaction()) return;
    try {
        connection_.control("rollback");
    } catch (const Failure&) {
        return;  // it has ended all the same
    }
}

Failure WriterQueue::lost_transaction() const {
    return Failure(state_.read_only ? Failure::Kind::read_only : Failure::Kind::other,
                   "a failure rolled back this transaction and those that shared its disk write");
}

bool WriterQueue::try_again() {
    if (!state_.read_only) return true;
    try {
        take_turn();
    } catch (const Failure&) {
        return false;
    }
    close_group();
    const bool written = write_nothing();
    if (written) state_.read_only = false;
    const std::lock_guard lock(mutex_);
    pass_turn();
    return written;
}

void WriterQueue::checkpoint_when_due() noexcept {
    const int pages = connection_.log_pages();
    if (pages < options_.checkpoint_pages) next_checkpoint_pages_ = options_.checkpoint_pages;
    if (pages < next_checkpoint_pages_) return;
    next_checkpoint_pages_ = pages + options_.checkpoint_pages;

    // What a checkpoint could not do, the next will: the log holds everything until then.
    sqlite3* database = connection_.handle();
    if (pages < large_log_pages(options_) || Clock::now() < next_truncation_) {
        sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        return;
    }
    sqlite3_busy_timeout(database, static_cast<int>(truncation_wait.count()));
    const int code =
        sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(database, static_cast<int>(options_.busy_time.count()));
    if (code != SQLITE_OK) next_truncation_ = Clock::now() + truncation_pause;
}

}  // namespace store

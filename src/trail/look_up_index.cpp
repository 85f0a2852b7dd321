#include "trail/look_up_index.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <thread>

#include "trail/look_up_index_store.h"
#include "trail/tree_store.h"

namespace trail {

namespace {

// After something went wrong with the file; meanwhile the lines themselves are read.
constexpr std::chrono::seconds pause_after_failure{30};
constexpr std::int64_t lines_between_reports = 1'000'000;

// The file while it is open. Questions read it under a shared lock; only the follower replaces it.
struct Contents {
    explicit Contents(std::filesystem::path chosen) : path(std::move(chosen)) {}

    const std::filesystem::path path;
    std::shared_mutex mutex;
    std::unique_ptr<store::Database> file;
    std::atomic<bool> damaged = false;
};

// The indexes that are open in this program: mostly one. Each says itself which trail it is about,
// so that a question can't ask the wrong one.
class OpenIndexes {
  public:
    void add(const std::shared_ptr<Contents>& contents) {
        const std::lock_guard lock(mutex_);
        indexes_.push_back(contents);
    }
    void remove(const std::shared_ptr<Contents>& contents) {
        const std::lock_guard lock(mutex_);
        std::erase(indexes_, contents);
    }
    std::vector<std::shared_ptr<Contents>> all() {
        const std::lock_guard lock(mutex_);
        return indexes_;
    }

  private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<Contents>> indexes_;
};

OpenIndexes& open_indexes() {
    static OpenIndexes indexes;
    return indexes;
}

void remove_files(const std::filesystem::path& file) {
    for (const char* ending : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + ending);
}

std::unique_ptr<store::Database> open_file(const std::filesystem::path& path) {
    auto file = std::make_unique<store::Database>(store::DatabaseOptions{.file = path});
    const base::Result<void> prepared = prepare_look_up_file(*file);
    if (!prepared) throw std::runtime_error("trail: " + prepared.error().code);
    return file;
}

// Nothing that is wrong with the file may keep an answer back.
template <class Found, class Find>
std::optional<Indexed<Found>> ask(Contents& contents, store::Connection& trail,
                                  const Filter& filter, const Find& find) {
    const std::shared_lock lock(contents.mutex, std::try_to_lock);
    if (!lock || !contents.file || contents.damaged) return std::nullopt;
    try {
        store::ReadTransaction file = contents.file->read();
        const std::optional<std::int64_t> shared = shared_lines(trail, file);
        if (!shared || *shared == 0) return std::nullopt;
        const std::int64_t last =
            filter.before > 0 ? std::min(*shared, filter.before - 1) : *shared;
        return Indexed<Found>{*shared, find(file, filter, lines_gone(trail) + 1, last)};
    } catch (const store::Failure& failure) {
        if (failure.kind != store::Failure::Kind::busy) contents.damaged = true;
    } catch (const std::exception&) {  // a value that no follower wrote
        contents.damaged = true;
    }
    return std::nullopt;
}

template <class Found, class Find>
Indexed<Found> ask_all(store::Connection& trail, const Filter& filter, const Find& find) {
    for (const std::shared_ptr<Contents>& contents : open_indexes().all()) {
        if (auto found = ask<Found>(*contents, trail, filter, find)) return std::move(*found);
    }
    return {};
}

// Whoever waits for an answer or a line goes before.
void give_way() {
    constexpr int nice = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice);
}

std::string faults_in(store::Database& trail, store::Database& file) {
    try {
        std::string faults = file.check_integrity();
        if (!faults.empty()) return faults;
        store::ReadTransaction entries = file.read();
        static_cast<void>(
            indexed_lines(entries));  // its state is older than the trail's, read next
        store::ReadTransaction reading = trail.read();
        return entries_agree(reading, entries) ? "" : "entries differ from the trail's lines";
    } catch (const std::exception& failure) {
        return failure.what();
    }
}

}  // namespace

struct LookUpIndex::Follower {
    Follower(store::Database& chosen_trail, LookUpIndexOptions chosen)
        : trail(chosen_trail), options(std::move(chosen)) {}

    enum class Left { nothing, little, much };

    Left work();
    void run();
    void open();
    void start_over(std::string_view why);
    bool is_of_this_trail();
    void add();
    std::int64_t lines_behind();
    void remove_gone();
    void report(std::int64_t newest);
    bool wait(std::chrono::milliseconds time);  // false: it is to stop

    store::Database& trail;
    const LookUpIndexOptions options;
    const std::shared_ptr<Contents> contents = std::make_shared<Contents>(options.file);
    std::atomic<std::int64_t> lines = 0;
    std::int64_t reported = 0;
    std::mutex work_mutex;

    std::mutex stop_mutex;  // guards what follows
    std::condition_variable stop_changed;
    bool stopped = false;
    std::thread thread;
};

void LookUpIndex::Follower::open() {
    if (contents->file) {
        contents->file->try_writing_again();  // after a full disk
        return;
    }
    std::unique_ptr<store::Database> file;
    try {
        file = open_file(options.file);
    } catch (const std::exception& failure) {
        options.log(std::string("trail_index made_anew reason=\"") + failure.what() + "\"");
        remove_files(options.file);
        file = open_file(options.file);
    }
    const std::unique_lock lock(contents->mutex);
    contents->file = std::move(file);
    contents->damaged = false;
}

void LookUpIndex::Follower::start_over(std::string_view why) {
    options.log("trail_index made_anew reason=\"" + std::string(why) + "\"");
    {
        const std::unique_lock lock(contents->mutex);
        contents->file.reset();  // before its files go: it would take the new log for its own
    }
    remove_files(options.file);
    lines = 0;
    reported = 0;
    open();
}

bool LookUpIndex::Follower::is_of_this_trail() {
    store::ReadTransaction file = contents->file->read();
    const std::int64_t known = indexed_lines(file);
    store::ReadTransaction reading = trail.read();  // younger, so it has what the file knows
    return shared_lines(reading, file) == known;
}

void LookUpIndex::Follower::add() {
    add_entries(trail, *contents->file,
                {.lines = options.lines_at_once, .lines_in_run = options.lines_in_run});
    store::ReadTransaction file = contents->file->read();
    lines = indexed_lines(file);
}

std::int64_t LookUpIndex::Follower::lines_behind() {
    store::ReadTransaction reading = trail.read();
    const std::int64_t newest = line_count(reading);
    report(newest);
    return newest - lines;
}

void LookUpIndex::Follower::report(std::int64_t newest) {
    if (newest - reported < lines_between_reports || lines - reported < lines_between_reports)
        return;
    reported = lines;
    options.log("trail_index lines=" + std::to_string(lines) + " of=" + std::to_string(newest));
}

void LookUpIndex::Follower::remove_gone() {
    std::int64_t gone = 0;
    {
        store::ReadTransaction reading = trail.read();
        gone = lines_gone(reading);
        store::ReadTransaction file = contents->file->read();
        if (removed_entries(file) >= gone) return;
    }
    remove_entries(*contents->file,
                   {.gone = gone, .entries = options.entries_at_once, .stopped = [this] {
                        return !wait(std::chrono::milliseconds(0));
                    }});
}

LookUpIndex::Follower::Left LookUpIndex::Follower::work() {
    const std::lock_guard lock(work_mutex);
    open();
    if (contents->damaged) start_over("damaged");
    try {
        if (!is_of_this_trail()) start_over("another trail's");
        // Few lines at a time would be many waits for the disk, which the trail's writers share.
        const std::int64_t many = options.lines_at_once / 4;
        const bool merged = merge_entries(*contents->file, options.entries_at_once);
        if (!merged || lines_behind() >= many) add();
        remove_gone();
        const std::int64_t behind = lines_behind();
        if (merged || behind >= many) return Left::much;
        return behind > 0 ? Left::little : Left::nothing;
    } catch (const store::Failure& failure) {
        if (failure.kind == store::Failure::Kind::corrupt) contents->damaged = true;
        throw;
    }
}

bool LookUpIndex::Follower::wait(std::chrono::milliseconds time) {
    std::unique_lock lock(stop_mutex);
    return !stop_changed.wait_for(lock, time, [this] { return stopped; });
}

void LookUpIndex::Follower::run() {
    give_way();
    std::chrono::milliseconds pause{0};
    while (wait(pause)) {
        try {
            pause = work() == Left::much ? std::chrono::milliseconds(0) : options.pause;
        } catch (const std::exception& failure) {
            options.log(std::string("trail_index failed: ") + failure.what());
            pause = pause_after_failure;
        }
    }
}

LookUpIndex::LookUpIndex(store::Database& trail, LookUpIndexOptions options)
    : follower_(std::make_unique<Follower>(trail, std::move(options))) {
    open_indexes().add(follower_->contents);
}

LookUpIndex::~LookUpIndex() {
    stop();
    open_indexes().remove(follower_->contents);
}

void LookUpIndex::follow() {
    follower_->thread = std::thread([this] { follower_->run(); });
}

void LookUpIndex::stop() {
    {
        const std::lock_guard lock(follower_->stop_mutex);
        follower_->stopped = true;
    }
    follower_->stop_changed.notify_all();
    if (follower_->thread.joinable()) follower_->thread.join();
}

bool LookUpIndex::work() {
    return follower_->work() != Follower::Left::nothing;
}

std::int64_t LookUpIndex::lines() const {
    return follower_->lines;
}

std::filesystem::path look_up_file_of(const std::filesystem::path& database) {
    return database.string() + ".trail-index";
}

std::string look_up_index_faults(store::Database& trail, const std::filesystem::path& file) {
    for (const std::shared_ptr<Contents>& contents : open_indexes().all()) {
        if (contents->path != file) continue;
        const std::shared_lock lock(contents->mutex);
        if (!contents->file) return "";  // it is being made
        std::string faults = faults_in(trail, *contents->file);
        if (!faults.empty()) contents->damaged = true;
        return faults;
    }
    if (!std::filesystem::exists(file)) return "";
    try {
        return faults_in(trail, *open_file(file));
    } catch (const std::exception& failure) {
        return failure.what();
    }
}

Indexed<PersonLine> indexed_person_lines(store::Connection& trail, const Filter& filter) {
    return ask_all<PersonLine>(trail, filter, person_entries);
}

Indexed<std::int64_t> indexed_actor_lines(store::Connection& trail, const Filter& filter) {
    return ask_all<std::int64_t>(trail, filter, actor_entries);
}

}  // namespace trail

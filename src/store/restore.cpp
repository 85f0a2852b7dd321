#include <cstddef>
#include <memory>
#include <system_error>

#include "store/danish_collation_internal.h"
#include "store/failure_internal.h"
#include "store/implementation_internal.h"

namespace store {

namespace {

namespace filesystem = std::filesystem;

constexpr std::chrono::milliseconds short_wait{200};

// SQLite's own lock on a whole file, held until the end of this object's life. Every connection to
// a database in WAL mode holds a shared lock, in this process or another, so this one is got only
// when nobody uses the file; and it can be asked for even when the content is damaged.
class ExclusiveLock {
  public:
    explicit ExclusiveLock(const filesystem::path& path)
        : layer_(sqlite3_vfs_find(nullptr)),
          name_(sqlite3_create_filename(filesystem::absolute(path).c_str(), "", "", 0, nullptr)),
          storage_(new std::max_align_t[static_cast<std::size_t>(layer_->szOsFile) /
                                            sizeof(std::max_align_t) +
                                        1]()) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MAIN_DB;
        opened_ = name_ && layer_->xOpen(layer_, name_.get(), file(), flags, nullptr) == SQLITE_OK;
        held_ = opened_ && lock(SQLITE_LOCK_SHARED) && lock(SQLITE_LOCK_RESERVED) &&
                lock(SQLITE_LOCK_EXCLUSIVE);
    }
    ~ExclusiveLock() {
        if (opened_) file()->pMethods->xUnlock(file(), SQLITE_LOCK_NONE);
        if (file()->pMethods != nullptr) file()->pMethods->xClose(file());
    }
    ExclusiveLock(const ExclusiveLock&) = delete;
    ExclusiveLock& operator=(const ExclusiveLock&) = delete;

    bool is_held() const { return held_; }

  private:
    struct NameFreer {
        void operator()(const char* name) const { sqlite3_free_filename(name); }
    };

    sqlite3_file* file() const { return reinterpret_cast<sqlite3_file*>(storage_.get()); }
    bool lock(int level) { return file()->pMethods->xLock(file(), level) == SQLITE_OK; }

    sqlite3_vfs* layer_;
    std::unique_ptr<const char, NameFreer> name_;
    std::unique_ptr<std::max_align_t[]> storage_;
    bool opened_ = false;
    bool held_ = false;
};

// What keeps the file from being a backup; empty when it is one.
std::string faults_of_backup(sqlite3* database) {
    if (first_integer(database, "pragma application_id") != application_id) {
        return "another program's file";
    }
    if (first_column(database, "select 1 from sqlite_schema where name = 'schema_migration'")
            .empty()) {
        return "no schema";
    }
    // Indexes made under other rules for Danish order look wrong here; migrate() makes them anew.
    const bool same_order =
        first_integer(database, "pragma user_version") == danish_collation_version();
    if (same_order) return structure_faults(database);
    const auto quick = first_column(database, "pragma quick_check(1)");
    return quick.empty() || quick.front() == "ok" ? std::string() : quick.front();
}

base::Error not_a_backup(const filesystem::path& backup, std::string_view why) {
    return base::refuse("not_a_backup", "{} er ikke en hel sikkerhedskopi fra Trygby: {}",
                        backup.string(), why);
}

filesystem::path beside(const filesystem::path& file, std::string_view ending) {
    return file.string() + std::string(ending);
}

// At every moment there is a whole database under the target's name, and never a new one beside an
// old one's log, which SQLite would take for its own.
void exchange(const filesystem::path& fresh, const filesystem::path& target) {
    const filesystem::path kept = beside(target, ".before-restore");
    if (filesystem::exists(target)) {
        // The same file under both names: an earlier attempt stopped half way.
        if (!filesystem::exists(kept) || !filesystem::equivalent(kept, target)) {
            filesystem::remove(kept);
            filesystem::remove(beside(kept, "-wal"));
            filesystem::create_hard_link(target, kept);
        }
        if (filesystem::exists(beside(target, "-wal"))) {
            filesystem::rename(beside(target, "-wal"), beside(kept, "-wal"));
        }
        filesystem::remove(beside(target, "-shm"));
        sync_folder(target.parent_path());
    } else {
        filesystem::remove(beside(target, "-wal"));
        filesystem::remove(beside(target, "-shm"));
    }
    filesystem::rename(fresh, target);
    sync_folder(target.parent_path());
}

base::Result<void> put_in_place(sqlite3* source, const filesystem::path& target) {
    std::unique_ptr<ExclusiveLock> lock;
    if (filesystem::exists(target)) lock = std::make_unique<ExclusiveLock>(target);
    if (lock && !lock->is_held()) {
        return base::refuse("in_use", "Databasen {} er i brug. Stop tjenesten først.",
                            target.string());
    }
    const filesystem::path fresh = beside(target, ".restoring");
    filesystem::remove(fresh);
    copy_database(source, fresh);
    exchange(fresh, target);
    return {};
}

}  // namespace

base::Result<void> restore(const filesystem::path& backup, const filesystem::path& target) {
    Handle source;
    try {
        source = open_handle(backup, OpenFor::reading_only, {}, short_wait);
        const std::string faults = faults_of_backup(source.get());
        if (!faults.empty()) return not_a_backup(backup, faults);
    } catch (const Failure& failure) {
        return not_a_backup(backup, failure.what());
    }
    try {
        return put_in_place(source.get(), target);
    } catch (const std::runtime_error& failure) {  // Failure and filesystem_error
        return base::refuse("restore_failed", "Databasen kunne ikke gendannes: {}", failure.what());
    }
}

}  // namespace store

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "store/failure_internal.h"
#include "store/implementation_internal.h"

namespace store {

namespace {

namespace filesystem = std::filesystem;

constexpr std::chrono::milliseconds no_wait{0};

void sync_path(const filesystem::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int cause = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) {
        throw Failure(Failure::Kind::other,
                      std::generic_category().message(cause) + ": sync " + path.string());
    }
}

struct BackupCloser {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

void copy_pages(sqlite3* source, sqlite3* target) {
    const std::unique_ptr<sqlite3_backup, BackupCloser> backup(
        sqlite3_backup_init(target, "main", source, "main"));
    if (!backup) throw last_failure(target, "begin the copy");
    constexpr int all_pages = -1;
    if (sqlite3_backup_step(backup.get(), all_pages) != SQLITE_DONE) {
        throw last_failure(target, "copy the pages");
    }
}

void fill(sqlite3* source, const filesystem::path& file) {
    const Handle target = open_handle(file, OpenFor::reading_and_writing, {}, no_wait);
    filesystem::permissions(file, filesystem::perms::owner_read | filesystem::perms::owner_write);
    run(target.get(), "pragma synchronous = off");  // the whole file is synced at the end
    copy_pages(source, target.get());
    // In this mode everything is in the one file.
    const auto mode = first_column(target.get(), "pragma journal_mode = delete");
    if (mode.empty() || mode.front() != "delete") throw last_failure(target.get(), "end the log");
    const auto faults = first_column(target.get(), "pragma quick_check(1)");
    if (faults.empty() || faults.front() != "ok") {
        throw Failure(Failure::Kind::corrupt, faults.empty() ? "no answer" : faults.front());
    }
}

}  // namespace

void sync_folder(const filesystem::path& folder) {
    sync_path(folder.empty() ? filesystem::path(".") : folder, O_RDONLY | O_DIRECTORY);
}

void copy_database(sqlite3* source, const filesystem::path& file) {
    try {
        fill(source, file);
        sync_path(file, O_RDONLY);
    } catch (...) {
        std::error_code ignored;
        filesystem::remove(file, ignored);
        filesystem::remove(file.string() + "-journal", ignored);
        throw;
    }
}

base::Result<void> Database::backup(const filesystem::path& file) {
    std::error_code ignored;
    if (filesystem::exists(file, ignored)) {
        return base::refuse("file_exists", "Filen {} findes i forvejen.", file.string());
    }
    // A file of this name is what an interrupted backup left behind, and only one runs at a time.
    const filesystem::path partial = file.string() + ".partial";
    const std::lock_guard lock(implementation_->backup_mutex);
    try {
        filesystem::remove(partial, ignored);
        // A connection of its own, so that a long copy takes no reader from the pages.
        const SqliteConnection source(implementation_->options, ConnectionRole::reader,
                                      implementation_->state);
        copy_database(source.handle(), partial);
        filesystem::rename(partial, file);
        sync_folder(file.parent_path());
    } catch (const std::runtime_error& failure) {  // Failure and filesystem_error
        filesystem::remove(partial, ignored);
        return base::refuse("backup_failed", "Sikkerhedskopien kunne ikke laves: {}",
                            failure.what());
    }
    return {};
}

}  // namespace store

#pragma once

#include <mutex>

#include "store/database.h"
#include "store/reader_pool_internal.h"
#include "store/shared_state_internal.h"
#include "store/writer_queue_internal.h"

namespace store {

struct Implementation {
    explicit Implementation(DatabaseOptions chosen)
        : options(std::move(chosen)), writer(options, state), readers(options, state) {}

    const DatabaseOptions options;
    SharedState state;
    WriterQueue writer;  // first: it creates the file
    ReaderPool readers;
    std::mutex backup_mutex;
};

// Makes `file` a copy of the consistent state that `source` shows, complete in itself (no log
// beside it), on disk, readable by its owner alone. `file` must not exist; nothing is left of it
// when this throws Failure.
void copy_database(sqlite3* source, const std::filesystem::path& file);

// Forces what was renamed or removed in a folder to disk. Throws Failure.
void sync_folder(const std::filesystem::path& folder);

// What is wrong in the structure of the database, as text; empty when nothing.
std::string structure_faults(sqlite3* database);

}  // namespace store

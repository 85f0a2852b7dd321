#pragma once

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/database.h"

namespace store {

struct HandleCloser {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Handle = std::unique_ptr<sqlite3, HandleCloser>;

enum class OpenFor { reading_and_writing, reading_only };

// Opens a file with what every connection has: time-out, hardening, the collation. Nothing of the
// file is read or written yet. Throws Failure.
Handle open_handle(const std::filesystem::path& file, OpenFor purpose,
                   const std::string& file_layer, std::chrono::milliseconds busy_time);

// Runs statements without values. Throws Failure.
void run(sqlite3* database, const std::string& sql);

// All rows as texts; NULL as an empty text. For the store's own questions, which are few and small
// and don't count as scans. Throws Failure.
std::vector<std::vector<std::string>> text_rows(sqlite3* database, const std::string& sql);
std::vector<std::string> first_column(sqlite3* database, const std::string& sql);
std::int64_t first_integer(sqlite3* database, const std::string& sql);

// Marks a file as Trygby's own.
constexpr std::int32_t application_id = 0x54525947;  // "TRYG"

}  // namespace store

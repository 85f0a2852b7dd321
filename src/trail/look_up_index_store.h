#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "trail/trail.h"

// What stands in the file of look_up_index.h, and the SQL for it. The entries about persons lie in
// *runs*: those of 65,536 neighbouring lines, sorted by person. Full runs are merged into larger
// ones, a few thousand entries at a time, so that a file of any size is written in long pieces
// rather than a page for every line, and a question reads few places.
namespace trail {

// The new ones together, so that most entries are moved seldom; from then on by twos, so that a
// trail fifty times as long is hardly more places: a question reads each of them.
constexpr std::int64_t new_runs_merged = 8;
constexpr std::int64_t later_runs_merged = 2;

struct AddLimits {
    std::int64_t lines = 0;         // at once
    std::int64_t lines_in_run = 0;  // the same in the whole life of a file
};

base::Result<void> prepare_look_up_file(store::Database& file);

// The newest line that the file knows; 0: none.
std::int64_t indexed_lines(store::Connection& file);

// Up to which line the file speaks for this trail, as the connection sees it: the newest mark that
// isn't younger, and whose line has the same hash in both. Empty: another trail's file.
std::optional<std::int64_t> shared_lines(store::Connection& trail, store::Connection& file);

// How many lines at the beginning of the trail are gone.
std::int64_t lines_gone(store::Connection& trail);

// Adds the entries of the next lines. Several programs may do so at the same time.
void add_entries(store::Database& trail, store::Database& file, const AddLimits& limits);

// Brings about so many entries of each run into a larger one; false when there is nothing to merge.
bool merge_entries(store::Database& file, std::int64_t entries);

struct Removal {
    std::int64_t gone = 0;     // the entries of the first so many lines
    std::int64_t entries = 0;  // about so many in one transaction
    std::function<bool()> stopped;
};

// In several transactions; stops between two of them.
void remove_entries(store::Database& file, const Removal& removal);
std::int64_t removed_entries(store::Connection& file);

// Newest first, among the lines from `first` to `last`, as the filter says.
std::vector<PersonLine> person_entries(store::Connection& file, const Filter& filter,
                                       std::int64_t first, std::int64_t last);
std::vector<std::int64_t> actor_entries(store::Connection& file, const Filter& filter,
                                        std::int64_t first, std::int64_t last);

// Whether the file's entries are those of the trail's lines, none more and none less, up to the
// mark. Reads both from end to end.
bool entries_agree(store::Connection& trail, store::Connection& file);

}  // namespace trail

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "trail/trail.h"

// The index for "who has looked at this person" and "what has this user done", in a file of its own
// beside the database. Such an index touches another page for every line; in the database itself
// each of them would have to be on disk before a look is allowed. So the lines alone are written
// there, and a follower brings them into the index afterwards, many at a time.
//
// A question reads the index as far as it has come and the trail's own lines after that, so every
// answer is complete at any time; the further the follower is behind, the longer it takes. The
// index knows the hash of the line that it has come to: with another trail, or an older state of
// the same one, it isn't used. It holds nothing that the trail's lines don't, may be deleted while
// the program is stopped, and is made anew when it is missing, damaged or another trail's.
namespace trail {

struct LookUpIndexOptions {
    std::filesystem::path file;
    // Between two looks for new lines: the more at a time, the fewer pages are written for each.
    std::chrono::milliseconds pause{1000};
    std::int64_t lines_at_once = 32'768;
    std::int64_t lines_in_run = 65'536;    // see look_up_index_store.h
    std::int64_t entries_at_once = 2'000;  // of a run, when runs are merged
    std::function<void(std::string_view)> log = [](std::string_view) {};  // from any thread
};

// While one of them lives, trail::lines() and trail::lines_about_person() use it, for the trail
// that it is about. The trail's database must outlive it.
class LookUpIndex {
  public:
    // The file is opened, or made, by the first piece of work: whether that goes well or not, the
    // program can go on.
    LookUpIndex(store::Database& trail, LookUpIndexOptions options);
    ~LookUpIndex();  // stops the follower
    LookUpIndex(const LookUpIndex&) = delete;
    LookUpIndex& operator=(const LookUpIndex&) = delete;

    void follow();  // starts the follower, a thread of its own
    void stop();    // after the piece it is at

    // One piece of the work, for whoever has no follower; false when nothing is left to do. Throws
    // what is wrong with the file.
    bool work();

    std::int64_t lines() const;  // how far the index has come, as far as is known

  private:
    struct Follower;
    std::unique_ptr<Follower> follower_;
};

// What the index beside a database is called.
std::filesystem::path look_up_file_of(const std::filesystem::path& database);

// Reads the whole file and compares it with the trail's lines; empty: they agree, or there is no
// such file yet. Otherwise what is wrong, for the log; a follower of this program then makes the
// index anew.
std::string look_up_index_faults(store::Database& trail, const std::filesystem::path& file);

// What the indexes know. It speaks for all lines until this one; those after it are for the caller
// to read.
template <class Found>
struct Indexed {
    std::int64_t up_to = 0;
    std::vector<Found> lines;  // newest first
};

// About one person: by subject, actor and action. The limit must be in its bounds.
Indexed<PersonLine> indexed_person_lines(store::Connection& trail, const Filter& filter);
// By one actor: by action and kind of subject.
Indexed<std::int64_t> indexed_actor_lines(store::Connection& trail, const Filter& filter);

}  // namespace trail

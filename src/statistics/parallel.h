#pragma once

#include <cstddef>
#include <functional>

// Work in independent pieces, on several threads.
namespace statistics {

// Told between pieces of long work how much of it is done (0 to 1); false asks it to stop, and it
// then refuses with "cancelled". Called by the thread that began the work only. Empty: nobody asks.
using Progress = std::function<bool(double done)>;

// Calls work(0) … work(pieces − 1), each once, on up to `threads` threads (the calling one is among
// them; 0 counts as 1). Pieces are handed out in order but end in any; a piece writes only what is
// its own, so that the result doesn't depend on the number of threads. An exception of a piece is
// thrown again here, after all threads have stopped; pieces not begun by then are left out.
void in_parallel(std::size_t pieces, std::size_t threads,
                 const std::function<void(std::size_t)>& work);

}  // namespace statistics

#include "statistics/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace statistics {

// However many a specification asks for.
constexpr std::size_t most_threads = 256;

void in_parallel(std::size_t pieces, std::size_t threads,
                 const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::mutex lock;
    std::exception_ptr failure;
    const auto run = [&] {
        for (std::size_t piece = next++; piece < pieces; piece = next++) {
            try {
                work(piece);
            } catch (...) {
                const std::lock_guard guard(lock);
                if (!failure) failure = std::current_exception();
                next = pieces;
            }
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t more = 1; more < std::min({threads, pieces, most_threads}); ++more)
            others.emplace_back(run);
        run();
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace statistics

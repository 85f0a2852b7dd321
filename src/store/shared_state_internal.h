#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace store {

// The statements that scanned whole tables. Safe from any thread.
class FullScans {
  public:
    void add(std::string_view sql, std::uint64_t steps);
    std::uint64_t steps() const { return steps_.load(); }
    std::vector<std::string> statements() const;

  private:
    std::atomic<std::uint64_t> steps_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> statements_;
};

// What the connections of one database tell each other. Safe from any thread.
struct SharedState {
    FullScans full_scans;
    std::atomic<bool> read_only = false;  // a write failed for lack of room or a broken disk
};

}  // namespace store

#pragma once

#include <sys/resource.h>

#include <cstdint>

namespace access::testing {

// As long as it lives the files of this process may not grow, as if the disk were full.
class FullDisk {
  public:
    // No file may grow beyond this.
    explicit FullDisk(std::uintmax_t largest_file = 0);
    ~FullDisk();
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
};

}  // namespace access::testing

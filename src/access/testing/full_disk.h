#pragma once

#include <sys/resource.h>

namespace access::testing {

// As long as it lives no file of this process may grow, as if the disk were full.
class FullDisk {
  public:
    FullDisk();
    ~FullDisk();
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
};

}  // namespace access::testing

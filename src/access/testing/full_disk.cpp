#include "access/testing/full_disk.h"

#include <csignal>
#include <stdexcept>

namespace access::testing {

FullDisk::FullDisk(std::uintmax_t largest_file) {
    std::signal(SIGXFSZ, SIG_IGN);
    if (getrlimit(RLIMIT_FSIZE, &before_) != 0) throw std::runtime_error("no limit can be read");
    const rlimit none{largest_file, before_.rlim_max};
    if (setrlimit(RLIMIT_FSIZE, &none) != 0) throw std::runtime_error("no limit can be set");
}

FullDisk::~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
}

}  // namespace access::testing

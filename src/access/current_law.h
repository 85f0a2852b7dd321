#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "access/law.h"
#include "base/date.h"
#include "base/result.h"

namespace access {

// The law in force: what the program was built with, or the files of a folder. A folder is looked
// at again now and then, and read anew when a file has changed; with a mistake in it the law that
// was read before stays in force. Safe to use from all threads.
class CurrentLaw {
  public:
    using Log = std::function<void(std::string_view line)>;

    // An empty folder means the program's own, which tests have read; it is read when it is first
    // asked for, so that starting doesn't wait for it. Refused with "law" and the first mistake.
    static base::Result<std::unique_ptr<CurrentLaw>> open(const std::filesystem::path& folder,
                                                          Log log);

    // `now` tells when to look at the folder again: at most every ten seconds.
    LawPointer get(base::Instant now);

  private:
    CurrentLaw(std::filesystem::path folder, Log log, LawPointer law, std::string stamp)
        : folder_(std::move(folder)),
          log_(std::move(log)),
          law_(std::move(law)),
          stamp_(std::move(stamp)) {}
    void read_again();

    const std::filesystem::path folder_;
    const Log log_;
    std::mutex mutex_;
    LawPointer law_;     // null until the program's own is asked for
    std::string stamp_;  // of the files that were read last, mistakes or not
    base::Instant looked_at_{};
};

}  // namespace access

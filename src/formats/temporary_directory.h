#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "base/result.h"

namespace formats {

// A new folder that only this user can open, in the system's folder for temporary files (TMPDIR
// or /tmp). It goes away, with everything in it, when the object does.
class TemporaryDirectory {
  public:
    // Code: temporary_directory.
    static base::Result<TemporaryDirectory> create();

    TemporaryDirectory(TemporaryDirectory&& other) noexcept;
    TemporaryDirectory& operator=(TemporaryDirectory&& other) noexcept;
    ~TemporaryDirectory();

    const std::filesystem::path& path() const { return path_; }

  private:
    explicit TemporaryDirectory(std::filesystem::path path);

    std::filesystem::path path_;
};

struct FolderLimits {
    std::size_t files = 2000;
    std::uintmax_t total_bytes = 256u * 1024 * 1024;
    int levels = 8;
};

// Copies the regular files below `from` to the new folder `to`. Symbolic links and other special
// files are refused. Codes: folder_unreadable, folder_special_file, folder_too_large.
base::Result<void> copy_folder(const std::filesystem::path& from, const std::filesystem::path& to,
                               const FolderLimits& limits = {});

}  // namespace formats

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace formats {

// `ratio` is unpacked to packed size and is only asked of files that unpack to more than 1 MB.
struct ArchiveLimits {
    std::size_t archive_bytes = 32 * 1024 * 1024;
    std::size_t entries = 1000;
    std::size_t unpacked_bytes = 512 * 1024 * 1024;
    std::size_t ratio = 250;
};

// A ZIP archive in memory, opened for reading. Nothing is ever unpacked to disk. Sizes are checked
// against what the archive says before anything is unpacked and again against what comes out.
// Not thread-safe.
class ZipArchive {
  public:
    // `bytes` must outlive the archive.
    // Codes: archive_too_large, archive_unreadable, archive_too_many_entries, archive_encrypted,
    // archive_entry_name, archive_compression, archive_bomb.
    static base::Result<ZipArchive> open(std::string_view bytes, ArchiveLimits limits = {});

    ZipArchive(ZipArchive&&) noexcept;
    ZipArchive& operator=(ZipArchive&&) noexcept;
    ~ZipArchive();

    const std::vector<std::string>& names() const { return names_; }
    bool contains(std::string_view name) const;

    // Hands the entry's bytes to `take` piece by piece, until it refuses. What all calls together
    // unpack is limited by `unpacked_bytes`. Codes: archive_entry_missing, archive_bomb,
    // archive_unreadable and what `take` returns.
    base::Result<void> read(std::string_view name,
                            const std::function<base::Result<void>(std::string_view)>& take);

  private:
    struct Handle;
    ZipArchive(std::unique_ptr<Handle> handle, ArchiveLimits limits);
    base::Result<void> check_entries();

    std::unique_ptr<Handle> handle_;
    ArchiveLimits limits_;
    std::vector<std::string> names_;
    std::size_t unpacked_bytes_ = 0;
};

}  // namespace formats

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace web {

// A new file that only this program's user may read; removed when the object ends, unless someone
// has moved it away by then.
class TemporaryFile {
  public:
    // Throws std::system_error when the file can't be made.
    explicit TemporaryFile(const std::string& folder);
    ~TemporaryFile();
    TemporaryFile(TemporaryFile&& other) noexcept;
    TemporaryFile& operator=(TemporaryFile&& other) noexcept;

    // Throws std::system_error, with std::errc::no_space_on_device when the disk is full.
    void write(std::string_view bytes);
    // No more is written after this; the file stays.
    void finish();

    const std::filesystem::path& path() const { return path_; }
    std::uint64_t size_bytes() const { return size_bytes_; }

  private:
    std::filesystem::path path_;  // empty when moved from
    int descriptor_ = -1;
    std::uint64_t size_bytes_ = 0;
};

}  // namespace web

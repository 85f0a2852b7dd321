#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Small files that must be there whole, or not at all, after a power failure. Everything made here
// can be read and written by its owner only.
namespace vault {

// An open file, closed at the end.
class Descriptor {
  public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

  private:
    int number_;
};

enum class Existing { keep, replace };

// Writes the whole file under another name, syncs it, gives it its name and syncs the folder. With
// Existing::keep a file that stands there already is left alone, and that is no failure. False when
// it can't be done; then what stood there stands there still.
bool write_durably(const std::filesystem::path& file, std::span<const std::uint8_t> content,
                   Existing existing);

// True when a file, or anything else, stands there.
bool is_there(const std::filesystem::path& file);

// Moves a file to another name in the same folder, durably.
bool rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

// Removes a file, durably.
bool remove_durably(const std::filesystem::path& file);

// Writes all bytes at `position` and syncs them.
bool write_at(const Descriptor& file, std::span<const std::uint8_t> bytes, std::size_t position);

// The whole content; empty when it can't be read or is larger than `bytes_max`.
std::optional<std::vector<std::uint8_t>> read_whole(const Descriptor& file, std::size_t bytes_max);

}  // namespace vault

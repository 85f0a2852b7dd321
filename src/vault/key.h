#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace vault {

// 32 secret bytes. Every copy is wiped when it goes away. There is no way to write one as text.
class Key {
  public:
    static constexpr std::size_t size = 32;
    using Bytes = std::span<const std::uint8_t, size>;

    explicit Key(Bytes bytes);
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key();

    static Key random();

    // Another key, which says nothing about this one: the same for the same `number` and `context`
    // (exactly eight letters; another length is a bug and throws std::logic_error).
    Key derive(std::string_view context, std::uint64_t number) const;

    Bytes bytes() const { return bytes_; }
    const std::uint8_t* data() const { return bytes_.data(); }
    // In constant time.
    bool operator==(const Key& other) const;

  private:
    std::array<std::uint8_t, size> bytes_{};
};

}  // namespace vault

#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace base {

// A set of values of an enum with fewer than 64 values, counted from 0.
template <class Enum>
class EnumSet {
  public:
    constexpr EnumSet() = default;
    constexpr EnumSet(std::initializer_list<Enum> values) {
        for (const Enum value : values) add(value);
    }

    constexpr void add(Enum value) { bits_ |= bit(value); }
    constexpr void remove(Enum value) { bits_ &= ~bit(value); }
    constexpr bool has(Enum value) const { return (bits_ & bit(value)) != 0; }
    constexpr bool has_all(EnumSet others) const { return (others.bits_ & ~bits_) == 0; }
    constexpr bool empty() const { return bits_ == 0; }

    friend constexpr EnumSet operator|(EnumSet left, EnumSet right) {
        left.bits_ |= right.bits_;
        return left;
    }
    friend constexpr EnumSet operator&(EnumSet left, EnumSet right) {
        left.bits_ &= right.bits_;
        return left;
    }
    // Those of the left that the right has not.
    friend constexpr EnumSet operator-(EnumSet left, EnumSet right) {
        left.bits_ &= ~right.bits_;
        return left;
    }
    constexpr bool operator==(const EnumSet&) const = default;

  private:
    static constexpr std::uint64_t bit(Enum value) {
        return std::uint64_t{1} << static_cast<std::size_t>(value);
    }
    std::uint64_t bits_ = 0;
};

}  // namespace base

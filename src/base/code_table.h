#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace base {

// The word by which each value of an enum is stored and written, both ways. Every value stands in
// the table once; asking for the word of another is a bug and throws std::logic_error.
template <class Enum, std::size_t count>
struct CodeTable {
    struct Entry {
        Enum value;
        std::string_view code;
    };
    std::array<Entry, count> entries;

    constexpr std::string_view code_of(Enum value) const {
        for (const Entry& entry : entries) {
            if (entry.value == value) return entry.code;
        }
        throw std::logic_error("an enum's value without a code");
    }
    constexpr std::optional<Enum> value_of(std::string_view code) const {
        for (const Entry& entry : entries) {
            if (entry.code == code) return entry.value;
        }
        return std::nullopt;
    }
};

}  // namespace base

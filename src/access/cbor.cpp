#include "access/cbor.h"

#include <limits>

#include "base/text.h"

namespace access {

namespace {

using Kind = CborValue::Kind;

// The upper three bits of a value's first byte.
enum class Major : unsigned { number, negative, bytes, text, list, map, tag, simple };

struct Head {
    Major major{};
    std::uint64_t argument = 0;
};

class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::optional<CborValue> value(int depth) {
        if (depth > cbor_most_depth || ++items_ > cbor_most_items) return std::nullopt;
        const auto start = head();
        if (!start) return std::nullopt;
        switch (start->major) {
            case Major::number:
                return integer(start->argument, false);
            case Major::negative:
                return integer(start->argument, true);
            case Major::bytes:
                return content(Kind::bytes, start->argument);
            case Major::text:
                return content(Kind::text, start->argument);
            case Major::list:
                return list(start->argument, depth);
            case Major::map:
                return map(start->argument, depth);
            case Major::simple:
                return boolean(start->argument);
            case Major::tag:
                break;
        }
        return std::nullopt;
    }

    std::size_t position() const { return at_; }

  private:
    std::optional<Head> head() {
        constexpr unsigned char short_argument = 31;
        constexpr unsigned char one_byte = 24;
        constexpr unsigned char eight_bytes = 27;
        if (at_ >= bytes_.size()) return std::nullopt;
        const auto first = static_cast<unsigned char>(bytes_[at_++]);
        const auto major = static_cast<Major>(first >> 5);
        const unsigned char given = first & short_argument;
        if (given < one_byte) return Head{major, given};
        // 28 to 30 mean nothing, and 31 a length that isn't stated.
        if (given > eight_bytes || major == Major::simple) return std::nullopt;
        const std::size_t size = std::size_t{1} << (given - one_byte);
        if (bytes_.size() - at_ < size) return std::nullopt;
        std::uint64_t argument = 0;
        for (std::size_t i = 0; i < size; ++i)
            argument = (argument << 8) | static_cast<unsigned char>(bytes_[at_++]);
        return is_shortest(argument, size) ? std::optional(Head{major, argument}) : std::nullopt;
    }

    static bool is_shortest(std::uint64_t argument, std::size_t size) {
        if (size == 1) return argument >= 24;
        return argument >> (size * 4) != 0;  // doesn't fit into half as many bytes
    }

    static std::optional<CborValue> integer(std::uint64_t argument, bool negative) {
        if (argument > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return std::nullopt;
        const auto number = static_cast<std::int64_t>(argument);
        return CborValue{.kind = Kind::integer, .number = negative ? -1 - number : number};
    }

    static std::optional<CborValue> boolean(std::uint64_t argument) {
        constexpr std::uint64_t false_code = 20;
        constexpr std::uint64_t true_code = 21;
        if (argument != false_code && argument != true_code) return std::nullopt;
        return CborValue{.kind = Kind::boolean, .number = argument == true_code ? 1 : 0};
    }

    std::optional<CborValue> content(Kind kind, std::uint64_t length) {
        if (length > bytes_.size() - at_) return std::nullopt;
        const std::string_view part = bytes_.substr(at_, length);
        at_ += length;
        if (kind == Kind::text && !base::is_valid_utf8(part)) return std::nullopt;
        return CborValue{.kind = kind, .content = std::string(part)};
    }

    std::optional<CborValue> list(std::uint64_t count, int depth) {
        CborValue list{.kind = Kind::list};
        for (std::uint64_t i = 0; i < count; ++i) {
            auto item = value(depth + 1);
            if (!item) return std::nullopt;
            list.items.push_back(std::move(*item));
        }
        return list;
    }

    std::optional<CborValue> map(std::uint64_t count, int depth) {
        CborValue map{.kind = Kind::map};
        for (std::uint64_t i = 0; i < count; ++i) {
            auto key = value(depth + 1);
            if (!key || is_taken(map, *key)) return std::nullopt;
            auto item = value(depth + 1);
            if (!item) return std::nullopt;
            map.items.push_back(std::move(*key));
            map.items.push_back(std::move(*item));
        }
        return map;
    }

    // True also for what can't be a key.
    static bool is_taken(const CborValue& map, const CborValue& key) {
        if (key.is(Kind::integer)) return map.at(key.number) != nullptr;
        if (key.is(Kind::text)) return map.at(key.content) != nullptr;
        return true;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::size_t items_ = 0;
};

template <class Fits>
const CborValue* found(const CborValue& map, const Fits& fits) {
    if (!map.is(Kind::map)) return nullptr;
    for (std::size_t i = 0; i + 1 < map.items.size(); i += 2)
        if (fits(map.items[i])) return &map.items[i + 1];
    return nullptr;
}

}  // namespace

const CborValue* CborValue::at(std::int64_t key) const {
    return found(*this, [key](const CborValue& candidate) {
        return candidate.is(Kind::integer) && candidate.number == key;
    });
}

const CborValue* CborValue::at(std::string_view key) const {
    return found(*this, [key](const CborValue& candidate) {
        return candidate.is(Kind::text) && candidate.content == key;
    });
}

std::optional<CborBeginning> cbor_beginning(std::string_view bytes) {
    if (bytes.size() > cbor_most_bytes) return std::nullopt;
    Reader reader(bytes);
    auto value = reader.value(1);
    if (!value) return std::nullopt;
    return CborBeginning{std::move(*value), reader.position()};
}

std::optional<CborValue> cbor_value(std::string_view bytes) {
    auto beginning = cbor_beginning(bytes);
    if (!beginning || beginning->bytes != bytes.size()) return std::nullopt;
    return std::move(beginning->value);
}

}  // namespace access

#include "app/testing/canary_words.h"

#include <array>
#include <cctype>
#include <cstdint>
#include <vector>

#include "web/testing/inflate.h"

namespace app::testing {

namespace {

using web::testing::inflated;
using web::testing::Packing;

constexpr std::string_view beginning = "qvx";
constexpr std::size_t letters_after = 5;
constexpr std::string_view consonants = "bcdfghjklmnprstv";
constexpr std::string_view vowels = "aeiou";

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}
bool is_letter(char character) {
    return std::isalpha(static_cast<unsigned char>(character)) != 0;
}
char lower(char character) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
}

// Danish and English, shorter ones last so that "marts" isn't read as "mar".
struct Month {
    std::string_view name;
    unsigned number;
};
constexpr std::array months = {
    Month{"januar", 1},   Month{"february", 2},  Month{"februar", 2},   Month{"january", 1},
    Month{"marts", 3},    Month{"march", 3},     Month{"april", 4},     Month{"maj", 5},
    Month{"may", 5},      Month{"juni", 6},      Month{"june", 6},      Month{"juli", 7},
    Month{"july", 7},     Month{"august", 8},    Month{"september", 9}, Month{"oktober", 10},
    Month{"october", 10}, Month{"november", 11}, Month{"december", 12}};

// Reads pieces from the left; every function moves on only where it succeeds.
class Reader {
  public:
    Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

    // A whole run of digits of a length between the two.
    bool number(std::size_t least, std::size_t most, unsigned& value) {
        std::size_t end = at_;
        value = 0;
        while (end < text_.size() && is_digit(text_[end]) && end - at_ <= most)
            value = value * 10 + static_cast<unsigned>(text_[end++] - '0');
        if (end - at_ < least || end - at_ > most) return false;
        at_ = end;
        return true;
    }
    bool is(std::string_view literal) {
        if (text_.substr(at_, literal.size()) != literal) return false;
        at_ += literal.size();
        return true;
    }
    bool month(unsigned& value) {
        for (const Month& month : months) {
            std::string here(text_.substr(at_, month.name.size()));
            for (char& character : here) character = lower(character);
            if (here != month.name) continue;
            at_ += month.name.size();
            value = month.number;
            return true;
        }
        return false;
    }

  private:
    std::string_view text_;
    std::size_t at_;
};

void add_day(unsigned year, unsigned month, unsigned day, std::set<std::string>& found) {
    const bool exists =
        year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    if (exists) found.insert(day_token(base::date_of(static_cast<int>(year), month, day)));
}

// 2011-05-06, 6.5.2011, 06.05.2011, "6. maj 2011", "6 May 2011".
void add_days_at(std::string_view text, std::size_t at, std::set<std::string>& found) {
    unsigned day = 0;
    unsigned month = 0;
    unsigned year = 0;
    Reader iso(text, at);
    if (iso.number(4, 4, year) && iso.is("-") && iso.number(2, 2, month) && iso.is("-") &&
        iso.number(2, 2, day))
        return add_day(year, month, day, found);
    Reader numbers(text, at);
    if (numbers.number(1, 2, day) && numbers.is(".") && numbers.number(1, 2, month) &&
        numbers.is(".") && numbers.number(4, 4, year))
        return add_day(year, month, day, found);
    Reader words(text, at);
    if (!words.number(1, 2, day)) return;
    (void)words.is(".");
    if (!words.is(" ") && !words.is("\xC2\xA0") && !words.is("&nbsp;")) return;
    if (words.month(month) && (words.is(" ") || words.is("\xC2\xA0")) && words.number(4, 4, year))
        add_day(year, month, day, found);
}

// 710808-4633, 7108084633 and 710808-****: replacement numbers of children of this century.
void add_numbers_at(std::string_view text, std::size_t at, std::set<std::string>& found) {
    const auto all_digits = [](std::string_view piece) {
        for (const char character : piece)
            if (!is_digit(character)) return false;
        return true;
    };
    const std::string_view front = text.substr(at, 6);
    if (front.size() < 6 || !all_digits(front)) return;
    const bool hyphen = at + 6 < text.size() && text[at + 6] == '-';
    const std::string_view tail = text.substr(at + (hyphen ? 7 : 6), 4);
    if (tail.size() < 4) return;
    const auto two = [front](std::size_t where) {
        return static_cast<unsigned>((front[where] - '0') * 10 + front[where + 1] - '0');
    };
    if (tail == "****" && two(0) > 60) add_day(2000 + two(4), two(2), two(0) - 60, found);
    const std::size_t end = at + (hyphen ? 11 : 10);
    const bool ends = end >= text.size() || !is_digit(text[end]);
    if (all_digits(tail) && ends) found.insert(std::string(front) + std::string(tail));
}

void add_tail_at(std::string_view text, std::size_t at, std::set<std::string>& found) {
    const std::string_view tail = text.substr(at + 1, 4);
    for (const char character : tail)
        if (!is_digit(character)) return;
    const bool begins = at == 0 || (!is_digit(text[at - 1]) && !is_letter(text[at - 1]));
    const bool ends = at + 5 >= text.size() ||
                      (!is_digit(text[at + 5]) && !is_letter(text[at + 5]) && text[at + 5] != '-');
    if (tail.size() == 4 && begins && ends) found.insert("-" + std::string(tail));
}

void add_word_at(std::string_view text, std::size_t at, std::set<std::string>& found) {
    const std::string_view word = text.substr(at, beginning.size() + letters_after);
    if (word.size() < beginning.size() + letters_after) return;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (i < beginning.size() ? lower(word[i]) != beginning[i] : !is_letter(word[i])) return;
    }
    found.insert(word_token(word));
}

void add_canaries(std::string_view text, std::set<std::string>& found) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char character = text[at];
        if (character == 'q' || character == 'Q') {
            add_word_at(text, at, found);
        } else if (character == '-') {
            add_tail_at(text, at, found);
        } else if (is_digit(character) && (at == 0 || !is_digit(text[at - 1]))) {
            add_days_at(text, at, found);
            add_numbers_at(text, at, found);
        }
    }
}

// %51 and &#81; as the letters they stand for.
std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool is_percent = text[at] == '%' && at + 2 < text.size() &&
                                std::isxdigit(static_cast<unsigned char>(text[at + 1])) != 0 &&
                                std::isxdigit(static_cast<unsigned char>(text[at + 2])) != 0;
        if (is_percent) {
            plain += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
            at += 2;
            continue;
        }
        if (text.substr(at, 2) == "&#") {
            const bool hexadecimal = at + 2 < text.size() && lower(text[at + 2]) == 'x';
            const std::size_t end = text.find(';', at);
            const std::string digits(text.substr(at + (hexadecimal ? 3 : 2), 6));
            char* stopped = nullptr;
            const long code = std::strtol(digits.c_str(), &stopped, hexadecimal ? 16 : 10);
            if (end != std::string_view::npos && end - at < 10 && code > 0 && code < 128) {
                plain += static_cast<char>(code);
                at = end;
                continue;
            }
        }
        plain += text[at];
    }
    return plain;
}

std::vector<std::string> unpacked(std::string_view bytes) {
    std::vector<std::string> parts;
    if (bytes.starts_with("\x1F\x8B")) parts.push_back(inflated(bytes, Packing::gzip));
    if (bytes.starts_with("PK\x03\x04")) {
        constexpr std::size_t header = 30;
        const auto short_at = [&](std::size_t at) {
            return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])) +
                   256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1]));
        };
        for (std::size_t at = 0; at != std::string_view::npos && at + header < bytes.size();
             at = bytes.find("PK\x03\x04", at + 1)) {
            const std::size_t content = at + header + short_at(at + 26) + short_at(at + 28);
            if (content < bytes.size() && short_at(at + 8) == 8)
                parts.push_back(inflated(bytes.substr(content), Packing::raw));
        }
    }
    if (bytes.starts_with("%PDF")) {
        for (std::size_t at = bytes.find("stream"); at != std::string_view::npos;
             at = bytes.find("stream", at + 1)) {
            std::size_t content = at + 6;
            while (content < bytes.size() && (bytes[content] == '\r' || bytes[content] == '\n'))
                ++content;
            parts.push_back(inflated(bytes.substr(content), Packing::zlib));
        }
    }
    return parts;
}

}  // namespace

std::string canary_word(std::size_t number) {
    // Mixed, so that neighbours don't sound alike; odd factors keep it one to one.
    constexpr std::size_t combinations = 16 * 5 * 16 * 5 * 16;
    std::size_t rest = number * 7919 % combinations;
    std::string word = "Qvx";
    for (std::size_t i = 0; i < letters_after; ++i) {
        const std::string_view letters = i % 2 == 0 ? consonants : vowels;
        word += letters[rest % letters.size()];
        rest /= letters.size();
    }
    return word;
}

std::string word_token(std::string_view word) {
    std::string token;
    for (const char character : word) token += lower(character);
    return token;
}

std::string day_token(base::Date day) {
    return base::iso_date(day);
}

std::set<std::string> canaries_in(std::string_view bytes) {
    std::set<std::string> found;
    add_canaries(bytes, found);
    const bool is_escaped =
        bytes.find('%') != std::string_view::npos || bytes.find("&#") != std::string_view::npos;
    if (is_escaped) add_canaries(unescaped(bytes), found);
    for (const std::string& part : unpacked(bytes)) add_canaries(part, found);
    return found;
}

}  // namespace app::testing

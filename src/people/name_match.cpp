#include "people/name_match.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"
#include "base/utf8.h"

namespace people {
namespace {

constexpr std::array particles = std::to_array<std::string_view>(
    {"a",  "af",  "al", "av", "ben", "bin", "bint", "d",   "da",  "de",  "del", "den", "der",
     "di", "dos", "du", "el", "ibn", "la",  "le",   "ter", "van", "von", "y",   "zu"});

std::u32string letters_of(std::string_view text) {
    std::u32string letters;
    for (std::size_t position = 0; position < text.size();) {
        const base::Utf8Character character = base::read_utf8(text, position);
        letters += character.code_point;
        position += character.bytes;
    }
    return letters;
}

std::string text_of(std::u32string_view letters) {
    std::string text;
    for (const char32_t letter : letters) base::append_utf8(text, letter);
    return text;
}

void replace_all(std::u32string& letters, std::u32string_view from, std::u32string_view to) {
    for (std::size_t at = letters.find(from); at != std::u32string::npos;
         at = letters.find(from, at + to.size()))
        letters.replace(at, from.size(), to);
}

bool is_vowel(char32_t letter) {
    return std::u32string_view(U"aeiouyæøå").find(letter) != std::u32string_view::npos;
}

bool is_front_vowel(char32_t letter) {
    return std::u32string_view(U"eiyæø").find(letter) != std::u32string_view::npos;
}

char32_t vowel_class(char32_t letter) {
    if (letter == U'a' || letter == U'e' || letter == U'æ') return U'a';
    if (letter == U'i' || letter == U'y') return U'i';
    return U'o';
}

// c is s before e, i, y, æ and ø, and k elsewhere; y is a vowel but before one at the beginning; j
// after a consonant is one.
void settle_single_letters(std::u32string& letters) {
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const char32_t next = i + 1 < letters.size() ? letters[i + 1] : U' ';
        char32_t& letter = letters[i];
        if (letter == U'c') letter = is_front_vowel(next) ? U's' : U'k';
        if (letter == U'y') letter = i == 0 && is_vowel(next) ? U'j' : U'i';
        if (letter == U'j' && i > 0) letter = U'i';
    }
}

// Silent after a consonant, unless a vowel stands before that and after the h (Ahmed is none: the h
// stands first).
void drop_silent_h(std::u32string& letters) {
    for (const std::u32string_view pair : {U"th", U"dh", U"kh", U"gh", U"bh", U"rh"})
        replace_all(letters, pair, pair.substr(0, 1));
}

std::u32string without_doubles(std::u32string_view letters) {
    std::u32string single;
    for (const char32_t letter : letters)
        if (single.empty() || single.back() != letter) single += letter;
    return single;
}

// The first group of vowels by its class, later ones as a dot.
std::u32string with_vowel_classes(std::u32string_view letters) {
    std::u32string key;
    bool seen = false;
    bool inside = false;
    for (const char32_t letter : letters) {
        if (!is_vowel(letter)) {
            key += letter;
            inside = false;
        } else if (!inside) {
            key += seen ? U'.' : vowel_class(letter);
            seen = true;
            inside = true;
        }
    }
    return key;
}

struct Spelling {
    std::u32string_view from;
    std::u32string_view to;
};

constexpr std::array spellings = std::to_array<Spelling>({
    {U"sch", U"s"},
    {U"sh", U"s"},
    {U"ch", U"k"},
    {U"ck", U"k"},
    {U"ph", U"f"},
    {U"qu", U"kv"},
    {U"q", U"k"},
    {U"x", U"ks"},
    {U"w", U"v"},
    {U"z", U"s"},
    {U"dj", U"j"},
    {U"sj", U"s"},
    {U"kj", U"k"},
    {U"gj", U"g"},
    {U"hv", U"v"},
    {U"hj", U"j"},
    {U"ndr", U"nr"},
    {U"ou", U"u"},
});

}  // namespace

std::vector<std::string> name_words(std::string_view name) {
    std::vector<std::string> all;
    std::vector<std::string> kept;
    for (const std::string& word : base::split(base::fold_for_search(name), ' ')) {
        if (word.empty()) continue;
        std::u32string letters = letters_of(word);
        replace_all(letters, U"ae", U"æ");
        replace_all(letters, U"oe", U"ø");
        all.push_back(text_of(letters));
        if (std::find(particles.begin(), particles.end(), word) == particles.end())
            kept.push_back(all.back());
    }
    return kept.empty() ? all : kept;
}

std::string phonetic_key(std::string_view word) {
    std::u32string letters = letters_of(word);
    for (const Spelling& spelling : spellings) replace_all(letters, spelling.from, spelling.to);
    drop_silent_h(letters);
    std::replace(letters.begin(), letters.end(), U'd', U't');
    settle_single_letters(letters);
    return text_of(with_vowel_classes(without_doubles(letters)));
}

std::vector<std::string> name_pieces(std::string_view word) {
    constexpr std::size_t piece = 3;
    const std::u32string letters = U"^" + letters_of(word) + U"$";
    std::vector<std::string> pieces;
    for (std::size_t at = 0; at + piece <= letters.size(); ++at)
        pieces.push_back(text_of(std::u32string_view(letters).substr(at, piece)));
    std::sort(pieces.begin(), pieces.end());
    pieces.erase(std::unique(pieces.begin(), pieces.end()), pieces.end());
    return pieces;
}

bool enough_pieces(std::size_t found, std::size_t wanted) {
    return wanted > 0 && found * 3 >= wanted * 2;
}

std::string address_key(std::string_view street, std::string_view postal_code) {
    const std::string words = base::fold_for_search(street);
    return words.empty() ? words : words + "|" + base::trim(postal_code);
}

}  // namespace people

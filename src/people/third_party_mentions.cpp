#include "people/third_party_mentions.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.h"

namespace people {
namespace {

// Words that begin sentences and are nobody.
constexpr std::array<std::string_view, 43> common_words = {
    "Af",    "Alle", "At",   "Da",  "De",   "Den",      "Der",      "Det",    "Du",
    "Efter", "En",   "Et",   "For", "Fra",  "Han",      "Hans",     "Hendes", "Hun",
    "Hvad",  "Hvis", "Hvor", "I",   "Ikke", "Ingen",    "Jeg",      "Med",    "Men",
    "Nu",    "Når",  "Og",   "Om",  "På",   "Personen", "Samtykke", "Siden",  "Skal",
    "Som",   "Så",   "Til",  "Ved", "Vi",   "Vil",      "Én"};

struct Word {
    std::size_t begin = 0;
    std::size_t length = 0;
    bool begins_sentence = false;
};

bool is_word_byte(char character) {
    const auto byte = static_cast<unsigned char>(character);
    constexpr unsigned char first_of_several = 0x80;
    return byte >= first_of_several || (byte >= '0' && byte <= '9') ||
           (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '-' ||
           byte == '\'' || byte == '@' || byte == '_';
}

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    bool begins_sentence = true;
    for (std::size_t i = 0; i < text.size();) {
        if (!is_word_byte(text[i])) {
            if (text[i] == '.' || text[i] == '!' || text[i] == '?' || text[i] == '\n' ||
                text[i] == ':')
                begins_sentence = true;
            ++i;
            continue;
        }
        std::size_t end = i;
        // A full stop within belongs to an address: "navn@sted.dk".
        while (end < text.size() &&
               (is_word_byte(text[end]) ||
                (text[end] == '.' && end + 1 < text.size() && is_word_byte(text[end + 1]) &&
                 text.substr(i, end - i).find('@') != std::string_view::npos)))
            ++end;
        words.push_back({i, end - i, begins_sentence});
        begins_sentence = false;
        i = end;
    }
    return words;
}

// Letters beyond ASCII are two bytes: À to Þ stand 32 below à to þ.
constexpr unsigned char latin_lead = 0xC3;
constexpr unsigned char first_capital = 0x80;
constexpr unsigned char last_capital = 0x9E;
constexpr unsigned char to_small = 0x20;

bool is_latin_capital(unsigned char lead, unsigned char byte) {
    return lead == latin_lead && byte >= first_capital && byte <= last_capital;
}

std::string small_letters(std::string_view text) {
    std::string result(text);
    unsigned char lead = 0;
    for (char& character : result) {
        const auto byte = static_cast<unsigned char>(character);
        const bool is_capital =
            (character >= 'A' && character <= 'Z') || is_latin_capital(lead, byte);
        if (is_capital) character = static_cast<char>(byte + to_small);
        lead = byte;
    }
    return result;
}

// Beyond Western European letters nothing is known of capitals, so the word counts as having one.
bool has_capital(std::string_view word) {
    constexpr unsigned char first_foreign_lead = 0xC4;
    const bool is_foreign = std::any_of(word.begin(), word.end(), [](char character) {
        return static_cast<unsigned char>(character) >= first_foreign_lead;
    });
    return is_foreign || small_letters(word) != word;
}

std::ptrdiff_t digits_in(std::string_view word) {
    return std::count_if(word.begin(), word.end(),
                         [](char character) { return character >= '0' && character <= '9'; });
}

bool is_own(std::string_view word, const std::vector<std::string>& own_names) {
    return std::any_of(own_names.begin(), own_names.end(), [word](const std::string& name) {
        return small_letters(name) == small_letters(word) ||
               small_letters(name + "s") == small_letters(word);
    });
}

bool may_name_someone(std::string_view word, bool begins_sentence,
                      const std::vector<std::string>& own_names) {
    constexpr std::ptrdiff_t digits_of_a_number = 4;
    if (word.find('@') != std::string_view::npos || digits_in(word) >= digits_of_a_number)
        return true;
    if (!has_capital(word) || is_own(word, own_names)) return false;
    return !begins_sentence ||
           std::find(common_words.begin(), common_words.end(), word) == common_words.end();
}

// Every place of `word` as a whole word, whatever its capitals, becomes `replacement`.
std::string without(const std::string& text, const std::string& word,
                    std::string_view replacement) {
    std::string result;
    std::size_t at = 0;
    for (const Word& each : words_of(text)) {
        const std::string_view found(text.data() + each.begin, each.length);
        const std::string lower = small_letters(found);
        if (lower != small_letters(word) && lower != small_letters(word) + "s") continue;
        result.append(text, at, each.begin - at).append(replacement);
        at = each.begin + each.length;
    }
    return result.append(text, at);
}

}  // namespace

std::vector<Mention> find_mentions(std::string_view text,
                                   const std::vector<std::string>& own_names) {
    std::vector<Mention> mentions;
    for (const Word& word : words_of(text)) {
        const std::string_view found = text.substr(word.begin, word.length);
        if (!may_name_someone(found, word.begins_sentence, own_names)) continue;
        if (!mentions.empty() && !word.begins_sentence &&
            mentions.back().begin + mentions.back().length + 1 == word.begin &&
            text[word.begin - 1] == ' ') {
            mentions.back().length += 1 + word.length;
            mentions.back().words.append(1, ' ').append(found);
            continue;
        }
        mentions.push_back({word.begin, word.length, std::string(found)});
    }
    return mentions;
}

std::string redacted(std::string_view text, const std::vector<Mention>& mentions,
                     const std::vector<MentionDecision>& decisions,
                     const std::vector<std::string>& further, std::string_view replacement) {
    if (mentions.size() != decisions.size())
        throw std::logic_error("people: a mention without a decision");
    std::string result;
    std::size_t at = 0;
    for (std::size_t i = 0; i < mentions.size(); ++i) {
        if (decisions[i] == MentionDecision::show) continue;
        result.append(text.substr(at, mentions[i].begin - at)).append(replacement);
        at = mentions[i].begin + mentions[i].length;
    }
    result.append(text.substr(at));
    for (const std::string& words : further)
        for (const std::string& word : base::split(words, ' '))
            if (!word.empty()) result = without(result, word, replacement);
    return result;
}

}  // namespace people

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Where a free text may name somebody else (R32). No program can know a name from other words, so
// this finds too much rather than too little, and a human decides on each.
namespace people {

struct Mention {
    std::size_t begin = 0;  // bytes
    std::size_t length = 0;
    std::string words;

    bool operator==(const Mention&) const = default;
};

// Words with a capital letter, those beside each other as one; numbers of four digits and more;
// what holds an @. Not the person's own names, and at the beginning of a sentence not the commonest
// words. In the order of the text.
std::vector<Mention> find_mentions(std::string_view text,
                                   const std::vector<std::string>& own_names);

enum class MentionDecision { redact, show };

// The text with "en anden person" for each mention that is redacted, and for every place where one
// of `further` words stands. There are as many decisions as mentions: else std::logic_error.
std::string redacted(std::string_view text, const std::vector<Mention>& mentions,
                     const std::vector<MentionDecision>& decisions,
                     const std::vector<std::string>& further, std::string_view replacement);

}  // namespace people

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "people/person.h"

// What of a person goes into the blind index, and what a search asks it for. Pure.
namespace people {

enum class TokenKind {
    cpr,
    name_sound,  // a word of the name as it sounds
    name_piece,  // three letters of a word
    birth,
    address
};
std::string_view token_purpose(TokenKind kind);

struct Term {
    TokenKind kind = TokenKind::cpr;
    std::string text;

    auto operator<=>(const Term&) const = default;
};

// Each once.
std::vector<Term> terms_of(const PersonDetails& details);

std::vector<Term> sounds_of(std::string_view name);
std::vector<Term> pieces_of(std::string_view name);

}  // namespace people

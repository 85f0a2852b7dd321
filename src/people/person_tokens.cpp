#include "people/person_tokens.h"

#include <algorithm>
#include <stdexcept>

#include "people/name_match.h"

namespace people {
namespace {

void sort_once(std::vector<Term>& terms) {
    std::sort(terms.begin(), terms.end());
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
}

}  // namespace

std::string_view token_purpose(TokenKind kind) {
    switch (kind) {
        case TokenKind::cpr:
            return "person.cpr";
        case TokenKind::name_sound:
            return "person.name.sound";
        case TokenKind::name_piece:
            return "person.name.piece";
        case TokenKind::birth:
            return "person.birth";
        case TokenKind::address:
            return "person.address";
    }
    throw std::logic_error("people: an unknown kind of token");
}

std::vector<Term> sounds_of(std::string_view name) {
    std::vector<Term> terms;
    for (const std::string& word : name_words(name))
        terms.push_back({TokenKind::name_sound, phonetic_key(word)});
    sort_once(terms);
    return terms;
}

std::vector<Term> pieces_of(std::string_view name) {
    std::vector<Term> terms;
    for (const std::string& word : name_words(name))
        for (const std::string& piece : name_pieces(word))
            terms.push_back({TokenKind::name_piece, piece});
    sort_once(terms);
    return terms;
}

std::vector<Term> terms_of(const PersonDetails& details) {
    const std::string name = full_name(details);
    std::vector<Term> terms = sounds_of(name);
    const std::vector<Term> pieces = pieces_of(name);
    terms.insert(terms.end(), pieces.begin(), pieces.end());
    if (details.cpr) terms.push_back({TokenKind::cpr, details.cpr->digits()});
    if (const auto born = details.birth_date())
        terms.push_back({TokenKind::birth, base::iso_date(*born)});
    const std::string address = address_key(details.address.street, details.address.postal_code);
    if (!address.empty()) terms.push_back({TokenKind::address, address});
    sort_once(terms);
    return terms;
}

}  // namespace people

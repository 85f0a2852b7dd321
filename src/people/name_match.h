#pragma once

#include <string>
#include <string_view>
#include <vector>

// When two names may be the same person's, as a Dane spells and hears them. By rule only: no list
// of names. Pure.
namespace people {

// The words of a name in one spelling: small letters, accents folded; aa, ae and oe are å, æ and ø;
// hyphens, apostrophes and dots part words; particles (af, von, el, bin …) are left out unless
// nothing else is there.
std::vector<std::string> name_words(std::string_view name);

// How a word of name_words() sounds, so that common spellings of one name are one:
//
//   ch, ck, c, q → k (c before e i y æ ø → s), ph → f, x → ks, w → v, z → s
//   sch, sh, sj → s; kj → k; gj → g; dj → j; hv → v; hj → j; th, dh, kh, gh, bh: the h is silent
//   d and t are one (Peder, Peter; Schmidt, Smith); d is silent in ndr (Henriksen, Hendriksen)
//   y is i, or j before a vowel at the beginning; j after a consonant is i (Kristjan, Kristian)
//   doubled letters are single
//   of the vowels only the first group counts, in three classes: a e æ · i y · o u ø å;
//   later ones only show that there is one (Mohammed, Muhamad; Nielsen, Nilson; Sofie, Sophia)
//
// Empty for a word without letters.
std::string phonetic_key(std::string_view word);

// The pieces of three letters of a word, with its two ends marked: "bo" → "^bo", "bo$". Each once.
std::vector<std::string> name_pieces(std::string_view word);

// How much of the wanted word's pieces must be found before a word is worth showing: two of three.
bool enough_pieces(std::size_t found, std::size_t wanted);

// An address in one spelling: small letters, "2. th" and "2 th." alike.
std::string address_key(std::string_view street, std::string_view postal_code);

}  // namespace people

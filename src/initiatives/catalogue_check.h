#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "formats/file_mistake.h"
#include "initiatives/catalogue.h"

namespace initiatives {

using formats::Mistake;
using formats::Mistakes;

// Whether English texts may be left out.
enum class RequiredLanguages { danish, both };

// Limits of the format.
inline constexpr std::size_t most_text_characters = 4000;
inline constexpr std::size_t most_editions = 50;
inline constexpr std::size_t most_entries = 2000;  // of any list
inline constexpr int first_possible_year = 1900;
inline constexpr int last_possible_year = 2200;

// Everything that breaks a rule of the catalogue: keys, references, codes, lengths, required
// fields, periods, orders. The same for files and for what is typed in the browser. No line
// numbers; an empty result means that the catalogue may be used.
Mistakes check(const Catalogue& catalogue, RequiredLanguages languages);

// The mistakes that concern `initiative` when it takes its place (or a new one) in the catalogue.
Mistakes check_with(const Catalogue& catalogue, const Initiative& initiative,
                    RequiredLanguages languages);

// "initiatives/KEY.yaml".
std::string initiative_path(std::string_view key);

}  // namespace initiatives

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace base {

// White space at both ends removed (space, tab, line breaks, no-break space).
std::string trim(std::string_view text);

// The parts between separators, empty ones kept.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

bool is_valid_utf8(std::string_view text);

// Code points in valid UTF-8.
std::size_t length_in_characters(std::string_view text);

// The first `characters` code points.
std::string shorten(std::string_view text, std::size_t characters);

// For searching: lower case, accents folded (é → e), æ ø å kept, other signs turned into single
// spaces. Two texts that a reader would call the same word fold to the same text: aa is å, ö is ø,
// ä is æ, and it doesn't matter whether an accent is a sign of its own.
std::string fold_for_search(std::string_view text);

// True when every word of `query` is found in `folded` (both folded by fold_for_search).
bool matches_search(std::string_view folded, std::string_view folded_query);

// Lower-case English words joined by underscores, at most 60 characters: goal and initiative keys.
bool is_key(std::string_view text);

// CR LF and CR become LF, a tab becomes a space; other control characters are dropped.
std::string normalise_lines(std::string_view text);

}  // namespace base

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/database.h"

namespace initiatives {

// How many good stories were published about an initiative and a district in a year.
struct StoryCount {
    std::string initiative;  // key; may be empty
    std::string district;    // key; may be empty
    std::int64_t stories = 0;
};

// The published stories of a year, counted; sorted by initiative and district.
std::vector<StoryCount> story_counts(store::Connection& connection, int year);

// Whether any story, also a deleted one, names it.
bool stories_name_initiative(store::Connection& connection, const std::string& initiative);
bool stories_name_district(store::Connection& connection, const std::string& district);

}  // namespace initiatives

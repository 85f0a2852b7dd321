#include "initiatives/story_facts.h"

namespace initiatives {

std::vector<StoryCount> story_counts(store::Connection& connection, int year) {
    std::vector<StoryCount> counts;
    for (const store::Row& row : connection.query(
             "select coalesce(initiative_key, ''), district_key, count(*) from good_story"
             " where deleted = 0 and state = 'published' and year = $1"
             " group by coalesce(initiative_key, ''), district_key order by 1, 2",
             year)) {
        counts.push_back({row.text(0), row.text(1), row.integer(2)});
    }
    return counts;
}

bool stories_name_initiative(store::Connection& connection, const std::string& initiative) {
    return connection
        .integer("select 1 from good_story where initiative_key = $1 limit 1", initiative)
        .has_value();
}

bool stories_name_district(store::Connection& connection, const std::string& district) {
    return connection.integer("select 1 from good_story where district_key = $1 limit 1", district)
        .has_value();
}

}  // namespace initiatives

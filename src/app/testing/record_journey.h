#pragma once

#include <string>

namespace app::testing {

// What everyone who registers expects of a record, done by two people in their browsers.
struct RecordJourney {
    std::string path;   // of the record's page; its form stands at `path`/rediger
    std::string kind;   // of its lines in the trail
    std::string field;  // of words, in the form
    std::string words;  // that stand there now
};
// Corrects it, meets the other's correction and chooses, undoes, deletes and brings back; sees each
// step in the history and the trail, and that those who may only look can't. Leaves the words as
// they were.
void check_journey(const RecordJourney& record);

}  // namespace app::testing

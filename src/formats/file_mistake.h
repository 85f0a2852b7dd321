#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace formats {

// One thing that is wrong in a file, where it stands and what was expected.
struct Mistake {
    std::string file;   // "initiatives/ssp_now.yaml"
    int line = 0;       // from 1; 0: the file as a whole, or not read from a file
    std::string field;  // "editions[1].partners[2].partner", counted from 1; may be empty
    base::Error error;

    bool operator==(const Mistake&) const = default;
};
using Mistakes = std::vector<Mistake>;

// What stands before the sentence: "goals.yaml:12: goals[2].key: ".
std::string place_of(const Mistake& mistake);

}  // namespace formats

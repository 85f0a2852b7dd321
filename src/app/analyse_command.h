#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "web/language.h"

namespace app {

struct AnalyseWords {
    std::string specification;              // the file SPEC.json
    std::string data;                       // --data: takes the place of the specification's
    std::string folder;                     // --folder: where its files lie; empty: beside it
    std::string format;                     // --format json (usual), tsv or text
    std::string describe;                   // --describe METHOD
    bool list = false;                      // --list
    bool schema = false;                    // --schema: the specification's JSON Schema
    bool document = false;                  // --document: docs/analyse.md
    std::uint64_t memory_megabytes = 4096;  // --memory: more is refused; 0: no limit
};

// Runs one specification of the statistics engine and writes the answer, or says what there is.
// Files that the specification names lie relative to it, or in the folder given. A long run says
// how far it is on `err` where that is a terminal, and Ctrl-C cancels it; one that asks for more
// memory than allowed is refused with "too_much_memory". Returns the exit code: 0 done, 1 refused
// (said in one line on `err`).
int analyse(const AnalyseWords& words, const web::Language& language, std::ostream& out,
            std::ostream& err);

}  // namespace app

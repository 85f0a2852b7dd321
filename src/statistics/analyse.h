#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "statistics/analysis.h"

// One form for all methods: a specification in JSON in, an Analysis out. docs/analyse.md, written
// from the same table of methods, says every field.
namespace statistics {

// Gives the content of a file that a specification names.
using FileReader = std::function<base::Result<std::string>(const std::string& name)>;

// Who follows a long run.
struct Watch {
    // Told how much is done, 0 to 1; false cancels. Called by the calling thread only.
    std::function<bool(double done)> progress;
};

// Runs a specification. `data_file`, where not empty, takes the place of its "data". Refused as the
// method says, and: "bad_json", "unknown_method", "missing_field", "unknown_field", "bad_field",
// "cancelled" (by `watch`).
base::Result<Analysis> analyse(std::string_view specification, const FileReader& read,
                               const std::string& data_file = {}, const Watch& watch = {});

// Says an Error in the reader's language.
using Speaker = std::function<std::string(const base::Error&)>;

std::string analysis_json(const Analysis& analysis, std::string_view version,
                          const Speaker& speaker);
// One line for each number of rows, estimate, value of the fit and value of a series: kind, name,
// column, value.
std::string analysis_tsv(const Analysis& analysis);
// Tables for the eye, numbers with six digits; of series of more than 60 rows only the length.
std::string analysis_text(const Analysis& analysis, const Speaker& speaker);

// What there is, from the one table of methods.
std::string list_of_methods();
// Refused with "unknown_method".
base::Result<std::string> description_of_method(std::string_view name);
// The specification's JSON Schema (2020-12).
std::string specification_schema();
// The documentation in Markdown: docs/analyse.md.
std::string methods_document();

}  // namespace statistics

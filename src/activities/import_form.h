#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "activities/activity.h"
#include "activities/enquiry.h"
#include "activities/import_fields.h"
#include "activities/import_vocabulary.h"
#include "base/date.h"
#include "base/result.h"
#include "formats/table_input.h"
#include "history/history.h"
#include "initiatives/catalogue.h"
#include "places/observation.h"
#include "web/request.h"

// A table → records, by the same rules as the records' own forms, with every message at its cell.
namespace activities {

using ImportRecord = std::variant<Activity, Enquiry, places::Observation>;
history::Snapshot snapshot_of(const ImportRecord& record);

struct ImportError {
    std::string field;
    std::string column;  // heading of the file's column; empty: the field has none
    base::Error error;   // says what was expected and never repeats what stood there
};

struct ImportRow {
    std::size_t line = 0;  // in the file
    ImportRecord record;   // only to be used when there are no errors
    std::vector<ImportError> errors;
    // The same for the same content, whatever file it came from: SHA-256 of kind, content and how
    // often the content has come before in the file. Empty when there are errors.
    std::string key;
};

struct ImportRequest {
    ImportKind kind;
    const formats::TableInput& table;
    const ImportMapping& mapping;
    const initiatives::Catalogue& catalogue;
    const ImportVocabulary& vocabulary;
    base::LocalTime now;
};
std::vector<ImportRow> read_import(const ImportRequest& request);

// The columns whose headings say what they are, in either language, and a sensible preset where
// none does.
ImportMapping guess_mapping(ImportKind kind, const std::vector<std::string>& headings,
                            ImportLanguages languages);

// The remembered mapping where its columns are still there, else the guess.
ImportMapping usable(const ImportMapping& remembered, const std::vector<std::string>& headings);

// What was chosen: for each field `column.<field>` (the column's number from 1, or empty) and
// `preset.<field>`. Refused: a column chosen twice, and a required field without a source.
struct MappingInput {
    ImportMapping mapping;
    base::FieldErrors errors;
};
MappingInput read_mapping(const web::Fields& form, ImportKind kind,
                          const std::vector<std::string>& headings);
// The reverse.
web::Fields fields_of(const ImportMapping& mapping, const std::vector<std::string>& headings);

}  // namespace activities

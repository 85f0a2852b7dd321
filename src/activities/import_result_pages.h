#pragma once

#include <vector>

#include "access/visit.h"
#include "activities/import_form.h"
#include "activities/import_store.h"
#include "activities/import_visit.h"
#include "web/response.h"

// The last step of an import: what became of each row.
namespace activities {

// Keeps the result of every row beside the upload for the time its files last. A disk that is full
// keeps none; the records are there all the same.
void keep_result(const access::Visit& visit, const Import& import,
                 const std::vector<ImportRow>& rows, const std::vector<ImportedRow>& results);

// Of the visitor's own imports: how many rows were added, known and refused, with the refused ones
// and the way to all.
web::Response show_import_result(const access::Visit& visit);
web::Response download_import_result(const access::Visit& visit);

}  // namespace activities

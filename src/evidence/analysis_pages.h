#pragma once

#include "access/visit.h"
#include "evidence/analysis_shelf.h"

namespace evidence {

// /analyser: the municipality's analyses, a page each with pictures, tables, what is assumed and
// what to be careful about, and the answer as `trygby analyse` gives it.
void add_analysis_routes(access::Routes& routes, AnalysisShelf& shelf);

}  // namespace evidence

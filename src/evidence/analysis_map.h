#pragma once

#include "base/result.h"
#include "charts/plot.h"
#include "evidence/analysis_shelf.h"
#include "web/language.h"

namespace evidence {

// The areas of an analysis in five classes by a statistic of theirs (standard normal where nothing
// is going on): far below, below, as by chance, above and far above, at 1.96 and 2.58. Areas that
// have no value, as those without neighbours, stay on the map under a name of their own. Refused
// with "no_file", "bad_map" (the file isn't GeoJSON with that property) and "no_areas" (the
// analysis has no such column).
base::Result<charts::Map> map_of(const statistics::Analysis& analysis, const AnalysisPart& part,
                                 const AnalysisShelf& shelf, const web::Language& language);

}  // namespace evidence

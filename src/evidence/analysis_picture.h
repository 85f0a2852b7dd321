#pragma once

#include <optional>
#include <string>

#include "charts/plot.h"
#include "statistics/analysis.h"
#include "web/language.h"

// The picture that fits a kind of analysis: step curves of survival with how many are at risk, a
// funnel, a course with what it would have been, effects by age, a control chart, otherwise the
// estimates as a forest. Words are the reader's; data and names are the analysis' own.
namespace evidence {

struct AnalysisPicture {
    std::string description;    // what it shows, in a sentence
    std::string specification;  // Vega-Lite
    charts::PlotTable table;    // the figures that are drawn
};

// Empty where there is nothing to draw. `title` heads it.
std::optional<AnalysisPicture> picture_of(const statistics::Analysis& analysis,
                                          const std::string& title, const web::Language& language);

}  // namespace evidence

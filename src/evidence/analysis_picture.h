#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "charts/plot.h"
#include "statistics/analysis.h"
#include "web/language.h"

// The picture that fits a kind of analysis: step curves of survival with how many are at risk, a
// funnel, a course with what it would have been, a control chart of watched periods, an area
// against a model without it, effects by age, otherwise the estimates as a forest. Words are the
// reader's; data and names are the analysis' own.
namespace evidence {

struct AnalysisPicture {
    std::string description;    // what it shows, in a sentence
    std::string specification;  // Vega-Lite
    charts::PlotTable table;    // the figures that are drawn
};

// The pictures that can be asked for instead: "cohort_curve" (cohort_picture.h). Empty: what fits.
bool is_picture_kind(std::string_view kind);

// What a page asks for beyond what fits.
struct PictureWish {
    std::string kind;       // is_picture_kind()
    std::string highlight;  // the name of an area that stands out in a funnel
};

// Empty where there is nothing to draw. `title` heads it.
std::optional<AnalysisPicture> picture_of(const statistics::Analysis& analysis,
                                          const std::string& title, const web::Language& language,
                                          const PictureWish& wish = {});

}  // namespace evidence

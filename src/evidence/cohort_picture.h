#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/analysis_picture.h"
#include "statistics/rate.h"

// What is counted per person, added up from the first age on, in one birth cohort after another.
// Events per person, not the share of persons with an event: a person can have many.
namespace evidence {

struct CohortCurve {
    struct Step {
        double until_age = 0;  // the end of the age class
        double per_person = 0;
        statistics::Interval limits;  // 95 %, widened by the model's over-dispersion
        double persons = 0;           // in the class
    };
    int cohort = 0;
    std::vector<Step> steps;
};

// From the cells of an age-period-cohort analysis (age and period in whole years): at most `most`
// of the cohorts that are followed through all ages, spread evenly from the first to the last.
std::vector<CohortCurve> cohort_curves(const statistics::Analysis& analysis, std::size_t most);

// The curves as steps with how many persons they stand on. Empty where there are no two of them.
std::optional<AnalysisPicture> cohort_picture(const statistics::Analysis& analysis,
                                              const std::string& title,
                                              const web::Language& language);

}  // namespace evidence

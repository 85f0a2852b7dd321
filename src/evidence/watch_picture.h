#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "evidence/analysis_picture.h"

// Periods that are watched for the unusual: what was counted against what was to be expected, and
// the limit above which a count raises the question.
namespace evidence {

// "3. kvartal 2024" of "2024K3", "marts 2024" of "2024M03"; anything else as it is.
std::string period_words(const std::string& label, const web::Language& language);

// A control chart of the series "periods" of a detector, with a sentence on the newest one that
// says no more than whether it lies above the limit. Empty where there is no such series, or
// several in one.
std::optional<AnalysisPicture> watch_picture(const statistics::Analysis& analysis,
                                             const std::string& title,
                                             const web::Language& language);

// What a detector found, or how long a chart runs, in a sentence; empty of other analyses.
std::string watch_sentence(const statistics::Analysis& analysis, const web::Language& language);

}  // namespace evidence

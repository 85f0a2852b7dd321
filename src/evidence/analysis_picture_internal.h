#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/analysis_picture.h"

// What the files that draw analyses have in common.
namespace evidence::picture {

// Null where there is none of that name.
const statistics::AnalysisSeries* find(const statistics::Analysis& analysis, std::string_view name);
const std::vector<double>* column(const statistics::AnalysisSeries& series, std::string_view name);

// Of the whole text; empty where it isn't a number.
std::optional<double> number_of(std::string_view text);

// Empty where the column isn't there or has no value.
std::optional<double> known(const std::vector<double>* values, std::size_t at);

// The names of the axes are Danish sentences.
charts::PlotWords words_of(const std::string& title, const web::Language& language,
                           std::string_view x, std::string_view y);
charts::TableHeads heads_of(const web::Language& language);
AnalysisPicture drawn(charts::Plot plot, std::string description, const web::Language& language);

}  // namespace evidence::picture

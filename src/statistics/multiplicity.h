#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

// p-values corrected for how many questions were asked.
namespace statistics {

enum class Correction {
    bonferroni,           // any dependence; the family's error rate
    holm,                 // Holm 1979, Scand J Stat 6:65; any dependence, never weaker
    hochberg,             // Hochberg 1988, Biometrika 75:800; independent or positively dependent
    hommel,               // Hommel 1988, Biometrika 75:383; as Hochberg, never weaker
    benjamini_hochberg,   // Benjamini and Hochberg 1995, JRSS B 57:289; the false discovery rate
    benjamini_yekutieli,  // Benjamini and Yekutieli 2001, Ann Stat 29:1165; any dependence
};

std::optional<Correction> correction_named(std::string_view name);

// In the order given, each at most 1. Refused: "no_data", "outside" (a p outside 0 to 1).
base::Result<std::vector<double>> corrected(std::span<const double> p, Correction correction);

}  // namespace statistics

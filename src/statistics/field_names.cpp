#include "statistics/field_names.h"

#include <algorithm>
#include <numeric>

namespace statistics {
namespace {

// What other programs and textbooks call a field, and what it is called here.
struct Synonym {
    std::string_view other, here;
};
constexpr Synonym synonyms[] = {
    {"response", "outcome"},
    {"dependent", "outcome"},
    {"y", "outcome"},
    {"value", "outcome"},
    {"variable", "outcome"},
    {"variable", "variables"},
    {"formula", "terms"},
    {"covariates", "terms"},
    {"predictors", "terms"},
    {"fixed", "terms"},
    {"x", "terms"},
    {"reference", "factors"},
    {"levels", "factors"},
    {"exposure", "offset"},
    {"exposure", "population"},
    {"persons", "population"},
    {"at_risk", "population"},
    {"size", "trials"},
    {"n", "trials"},
    {"n", "count"},
    {"freq", "count"},
    {"frequency", "count"},
    {"weight", "weights"},
    {"id", "cluster"},
    {"clusters", "cluster"},
    {"id", "unit"},
    {"se", "errors"},
    {"vcov", "errors"},
    {"robust", "errors"},
    {"standard_errors", "errors"},
    {"conf_level", "confidence"},
    {"level", "confidence"},
    {"alpha", "level"},
    {"alpha", "confidence"},
    {"status", "event"},
    {"death", "event"},
    {"stop", "time"},
    {"duration", "time"},
    {"entry", "start"},
    {"tstart", "start"},
    {"id", "label"},
    {"names", "label"},
    {"name", "area"},
    {"region", "area"},
    {"stratum", "strata"},
    {"by", "group"},
    {"fpc", "finite_population"},
    {"psu", "cluster"},
    {"ids", "cluster"},
    {"subset", "domain"},
    {"subset", "where"},
    {"filter", "where"},
    {"mutate", "derive"},
    {"transform", "derive"},
    {"nsim", "replicates"},
    {"permutations", "replicates"},
    {"replications", "replicates"},
    {"simulations", "replicates"},
    {"bootstrap", "replicates"},
    {"newdata", "predict"},
    {"tau", "horizon"},
    {"rmean", "horizon"},
    {"probs", "quantiles"},
    {"probs", "probabilities"},
    {"quantiles", "probabilities"},
    {"counts", "observed"},
    {"cases", "observed"},
    {"observed", "outcome"},
    {"observed", "counts"},
    {"events", "observed"},
    {"outcome", "observed"},
    {"population", "populations"},
    {"standard_population", "standard"},
    {"method", "limits"},
    {"ci", "limits"},
    {"interval", "limits"},
    {"k", "nearest"},
    {"k", "reference"},
    {"h", "threshold"},
    {"h", "bandwidth"},
    {"sigma", "bandwidth"},
    {"listw", "neighbours"},
    {"neighbors", "neighbours"},
    {"treatment", "treated"},
    {"treat", "treated"},
    {"treated", "treatment"},
    {"treatment", "intervention"},
    {"treated", "intervention"},
    {"cohort", "first_treated"},
    {"period", "time"},
    {"time", "period"},
    {"random_effects", "random"},
    {"slopes", "terms"},
    {"reml", "criterion"},
    {"df", "degrees"},
    {"ddf", "degrees"},
    {"nagq", "points"},
    {"quadrature", "points"},
    {"link", "family"},
    {"distribution", "family"},
    {"family", "distribution"},
    {"type", "family"},
    {"type", "limits"},
    {"distance", "within"},
    {"dist", "space"},
    {"probability", "probabilities"},
    {"alternative_hypothesis", "alternative"},
};

std::string small_letters(std::string_view text) {
    std::string small(text);
    for (char& letter : small) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
        if (letter == '.' || letter == '-') letter = '_';
    }
    return small;
}

// How many letters have to be changed, added or left out.
std::size_t changes(std::string_view one, std::string_view other) {
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < one.size(); ++i) {
        std::size_t before = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < other.size(); ++j) {
            const std::size_t above = row[j + 1];
            row[j + 1] = std::min({above + 1, row[j] + 1, before + (one[i] == other[j] ? 0 : 1)});
            before = above;
        }
    }
    return row.back();
}

constexpr std::size_t longest_name = 64;

}  // namespace

std::string meant(std::string_view name, const std::vector<std::string>& known) {
    std::string wanted = small_letters(name.substr(0, longest_name));
    const auto is_known = [&](std::string_view each) {
        return std::find(known.begin(), known.end(), each) != known.end();
    };
    if (is_known(wanted)) return wanted;
    std::string best;
    std::size_t fewest = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (const std::string& each : known) {
        std::size_t apart = changes(wanted, each);
        if (wanted.size() > 3 && (each.starts_with(wanted) || wanted.starts_with(each))) apart = 1;
        if (apart >= fewest) continue;
        fewest = apart;
        best = each;
    }
    if (!best.empty() && fewest <= 1) return best;
    for (const auto& [other, here] : synonyms)
        if (other == wanted && is_known(here)) return std::string(here);
    return best;
}

base::Error unknown_field(std::string_view where, std::string_view name,
                          const std::vector<std::string>& known) {
    std::string all;
    for (const std::string& each : known) all += (all.empty() ? "" : ", ") + each;
    const std::string likely = meant(name, known);
    if (likely.empty())
        return base::refuse("unknown_field", "„{}“ har intet felt „{}“. Felterne er {}.",
                            std::string(where), std::string(name), all);
    return base::refuse("unknown_field", "„{}“ har intet felt „{}“. Mente du „{}“? Felterne er {}.",
                        std::string(where), std::string(name), likely, all);
}

}  // namespace statistics

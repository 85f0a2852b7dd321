#include "evidence/crime_level.h"

#include <algorithm>
#include <cmath>

#include "statistics/distribution.h"
#include "statistics/expected_level.h"

namespace evidence {
namespace {

constexpr double winsorised = 0.1;
constexpr int points_of_a_limit = 40;

struct Expectations {
    std::vector<std::string> areas;
    std::vector<double> observed, expected;
};

// Each by the rate of all the others.
Expectations expectations_of(std::span<const CountedPlace> places) {
    double reported = 0, inhabitants = 0;
    for (const CountedPlace& place : places) {
        reported += place.reported;
        inhabitants += place.inhabitants;
    }
    Expectations found;
    for (const CountedPlace& place : places) {
        const double others = inhabitants - place.inhabitants;
        const double expected =
            others > 0 ? (reported - place.reported) / others * place.inhabitants : 0;
        if (!(expected > 0)) continue;
        found.areas.push_back(place.area);
        found.observed.push_back(place.reported);
        found.expected.push_back(expected);
    }
    return found;
}

base::Error few_municipalities() {
    return base::refuse("few_municipalities",
                        "Der er tal for færre end {} kommuner, så det kan ikke siges, hvor meget "
                        "kommuner ellers varierer.",
                        std::to_string(fewest_municipalities));
}

base::Result<Spread> spread_of(const Expectations& found) {
    if (found.areas.size() < static_cast<std::size_t>(fewest_municipalities))
        return few_municipalities();
    const auto funnel = statistics::funnel(found.observed, found.expected, winsorised);
    if (!funnel) return funnel.error();
    return Spread{std::max(1.0, funnel->dispersion), funnel->between_variance,
                  static_cast<int>(found.areas.size())};
}

double squared_if_positive(double root) {
    return root > 0 ? root * root : 0;
}

LevelVerdict verdict_of(const statistics::Interval& interval) {
    if (interval.lower > 1) return LevelVerdict::above;
    if (interval.upper < 1) return LevelVerdict::below;
    return LevelVerdict::as_expected;
}

// How far from 1, on the scale of roots, this share of municipalities lies at most.
double half_width(double probability, double expected, double between_variance) {
    return statistics::normal_quantile((1 + probability) / 2) *
           std::sqrt(1 / (4 * expected) + between_variance);
}

CrimeFunnel::Limit limit_at(double probability, double from, double to, double between_variance) {
    CrimeFunnel::Limit limit{probability, {}, {}, {}};
    for (int at = 0; at < points_of_a_limit; ++at) {
        const double expected = from * std::pow(to / from, at / (points_of_a_limit - 1.0));
        const double width = half_width(probability, expected, between_variance);
        limit.expected.push_back(expected);
        limit.lower.push_back(squared_if_positive(1 - width));
        limit.upper.push_back((1 + width) * (1 + width));
    }
    return limit;
}

}  // namespace

base::Result<Spread> spread_between(std::span<const CountedPlace> municipalities) {
    return spread_of(expectations_of(municipalities));
}

ComparedLevel compare_level(Yardstick yardstick, const std::optional<CountedPlace>& own,
                            const std::optional<CountedPlace>& others,
                            const base::Result<Spread>& spread) {
    ComparedLevel level;
    level.yardstick = yardstick;
    if (own) level.observed = own->reported;
    if (!own || !others || !(own->inhabitants > 0) || !(others->inhabitants > 0)) {
        level.reason = base::refuse("unknown", "Tallene er ikke oplyst.");
        return level;
    }
    level.expected = others->reported / others->inhabitants * own->inhabitants;
    if (level.expected < fewest_expected) {
        level.reason = base::refuse("few_expected",
                                    "Der er så få at vente, at en sammenligning ikke siger noget.");
        return level;
    }
    level.ratio.value = level.observed / level.expected;
    if (!spread) {
        level.reason = spread.error();
        return level;
    }
    const double root = std::sqrt(level.ratio.value);
    const double others_share = others->municipalities > 0 ? 1.0 / others->municipalities : 0;
    const double variance = 1 / (4 * level.expected) + level.ratio.value / (4 * others->reported) +
                            spread->between_variance * (1 + others_share);
    const double width = statistics::normal_quantile(0.975) * std::sqrt(variance);
    level.ratio.interval = {squared_if_positive(root - width), (root + width) * (root + width)};
    level.verdict = verdict_of(level.ratio.interval);
    return level;
}

std::optional<CountedPlace> without(const std::optional<CountedPlace>& whole,
                                    const std::optional<CountedPlace>& own) {
    if (!whole || !own || own->inhabitants >= whole->inhabitants || own->reported > whole->reported)
        return std::nullopt;
    return CountedPlace{whole->area, whole->reported - own->reported,
                        whole->inhabitants - own->inhabitants};
}

base::Result<CrimeFunnel> crime_funnel(std::span<const CountedPlace> municipalities) {
    const Expectations found = expectations_of(municipalities);
    const auto spread = spread_of(found);
    if (!spread) return spread.error();
    CrimeFunnel funnel;
    funnel.spread = *spread;
    for (std::size_t at = 0; at < found.areas.size(); ++at) {
        const double expected = found.expected[at], ratio = found.observed[at] / expected;
        const double width = half_width(0.95, expected, spread->between_variance);
        funnel.areas.push_back({found.areas[at], expected, ratio, squared_if_positive(1 - width),
                                (1 + width) * (1 + width)});
        if (std::abs(std::sqrt(ratio) - 1) > width) ++funnel.outside;
    }
    const auto [least, most] = std::minmax_element(found.expected.begin(), found.expected.end());
    funnel.limits = {limit_at(0.95, *least, *most, spread->between_variance),
                     limit_at(0.998, *least, *most, spread->between_variance)};
    return funnel;
}

}  // namespace evidence

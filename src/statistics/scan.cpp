#include "statistics/scan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>
#include <numeric>
#include <type_traits>

#include "statistics/random.h"
#include "statistics/refusals.h"

// The pieces that make a scan fast: sums in time are prefix sums that are added area by area as a
// circle grows; a bound without logarithms (below) sorts out nearly every window; and where an
// area's expected number is the same in every period, only the largest count of each length of
// window can be the best, found in whole numbers. Replicates are drawn event by event.
namespace statistics {
namespace {

// What a statistic compares: the total of the Poisson model, infinite for the expectation-based
// one, and which clusters count.
struct Compared {
    double total = 0;
    ScanRates rates = ScanRates::high;

    bool counts(double c, double e) const {
        return (c > e && rates != ScanRates::low) || (c < e && rates != ScanRates::high);
    }
};

// a·log(a/b), 0 where a is.
double times_log(double a, double b) {
    return a > 0 ? a * std::log(a / b) : 0;
}

// The logarithm of the likelihood ratio of c cases where e are expected.
double log_ratio(double c, double e, const Compared& compared) {
    if (!compared.counts(c, e)) return 0;
    const double inside = times_log(c, e);
    if (std::isinf(compared.total)) return inside + e - c;
    return inside + times_log(compared.total - c, compared.total - e);
}

// With d = c − e > 0 the logarithm is at most d²/2e + d²/(C−e), since (1+x)log(1+x) − x is at most
// x²/2 for x ≥ 0 and x² for −1 ≤ x < 0; for d < 0 it is at most d²/e + d²/2(C−e);
// expectation-based d²/2e and d²/e. A window can be better than `best` only where this holds; a
// part in 10⁹ is left for rounding.
struct Bound {
    double twice_best = 0;
    Compared compared;
    bool conditional = true;

    Bound(double best, const Compared& how)
        : twice_best(2 * best * (1 - 1e-9)), compared(how), conditional(!std::isinf(how.total)) {}
    bool may_exceed(double c, double e) const {
        if (!compared.counts(c, e)) return false;
        const double squared = (c - e) * (c - e), total = compared.total;
        if (!conditional) return (c > e ? 1 : 2) * squared > twice_best * e;
        return squared * (c > e ? total + e : 2 * total - e) > twice_best * e * (total - e);
    }
    // The count above which may_exceed holds, of high rates.
    double least_count(double e) const {
        const double total = compared.total;
        return e +
               std::sqrt(conditional ? twice_best * e * (total - e) / (total + e) : twice_best * e);
    }
};

// What observed data and replicates have in common: the periods in play (of a prospective scan the
// latest), the expected numbers in them, and how cases are drawn.
struct Setting {
    std::size_t areas = 0, periods = 0;
    std::size_t skipped = 0;  // periods before those in play
    std::size_t shortest = 1, longest = 1;
    bool prospective = false;
    bool constant = false;  // each area expects the same in every period
    Compared compared;
    std::vector<double> expected;  // [area][period]
};

// Sums from the first period on, one longer than the periods: [area][0 … periods].
template <class Number>
std::vector<Number> prefix_sums(const Setting& setting, const std::vector<Number>& values) {
    std::vector<Number> sums;
    sums.reserve(setting.areas * (setting.periods + 1));
    for (std::size_t area = 0; area < setting.areas; ++area) {
        Number sum = 0;
        sums.push_back(sum);
        for (std::size_t t = 0; t < setting.periods; ++t) {
            sum = static_cast<Number>(sum + values[area * setting.periods + t]);
            sums.push_back(sum);
        }
    }
    return sums;
}

// Sums of the latest 1, 2 … `longest` periods: [area][length − 1].
std::vector<double> latest_sums(const Setting& setting, const std::vector<double>& values) {
    std::vector<double> sums;
    for (std::size_t area = 0; area < setting.areas; ++area) {
        double sum = 0;
        for (std::size_t length = 1; length <= setting.longest; ++length) {
            sum += values[area * setting.periods + setting.periods - length];
            sums.push_back(sum);
        }
    }
    return sums;
}

// Several numbers at once, since compilers don't find that by themselves at every level of
// optimisation.
constexpr std::size_t bytes = 16;

template <class Number>
void add_to(Number* sums, const Number* more, std::size_t size) {
    using Lanes [[gnu::vector_size(bytes)]] = Number;
    constexpr std::size_t lanes = bytes / sizeof(Number);
    std::size_t i = 0;
    for (; i + lanes <= size; i += lanes) {
        Lanes one, other;
        std::memcpy(&one, sums + i, bytes);
        std::memcpy(&other, more + i, bytes);
        one += other;
        std::memcpy(sums + i, &one, bytes);
    }
    for (; i < size; ++i) sums[i] = static_cast<Number>(sums[i] + more[i]);
}

// The largest count of a window of this length, from sums that may have wrapped around.
template <class Unsigned>
double largest_count(const Unsigned* sums, std::size_t periods, std::size_t length) {
    using Signed = std::make_signed_t<Unsigned>;
    using Lanes [[gnu::vector_size(bytes)]] = Signed;
    using Wrapped [[gnu::vector_size(bytes)]] = Unsigned;
    constexpr std::size_t lanes = bytes / sizeof(Unsigned);
    Lanes most{};
    std::size_t t = 0;
    for (; t + length + lanes <= periods + 1; t += lanes) {
        Wrapped begin, end;
        std::memcpy(&begin, sums + t, bytes);
        std::memcpy(&end, sums + t + length, bytes);
        const Lanes count = reinterpret_cast<Lanes>(end - begin);
        most = count > most ? count : most;
    }
    Signed largest = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane)
        largest = std::max(largest, static_cast<Signed>(most[lane]));
    for (; t + length <= periods; ++t)
        largest = std::max(largest, static_cast<Signed>(sums[t + length] - sums[t]));
    return static_cast<double>(largest);
}

// Whether any window may exceed the bound: one pass without branches or logarithms.
bool any_may_exceed(const double* c, const double* e, std::size_t size, const Bound& bound) {
    if (bound.compared.rates != ScanRates::high) {
        for (std::size_t w = 0; w < size; ++w)
            if (bound.may_exceed(c[w], e[w])) return true;
        return false;
    }
    using Lanes [[gnu::vector_size(bytes)]] = double;
    constexpr std::size_t lanes = bytes / sizeof(double);
    const Lanes none{};
    const double total = bound.compared.total;
    using Hits [[gnu::vector_size(bytes)]] = std::int64_t;
    Hits hits{};
    std::size_t w = 0;
    for (; w + lanes <= size; w += lanes) {
        Lanes counts, expected;
        std::memcpy(&counts, c + w, bytes);
        std::memcpy(&expected, e + w, bytes);
        Lanes above = counts - expected;
        above = above > none ? above : none;
        const Lanes needed = bound.twice_best * expected;
        hits |= bound.conditional ? above * above * (total + expected) > needed * (total - expected)
                                  : above * above > needed;
    }
    for (; w < size; ++w)
        if (bound.may_exceed(c[w], e[w])) return true;
    for (std::size_t lane = 0; lane < lanes; ++lane)
        if (hits[lane] != 0) return true;
    return false;
}

// The largest statistic of one replicate.
class Largest {
  public:
    Largest(const Setting& setting, const ScanZones& zones)
        : setting_(setting),
          zones_(zones),
          by_count_(setting.constant && setting.compared.rates == ScanRates::high) {
        if (setting.prospective) {
            expected_ = latest_sums(setting, setting.expected);
        } else if (!by_count_) {
            expected_ = prefix_sums(setting, setting.expected);
        }
    }

    double of(const std::vector<double>& counts) const {
        if (setting_.prospective) return of_latest(counts);
        if (!by_count_) return of_any(counts);
        // Differences of wrapped sums are right as long as they fit.
        if (most_in_a_window(counts) <= std::numeric_limits<std::int16_t>::max())
            return of_constant<std::uint16_t>(counts);
        return of_constant<std::uint32_t>(counts);
    }

  private:
    double most_in_a_window(const std::vector<double>& counts) const {
        std::vector<double> by_period(setting_.periods, 0);
        for (std::size_t i = 0; i < counts.size(); ++i)
            by_period[i % setting_.periods] += counts[i];
        double sum = 0, most = 0;
        for (std::size_t t = 0; t < setting_.periods; ++t) {
            sum += by_period[t];
            if (t >= setting_.longest) sum -= by_period[t - setting_.longest];
            most = std::max(most, sum);
        }
        return most;
    }

    double of_latest(const std::vector<double>& counts) const {
        const std::size_t lengths = setting_.longest, from = setting_.shortest - 1;
        const std::vector<double> sums = latest_sums(setting_, counts);
        std::vector<double> c(lengths), e(lengths);
        double best = 0;
        for (const auto& members : zones_.members) {
            std::fill(c.begin(), c.end(), 0.0);
            std::fill(e.begin(), e.end(), 0.0);
            for (const std::uint32_t area : members) {
                const double* add_c = &sums[area * lengths];
                const double* add_e = &expected_[area * lengths];
                add_to(c.data(), add_c, lengths);
                add_to(e.data(), add_e, lengths);
                if (any_may_exceed(c.data() + from, e.data() + from, lengths - from,
                                   {best, setting_.compared}))
                    for (std::size_t w = from; w < lengths; ++w)
                        best = std::max(best, log_ratio(c[w], e[w], setting_.compared));
            }
        }
        return best;
    }

    double of_any(const std::vector<double>& counts) const {
        const std::size_t width = setting_.periods + 1;
        const std::vector<double> sums = prefix_sums(setting_, counts);
        std::vector<double> c(width), e(width), window_c(width), window_e(width);
        double best = 0;
        for (const auto& members : zones_.members) {
            std::fill(c.begin(), c.end(), 0.0);
            std::fill(e.begin(), e.end(), 0.0);
            for (const std::uint32_t area : members) {
                add_to(c.data(), &sums[area * width], width);
                add_to(e.data(), &expected_[area * width], width);
                for (std::size_t length = setting_.shortest; length <= setting_.longest; ++length) {
                    const std::size_t windows = width - length;
                    for (std::size_t t = 0; t < windows; ++t) {
                        window_c[t] = c[t + length] - c[t];
                        window_e[t] = e[t + length] - e[t];
                    }
                    if (!any_may_exceed(window_c.data(), window_e.data(), windows,
                                        {best, setting_.compared}))
                        continue;
                    for (std::size_t t = 0; t < windows; ++t)
                        best =
                            std::max(best, log_ratio(window_c[t], window_e[t], setting_.compared));
                }
            }
        }
        return best;
    }

    template <class Number>
    double of_constant(const std::vector<double>& counts) const {
        const std::size_t width = setting_.periods + 1;
        std::vector<Number> whole(counts.size());
        std::transform(counts.begin(), counts.end(), whole.begin(),
                       [](double count) { return static_cast<Number>(count); });
        const std::vector<Number> sums = prefix_sums(setting_, whole);
        std::vector<Number> c(width);
        double best = 0;
        for (const auto& members : zones_.members) {
            std::fill(c.begin(), c.end(), Number{0});
            double e = 0;
            for (const std::uint32_t area : members) {
                add_to(c.data(), &sums[area * width], width);
                e += setting_.expected[area * setting_.periods];
                best = best_of_lengths(c.data(), e, best);
            }
        }
        return best;
    }

    // From the longest window down. A shorter one holds no more cases than this, so lengths that
    // would need more than that are passed over.
    template <class Number>
    double best_of_lengths(const Number* sums, double e, double best) const {
        std::size_t length = setting_.longest;
        while (length >= setting_.shortest) {
            const double c = largest_count(sums, setting_.periods, length);
            best = std::max(best, log_ratio(c, static_cast<double>(length) * e, setting_.compared));
            const Bound bound(best, setting_.compared);
            do {
                --length;
            } while (length >= setting_.shortest &&
                     bound.least_count(static_cast<double>(length) * e) >= c);
        }
        return best;
    }

    const Setting& setting_;
    const ScanZones& zones_;
    bool by_count_;  // only the largest count of each length can be best
    std::vector<double> expected_;
};

// n trials with probability p: the median order statistic of n uniform numbers tells which half of
// them to go on with (Devroye 1986, X.4.3), until there are few.
std::uint64_t binomial(RandomStream& random, std::uint64_t n, double p) {
    std::uint64_t successes = 0;
    while (n > 16) {
        if (p <= 0) return successes;
        if (p >= 1) return successes + n;
        const std::uint64_t middle = n / 2 + 1;
        const double below = random.gamma(static_cast<double>(middle), 1);
        const double above = random.gamma(static_cast<double>(n - middle + 1), 1);
        const double at = below / (below + above);
        if (at <= p) {
            successes += middle;
            n -= middle;
            p = (p - at) / (1 - at);
        } else {
            n = middle - 1;
            p /= at;
        }
    }
    for (; n > 0; --n) successes += random.uniform() < p ? 1 : 0;
    return successes;
}

// Draws the cases of a replicate: how many fall in the periods in play, then where and when.
class Draw {
  public:
    Draw(const Setting& setting, double total_cases, double part_in_play)
        : setting_(setting),
          cases_(static_cast<std::uint64_t>(total_cases)),
          part_(std::min(part_in_play, 1.0)),
          expected_(std::accumulate(setting.expected.begin(), setting.expected.end(), 0.0)),
          table_(setting.constant ? by_area(setting) : setting.expected) {}

    void into(std::vector<double>& counts, RandomStream& random) const {
        std::fill(counts.begin(), counts.end(), 0.0);
        std::uint64_t events = cases_;
        if (std::isinf(setting_.compared.total))
            events = random.poisson(expected_);
        else if (part_ < 1)
            events = binomial(random, cases_, part_);
        const auto periods = static_cast<std::uint32_t>(setting_.periods);
        for (std::uint64_t event = 0; event < events; ++event) {
            if (setting_.constant) {
                const std::size_t area = table_.draw(random);
                counts[area * periods + random.below(periods)] += 1;
            } else {
                counts[table_.draw(random)] += 1;
            }
        }
    }

  private:
    static std::vector<double> by_area(const Setting& setting) {
        std::vector<double> first;
        for (std::size_t area = 0; area < setting.areas; ++area)
            first.push_back(setting.expected[area * setting.periods]);
        return first;
    }

    const Setting& setting_;
    std::uint64_t cases_;
    double part_, expected_;
    AliasTable table_;
};

base::Result<void> check_data(const ScanData& data) {
    if (data.areas == 0 || data.counts.empty()) return no_data();
    if (data.counts.size() != data.areas * data.periods) return different_lengths("counts");
    if (data.expected.size() != data.counts.size()) return different_lengths("expected");
    double cases = 0;
    for (std::size_t i = 0; i < data.counts.size(); ++i) {
        const double c = data.counts[i], e = data.expected[i];
        if (!std::isfinite(c)) return not_finite("counts");
        if (!std::isfinite(e)) return not_finite("expected");
        if (c < 0) return negative_value("counts");
        if (e < 0) return negative_value("expected");
        if (c != std::floor(c)) return not_whole("counts");
        if (c > 0 && e == 0)
            return base::refuse("zero_expected",
                                "Der er hændelser, hvor der ingen kan ventes: befolkningen eller "
                                "det ventede antal er nul.");
        cases += c;
    }
    if (cases == 0) return no_events("counts");
    return {};
}

base::Result<void> check_options(const ScanData& data, const ScanZones& zones,
                                 const ScanOptions& options) {
    if (zones.members.size() != data.areas) return different_lengths("zones");
    if (options.shortest == 0 || options.shortest > options.longest)
        return outside("shortest", "[1; longest]");
    if (options.longest > data.periods) return outside("longest", "[1; periods]");
    if (options.replicates > 10'000'000) return outside("replicates", "[0; 10000000]");
    if (options.clusters == 0) return outside("clusters", "[1; ∞[");
    return {};
}

bool is_constant(const Setting& setting) {
    for (std::size_t area = 0; area < setting.areas; ++area) {
        const double first = setting.expected[area * setting.periods];
        for (std::size_t t = 1; t < setting.periods; ++t)
            if (std::abs(setting.expected[area * setting.periods + t] - first) > 1e-12 * first)
                return false;
    }
    return true;
}

// [period][area] to [area][period], the periods in play only.
std::vector<double> turned(const ScanData& data, const std::vector<double>& values,
                           std::size_t skipped, double factor) {
    std::vector<double> by_area;
    for (std::size_t area = 0; area < data.areas; ++area)
        for (std::size_t t = skipped; t < data.periods; ++t)
            by_area.push_back(values[t * data.areas + area] * factor);
    return by_area;
}

// A circle and a window before it is described.
struct Found {
    std::uint32_t centre = 0;
    std::size_t size = 0;
    std::size_t first = 0, length = 0;
    double statistic = 0, observed = 0, expected = 0;
};

// Statistics that are the same but for rounding are the same: then the first circle, and the
// earliest and shortest window of it, stands.
double order_key(double statistic) {
    return std::round(statistic * 1e10);
}
bool above(const Found& one, const Found& other) {
    return order_key(one.statistic) > order_key(other.statistic);
}

// Looks at every different circle and window of the observed data.
class Search {
  public:
    Search(const Setting& setting, const ScanZones& zones, const ScanOptions& options,
           const std::vector<double>& counts)
        : setting_(setting),
          zones_(zones),
          options_(options),
          counts_(prefix_sums(setting, counts)),
          expected_(prefix_sums(setting, setting.expected)) {}

    void run() {
        const std::size_t width = setting_.periods + 1;
        std::vector<double> c(width), e(width);
        for (std::uint32_t centre = 0; centre < zones_.members.size(); ++centre) {
            std::fill(c.begin(), c.end(), 0.0);
            std::fill(e.begin(), e.end(), 0.0);
            std::vector<std::uint32_t> inside;
            for (std::size_t k = 0; k < zones_.members[centre].size(); ++k) {
                const std::uint32_t area = zones_.members[centre][k];
                for (std::size_t t = 0; t < width; ++t) {
                    c[t] += counts_[area * width + t];
                    e[t] += expected_[area * width + t];
                }
                if (zones_.fresh[centre][k]) look_at(centre, k + 1, c, e);
            }
        }
        std::stable_sort(candidates_.begin(), candidates_.end(), above);
    }

    // The most likely first; unless asked for, none that shares an area with one before it.
    std::vector<Found> clusters() const {
        std::vector<Found> chosen;
        std::vector<bool> taken(setting_.areas, false);
        for (const Found& each : candidates_) {
            if (chosen.size() == options_.clusters) break;
            const auto members = areas_of(each);
            const bool shares = std::any_of(members.begin(), members.end(),
                                            [&](std::uint32_t area) { return taken[area]; });
            if (shares && !options_.overlap) continue;
            for (const std::uint32_t area : members) taken[area] = true;
            chosen.push_back(each);
        }
        return chosen;
    }
    const std::vector<Found>& focus() const { return focus_; }

    std::vector<std::uint32_t> areas_of(const Found& found) const {
        const auto& all = zones_.members[found.centre];
        return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(found.size)};
    }

  private:
    void look_at(std::uint32_t centre, std::size_t size, const std::vector<double>& c,
                 const std::vector<double>& e) {
        Found best{centre, size};
        const std::size_t periods = setting_.periods;
        const std::size_t begin = setting_.prospective ? periods - setting_.longest : 0;
        for (std::size_t first = begin; first < periods; ++first)
            for (std::size_t length = setting_.shortest; length <= setting_.longest; ++length) {
                if (first + length > periods) break;
                if (setting_.prospective && first + length != periods) continue;
                const double inside = c[first + length] - c[first];
                const double awaited = e[first + length] - e[first];
                const double least = options_.overlap ? least_kept() : best.statistic;
                if (!Bound(least, setting_.compared).may_exceed(inside, awaited)) continue;
                const double statistic = log_ratio(inside, awaited, setting_.compared);
                const Found here{centre, size, first, length, statistic, inside, awaited};
                if (above(here, best)) best = here;
                if (options_.overlap && statistic > least) keep(here);
            }
        if (!options_.overlap && best.statistic > 0) candidates_.push_back(best);
        if (best.statistic > 0) look_in_focus(best);
    }

    void look_in_focus(const Found& best) {
        if (options_.focus.size() != best.size) return;
        auto members = areas_of(best);
        std::sort(members.begin(), members.end());
        if (members == options_.focus) focus_.push_back(best);
    }

    // With overlap only as many as are given are kept.
    double least_kept() const {
        return candidates_.size() < options_.clusters ? 0 : candidates_.back().statistic;
    }
    void keep(const Found& found) {
        const auto place = std::upper_bound(candidates_.begin(), candidates_.end(), found, above);
        candidates_.insert(place, found);
        if (candidates_.size() > options_.clusters) candidates_.pop_back();
    }

    const Setting& setting_;
    const ScanZones& zones_;
    const ScanOptions& options_;
    std::vector<double> counts_, expected_;
    std::vector<Found> candidates_, focus_;
};

// The largest statistics of the replicates, in their order; up to the one at which it stops.
base::Result<std::vector<double>> replicate(const Setting& setting, const ScanZones& zones,
                                            const Draw& draw, double reached,
                                            const ScanOptions& options, const Progress& progress) {
    constexpr std::size_t together = 8, pieces = 8;
    const Largest largest(setting, zones);
    std::vector<double> statistics(options.replicates);
    std::size_t exceeding = 0;
    for (std::size_t begin = 0; begin < options.replicates; begin += together * pieces) {
        const std::size_t end = std::min(begin + together * pieces, options.replicates);
        in_parallel(pieces, options.threads, [&](std::size_t piece) {
            std::vector<double> counts(setting.expected.size());
            const std::size_t from = begin + piece * together;
            for (std::size_t i = from; i < std::min(from + together, end); ++i) {
                RandomStream random(options.seed, i);
                draw.into(counts, random);
                statistics[i] = largest.of(counts);
            }
        });
        for (std::size_t i = begin; i < end && options.stop_after > 0; ++i) {
            exceeding += statistics[i] >= reached ? 1 : 0;
            if (exceeding < options.stop_after) continue;
            statistics.resize(i + 1);
            return statistics;
        }
        const double done = static_cast<double>(end) / static_cast<double>(options.replicates);
        if (progress && !progress(done)) return cancelled();
    }
    return statistics;
}

// A statistic that is the same but for rounding counts as reached.
double just_below(double statistic) {
    return statistic - 1e-9 * std::max(1.0, statistic);
}

// Gumbel with the mean and variance of the replicates (Abrams, Kulldorff and Kleinman 2010, Int J
// Health Geogr 9:61).
double gumbel_upper(double statistic, const std::vector<double>& replicates) {
    const auto n = static_cast<double>(replicates.size());
    const double mean = std::accumulate(replicates.begin(), replicates.end(), 0.0) / n;
    double squares = 0;
    for (const double each : replicates) squares += (each - mean) * (each - mean);
    const double scale = std::sqrt(squares / (n - 1) * 6) / std::numbers::pi;
    if (!(scale > 0)) return statistic > mean ? 0 : 1;
    const double location = mean - std::numbers::egamma * scale;
    return -std::expm1(-std::exp(-(statistic - location) / scale));
}

ScanCluster described(const Found& found, const Search& search, const Setting& setting) {
    ScanCluster cluster;
    cluster.centre = found.centre;
    cluster.members = search.areas_of(found);
    cluster.first = setting.skipped + found.first;
    cluster.last = cluster.first + found.length - 1;
    cluster.statistic = found.statistic;
    cluster.observed = found.observed;
    cluster.expected = found.expected;
    const double inside = found.observed / found.expected;
    cluster.relative_risk = std::isinf(setting.compared.total)
                                ? inside
                                : inside / ((setting.compared.total - found.observed) /
                                            (setting.compared.total - found.expected));
    return cluster;
}

void add_chances(std::vector<ScanCluster>& clusters, const std::vector<double>& replicates,
                 const ScanOptions& options) {
    if (replicates.empty()) return;
    const auto n = static_cast<double>(replicates.size());
    const bool stopped = replicates.size() < options.replicates;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        const double reached = just_below(clusters[i].statistic);
        const auto exceeding = static_cast<double>(
            std::count_if(replicates.begin(), replicates.end(),
                          [&](double statistic) { return statistic >= reached; }));
        clusters[i].p = stopped && i == 0 ? exceeding / n : (1 + exceeding) / (1 + n);
        if (n > 1) clusters[i].gumbel_p = gumbel_upper(clusters[i].statistic, replicates);
    }
}

Setting setting_of(const ScanData& data, const ScanOptions& options, double cases,
                   double expected) {
    Setting setting;
    setting.areas = data.areas;
    setting.prospective = options.windows == ScanWindows::prospective;
    setting.skipped = setting.prospective ? data.periods - options.longest : 0;
    setting.periods = data.periods - setting.skipped;
    setting.shortest = options.shortest;
    setting.longest = options.longest;
    const bool conditional = options.model == ScanModel::poisson;
    setting.compared = {conditional ? cases : std::numeric_limits<double>::infinity(),
                        options.rates};
    setting.expected =
        turned(data, data.expected, setting.skipped, conditional ? cases / expected : 1);
    setting.constant = is_constant(setting);
    return setting;
}

}  // namespace

base::Result<ScanResult> scan(const ScanData& data, const ScanZones& zones,
                              const ScanOptions& options, const Progress& progress) {
    const base::Result<void> right_data = check_data(data);
    if (!right_data) return right_data.error();
    const base::Result<void> right_options = check_options(data, zones, options);
    if (!right_options) return right_options.error();
    const double cases = std::accumulate(data.counts.begin(), data.counts.end(), 0.0);
    const double expected = std::accumulate(data.expected.begin(), data.expected.end(), 0.0);
    const Setting setting = setting_of(data, options, cases, expected);
    Search search(setting, zones, options, turned(data, data.counts, setting.skipped, 1));
    search.run();
    ScanResult result;
    result.total = cases;
    for (const Found& found : search.clusters())
        result.clusters.push_back(described(found, search, setting));
    for (const Found& found : search.focus())
        result.focus.push_back(described(found, search, setting));
    const double in_play = std::accumulate(setting.expected.begin(), setting.expected.end(), 0.0);
    if (options.replicates == 0 || !(in_play > 0)) return result;
    // All periods in play: every case is drawn, whatever rounding says of the part.
    const double part = setting.skipped == 0 ? 1 : in_play / cases;
    const double reached = result.clusters.empty() ? std::numeric_limits<double>::infinity()
                                                   : just_below(result.clusters.front().statistic);
    const Draw draw(setting, cases, part);
    auto replicates = replicate(setting, zones, draw, reached, options, progress);
    if (!replicates) return replicates.error();
    result.replicates = std::move(*replicates);
    add_chances(result.clusters, result.replicates, options);
    for (ScanCluster& each : result.focus) {
        std::vector<ScanCluster> one{each};
        ScanOptions never_stopped = options;
        never_stopped.replicates = result.replicates.size();
        add_chances(one, result.replicates, never_stopped);
        each = one.front();
    }
    return result;
}

double largest_statistic(const ScanData& data, const ScanZones& zones, const ScanOptions& options) {
    const double cases = std::accumulate(data.counts.begin(), data.counts.end(), 0.0);
    const double expected = std::accumulate(data.expected.begin(), data.expected.end(), 0.0);
    const Setting setting = setting_of(data, options, cases, expected);
    return Largest(setting, zones).of(turned(data, data.counts, setting.skipped, 1));
}

}  // namespace statistics

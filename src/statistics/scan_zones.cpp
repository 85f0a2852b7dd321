#include "statistics/scan_zones.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "statistics/earth_distance.h"
#include "statistics/random.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

base::Result<void> check(const Places& places, const std::vector<double>& population,
                         double share) {
    const std::size_t areas = places.x.size();
    if (areas == 0) return no_data();
    if (places.y.size() != areas) return different_lengths("y");
    if (population.size() != areas) return different_lengths("population");
    for (std::size_t i = 0; i < areas; ++i) {
        if (!std::isfinite(places.x[i])) return not_finite("x");
        if (!std::isfinite(places.y[i])) return not_finite("y");
        if (!std::isfinite(population[i])) return not_finite("population");
        if (population[i] < 0) return negative_value("population");
        if (places.kind == DistanceKind::plane) continue;
        if (std::abs(places.x[i]) > 360) return outside("x", "[−360; 360]");
        if (std::abs(places.y[i]) > 90) return outside("y", "[−90; 90]");
    }
    if (!(share > 0 && share <= 1)) return outside("share", "]0; 1]");
    return {};
}

// Each area has a random key of 128 bits; a set's key is that of its areas taken together, so that
// the same set has the same key whichever centre it was found from.
using SetKey = std::array<std::uint64_t, 2>;

SetKey key_of_area(std::size_t area) {
    const auto number = static_cast<std::uint32_t>(area);
    const auto bits = philox({number, 0, 0, 0}, {0x5CA11, 0x20135});
    return {(std::uint64_t{bits[0]} << 32) | bits[1], (std::uint64_t{bits[2]} << 32) | bits[3]};
}

struct KeyHash {
    std::size_t operator()(const SetKey& key) const { return key[0]; }
};

void mark_fresh(ScanZones& zones) {
    std::unordered_map<SetKey, bool, KeyHash> seen;
    for (const auto& members : zones.members) {
        SetKey key{0, 0};
        std::vector<bool> fresh;
        for (const std::uint32_t area : members) {
            const SetKey part = key_of_area(area);
            key = {key[0] ^ part[0], key[1] ^ part[1]};
            fresh.push_back(seen.try_emplace(key, true).second);
            zones.distinct += fresh.back() ? 1 : 0;
        }
        zones.circles += members.size();
        zones.fresh.push_back(std::move(fresh));
    }
}

}  // namespace

double distance_between(const Places& places, std::size_t one, std::size_t other) {
    if (places.kind == DistanceKind::great_circle)
        return earth_distance(places.x[one], places.y[one], places.x[other], places.y[other]);
    const double x = places.x[one] - places.x[other], y = places.y[one] - places.y[other];
    return std::sqrt(x * x + y * y);
}

base::Result<ScanZones> scan_zones(const Places& places, const std::vector<double>& population,
                                   double share, std::size_t nearest) {
    const base::Result<void> right = check(places, population, share);
    if (!right) return right.error();
    const std::size_t areas = places.x.size();
    const double limit = share * std::accumulate(population.begin(), population.end(), 0.0);
    // So that rounding of the sum doesn't keep out the last area of a share of 1.
    const double rounding = 1e-12 * limit;
    ScanZones zones;
    std::vector<double> distance(areas);
    std::vector<std::uint32_t> order(areas);
    for (std::size_t centre = 0; centre < areas; ++centre) {
        for (std::size_t other = 0; other < areas; ++other)
            distance[other] = distance_between(places, centre, other);
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t other) {
            return distance[left] < distance[other];
        });
        std::vector<std::uint32_t> members;
        double inside = 0;
        for (const std::uint32_t area : order) {
            inside += population[area];
            if (inside > limit + rounding || (nearest > 0 && members.size() == nearest)) break;
            members.push_back(area);
        }
        zones.members.push_back(std::move(members));
    }
    mark_fresh(zones);
    if (zones.circles == 0)
        return base::refuse("no_zones",
                            "Ingen cirkel er lille nok: hvert område for sig er større end den "
                            "andel, en klynge højst må udgøre.");
    return zones;
}

}  // namespace statistics

#include "statistics/contiguity.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "statistics/refusals.h"

namespace statistics {
namespace {

struct Corner {
    Place place;
    std::size_t area = 0;
};

bool is_before(const Corner& left, const Corner& right) {
    return std::tie(left.place.x, left.place.y, left.area) <
           std::tie(right.place.x, right.place.y, right.area);
}

// Each area's corners, every place once, from left to right.
base::Result<std::vector<Corner>> corners_of(const std::vector<Shape>& shapes) {
    std::vector<Corner> corners;
    for (std::size_t area = 0; area < shapes.size(); ++area) {
        const std::size_t before = corners.size();
        for (const auto& ring : shapes[area])
            for (const Place& place : ring) {
                if (!std::isfinite(place.x) || !std::isfinite(place.y))
                    return not_finite("coordinates");
                corners.push_back({place, area});
            }
        if (corners.size() == before) return too_few("coordinates", 0, 1);
    }
    std::sort(corners.begin(), corners.end(), is_before);
    const auto same = [](const Corner& left, const Corner& right) {
        return left.place == right.place && left.area == right.area;
    };
    corners.erase(std::unique(corners.begin(), corners.end(), same), corners.end());
    return corners;
}

}  // namespace

base::Result<SpatialWeights> contiguous(const std::vector<Shape>& shapes, Contiguity kind,
                                        double snap) {
    if (shapes.empty()) return no_data();
    if (!(snap >= 0) || !std::isfinite(snap)) return outside("snap", "[0; ∞[");
    const auto found = corners_of(shapes);
    if (!found) return found.error();
    const std::vector<Corner>& corners = *found;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> common;
    for (std::size_t i = 0; i < corners.size(); ++i)
        for (std::size_t j = i + 1;
             j < corners.size() && corners[j].place.x - corners[i].place.x <= snap; ++j) {
            if (corners[i].area == corners[j].area) continue;
            const double dy = corners[j].place.y - corners[i].place.y;
            if (std::abs(dy) > snap ||
                std::hypot(corners[j].place.x - corners[i].place.x, dy) > snap)
                continue;
            ++common[std::minmax(corners[i].area, corners[j].area)];
        }
    const std::size_t needed = kind == Contiguity::queen ? 1 : 2;
    std::vector<Link> links;
    for (const auto& [pair, count] : common) {
        if (count < needed) continue;
        links.push_back({pair.first, pair.second, 1});
        links.push_back({pair.second, pair.first, 1});
    }
    return weights_from_links(shapes.size(), std::move(links));
}

base::Result<SpatialWeights> of_order(const SpatialWeights& weights, std::size_t order,
                                      bool up_to) {
    if (order < 1) return outside("order", "[1; ∞[");
    std::vector<Link> links;
    std::vector<std::size_t> seen(weights.areas(), weights.areas());
    for (std::size_t area = 0; area < weights.areas(); ++area) {
        seen[area] = area;
        std::vector<std::size_t> edge{area};
        for (std::size_t step = 1; step <= order && !edge.empty(); ++step) {
            std::vector<std::size_t> next;
            for (const std::size_t each : edge)
                for (const std::uint32_t neighbour : weights.of(each)) {
                    if (seen[neighbour] == area) continue;
                    seen[neighbour] = area;
                    next.push_back(neighbour);
                    if (up_to || step == order) links.push_back({area, neighbour, 1});
                }
            edge = std::move(next);
        }
    }
    return weights_from_links(weights.areas(), std::move(links));
}

}  // namespace statistics

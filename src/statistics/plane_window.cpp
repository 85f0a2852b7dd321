#include "statistics/plane_window.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "statistics/distribution.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

using Ring = std::vector<Place>;

// Calls visit(from, to) for every edge.
template <class Visit>
void edges_of(const std::vector<Ring>& rings, Visit visit) {
    for (const Ring& ring : rings)
        for (std::size_t i = 0; i < ring.size(); ++i)
            visit(ring[i], ring[i + 1 == ring.size() ? 0 : i + 1]);
}

double signed_area(const Ring& ring) {
    double twice = 0;
    const Place origin = ring[0];
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Place a = ring[i], b = ring[i + 1 == ring.size() ? 0 : i + 1];
        twice += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
    }
    return twice / 2;
}

// Whether a ray to the east crosses the rings an odd number of times.
bool odd_crossings(const std::vector<Ring>& rings, Place place) {
    bool odd = false;
    edges_of(rings, [&](Place a, Place b) {
        if ((a.y > place.y) == (b.y > place.y)) return;
        const double at = a.x + (place.y - a.y) / (b.y - a.y) * (b.x - a.x);
        if (place.x < at) odd = !odd;
    });
    return odd;
}

double distance_to_edge(Place place, Place a, Place b) {
    const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    double along = length > 0 ? ((place.x - a.x) * dx + (place.y - a.y) * dy) / length : 0;
    along = std::clamp(along, 0.0, 1.0);
    return std::hypot(a.x + along * dx - place.x, a.y + along * dy - place.y);
}

Ring tidied(const Ring& ring) {
    Ring kept;
    for (const Place& corner : ring)
        if (kept.empty() || !(corner == kept.back())) kept.push_back(corner);
    while (kept.size() > 1 && kept.front() == kept.back()) kept.pop_back();
    return kept;
}

// An edge seen from the origin: how far its line is, and the tangents of the angles of its ends,
// measured from the perpendicular against the clock.
struct SeenEdge {
    double distance = 0, from = 0, to = 0;
};

SeenEdge seen(Place a, Place b) {
    const double dx = b.x - a.x, dy = b.y - a.y, length = std::hypot(dx, dy);
    const double signed_distance = (a.x * dy - a.y * dx) / length;
    if (signed_distance == 0) return {};
    return {std::abs(signed_distance), (a.x * dx + a.y * dy) / length / signed_distance,
            (b.x * dx + b.y * dy) / length / signed_distance};
}

// ∫ (1 − exp(−ρ²/2)) dφ/2π along the edge, ρ the distance from the origin to it.
double gaussian_part(Place a, Place b) {
    const SeenEdge edge = seen(a, b);
    if (edge.distance == 0) return 0;
    const double angle = (std::atan(edge.to) - std::atan(edge.from)) / (2 * std::numbers::pi);
    return angle - (owens_t(edge.distance, edge.to) - owens_t(edge.distance, edge.from));
}

// ∫ (1 − (1 − min(1, ρ²))³) dφ/2π along the edge.
double quartic_part(Place a, Place b) {
    const SeenEdge edge = seen(a, b);
    if (edge.distance == 0) return 0;
    const double q = edge.distance * edge.distance;
    double missing = 0;
    if (q < 1) {
        // Where the edge is within the unit circle; with t = tan φ the square of ρ is q(1 + t²).
        const double limit = std::sqrt(1 / q - 1);
        const auto integral = [&](double t) {
            t = std::clamp(t, -limit, limit);
            const double t3 = t * t * t / 3, t5 = t * t * t * t * t / 5;
            return std::atan(t) - 3 * q * t + 3 * q * q * (t + t3) - q * q * q * (t + 2 * t3 + t5);
        };
        missing = integral(edge.to) - integral(edge.from);
    }
    return (std::atan(edge.to) - std::atan(edge.from) - missing) / (2 * std::numbers::pi);
}

// Adds the angles at which the circle crosses the edge from a to b (seen from the centre).
void add_crossings(Place a, Place b, double radius, std::vector<double>& angles) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double square = dx * dx + dy * dy, half = a.x * dx + a.y * dy,
                 rest = a.x * a.x + a.y * a.y - radius * radius;
    const double inner = half * half - square * rest;
    if (!(inner >= 0) || square == 0) return;
    for (const double sign : {-1.0, 1.0}) {
        const double at = (-half + sign * std::sqrt(inner)) / square;
        if (at >= 0 && at <= 1) angles.push_back(std::atan2(a.y + at * dy, a.x + at * dx));
    }
}

}  // namespace

base::Result<PlaneWindow> PlaneWindow::from_rings(const std::vector<std::vector<Place>>& rings) {
    PlaneWindow window;
    for (const Ring& given : rings) {
        for (const Place& corner : given)
            if (!std::isfinite(corner.x) || !std::isfinite(corner.y)) return not_finite("window");
        Ring ring = tidied(given);
        if (ring.size() < 3) return too_few("window", ring.size(), 3);
        window.rings_.push_back(std::move(ring));
    }
    if (window.rings_.empty()) return too_few("window", 0, 3);
    for (std::size_t i = 0; i < window.rings_.size(); ++i) {
        std::vector<Ring> others = window.rings_;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
        const bool hole = odd_crossings(others, window.rings_[i][0]);
        if ((signed_area(window.rings_[i]) < 0) != hole)
            std::reverse(window.rings_[i].begin(), window.rings_[i].end());
    }
    for (const Ring& ring : window.rings_) window.area_ += signed_area(ring);
    if (!(window.area_ > 0)) return not_positive("window");
    return window;
}

base::Result<PlaneWindow> PlaneWindow::rectangle(double left, double right, double bottom,
                                                 double top) {
    if (!(right > left) || !(top > bottom)) return outside("window", "left < right, bottom < top");
    return from_rings({{{left, bottom}, {right, bottom}, {right, top}, {left, top}}});
}

double PlaneWindow::perimeter() const {
    double length = 0;
    edges_of(rings_, [&](Place a, Place b) { length += std::hypot(b.x - a.x, b.y - a.y); });
    return length;
}

std::array<double, 4> PlaneWindow::bounds() const {
    constexpr double most = std::numeric_limits<double>::infinity();
    std::array<double, 4> bounds{most, -most, most, -most};
    for (const Ring& ring : rings_)
        for (const Place& corner : ring) {
            bounds[0] = std::min(bounds[0], corner.x);
            bounds[1] = std::max(bounds[1], corner.x);
            bounds[2] = std::min(bounds[2], corner.y);
            bounds[3] = std::max(bounds[3], corner.y);
        }
    return bounds;
}

bool PlaneWindow::contains(Place place) const {
    if (odd_crossings(rings_, place)) return true;
    const auto bounds = this->bounds();
    const double size = std::max(bounds[1] - bounds[0], bounds[3] - bounds[2]);
    return distance_to_border(place) <= 1e-12 * size;
}

double PlaneWindow::distance_to_border(Place place) const {
    double nearest = std::numeric_limits<double>::infinity();
    edges_of(rings_,
             [&](Place a, Place b) { nearest = std::min(nearest, distance_to_edge(place, a, b)); });
    return nearest;
}

double PlaneWindow::part_of_circle(Place centre, double radius) const {
    if (!(radius > 0)) return 1;
    std::vector<double> angles;
    edges_of(rings_, [&](Place a, Place b) {
        add_crossings({a.x - centre.x, a.y - centre.y}, {b.x - centre.x, b.y - centre.y}, radius,
                      angles);
    });
    const auto inside = [&](double angle) {
        return odd_crossings(
            rings_, {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
    };
    if (angles.empty()) return inside(0) ? 1 : 0;
    std::sort(angles.begin(), angles.end());
    angles.push_back(angles.front() + 2 * std::numbers::pi);
    double within = 0;
    for (std::size_t i = 1; i < angles.size(); ++i) {
        const double arc = angles[i] - angles[i - 1];
        if (arc > 0 && inside(angles[i - 1] + arc / 2)) within += arc;
    }
    return within / (2 * std::numbers::pi);
}

double PlaneWindow::gaussian_mass(Place place, double spread_x, double spread_y) const {
    double mass = 0;
    edges_of(rings_, [&](Place a, Place b) {
        mass += gaussian_part({(a.x - place.x) / spread_x, (a.y - place.y) / spread_y},
                              {(b.x - place.x) / spread_x, (b.y - place.y) / spread_y});
    });
    return mass;
}

double PlaneWindow::quartic_mass(Place place, double radius_x, double radius_y) const {
    double mass = 0;
    edges_of(rings_, [&](Place a, Place b) {
        mass += quartic_part({(a.x - place.x) / radius_x, (a.y - place.y) / radius_y},
                             {(b.x - place.x) / radius_x, (b.y - place.y) / radius_y});
    });
    return mass;
}

namespace {

struct Edge {
    Place from, to;  // to lies above
    double at(double y) const { return from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x); }
};

std::vector<Edge> upward_edges(const std::vector<Ring>& rings, double dx, double dy) {
    std::vector<Edge> edges;
    edges_of(rings, [&](Place a, Place b) {
        if (a.y == b.y) return;
        if (a.y > b.y) std::swap(a, b);
        edges.push_back({{a.x + dx, a.y + dy}, {b.x + dx, b.y + dy}});
    });
    return edges;
}

// Where the lines at this height enter and leave, in order.
std::vector<double> crossings_at(const std::vector<Edge>& edges, double y) {
    std::vector<double> crossings;
    for (const Edge& edge : edges)
        if (edge.from.y <= y && y < edge.to.y) crossings.push_back(edge.at(y));
    std::sort(crossings.begin(), crossings.end());
    return crossings;
}

double shared_length(const std::vector<double>& a, const std::vector<double>& b) {
    double length = 0;
    for (std::size_t i = 0; i + 1 < a.size(); i += 2)
        for (std::size_t j = 0; j + 1 < b.size(); j += 2)
            length += std::max(0.0, std::min(a[i + 1], b[j + 1]) - std::max(a[i], b[j]));
    return length;
}

}  // namespace

double PlaneWindow::overlap_with_moved(double dx, double dy) const {
    const std::vector<Edge> own = upward_edges(rings_, 0, 0), moved = upward_edges(rings_, dx, dy);
    std::vector<double> heights;
    for (const auto* edges : {&own, &moved})
        for (const Edge& edge : *edges) {
            heights.push_back(edge.from.y);
            heights.push_back(edge.to.y);
        }
    for (const Edge& a : own)
        for (const Edge& b : moved) {
            const double low = std::max(a.from.y, b.from.y), high = std::min(a.to.y, b.to.y);
            if (!(low < high)) continue;
            const double before = a.at(low) - b.at(low), after = a.at(high) - b.at(high);
            if (before * after < 0)
                heights.push_back(low + (high - low) * before / (before - after));
        }
    std::sort(heights.begin(), heights.end());
    double area = 0;
    for (std::size_t i = 0; i + 1 < heights.size(); ++i) {
        const double thickness = heights[i + 1] - heights[i];
        if (!(thickness > 0)) continue;
        const double middle = heights[i] + thickness / 2;
        area += thickness * shared_length(crossings_at(own, middle), crossings_at(moved, middle));
    }
    return area;
}

}  // namespace statistics

#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

// The part of the plane that is looked at: one or more rings, a ring within another being a hole.
namespace statistics {

struct Place {
    double x = 0, y = 0;
    bool operator==(const Place&) const = default;
};

class PlaneWindow {
  public:
    // Rings may be open or closed and turn either way; corners given twice in a row count once.
    // Refused: "too_few" (under 3 corners), "not_finite", "not_positive" (an area of 0).
    static base::Result<PlaneWindow> from_rings(const std::vector<std::vector<Place>>& rings);
    // Refused: "outside" where a side is not above 0.
    static base::Result<PlaneWindow> rectangle(double left, double right, double bottom,
                                               double top);

    double area() const { return area_; }
    double perimeter() const;
    // left, right, bottom, top
    std::array<double, 4> bounds() const;
    // On the border counts as inside.
    bool contains(Place place) const;
    double distance_to_border(Place place) const;
    // The part of the circle's line, from 0 to 1, that lies inside; 1 for radius 0.
    double part_of_circle(Place centre, double radius) const;

    // The area that the window shares with itself moved by (dx, dy). Exact: between the heights at
    // which an edge begins, ends or crosses another, the shared width changes evenly.
    double overlap_with_moved(double dx, double dy) const;

    // ∫ of a kernel around `place` over the window: 1 where all of it lies inside. Exact: along
    // each edge the radial integral is in closed form or Owen's T (Owen 1956, Ann Math Stat
    // 27:1075). The spreads are those along x and y.
    double gaussian_mass(Place place, double spread_x, double spread_y) const;
    // The quartic kernel 3/πh²·(1−r²/h²)², with radii h along x and y.
    double quartic_mass(Place place, double radius_x, double radius_y) const;

    // Corners, the inside to the left of each edge; an edge goes to the next, the last to the
    // first.
    const std::vector<std::vector<Place>>& rings() const { return rings_; }

  private:
    std::vector<std::vector<Place>> rings_;
    double area_ = 0;
};

}  // namespace statistics

#pragma once

#include <vector>

namespace statistics {

// The interpolating cubic spline of Forsythe, Malcolm and Moler (1977, Computer Methods for
// Mathematical Computations), whose end pieces follow the cubic through the four outermost points,
// evaluated at `at`. x rises; at least 3 points.
std::vector<double> cubic_spline(const std::vector<double>& x, const std::vector<double>& y,
                                 const std::vector<double>& at);

// Where a rising curve, through these points, reaches each target: the spline above evaluated at
// three times as many places, with straight lines between. What R's approx(spline(x, y)) gives.
double spline_crossing(const std::vector<double>& x, const std::vector<double>& y, double target);

}  // namespace statistics

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "statistics/plane_window.h"

// Points in the plane: how dense they lie, and whether they clump.
namespace statistics {

struct Bandwidth {
    double x = 0, y = 0;
};

// The standard deviations of a Gaussian kernel, n points.
// Scott 1992: s·n^(−1/6). Refused: "too_few", "constant_variable", "different_lengths".
base::Result<Bandwidth> bandwidth_scott(std::span<const double> x, std::span<const double> y);
// Normal reference (Venables and Ripley 2002, 5.6): 1.06·min(s, quartile range/1.34)·n^(−1/5); a
// quarter of what MASS's bandwidth.nrd gives, since MASS's kernels count four standard deviations.
base::Result<Bandwidth> bandwidth_normal(std::span<const double> x, std::span<const double> y);
// Berman and Diggle 1989 (JRSS B 51:81): least mean squared error of the intensity, with K by
// Ripley's isotropic correction at 512 distances up to min(a quarter of the window's shorter side,
// the radius with 1000 points), and half the uniform kernel's radius, as spatstat's bw.diggle.
base::Result<Bandwidth> bandwidth_diggle(std::span<const double> x, std::span<const double> y,
                                         const PlaneWindow& window);

// The distance that two points drawn evenly over the window keep below with probability
// `fraction`, on 128 by 128 cells and at 1,023 even steps up to the window's diameter, as
// spatstat's bw.frac (whose distances are 1/257 too short, and which smooths the distribution below
// ten cells, which isn't done here). Refused:
// "outside" (fraction), "too_few" (a window that holds no cell's middle).
base::Result<Bandwidth> bandwidth_fraction(const PlaneWindow& window, double fraction);

// Scott's for a kernel that is the same in all directions: the geometric mean of the two.
base::Result<Bandwidth> bandwidth_scott_isotropic(std::span<const double> x,
                                                  std::span<const double> y);
// Bandwidths tried, evenly spaced on the logarithmic scale. Where from isn't above 0: the least
// distance above 0 between two points, to half the window's diameter, as spatstat.
struct BandwidthSearch {
    double from = 0, to = 0;
    std::size_t steps = 16;
};
// Loader 1999 (Local Regression and Likelihood): the largest Σ log λ₋ᵢ(xᵢ) − ∫λ, a point's own
// kernel left out, border-corrected at the place (spatstat's bw.ppl). Refused as bandwidth_scott,
// and "outside" (the search).
base::Result<Bandwidth> bandwidth_likelihood(std::span<const double> x, std::span<const double> y,
                                             const PlaneWindow& window,
                                             const BandwidthSearch& search);
// Cronie and van Lieshout 2018 (Biometrika 105:455): Σ 1/λ(xᵢ) nearest to the area, without border
// correction (spatstat's bw.CvL). Refused likewise.
base::Result<Bandwidth> bandwidth_inverse(std::span<const double> x, std::span<const double> y,
                                          const PlaneWindow& window, const BandwidthSearch& search);

enum class Kernel { gaussian, quartic };
// What is lost over the border: not at all made up for; divided by the kernel's mass within the
// window at the place (uniform), or at each point (Diggle 1985, which keeps the total).
enum class BorderCorrection { none, uniform, diggle };

struct DensityRequest {
    Kernel kernel = Kernel::gaussian;
    Bandwidth bandwidth;  // standard deviations, or the quartic kernel's radii
    BorderCorrection correction = BorderCorrection::none;
    const PlaneWindow* window = nullptr;  // needed by the corrections; NaN outside it
    std::size_t threads = 1;
};
// Points (weighted) per unit of area at the crossings of `grid_x` and `grid_y`, x running fastest.
// Nothing is cut off or put into cells first. Refused: "no_data", "different_lengths",
// "not_finite", "not_positive" (a bandwidth), "negative_value" (a weight).
base::Result<std::vector<double>> kernel_density(
    std::span<const double> x, std::span<const double> y, std::span<const double> weights,
    std::span<const double> grid_x, std::span<const double> grid_y, const DensityRequest& request);

struct NearestNeighbours {
    std::vector<double> distances;  // of each point to the nearest other
    double mean = 0;
    // Clark and Evans 1954: the mean over what complete randomness gives, 1/2√(n/area); below 1 the
    // points clump. Its z without border correction, and Donnelly's 1978 which corrects for the
    // border of a window that isn't very jagged.
    double ratio = 0, z = 0, p = 1;
    double ratio_donnelly = 0, z_donnelly = 0, p_donnelly = 1;
    // With the mean of the distances' distribution, a distance beyond the border being censored
    // there (Kaplan–Meier at 512 steps, as spatstat's "cdf"); nothing where all are.
    std::optional<double> ratio_cdf;
};
// Refused: "too_few" (under 2), "different_lengths", "not_finite".
base::Result<NearestNeighbours> nearest_neighbour_test(std::span<const double> x,
                                                       std::span<const double> y,
                                                       const PlaneWindow& window);

// Ripley 1977: area/n(n−1)·Σ w·1(dᵢⱼ ≤ r); w is 1, or 1 over the part of the circle through the
// other point that lies in the window (isotropic), at most 100 as in spatstat; or area over that of
// the window's overlap with itself moved by the pair's difference (translation, Ohser 1983); or
// only points at least r from the border are centres, and the mean number of others is taken over
// them (border); NaN where none is. πr² under complete randomness.
enum class KCorrection { none, isotropic, translation, border };
// Refused: "too_few" (under 2), "different_lengths", "not_finite", "outside" (a distance).
base::Result<std::vector<double>> ripley_k(std::span<const double> x, std::span<const double> y,
                                           const PlaneWindow& window,
                                           std::span<const double> distances,
                                           KCorrection correction);

}  // namespace statistics

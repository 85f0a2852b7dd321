#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "statistics/matrix.h"

// Dense and sparse linear algebra on plain numbers, so that no other file needs Eigen.
namespace statistics {

struct LeastSquares {
    std::vector<double> coefficients;  // 0 where not estimable
    std::vector<bool> estimable;       // false: a combination of the columns before it
    Matrix inverse_gram;               // (X'WX)⁻¹ over the estimable columns, 0 elsewhere
    std::vector<double> leverages;     // diagonal of W½X(X'WX)⁻¹X'W½
    std::size_t rank = 0;
};

// Minimises Σ wᵢ(yᵢ − xᵢ'b)² by Householder reflections, columns taken from left to right (Golub
// and Van Loan, Matrix Computations, 5.2). A column of which less than 1e-7 of its own length is
// left after the columns before it is not estimable; the measure doesn't depend on units, and,
// unlike R's, not on how closely an iteration is asked to converge. Weights are at least 0. With
// 5,000 rows or more, and columns far from depending on each other, by the normal equations with a
// refinement: the same to the last few digits, in a fraction of the time. With `rough_coefficients`
// these come without the refinement, and without `inverse_gram` and `leverages`: for steps that
// others follow. (Where reflections are needed, everything comes anyhow.)
enum class LeastSquaresPart { everything, rough_coefficients };
LeastSquares least_squares(const Matrix& x, std::span<const double> y,
                           std::span<const double> weights,
                           LeastSquaresPart part = LeastSquaresPart::everything);

// The inverse of a symmetric positive definite matrix; empty where it is not.
std::optional<Matrix> inverse_of_positive(const Matrix& matrix);

// Turns the lower triangle of a symmetric positive definite matrix into its Cholesky factor L, A =
// LL'; the upper triangle is left as it was. False where the matrix is not positive definite.
bool cholesky_in_place(Matrix& matrix);

// A = QDQ' of a symmetric matrix: eigenvalues from the smallest to the largest, and Q by columns.
struct SymmetricEigen {
    std::vector<double> values;
    Matrix vectors;
};
SymmetricEigen symmetric_eigen(const Matrix& matrix);

// The solution of a symmetric system, by its eigenvalues, of which those that are 0 but for
// rounding are left out: of several solutions the shortest.
std::vector<double> solve_symmetric(const Matrix& matrix, std::span<const double> right);

// The solution of a square system by elimination with pivots; empty where it has none that holds.
std::optional<std::vector<double>> solve_general(const Matrix& matrix,
                                                 const std::vector<double>& right);

// A·B and A'·B.
Matrix product(const Matrix& a, const Matrix& b);
Matrix transposed_product(const Matrix& a, const Matrix& b);

// Σ wᵢ xᵢxᵢ'.
Matrix weighted_gram(const Matrix& x, std::span<const double> weights);

// X·b and X'·v; with `result` into its memory, which a loop then needn't ask for again.
std::vector<double> times(const Matrix& x, std::span<const double> b);
void times(const Matrix& x, std::span<const double> b, std::vector<double>& result);
std::vector<double> transposed_times(const Matrix& x, std::span<const double> v);

// A symmetric positive definite sparse system, given by its diagonal and its links: entry (i, j) is
// −weight for every pair in `links` (each pair once, i ≠ j).
struct SparseSolution {
    double log_determinant = 0;
    std::vector<double> inverse_diagonal;  // empty unless asked for
    Matrix solutions;                      // one column for each right side
};
std::optional<SparseSolution> solve_sparse(
    std::span<const double> diagonal, std::span<const std::pair<std::size_t, std::size_t>> links,
    double weight, const Matrix& right_sides, bool with_inverse_diagonal);

}  // namespace statistics

#include "statistics/linear_algebra.h"

#include <algorithm>
#include <cmath>
#include <eigen3/Eigen/Dense>
#include <eigen3/Eigen/SparseCholesky>
#include <limits>
#include <utility>

#include "statistics/squares.h"

namespace statistics {
namespace {

constexpr double least_part_left = 1e-7;

using Dense = Eigen::MatrixXd;
using DenseView = Eigen::Map<const Eigen::MatrixXd>;
using VectorView = Eigen::Map<const Eigen::VectorXd>;

DenseView view(const Matrix& matrix) {
    return {matrix.data(), static_cast<Eigen::Index>(matrix.rows()),
            static_cast<Eigen::Index>(matrix.columns())};
}
VectorView view(std::span<const double> values) {
    return {values.data(), static_cast<Eigen::Index>(values.size())};
}
Matrix copied(const Dense& dense) {
    Matrix matrix(static_cast<std::size_t>(dense.rows()), static_cast<std::size_t>(dense.cols()));
    Eigen::Map<Dense>(matrix.data(), dense.rows(), dense.cols()) = dense;
    return matrix;
}
std::vector<double> copied(const Eigen::VectorXd& vector) {
    return {vector.data(), vector.data() + vector.size()};
}

// The triangle of the estimable columns, found column by column.
struct Triangle {
    Dense working;                   // reflected columns; the upper part is R
    std::vector<Eigen::Index> kept;  // which columns stand in R, in their order
    std::vector<Eigen::VectorXd> reflectors;
};

void reflect(const Eigen::VectorXd& reflector, Eigen::Index from,
             Eigen::Ref<Eigen::VectorXd> column) {
    const auto tail = column.size() - from;
    column.tail(tail) -= 2 * reflector.dot(column.tail(tail)) * reflector;
}

Triangle triangle_of(const Dense& weighted) {
    Triangle found;
    found.working = weighted;
    for (Eigen::Index j = 0; j < weighted.cols(); ++j) {
        Eigen::VectorXd column = weighted.col(j);
        const double length = column.norm();
        for (std::size_t k = 0; k < found.reflectors.size(); ++k)
            reflect(found.reflectors[k], static_cast<Eigen::Index>(k), column);
        const auto at = static_cast<Eigen::Index>(found.kept.size());
        const double left = at < column.size() ? column.tail(column.size() - at).norm() : 0;
        if (!(left > least_part_left * length)) continue;
        Eigen::VectorXd reflector = column.tail(column.size() - at);
        reflector[0] += reflector[0] < 0 ? -left : left;
        reflector.normalize();
        reflect(reflector, at, column);
        found.working.col(at) = column;
        found.reflectors.push_back(std::move(reflector));
        found.kept.push_back(j);
    }
    return found;
}

// From this many rows on, the normal equations are tried first.
constexpr Eigen::Index many_rows = 5'000;
// 1/(1 − R²) of a column with the others, above which reflections are called for.
constexpr double largest_inflation = 1e4;

Dense weighted_sum_of_squares(const DenseView& x, const VectorView& weights) {
    Dense sum = Dense::Zero(x.cols(), x.cols());
    const auto rows = static_cast<std::size_t>(x.rows());
    add_squares(x.data(), rows, rows, static_cast<std::size_t>(x.cols()), weights.data(),
                sum.data());
    return sum;
}

// By the normal equations with one refinement, where the columns are far from depending on each
// other; empty otherwise. With this inflation at most eight of sixteen digits are lost, and the
// refinement gets them back.
std::optional<LeastSquares> by_normal_equations(const DenseView& x, const VectorView& y,
                                                const VectorView& weights, LeastSquaresPart part) {
    const Dense gram = weighted_sum_of_squares(x, weights);
    const Eigen::VectorXd lengths = gram.diagonal().cwiseSqrt();
    if (!(lengths.minCoeff() > 0) || !gram.allFinite()) return std::nullopt;
    const Eigen::VectorXd scale = lengths.cwiseInverse();
    const Eigen::LLT<Dense> factor(scale.asDiagonal() * gram * scale.asDiagonal());
    if (factor.info() != Eigen::Success) return std::nullopt;
    const Dense identity = Dense::Identity(x.cols(), x.cols());
    const Dense inverse = factor.solve(identity);
    if (!(inverse.diagonal().maxCoeff() < largest_inflation)) return std::nullopt;
    const auto solve = [&](const Eigen::VectorXd& right) {
        return Eigen::VectorXd(scale.cwiseProduct(factor.solve(scale.cwiseProduct(right).eval())));
    };
    Eigen::VectorXd solution = solve(x.transpose() * weights.cwiseProduct(y));
    LeastSquares result;
    result.rank = static_cast<std::size_t>(x.cols());
    result.estimable.assign(result.rank, true);
    if (part == LeastSquaresPart::rough_coefficients) {
        result.coefficients = copied(solution);
        return result;
    }
    const Eigen::VectorXd left = weights.cwiseProduct(y - x * solution);
    solution += solve(x.transpose() * left);
    result.coefficients = copied(solution);
    result.inverse_gram = copied(Dense(scale.asDiagonal() * inverse * scale.asDiagonal()));
    // L⁻¹ of the scaled system: a leverage is the square of its length along the row.
    const Dense root = factor.matrixL().solve(identity) * scale.asDiagonal();
    Eigen::VectorXd leverages(x.rows());
    constexpr Eigen::Index rows_at_once = 256;
    for (Eigen::Index from = 0; from < x.rows(); from += rows_at_once) {
        const Eigen::Index count = std::min(rows_at_once, x.rows() - from);
        leverages.segment(from, count) =
            (x.middleRows(from, count) * root.transpose()).rowwise().squaredNorm();
    }
    result.leverages = copied(Eigen::VectorXd(leverages.cwiseProduct(weights)));
    return result;
}

}  // namespace

LeastSquares least_squares(const Matrix& x, std::span<const double> y,
                           std::span<const double> weights, LeastSquaresPart part) {
    if (view(x).rows() >= many_rows && x.columns() > 0)
        if (auto fast = by_normal_equations(view(x), view(y), view(weights), part))
            return std::move(*fast);
    const Eigen::VectorXd roots = view(weights).cwiseSqrt();
    const Triangle triangle = triangle_of(roots.asDiagonal() * view(x));
    const auto rank = static_cast<Eigen::Index>(triangle.kept.size());
    Eigen::VectorXd right = roots.cwiseProduct(view(y));
    for (std::size_t k = 0; k < triangle.reflectors.size(); ++k)
        reflect(triangle.reflectors[k], static_cast<Eigen::Index>(k), right);
    const Dense upper = triangle.working.topLeftCorner(rank, rank);
    const Eigen::VectorXd solved =
        upper.triangularView<Eigen::Upper>().solve(right.head(rank).eval());
    const Dense inverse =
        upper.triangularView<Eigen::Upper>().solve(Dense::Identity(rank, rank).eval());
    const Dense gram = inverse * inverse.transpose();

    LeastSquares result;
    result.rank = triangle.kept.size();
    result.coefficients.assign(x.columns(), 0.0);
    result.estimable.assign(x.columns(), false);
    result.inverse_gram = Matrix(x.columns(), x.columns());
    Dense kept_columns(static_cast<Eigen::Index>(x.rows()), rank);
    for (Eigen::Index k = 0; k < rank; ++k) {
        const auto column = static_cast<std::size_t>(triangle.kept[static_cast<std::size_t>(k)]);
        result.coefficients[column] = solved[k];
        result.estimable[column] = true;
        kept_columns.col(k) = roots.cwiseProduct(view(x.column(column)));
        for (Eigen::Index l = 0; l < rank; ++l)
            result.inverse_gram(
                column, static_cast<std::size_t>(triangle.kept[static_cast<std::size_t>(l)])) =
                gram(k, l);
    }
    result.leverages = copied(Eigen::VectorXd((kept_columns * inverse).rowwise().squaredNorm()));
    return result;
}

std::optional<Matrix> inverse_of_positive(const Matrix& matrix) {
    const Eigen::LLT<Dense> factor(view(matrix));
    if (factor.info() != Eigen::Success) return std::nullopt;
    const Dense inverse = factor.solve(Dense::Identity(static_cast<Eigen::Index>(matrix.rows()),
                                                       static_cast<Eigen::Index>(matrix.rows())));
    if (!inverse.allFinite()) return std::nullopt;
    return copied(inverse);
}

bool cholesky_in_place(Matrix& matrix) {
    Eigen::Map<Dense> whole(matrix.data(), static_cast<Eigen::Index>(matrix.rows()),
                            static_cast<Eigen::Index>(matrix.columns()));
    const Eigen::LLT<Eigen::Ref<Dense>> factor(whole);
    return factor.info() == Eigen::Success;
}

SymmetricEigen symmetric_eigen(const Matrix& matrix) {
    const Eigen::SelfAdjointEigenSolver<Dense> solver(view(matrix));
    return {copied(Eigen::VectorXd(solver.eigenvalues())), copied(Dense(solver.eigenvectors()))};
}

std::vector<double> solve_symmetric(const Matrix& matrix, std::span<const double> right) {
    const Eigen::SelfAdjointEigenSolver<Dense> solver(view(matrix));
    const Eigen::VectorXd& values = solver.eigenvalues();
    const double least = values.cwiseAbs().maxCoeff() * static_cast<double>(values.size()) *
                         std::numeric_limits<double>::epsilon();
    const Eigen::VectorXd inverted =
        values.unaryExpr([&](double value) { return std::abs(value) > least ? 1 / value : 0; });
    return copied(
        Eigen::VectorXd(solver.eigenvectors() *
                        inverted.cwiseProduct(solver.eigenvectors().transpose() * view(right))));
}

std::optional<std::vector<double>> solve_general(const Matrix& matrix,
                                                 const std::vector<double>& right) {
    const Eigen::PartialPivLU<Dense> factor(view(matrix));
    if (!(factor.rcond() > 1e-15)) return std::nullopt;
    return copied(Eigen::VectorXd(factor.solve(view(right))));
}

Matrix product(const Matrix& a, const Matrix& b) {
    return copied(Dense(view(a) * view(b)));
}

Matrix transposed_product(const Matrix& a, const Matrix& b) {
    return copied(Dense(view(a).transpose() * view(b)));
}

Matrix weighted_gram(const Matrix& x, std::span<const double> weights) {
    return copied(weighted_sum_of_squares(view(x), view(weights)));
}

std::vector<double> transposed_times(const Matrix& x, std::span<const double> v) {
    return copied(Eigen::VectorXd(view(x).transpose() * view(v)));
}

void times(const Matrix& x, std::span<const double> b, std::vector<double>& result) {
    result.resize(x.rows());
    Eigen::Map<Eigen::VectorXd>(result.data(), static_cast<Eigen::Index>(x.rows())).noalias() =
        view(x) * view(b);
}

std::vector<double> times(const Matrix& x, std::span<const double> b) {
    std::vector<double> result;
    times(x, b, result);
    return result;
}

std::optional<SparseSolution> solve_sparse(
    std::span<const double> diagonal, std::span<const std::pair<std::size_t, std::size_t>> links,
    double weight, const Matrix& right_sides, bool with_inverse_diagonal) {
    const auto size = static_cast<int>(diagonal.size());
    std::vector<Eigen::Triplet<double>> entries;
    entries.reserve(diagonal.size() + links.size());
    for (int i = 0; i < size; ++i)
        entries.emplace_back(i, i, diagonal[static_cast<std::size_t>(i)]);
    for (const auto& [i, j] : links)
        entries.emplace_back(static_cast<int>(std::max(i, j)), static_cast<int>(std::min(i, j)),
                             -weight);
    Eigen::SparseMatrix<double> matrix(size, size);
    matrix.setFromTriplets(entries.begin(), entries.end());
    const Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factor(matrix);
    if (factor.info() != Eigen::Success || !(factor.vectorD().minCoeff() > 0)) return std::nullopt;
    SparseSolution solution;
    solution.log_determinant = factor.vectorD().array().log().sum();
    solution.solutions = copied(Dense(factor.solve(Dense(view(right_sides)))));
    if (with_inverse_diagonal) {
        solution.inverse_diagonal.resize(diagonal.size());
        Eigen::VectorXd unit = Eigen::VectorXd::Zero(size);
        for (int i = 0; i < size; ++i) {
            unit[i] = 1;
            const Eigen::VectorXd column = factor.solve(unit);
            solution.inverse_diagonal[static_cast<std::size_t>(i)] = column[i];
            unit[i] = 0;
        }
    }
    return solution;
}

}  // namespace statistics

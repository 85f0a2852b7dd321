#include "statistics/penalised_least_squares.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/linear_algebra.h"

namespace statistics {
namespace {

// L of a k × k matrix stored by columns, in its lower triangle.
bool small_cholesky(double* a, std::size_t k) {
    for (std::size_t j = 0; j < k; ++j) {
        for (std::size_t l = 0; l < j; ++l)
            for (std::size_t i = j; i < k; ++i) a[j * k + i] -= a[l * k + i] * a[l * k + j];
        if (!(a[j * k + j] > 0)) return false;
        const double root = std::sqrt(a[j * k + j]);
        for (std::size_t i = j; i < k; ++i) a[j * k + i] /= root;
    }
    return true;
}

void solve_forward(const double* l, std::size_t k, double* v) {
    for (std::size_t i = 0; i < k; ++i) {
        for (std::size_t j = 0; j < i; ++j) v[i] -= l[j * k + i] * v[j];
        v[i] /= l[i * k + i];
    }
}

void solve_backward(const double* l, std::size_t k, double* v) {
    for (std::size_t i = k; i-- > 0;) {
        for (std::size_t j = i + 1; j < k; ++j) v[i] -= l[i * k + j] * v[j];
        v[i] /= l[i * k + i];
    }
}

// T'·v in place, T lower triangular.
void multiply_transposed(const Matrix& t, double* v) {
    for (std::size_t i = 0; i < t.rows(); ++i) {
        double sum = 0;
        for (std::size_t j = i; j < t.rows(); ++j) sum += t(j, i) * v[j];
        v[i] = sum;
    }
}

// T'·A·T of a full symmetric k × k matrix stored by columns.
void scale_both_sides(const Matrix& t, double* a) {
    const std::size_t k = t.rows();
    for (std::size_t j = 0; j < k; ++j) multiply_transposed(t, a + j * k);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) {
            double sum = 0;
            for (std::size_t l = j; l < k; ++l) sum += a[l * k + i] * t(l, j);
            a[j * k + i] = sum;
        }
}

}  // namespace

Matrix relative_factor(const GroupedEffects& effects, std::span<const double> theta) {
    Matrix factor(effects.names.size(), effects.names.size());
    for (std::size_t i = 0; i < effects.parameters.size(); ++i)
        factor(effects.parameters[i].first, effects.parameters[i].second) = theta[i];
    return factor;
}

std::size_t parameter_count(const std::vector<GroupedEffects>& effects) {
    std::size_t count = 0;
    for (const GroupedEffects& each : effects) count += each.parameters.size();
    return count;
}

PenalisedLeastSquares::PenalisedLeastSquares(const std::vector<GroupedEffects>& effects,
                                             const Matrix& fixed)
    : effects_(effects), fixed_(fixed) {
    const auto size_of = [&](std::size_t i) {
        return effects[i].levels.size() * effects[i].names.size();
    };
    for (std::size_t i = 1; i < effects.size(); ++i)
        if (size_of(i) > size_of(first_)) first_ = i;
    effects_count_ = effects[first_].names.size();
    for (std::size_t i = 0; i < effects.size(); ++i) {
        if (i == first_) continue;
        parts_.push_back({i, effects[i].names.size(), others_});
        others_ += size_of(i);
    }
    size_ = others_ + fixed.columns() + 1;
    order_rows();
    find_slots();
    const std::size_t k = effects_count_;
    std::size_t values = 0;
    for (Level& level : levels_) {
        level.values = values;
        values += k * (level.slot_count + fixed.columns() + 1);
    }
    couplings_.resize(values);
    eliminated_.resize(values);
    blocks_.resize(levels_.size() * k * k);
    triangles_.resize(blocks_.size());
    gram_ = Matrix(size_, size_);
}

void PenalisedLeastSquares::order_rows() {
    const GroupedEffects& first = effects_[first_];
    levels_.resize(first.levels.size());
    for (const std::size_t level : first.level_of_row) ++levels_[level].row_count;
    std::size_t next = 0;
    std::vector<std::size_t> at;
    for (Level& level : levels_) {
        level.first_row = next;
        at.push_back(next);
        next += level.row_count;
    }
    order_.resize(next);
    for (std::size_t row = 0; row < next; ++row) order_[at[first.level_of_row[row]]++] = row;
}

// For each level of the first grouping the columns of the others that it meets, in order.
void PenalisedLeastSquares::find_slots() {
    slot_of_row_.resize(order_.size() * parts_.size());
    for (Level& level : levels_) {
        level.first_slot = slots_.size();
        for (std::size_t part = 0; part < parts_.size(); ++part) {
            const Part& each = parts_[part];
            const auto& level_of_row = effects_[each.index].level_of_row;
            std::vector<std::size_t> met;
            for (std::size_t i = 0; i < level.row_count; ++i)
                met.push_back(level_of_row[order_[level.first_row + i]]);
            std::sort(met.begin(), met.end());
            met.erase(std::unique(met.begin(), met.end()), met.end());
            const std::size_t base = slots_.size() - level.first_slot;
            for (const std::size_t other : met)
                for (std::size_t e = 0; e < each.effects; ++e)
                    slots_.push_back(each.first_column + other * each.effects + e);
            for (std::size_t i = 0; i < level.row_count; ++i) {
                const std::size_t row = level.first_row + i;
                const auto found =
                    std::lower_bound(met.begin(), met.end(), level_of_row[order_[row]]);
                slot_of_row_[row * parts_.size() + part] =
                    base + static_cast<std::size_t>(found - met.begin()) * each.effects;
            }
        }
        level.slot_count = slots_.size() - level.first_slot;
    }
}

void PenalisedLeastSquares::load(std::span<const double> weights, std::span<const double> y) {
    std::fill(blocks_.begin(), blocks_.end(), 0.0);
    std::fill(couplings_.begin(), couplings_.end(), 0.0);
    gram_ = Matrix(size_, size_);
    for (std::size_t number = 0; number < levels_.size(); ++number)
        load_level(levels_[number], number, weights, y);
    for (std::size_t j = 0; j < size_; ++j)
        for (std::size_t i = j + 1; i < size_; ++i) gram_(j, i) = gram_(i, j);
}

void PenalisedLeastSquares::load_level(const Level& level, std::size_t number,
                                       std::span<const double> weights, std::span<const double> y) {
    const std::size_t k = effects_count_, p = fixed_.columns();
    const Matrix& z = effects_[first_].columns;
    double* const block = blocks_.data() + number * k * k;
    // A row's columns among the others, fixed effects and outcome, in order.
    std::vector<std::pair<std::size_t, double>> row_values;
    std::vector<std::size_t> row_slots;
    for (std::size_t i = 0; i < level.row_count; ++i) {
        const std::size_t row = order_[level.first_row + i];
        row_values.clear();
        row_slots.clear();
        for (std::size_t part = 0; part < parts_.size(); ++part) {
            const Part& each = parts_[part];
            const GroupedEffects& other = effects_[each.index];
            const std::size_t slot = slot_of_row_[(level.first_row + i) * parts_.size() + part];
            for (std::size_t e = 0; e < each.effects; ++e) {
                row_values.emplace_back(
                    each.first_column + other.level_of_row[row] * each.effects + e,
                    other.columns(row, e));
                row_slots.push_back(slot + e);
            }
        }
        for (std::size_t j = 0; j <= p; ++j) {
            row_values.emplace_back(others_ + j, j < p ? fixed_(row, j) : y[row]);
            row_slots.push_back(level.slot_count + j);
        }
        for (std::size_t a = 0; a < k; ++a) {
            const double weighted = weights[row] * z(row, a);
            for (std::size_t b = 0; b < k; ++b) block[a * k + b] += weighted * z(row, b);
            for (std::size_t c = 0; c < row_values.size(); ++c)
                coupling(level, row_slots[c])[a] += weighted * row_values[c].second;
        }
        for (std::size_t c = 0; c < row_values.size(); ++c) {
            const double weighted = weights[row] * row_values[c].second;
            double* const column = gram_.data() + row_values[c].first * size_;
            for (std::size_t d = c; d < row_values.size(); ++d)
                column[row_values[d].first] += weighted * row_values[d].second;
        }
    }
}

// Λ'·G·Λ + I over the other groupings' columns.
void PenalisedLeastSquares::scale_others() {
    system_ = gram_;
    for (const Part& part : parts_) {
        const Matrix& t = factors_[part.index];
        const std::size_t k = part.effects;
        const std::size_t end = part.first_column + effects_[part.index].levels.size() * k;
        for (std::size_t j = 0; j < size_; ++j)
            for (std::size_t at = part.first_column; at < end; at += k)
                multiply_transposed(t, system_.data() + j * size_ + at);
        for (std::size_t at = part.first_column; at < end; at += k)
            for (std::size_t i = 0; i < size_; ++i)
                for (std::size_t j = 0; j < k; ++j) {
                    double sum = 0;
                    for (std::size_t l = j; l < k; ++l) sum += system_(i, at + l) * t(l, j);
                    system_(i, at + j) = sum;
                }
    }
    for (std::size_t i = 0; i < others_; ++i) system_(i, i) += 1;
}

bool PenalisedLeastSquares::eliminate(std::size_t number) {
    const std::size_t k = effects_count_;
    const Level& level = levels_[number];
    const Matrix& t = factors_[first_];
    double* const l = triangles_.data() + number * k * k;
    std::copy_n(blocks_.data() + number * k * k, k * k, l);
    scale_both_sides(t, l);
    for (std::size_t i = 0; i < k; ++i) l[i * k + i] += 1;
    if (!small_cholesky(l, k)) return false;
    for (std::size_t i = 0; i < k; ++i) log_determinant_random_ += 2 * std::log(l[i * k + i]);
    const std::size_t columns = level.slot_count + fixed_.columns() + 1;
    double* const target = eliminated_.data() + level.values;
    std::copy_n(couplings_.data() + level.values, columns * k, target);
    std::size_t slot = 0;
    for (const Part& part : parts_) {
        const std::size_t end =
            part.first_column + effects_[part.index].levels.size() * part.effects;
        const Matrix& other = factors_[part.index];
        for (; slot < level.slot_count && slots_[level.first_slot + slot] < end;
             slot += part.effects)
            for (std::size_t j = 0; j < part.effects; ++j)
                for (std::size_t i = 0; i < k; ++i) {
                    double sum = 0;
                    for (std::size_t m = j; m < part.effects; ++m)
                        sum += target[(slot + m) * k + i] * other(m, j);
                    target[(slot + j) * k + i] = sum;
                }
    }
    for (std::size_t c = 0; c < columns; ++c) {
        multiply_transposed(t, target + c * k);
        solve_forward(l, k, target + c * k);
    }
    subtract(level);
    return true;
}

// What the level explains is taken from what the others are to explain.
void PenalisedLeastSquares::subtract(const Level& level) {
    const std::size_t k = effects_count_;
    const std::size_t columns = level.slot_count + fixed_.columns() + 1;
    const double* const from = eliminated_.data() + level.values;
    const auto column_of = [&](std::size_t c) {
        return c < level.slot_count ? slots_[level.first_slot + c] : others_ + c - level.slot_count;
    };
    for (std::size_t c = 0; c < columns; ++c) {
        double* const target = system_.data() + column_of(c) * size_;
        for (std::size_t d = c; d < columns; ++d) {
            double sum = 0;
            for (std::size_t i = 0; i < k; ++i) sum += from[c * k + i] * from[d * k + i];
            target[column_of(d)] -= sum;
        }
    }
}

bool PenalisedLeastSquares::solve(std::span<const double> theta) {
    factors_.clear();
    std::size_t used = 0;
    for (const GroupedEffects& each : effects_) {
        factors_.push_back(relative_factor(each, theta.subspan(used, each.parameters.size())));
        used += each.parameters.size();
    }
    log_determinant_random_ = 0;
    scale_others();
    for (std::size_t number = 0; number < levels_.size(); ++number)
        if (!eliminate(number)) return false;
    // An outcome that is explained entirely leaves nothing on the last diagonal.
    minimum_ = system_(size_ - 1, size_ - 1);
    if (!(minimum_ > 0)) system_(size_ - 1, size_ - 1) = 1;
    if (!cholesky_in_place(system_)) return false;
    log_determinant_fixed_ = 0;
    for (std::size_t i = 0; i + 1 < size_; ++i)
        (i < others_ ? log_determinant_random_ : log_determinant_fixed_) +=
            2 * std::log(system_(i, i));
    minimum_ = system_(size_ - 1, size_ - 1) * system_(size_ - 1, size_ - 1);
    substitute();
    return true;
}

void PenalisedLeastSquares::substitute() {
    std::vector<double> solution(size_ - 1);
    for (std::size_t i = size_ - 1; i-- > 0;) {
        double value = system_(size_ - 1, i);
        for (std::size_t j = i + 1; j + 1 < size_; ++j) value -= system_(j, i) * solution[j];
        solution[i] = value / system_(i, i);
    }
    fixed_solution_.assign(solution.begin() + static_cast<std::ptrdiff_t>(others_), solution.end());
    spherical_.resize(effects_.size());
    for (const Part& part : parts_) {
        const auto begin = solution.begin() + static_cast<std::ptrdiff_t>(part.first_column);
        const std::size_t count = effects_[part.index].levels.size() * part.effects;
        spherical_[part.index].assign(begin, begin + static_cast<std::ptrdiff_t>(count));
    }
    const std::size_t k = effects_count_;
    std::vector<double>& first = spherical_[first_];
    first.resize(levels_.size() * k);
    for (std::size_t number = 0; number < levels_.size(); ++number) {
        const Level& level = levels_[number];
        const double* const from = eliminated_.data() + level.values;
        const std::size_t columns = level.slot_count + fixed_.columns();
        double* const u = first.data() + number * k;
        std::copy_n(from + columns * k, k, u);
        for (std::size_t c = 0; c < columns; ++c) {
            const double value = solution[c < level.slot_count ? slots_[level.first_slot + c]
                                                               : others_ + c - level.slot_count];
            for (std::size_t i = 0; i < k; ++i) u[i] -= from[c * k + i] * value;
        }
        solve_backward(triangles_.data() + number * k * k, k, u);
    }
}

Matrix PenalisedLeastSquares::fixed_inverse() const {
    const std::size_t p = fixed_.columns();
    Matrix root(p, p);  // L⁻¹ of the fixed effects' triangle
    for (std::size_t c = 0; c < p; ++c)
        for (std::size_t i = c; i < p; ++i) {
            double value = i == c ? 1 : 0;
            for (std::size_t j = c; j < i; ++j)
                value -= system_(others_ + i, others_ + j) * root(j, c);
            root(i, c) = value / system_(others_ + i, others_ + i);
        }
    return transposed_product(root, root);
}

std::vector<double> PenalisedLeastSquares::conditional_variances() const {
    const std::size_t k = effects_count_;
    std::vector<double> variances, row(k);
    for (std::size_t number = 0; number < levels_.size(); ++number)
        for (std::size_t e = 0; e < k; ++e) {
            for (std::size_t j = 0; j < k; ++j) row[j] = factors_[first_](e, j);
            solve_forward(triangles_.data() + number * k * k, k, row.data());
            variances.push_back(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
        }
    return variances;
}

}  // namespace statistics

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "statistics/matrix.h"

// The inner problem of every mixed model: for given relative variances of the random effects, the
// fixed effects and the effects of all groups at once (Bates, Mächler, Bolker and Walker 2015, JSS
// 67(1), sections 3.2–3.6).
namespace statistics {

// Effects that vary between the levels of one grouping: b = T·u for each level, u standard normal
// times the residual deviation, T lower triangular.
struct GroupedEffects {
    std::string group;
    std::vector<std::size_t> level_of_row;
    std::vector<std::string> levels;
    Matrix columns;                  // n × k: what each effect is multiplied by
    std::vector<std::string> names;  // of the k effects
    // Which entries of T are free, as (row, column), in the order of θ; a diagonal entry is at
    // least 0. The others are 0: effects that don't vary together.
    std::vector<std::pair<std::size_t, std::size_t>> parameters;
};

// k × k, from the θ of this grouping alone.
Matrix relative_factor(const GroupedEffects& effects, std::span<const double> theta);
std::size_t parameter_count(const std::vector<GroupedEffects>& effects);

// Minimises Σ wᵢ(yᵢ − xᵢ'β − zᵢ'Λu)² + u'u. The sums over rows are made once for each set of
// weights; after that a solution for another θ costs nothing that grows with the rows. The grouping
// with the most effects is eliminated level by level, all others together: they should have few
// thousand effects.
class PenalisedLeastSquares {
  public:
    // `effects` and `fixed` (n × p, p may be 0) must outlive it; at least one grouping.
    PenalisedLeastSquares(const std::vector<GroupedEffects>& effects, const Matrix& fixed);

    void load(std::span<const double> weights, std::span<const double> y);
    // False where the system can't be solved.
    bool solve(std::span<const double> theta);

    // Of the last solution.
    double log_determinant_random() const { return log_determinant_random_; }
    double log_determinant_fixed() const { return log_determinant_fixed_; }
    double minimum() const { return minimum_; }
    const std::vector<double>& fixed() const { return fixed_solution_; }
    // Of each grouping in the order given: u by level (k values for each).
    const std::vector<std::vector<double>>& spherical() const { return spherical_; }
    // (X'V⁻¹X)⁻¹ relative to the residual variance.
    Matrix fixed_inverse() const;
    // With one grouping: the diagonal of Λ(Λ'Z'WZΛ + I)⁻¹Λ' for each level (k values each).
    std::vector<double> conditional_variances() const;

  private:
    struct Part {  // a grouping other than the first
        std::size_t index, effects, first_column;
    };
    struct Level {
        std::size_t first_row, row_count;
        std::size_t first_slot, slot_count;  // columns of others it meets
        std::size_t values;                  // where its coupling begins
    };
    void order_rows();
    void find_slots();
    void load_level(const Level& level, std::size_t number, std::span<const double> weights,
                    std::span<const double> y);
    void scale_others();
    bool eliminate(std::size_t number);
    void subtract(const Level& level);
    void substitute();
    double* coupling(const Level& level, std::size_t column) {
        return couplings_.data() + level.values + column * effects_count_;
    }

    const std::vector<GroupedEffects>& effects_;
    const Matrix& fixed_;
    std::size_t first_ = 0;          // the grouping that is eliminated level by level
    std::size_t effects_count_ = 0;  // its k
    std::size_t others_ = 0;         // columns of the other groupings
    std::size_t size_ = 0;           // others, fixed effects and the outcome
    std::vector<Part> parts_;
    std::vector<std::size_t> order_;  // rows by level
    std::vector<Level> levels_;
    std::vector<std::size_t> slots_;              // columns among the others
    std::vector<std::size_t> slot_of_row_;        // for each row and part: the first slot
    std::vector<double> blocks_, couplings_;      // Z'WZ of a level; Z'W[others X y]
    std::vector<Matrix> factors_;                 // T of each grouping
    std::vector<double> triangles_, eliminated_;  // Cholesky factors, L⁻¹T'·coupling
    Matrix gram_, system_;
    double log_determinant_random_ = 0, log_determinant_fixed_ = 0, minimum_ = 0;
    std::vector<double> fixed_solution_;
    std::vector<std::vector<double>> spherical_;
};

}  // namespace statistics

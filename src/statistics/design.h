#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/data_frame.h"
#include "statistics/matrix.h"

// From named terms to the columns of a regression. A plan remembers categories and knots, so that
// the same columns can be made for other rows.
namespace statistics {

// How a variable is treated as categories: which of them the others are compared with, and their
// order. Empty: the first, in the order of Groups.
struct Factor {
    std::string reference;
    std::vector<std::string> levels;
};

struct DesignRequest {
    // "x"; "a:b" (product); "a*b" (a, b and a:b); "ns(x, 4)" (natural cubic spline with 4 degrees
    // of freedom, knots at quantiles; Hastie 1992); "harmonics(t, 12, 2)" (sine and cosine with
    // period 12 and two waves, columns H1 to H4).
    std::vector<std::string> terms;
    std::map<std::string, Factor> factors;  // numbers to treat as categories, and references
    bool intercept = true;
};

struct Design {
    Matrix x;
    std::vector<std::string> names;  // "(Intercept)", "x", a category as variable + category
    std::vector<std::string> terms;  // which term each column belongs to
};

class DesignPlan {
  public:
    // The columns are coded as by R's treatment contrasts: in a product a variable is coded with a
    // reference where the product without it is a term too, otherwise with a column for each
    // category. Refused: "unknown_variable", "constant_variable" (one value or category),
    // "not_a_case" (a reference that no row has), "bad_expression" (a term that can't be read).
    // The variables must have no missing values.
    static base::Result<DesignPlan> make(const DesignRequest& request, const DataFrame& frame);

    // The variables that the terms use.
    static base::Result<std::vector<std::string>> variables(const DesignRequest& request);

    // Refused: "unknown_variable", "not_a_case" (a category the plan doesn't know).
    base::Result<Design> apply(const DataFrame& frame) const;

  private:
    struct Part {
        std::string variable;
        enum class Kind { number, factor, spline, harmonics } kind = Kind::number;
        std::vector<double> parameters;  // knots with the boundaries last, or period and waves
    };
    struct Term {
        std::string name;
        std::vector<Part> parts;
    };
    static base::Result<std::vector<Term>> parse(const DesignRequest& request);
    base::Result<void> learn(Term& term, const DesignRequest& request, const DataFrame& frame);
    bool has_reference(const Term& term, std::size_t part) const;
    base::Result<Design> columns_of(const Term& term, std::size_t part,
                                    const DataFrame& frame) const;

    std::vector<Term> terms_;
    std::map<std::string, std::vector<std::string>> levels_;  // the reference first
    bool intercept_ = true;
};

// The basis of a natural cubic spline: columns of R's splines::ns(x, df) for knots
// [inner..., lower, upper].
Matrix natural_spline(const std::vector<double>& x, const std::vector<double>& knots);

// The quantile of R's type 7 (Hyndman and Fan 1996): linear between order statistics. `sorted` is
// not empty.
double quantile_of_sorted(const std::vector<double>& sorted, double probability);

}  // namespace statistics

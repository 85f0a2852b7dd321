#pragma once

#include <boost/json/fwd.hpp>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/analysis.h"
#include "statistics/data_frame.h"
#include "statistics/design.h"
#include "statistics/evidence_level.h"
#include "statistics/expected_level.h"
#include "statistics/parallel.h"

// Between the specification and the methods. Here a refusal travels as an exception, so that each
// method reads as what it does; analyse() turns it into a Result again.
namespace statistics {

struct Refused {
    base::Error error;
};

template <class T>
T must(base::Result<T> result) {
    if (!result) throw Refused{result.error()};
    return std::move(*result);
}

struct Field {
    // "text", "number", "whole", "boolean", "texts", "object", "factors", "choice"
    std::string_view name, type, fallback, meaning;
    bool required = false;
    std::string_view choices = {};  // of a choice, separated by |
};

// The specification's fields, checked as they are read.
class Specification {
  public:
    Specification(const boost::json::object& object, std::string inside)
        : object_(object), inside_(std::move(inside)) {}

    bool has(std::string_view name) const;
    bool is_text(std::string_view name) const;
    std::string text(std::string_view name) const;
    std::string text_or(std::string_view name, std::string fallback) const;
    std::optional<std::string> optional_text(std::string_view name) const;
    double number(std::string_view name) const;
    double number_or(std::string_view name, double fallback) const;
    std::size_t whole_or(std::string_view name, std::size_t fallback) const;
    bool boolean_or(std::string_view name, bool fallback) const;
    // A text counts as a list of one.
    std::vector<std::string> texts(std::string_view name) const;
    std::vector<std::string> texts_or_none(std::string_view name) const;
    std::vector<double> numbers(std::string_view name) const;
    std::vector<double> numbers_or(std::string_view name, std::vector<double> fallback) const;
    // One of `choices` (separated by |), the first where it isn't given.
    std::string choice(std::string_view name, std::string_view choices) const;
    Specification object(std::string_view name) const;
    std::vector<Specification> objects(std::string_view name) const;
    std::vector<std::string> names() const;
    // Refused with "unknown_field" where there is any other field than these (separated by |).
    void only(std::string_view known) const;
    std::map<std::string, Factor> factors(std::string_view name) const;
    double confidence() const;

  private:
    [[noreturn]] void wrong_kind(std::string_view name, std::string_view expected) const;
    const boost::json::value* find(std::string_view name) const;
    const boost::json::value& get(std::string_view name) const;

    const boost::json::object& object_;
    std::string inside_;
};

// What a method works with.
struct Run {
    const Specification& specification;
    const FileReader& read;
    DataFrame frame;
    Analysis& out;
    const Progress& progress;  // of long runs

    // Keeps the rows in which none of these is missing, and counts the others.
    void keep_complete(const std::vector<std::string>& names);
    const Column& column(const std::string& name) const;
    std::vector<double> numbers(const std::string& name) const;
    // An expression as a new column of this name.
    void derive(const std::string& name, const std::string& expression);
    // Row labels: the variable named by the field, or the rows' numbers from 1.
    std::vector<std::string> labels(std::string_view field) const;
    void assume(base::Error sentence) const { out.assumptions.push_back(std::move(sentence)); }
    void warn(base::Error sentence) const { out.warnings.push_back(std::move(sentence)); }
};

// A rule's refusal names variables as its contract does ("observed"); here each of these `fields`
// gets the name that the specification gives it, the first where there are several.
base::Error by_name(const Run& run, base::Error error, std::initializer_list<const char*> fields);
template <class T>
T must_by_name(const Run& run, base::Result<T> result, std::initializer_list<const char*> fields) {
    if (!result) throw Refused{by_name(run, result.error(), fields)};
    return std::move(*result);
}

struct Method {
    std::string_view name;
    std::string_view summary;
    std::string_view source;
    std::string_view answers;  // the names of estimates, fit and series
    std::span<const Field> fields;
    void (*run)(Run&);
    bool without_data = false;
};

std::span<const Field> common_fields();
std::span<const Method> expected_methods();
std::span<const Method> effect_methods();
std::span<const Method> synthetic_methods();
std::span<const Method> matching_methods();
std::span<const Method> survival_methods();
std::span<const Method> outbreak_methods();
std::span<const Method> scan_methods();
std::span<const Method> spatial_methods();
std::span<const Method> mixed_methods();
std::span<const Method> reliability_methods();
std::span<const Method> proportion_methods();
std::span<const Method> survey_methods();
std::span<const Method> cohort_methods();
std::vector<Method> all_methods();

// The data of a specification: read or given inline, joined, restricted and derived.
DataFrame data_of(const Specification& specification, const FileReader& read,
                  const std::string& data_file);

// The Maryland level of a design, with its reason.
void place_on_scale(Run& run, EvaluationDesign design);

// Neighbour pairs of a specification's "neighbours", as row numbers of the frame.
std::vector<std::pair<std::size_t, std::size_t>> neighbour_pairs(const Run& run);
// Those of areas that touch on a map ("contiguity"), which neighbour_pairs asks for.
std::vector<std::pair<std::size_t, std::size_t>> touching_pairs(const Run& run);
Neighbours neighbours_from(const std::vector<std::pair<std::size_t, std::size_t>>& pairs,
                           std::size_t rows);

// A regression as the fields outcome, terms, factors, offset, weights and errors ask for it.
struct FittedRegression {
    RegressionData data;
    RegressionFit fit;
    DesignPlan plan;
    Matrix covariance;
    std::optional<double> degrees;  // Student's t; empty: normal
    std::vector<std::string> labels;
    std::vector<bool> told;  // which columns are reported
};
struct RegressionWish {
    Family family = Family::poisson;
    std::string outcome;
    DesignRequest design;
    std::string errors = "model";
    std::vector<std::string> clusters;
    std::vector<std::string> more_variables;  // that must be there in every row
    // Terms whose every category is a unit of its own: not told of where rows are persons.
    std::vector<std::string> unit_terms;
};
// With `usual_clusters` errors are clustered by these unless the specification says otherwise.
RegressionWish regression_wish(const Run& run, Family otherwise,
                               std::vector<std::string> usual_clusters = {});
FittedRegression run_regression(Run& run, const RegressionWish& wish);
// The column "(offset)", refused where it isn't a number although all it is made of is there.
inline constexpr std::string_view offset_column = "(offset)";
void derive_offset(Run& run, const std::string& expression);
// Somebody described in "predict": one row of these variables, each a number or a category. Refused
// with "unknown_field", "missing_field" or "not_numeric".
DataFrame described_row(const Run& run, const Specification& described,
                        const std::vector<std::string>& variables);
// The series "predicted": the mean of those described, with the errors asked for.
void report_predicted(Run& run, const RegressionWish& wish, const FittedRegression& fitted);
Family family_named(std::string_view name);
// Estimates, the measures of fit and the rows' series.
void report_regression(Run& run, const FittedRegression& fitted);
// The series "covariance" (of the coefficients, in the order of the estimates; not of more than a
// hundred) and "terms" (Wald's test that all of a term's coefficients are 0). NaN degrees: normal.
void report_covariance(Run& run, const std::vector<std::string>& names, const Matrix& covariance);
void report_terms(Run& run, const std::vector<std::string>& terms,
                  const std::vector<double>& coefficients, const Matrix& covariance,
                  std::optional<double> degrees);
// Autocorrelation of the residuals, where "lags" is given or `otherwise` is above 0.
void report_series_check(Run& run, const FittedRegression& fitted, std::size_t otherwise);

inline constexpr std::string_view families =
    "poisson|quasi_poisson|negative_binomial|gaussian|binomial";
inline constexpr std::string_view intersections = "usual|clusters|rows";
inline constexpr std::string_view error_kinds = "model|hc0|hc1|hc2|hc3|clustered|newey_west";

}  // namespace statistics

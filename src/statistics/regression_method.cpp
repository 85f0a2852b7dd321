#include <algorithm>
#include <charconv>
#include <cmath>

#include "statistics/distribution.h"
#include "statistics/expression.h"
#include "statistics/field_names.h"
#include "statistics/known_dispersion.h"
#include "statistics/linear_algebra.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/robust.h"
#include "statistics/series_check.h"

namespace statistics {
namespace {

constexpr std::size_t most_together = 100;  // coefficients whose covariances are given

Matrix covariance_of(const Run& run, const RegressionWish& wish, const FittedRegression& fitted) {
    const Specification& spec = run.specification;
    if (wish.errors == "model") return model_covariance(fitted.fit);
    if (wish.errors == "newey_west") {
        const double rows = static_cast<double>(fitted.data.outcome.size());
        const auto usual = static_cast<std::size_t>(std::floor(4 * std::pow(rows / 100, 2.0 / 9)));
        NeweyWest found = must(newey_west_covariance(
            fitted.data, fitted.fit,
            {spec.whole_or("lag", usual), spec.boolean_or("automatic_lag", false),
             spec.whole_or("prewhitening", 0), spec.boolean_or("parameters_factor", false)}));
        run.out.set("newey_west_lag", static_cast<std::int64_t>(found.lag));
        return std::move(found.covariance);
    }
    if (wish.errors == "clustered") {
        std::vector<Column> clusters;
        for (const std::string& name : wish.clusters) clusters.push_back(run.column(name));
        const std::string taken_off = spec.choice("intersection", intersections);
        return must(clustered_covariance(
            fitted.data, fitted.fit, clusters,
            {spec.boolean_or("few_clusters_factor", true),
             spec.boolean_or("parameters_factor", fitted.fit.family == Family::gaussian), true,
             taken_off == "rows"       ? Intersection::rows
             : taken_off == "clusters" ? Intersection::clusters
                                       : Intersection::usual,
             spec.boolean_or("fix_negative", false)}));
    }
    const std::map<std::string, Heteroscedasticity> kinds{{"hc0", Heteroscedasticity::hc0},
                                                          {"hc1", Heteroscedasticity::hc1},
                                                          {"hc2", Heteroscedasticity::hc2},
                                                          {"hc3", Heteroscedasticity::hc3}};
    return must(robust_covariance(fitted.data, fitted.fit, kinds.at(wish.errors)));
}

// Student's t where the variance is estimated and the errors are the model's (or the family is
// gaussian), otherwise the normal distribution, as R's summary and coeftest do.
std::optional<double> degrees_of(const Run& run, const RegressionWish& wish,
                                 const RegressionFit& fit) {
    const std::string reference = run.specification.choice("reference", "usual|t|normal");
    const bool usual_is_t =
        fit.family == Family::gaussian || (fit.dispersion_estimated() && wish.errors == "model");
    if (reference == "t" || (reference == "usual" && usual_is_t)) return fit.residual_degrees;
    return std::nullopt;
}

// Successes become shares, with the trials as weights.
void share_of_trials(const Run& run, const std::string& trials, const RegressionWish& wish,
                     RegressionData& data) {
    if (wish.family != Family::binomial) throw Refused{not_a_case("trials", trials, "binomial")};
    if (!data.weights.empty()) throw Refused{not_a_case("weights", trials, "trials")};
    data.weights = run.numbers(trials);
    for (std::size_t i = 0; i < data.weights.size(); ++i) {
        const double of = data.weights[i];
        if (of < 0) throw Refused{negative_value(trials)};
        if (of != std::floor(of)) throw Refused{not_whole(trials)};
        if (data.outcome[i] < 0) throw Refused{negative_value(wish.outcome)};
        if (data.outcome[i] > of) throw Refused{outside(wish.outcome, "0–" + trials)};
        if (of > 0) data.outcome[i] /= of;  // nobody asked: no weight either
    }
}

void assume(Run& run, const FittedRegression& fitted, const std::string& errors) {
    const Family family = fitted.fit.family;
    if (family == Family::gaussian)
        run.assume(base::refuse("linear", "Gennemsnittet er en ret linje i leddene."));
    else
        run.assume(
            base::refuse("log_linear", "Leddene virker som faktorer, der ganges på hinanden."));
    if (family == Family::poisson && errors == "model") {
        run.assume(base::refuse("poisson_variance", "Tallene varierer kun tilfældigt (Poisson)."));
        const double spread = fitted.fit.pearson / fitted.fit.residual_degrees;
        if (chi_squared_upper(fitted.fit.pearson, fitted.fit.residual_degrees) < 0.01)
            run.warn(base::refuse("overdispersed",
                                  "Tallenes varians er {} % af, hvad tilfældet giver. Brug "
                                  "kvasi-Poisson eller negativ binomial; ellers er "
                                  "usikkerheden sat for lavt.",
                                  shortest(std::round(100 * spread))));
    }
    if (errors == "clustered")
        run.assume(base::refuse("independent_clusters",
                                "Grupperne er uafhængige af hinanden, og der er mange af dem."));
    else if (errors == "newey_west")
        run.assume(base::refuse("fading_dependence",
                                "Afhængigheden over tid er væk efter det angivne antal skridt."));
    else
        run.assume(base::refuse("independent_rows", "Rækkerne er uafhængige af hinanden."));
}

// What is counted of a regression's outcome: events, and of those asked the others.
CountedOutcome counted(Family family, const RegressionData& data) {
    const auto zero_or_one = [](double value) { return value == 0 || value == 1; };
    const bool answers =
        data.weights.empty() && std::all_of(data.outcome.begin(), data.outcome.end(), zero_or_one);
    CountedOutcome outcome{data.outcome_name, {}, {}};
    if (family == Family::gaussian && !answers) return outcome;
    for (std::size_t row = 0; row < data.outcome.size(); ++row) {
        const double of =
            family == Family::binomial && !data.weights.empty() ? data.weights[row] : 1;
        outcome.events.push_back(of * data.outcome[row]);
        if (answers || family == Family::binomial)
            outcome.others.push_back(of * (1 - data.outcome[row]));
    }
    return outcome;
}

// Where rows are persons: refused where a category tells of few, and units are kept to themselves.
void protect(const Run& run, const RegressionWish& wish, FittedRegression& fitted) {
    const Design& design = fitted.data.design;
    fitted.told.assign(design.names.size(), true);
    if (!about_persons(run)) return;
    protect_combinations(run, design, fitted.fit.leverages, counted(wish.family, fitted.data));
    for (std::size_t j = 0; j < design.names.size(); ++j)
        fitted.told[j] = std::find(wish.unit_terms.begin(), wish.unit_terms.end(),
                                   design.terms[j]) == wish.unit_terms.end();
}

}  // namespace

// An offset that isn't a number although all it is made of is there: a population of 0, mostly.
void derive_offset(Run& run, const std::string& expression) {
    run.derive(std::string(offset_column), expression);
    const std::vector<double> offset = run.numbers(std::string(offset_column));
    const std::vector<std::string> names = variables_in(expression, run.frame);
    for (std::size_t row = 0; row < offset.size(); ++row) {
        if (!std::isnan(offset[row])) continue;
        const bool all_there = std::none_of(names.begin(), names.end(), [&](const auto& name) {
            return std::isnan(run.column(name).values[row]);
        });
        if (all_there) throw Refused{not_positive(names.empty() ? expression : names.front())};
    }
}

Family family_named(std::string_view name) {
    if (name == "quasi_poisson") return Family::quasi_poisson;
    if (name == "negative_binomial") return Family::negative_binomial;
    if (name == "gaussian") return Family::gaussian;
    return name == "binomial" ? Family::binomial : Family::poisson;
}

RegressionWish regression_wish(const Run& run, Family otherwise,
                               std::vector<std::string> usual_clusters) {
    const Specification& spec = run.specification;
    RegressionWish wish;
    wish.family = spec.has("family") ? family_named(spec.choice("family", families)) : otherwise;
    wish.outcome = spec.text("outcome");
    wish.design.terms = spec.texts_or_none("terms");
    wish.design.factors = spec.factors("factors");
    wish.design.intercept = spec.boolean_or("intercept", true);
    wish.clusters = spec.has("cluster") ? spec.texts("cluster") : std::move(usual_clusters);
    wish.errors = spec.has("errors") || wish.clusters.empty() ? spec.choice("errors", error_kinds)
                                                              : "clustered";
    if (wish.errors == "clustered" && wish.clusters.empty())
        throw Refused{
            base::refuse("missing_field", "Feltet „{}“ mangler i specifikationen.", "cluster")};
    if (wish.errors == "clustered" && wish.clusters.size() > 2)
        throw Refused{outside("cluster", "1–2")};
    if (const auto label = spec.optional_text("label")) wish.more_variables.push_back(*label);
    return wish;
}

FittedRegression run_regression(Run& run, const RegressionWish& wish) {
    const Specification& spec = run.specification;
    FittedRegression fitted;
    std::vector<std::string> names{wish.outcome};
    for (const std::string& name : must(DesignPlan::variables(wish.design))) names.push_back(name);
    names.insert(names.end(), wish.clusters.begin(), wish.clusters.end());
    names.insert(names.end(), wish.more_variables.begin(), wish.more_variables.end());
    const auto offset = spec.optional_text("offset");
    if (offset) {
        derive_offset(run, *offset);
        names.emplace_back(offset_column);
    }
    const auto weights = spec.optional_text("weights");
    if (weights) names.push_back(*weights);
    const auto trials = spec.optional_text("trials");
    if (trials) names.push_back(*trials);
    run.keep_complete(names);
    fitted.plan = must(DesignPlan::make(wish.design, run.frame));
    fitted.data.outcome_name = wish.outcome;
    fitted.data.outcome = run.numbers(wish.outcome);
    fitted.data.design = must(fitted.plan.apply(run.frame));
    if (offset) fitted.data.offset = run.numbers(std::string(offset_column));
    if (weights) fitted.data.weights = run.numbers(*weights);
    if (trials) share_of_trials(run, *trials, wish, fitted.data);
    const std::string collinear = spec.choice("collinear", "refuse|leave_out");
    if (about_persons(run))
        protect_categories(run, fitted.data.design, counted(wish.family, fitted.data),
                           wish.unit_terms);
    fitted.fit = must(fit_regression(
        wish.family, fitted.data, {collinear == "leave_out", spec.number_or("tolerance", 1e-8)}));
    protect(run, wish, fitted);
    fitted.covariance = covariance_of(run, wish, fitted);
    fitted.degrees = degrees_of(run, wish, fitted.fit);
    fitted.labels = run.labels("label");
    for (std::size_t j = 0; j < fitted.fit.names.size(); ++j)
        if (!fitted.fit.estimable[j]) run.warn(collinear_variable(fitted.fit.names[j]));
    assume(run, fitted, wish.errors);
    return fitted;
}

namespace {

void report_estimates(Run& run, const FittedRegression& fitted) {
    const RegressionFit& fit = fitted.fit;
    const Matrix model = model_covariance(fit);
    const bool ratios = fit.family != Family::gaussian;
    std::size_t column = 0;
    for (Coefficient& row : coefficient_table(fit, fitted.covariance, fitted.degrees,
                                              run.specification.confidence())) {
        while (fit.names[column] != row.name || !fit.estimable[column]) ++column;
        const bool has_error =
            fitted.covariance(column, column) > 0 || !(model(column, column) > 0);
        if (!fitted.told[column]) {
            ++column;
            continue;
        }
        if (has_error)
            run.out.estimates.push_back({std::move(row), ratios, std::sqrt(model(column, column))});
        else
            run.warn(base::refuse("no_standard_error",
                                  "Usikkerheden af „{}“ kan ikke regnes ud med disse grupper, så "
                                  "leddet er ikke vist.",
                                  fit.names[column]));
        ++column;
    }
    const std::string interval =
        run.specification.choice("interval", "wald|profile|profile_interpolated");
    if (interval != "wald") {
        const auto limits = must(profile_limits(
            fitted.data, fit, interval == "profile_interpolated", run.specification.confidence()));
        if (limits.size() != run.out.estimates.size()) throw Refused{not_converged("interval")};
        for (std::size_t i = 0; i < limits.size(); ++i) {
            run.out.estimates[i].row.lower = limits[i].lower;
            run.out.estimates[i].row.upper = limits[i].upper;
        }
    }
}

// What a model with nothing but a constant and the offset leaves unexplained; none where the model
// has no constant.
std::optional<double> deviance_of_nothing(const FittedRegression& fitted) {
    if (fitted.fit.names.empty() || fitted.fit.names.front() != "(Intercept)") return std::nullopt;
    RegressionData nothing = fitted.data;
    nothing.design = {Matrix(nothing.outcome.size(), 1), {"(Intercept)"}, {"(Intercept)"}};
    const auto ones = nothing.design.x.column(0);
    std::fill(ones.begin(), ones.end(), 1.0);
    const auto fit = fitted.fit.family == Family::negative_binomial
                         ? fit_known_dispersion(nothing, fitted.fit.theta)
                         : fit_regression(fitted.fit.family, nothing);
    if (!fit) return std::nullopt;
    return fit->deviance;
}

// Of a straight line: the residuals' spread, how much is explained, and whether anything is.
void report_explained(Run& run, const RegressionFit& fit, double none) {
    const auto rows = static_cast<double>(fit.observations);
    const double terms = rows - fit.residual_degrees - 1;
    const double explained = none > 0 ? 1 - fit.deviance / none : 0;
    run.out.set("residual_standard_deviation", std::sqrt(fit.dispersion));
    run.out.set("r_squared", explained);
    run.out.set("adjusted_r_squared", 1 - (1 - explained) * (rows - 1) / fit.residual_degrees);
    if (!(terms > 0) || !(fit.dispersion > 0)) return;
    const double f = (none - fit.deviance) / terms / fit.dispersion;
    run.out.set("f", f);
    run.out.set("f_degrees", terms);
    run.out.set("f_p", fisher_upper(std::max(0.0, f), terms, fit.residual_degrees));
}

void report_measures(Run& run, const FittedRegression& fitted) {
    const RegressionFit& fit = fitted.fit;
    Analysis& out = run.out;
    if (const auto none = deviance_of_nothing(fitted)) {
        out.set("null_deviance", *none);
        if (fit.family == Family::gaussian) report_explained(run, fit, *none);
    }
    if (!fit.log_likelihood) return;
    out.set("log_likelihood", *fit.log_likelihood);
    out.set("twice_log_likelihood", 2 * *fit.log_likelihood);
    if (!fit.aic) return;
    out.set("aic", *fit.aic);
    const double parameters = (*fit.aic + 2 * *fit.log_likelihood) / 2;
    out.set("bic",
            std::log(static_cast<double>(fit.observations)) * parameters - 2 * *fit.log_likelihood);
}

// The coefficients that are told of, with what goes with them.
void report_together(Run& run, const FittedRegression& fitted) {
    std::vector<std::size_t> told;
    std::vector<std::string> names, terms;
    std::vector<double> coefficients;
    for (std::size_t j = 0; j < fitted.fit.names.size(); ++j) {
        if (!fitted.told[j] || !fitted.fit.estimable[j]) continue;
        told.push_back(j);
        names.push_back(fitted.fit.names[j]);
        terms.push_back(fitted.data.design.terms[j]);
        coefficients.push_back(fitted.fit.coefficients[j]);
    }
    if (told.size() > most_together) return;
    Matrix covariance(told.size(), told.size());
    for (std::size_t i = 0; i < told.size(); ++i)
        for (std::size_t j = 0; j < told.size(); ++j)
            covariance(i, j) = fitted.covariance(told[i], told[j]);
    report_covariance(run, names, covariance);
    report_terms(run, terms, coefficients, covariance, fitted.degrees);
}

std::vector<double> distances_of_cook(const RegressionFit& fit) {
    const double columns = static_cast<double>(fit.observations) - fit.residual_degrees;
    std::vector<double> distances;
    for (std::size_t row = 0; row < fit.leverages.size(); ++row) {
        const double leverage = fit.leverages[row], left = 1 - leverage;
        const double residual = fit.pearson_residuals[row];
        distances.push_back(left > 1e-12 ? residual * residual * leverage /
                                               (left * left * fit.dispersion * columns)
                                         : std::nan(""));
    }
    return distances;
}

}  // namespace

void report_covariance(Run& run, const std::vector<std::string>& names, const Matrix& covariance) {
    if (names.size() > most_together) return;
    AnalysisSeries series{"covariance", names, {}, false};
    for (std::size_t j = 0; j < names.size(); ++j) {
        const auto column = covariance.column(j);
        series.columns.emplace_back(names[j], std::vector<double>(column.begin(), column.end()));
    }
    run.out.series.push_back(std::move(series));
}

void report_terms(Run& run, const std::vector<std::string>& terms,
                  const std::vector<double>& coefficients, const Matrix& covariance,
                  std::optional<double> degrees) {
    if (terms.size() > most_together) return;
    AnalysisSeries series{
        "terms", {}, {{"wald", {}}, {"degrees", {}}, {"residual_degrees", {}}, {"p", {}}}, false};
    for (std::size_t first = 0, next = 0; first < terms.size(); first = next) {
        while (next < terms.size() && terms[next] == terms[first]) ++next;
        if (terms[first] == "(Intercept)") continue;
        const std::size_t size = next - first;
        Matrix own(size, size);
        std::vector<double> b(coefficients.begin() + static_cast<std::ptrdiff_t>(first),
                              coefficients.begin() + static_cast<std::ptrdiff_t>(next));
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = 0; j < size; ++j) own(i, j) = covariance(first + i, first + j);
        const std::vector<double> solved = solve_symmetric(own, b);
        double wald = 0;
        for (std::size_t j = 0; j < size; ++j) wald += solved[j] * b[j];
        const auto of = static_cast<double>(size);
        series.at.push_back(terms[first]);
        const double row[] = {wald, of, degrees.value_or(std::nan("")),
                              degrees ? fisher_upper(std::max(0.0, wald) / of, of, *degrees)
                                      : chi_squared_upper(std::max(0.0, wald), of)};
        for (std::size_t j = 0; j < series.columns.size(); ++j)
            series.columns[j].second.push_back(row[j]);
    }
    if (!series.at.empty()) run.out.series.push_back(std::move(series));
}

void report_regression(Run& run, const FittedRegression& fitted) {
    const RegressionFit& fit = fitted.fit;
    report_estimates(run, fitted);
    Analysis& out = run.out;
    out.set("observations", static_cast<std::int64_t>(fit.observations));
    out.set("residual_degrees", fit.residual_degrees);
    out.set("deviance", fit.deviance);
    out.set("pearson", fit.pearson);
    out.set("dispersion",
            fit.dispersion_estimated() ? fit.dispersion : fit.pearson / fit.residual_degrees);
    report_measures(run, fitted);
    if (fit.family == Family::negative_binomial) {
        out.set("theta", fit.theta);
        out.set("theta_standard_error", fit.theta_error);
        if (const auto poisson = fit_regression(Family::poisson, fitted.data)) {
            const double ratio = 2 * (*fit.log_likelihood - *poisson->log_likelihood);
            out.set("likelihood_ratio_against_poisson", ratio);
            // θ lies on the edge of what is possible under Poisson: half the usual p.
            out.set("p_against_poisson", chi_squared_upper(ratio, 1) / 2);
        }
    }
    out.set("iterations", static_cast<std::int64_t>(fit.iterations));
    report_together(run, fitted);
    std::vector<double> residuals = fitted.data.outcome;
    for (std::size_t row = 0; row < residuals.size(); ++row) residuals[row] -= fit.fitted[row];
    out.series.push_back({"rows",
                          fitted.labels,
                          {{"observed", fitted.data.outcome},
                           {"fitted", fit.fitted},
                           {"linear_predictor", fit.linear_predictor},
                           {"leverage", fit.leverages},
                           {"residual_response", residuals},
                           {"residual_pearson", fit.pearson_residuals},
                           {"residual_deviance", fit.deviance_residuals},
                           {"residual_standardised", standardised_deviance_residuals(fit)},
                           {"cooks_distance", distances_of_cook(fit)}},
                          true});
}

namespace {

// A category of a variable that is numbers may be written as in "factors": "2" for 2.
double number_in(const Specification& described, const std::string& name) {
    if (!described.is_text(name)) return described.number(name);
    const std::string text = described.text(name);
    double number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || !std::isfinite(number))
        throw Refused{not_numeric(name, text)};
    return number;
}

}  // namespace

DataFrame described_row(const Run& run, const Specification& described,
                        const std::vector<std::string>& variables) {
    for (const std::string& name : described.names())
        if (std::find(variables.begin(), variables.end(), name) == variables.end())
            throw Refused{unknown_field("predict", name, variables)};
    DataFrame frame;
    for (const std::string& name : variables) {
        if (frame.find(name)) continue;
        Column column{name, {}, {}};
        if (run.column(name).categorical())
            column = categories(name, {described.is_text(name) ? described.text(name)
                                                               : shortest(described.number(name))});
        else
            column.values = {number_in(described, name)};
        const base::Result<void> added = frame.add(std::move(column));
        if (!added) throw Refused{added.error()};
    }
    return frame;
}

void report_predicted(Run& run, const RegressionWish& wish, const FittedRegression& fitted) {
    const Specification& spec = run.specification;
    if (!spec.has("predict")) return;
    const Specification wishes = spec.object("predict");
    const auto offset = spec.optional_text("offset");
    std::vector<std::string> variables = must(DesignPlan::variables(wish.design));
    if (offset)
        for (const std::string& name : variables_in(*offset, run.frame)) variables.push_back(name);
    const double confidence = (1 + spec.confidence()) / 2;
    const double reach = fitted.degrees ? student_quantile(confidence, *fitted.degrees)
                                        : normal_quantile(confidence);
    AnalysisSeries series{"predicted",
                          {},
                          {{"estimate", {}},
                           {"lower", {}},
                           {"upper", {}},
                           {"linear_predictor", {}},
                           {"standard_error", {}}},
                          false};
    for (const std::string& name : wishes.names()) {
        const DataFrame row = described_row(run, wishes.object(name), variables);
        const Design design = must(fitted.plan.apply(row));
        std::vector<double> own;
        if (offset) own = must(evaluate(*offset, row)).values;
        const Prediction found = predict(fitted.fit, fitted.covariance, design.x, own);
        const double linear = found.linear_predictor[0], error = found.standard_error[0];
        const double values[] = {mean_of(fitted.fit.family, linear),
                                 mean_of(fitted.fit.family, linear - reach * error),
                                 mean_of(fitted.fit.family, linear + reach * error), linear, error};
        series.at.push_back(name);
        for (std::size_t j = 0; j < series.columns.size(); ++j)
            series.columns[j].second.push_back(values[j]);
    }
    run.out.series.push_back(std::move(series));
}

void report_series_check(Run& run, const FittedRegression& fitted, std::size_t otherwise) {
    const std::size_t lags = run.specification.whole_or("lags", otherwise);
    if (lags == 0) return;
    const SeriesCheck deviance = must(check_series(fitted.fit.deviance_residuals, lags));
    const SeriesCheck pearson = must(check_series(fitted.fit.pearson_residuals, lags));
    run.out.set("durbin_watson", pearson.durbin_watson);
    run.out.set("ljung_box", deviance.ljung_box);
    run.out.set("ljung_box_p", deviance.ljung_box_p);
    AnalysisSeries series{"autocorrelation", {}, {}, false};
    for (std::size_t lag = 1; lag <= lags; ++lag) series.at.push_back(std::to_string(lag));
    series.columns = {{"autocorrelation", deviance.autocorrelation},
                      {"partial", deviance.partial_autocorrelation}};
    run.out.series.push_back(std::move(series));
    if (deviance.ljung_box_p < 0.05 &&
        run.specification.choice("errors", error_kinds) != "newey_west")
        run.warn(base::refuse("autocorrelated",
                              "Afvigelserne hænger sammen over tid. Brug usikkerhed, der tåler "
                              "det (newey_west)."));
}

}  // namespace statistics

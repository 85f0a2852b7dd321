#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <thread>

#include "statistics/control_chart.h"
#include "statistics/early_warning.h"
#include "statistics/farrington.h"
#include "statistics/known_dispersion.h"
#include "statistics/method_internal.h"
#include "statistics/refusals.h"
#include "statistics/regression.h"
#include "statistics/run_length.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

// One series of the data, in the order of its rows.
struct NamedSeries {
    std::string name;  // empty where there is only one
    std::vector<std::size_t> rows;
    std::vector<double> observed;
};

struct SeriesOfRun {
    std::vector<NamedSeries> series;
    std::vector<std::string> labels;  // of the rows
    std::size_t periods = 0;
    // Of each series, where the input is persons; otherwise empty: everything is shown.
    std::vector<std::vector<ShownPeriod>> shown;

    ShownPeriod shown_at(std::size_t number, std::size_t at) const {
        return shown.empty() ? ShownPeriod{} : shown[number][at];
    }
    // Whether any series holds a count that isn't shown.
    bool hides() const {
        for (const auto& periods_of_one : shown)
            if (!periods_of_one.empty() && !periods_of_one.back().model) return true;
        return false;
    }
};

constexpr std::initializer_list<const char*> named_fields = {"observed", "population", "mean"};

SeriesOfRun series_of(Run& run) {
    const Specification& spec = run.specification;
    const std::vector<std::string> columns = spec.texts("observed");
    if (columns.empty()) throw Refused{no_data()};
    SeriesOfRun all;
    all.labels = run.labels(spec.has("label") || !spec.has("date") ? "label" : "date");
    Groups groups{std::vector<std::size_t>(run.frame.rows(), 0), {""}};
    if (const auto name = spec.optional_text("group")) {
        run.keep_complete({*name});
        all.labels = run.labels(spec.has("label") || !spec.has("date") ? "label" : "date");
        groups = groups_of(run.column(*name));
    }
    std::vector<std::vector<std::size_t>> rows(groups.names.size());
    for (std::size_t row = 0; row < run.frame.rows(); ++row)
        rows[groups.of_row[row]].push_back(row);
    for (const std::string& column : columns) {
        const std::vector<double> values = run.numbers(column);
        for (std::size_t group = 0; group < rows.size(); ++group) {
            std::string name = groups.names[group];
            if (columns.size() > 1) name.append(name.empty() ? "" : " ").append(column);
            NamedSeries one{std::move(name), rows[group], {}};
            for (const std::size_t row : one.rows) {
                one.observed.push_back(values[row]);
                if (std::isnan(values[row])) ++run.out.missing[column];
            }
            all.series.push_back(std::move(one));
        }
    }
    all.periods = all.series.front().rows.size();
    for (const NamedSeries& one : all.series)
        if (one.rows.size() != all.periods) throw Refused{different_lengths(one.name)};
    if (spec.boolean_or("persons", false))
        for (const NamedSeries& one : all.series) all.shown.push_back(shown_periods(one.observed));
    return all;
}

// Positions of the fields "first" and "last", which count from 1.
struct Range {
    std::size_t first = 0, last = 0;
};

Range range_of(const Run& run, std::size_t periods, std::size_t earliest) {
    const std::size_t first = run.specification.whole_or("first", earliest + 1);
    const std::size_t last = run.specification.whole_or("last", periods);
    if (first == 0 || last == 0) throw Refused{outside("first, last", "[1; periods]")};
    if (!run.specification.has("first") && earliest >= periods)
        throw Refused{by_name(run, too_few("observed", periods, earliest + 1), named_fields)};
    if (first > last || last > periods) throw Refused{outside("first, last", "[1; periods]")};
    return {first - 1, last - 1};
}

std::size_t threads_of(const Run& run) {
    const std::size_t usual = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 2);
    return std::clamp<std::size_t>(run.specification.whole_or("threads", usual), 1, 256);
}

std::string label_of(const SeriesOfRun& all, const NamedSeries& one, std::size_t at) {
    const std::string& label = all.labels[one.rows[at]];
    return one.name.empty() ? label : one.name + " " + label;
}

void report_alarms(Run& run, const std::vector<std::string>& alarms, std::size_t periods) {
    std::string list;
    for (const std::string& each : alarms) list += (list.empty() ? "" : ",") + each;
    run.out.set("periods", static_cast<std::int64_t>(periods));
    run.out.set("alarms", static_cast<std::int64_t>(alarms.size()));
    run.out.set("alarm_periods", std::move(list));
}

void warn_of_hidden(const Run& run, const SeriesOfRun& all) {
    if (!all.hides()) return;
    run.warn(base::refuse("small_counts_hidden",
                          "Perioder med 1–{} personer vises ikke og giver ingen alarm her. Fra den "
                          "første af dem vises heller ikke ventede tal og grænser i serien, for af "
                          "dem kunne tallene regnes ud.",
                          shortest(smallest_shown_count - 1)));
}

void warn_of(Run& run, const std::vector<std::size_t>& counts, std::size_t periods,
             bool hides_few) {
    const auto count = [&](NoLimit reason) { return counts[static_cast<std::size_t>(reason)]; };
    const std::string all = std::to_string(periods);
    if (const std::size_t few = count(NoLimit::too_few_cases); few > 0 && !hides_few)
        run.warn(base::refuse(
            "too_few_cases",
            "{} af {} perioder har ingen grænse, fordi de seneste {} perioder tilsammen har færre "
            "end {} hændelser. Det er for lidt til at sige noget.",
            std::to_string(few), all,
            std::to_string(run.specification.whole_or("least_cases_periods", 4)),
            shortest(run.specification.number_or("least_cases", 5))));
    if (const std::size_t missing = count(NoLimit::missing); missing > 0)
        run.warn(base::refuse("missing_periods",
                              "{} af {} perioder har ingen grænse, fordi deres tal mangler.",
                              std::to_string(missing), all));
    if (const std::size_t none = count(NoLimit::no_history); none > 0)
        run.warn(base::refuse("no_history",
                              "{} af {} perioder har ingen grænse, fordi tal før dem mangler.",
                              std::to_string(none), all));
    if (const std::size_t unfitted = count(NoLimit::not_converged); unfitted > 0)
        run.warn(base::refuse("not_fitted",
                              "{} af {} perioder har ingen grænse, fordi der ikke kunne findes en "
                              "model af fortiden.",
                              std::to_string(unfitted), all));
}

using WatchedColumn = std::pair<const char*, double WatchedPeriod::*>;

// Every watched period as a line, with the columns that the method fills.
void report_watched(Run& run, const SeriesOfRun& all,
                    const std::vector<std::vector<WatchedPeriod>>& found,
                    const std::vector<WatchedColumn>& filled) {
    AnalysisSeries series{"periods", {}, {}, false};
    for (const auto& column : filled) series.columns.push_back({column.first, {}});
    std::vector<double> alarm, too_few_cases;
    std::vector<std::string> alarms;
    std::vector<std::size_t> reasons(static_cast<std::size_t>(NoLimit::not_converged) + 1, 0);
    for (std::size_t i = 0; i < found.size(); ++i)
        for (const WatchedPeriod& period : found[i]) {
            const std::string label = label_of(all, all.series[i], period.at);
            const ShownPeriod shown = all.shown_at(i, period.at);
            for (std::size_t j = 0; j < filled.size(); ++j) {
                const bool own = filled[j].second == &WatchedPeriod::observed;
                series.columns[j].second.push_back(
                    (own ? shown.count : shown.model) ? period.*filled[j].second : std::nan(""));
            }
            alarm.push_back(shown.count ? (period.alarm ? 1 : 0) : std::nan(""));
            too_few_cases.push_back(
                shown.model ? (period.no_limit == NoLimit::too_few_cases ? 1 : 0) : std::nan(""));
            ++reasons[static_cast<std::size_t>(period.no_limit)];
            if (period.alarm && shown.count) alarms.push_back(label);
            series.at.push_back(label);
        }
    series.columns.emplace_back("alarm", std::move(alarm));
    series.columns.emplace_back("too_few_cases", std::move(too_few_cases));
    report_alarms(run, alarms, series.at.size());
    if (!all.hides())
        run.out.set(
            "too_few_cases",
            static_cast<std::int64_t>(reasons[static_cast<std::size_t>(NoLimit::too_few_cases)]));
    warn_of(run, reasons, series.at.size(), all.hides());
    warn_of_hidden(run, all);
    run.out.series.push_back(std::move(series));
}

const std::vector<WatchedColumn> all_columns = {
    {"observed", &WatchedPeriod::observed}, {"expected", &WatchedPeriod::expected},
    {"upper", &WatchedPeriod::upper},       {"p", &WatchedPeriod::p},
    {"score", &WatchedPeriod::score},       {"dispersion", &WatchedPeriod::dispersion},
    {"trend", &WatchedPeriod::trend}};

// Days since 1970 of dates like 2004-01-05.
std::vector<long> days_of(const Run& run, const std::string& name,
                          const std::vector<std::size_t>& rows) {
    std::vector<long> days;
    const Column& column = run.column(name);
    for (const std::size_t row : rows) {
        const std::string text = column.text(row);
        int year = 0;
        unsigned month = 0, day = 0;
        char rest = 0;
        // NOLINTNEXTLINE(cert-err34-c)
        const int read = std::sscanf(text.c_str(), "%d-%u-%u%c", &year, &month, &day, &rest);
        const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                               std::chrono::day{day}};
        if (read != 3 || !date.ok())
            throw Refused{base::refuse("not_a_date", "„{}“ i „{}“ er ikke en dato som 2026-01-31.",
                                       text, name)};
        days.push_back(std::chrono::sys_days{date}.time_since_epoch().count());
        if (days.size() > 1 && days.back() <= days[days.size() - 2])
            throw Refused{base::refuse("not_in_order",
                                       "Datoerne i „{}“ skal stå i rækkefølge, hver kun én gang i "
                                       "en serie.",
                                       name)};
    }
    return days;
}

constexpr Field observed_field{"observed", "texts", "",
                               "variable: events in each period; several are several series", true};
constexpr Field group_field{"group", "text", "",
                            "variable: a series for each of its values; rows in order of time"};
constexpr Field label_field{"label", "text", "row number", "variable: what each period is called"};
constexpr Field first_field{"first", "whole", "the first with enough before it",
                            "the period watched first, counted from 1 in each series"};
constexpr Field last_field{"last", "whole", "the last", "the period watched last"};
constexpr Field frequency_field{"frequency", "whole", "52", "periods in a year"};
constexpr Field threads_field{"threads", "whole", "2 or those there are",
                              "how many compute; the result is the same for any number"};

constexpr Field original_fields[] = {
    observed_field,
    group_field,
    label_field,
    first_field,
    last_field,
    frequency_field,
    {"date", "text", "",
     "variable: dates like 2026-01-31; the same period of earlier years is then found by the "
     "calendar (frequency 12, 52 or 365)"},
    {"population", "text", "", "variable: persons; their logarithm is an offset"},
    {"years", "whole", "5", "years of the past"},
    {"half_window", "whole", "3", "periods before and after the same period of earlier years"},
    {"reweight", "boolean", "true", "past outbreaks count less"},
    {"weights_threshold", "number", "1", "Anscombe residuals above this count less"},
    {"level", "number", "0.05", "two-sided level of the limit"},
    {"trend", "boolean", "true", "a trend, where the three conditions hold"},
    {"least_cases", "number", "5", "fewer in the latest periods give no limit"},
    {"least_cases_periods", "whole", "4", "how many latest periods, this one included"},
    {"power", "choice", "two_thirds", "scale on which the limit is symmetric", false,
     "two_thirds|square_root|none"},
    threads_field,
};

constexpr Field improved_fields[] = {
    observed_field,
    group_field,
    label_field,
    first_field,
    last_field,
    frequency_field,
    {"date", "text", "",
     "variable: dates like 2026-01-31; the same period of earlier years is then found by the "
     "calendar (frequency 12, 52 or 365)"},
    {"population", "text", "", "variable: persons; their logarithm is an offset"},
    {"years", "whole", "5", "years of the past"},
    {"half_window", "whole", "3", "periods before and after the same period of earlier years"},
    {"season_groups", "whole", "1",
     "levels of the season; 1 uses only the windows, 10 is Noufaily's choice"},
    {"excluded_periods", "whole", "half_window",
     "latest periods left out of the past, so that it doesn't learn an emerging outbreak; 26 is "
     "Noufaily's choice"},
    {"reweight", "boolean", "true", "past outbreaks count less"},
    {"weights_threshold", "number", "2.58", "Anscombe residuals above this count less"},
    {"level", "number", "0.05", "one-sided level of the limit"},
    {"trend", "boolean", "true", "a trend, where the three conditions hold"},
    {"trend_level", "number", "0.05", "level of the trend's test; 1 keeps it"},
    {"least_cases", "number", "5", "fewer in the latest periods give no limit"},
    {"least_cases_periods", "whole", "4", "how many latest periods, this one included"},
    {"limit", "choice", "delta",
     "symmetric on a power scale; quantile of a negative binomial distribution at the expected "
     "number; or at its upper limit",
     false, "delta|negative_binomial|upper_mean"},
    {"power", "choice", "two_thirds", "scale on which delta is symmetric", false,
     "two_thirds|square_root|none"},
    {"trend_errors", "choice", "package",
     "dispersion behind the trend's test and the expected number's error: as surveillance "
     "computes it after reweighting, or the fit's own",
     false, "package|paper"},
    threads_field,
};

PowerScale power_of(const Specification& spec) {
    const std::string power = spec.choice("power", "two_thirds|square_root|none");
    return power == "none"          ? PowerScale::none
           : power == "square_root" ? PowerScale::square_root
                                    : PowerScale::two_thirds;
}

FarringtonOptions farrington_options(const Specification& spec, FarringtonForm form) {
    FarringtonOptions options;
    const bool original = form == FarringtonForm::original;
    options.form = form;
    options.frequency = spec.whole_or("frequency", 52);
    options.years = spec.whole_or("years", 5);
    options.half_window = spec.whole_or("half_window", 3);
    options.reweight = spec.boolean_or("reweight", true);
    options.weights_threshold = spec.number_or("weights_threshold", original ? 1 : 2.58);
    options.level = spec.number_or("level", 0.05);
    options.trend = spec.boolean_or("trend", true);
    options.least_cases = spec.number_or("least_cases", 5);
    options.least_cases_periods = spec.whole_or("least_cases_periods", 4);
    options.power = power_of(spec);
    if (original) return options;
    options.season_groups = spec.whole_or("season_groups", 1);
    options.excluded_periods = spec.whole_or("excluded_periods", options.half_window);
    options.trend_level = spec.number_or("trend_level", 0.05);
    const std::string limit = spec.choice("limit", "delta|negative_binomial|upper_mean");
    options.limit = limit == "delta"               ? FarringtonLimit::delta
                    : limit == "negative_binomial" ? FarringtonLimit::negative_binomial
                                                   : FarringtonLimit::upper_mean;
    options.package_errors = spec.choice("trend_errors", "package|paper") == "package";
    return options;
}

std::vector<WatchedSeries> watched_series(const Run& run, const SeriesOfRun& all,
                                          const FarringtonOptions& options) {
    const Specification& spec = run.specification;
    std::vector<double> population;
    if (const auto name = spec.optional_text("population")) population = run.numbers(*name);
    std::vector<WatchedSeries> series;
    for (const NamedSeries& one : all.series) {
        WatchedSeries watched{one.observed, {}, {}};
        if (!population.empty())
            for (const std::size_t row : one.rows) watched.population.push_back(population[row]);
        if (const auto date = spec.optional_text("date"))
            watched.earlier = same_period_earlier(days_of(run, *date, one.rows), options.years,
                                                  options.frequency == 52);
        series.push_back(std::move(watched));
    }
    return series;
}

void run_farrington(Run& run, FarringtonForm form) {
    const FarringtonOptions options = farrington_options(run.specification, form);
    const SeriesOfRun all = series_of(run);
    // Dates may shift the same week of an earlier year by one.
    const std::size_t slack = run.specification.has("date") ? options.half_window + 1 : 0;
    const Range range =
        range_of(run, all.periods, options.years * options.frequency + options.half_window + slack);
    const auto found = must_by_name(run,
                                    farrington(watched_series(run, all, options), range.first,
                                               range.last, options, threads_of(run), run.progress),
                                    named_fields);
    report_watched(run, all, found, all_columns);
    run.assume(base::refuse("season_repeats",
                            "Uden udbrud gentager sæsonen sig fra år til år, og udviklingen er "
                            "jævn; tidligere udbrud er vægtet ned."));
    run.assume(base::refuse("alarm_is_a_question",
                            "En alarm er et spørgsmål, ikke et svar: med mange serier kommer der "
                            "alarmer af tilfældighed alene."));
}

void run_original(Run& run) {
    run_farrington(run, FarringtonForm::original);
}
void run_improved(Run& run) {
    run_farrington(run, FarringtonForm::improved);
}

constexpr Field ears_fields[] = {
    observed_field,
    group_field,
    label_field,
    first_field,
    last_field,
    {"kind", "choice", "c1", "baseline just before, after a gap of two, or three periods together",
     false, "c1|c2|c3"},
    {"baseline", "whole", "7", "periods of the baseline"},
    {"level", "number", "0.001, c3: 0.025", "one-sided level of the limit"},
    {"least_deviation", "number", "0", "the baseline's deviation counts as at least this"},
};

void assume_quiet_past(const Run& run) {
    run.assume(base::refuse(
        "quiet_past", "Perioderne, der sammenlignes med, er uden udbrud, sæson og udvikling."));
}

void run_ears(Run& run) {
    const Specification& spec = run.specification;
    EarsOptions options;
    const std::string kind = spec.choice("kind", "c1|c2|c3");
    options.kind = kind == "c1" ? EarsKind::c1 : kind == "c2" ? EarsKind::c2 : EarsKind::c3;
    options.baseline = spec.whole_or("baseline", 7);
    options.level = spec.number_or("level", kind == "c3" ? 0.025 : 0.001);
    options.least_deviation = spec.number_or("least_deviation", 0);
    const SeriesOfRun all = series_of(run);
    const Range range = range_of(run, all.periods, first_of_ears(options));
    std::vector<std::vector<WatchedPeriod>> found;
    for (const NamedSeries& one : all.series)
        found.push_back(
            must_by_name(run, ears(one.observed, range.first, range.last, options), named_fields));
    report_watched(run, all, found,
                   {{"observed", &WatchedPeriod::observed},
                    {"expected", &WatchedPeriod::expected},
                    {"upper", &WatchedPeriod::upper}});
    assume_quiet_past(run);
}

constexpr Field bayes_fields[] = {
    observed_field,
    group_field,
    label_field,
    first_field,
    last_field,
    frequency_field,
    {"years", "whole", "0", "years of the past"},
    {"half_window", "whole", "6", "periods before and after the same period of earlier years"},
    {"this_year", "boolean", "true", "the half_window periods just before too"},
    {"level", "number", "0.05", "one-sided level of the limit"},
};
constexpr Field rki_fields[] = {
    observed_field,
    group_field,
    label_field,
    first_field,
    last_field,
    frequency_field,
    {"years", "whole", "2", "years of the past"},
    {"half_window", "whole", "4", "periods before and after the same period of earlier years"},
    {"this_year", "boolean", "false", "the half_window periods just before too"},
};

ReferenceOptions reference_options(const Specification& spec, const ReferenceOptions& usual) {
    ReferenceOptions options;
    options.frequency = spec.whole_or("frequency", 52);
    options.years = spec.whole_or("years", usual.years);
    options.half_window = spec.whole_or("half_window", usual.half_window);
    options.this_year = spec.boolean_or("this_year", usual.this_year);
    options.level = spec.number_or("level", usual.level);
    return options;
}

void run_bayes(Run& run) {
    const ReferenceOptions options = reference_options(run.specification, {});
    const SeriesOfRun all = series_of(run);
    const Range range = range_of(run, all.periods, first_of_references(options));
    std::vector<std::vector<WatchedPeriod>> found;
    for (const NamedSeries& one : all.series)
        found.push_back(must_by_name(
            run, bayes_limits(one.observed, range.first, range.last, options), named_fields));
    report_watched(run, all, found,
                   {{"observed", &WatchedPeriod::observed},
                    {"expected", &WatchedPeriod::expected},
                    {"upper", &WatchedPeriod::upper},
                    {"p", &WatchedPeriod::p}});
    assume_quiet_past(run);
}

void run_rki(Run& run) {
    const ReferenceOptions options = reference_options(run.specification, {52, 2, 4, false, 0.05});
    const SeriesOfRun all = series_of(run);
    const Range range = range_of(run, all.periods, first_of_references(options));
    std::vector<std::vector<WatchedPeriod>> found;
    for (const NamedSeries& one : all.series)
        found.push_back(must_by_name(
            run, rki_limits(one.observed, range.first, range.last, options), named_fields));
    report_watched(run, all, found,
                   {{"observed", &WatchedPeriod::observed},
                    {"expected", &WatchedPeriod::expected},
                    {"upper", &WatchedPeriod::upper}});
    assume_quiet_past(run);
}

// The expected counts of a chart's periods, and the dispersion of the model they come from.
struct ExpectedCounts {
    std::vector<double> means;
    double dispersion = 0;
};

// A model of the counts before a period: a level, with a season and a slope where asked.
struct LevelModel {
    std::size_t waves = 0;
    Family family = Family::poisson;
    std::optional<double> dispersion;  // known α of the negative binomial distribution
};

Matrix level_design(const Run& run, const LevelModel& model, std::size_t begin, std::size_t end) {
    const bool trend = run.specification.boolean_or("trend", false);
    const auto frequency = static_cast<double>(run.specification.whole_or("frequency", 52));
    const std::size_t columns = 1 + 2 * model.waves;
    Matrix x(end - begin, columns + (trend ? 1 : 0));
    for (std::size_t at = begin; at < end; ++at) {
        const std::size_t row = at - begin;
        x(row, 0) = 1;
        const double time = static_cast<double>(at + 1);
        for (std::size_t wave = 1; wave <= model.waves; ++wave) {
            const double angle =
                2 * std::numbers::pi * static_cast<double>(wave) * time / frequency;
            x(row, 2 * wave - 1) = std::cos(angle);
            x(row, 2 * wave) = std::sin(angle);
        }
        if (trend) x(row, columns) = time;
    }
    return x;
}

RegressionFit fit_level(const RegressionData& data, const LevelModel& model) {
    if (model.family == Family::negative_binomial && model.dispersion)
        return must(fit_known_dispersion(data, 1 / *model.dispersion));
    base::Result<RegressionFit> fit = fit_regression(model.family, data, {});
    if (!fit && fit.error().code == "not_overdispersed")
        fit = fit_regression(Family::poisson, data, {});
    return must(std::move(fit));
}

// The expected counts of the periods begin … last from those before begin.
ExpectedCounts counts_from_model(const Run& run, const NamedSeries& one, std::size_t begin,
                                 std::size_t last, const LevelModel& model) {
    RegressionData data;
    data.outcome_name = run.specification.texts("observed").front();
    data.outcome.assign(one.observed.begin(),
                        one.observed.begin() + static_cast<std::ptrdiff_t>(begin));
    data.design.x = level_design(run, model, 0, begin);
    for (std::size_t j = 0; j < data.design.x.columns(); ++j)
        data.design.names.push_back(j == 0 ? "(Intercept)" : "season " + std::to_string(j));
    data.design.terms = data.design.names;
    const RegressionFit fitted = fit_level(data, model);
    const Matrix ahead = level_design(run, model, begin, last + 1);
    ExpectedCounts expected;
    for (const double predictor :
         predict(fitted, fitted.unscaled_covariance, ahead, std::vector<double>(ahead.rows(), 0))
             .linear_predictor)
        expected.means.push_back(std::exp(predictor));
    if (fitted.family == Family::negative_binomial) expected.dispersion = 1 / fitted.theta;
    return expected;
}

// "mean" as a number or a variable, or from the counts before the first period.
ExpectedCounts expected_counts(const Run& run, const NamedSeries& one, const Range& range,
                               const LevelModel& model) {
    const Specification& spec = run.specification;
    const std::size_t periods = range.last - range.first + 1;
    if (spec.has("mean_value")) return {std::vector<double>(periods, spec.number("mean_value")), 0};
    if (const auto name = spec.optional_text("mean")) {
        const std::vector<double> all = run.numbers(*name);
        ExpectedCounts expected;
        for (std::size_t at = range.first; at <= range.last; ++at)
            expected.means.push_back(all[one.rows[at]]);
        return expected;
    }
    if (range.first == 0) throw Refused{by_name(run, too_few("observed", 0, 1), named_fields)};
    const bool plain = model.waves == 0 && !spec.boolean_or("trend", false);
    if (!plain || model.family == Family::negative_binomial)
        return counts_from_model(run, one, range.first, range.last, model);
    double sum = 0;
    for (std::size_t at = 0; at < range.first; ++at) sum += one.observed[at];
    if (!(sum > 0)) throw Refused{no_events(spec.texts("observed").front())};
    return {std::vector<double>(periods, sum / static_cast<double>(range.first)), 0};
}

std::vector<double> watched_counts(const NamedSeries& one, const Range& range) {
    return {one.observed.begin() + static_cast<std::ptrdiff_t>(range.first),
            one.observed.begin() + static_cast<std::ptrdiff_t>(range.last) + 1};
}

// A chart of each series: its points and the expected counts (empty: none).
struct Chart {
    std::vector<ChartPoint> points;
    std::vector<double> means;
};

void report_charts(Run& run, const SeriesOfRun& all, const Range& range,
                   const std::vector<Chart>& charts) {
    AnalysisSeries series{
        "periods",
        {},
        {{"observed", {}}, {"expected", {}}, {"value", {}}, {"upper", {}}, {"alarm", {}}},
        false};
    std::vector<std::string> alarms;
    double largest = 0;
    for (std::size_t i = 0; i < charts.size(); ++i)
        for (std::size_t at = 0; at < charts[i].points.size(); ++at) {
            const ChartPoint& point = charts[i].points[at];
            const std::string label = label_of(all, all.series[i], range.first + at);
            const double expected = charts[i].means.empty() ? std::nan("") : charts[i].means[at];
            const ShownPeriod shown = all.shown_at(i, range.first + at);
            const double hidden = std::nan("");
            const double values[] = {
                shown.count ? all.series[i].observed[range.first + at] : hidden,
                shown.model ? expected : hidden, shown.model ? point.value : hidden,
                shown.model ? point.upper : hidden,
                shown.count ? (point.alarm ? 1.0 : 0.0) : hidden};
            for (std::size_t j = 0; j < std::size(values); ++j)
                series.columns[j].second.push_back(values[j]);
            series.at.push_back(label);
            largest = std::max(largest, point.value);
            if (point.alarm && shown.count) alarms.push_back(label);
        }
    report_alarms(run, alarms, series.at.size());
    if (!all.hides()) run.out.set("largest", largest);
    warn_of_hidden(run, all);
    run.out.series.push_back(std::move(series));
    run.assume(base::refuse("known_level",
                            "Det forventede antal er kendt og ændrer sig ikke af andre grunde end "
                            "dem, modellen har med."));
}

constexpr Field mean_field{"mean", "text", "from the counts before first",
                           "variable: the expected count of each period"};
constexpr Field mean_value_field{"mean_value", "number", "", "the expected count of every period"};
constexpr Field waves_field{"waves", "whole", "0",
                            "sine and cosine pairs of the season in the model before first"};
constexpr Field trend_field{"trend", "boolean", "false", "a trend in the model before first"};

constexpr Field cusum_fields[] = {
    observed_field,
    group_field,
    label_field,
    first_field,
    last_field,
    frequency_field,
    mean_field,
    mean_value_field,
    waves_field,
    trend_field,
    {"scale", "choice", "standard", "how counts are put on one scale before they are added up",
     false,
     "standard|rossi|anscombe|anscombe_second_order|pearson_negative_binomial|"
     "anscombe_negative_binomial|none"},
    {"reference", "number", "1.04", "taken from each value (k)"},
    {"threshold", "number", "2.26", "the chart alarms here (h)"},
    {"dispersion", "number", "0.1", "α of the negative binomial scales: variance μ + αμ²"},
    {"head_start", "number", "0", "where the chart begins"},
    {"reset", "boolean", "false", "begin again from 0 after an alarm"},
};

ChartScale scale_of(const Specification& spec) {
    constexpr std::string_view names =
        "standard|rossi|anscombe|anscombe_second_order|pearson_negative_binomial|"
        "anscombe_negative_binomial|none";
    const std::string name = spec.choice("scale", names);
    const std::pair<const char*, ChartScale> scales[] = {
        {"standard", ChartScale::standard},
        {"rossi", ChartScale::rossi},
        {"anscombe", ChartScale::anscombe},
        {"anscombe_second_order", ChartScale::anscombe_second_order},
        {"pearson_negative_binomial", ChartScale::pearson_negative_binomial},
        {"anscombe_negative_binomial", ChartScale::anscombe_negative_binomial}};
    for (const auto& scale : scales)
        if (name == scale.first) return scale.second;
    return ChartScale::none;
}

void run_cusum(Run& run) {
    const Specification& spec = run.specification;
    CusumOptions options;
    options.scale = scale_of(spec);
    options.reference = spec.number_or("reference", options.reference);
    options.threshold = spec.number_or("threshold", options.threshold);
    options.dispersion = spec.number_or("dispersion", options.dispersion);
    options.head_start = spec.number_or("head_start", 0);
    options.reset = spec.boolean_or("reset", false);
    const std::size_t waves = spec.whole_or("waves", 0);
    const SeriesOfRun all = series_of(run);
    const bool with_means = options.scale != ChartScale::none;
    const bool needs_past = with_means && !spec.has("mean") && !spec.has("mean_value");
    const Range range = range_of(run, all.periods, needs_past ? spec.whole_or("frequency", 52) : 0);
    std::vector<Chart> charts;
    for (const NamedSeries& one : all.series) {
        Chart chart;
        if (with_means)
            chart.means = expected_counts(run, one, range, {waves, Family::poisson, {}}).means;
        chart.points = must_by_name(run, cusum(watched_counts(one, range), chart.means, options),
                                    named_fields);
        charts.push_back(std::move(chart));
    }
    report_charts(run, all, range, charts);
}

constexpr Field ratio_fields[] = {
    observed_field,
    group_field,
    label_field,
    first_field,
    last_field,
    frequency_field,
    mean_field,
    mean_value_field,
    {"waves", "whole", "1", "sine and cosine pairs of the season in the model before first"},
    trend_field,
    {"distribution", "choice", "poisson", "of the counts", false, "poisson|negative_binomial"},
    {"dispersion", "number", "from the model before first",
     "α of the negative binomial distribution: variance μ + αμ²"},
    {"threshold", "number", "5", "the chart alarms here"},
    {"change", "number", "sought", "the logarithm of the factor looked for"},
    {"change_kind", "choice", "level",
     "level: the mean becomes e^change times what it was; epidemic: each count adds a sought part "
     "of itself to the next one's mean",
     false, "level|epidemic"},
    {"epidemic_search", "choice", "exact",
     "the maximum, or as surveillance 1.20, whose search often ends at no change (Poisson) or "
     "looks "
     "for a change of level (negative binomial)",
     false, "exact|package"},
    {"direction", "choice", "increase", "of the change sought", false, "increase|decrease"},
    {"refit", "boolean", "false", "after each alarm the model is fitted to all counts until then"},
    {"alarming_counts", "boolean", "true; negative_binomial without change: false",
     "also upper, the count that would alarm, where the change is sought; slow for long series"},
    {"window", "whole", "0", "the change is no longer ago than this; 0: any time"},
    {"shortest", "whole", "1", "periods that a change has lasted at least"},
};

RatioChartOptions ratio_options(const Specification& spec, bool poisson) {
    RatioChartOptions options;
    options.threshold = spec.number_or("threshold", options.threshold);
    if (spec.has("change")) options.change = spec.number("change");
    options.kind = spec.choice("change_kind", "level|epidemic") == "level" ? ChangeKind::level
                                                                           : ChangeKind::epidemic;
    options.search = spec.choice("epidemic_search", "exact|package") == "exact"
                         ? EpidemicSearch::exact
                         : EpidemicSearch::package;
    options.decrease = spec.choice("direction", "increase|decrease") == "decrease";
    options.window = spec.whole_or("window", 0);
    options.shortest = spec.whole_or("shortest", 1);
    options.alarming_counts = spec.boolean_or("alarming_counts", poisson);
    return options;
}

// With `refit`: a chart until its first alarm, then another with a model of all counts until then.
Chart refitted_chart(const Run& run, const NamedSeries& one, const Range& range,
                     const LevelModel& model, RatioChartOptions options) {
    options.until_alarm = true;
    Chart whole;
    Range rest = range;
    while (rest.first <= range.last) {
        const std::vector<double> means =
            counts_from_model(run, one, rest.first, rest.last, model).means;
        const auto part = must_by_name(
            run, likelihood_ratio_chart(watched_counts(one, rest), means, options), named_fields);
        whole.points.insert(whole.points.end(), part.begin(), part.end());
        whole.means.insert(whole.means.end(), means.begin(),
                           means.begin() + static_cast<std::ptrdiff_t>(part.size()));
        rest.first += part.size();
    }
    return whole;
}

Chart ratio_chart_of(Run& run, const NamedSeries& one, const Range& range, bool from_past,
                     RatioChartOptions& options) {
    const Specification& spec = run.specification;
    const bool poisson = spec.choice("distribution", "poisson|negative_binomial") == "poisson";
    // The model before has the chart's distribution, as in surveillance.
    LevelModel model{
        spec.whole_or("waves", 1), poisson ? Family::poisson : Family::negative_binomial, {}};
    if (!poisson && spec.has("dispersion")) model.dispersion = spec.number("dispersion");
    if (model.dispersion && !(*model.dispersion > 0)) throw Refused{not_positive("dispersion")};
    if (!poisson && !model.dispersion && !from_past)
        throw Refused{
            base::refuse("missing_field", "Feltet „{}“ mangler i specifikationen.", "dispersion")};
    const ExpectedCounts expected = expected_counts(run, one, range, model);
    if (!poisson && !model.dispersion) model.dispersion = expected.dispersion;
    options.dispersion = model.dispersion.value_or(0);
    // Counts without over-dispersion are Poisson counts.
    if (options.dispersion == 0) model = {model.waves, Family::poisson, {}};
    if (from_past && spec.boolean_or("refit", false))
        return refitted_chart(run, one, range, model, options);
    return {must_by_name(
                run, likelihood_ratio_chart(watched_counts(one, range), expected.means, options),
                named_fields),
            expected.means};
}

void run_ratio_chart(Run& run) {
    const Specification& spec = run.specification;
    const bool poisson = spec.choice("distribution", "poisson|negative_binomial") == "poisson";
    RatioChartOptions options = ratio_options(spec, poisson);
    const SeriesOfRun all = series_of(run);
    const bool from_past = !spec.has("mean") && !spec.has("mean_value");
    const Range range =
        range_of(run, all.periods, from_past ? 2 * spec.whole_or("frequency", 52) : 0);
    std::vector<Chart> charts;
    for (const NamedSeries& one : all.series)
        charts.push_back(ratio_chart_of(run, one, range, from_past, options));
    if (!poisson && charts.size() == 1 && !all.hides())
        run.out.set("dispersion", options.dispersion);
    report_charts(run, all, range, charts);
}

constexpr Field run_length_fields[] = {
    {"chart", "choice", "cusum", "which chart", false, "cusum|ewma"},
    {"distribution", "choice", "normal", "of the values (ewma: normal)", false,
     "normal|poisson|negative_binomial|binomial"},
    {"sides", "choice", "one, ewma: two",
     "one-sided, or two charts together (cusum of normal values); an ewma that alarms above only "
     "is "
     "kept from falling below barrier",
     false, "one|two"},
    {"barrier", "number", "0", "one-sided ewma: in units of its own standard deviation"},
    {"reference", "number", "0.5", "cusum: taken from each value (k)"},
    {"threshold", "number", "5, ewma: 2.7", "the chart alarms here (h; ewma: the limit's factor)"},
    {"run_length", "number", "", "wanted instead: the threshold with this average run length"},
    {"mean", "number", "0", "mean of the values; normal values have deviation 1"},
    {"size", "number", "1", "negative_binomial: variance μ + μ²/size"},
    {"trials", "number", "1", "binomial: mean over trials is the probability"},
    {"weight", "number", "0.1", "ewma: of the newest value"},
    {"head_start", "number", "0", "where the chart begins"},
    {"states", "whole", "0",
     "cusum of normal values: Brook and Evans' chain of so many states; 0: the integral equation"},
};

template <class Chart>
void report_run_length(Run& run, Chart chart, double Chart::*threshold) {
    if (run.specification.has("run_length"))
        chart.*threshold = must(threshold_for(chart, run.specification.number("run_length")));
    run.out.set("threshold", chart.*threshold);
    run.out.set("average_run_length", must(average_run_length(chart)));
    run.assume(base::refuse("independent_values",
                            "Værdierne er uafhængige og har den fordeling, der er valgt."));
}

void run_run_length(Run& run) {
    const Specification& spec = run.specification;
    if (spec.choice("chart", "cusum|ewma") == "ewma") {
        EwmaRun chart;
        chart.weight = spec.number_or("weight", chart.weight);
        chart.limit = spec.number_or("threshold", chart.limit);
        chart.mean = spec.number_or("mean", 0);
        chart.head_start = spec.number_or("head_start", 0);
        chart.sides = spec.choice("sides", "two|one") == "one" ? ChartSides::one : ChartSides::two;
        chart.barrier = spec.number_or("barrier", 0);
        report_run_length(run, chart, &EwmaRun::limit);
        return;
    }
    CusumRun chart;
    const std::string values =
        spec.choice("distribution", "normal|poisson|negative_binomial|binomial");
    chart.values = values == "normal"     ? ChartValues::normal
                   : values == "poisson"  ? ChartValues::poisson
                   : values == "binomial" ? ChartValues::binomial
                                          : ChartValues::negative_binomial;
    chart.sides = spec.choice("sides", "one|two") == "one" ? ChartSides::one : ChartSides::two;
    chart.reference = spec.number_or("reference", chart.reference);
    chart.threshold = spec.number_or("threshold", chart.threshold);
    chart.mean = spec.number_or("mean", 0);
    chart.size = spec.number_or("size", 1);
    chart.trials = spec.number_or("trials", 1);
    chart.head_start = spec.number_or("head_start", 0);
    chart.states = spec.whole_or("states", 0);
    report_run_length(run, chart, &CusumRun::threshold);
}

constexpr std::string_view watched_answers =
    "fit: periods, alarms, alarm_periods (their labels), too_few_cases. series: periods (observed, "
    "expected, upper, p, score, dispersion, trend, alarm, too_few_cases) by \"label\" or \"series "
    "label\"; where there is no limit the numbers are null and a warning says why";
constexpr std::string_view simple_answers =
    "fit: periods, alarms, alarm_periods (their labels). series: periods (observed, expected, "
    "upper, alarm; bayes_limit also p)";
constexpr std::string_view chart_answers =
    "fit: periods, alarms, alarm_periods (their labels), largest (value of the chart). series: "
    "periods (observed, expected, value, upper: the count that would alarm, of a decrease the "
    "smallest that wouldn't, alarm)";

constexpr Method methods[] = {
    {"farrington", "Is a period unusual against the same season of earlier years",
     "Farrington, Andrews, Beale and Catchpole 1996, JRSS A 159:547", watched_answers,
     original_fields, run_original},
    {"farrington_improved",
     "The improved Farrington: more of the past with a season, less weight on few outbreaks, "
     "negative binomial limits",
     "Noufaily, Enki, Farrington, Garthwaite, Andrews and Charlett 2013, Stat Med 32:1206",
     watched_answers, improved_fields, run_improved},
    {"ears", "Is a period unusual against the few just before",
     "Hutwagner et al. 2003; Fricker, "
     "Hegler and Dunfee 2008",
     simple_answers, ears_fields, run_ears},
    {"bayes_limit", "The predictive limit of earlier counts", "Riebler 2004; Höhle 2007",
     simple_answers, bayes_fields, run_bayes},
    {"rki_limit", "The limit of the Robert Koch Institute",
     "Stroup et al. 1989; Crow and Gardner "
     "1959; Höhle 2007",
     simple_answers, rki_fields, run_rki},
    {"cusum", "Small changes added up over time", "Page 1954; Rossi, Lampugnani and Marchi 1999",
     chart_answers, cusum_fields, run_cusum},
    {"likelihood_ratio_chart",
     "The likelihood ratio of a change of level, of a given or a sought size, Poisson or negative "
     "binomial",
     "Höhle and Paul 2008; Lai 1995", chart_answers, ratio_fields, run_ratio_chart},
    {"run_length", "How long a chart runs on average before it alarms; needs no data",
     "Page 1954; Brook and Evans 1972; Vance 1986; Crowder 1987",
     "fit: threshold, average_run_length", run_length_fields, run_run_length, true},
};

}  // namespace

std::span<const Method> outbreak_methods() {
    return methods;
}

}  // namespace statistics

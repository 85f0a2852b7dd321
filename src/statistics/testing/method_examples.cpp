#include "statistics/testing/method_examples.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>

#include "statistics/analyse.h"
#include "statistics/data_frame.h"
#include "statistics/random.h"

namespace statistics::testing {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Columns by name, filled row by row.
class Rows {
  public:
    void put(const std::string& name, double value) {
        const auto found = std::find_if(sheet_.begin(), sheet_.end(),
                                        [&](const auto& each) { return each.first == name; });
        if (found == sheet_.end())
            sheet_.push_back({name, {value}});
        else
            found->second.push_back(value);
    }
    const Sheet& sheet() const { return sheet_; }

  private:
    Sheet sheet_;
};

double number(std::size_t value) {
    return static_cast<double>(value);
}

double drawn(RandomStream& random, double mean) {
    return number(random.poisson(mean));
}

double coin(RandomStream& random, double probability) {
    return random.uniform() < probability ? 1 : 0;
}

// Sixty persons: two covariates, outcomes of each kind, times to two causes, a plan's names.
Sheet persons() {
    RandomStream random(41, 0);
    Rows rows;
    for (std::size_t i = 0; i < 60; ++i) {
        const double x = random.normal(), z = coin(random, 0.5);
        const double time = 0.05 + random.exponential() / std::exp(0.3 * x);
        rows.put("id", number(i + 1));
        rows.put("x", x);
        rows.put("z", z);
        rows.put("cluster", number(i % 12));
        rows.put("stratum", number(i % 3));
        rows.put("weight", 1 + random.uniform());
        rows.put("w", 2 + 3 * random.uniform());
        rows.put("y", 2 + 0.5 * x + z + random.normal());
        rows.put("score", 3 + x + 0.5 * random.normal());
        rows.put("later", 3.5 + x + 0.5 * random.normal());
        rows.put("count", drawn(random, 3 * std::exp(0.3 * x)));
        rows.put("yes", coin(random, 0.5));
        rows.put("again", coin(random, 0.6));
        rows.put("D", coin(random, 1 / (1 + std::exp(0.4 - 0.5 * x))));
        rows.put("begin", 0.02 + 0.02 * random.uniform());
        rows.put("time", time);
        rows.put("event", coin(random, 0.7));
        rows.put("cause", time > 2 ? 0 : 1 + coin(random, 0.4));
        rows.put("choice", number(random.below(3)));
        rows.put("other", number(random.below(3)));
    }
    return rows.sheet();
}

constexpr std::size_t side = 5;

// Areas on a grid with cases, persons and places.
Sheet areas() {
    RandomStream random(42, 0);
    Rows rows;
    for (std::size_t i = 0; i < side * side; ++i) {
        const double population = 800 + 1500 * random.uniform();
        rows.put("area", number(i));
        rows.put("n", population);
        rows.put("e", 0.02 * population);
        rows.put("o", 1 + drawn(random, 0.02 * population * random.gamma(5, 0.2)));
        rows.put("v", 5 + random.normal());
        rows.put("covariate", random.normal());
        rows.put("px", number(i % side) + 0.2 * random.uniform());
        rows.put("py", number(i / side) + 0.2 * random.uniform());
        rows.put("s", 100 + 50 * random.uniform());
    }
    return rows.sheet();
}

std::string area_pairs() {
    std::string text = "from,to\n";
    for (std::size_t i = 0; i < side * side; ++i) {
        if (i % side + 1 < side) text += std::to_string(i) + "," + std::to_string(i + 1) + "\n";
        if (i + side < side * side)
            text += std::to_string(i) + "," + std::to_string(i + side) + "\n";
    }
    std::istringstream lines(text);
    std::string back, line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        const std::size_t comma = line.find(',');
        back += line.substr(comma + 1) + "," + line.substr(0, comma) + "\n";
    }
    return text + back;
}

Sheet points() {
    RandomStream random(43, 0);
    Rows rows;
    for (std::size_t i = 0; i < 50; ++i) {
        rows.put("x", random.uniform());
        rows.put("y", random.uniform());
        rows.put("day", std::floor(90 * random.uniform()));
    }
    return rows.sheet();
}

// Units over eight times: two are treated from the sixth, others begin at 4 or 6 or never.
Sheet panel() {
    RandomStream random(44, 0);
    Rows rows;
    for (std::size_t unit = 0; unit < 15; ++unit) {
        const double level = random.normal(), trend = 0.2 * random.normal();
        for (std::size_t time = 1; time <= 8; ++time) {
            const double first = unit % 3 == 0 ? none : unit % 3 == 1 ? 4 : 6;
            rows.put("row", number(unit * 8 + time));
            rows.put("unit", number(unit));
            rows.put("time", number(time));
            rows.put("treated", unit < 2 && time >= 6 ? 1 : 0);
            rows.put("one", unit == 0 && time >= 6 ? 1 : 0);
            rows.put("first", first);
            rows.put("wedge", time > 1 + unit % 6 ? 1 : 0);
            rows.put("y", 10 + level + trend * number(time) + 0.5 * random.normal());
        }
    }
    return rows.sheet();
}

// Weeks of six years and a bit.
Sheet weeks() {
    RandomStream random(45, 0);
    Rows rows;
    for (std::size_t week = 0; week < 330; ++week) {
        rows.put("week", number(week + 1));
        rows.put("after", week >= 200 ? 1 : 0);
        rows.put("expected", 12);
        rows.put("y", drawn(random, random.gamma(12, 1)));
        rows.put("n", 1000 + number(week));
    }
    return rows.sheet();
}

Sheet lexis() {
    RandomStream random(46, 0);
    Rows rows;
    for (std::size_t age = 0; age < 6; ++age)
        for (std::size_t period = 0; period < 6; ++period) {
            rows.put("age", 15 + 5 * number(age));
            rows.put("period", 1990 + 5 * number(period));
            rows.put("n", 4000 + 100 * number(period));
            rows.put("o", 5 + drawn(random, 40 + 5 * number(age) - 4 * number(period)));
            rows.put("group", number(period % 3));
        }
    return rows.sheet();
}

// Years of answers: how many of how many said yes, in two groups and three strata.
Sheet answers() {
    RandomStream random(47, 0);
    Rows rows;
    for (std::size_t i = 0; i < 12; ++i) {
        double successes = 3;
        for (std::size_t j = 0; j < 34; ++j) successes += coin(random, 0.3 + 0.03 * number(i / 2));
        rows.put("k", successes);
        rows.put("n", 40);
        rows.put("year", number(2015 + i / 2));
        rows.put("group", number(i % 2));
        rows.put("stratum", number(i / 4));
        rows.put("answer", number(i / 2 % 2));
        rows.put("p", 0.001 + random.uniform() / 3);
        rows.put("name", number(i));
    }
    return rows.sheet();
}

using Examples = std::vector<MethodExample>;

void add_expected(Examples& all) {
    const Sheet map = areas();
    const std::string pairs = area_pairs();
    const std::string near = R"("neighbours":{"data":"neighbours","from":"from","to":"to"})";
    const std::vector<Scaling> persons_only = {{{"n"}, 10, 1, {}}};
    all.push_back({"standardised_ratio", R"("observed":"o","population":"n","area":"area")", map,
                   "", persons_only});
    all.push_back({"direct_standardisation",
                   R"("counts":"o","populations":"n","standard":"s")",
                   map,
                   "",
                   {{{"n"}, 10, 0.1, {}}, {{"s"}, 7, 1, {}}}});
    for (const char* prior :
         {"gamma", "clayton_kaldor", "marshall", "marshall_binomial", "marshall_local"})
        all.push_back({"empirical_bayes",
                       R"("observed":"o","population":"n","area":"area",)" + near +
                           R"(,"prior":")" + prior + "\"",
                       map, pairs});
    all.push_back(
        {"poisson_map", R"("observed":"o","population":"n","area":"area")", map, "", persons_only});
    all.push_back({"funnel",
                   R"("observed":"o","population":"n","area":"area")",
                   map,
                   "",
                   persons_only,
                   {},
                   {"dispersion_raw", "dispersion", "between_variance"}});
    all.push_back({"funnel_limits", R"("expected":"e")", map});
    all.push_back({"area_smoothing",
                   R"("observed":"o","population":"n","area":"area",)" + near,
                   map,
                   pairs,
                   persons_only,
                   {"area"},
                   {"effective_degrees", "deviance"}});
    all.push_back(
        {"expected_level",
         R"("outcome":"o","offset":"log(n) ","terms":["covariate"],"area":"area","label":"area")",
         map,
         "",
         {{{"covariate"}, 10, 1, {{"covariate", 0.1}}}},
         {"area"},
         {"deviance"}});
}

void add_effects(Examples& all) {
    const Sheet course = weeks(), units = panel(), tables = answers();
    all.push_back({"regression",
                   R"("outcome":"count","terms":["x","z"],"family":"quasi_poisson",)"
                   R"("errors":"clustered","cluster":["cluster"],"label":"id")",
                   persons(),
                   "",
                   {{{"x"}, 10, 1, {{"x", 0.1}}}},
                   {"cluster"},
                   {"deviance"}});
    all.push_back({"interrupted_series",
                   R"("outcome":"y","time":"week","intervention":"after","period":52,)"
                   R"("errors":"newey_west","label":"week")",
                   course,
                   "",
                   {},
                   {},
                   {}});
    all.push_back(
        {"before_after", R"("outcome":"y","intervention":"after","label":"week")", course, ""});
    all.push_back({"difference_in_differences",
                   R"("outcome":"y","unit":"unit","time":"time","treated":"treated","label":"row")",
                   units,
                   "",
                   {{{"y"}, 100, 100, {}}},
                   {},
                   {"units", "times"}});
    all.push_back({"group_time_effects",
                   R"("outcome":"y","unit":"unit","time":"time","first_treated":"first")",
                   units,
                   "",
                   {{{"y"}, 100, 100, {}}},
                   {"unit"},
                   {"units"}});
    all.push_back({"multiple_tests", R"("p":"p","label":"name")", tables});
    all.push_back({"synthetic_control",
                   R"("outcome":"y","unit":"unit","time":"time","treated":"one",)"
                   R"("predictor_weights":"equal")",
                   units,
                   "",
                   {{{"y"}, 100, 100, {}}},
                   {},
                   {"placebo_p"}});
    all.push_back({"synthetic_difference_in_differences",
                   R"("outcome":"y","unit":"unit","time":"time","treated":"one")",
                   units,
                   "",
                   {{{"y"}, 100, 100, {}}},
                   {},
                   {"donors"}});
    for (const char* method : {"propensity_matching", "propensity_weighting"})
        all.push_back({method,
                       R"("treated":"D","terms":["x","z"],"outcome":"y","label":"id")",
                       persons(),
                       "",
                       {{{"y"}, 100, 100, {}}, {{"x"}, 8, 1, {}}},
                       {},
                       {"largest_smd_after", "effective_controls"}});
}

void add_survival(Examples& all) {
    const Sheet some = persons();
    const std::string time = R"("time":"time","event":"event")";
    const std::vector<Scaling> longer = {{{"time", "begin"}, 365, 1, {}}};
    all.push_back({"survival_curve", time + R"(,"group":"z","horizon":1)", some});
    all.push_back({"log_rank",
                   time + R"(,"group":"z","strata":"stratum")",
                   some,
                   "",
                   longer,
                   {"stratum"},
                   {"chi_squared", "degrees", "p"}});
    for (const char* ties : {"efron", "breslow", "exact"})
        all.push_back(
            {"cox",
             time + R"(,"terms":["x","z"],"strata":"stratum","label":"id","ties":")" + ties + "\"",
             some,
             "",
             {{{"time"}, 365, 1, {}}, {{"x"}, 10, 1, {{"x", 0.1}}}},
             {"stratum"},
             {"log_likelihood", "score"}});
    all.push_back({"cox",
                   time + R"(,"start":"begin","terms":["x","z"],"cluster":"cluster","label":"id")",
                   some,
                   "",
                   longer,
                   {"cluster"},
                   {"log_likelihood", "wald"}});
    all.push_back({"cumulative_incidence",
                   R"("time":"time","event":"cause","group":"z")",
                   some,
                   "",
                   longer,
                   {},
                   {"gray", "gray_p"}});
    for (const char* approach : {"paper", "weighted_cox"})
        all.push_back({"fine_gray",
                       R"("time":"time","event":"cause","terms":["x","z"],"approach":")" +
                           std::string(approach) + "\"",
                       some,
                       "",
                       {{{"time"}, 365, 1, {}}, {{"x"}, 10, 1, {{"x", 0.1}}}},
                       {},
                       {"log_likelihood"}});
}

void add_outbreaks(Examples& all) {
    const Sheet course = weeks();
    const std::string watch = R"("observed":["y"],"label":"week","first":321)";
    for (const char* method : {"farrington", "farrington_improved"})
        all.push_back({method,
                       watch + R"(,"population":"n")",
                       course,
                       "",
                       {{{"n"}, 100, 1, {}}},
                       {},
                       {"alarms"},
                       true});
    for (const char* method : {"ears", "bayes_limit", "rki_limit"})
        all.push_back({method, watch, course, "", {}, {}, {}, true});
    for (const char* method : {"cusum", "likelihood_ratio_chart"})
        all.push_back({method, watch + R"(,"mean":"expected")", course, "", {}, {}, {}, true});
    all.push_back({"run_length", R"("reference":0.5,"threshold":4)", {}});
}

void add_places(Examples& all) {
    const Sheet map = areas(), events = points();
    const std::string pairs = area_pairs();
    const std::string near =
        R"("area":"area","neighbours":{"data":"neighbours","from":"from","to":"to"})";
    all.push_back({"scan",
                   R"("observed":"o","population":"n","area":"area","x":"px","y":"py",)"
                   R"("replicates":0)",
                   map,
                   "",
                   {{{"n"}, 10, 1, {}}, {{"px", "py"}, 1000, 1, {}}},
                   {},
                   {"cases"}});
    for (const char* statistic : {"moran", "geary", "global_g"})
        all.push_back({"spatial_autocorrelation",
                       R"("value":"v","statistic":")" + std::string(statistic) + "\"," + near,
                       map,
                       pairs,
                       {{{"v"}, 1000, 1, {}}},
                       {"area"},
                       {"expectation"}});
    all.push_back({"spatial_autocorrelation",
                   R"("observed":"o","population":"n","statistic":"empirical_bayes",)" + near,
                   map,
                   pairs,
                   {{{"n"}, 10, 1, {}}},
                   {"area"}});
    for (const char* statistic : {"g_star", "g", "moran"})
        all.push_back({"local_autocorrelation",
                       R"("value":"v","statistic":")" + std::string(statistic) + "\"," + near,
                       map,
                       pairs,
                       {{{"v"}, 1000, 1, {}}},
                       {"area"},
                       {"sum_z", "max_z"}});
    all.push_back({"kernel_density",
                   R"("grid":{"x":[0,1],"y":[0,1],"count":[4,4]},"bandwidth":[0.2],)"
                   R"("window":{"rectangle":[0,1,0,1]},"edge":"uniform")",
                   events});
    all.push_back(
        {"point_pattern", R"("distances":[0.05,0.1],"window":{"rectangle":[0,1,0,1]})", events});
    all.push_back({"knox", R"("time":"day","space":0.2,"within":10,"replicates":0)", events});
    all.push_back({"near_repeat",
                   R"("time":"day","space_bands":[0,0.1,0.2],"time_bands":[0,7,14],"replicates":0)",
                   events});
}

void add_repeated(Examples& all) {
    const Sheet some = persons(), units = panel();
    all.push_back({"mixed_model",
                   R"("outcome":"y","terms":["x","z"],"random":[{"group":"cluster"}],"label":"id")",
                   some,
                   "",
                   {{{"y"}, 100, 100, {}}, {{"x"}, 10, 1, {{"x", 0.1}}}},
                   {},
                   {}});
    all.push_back(
        {"stepped_wedge",
         R"("outcome":"y","cluster":"unit","period":"time","treatment":"wedge","label":"row")",
         units,
         "",
         {{{"y"}, 100, 100, {}}},
         {},
         {}});
    all.push_back({"reliability",
                   R"("items":["score","later","y"])",
                   some,
                   "",
                   {{{"score", "later", "y"}, 10, 1, {}}},
                   {},
                   {"alpha", "guttman_lambda6"}});
    all.push_back({"intraclass_correlation",
                   R"("ratings":["score","later"])",
                   some,
                   "",
                   {{{"score", "later"}, 10, 1, {}}},
                   {},
                   {"targets"}});
    all.push_back({"agreement", R"("first":"choice","second":"other")", some});
    all.push_back({"reliable_change",
                   R"("before":"score","after":"later","reliability":0.8)",
                   some,
                   "",
                   {},
                   {},
                   {}});
}

void add_proportions(Examples& all) {
    const Sheet tables = answers(), some = persons();
    const std::string yes = R"("outcome":"k","trials":"n",)";
    all.push_back({"proportion", yes + R"("group":"year")", tables});
    all.push_back({"proportion_difference", yes + R"("group":"year")", tables});
    all.push_back({"paired_proportions", R"("first":"yes","second":"again")", some});
    all.push_back({"proportion_trend", yes + R"("group":"year")", tables});
    all.push_back({"stratified_odds_ratio",
                   R"("outcome":"answer","group":"group","strata":"stratum","count":"k")",
                   tables,
                   "",
                   {},
                   {"stratum"},
                   {"chi_squared"}});
    all.push_back({"stratified_association",
                   R"("row":"group","column":"answer","strata":"stratum","count":"k")",
                   tables,
                   "",
                   {},
                   {"stratum"},
                   {"general", "row_means", "correlation"}});
}

void add_surveys(Examples& all) {
    const Sheet some = persons();
    const std::string plan = R"(,"weights":"w","strata":["stratum"],"cluster":["cluster"])";
    const std::vector<std::string> names = {"stratum", "cluster"};
    const std::vector<Scaling> weights = {{{"w"}, 10, 1, {}}};
    all.push_back({"survey_mean",
                   R"("variables":["y","score"],"label":"id")" + plan,
                   some,
                   "",
                   {{{"w"}, 10, 1, {}}, {{"y"}, 100, 1, {{"y", 100}}}},
                   names});
    all.push_back({"survey_mean",
                   R"("statistic":"total","variables":["y"],"label":"id")" + plan,
                   some,
                   "",
                   {{{"w"}, 10, 10, {}}, {{"y"}, 100, 100, {}}},
                   names});
    all.push_back({"survey_ratio",
                   R"("numerator":"y","denominator":"score")" + plan,
                   some,
                   "",
                   {{{"w"}, 10, 1, {}}, {{"y"}, 100, 100, {}}, {{"score"}, 2, 0.5, {}}},
                   names});
    all.push_back({"survey_proportion", R"("outcome":"yes")" + plan, some, "", weights, names});
    all.push_back({"survey_quantile",
                   R"("outcome":"y")" + plan,
                   some,
                   "",
                   {{{"w"}, 10, 1, {}}, {{"y"}, 100, 100, {}}},
                   names});
    all.push_back({"survey_chi_squared",
                   R"("row":"yes","column":"z")" + plan,
                   some,
                   "",
                   weights,
                   names,
                   {"f", "p", "chi_squared"}});
    all.push_back({"survey_regression",
                   R"("outcome":"y","terms":["x","z"])" + plan,
                   some,
                   "",
                   {{{"w"}, 10, 1, {}}, {{"x"}, 10, 1, {{"x", 0.1}}}},
                   names});
}

void add_cohorts(Examples& all) {
    const Sheet cells = lexis();
    for (const char* model : {"factors", "splines"})
        all.push_back(
            {"age_period_cohort",
             R"("observed":"o","population":"n","age":"age","period":"period","model":")" +
                 std::string(model) + "\"",
             cells,
             "",
             {{{"n"}, 10, 1, {}}},
             {},
             {"deviance", "dispersion"}});
    all.push_back({"cumulative_rate",
                   R"("observed":"o","population":"n","age":"age","group":"group")",
                   cells,
                   "",
                   {{{"n"}, 10, 0.1, {}}}});
}

}  // namespace

std::vector<MethodExample> method_examples() {
    Examples all;
    add_expected(all);
    add_effects(all);
    add_survival(all);
    add_outbreaks(all);
    add_places(all);
    add_repeated(all);
    add_proportions(all);
    add_surveys(all);
    add_cohorts(all);
    return all;
}

base::Result<Analysis> analysed(const MethodExample& example, const Sheet& sheet,
                                const std::string& neighbours) {
    std::string columns;
    for (const auto& [name, values] : sheet) {
        columns += (columns.empty() ? "\"" : ",\"") + name + "\":[";
        for (std::size_t row = 0; row < values.size(); ++row)
            columns += (row > 0 ? "," : "") +
                       (std::isnan(values[row]) ? std::string("null") : shortest(values[row]));
        columns += "]";
    }
    const std::string specification =
        R"({"method":")" + example.method + "\"," + example.fields +
        (sheet.empty() ? std::string() : ",\"columns\":{" + columns + "}") + "}";
    return analyse(specification, [&](const std::string& name) {
        if (name == "neighbours") return base::Result<std::string>(neighbours);
        return base::Result<std::string>(base::refuse("no_file", "no file", name));
    });
}

Sheet shuffled(const Sheet& sheet) {
    if (sheet.empty()) return {};
    std::vector<std::size_t> order(sheet.front().second.size());
    std::iota(order.begin(), order.end(), 0);
    RandomStream(48, 0).shuffle(order);
    Sheet other = sheet;
    for (auto& [name, values] : other) {
        const std::vector<double> before = values;
        for (std::size_t row = 0; row < order.size(); ++row) values[row] = before[order[row]];
    }
    return other;
}

Sheet scaled(Sheet sheet, const Scaling& scaling) {
    for (auto& [name, values] : sheet)
        if (std::find(scaling.columns.begin(), scaling.columns.end(), name) !=
            scaling.columns.end())
            for (double& value : values) value *= scaling.factor;
    return sheet;
}

// Turns the order around and leaves gaps.
double new_label(double label) {
    return 5000 - 7 * label;
}

Sheet relabelled(Sheet sheet, const std::vector<std::string>& columns) {
    for (auto& [name, values] : sheet)
        if (std::find(columns.begin(), columns.end(), name) != columns.end())
            for (double& value : values) value = new_label(value);
    return sheet;
}

std::string relabelled(const std::string& neighbours) {
    std::istringstream lines(neighbours);
    std::string line, other;
    if (std::getline(lines, line)) other = line + "\n";
    while (std::getline(lines, line)) {
        const std::size_t comma = line.find(',');
        other += shortest(new_label(std::stod(line.substr(0, comma)))) + "," +
                 shortest(new_label(std::stod(line.substr(comma + 1)))) + "\n";
    }
    return other;
}

}  // namespace statistics::testing

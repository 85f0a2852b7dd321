#include <algorithm>
#include <cmath>
#include <numeric>

#include "recovery.h"

// Samples drawn by a plan from one fixed population of some 2,900 persons in 12 strata of 40
// clusters; what is asked for is the population's own value, so that only the drawing is by chance.
namespace bench {
namespace {

constexpr std::size_t strata = 12, clusters_of_stratum = 40;

struct Person {
    double y, z, b, sex, age, group;
};
using Cluster = std::vector<Person>;

struct Population {
    std::vector<std::vector<Cluster>> clusters;  // by stratum

    double sum(const std::function<double(const Person&)>& of) const {
        double total = 0;
        for (const auto& stratum : clusters)
            for (const Cluster& cluster : stratum)
                for (const Person& person : cluster) total += of(person);
        return total;
    }
};

Person person_of(RandomStream& random, double stratum, double shared) {
    Person person{};
    person.sex = yes(random, 0.5);
    person.age = static_cast<double>(random.below(3));
    person.group = yes(random, 0.5);
    person.z = 2 + 0.3 * person.age + 0.2 * shared + random.gamma(4, 0.25);
    person.y = 5 + stratum + shared + person.sex + 0.5 * person.age + 0.8 * person.z +
               1.5 * random.normal();
    person.b = yes(random, probability_of(-1.5 + 0.3 * stratum + 0.5 * shared + 0.4 * person.sex));
    return person;
}

const Population& population() {
    static const Population all = [] {
        RandomStream random(20261121, 1);
        Population made;
        for (std::size_t h = 0; h < strata; ++h) {
            made.clusters.emplace_back();
            const double stratum = 0.7 * random.normal();
            for (std::size_t c = 0; c < clusters_of_stratum; ++c) {
                Cluster cluster;
                const double shared = 0.7 * random.normal();
                const std::size_t persons = 4 + random.below(5);
                for (std::size_t i = 0; i < persons; ++i)
                    cluster.push_back(person_of(random, stratum, shared));
                made.clusters.back().push_back(std::move(cluster));
            }
        }
        return made;
    }();
    return all;
}

void add_person(Table& table, const Person& person, std::size_t stratum, std::size_t cluster) {
    table.push("y", person.y);
    table.push("z", person.z);
    table.push("b", person.b);
    table.push("sex", person.sex);
    table.push("age", person.age);
    table.push("group", person.group);
    table.push("h", static_cast<double>(stratum));
    table.push("c", static_cast<double>(stratum * clusters_of_stratum + cluster));
}

// `drawn` clusters of each stratum; of each all persons, or `persons` of them.
Table sample_of(RandomStream& random, std::size_t drawn, std::size_t persons = 0) {
    Table table;
    for (std::size_t h = 0; h < strata; ++h) {
        std::vector<std::size_t> order(clusters_of_stratum);
        std::iota(order.begin(), order.end(), 0);
        random.shuffle(order);
        for (std::size_t c = 0; c < drawn; ++c) {
            Cluster cluster = population().clusters[h][order[c]];
            const auto size = static_cast<double>(cluster.size());
            if (persons > 0) {
                random.shuffle(cluster);
                cluster.resize(std::min(cluster.size(), persons));
            }
            for (const Person& person : cluster) {
                add_person(table, person, h, order[c]);
                table.push("i", static_cast<double>(table.rows()));
                table.push("N", clusters_of_stratum);
                table.push("M", size);
                table.push("w", clusters_of_stratum / static_cast<double>(drawn) * size /
                                    static_cast<double>(cluster.size()));
            }
        }
    }
    return table;
}

const std::string plan = R"(,"weights":"w","strata":["h"],"cluster":["c"])";
const std::string finite_plan = plan + R"(,"finite_population":["N"])";

double persons() {
    return population().sum([](const Person&) { return 1.0; });
}
double true_mean(double Person::*variable) {
    return population().sum([&](const Person& person) { return person.*variable; }) / persons();
}
double true_mean_of_group(double Person::*variable, double group) {
    const auto sum = population().sum(
        [&](const Person& person) { return person.group == group ? person.*variable : 0; });
    return sum / population().sum([&](const Person& person) { return person.group == group; });
}

base::Result<Outcome> mean(RandomStream& random, const std::string& more, std::size_t drawn = 4) {
    static const double truth = true_mean(&Person::y);
    return estimated(analysed(R"("method":"survey_mean","variables":["y"])" + finite_plan + more,
                              sample_of(random, drawn)),
                     "y", truth);
}

base::Result<Outcome> two_stages(RandomStream& random) {
    static const double truth = true_mean(&Person::y);
    return estimated(analysed(R"("method":"survey_mean","variables":["y"],"weights":"w",)"
                              R"("strata":["h"],"cluster":["c","i"],)"
                              R"("finite_population":["N","M"])",
                              sample_of(random, 8, 3)),
                     "y", truth);
}

base::Result<Outcome> total(RandomStream& random) {
    static const double truth = population().sum([](const Person& person) { return person.y; });
    return estimated(
        analysed(R"("method":"survey_mean","statistic":"total","variables":["y"])" + finite_plan,
                 sample_of(random, 4)),
        "y", truth);
}

base::Result<Outcome> domain_mean(RandomStream& random) {
    static const double truth = true_mean_of_group(&Person::y, 1);
    return estimated(
        analysed(R"("method":"survey_mean","variables":["y"],"domain":"group == 1")" + finite_plan,
                 sample_of(random, 4)),
        "y", truth);
}

base::Result<Outcome> difference(RandomStream& random) {
    static const double truth =
        true_mean_of_group(&Person::y, 1) - true_mean_of_group(&Person::y, 0);
    const auto found = analysed(R"("method":"survey_mean","variables":["y"],"group":"group",)"
                                R"("differences":"first")" +
                                    finite_plan,
                                sample_of(random, 4));
    if (!found) return found.error();
    return outcome_of(found->estimates.back().row, truth);
}

base::Result<Outcome> ratio(RandomStream& random, const std::string& more) {
    static const double truth = true_mean(&Person::y) / true_mean(&Person::z);
    const auto found = analysed(
        R"("method":"survey_ratio","numerator":"y","denominator":"z")" + finite_plan + more,
        sample_of(random, 4));
    if (!found) return found.error();
    return outcome_of(found->estimates.front().row, truth);
}

base::Result<Outcome> proportion(RandomStream& random, const std::string& limits) {
    static const double truth = true_mean(&Person::b);
    const auto found = analysed(
        R"("method":"survey_proportion","outcome":"b","limits":")" + limits + "\"" + finite_plan,
        sample_of(random, 4));
    if (!found) return found.error();
    const auto& row = found->estimates.front().row;
    return held_between(row.lower, row.upper, truth);
}

std::string cells_of(double Person::*variable, std::size_t cells) {
    std::string text =
        R"({"variables":[")" + std::string(cells == 2 ? "sex" : "age") + R"("],"population":{)";
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const double count = population().sum([&](const Person& person) {
            return person.*variable == static_cast<double>(cell) ? 1.0 : 0.0;
        });
        text += (cell > 0 ? ",\"" : "\"") + std::to_string(cell) + "\":" + std::to_string(count);
    }
    return text + "}}";
}

base::Result<Outcome> post_stratified(RandomStream& random) {
    static const std::string more = R"(,"post_stratification":)" + cells_of(&Person::age, 3);
    return mean(random, more);
}

base::Result<Outcome> raked(RandomStream& random, const std::string& more) {
    static const std::string margins =
        R"(,"raking":[)" + cells_of(&Person::age, 3) + "," + cells_of(&Person::sex, 2) + "]";
    return mean(random, margins + more);
}

base::Result<Outcome> median(RandomStream& random) {
    static const double truth = [] {
        std::vector<double> all;
        (void)population().sum([&](const Person& person) {
            all.push_back(person.y);
            return 0.0;
        });
        std::sort(all.begin(), all.end());
        return all[(all.size() + 1) / 2 - 1];
    }();
    const auto found =
        analysed(R"("method":"survey_quantile","outcome":"y","probabilities":[0.5])" + finite_plan,
                 sample_of(random, 4));
    if (!found) return found.error();
    const auto& row = found->estimates.front().row;
    return held_between(row.lower, row.upper, truth);
}

// Everybody's regression is the truth.
double census(const std::string& family) {
    Table table;
    for (const auto& stratum : population().clusters)
        for (const Cluster& cluster : stratum)
            for (const Person& person : cluster) add_person(table, person, 0, 0);
    const std::string outcome = family == "gaussian" ? "y" : "b";
    const auto found =
        analysed(R"("method":"regression","terms":["sex","z"],"tolerance":1e-14,"family":")" +
                     family + R"(","outcome":")" + outcome + "\"",
                 table);
    return estimate_of(*found, "sex").estimate;
}

base::Result<Outcome> regression(RandomStream& random, const std::string& family) {
    static const double gaussian = census("gaussian"), binomial = census("binomial");
    const bool linear = family == "gaussian";
    return estimated(
        analysed(R"("method":"survey_regression","terms":["sex","z"],"family":")" + family +
                     R"(","outcome":")" + (linear ? "y" : "b") + "\"" + finite_plan,
                 sample_of(random, 4)),
        "sex", linear ? gaussian : binomial);
}

// Two answers that hang together within clusters, but not with each other.
base::Result<Outcome> independence(RandomStream& random, const std::string& which) {
    Table table = sample_of(random, 4);
    std::vector<double> first, second;
    double cluster = -1, p = 0, q = 0;
    for (const double c : table.column("c")) {
        if (c != cluster) {
            p = probability_of(0.8 * random.normal());
            q = probability_of(0.8 * random.normal() - 0.5);
        }
        cluster = c;
        first.push_back(yes(random, p));
        second.push_back(yes(random, q));
    }
    table.set("first", first);
    table.set("second", second);
    return kept_by(
        analysed(R"("method":"survey_chi_squared","row":"first","column":"second")" + plan, table),
        which);
}

const std::string bootstrap = R"(,"variance":"bootstrap","replicates":200)";
const std::string without_population =
    "the bootstrap draws with replacement: too long by the finite population, here a tenth (Rao "
    "and Wu 1988, JASA 83:231)";

}  // namespace

std::vector<Case> survey_cases() {
    return {
        usual("survey mean", [](auto& r) { return mean(r, ""); }),
        usual("survey mean, two stages", two_stages),
        usual("survey mean of a domain", domain_mean),
        usual("survey mean, difference of groups", difference),
        usual("survey total", total),
        usual("survey mean, jackknife",
              [](auto& r) { return mean(r, R"(,"variance":"jackknife")"); }),
        usual("survey mean, balanced half samples, 24 clusters",
              [](auto& r) { return mean(r, R"(,"variance":"balanced")", 2); }),
        apart(
            "survey mean, bootstrap", [](auto& r) { return mean(r, bootstrap); },
            without_population, 1500),
        usual("survey mean, post-stratified", post_stratified),
        usual("survey mean, raked", [](auto& r) { return raked(r, ""); }),
        usual(
            "survey mean, raked, jackknife",
            [](auto& r) { return raked(r, R"(,"variance":"jackknife")"); }, 2000),
        usual("survey ratio", [](auto& r) { return ratio(r, ""); }),
        usual("survey proportion, logit", [](auto& r) { return proportion(r, "logit"); }),
        usual("survey proportion, likelihood", [](auto& r) { return proportion(r, "likelihood"); }),
        usual("survey proportion, arcsine", [](auto& r) { return proportion(r, "asin"); }),
        usual("survey proportion, symmetric", [](auto& r) { return proportion(r, "mean"); }),
        exact("survey proportion, beta", [](auto& r) { return proportion(r, "beta"); }),
        usual("survey median", median),
        usual(
            "survey regression, gaussian", [](auto& r) { return regression(r, "gaussian"); }, 5000),
        usual(
            "survey regression, logistic", [](auto& r) { return regression(r, "quasi_binomial"); },
            5000),
        usual("survey table, Rao and Scott's F", [](auto& r) { return independence(r, "p"); }),
        usual("survey table, Rao and Scott's first order",
              [](auto& r) { return independence(r, "chi_squared_p"); })};
}

}  // namespace bench

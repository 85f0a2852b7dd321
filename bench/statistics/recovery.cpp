// Do the methods find what was put into the data, and do their intervals and tests hold what they
// promise?
//     statistics_recovery [--runs N] [--samples N] [--threads N] [--seconds] [--exact] [NAME …]
// NAME is a part of a case's name; with --exact the whole.
// One line for each case, tab separated: name; runs; share of them within 3 standard errors of the
// truth (- for tests and exact limits); samples; share of the intervals that held the truth or of
// the tests that kept it (or the mean that is compared); its Monte Carlo error; from; to; samples
// refused; verdict (pass, MISS, apart); the reason for standing apart, or why a sample was refused.
// A case's random numbers are named by its own name and the sample's number, so that a figure
// depends neither on the number of threads nor on the other cases.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "recovery.h"
#include "statistics/parallel.h"

namespace bench {
namespace {

constexpr std::uint64_t seed = 20261121;
constexpr std::size_t all_samples = 10'000;

struct Wish {
    std::size_t runs = 1000, samples = all_samples, threads = 1;
    bool seconds = false, exact = false;
    std::vector<std::string> names;
};

struct Tally {
    std::size_t runs = 0, near = 0, samples = 0, refused = 0;
    double held = 0, squares = 0;
    bool has_errors = false;
    std::string refusal;

    void add(const Tally& other) {
        runs += other.runs;
        near += other.near;
        samples += other.samples;
        refused += other.refused;
        held += other.held;
        squares += other.squares;
        has_errors = has_errors || other.has_errors;
        if (refusal.empty()) refusal = other.refusal;
    }
    double mean() const { return held / static_cast<double>(samples); }
    double error() const {
        const auto n = static_cast<double>(samples);
        return std::sqrt(std::max(0.0, squares / n - mean() * mean()) / n);
    }
};

std::vector<Case> all_cases() {
    std::vector<Case> all;
    for (const auto& cases :
         {regression_cases(), expected_cases(), proportion_cases(), survey_cases(), cohort_cases(),
          survival_cases(), hazard_cases(), effect_cases(), comparison_cases(), mixed_cases(),
          spatial_cases(), outbreak_cases()})
        all.insert(all.end(), cases.begin(), cases.end());
    return all;
}

// FNV-1a: the same case has the same random numbers whatever stands around it.
std::uint64_t number_of(const std::string& name) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char letter : name)
        hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    return hash;
}

void look_at(const Case& one, std::size_t number, std::size_t runs, Tally& tally) {
    RandomStream random(seed ^ number_of(one.name), number);
    const auto outcome = one.sample(random);
    if (number < runs) ++tally.runs;
    ++tally.samples;
    if (!outcome) {
        ++tally.refused;
        tally.refusal = outcome.error().code;
        for (const std::string& word : outcome.error().arguments) tally.refusal += " " + word;
        return;
    }
    tally.has_errors = outcome->errors_apart.has_value();
    if (number < runs && outcome->errors_apart && *outcome->errors_apart <= 3) ++tally.near;
    tally.held += outcome->held;
    tally.squares += outcome->held * outcome->held;
}

Tally tally_of(const Case& one, const Wish& wish) {
    constexpr std::size_t piece = 20;
    const std::size_t samples =
        one.samples == 0 ? wish.samples : std::min(wish.samples, one.samples);
    std::vector<Tally> tallies((samples + piece - 1) / piece);
    statistics::in_parallel(tallies.size(), wish.threads, [&](std::size_t at) {
        for (std::size_t i = at * piece; i < std::min(samples, (at + 1) * piece); ++i)
            look_at(one, i, wish.runs, tallies[at]);
    });
    Tally all;
    for (const Tally& each : tallies) all.add(each);
    return all;
}

// With fewer samples than the full number the figure itself is less sure: twice its Monte Carlo
// error is allowed then.
std::string verdict_of(const Case& one, const Tally& all) {
    if (!one.apart.empty()) return "apart";
    const double slack = all.samples < all_samples ? 2 * all.error() : 0;
    const bool held = one.least - slack <= all.mean() && all.mean() <= one.most + slack;
    const bool near =
        !all.has_errors || static_cast<double>(all.near) >= 0.99 * static_cast<double>(all.runs);
    return held && near && all.refused == 0 ? "pass" : "MISS";
}

void run(const Case& one, const Wish& wish) {
    const auto begun = std::chrono::steady_clock::now();
    const Tally all = tally_of(one, wish);
    std::cout << one.name << '\t' << all.runs << '\t';
    if (all.has_errors)
        std::cout << static_cast<double>(all.near) / static_cast<double>(all.runs);
    else
        std::cout << '-';
    std::cout << '\t' << all.samples << '\t' << all.mean() << '\t' << all.error() << '\t'
              << one.least << '\t' << one.most << '\t' << all.refused << '\t'
              << verdict_of(one, all) << '\t' << (all.refused > 0 ? all.refusal : one.apart)
              << std::endl;
    if (wish.seconds)
        std::cerr << std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count()
                  << " s  " << one.name << '\n';
}

bool wanted(const Wish& wish, const std::string& name) {
    return wish.names.empty() ||
           std::any_of(wish.names.begin(), wish.names.end(), [&](const std::string& part) {
               return wish.exact ? name == part : name.find(part) != std::string::npos;
           });
}

Wish wish_of(int count, char** words) {
    Wish wish;
    for (int at = 1; at < count; ++at) {
        const std::string word = words[at];
        std::size_t* number = word == "--runs"      ? &wish.runs
                              : word == "--samples" ? &wish.samples
                              : word == "--threads" ? &wish.threads
                                                    : nullptr;
        if (number != nullptr && at + 1 < count)
            *number = std::strtoul(words[++at], nullptr, 10);
        else if (word == "--seconds")
            wish.seconds = true;
        else if (word == "--exact")
            wish.exact = true;
        else
            wish.names.push_back(word);
    }
    return wish;
}

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    const bench::Wish wish = bench::wish_of(count, words);
    if (wish.runs == 0 || wish.samples == 0) return 2;
    for (const bench::Case& one : bench::all_cases())
        if (bench::wanted(wish, one.name)) bench::run(one, wish);
}

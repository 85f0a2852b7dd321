#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <span>
#include <string>
#include <vector>

// What statistics_speed can time. A case makes its data once, `larger` times the rows of the R
// bench beside it, and then runs as often as it is asked to.
namespace bench {

// One number from many, the same only where all of them are the same to the last bit.
class Digest {
  public:
    void add(double value) {
        sum_ = (sum_ ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001b3 + 0x9e3779b97f4a7c15;
    }
    void add(std::span<const double> values) {
        for (const double value : values) add(value);
    }
    std::uint64_t value() const { return sum_; }

  private:
    std::uint64_t sum_ = 0xcbf29ce484222325;
};

// Runs once; what it found. Exits the program where the method refuses.
using Run = std::function<Digest()>;

struct SpeedCase {
    std::string name;
    std::function<Run(std::size_t larger, std::size_t threads)> prepare;
};

// Of a result that must be there.
template <class Result>
auto& needed(Result&& result) {
    if (!result) std::exit(1);
    return *result;
}

// X1, X2 …, and coefficients from −end to end.
std::vector<std::string> names_of(std::size_t count);
double coefficient(std::size_t j, std::size_t count, double end);

std::vector<SpeedCase> survival_cases();
std::vector<SpeedCase> model_cases();
std::vector<SpeedCase> outbreak_cases();
std::vector<SpeedCase> where_cases();
std::vector<SpeedCase> synthetic_cases();
// What memory and arithmetic allow: the same bytes and products without a method around them.
std::vector<SpeedCase> bare_cases();

}  // namespace bench

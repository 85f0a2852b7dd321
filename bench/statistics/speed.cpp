// Runs one case of src/statistics each time a line comes in, for script/bench-statistics, which
// lets it and R take turns.
//
//     statistics_speed                                      names of all cases
//     statistics_speed NAME [TIMES LARGER] [THREADS]        "CPU s, wall s, digest" for each line
#include <malloc.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <limits>
#include <string>

#include "bench/statistics/speed_case.h"

namespace bench {

std::vector<std::string> names_of(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= count; ++i) names.push_back("X" + std::to_string(i));
    return names;
}

double coefficient(std::size_t j, std::size_t count, double end) {
    return -end + 2 * end * static_cast<double>(j) / static_cast<double>(count - 1);
}

}  // namespace bench

namespace {

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void answer(const bench::Run& run) {
    for (std::string line; std::getline(std::cin, line);) {
        const auto begin = std::chrono::steady_clock::now();
        const double cpu = cpu_seconds();
        const bench::Digest found = run();
        const double used = cpu_seconds() - cpu;
        const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
        std::printf("%.6f %.6f %016llx\n", used, wall.count(),
                    static_cast<unsigned long long>(found.value()));
        std::fflush(stdout);
    }
}

}  // namespace

int main(int count, char** words) {
    // As R does, the process keeps the memory of one round for the next: what is timed isn't how
    // soon the system hands it out again.
    ::mallopt(M_MMAP_MAX, 0);
    ::mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
    const auto number = [&](int at) {
        return count > at ? std::strtoul(words[at], nullptr, 10) : 1;
    };
    for (const auto& family :
         {bench::survival_cases(), bench::model_cases(), bench::outbreak_cases(),
          bench::where_cases(), bench::synthetic_cases(), bench::bare_cases()})
        for (const bench::SpeedCase& each : family) {
            if (count < 2) std::printf("%s\n", each.name.c_str());
            if (count < 2 || each.name != words[1]) continue;
            answer(each.prepare(number(2), number(3)));
            return 0;
        }
    return count < 2 ? 0 : 1;
}

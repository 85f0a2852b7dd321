#include "app/demo_random.h"

namespace app {

std::uint64_t DemoRandom::next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t value = state_;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

std::int64_t DemoRandom::below(std::int64_t count) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(count));
}

std::int64_t DemoRandom::between(std::int64_t lowest, std::int64_t highest) {
    return lowest + below(highest - lowest + 1);
}

}  // namespace app

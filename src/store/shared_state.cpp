#include <algorithm>

#include "store/shared_state_internal.h"

namespace store {

void FullScans::add(std::string_view sql, std::uint64_t steps) {
    constexpr std::size_t most_statements = 50;
    steps_ += steps;
    const std::lock_guard lock(mutex_);
    if (statements_.size() >= most_statements) return;
    if (std::find(statements_.begin(), statements_.end(), sql) != statements_.end()) return;
    statements_.emplace_back(sql);
}

std::vector<std::string> FullScans::statements() const {
    const std::lock_guard lock(mutex_);
    return statements_;
}

}  // namespace store

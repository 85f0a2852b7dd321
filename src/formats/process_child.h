#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <optional>

// The side of external_process.cpp that runs after the fork. Only for external_process.cpp.
namespace formats {

enum class ChildTask { run_program, try_inner_sandbox };

struct ResourceLimit {
    int resource;
    rlim_t value;
};

// Everything the child needs, made before the fork: between fork and exec a child of a program
// with threads may neither allocate nor lock.
struct ChildPlan {
    ChildTask task = ChildTask::run_program;
    const char* program = nullptr;
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    const char* directory = nullptr;
    // All above 9, so that they are not overwritten when they are moved to 0, 1, 2 and 3.
    int input = -1;
    int output = -1;
    int errors = -1;
    int report = -1;
    int file_rules = -1;  // a Landlock ruleset, or -1
    bool has_user_namespace = false;
    std::optional<uid_t> user_to_become;
    gid_t group_to_become = 0;
    // "1000 1000 1": the one user, and the one group, of a new user namespace.
    const char* user_map = nullptr;
    const char* group_map = nullptr;
    std::array<ResourceLimit, 5> limits{};
    std::size_t limit_count = 0;
};

enum class ChildStage { ready, streams, directory, program };

// What the child writes to `report`: once when it is ready, and again when something failed.
struct ChildReport {
    ChildStage stage = ChildStage::ready;
    int error_number = 0;
    bool became_other_user = false;
    bool has_file_rules = false;
};

[[noreturn]] void run_child(const ChildPlan& plan) noexcept;

}  // namespace formats

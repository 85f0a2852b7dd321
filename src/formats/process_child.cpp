#include "formats/process_child.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace formats {

namespace {

// Everything here is safe between fork and exec: plain system calls, no allocation, no locks.

constexpr int report_descriptor = 3;
constexpr int exit_status_of_failed_child = 127;

void send(const ChildReport& report) {
    // Shorter than a pipe's atomic size, so it is written whole or not at all.
    [[maybe_unused]] const ssize_t written = ::write(report_descriptor, &report, sizeof report);
}

[[noreturn]] void give_up(ChildReport report, ChildStage stage) {
    report.stage = stage;
    report.error_number = errno;
    send(report);
    _exit(exit_status_of_failed_child);
}

bool write_text(const char* path, const char* text) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const auto length = static_cast<ssize_t>(std::strlen(text));
    const bool is_written = ::write(file, text, static_cast<std::size_t>(length)) == length;
    ::close(file);
    return is_written;
}

// Without this map the user would be nobody inside the namespace and own none of its files.
bool map_user(const ChildPlan& plan) {
    return write_text("/proc/self/setgroups", "deny") &&
           write_text("/proc/self/uid_map", plan.user_map) &&
           write_text("/proc/self/gid_map", plan.group_map);
}

void reset_signals() {
    struct sigaction default_action {};
    default_action.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &default_action, nullptr);
}

void allow_signals() {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool take_streams(const ChildPlan& plan) {
    return dup2(plan.input, STDIN_FILENO) >= 0 && dup2(plan.output, STDOUT_FILENO) >= 0 &&
           dup2(plan.errors, STDERR_FILENO) >= 0 &&
           dup3(plan.report, report_descriptor, O_CLOEXEC) >= 0;
}

void set_limits(const ChildPlan& plan) {
    for (std::size_t i = 0; i < plan.limit_count; ++i) {
        struct rlimit limit {};
        const auto resource = static_cast<__rlimit_resource>(plan.limits[i].resource);
        if (getrlimit(resource, &limit) != 0) continue;
        limit.rlim_max = std::min(limit.rlim_max, plan.limits[i].value);
        limit.rlim_cur = limit.rlim_max;
        setrlimit(resource, &limit);
    }
}

// As raw system calls: the library's functions would wait for threads that the fork left behind.
bool become_other_user(const ChildPlan& plan) {
    const uid_t user = *plan.user_to_become;
    const gid_t group = plan.group_to_become;
    return syscall(SYS_setgroups, 0, nullptr) == 0 &&
           syscall(SYS_setresgid, group, group, group) == 0 &&
           syscall(SYS_setresuid, user, user, user) == 0;
}

bool restrict_files(const ChildPlan& plan) {
    return plan.file_rules >= 0 && syscall(SYS_landlock_restrict_self, plan.file_rules, 0) == 0;
}

// 0 when a program in this place could make itself a user namespace with full rights inside.
[[noreturn]] void try_inner_sandbox(const ChildPlan& plan) {
    if (geteuid() == 0) _exit(1);
    // An exec would do this; without it /proc/self belongs to root after the change of user.
    prctl(PR_SET_DUMPABLE, 1);
    const bool is_possible = ::unshare(CLONE_NEWUSER) == 0 && map_user(plan) &&
                             ::unshare(CLONE_NEWPID | CLONE_NEWNET) == 0;
    _exit(is_possible ? 0 : 1);
}

}  // namespace

void run_child(const ChildPlan& plan) noexcept {
    ChildReport report;
    setsid();
    reset_signals();
    if (!take_streams(plan)) _exit(exit_status_of_failed_child);
    if (plan.has_user_namespace) map_user(plan);
    if (::chdir(plan.directory) != 0) give_up(report, ChildStage::directory);
    umask(S_IRWXG | S_IRWXO);
    if (plan.user_to_become) report.became_other_user = become_other_user(plan);
    set_limits(plan);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    report.has_file_rules = restrict_files(plan);
    if (close_range(report_descriptor + 1, ~0U, 0) != 0) give_up(report, ChildStage::streams);
    // Last, as a change of user takes it away again.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    send(report);
    allow_signals();
    if (plan.task == ChildTask::try_inner_sandbox) try_inner_sandbox(plan);
    execve(plan.program, plan.arguments, plan.environment);
    give_up(report, ChildStage::program);
}

}  // namespace formats

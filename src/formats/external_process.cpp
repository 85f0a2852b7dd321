#include "formats/external_process.h"

#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>

#include "formats/file_descriptor.h"
#include "formats/file_rules.h"
#include "formats/process_child.h"

namespace formats {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int first_own_descriptor = 10;
constexpr int isolating_namespaces = CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC;

base::Error start_error() {
    return base::refuse("process_start", "Et hjælpeprogram kunne ikke startes.");
}

// Above the descriptors the child moves its streams to.
FileDescriptor moved_up(FileDescriptor descriptor) {
    return FileDescriptor(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, first_own_descriptor));
}

struct Pipe {
    FileDescriptor read_end;
    FileDescriptor write_end;

    bool is_open() const { return read_end.is_open() && write_end.is_open(); }
};

Pipe make_pipe() {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
    Pipe made{FileDescriptor(ends[0]), moved_up(FileDescriptor(ends[1]))};
    // Only our end: the program should see an ordinary pipe.
    fcntl(made.read_end.get(), F_SETFL, O_NONBLOCK);
    return made;
}

// A file in memory and not a pipe: it needs no writing while the program runs, and a program that
// doesn't read its input can't end us with SIGPIPE.
FileDescriptor make_input(const std::string& text) {
    FileDescriptor file(memfd_create("input", MFD_CLOEXEC));
    for (std::size_t done = 0; file.is_open() && done < text.size();) {
        const ssize_t written = ::write(file.get(), text.data() + done, text.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return {};
        done += static_cast<std::size_t>(written);
    }
    if (file.is_open()) lseek(file.get(), 0, SEEK_SET);
    return moved_up(std::move(file));
}

struct Nobody {
    uid_t user;
    gid_t group;
};

std::optional<Nobody> find_nobody() {
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> buffer(16 * 1024);
    if (getpwnam_r("nobody", &entry, buffer.data(), buffer.size(), &found) != 0 ||
        found == nullptr || entry.pw_uid == 0) {
        return std::nullopt;
    }
    return Nobody{entry.pw_uid, entry.pw_gid};
}

bool give_to(const Nobody& nobody, const fs::path& directory) {
    std::error_code error;
    bool is_given = lchown(directory.c_str(), nobody.user, nobody.group) == 0;
    for (fs::recursive_directory_iterator entry(directory, error), end;
         is_given && !error && entry != end; entry.increment(error)) {
        is_given = lchown(entry->path().c_str(), nobody.user, nobody.group) == 0;
    }
    return is_given && !error;
}

// The texts that ChildPlan points into.
class Arguments {
  public:
    void add(std::string text) { texts_.push_back(std::move(text)); }
    char* const* pointers() {
        pointers_.clear();
        for (std::string& text : texts_) pointers_.push_back(text.data());
        pointers_.push_back(nullptr);
        return pointers_.data();
    }

  private:
    std::vector<std::string> texts_;
    std::vector<char*> pointers_;
};

Arguments arguments_of(const ProcessRequest& request) {
    Arguments arguments;
    arguments.add(request.program.string());
    for (const std::string& argument : request.arguments) arguments.add(argument);
    return arguments;
}

Arguments environment_of(const ProcessRequest& request, const fs::path& directory) {
    Arguments environment;
    environment.add("PATH=/usr/local/bin:/usr/bin:/bin");
    environment.add("HOME=" + directory.string());
    environment.add("TMPDIR=" + directory.string());
    environment.add("LANG=C.UTF-8");
    for (const auto& [name, value] : request.environment) environment.add(name + "=" + value);
    return environment;
}

void set_limits(const ProcessLimits& limits, ChildPlan& plan) {
    plan.limits = {{{RLIMIT_CORE, 0},
                    {RLIMIT_CPU, static_cast<rlim_t>(limits.processor_seconds)},
                    {RLIMIT_FSIZE, static_cast<rlim_t>(limits.file_bytes)},
                    {RLIMIT_NOFILE, static_cast<rlim_t>(limits.open_files)},
                    {RLIMIT_DATA, static_cast<rlim_t>(limits.data_bytes)}}};
    plan.limit_count = limits.data_bytes > 0 ? plan.limits.size() : plan.limits.size() - 1;
}

// A fork with flags. No signal handler of ours may run in the child before it has reset them.
pid_t fork_into(unsigned long flags, ChildPlan plan) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const auto process =
        static_cast<pid_t>(syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (process == 0) run_child(plan);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return process;
}

// One started program with our ends of its streams.
class RunningProcess {
  public:
    static base::Result<RunningProcess> start(const ProcessRequest& request,
                                              const fs::path& directory, ChildTask task);
    base::Result<ProcessOutcome> wait(const ProcessLimits& limits);

    RunningProcess(RunningProcess&& other) noexcept = default;
    RunningProcess& operator=(RunningProcess&&) = delete;
    ~RunningProcess() = default;

  private:
    RunningProcess() = default;
    bool fork(ChildPlan plan);
    void drain(const ProcessLimits& limits, ProcessOutcome& outcome);
    bool is_over(const ProcessLimits& limits, Clock::time_point deadline, ProcessOutcome& outcome);
    void kill_all() const;
    base::Result<void> read_report(ProcessOutcome& outcome) const;
    void reap(ProcessOutcome& outcome) const;

    pid_t process_ = -1;
    FileDescriptor process_descriptor_;
    FileDescriptor output_;
    FileDescriptor errors_;
    FileDescriptor report_;
    bool has_namespaces_ = false;
};

base::Result<RunningProcess> RunningProcess::start(const ProcessRequest& request,
                                                   const fs::path& directory, ChildTask task) {
    Arguments arguments = arguments_of(request);
    Arguments environment = environment_of(request, directory);
    const FileDescriptor input = make_input(request.standard_input);
    const FileDescriptor rules = moved_up(make_file_rules(request.program, directory));
    Pipe output = make_pipe();
    Pipe errors = make_pipe();
    Pipe report = make_pipe();
    if (!input.is_open() || !output.is_open() || !errors.is_open() || !report.is_open()) {
        return start_error();
    }
    ChildPlan plan;
    plan.task = task;
    plan.program = request.program.c_str();
    plan.arguments = arguments.pointers();
    plan.environment = environment.pointers();
    plan.directory = directory.c_str();
    plan.input = input.get();
    plan.output = output.write_end.get();
    plan.errors = errors.write_end.get();
    plan.report = report.write_end.get();
    plan.file_rules = rules.get();
    set_limits(request.limits, plan);
    uid_t user = geteuid();
    gid_t group = getegid();
    const auto nobody = user == 0 ? find_nobody() : std::nullopt;
    // Root of a container may own nothing but its own user; then there is nobody to become.
    if (nobody && give_to(*nobody, directory)) {
        plan.user_to_become = user = nobody->user;
        plan.group_to_become = group = nobody->group;
    }
    const std::string user_map = std::to_string(user) + " " + std::to_string(user) + " 1";
    const std::string group_map = std::to_string(group) + " " + std::to_string(group) + " 1";
    plan.user_map = user_map.c_str();
    plan.group_map = group_map.c_str();
    RunningProcess running;
    if (!running.fork(plan)) return start_error();
    running.output_ = std::move(output.read_end);
    running.errors_ = std::move(errors.read_end);
    running.report_ = std::move(report.read_end);
    return running;
}

// With namespaces of its own where the kernel lets us, else without. Root needs no user namespace
// for that, and becomes nobody instead.
bool RunningProcess::fork(ChildPlan plan) {
    const bool is_root = geteuid() == 0;
    plan.has_user_namespace = !is_root;
    const unsigned long user_flag = is_root ? 0 : CLONE_NEWUSER;
    process_ = fork_into(isolating_namespaces | user_flag, plan);
    has_namespaces_ = process_ > 0;
    if (process_ < 0) {
        plan.has_user_namespace = false;
        process_ = fork_into(0, plan);
    }
    if (process_ < 0) return false;
    process_descriptor_ = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, process_, 0)));
    if (process_descriptor_.is_open()) return true;
    kill_all();
    ProcessOutcome ignored;
    reap(ignored);
    return false;
}

void RunningProcess::kill_all() const {
    // The group, and the process itself in case it has no group of its own yet.
    ::kill(-process_, SIGKILL);
    ::kill(process_, SIGKILL);
}

// Adds what the pipe holds, up to the limit, and closes it at its end. False when there was more.
bool drain_pipe(FileDescriptor& pipe, std::string& text, std::size_t limit_bytes) {
    std::array<char, 64 * 1024> chunk;
    bool fits = true;
    while (pipe.is_open()) {
        const ssize_t length = ::read(pipe.get(), chunk.data(), chunk.size());
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) break;
        if (length == 0) pipe.close();
        const std::size_t room = limit_bytes - text.size();
        fits = static_cast<std::size_t>(length) <= room;
        text.append(chunk.data(), std::min(room, static_cast<std::size_t>(length)));
        // A program that writes faster than we read must not keep us here past its time.
        if (!fits) break;
    }
    return fits;
}

void RunningProcess::drain(const ProcessLimits& limits, ProcessOutcome& outcome) {
    if (!drain_pipe(output_, outcome.output, limits.output_bytes)) {
        outcome.end = ProcessEnd::output_too_large;
    }
    drain_pipe(errors_, outcome.errors, limits.error_bytes);
}

// Waits for the next thing to happen; true when there is nothing more to wait for.
bool RunningProcess::is_over(const ProcessLimits& limits, Clock::time_point deadline,
                             ProcessOutcome& outcome) {
    std::array<pollfd, 3> waiting = {{{process_descriptor_.get(), POLLIN, 0},
                                      {output_.get(), POLLIN, 0},
                                      {errors_.get(), POLLIN, 0}}};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
        outcome.end = ProcessEnd::timed_out;
        return true;
    }
    if (poll(waiting.data(), waiting.size(), static_cast<int>(left)) <= 0) return false;
    drain(limits, outcome);
    return outcome.end != ProcessEnd::exited || waiting[0].revents != 0;
}

base::Result<ProcessOutcome> RunningProcess::wait(const ProcessLimits& limits) {
    ProcessOutcome outcome;
    const auto deadline = Clock::now() + std::chrono::milliseconds(limits.timeout_ms);
    while (!is_over(limits, deadline, outcome)) continue;
    // Also after a normal end: what it left running goes with it. The process isn't reaped yet, so
    // its group's number can't belong to anyone else.
    kill_all();
    reap(outcome);
    if (outcome.end == ProcessEnd::exited || outcome.end == ProcessEnd::signalled) {
        drain(limits, outcome);
    }
    if (auto started = read_report(outcome); !started) return started.error();
    return outcome;
}

void RunningProcess::reap(ProcessOutcome& outcome) const {
    int status = 0;
    pid_t reaped = -1;
    do {
        reaped = waitpid(process_, &status, 0);
    } while (reaped < 0 && errno == EINTR);
    if (outcome.end != ProcessEnd::exited) return;
    if (reaped == process_ && WIFEXITED(status)) {
        outcome.exit_status = WEXITSTATUS(status);
    } else {
        outcome.end = ProcessEnd::signalled;
        outcome.signal = reaped == process_ && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    }
}

base::Result<void> RunningProcess::read_report(ProcessOutcome& outcome) const {
    ChildReport report;
    bool is_ready = false;
    ChildReport next;
    while (::read(report_.get(), &next, sizeof next) == static_cast<ssize_t>(sizeof next)) {
        report = next;
        is_ready = true;
    }
    // Killed at the time limit before it came so far is not a failed start.
    if (!is_ready && outcome.end == ProcessEnd::timed_out) return {};
    if (!is_ready) return start_error();
    if (report.stage == ChildStage::program &&
        (report.error_number == ENOENT || report.error_number == EACCES)) {
        return base::refuse("process_program_missing", "Et hjælpeprogram er ikke installeret.");
    }
    if (report.stage != ChildStage::ready) return start_error();
    outcome.isolation.network = has_namespaces_;
    outcome.isolation.processes = has_namespaces_;
    outcome.isolation.files = report.has_file_rules;
    outcome.isolation.user = report.became_other_user;
    return {};
}

}  // namespace

base::Result<ProcessOutcome> run_process(const ProcessRequest& request,
                                         const TemporaryDirectory& directory) {
    auto running = RunningProcess::start(request, directory.path(), ChildTask::run_program);
    if (!running) return running.error();
    return running->wait(request.limits);
}

std::optional<fs::path> find_program(const std::string& name) {
    for (const char* folder : {"/usr/local/bin", "/usr/bin", "/bin"}) {
        // An absolute name replaces the folder.
        const fs::path program = fs::path(folder) / name;
        std::error_code error;
        if (!name.empty() && program.is_absolute() && fs::is_regular_file(program, error) &&
            faccessat(AT_FDCWD, program.c_str(), X_OK, AT_EACCESS) == 0) {
            return program;
        }
    }
    return std::nullopt;
}

InnerSandbox probe_inner_sandbox(const TemporaryDirectory& directory) {
    ProcessRequest request;
    request.limits.timeout_ms = 5000;
    auto running = RunningProcess::start(request, directory.path(), ChildTask::try_inner_sandbox);
    if (!running) return InnerSandbox::impossible;
    const auto outcome = running->wait(request.limits);
    return outcome && outcome->succeeded() ? InnerSandbox::possible : InnerSandbox::impossible;
}

}  // namespace formats

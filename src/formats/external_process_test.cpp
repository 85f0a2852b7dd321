#include "formats/external_process.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

using formats::find_program;
using formats::ProcessEnd;
using formats::ProcessOutcome;
using formats::ProcessRequest;

namespace {

formats::TemporaryDirectory make_directory() {
    auto directory = formats::TemporaryDirectory::create();
    REQUIRE(directory.ok());
    return std::move(*directory);
}

ProcessRequest shell(const std::string& script) {
    ProcessRequest request;
    request.program = "/bin/sh";
    request.arguments = {"-c", script};
    request.limits.timeout_ms = 20'000;
    return request;
}

ProcessOutcome run(const ProcessRequest& request, const formats::TemporaryDirectory& directory) {
    auto outcome = formats::run_process(request, directory);
    REQUIRE(outcome.ok());
    return std::move(*outcome);
}

ProcessOutcome run(const ProcessRequest& request) {
    return run(request, make_directory());
}

// Prints once what this machine lets the module do, so that a test run shows what it tested.
void show(const formats::ProcessIsolation& isolation) {
    MESSAGE("isolation: network " << isolation.network << ", processes " << isolation.processes
                                  << ", files " << isolation.files << ", user " << isolation.user);
}

}  // namespace

TEST_CASE("Process: streams, arguments and exit status") {
    ProcessRequest request = shell("cat; echo \"$1\" >&2; exit 3");
    request.arguments.insert(request.arguments.end(), {"sh", "a b; $(c)"});
    request.standard_input = std::string(300'000, 'x');
    const ProcessOutcome outcome = run(request);
    show(outcome.isolation);
    CHECK(outcome.end == ProcessEnd::exited);
    CHECK(outcome.exit_status == 3);
    CHECK_FALSE(outcome.succeeded());
    CHECK(outcome.output == request.standard_input);
    CHECK(outcome.errors == "a b; $(c)\n");
    CHECK(run(shell("true")).succeeded());
}

TEST_CASE("Process: a program that doesn't read its input does no harm") {
    ProcessRequest request = shell("exit 0");
    request.standard_input = std::string(300'000, 'x');
    CHECK(run(request).succeeded());
}

TEST_CASE("Process: the environment is short and nothing of ours") {
    ::setenv("TRYGBY_SECRET", "hemmelig", 1);
    const auto directory = make_directory();
    ProcessRequest request;
    request.program = "/usr/bin/env";
    request.environment = {{"OWN", "1"}};
    const ProcessOutcome outcome = run(request, directory);
    ::unsetenv("TRYGBY_SECRET");
    const std::string path = directory.path().string();
    CHECK(outcome.output == "PATH=/usr/local/bin:/usr/bin:/bin\nHOME=" + path + "\nTMPDIR=" + path +
                                "\nLANG=C.UTF-8\nOWN=1\n");
    CHECK(run(shell("pwd"), directory).output == path + "\n");
}

TEST_CASE("Process: no open files are inherited") {
    const int leaked = ::dup(2);  // without close-on-exec
    const ProcessOutcome outcome = run(shell("ls /proc/self/fd | wc -l"));
    ::close(leaked);
    CHECK(outcome.output == "4\n");  // three streams and the folder that ls reads
}

TEST_CASE("Process: the time limit ends the program and all it started") {
    const auto directory = make_directory();
    ProcessRequest request =
        shell("(sleep 3; echo late > late) & (trap '' TERM; sleep 3; echo later > later)");
    request.limits.timeout_ms = 300;
    const auto before = std::chrono::steady_clock::now();
    const ProcessOutcome outcome = run(request, directory);
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::milliseconds(2500));
    CHECK(outcome.end == ProcessEnd::timed_out);
    CHECK_FALSE(outcome.succeeded());
    std::this_thread::sleep_for(std::chrono::milliseconds(3500));
    CHECK_FALSE(std::filesystem::exists(directory.path() / "late"));
    CHECK_FALSE(std::filesystem::exists(directory.path() / "later"));
}

TEST_CASE("Process: what a program leaves behind ends with it") {
    const auto directory = make_directory();
    const ProcessOutcome outcome = run(shell("(sleep 2; echo late > late) & echo done"), directory);
    CHECK(outcome.output == "done\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    CHECK_FALSE(std::filesystem::exists(directory.path() / "late"));
}

TEST_CASE("Process: too much output ends the program, too many complaints are cut") {
    ProcessRequest request = shell("while :; do echo xxxxxxxxxxxxxxxx; done");
    request.limits.output_bytes = 1000;
    const ProcessOutcome outcome = run(request);
    CHECK(outcome.end == ProcessEnd::output_too_large);
    CHECK(outcome.output.size() == 1000);
    request =
        shell("i=0; while [ $i -lt 2000 ]; do echo xxxxxxxxxx >&2; i=$((i+1)); done; echo ok");
    request.limits.error_bytes = 500;
    const ProcessOutcome cut = run(request);
    CHECK(cut.succeeded());
    CHECK(cut.output == "ok\n");
    CHECK(cut.errors.size() == 500);
}

TEST_CASE("Process: limits of the kernel") {
    ProcessRequest request = shell("while :; do :; done");
    request.limits.processor_seconds = 1;
    CHECK_FALSE(run(request).succeeded());
    const auto directory = make_directory();
    request = shell("head -c 100000 /dev/zero > big");
    request.limits.file_bytes = 5000;
    CHECK_FALSE(run(request, directory).succeeded());
    CHECK(std::filesystem::file_size(directory.path() / "big") <= 5000);
    request.limits.file_bytes = 200'000;
    CHECK(run(request, directory).succeeded());
    CHECK(run(shell("ulimit -c")).output == "0\n");
}

TEST_CASE("Process: without network where the kernel lets us") {
    const ProcessOutcome outcome = run(shell("tail -n +3 /proc/net/dev | grep -v ' lo:' | wc -l"));
    if (!outcome.isolation.network) {
        MESSAGE("SKIPPED: the kernel gives no namespaces");
        return;
    }
    CHECK(outcome.output == "0\n");
}

TEST_CASE("Process: without a view of other processes where the kernel lets us") {
    const std::string own = std::to_string(::getpid());
    const ProcessOutcome outcome = run(shell("kill -0 " + own + " && echo seen; echo $$"));
    if (!outcome.isolation.processes) {
        MESSAGE("SKIPPED: the kernel gives no namespaces");
        return;
    }
    CHECK(outcome.output == "1\n");
}

TEST_CASE("Process: only its own directory and system folders where the kernel lets us") {
    const auto directory = make_directory();
    const auto other = make_directory();
    ::chmod(other.path().c_str(), 0777);
    std::ofstream(other.path() / "open.txt") << "secret";
    ::chmod((other.path() / "open.txt").c_str(), 0666);
    std::ofstream(directory.path() / "own.txt") << "mine\n";
    const std::string file = (other.path() / "open.txt").string();
    const ProcessOutcome outcome =
        run(shell("cat own.txt; cat " + file + "; echo x > " + file + "; echo y > " +
                  other.path().string() + "/new; echo z > /tmp/trygby-escape; echo done > made"),
            directory);
    if (!outcome.isolation.files) {
        MESSAGE("SKIPPED: the kernel has no Landlock");
        return;
    }
    CHECK(outcome.output == "mine\n");
    CHECK(std::filesystem::file_size(other.path() / "open.txt") == 6);
    CHECK_FALSE(std::filesystem::exists(other.path() / "new"));
    CHECK_FALSE(std::filesystem::exists("/tmp/trygby-escape"));
    CHECK(std::filesystem::exists(directory.path() / "made"));
}

TEST_CASE("Process: root's programs run as nobody, and none can gain privileges") {
    const ProcessOutcome outcome = run(shell("id -u; grep NoNewPrivs /proc/self/status"));
    const std::string user = outcome.output.substr(0, outcome.output.find('\n'));
    if (::geteuid() != 0) {
        CHECK_FALSE(outcome.isolation.user);
        CHECK(user == std::to_string(::geteuid()));
    } else if (outcome.isolation.user) {
        CHECK(user != "0");
    } else {
        MESSAGE("SKIPPED: this root may not become another user");
    }
    CHECK(outcome.output.find("NoNewPrivs:\t1") != std::string::npos);
}

TEST_CASE("Process: a missing program is an error, a signal is an outcome") {
    ProcessRequest request;
    request.program = "/usr/bin/findes-ikke";
    CHECK(formats::run_process(request, make_directory()).error().code ==
          "process_program_missing");
    const ProcessOutcome outcome = run(shell("sh -c 'kill -SEGV $$'; exit 7"));
    CHECK(outcome.end == ProcessEnd::exited);
    CHECK(outcome.exit_status == 7);
}

TEST_CASE("Process: programs are found in the usual folders only") {
    CHECK(find_program("env") == std::filesystem::path("/usr/bin/env"));
    CHECK(find_program("/bin/sh") == std::filesystem::path("/bin/sh"));
    CHECK_FALSE(find_program("findes-ikke").has_value());
    CHECK_FALSE(find_program("").has_value());
    CHECK_FALSE(find_program("/usr/bin").has_value());
    CHECK_FALSE(find_program("/etc/passwd").has_value());
}

TEST_CASE("Process: many at once from many threads") {
    std::vector<std::thread> threads;
    std::vector<int> successes(4, 0);
    for (std::size_t i = 0; i < successes.size(); ++i) {
        threads.emplace_back([&successes, i] {
            for (int round = 0; round < 10; ++round) {
                auto directory = formats::TemporaryDirectory::create();
                if (!directory) continue;
                ProcessRequest request = shell("cat");
                request.standard_input = std::to_string(i * 100) + std::to_string(round);
                const auto outcome = formats::run_process(request, *directory);
                if (outcome && outcome->output == request.standard_input) ++successes[i];
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(successes == std::vector<int>(4, 10));
}

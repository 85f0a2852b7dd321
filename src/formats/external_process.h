#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "formats/temporary_directory.h"

namespace formats {

struct ProcessLimits {
    int timeout_ms = 30'000;     // from start to end, whatever the program waits for
    int processor_seconds = 60;  // of each process
    std::size_t output_bytes = 1024 * 1024;
    std::size_t error_bytes = 64 * 1024;            // the rest is dropped
    std::uint64_t file_bytes = 256u * 1024 * 1024;  // of one written file
    std::uint64_t data_bytes = 0;                   // memory of each process; 0: no limit
    int open_files = 1024;                          // of each process
};

struct ProcessRequest {
    std::filesystem::path program;  // absolute; see find_program()
    std::vector<std::string> arguments{};
    std::string standard_input{};
    // Beside PATH, HOME, TMPDIR and LANG, which are set for it. Nothing is inherited.
    std::vector<std::pair<std::string, std::string>> environment{};
    ProcessLimits limits{};
};

// What the kernel let us do; without it the program runs all the same.
struct ProcessIsolation {
    bool network = false;    // it had no network, not even to this machine
    bool processes = false;  // it could see and signal no process but its own, and none outlived it
    bool files = false;      // it could open only system folders and its own directory
    bool user = false;       // started by root, it ran as nobody

    bool operator==(const ProcessIsolation&) const = default;
};

enum class ProcessEnd { exited, signalled, timed_out, output_too_large };

struct ProcessOutcome {
    ProcessEnd end = ProcessEnd::exited;
    int exit_status = 0;  // when it exited
    int signal = 0;       // when it was signalled
    std::string output;
    std::string errors;
    ProcessIsolation isolation;

    bool succeeded() const { return end == ProcessEnd::exited && exit_status == 0; }
};

// Runs a program, without a shell, and waits for its end. A failing program is an outcome, not an
// error.
//
// `directory` is its working directory, HOME and TMPDIR, and the only place where it may write;
// when root runs it, everything in the directory is given to nobody. It has no network, no open
// files but its three streams and cannot gain privileges. At the time limit, and when standard
// output is larger than allowed, the program and everything it started are killed.
//
// Thread-safe, also with other threads that start programs; two calls at once need two directories.
// Needs Linux 5.9. Codes: process_program_missing, process_start.
base::Result<ProcessOutcome> run_process(const ProcessRequest& request,
                                         const TemporaryDirectory& directory);

// The absolute path of a program in /usr/local/bin, /usr/bin or /bin; an absolute path is returned
// as it is when it can be run.
std::optional<std::filesystem::path> find_program(const std::string& name);

// Whether a program that run_process() starts can shut itself into namespaces of its own, as the
// sandbox of Chromium needs: the kernel allows it and the program doesn't run as root.
enum class InnerSandbox { possible, impossible };
InnerSandbox probe_inner_sandbox(const TemporaryDirectory& directory);

}  // namespace formats

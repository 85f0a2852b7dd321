#include "app/analyse_command.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <new>
#include <system_error>

#include "app/version.h"
#include "statistics/analyse.h"

namespace app {
namespace {

// What is read is held in memory, and columns of numbers take as much again.
constexpr std::uintmax_t largest_file = std::uintmax_t{512} * 1024 * 1024;

base::Result<std::string> content_of(const std::filesystem::path& path) {
    std::error_code failure;
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    std::ifstream file(path, std::ios::binary);
    if (failure || !file) return base::refuse("no_file", "Filen {} kan ikke læses.", path.string());
    if (size > largest_file)
        return base::refuse("too_large", "Filen {} er for stor. Den må højst fylde {} MB.",
                            path.string(), std::to_string(largest_file / 1024 / 1024));
    return std::string(std::istreambuf_iterator<char>(file), {});
}

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// Takes Ctrl-C while an analysis runs, and gives it back afterwards.
class Interruptible {
  public:
    Interruptible() {
        interrupted = false;
        struct sigaction wish {};
        wish.sa_handler = [](int) { interrupted = true; };
        // The second one ends the program, should the first be heard too late.
        wish.sa_flags = static_cast<int>(SA_RESETHAND);
        ::sigaction(SIGINT, &wish, &before_);
    }
    ~Interruptible() { ::sigaction(SIGINT, &before_, nullptr); }
    Interruptible(const Interruptible&) = delete;
    Interruptible& operator=(const Interruptible&) = delete;

  private:
    struct sigaction before_ {};
};

// While it lives, the whole process gets no more memory than this: an analysis that wants more ends
// with a refusal, and not the machine with it. Does nothing for 0 and under sanitizers, which take
// address space by the terabyte.
class MemoryLimit {
  public:
    explicit MemoryLimit(std::uint64_t megabytes) {
        if (megabytes == 0 || sanitized || ::getrlimit(RLIMIT_DATA, &before_) != 0) return;
        struct rlimit wish = before_;
        wish.rlim_cur = std::min<rlim_t>(megabytes * 1024 * 1024, before_.rlim_max);
        is_set_ = ::setrlimit(RLIMIT_DATA, &wish) == 0;
    }
    ~MemoryLimit() {
        if (is_set_) ::setrlimit(RLIMIT_DATA, &before_);
    }
    MemoryLimit(const MemoryLimit&) = delete;
    MemoryLimit& operator=(const MemoryLimit&) = delete;

  private:
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static constexpr bool sanitized = true;
#else
    static constexpr bool sanitized = false;
#endif
    struct rlimit before_ {};
    bool is_set_ = false;
};

base::Result<statistics::Analysis> within_memory(
    std::uint64_t megabytes, const std::function<base::Result<statistics::Analysis>()>& work) {
    try {
        const MemoryLimit limit(megabytes);
        return work();
    } catch (const std::bad_alloc&) {
    } catch (const std::system_error&) {  // a thread for which there was no memory
    }
    return base::refuse("too_much_memory",
                        "Analysen vil bruge mere end {} MB hukommelse. Brug færre rækker, eller "
                        "giv den mere med --memory.",
                        std::to_string(megabytes));
}

// How far a long run is, on one line of a terminal; nothing elsewhere.
class ProgressLine {
  public:
    explicit ProgressLine(std::ostream& err)
        : err_(err), shown_(&err == &std::cerr && ::isatty(STDERR_FILENO) == 1) {}
    ~ProgressLine() {
        if (percent_ >= 0) err_ << "\r       \r" << std::flush;
    }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(double done) {
        const int percent = static_cast<int>(100 * done);
        if (!shown_ || percent == percent_) return;
        percent_ = percent;
        err_ << "\r" << percent_ << " %" << std::flush;
    }

  private:
    std::ostream& err_;
    bool shown_;
    int percent_ = -1;
};

base::Result<std::string> answer(const AnalyseWords& words, const web::Language& language,
                                 std::ostream& err) {
    const auto specification = content_of(words.specification);
    if (!specification) return specification.error();
    const std::filesystem::path folder =
        words.folder.empty() ? std::filesystem::path(words.specification).parent_path()
                             : std::filesystem::path(words.folder);
    const auto read = [&](const std::string& name) {
        return content_of(name == words.data ? std::filesystem::path(name) : folder / name);
    };
    const Interruptible interruptible;
    ProgressLine line(err);
    const statistics::Watch watch{[&](double done) {
        line.show(done);
        return !interrupted;
    }};
    const auto analysis = within_memory(words.memory_megabytes, [&] {
        return statistics::analyse(*specification, read, words.data, watch);
    });
    if (!analysis) return analysis.error();
    const auto speaker = [&](const base::Error& sentence) { return language.say(sentence); };
    if (words.format == "tsv") return statistics::analysis_tsv(*analysis);
    if (words.format == "text") return statistics::analysis_text(*analysis, speaker);
    return statistics::analysis_json(*analysis, version(), speaker);
}

base::Result<std::string> asked(const AnalyseWords& words, const web::Language& language,
                                std::ostream& err) {
    if (words.list) return statistics::list_of_methods();
    if (words.schema) return statistics::specification_schema();
    if (words.document) return statistics::methods_document();
    if (!words.describe.empty()) return statistics::description_of_method(words.describe);
    const bool known_format = words.format.empty() || words.format == "json" ||
                              words.format == "tsv" || words.format == "text";
    if (words.specification.empty() || !known_format)
        return base::refuse("usage",
                            "Brug: trygby analyse SPEC.json [--data FIL.csv] [--format "
                            "json|tsv|text] | --list | --describe METODE | --schema");
    return answer(words, language, err);
}

}  // namespace

int analyse(const AnalyseWords& words, const web::Language& language, std::ostream& out,
            std::ostream& err) {
    const base::Result<std::string> text = asked(words, language, err);
    if (!text) {
        err << "trygby: " << language.say(text.error()) << std::endl;
        return 1;
    }
    out << *text << std::flush;
    return 0;
}

}  // namespace app

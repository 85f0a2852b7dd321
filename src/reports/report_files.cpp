#include "reports/report_files.h"

#include <array>
#include <chrono>
#include <fstream>
#include <future>
#include <system_error>

#include "reports/report_docx.h"
#include "reports/report_pdf.h"
#include "reports/report_xlsx.h"

namespace reports {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int programs_at_once = 2;
constexpr auto longest_wait = 20s;

base::Error busy() {
    return base::refuse("busy",
                        "Filen er ved at blive lavet, eller der laves andre. Prøv igen om lidt.");
}

// Under another name first, so that nobody ever reads half a file.
base::Result<void> write_whole(const fs::path& target, const std::string& bytes) {
    const fs::path partial = target.string() + ".partial";
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    std::error_code problem;
    if (file) fs::rename(partial, target, problem);
    if (!file || problem)
        return base::refuse("file_write", "En fil til rapporten kan ikke skrives.");
    return {};
}

struct KindWords {
    FileKind kind;
    std::string_view extension;
    std::string_view content_type;
};
constexpr std::array<KindWords, 3> kinds{{
    {FileKind::pdf, "pdf", "application/pdf"},
    {FileKind::docx, "docx",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {FileKind::xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
}};

}  // namespace

std::string_view file_extension(FileKind kind) {
    return kinds.at(static_cast<std::size_t>(kind)).extension;
}

std::string_view content_type(FileKind kind) {
    return kinds.at(static_cast<std::size_t>(kind)).content_type;
}

std::optional<FileKind> file_kind_of(std::string_view extension) {
    for (const KindWords& kind : kinds)
        if (kind.extension == extension) return kind.kind;
    return std::nullopt;
}

class ReportFiles::Place {
  public:
    explicit Place(ReportFiles& files) : files_(files), taken_(files.take_place()) {}
    ~Place() {
        if (taken_) files_.give_place_back();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    bool taken() const { return taken_; }

  private:
    ReportFiles& files_;
    bool taken_;
};

ReportFiles::ReportFiles(fs::path folder, AssetReader assets)
    : folder_(std::move(folder)), assets_(std::move(assets)), places_(programs_at_once) {}

// Who waits keeps a worker of the server from others, so few may.
bool ReportFiles::wait_until(std::unique_lock<std::mutex>& lock,
                             const std::function<bool()>& is_free) {
    constexpr int most_waiting = 1;
    if (is_free()) return true;
    if (waiting_ >= most_waiting) return false;
    ++waiting_;
    const bool free = changed_.wait_for(lock, longest_wait, is_free);
    --waiting_;
    return free;
}

bool ReportFiles::take_place() {
    std::unique_lock lock(mutex_);
    if (!wait_until(lock, [this] { return places_ > 0; })) return false;
    --places_;
    return true;
}

void ReportFiles::give_place_back() {
    {
        const std::lock_guard lock(mutex_);
        ++places_;
    }
    changed_.notify_all();
}

// False when another thread was making the file and didn't finish in time.
bool ReportFiles::begin(const std::string& name) {
    std::unique_lock lock(mutex_);
    if (!wait_until(lock, [&] { return !making_.contains(name); })) return false;
    making_.insert(name);
    return true;
}

void ReportFiles::end(const std::string& name) {
    {
        const std::lock_guard lock(mutex_);
        making_.erase(name);
    }
    changed_.notify_all();
}

fs::path ReportFiles::path_of(const FrozenReport& report, FileKind kind,
                              const web::Language& language) const {
    return folder_ / (report.frame.sha256 + "-" + std::to_string(report.frame.number) + "." +
                      std::string(language.tag()) + "." + std::string(file_extension(kind)));
}

base::Result<fs::path> ReportFiles::file(const FrozenReport& report, FileKind kind,
                                         const web::Language& language) {
    const fs::path target = path_of(report, kind, language);
    const std::string name = target.filename().string();
    std::error_code problem;
    if (fs::exists(target, problem)) return target;
    if (!begin(name)) return busy();
    base::Result<void> made;
    try {
        fs::create_directories(folder_, problem);
        // Whoever was here before may have made it.
        if (!fs::exists(target, problem)) made = make(report, kind, language, target);
    } catch (...) {
        end(name);
        throw;
    }
    end(name);
    if (!made) return made.error();
    return target;
}

base::Result<void> ReportFiles::make(const FrozenReport& report, FileKind kind,
                                     const web::Language& language, const fs::path& target) {
    if (kind == FileKind::xlsx) {
        const fs::path partial = target.string() + ".partial";
        auto written = write_report_xlsx(partial, report.document, report.frame, language);
        std::error_code problem;
        if (written) fs::rename(partial, target, problem);
        if (problem) return base::refuse("file_write", "En fil til rapporten kan ikke skrives.");
        return written;
    }
    const Place place(*this);
    if (!place.taken()) return busy();
    const auto bytes = kind == FileKind::pdf
                           ? report_pdf(report.document, report.frame, language, assets_)
                           : report_docx(report.document, report.frame, language, assets_);
    if (!bytes) return bytes.error();
    return write_whole(target, *bytes);
}

std::vector<ReportFiles::Made> ReportFiles::make_all(const FrozenReport& report,
                                                     const web::Language& language) {
    const auto outcome = [&](FileKind kind) {
        const auto made = file(report, kind, language);
        return Made{kind, made ? std::nullopt : std::optional(made.error())};
    };
    std::future<Made> pdf = std::async(std::launch::async, outcome, FileKind::pdf);
    const Made xlsx = outcome(FileKind::xlsx);
    const Made docx = outcome(FileKind::docx);
    return {pdf.get(), docx, xlsx};
}

void ReportFiles::remove(std::string_view sha256) {
    std::error_code problem;
    for (fs::directory_iterator entry(folder_, problem), last; !problem && entry != last;
         entry.increment(problem))
        if (entry->path().filename().string().starts_with(sha256)) {
            std::error_code ignored;  // one that is gone already is as good
            fs::remove(entry->path(), ignored);
        }
}

}  // namespace reports

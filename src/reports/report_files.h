#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "reports/report_document.h"
#include "reports/report_print.h"
#include "reports/report_words.h"
#include "web/language.h"

namespace reports {

enum class FileKind { pdf, docx, xlsx };
std::string_view file_extension(FileKind kind);  // "pdf"
std::string_view content_type(FileKind kind);
std::optional<FileKind> file_kind_of(std::string_view extension);

// One frozen edition as its files need it.
struct FrozenReport {
    Document document;
    EditionFrame frame;
};

// The files of frozen editions, made once and kept in a folder under the document's checksum. A
// file that is missing is made again. At most two programs run at once; one more may wait for its
// turn, at most 20 seconds. Safe from any thread.
class ReportFiles {
  public:
    // The folder is made when the first file is.
    ReportFiles(std::filesystem::path folder, AssetReader assets);

    // The file's path. Codes: "busy" (all places taken), what report_pdf, report_docx and
    // write_report_xlsx refuse.
    base::Result<std::filesystem::path> file(const FrozenReport& report, FileKind kind,
                                             const web::Language& language);

    // Makes all three in one language, side by side where it can; what went wrong, by kind.
    struct Made {
        FileKind kind;
        std::optional<base::Error> error;
    };
    std::vector<Made> make_all(const FrozenReport& report, const web::Language& language);

    // Removes every file of the document.
    void remove(std::string_view sha256);

  private:
    // A place to run a program in, given back at the end.
    class Place;

    std::filesystem::path path_of(const FrozenReport& report, FileKind kind,
                                  const web::Language& language) const;
    base::Result<void> make(const FrozenReport& report, FileKind kind,
                            const web::Language& language, const std::filesystem::path& target);
    bool wait_until(std::unique_lock<std::mutex>& lock, const std::function<bool()>& is_free);
    bool take_place();
    void give_place_back();
    bool begin(const std::string& name);
    void end(const std::string& name);

    const std::filesystem::path folder_;
    const AssetReader assets_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int places_;                    // protected by mutex_
    int waiting_ = 0;               // protected by mutex_
    std::set<std::string> making_;  // protected by mutex_
};

}  // namespace reports

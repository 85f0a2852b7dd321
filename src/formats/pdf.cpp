#include "formats/pdf.h"

#include <optional>
#include <string_view>
#include <vector>

#include "formats/file_bytes.h"
#include "formats/temporary_directory.h"

namespace formats {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view pdf_signature = "%PDF-";
constexpr std::string_view html_signature = "<!DOCTYPE html>";

// Debian's /usr/bin/chromium is a shell script that adds extensions and flags; the program itself
// comes first.
std::optional<fs::path> find_browser(const fs::path& wanted) {
    if (!wanted.empty()) return find_program(wanted.string());
    for (const char* name :
         {"/usr/lib/chromium/chromium", "/usr/lib/chromium-browser/chromium-browser", "chromium",
          "chromium-browser", "google-chrome-stable"}) {
        if (auto program = find_program(name)) return program;
    }
    return std::nullopt;
}

// file: address of an absolute path.
std::string file_address(const fs::path& path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~/";
    std::string address = "file://";
    for (char sign : path.string()) {
        const auto byte = static_cast<unsigned char>(sign);
        const bool is_letter_or_digit = (byte >= 'a' && byte <= 'z') ||
                                        (byte >= 'A' && byte <= 'Z') ||
                                        (byte >= '0' && byte <= '9');
        if (is_letter_or_digit || plain.find(sign) != std::string_view::npos) {
            address += sign;
        } else {
            address += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return address;
}

// Port 9 (discard) of this machine takes no connections, and no name has an address: a second wall
// where the kernel can't take the network away.
std::vector<std::string> common_flags(const fs::path& folder, const BrowserOptions& options) {
    return {"--headless",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--no-default-browser-check",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-extensions",
            "--disable-sync",
            "--disable-domain-reliability",
            "--disable-breakpad",
            "--disable-crash-reporter",
            "--disable-dev-shm-usage",
            "--metrics-recording-only",
            "--mute-audio",
            "--hide-scrollbars",
            "--password-store=basic",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--proxy-server=http://127.0.0.1:9",
            "--proxy-bypass-list=<-loopback>",
            "--force-color-profile=srgb",
            "--user-data-dir=" + (folder / "profile").string(),
            "--virtual-time-budget=" + std::to_string(options.virtual_time_budget_ms)};
}

struct RenderTask {
    std::vector<std::string> flags;
    fs::path result;  // empty: what the browser writes to its standard output
    std::string_view signature;
};

base::Error failed() {
    return base::refuse("browser_failed", "Dokumentet kunne ikke dannes.");
}

base::Result<RenderedDocument> run_browser(const fs::path& program, const fs::path& page,
                                           const TemporaryDirectory& directory,
                                           const RenderTask& task, const BrowserOptions& options) {
    RenderedDocument document;
    document.browser_sandbox = probe_inner_sandbox(directory);
    ProcessRequest request;
    request.program = program;
    request.arguments = common_flags(directory.path(), options);
    if (document.browser_sandbox == InnerSandbox::impossible) {
        request.arguments.push_back("--no-sandbox");
    }
    request.arguments.insert(request.arguments.end(), task.flags.begin(), task.flags.end());
    request.arguments.push_back(file_address(page));
    request.limits.timeout_ms = options.timeout_ms;
    request.limits.processor_seconds = options.timeout_ms / 1000 + 1;
    request.limits.open_files = 4096;
    request.limits.data_bytes = 4ULL * 1024 * 1024 * 1024;
    if (task.result.empty()) request.limits.output_bytes = options.result_bytes;
    auto outcome = run_process(request, directory);
    if (!outcome) return outcome.error();
    if (outcome->end == ProcessEnd::timed_out) {
        return base::refuse("browser_timeout", "Det tog for lang tid at danne dokumentet.");
    }
    if (!outcome->succeeded()) return failed();
    auto bytes = task.result.empty()
                     ? base::Result<std::string>(std::move(outcome->output))
                     : read_file_bytes(task.result, options.result_bytes, SymbolicLinks::refuse);
    if (!bytes && bytes.error().code == "file_too_large") return bytes.error();
    // Chromium ends well also when it couldn't load the page or write the result.
    if (!bytes || bytes->substr(0, task.signature.size()) != task.signature) {
        return base::refuse("browser_result", "Dokumentet kunne ikke dannes.");
    }
    document.bytes = std::move(*bytes);
    document.isolation = outcome->isolation;
    return document;
}

struct ResultKind {
    const char* flag;
    const char* file_name;  // Chromium looks at the ending; nullptr: standard output
    std::string_view signature;
};

base::Result<RenderedDocument> render(const fs::path& html_file, std::vector<std::string> flags,
                                      const ResultKind& kind, const BrowserOptions& options) {
    const auto program = find_browser(options.program);
    if (!program) {
        return base::refuse("browser_missing",
                            "Chromium, som danner PDF og billeder, er ikke installeret.");
    }
    auto directory = TemporaryDirectory::create();
    if (!directory) return directory.error();
    const fs::path folder = directory->path() / "document";
    const fs::path source = fs::absolute(html_file);
    auto copied = copy_folder(source.parent_path(), folder);
    if (!copied) return copied.error();
    const fs::path page = folder / source.filename();
    std::error_code error;
    // Chromium would print its own page about a missing file.
    if (!fs::is_regular_file(page, error)) {
        return base::refuse("file_unreadable", "Filen {} kunne ikke læses.",
                            source.filename().string());
    }
    RenderTask task{std::move(flags), {}, kind.signature};
    if (kind.file_name) task.result = directory->path() / kind.file_name;
    task.flags.push_back(kind.file_name ? kind.flag + ("=" + task.result.string()) : kind.flag);
    return run_browser(*program, page, *directory, task, options);
}

}  // namespace

base::Result<RenderedDocument> render_pdf(const fs::path& html_file,
                                          const BrowserOptions& options) {
    return render(
        html_file,
        {"--export-tagged-pdf", "--generate-pdf-document-outline", "--no-pdf-header-footer"},
        {"--print-to-pdf", "result.pdf", pdf_signature}, options);
}

base::Result<RenderedDocument> render_html(const fs::path& html_file,
                                           const BrowserOptions& options) {
    return render(html_file, {}, {"--dump-dom", nullptr, html_signature}, options);
}

}  // namespace formats

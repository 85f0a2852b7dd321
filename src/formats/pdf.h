#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "formats/external_process.h"

namespace formats {

struct BrowserOptions {
    std::filesystem::path program{};  // empty: Chromium where systems usually have it
    int timeout_ms = 60'000;
    int virtual_time_budget_ms = 10'000;  // how long the page's own clock may run before printing
    std::size_t result_bytes = 64 * 1024 * 1024;
};

// `browser_sandbox`: Chromium also shut its own parts in. It is left off only where it can't work,
// because the program runs as root and can't become nobody or the kernel has no user namespaces.
struct RenderedDocument {
    std::string bytes;
    ProcessIsolation isolation;
    InnerSandbox browser_sandbox = InnerSandbox::impossible;
};

// Prints an HTML file with headless Chromium as a tagged PDF with outline: headings, table headings
// and cells, alternative texts; title and language from <title> and <html lang>. Paper, margins and
// running headers come from the file's own @page rules; without @page { size: A4 } the paper is US
// Letter.
//
// The file's folder, copied, is all the page can see: refer to fonts, style sheets, scripts and
// pictures in it by relative addresses. Symbolic links in it are refused, and it should hold
// nothing else. Scripts must be classic ones; modules and fetch() don't work from files. There is
// no network. Printing waits for fonts, and for timers and animation frames within the budget.
//
// Takes about a second, 200 MB and one core; how many run at once is for the caller to limit.
// Thread-safe. Codes: browser_missing, browser_failed, browser_timeout, browser_result, what
// copy_folder, TemporaryDirectory and run_process refuse.
base::Result<RenderedDocument> render_pdf(const std::filesystem::path& html_file,
                                          const BrowserOptions& options = {});

// The file as HTML again, as it stands when its scripts have run: with what they drew. Otherwise as
// render_pdf.
base::Result<RenderedDocument> render_html(const std::filesystem::path& html_file,
                                           const BrowserOptions& options = {});

}  // namespace formats

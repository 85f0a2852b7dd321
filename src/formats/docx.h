#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "formats/external_process.h"

namespace formats {

struct DocxOptions {
    std::string language = "da";      // "da", "en", "en-GB": letters, then more after hyphens
    std::string title{};              // empty: the file's <title>
    std::filesystem::path program{};  // empty: pandoc where systems usually have it
    int timeout_ms = 30'000;
    std::size_t result_bytes = 64 * 1024 * 1024;
};

struct ConvertedDocument {
    std::string bytes;
    ProcessIsolation isolation;
};

// Turns an HTML file into a Word document (.docx) with pandoc: headings, lists, tables, pictures
// with their alternative texts. Style sheets and scripts don't matter; charts must be pictures.
//
// The file's folder, copied, is all pandoc can see; pictures in it are named by relative addresses,
// one that is missing leaves its alternative text, one outside the folder makes the conversion
// fail. Symbolic links are refused. pandoc's own
// --sandbox isn't used: it can't take pictures from files, and Debian's pandoc can't write DOCX
// under it; run_process confines it instead.
//
// Thread-safe. Codes: converter_missing, converter_failed, converter_timeout, converter_language,
// what copy_folder, TemporaryDirectory and run_process refuse.
base::Result<ConvertedDocument> render_docx(const std::filesystem::path& html_file,
                                            const DocxOptions& options = {});

}  // namespace formats

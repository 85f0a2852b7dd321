#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace formats {

struct TiffOptions {
    std::filesystem::path program{};  // empty: pdftoppm where systems usually have it
    int dots_per_inch = 150;
    int timeout_ms = 60'000;
};

// The pages of a PDF, each as a grey TIFF packed with LZW, as archives take them. Made by Poppler's
// pdftoppm, locked in as run_process() says. Thread-safe. Codes: tiff_missing, tiff_failed,
// file_unreadable, file_too_large, what TemporaryDirectory and run_process refuse.
base::Result<std::vector<std::string>> render_tiff(const std::string& pdf,
                                                   const TiffOptions& options = {});

// Whether the bytes begin as a TIFF does.
bool is_tiff(std::string_view bytes);

}  // namespace formats

#include "formats/docx.h"

#include <algorithm>
#include <string_view>

#include "formats/file_bytes.h"
#include "formats/temporary_directory.h"

namespace formats {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view zip_signature = "PK\x03\x04";

bool is_language(std::string_view language) {
    return language.size() >= 2 && language.size() <= 20 && language.front() != '-' &&
           std::all_of(language.begin(), language.end(), [](char sign) {
               return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign == '-';
           });
}

ProcessRequest converter_request(const fs::path& program, const fs::path& page,
                                 const fs::path& result, const DocxOptions& options) {
    ProcessRequest request;
    request.program = program;
    // The memory limit is pandoc's own: some inputs make it use very much.
    request.arguments = {"+RTS",
                         "-M1g",
                         "-RTS",
                         "--from=html",
                         "--to=docx",
                         "--standalone",
                         "--resource-path=" + page.parent_path().string(),
                         "--metadata=lang:" + options.language,
                         "--output=" + result.string()};
    if (!options.title.empty()) request.arguments.push_back("--metadata=title:" + options.title);
    request.arguments.push_back(page.string());
    request.limits.timeout_ms = options.timeout_ms;
    request.limits.processor_seconds = options.timeout_ms / 1000 + 1;
    return request;
}

base::Result<ConvertedDocument> run_converter(const ProcessRequest& request, const fs::path& result,
                                              const TemporaryDirectory& directory,
                                              const DocxOptions& options) {
    const auto outcome = run_process(request, directory);
    if (!outcome) return outcome.error();
    if (outcome->end == ProcessEnd::timed_out) {
        return base::refuse("converter_timeout", "Det tog for lang tid at danne dokumentet.");
    }
    const base::Error failed = base::refuse("converter_failed", "Dokumentet kunne ikke dannes.");
    if (!outcome->succeeded()) return failed;
    auto bytes = read_file_bytes(result, options.result_bytes, SymbolicLinks::refuse);
    if (!bytes && bytes.error().code == "file_too_large") return bytes.error();
    if (!bytes || bytes->substr(0, zip_signature.size()) != zip_signature) return failed;
    return ConvertedDocument{std::move(*bytes), outcome->isolation};
}

}  // namespace

base::Result<ConvertedDocument> render_docx(const fs::path& html_file, const DocxOptions& options) {
    if (!is_language(options.language)) {
        return base::refuse("converter_language", "»{}« er ikke et sprog.", options.language);
    }
    const auto program =
        find_program(options.program.empty() ? "pandoc" : options.program.string());
    if (!program) {
        return base::refuse("converter_missing",
                            "pandoc, som danner Word-dokumenter, er ikke installeret.");
    }
    auto directory = TemporaryDirectory::create();
    if (!directory) return directory.error();
    const fs::path source = fs::absolute(html_file);
    const fs::path folder = directory->path() / "document";
    auto copied = copy_folder(source.parent_path(), folder);
    if (!copied) return copied.error();
    const fs::path page = folder / source.filename();
    std::error_code error;
    if (!fs::is_regular_file(page, error)) {
        return base::refuse("file_unreadable", "Filen {} kunne ikke læses.",
                            source.filename().string());
    }
    const fs::path result = directory->path() / "result.docx";
    const ProcessRequest request = converter_request(*program, page, result, options);
    return run_converter(request, result, *directory, options);
}

}  // namespace formats

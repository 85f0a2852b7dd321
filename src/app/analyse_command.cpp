#include "app/analyse_command.h"

#include <filesystem>
#include <fstream>
#include <iterator>

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

base::Result<std::string> answer(const AnalyseWords& words, const web::Language& language) {
    const auto specification = content_of(words.specification);
    if (!specification) return specification.error();
    const std::filesystem::path folder = std::filesystem::path(words.specification).parent_path();
    const auto read = [&](const std::string& name) {
        return content_of(name == words.data ? std::filesystem::path(name) : folder / name);
    };
    const auto analysis = statistics::analyse(*specification, read, words.data);
    if (!analysis) return analysis.error();
    const auto speaker = [&](const base::Error& sentence) { return language.say(sentence); };
    if (words.format == "tsv") return statistics::analysis_tsv(*analysis);
    if (words.format == "text") return statistics::analysis_text(*analysis, speaker);
    return statistics::analysis_json(*analysis, version(), speaker);
}

base::Result<std::string> asked(const AnalyseWords& words, const web::Language& language) {
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
    return answer(words, language);
}

}  // namespace

int analyse(const AnalyseWords& words, const web::Language& language, std::ostream& out,
            std::ostream& err) {
    const base::Result<std::string> text = asked(words, language);
    if (!text) {
        err << "trygby: " << language.say(text.error()) << std::endl;
        return 1;
    }
    out << *text << std::flush;
    return 0;
}

}  // namespace app

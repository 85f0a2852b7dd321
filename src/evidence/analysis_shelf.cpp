#include "evidence/analysis_shelf.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "statistics/analyse.h"

namespace evidence {
namespace {

// Read into memory, and its columns take as much again.
constexpr std::uintmax_t largest_data_file = std::uintmax_t{32} * 1024 * 1024;
constexpr std::size_t most_kept = 200;

std::filesystem::file_time_type changed_at(const std::filesystem::path& path) {
    std::error_code failure;
    const auto time = std::filesystem::last_write_time(path, failure);
    return failure ? std::filesystem::file_time_type::min() : time;
}

}  // namespace

AnalysisShelf::AnalysisShelf(std::filesystem::path folder, std::filesystem::path data)
    : folder_(std::move(folder)), data_(std::move(data)) {}

std::vector<AnalysisPage> AnalysisShelf::pages(formats::Mistakes& mistakes) const {
    if (folder_.empty()) return {};
    return read_analysis_pages(folder_, mistakes);
}

base::Result<std::string> AnalysisShelf::data_file(const std::string& name) const {
    // The data of the folder, never files elsewhere.
    const bool inside = !name.empty() && name == std::filesystem::path(name).filename().string();
    const std::filesystem::path path = data_ / name;
    std::error_code failure;
    const std::uintmax_t size = inside ? std::filesystem::file_size(path, failure) : 0;
    if (!inside || failure) return base::refuse("no_file", "Filen {} kan ikke læses.", name);
    if (size > largest_data_file)
        return base::refuse("too_large", "Filen {} er for stor. Den må højst fylde {} MB.", name,
                            std::to_string(largest_data_file / 1024 / 1024));
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

bool AnalysisShelf::holds(const Kept& kept) const {
    return std::all_of(kept.files.begin(), kept.files.end(), [&](const auto& file) {
        return changed_at(data_ / file.first) == file.second;
    });
}

std::shared_ptr<const AnalysisShelf::Answer> AnalysisShelf::answer(const AnalysisPart& part) {
    {
        const std::lock_guard guard(lock_);
        const auto found = kept_.find(part.specification);
        if (found != kept_.end() && holds(found->second)) return found->second.answer;
    }
    // Outside the lock: others need not wait, and two who ask at once get the same.
    Kept made;
    const auto read = [&](const std::string& name) {
        made.files[name] = changed_at(data_ / name);
        return data_file(name);
    };
    made.answer = std::make_shared<const Answer>(statistics::analyse(part.specification, read));
    const std::lock_guard guard(lock_);
    if (kept_.size() >= most_kept) kept_.clear();
    kept_[part.specification] = made;
    return made.answer;
}

}  // namespace evidence

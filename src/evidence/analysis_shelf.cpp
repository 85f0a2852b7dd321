#include "evidence/analysis_shelf.h"

#include <algorithm>

#include "formats/file_bytes.h"
#include "statistics/analyse.h"

namespace evidence {
namespace {

// Read into memory, and its columns take as much again.
constexpr std::size_t largest_data_file_bytes = std::size_t{32} * 1024 * 1024;
constexpr std::size_t most_kept = 200;

std::filesystem::file_time_type changed_at(const std::filesystem::path& path) {
    std::error_code failure;
    const auto time = std::filesystem::last_write_time(path, failure);
    return failure ? std::filesystem::file_time_type::min() : time;
}

}  // namespace

AnalysisShelf::AnalysisShelf(std::filesystem::path folder, std::filesystem::path data,
                             std::string version)
    : folder_(std::move(folder)), data_(std::move(data)), version_(std::move(version)) {}

std::vector<AnalysisPage> AnalysisShelf::pages(formats::Mistakes& mistakes) const {
    if (folder_.empty()) return {};
    return read_analysis_pages(folder_, mistakes);
}

base::Result<std::string> AnalysisShelf::data_file(const std::string& name) const {
    // The data of the folder, never files elsewhere.
    const bool inside = !name.empty() && name == std::filesystem::path(name).filename().string();
    if (!inside) return base::refuse("file_unreadable", "Filen {} kunne ikke læses.", name);
    return formats::read_file_bytes(data_ / name, largest_data_file_bytes);
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

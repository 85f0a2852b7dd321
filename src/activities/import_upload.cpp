#include "activities/import_upload.h"

#include <algorithm>
#include <vector>

#include "access/random_token.h"

namespace activities {
namespace {

// A name as random_token() makes them, so that it can stand in a path.
bool is_name(const std::string& name) {
    const auto may_stand = [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
               (sign >= '0' && sign <= '9') || sign == '-' || sign == '_';
    };
    return name.size() == 43 && std::all_of(name.begin(), name.end(), may_stand);
}

}  // namespace

ImportFiles::ImportFiles(const std::filesystem::path& working_directory, std::int64_t account_id,
                         base::Instant now)
    : folder_(working_directory / "imports"), account_(std::to_string(account_id)), now_(now) {
    std::filesystem::create_directories(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
}

std::filesystem::path ImportFiles::path_of(const std::string& name, Part part) const {
    return folder_ / (account_ + "-" + name + (part == Part::upload ? ".upload" : ".result"));
}

// The file's age counts from the moment of the request, not from when the disk was reached.
void ImportFiles::take(const std::filesystem::path& from, const std::filesystem::path& to) const {
    std::error_code other_disk;
    std::filesystem::rename(from, to, other_disk);
    if (other_disk) {
        std::filesystem::copy_file(from, to);
        std::filesystem::permissions(
            to, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    std::filesystem::last_write_time(to, std::chrono::file_clock::from_sys(now_));
}

std::string ImportFiles::keep(const std::filesystem::path& uploaded) const {
    std::string name = access::random_token();
    take(uploaded, path_of(name, Part::upload));
    return name;
}

void ImportFiles::keep_result(const std::string& name, const std::filesystem::path& result) const {
    take(result, path_of(name, Part::result));
}

bool ImportFiles::is_old(const std::filesystem::path& file) const {
    std::error_code gone;
    const auto written = std::filesystem::last_write_time(file, gone);
    return gone || std::chrono::file_clock::to_sys(written) + lifetime < now_;
}

std::optional<std::filesystem::path> ImportFiles::find(const std::string& name, Part part) const {
    if (!is_name(name)) return std::nullopt;
    const std::filesystem::path path = path_of(name, part);
    if (!std::filesystem::is_regular_file(path) || is_old(path)) return std::nullopt;
    return path;
}

void ImportFiles::remove_upload(const std::string& name) const {
    if (is_name(name)) std::filesystem::remove(path_of(name, Part::upload));
}

void ImportFiles::remove_old() const {
    std::vector<std::filesystem::path> old;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
        if (is_old(entry.path())) old.push_back(entry.path());
    std::error_code already_gone;
    for (const std::filesystem::path& path : old) std::filesystem::remove(path, already_gone);
}

}  // namespace activities

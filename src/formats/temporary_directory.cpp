#include "formats/temporary_directory.h"

#include <stdlib.h>

#include <string>
#include <system_error>
#include <utility>

namespace formats {

namespace {

namespace fs = std::filesystem;

base::Error unreadable(const fs::path& folder) {
    return base::refuse("folder_unreadable", "Mappen {} kunne ikke kopieres.",
                        folder.filename().string());
}

}  // namespace

base::Result<TemporaryDirectory> TemporaryDirectory::create() {
    std::error_code error;
    const fs::path parent = fs::temp_directory_path(error);
    std::string name = (parent / "trygby-XXXXXX").string();
    if (error || mkdtemp(name.data()) == nullptr) {
        return base::refuse("temporary_directory", "Der kunne ikke laves en midlertidig mappe.");
    }
    return TemporaryDirectory(name);
}

TemporaryDirectory::TemporaryDirectory(fs::path path) : path_(std::move(path)) {}

TemporaryDirectory::TemporaryDirectory(TemporaryDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})) {}

TemporaryDirectory& TemporaryDirectory::operator=(TemporaryDirectory&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

base::Result<void> copy_folder(const fs::path& from, const fs::path& to,
                               const FolderLimits& limits) {
    std::error_code error;
    fs::create_directories(to, error);
    fs::recursive_directory_iterator entry(from, error);
    if (error) return unreadable(from);
    std::size_t files = 0;
    std::uintmax_t total_bytes = 0;
    for (; entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const fs::file_status status = entry->symlink_status(error);
        if (error) return unreadable(from);
        const fs::path target = to / entry->path().lexically_relative(from);
        if (status.type() == fs::file_type::directory) {
            fs::create_directory(target, error);
        } else if (status.type() == fs::file_type::regular) {
            total_bytes += entry->file_size(error);
            if (++files <= limits.files && total_bytes <= limits.total_bytes) {
                fs::copy_file(entry->path(), target, error);
            }
        } else {
            return base::refuse("folder_special_file", "Mappen {} indeholder en henvisning: {}.",
                                from.filename().string(), entry->path().filename().string());
        }
        if (error) return unreadable(from);
        if (files > limits.files || total_bytes > limits.total_bytes ||
            entry.depth() >= limits.levels) {
            return base::refuse("folder_too_large", "Mappen {} indeholder for meget.",
                                from.filename().string());
        }
    }
    return error ? unreadable(from) : base::Result<void>();
}

}  // namespace formats

#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/date.h"

namespace activities {

// The files of imports under way, one account's. Each has a random name that its owner is given;
// nobody else's files are found, and after an hour they count as gone. Any thread.
class ImportFiles {
  public:
    static constexpr std::chrono::hours lifetime{1};
    enum class Part { upload, result };

    ImportFiles(const std::filesystem::path& working_directory, std::int64_t account_id,
                base::Instant now);

    // Takes the uploaded file over under a new name, which is returned. Throws
    // std::filesystem::filesystem_error when it can't be kept.
    std::string keep(const std::filesystem::path& uploaded) const;
    // Puts a finished result beside the upload of this name.
    void keep_result(const std::string& name, const std::filesystem::path& result) const;
    // Where it is; empty when the account has no such file, or its time is over.
    std::optional<std::filesystem::path> find(const std::string& name, Part part) const;
    void remove_upload(const std::string& name) const;
    // Removes what is older than the lifetime, whoever's it is.
    void remove_old() const;

    const std::filesystem::path& folder() const { return folder_; }

  private:
    std::filesystem::path path_of(const std::string& name, Part part) const;
    void take(const std::filesystem::path& from, const std::filesystem::path& to) const;
    bool is_old(const std::filesystem::path& file) const;

    std::filesystem::path folder_;
    std::string account_;
    base::Instant now_;
};

}  // namespace activities

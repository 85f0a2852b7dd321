#include "formats/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <set>

namespace formats {

namespace {

constexpr std::size_t ratio_applies_from_bytes = 1024 * 1024;

base::Error unreadable() {
    return base::refuse("archive_unreadable",
                        "Filen er beskadiget eller er ikke en fil af den rette type.");
}

base::Error bomb() {
    return base::refuse("archive_bomb", "Filen fylder for meget, når den pakkes ud.");
}

// Nothing is written under these names, but an honest file has no reason for such ones.
bool is_plain_name(std::string_view name) {
    return !name.empty() && name.front() != '/' && name.find('\\') == std::string_view::npos &&
           name.find("../") == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

struct ZipArchive::Handle {
    zip_t* archive = nullptr;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    // Discard, not close: the archive is never written.
    ~Handle() {
        if (archive != nullptr) zip_discard(archive);
    }
};

ZipArchive::ZipArchive(std::unique_ptr<Handle> handle, ArchiveLimits limits)
    : handle_(std::move(handle)), limits_(limits) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

base::Result<ZipArchive> ZipArchive::open(std::string_view bytes, ArchiveLimits limits) {
    if (bytes.size() > limits.archive_bytes) {
        return base::refuse("archive_too_large", "Filen fylder mere end {} byte.",
                            std::to_string(limits.archive_bytes));
    }
    // The library takes no bytes at all for an archive without entries.
    if (bytes.empty()) return unreadable();
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    auto handle = std::make_unique<Handle>();
    if (source != nullptr) {
        handle->archive = zip_open_from_source(source, ZIP_RDONLY, &error);
        if (handle->archive == nullptr) zip_source_free(source);
    }
    zip_error_fini(&error);
    if (handle->archive == nullptr) return unreadable();
    ZipArchive archive(std::move(handle), limits);
    if (auto checked = archive.check_entries(); !checked) return checked.error();
    return archive;
}

base::Result<void> ZipArchive::check_entries() {
    const auto count = static_cast<std::size_t>(
        std::max<zip_int64_t>(0, zip_get_num_entries(handle_->archive, 0)));
    if (count > limits_.entries) {
        return base::refuse("archive_too_many_entries", "Filen indeholder mere end {} dele.",
                            std::to_string(limits_.entries));
    }
    std::set<std::string> seen;
    std::size_t total_bytes = 0;
    for (std::size_t index = 0; index < count; ++index) {
        zip_stat_t status;
        zip_stat_init(&status);
        constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                        ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        if (zip_stat_index(handle_->archive, index, 0, &status) != 0 ||
            (status.valid & needed) != needed) {
            return unreadable();
        }
        if (status.encryption_method != ZIP_EM_NONE) {
            return base::refuse("archive_encrypted",
                                "Filen er beskyttet med adgangskode. Gem den uden og prøv igen.");
        }
        if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE) {
            return base::refuse("archive_compression",
                                "Filen er pakket på en måde, som ikke understøttes.");
        }
        const std::string name = status.name;
        if (!is_plain_name(name) || !seen.insert(name).second) {
            return base::refuse("archive_entry_name",
                                "Filen indeholder en del med et navn, som ikke er tilladt.");
        }
        if (status.size > limits_.unpacked_bytes - total_bytes) return bomb();
        total_bytes += status.size;
        if (status.size > ratio_applies_from_bytes &&
            status.size / std::max<zip_uint64_t>(1, status.comp_size) >= limits_.ratio) {
            return bomb();
        }
    }
    names_.assign(seen.begin(), seen.end());
    return {};
}

bool ZipArchive::contains(std::string_view name) const {
    return std::binary_search(names_.begin(), names_.end(), name);
}

base::Result<void> ZipArchive::read(
    std::string_view name, const std::function<base::Result<void>(std::string_view)>& take) {
    if (!contains(name)) {
        return base::refuse("archive_entry_missing", "Filen mangler en del, som skulle være der.");
    }
    const std::unique_ptr<zip_file_t, CloseFile> file(
        zip_fopen(handle_->archive, std::string(name).c_str(), 0));
    if (!file) return unreadable();
    std::array<char, 64 * 1024> chunk;
    while (true) {
        const zip_int64_t length = zip_fread(file.get(), chunk.data(), chunk.size());
        if (length < 0) return unreadable();
        if (length == 0) return {};
        unpacked_bytes_ += static_cast<std::size_t>(length);
        if (unpacked_bytes_ > limits_.unpacked_bytes) return bomb();
        auto taken = take(std::string_view(chunk.data(), static_cast<std::size_t>(length)));
        if (!taken) return taken;
    }
}

}  // namespace formats

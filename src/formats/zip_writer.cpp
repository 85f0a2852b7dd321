#include "formats/zip_writer.h"

#include <zip.h>

#include <memory>

namespace formats {
namespace {

base::Error failed() {
    return base::refuse("archive_write", "Filerne kan ikke pakkes.");
}

struct ReleaseSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using Source = std::unique_ptr<zip_source_t, ReleaseSource>;

struct DiscardArchive {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, DiscardArchive>;

// `entry` must live until the archive is closed.
bool add(zip_t* archive, const ZipEntry& entry) {
    zip_source_t* source =
        zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), /*freep=*/0);
    if (source == nullptr) return false;
    const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    // 1 January 1980, where the format's dates begin.
    constexpr zip_uint16_t first_day = (1U << 5U) | 1U;
    return zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, first_day, 0) == 0;
}

base::Result<std::string> bytes_of(zip_source_t* source) {
    zip_stat_t description;
    zip_stat_init(&description);
    if (zip_source_stat(source, &description) != 0 || zip_source_open(source) != 0) return failed();
    std::string bytes(description.size, '\0');
    const zip_int64_t read = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    if (read != static_cast<zip_int64_t>(bytes.size())) return failed();
    return bytes;
}

}  // namespace

base::Result<std::string> zip_of(const std::vector<ZipEntry>& entries) {
    zip_error_t error;
    zip_error_init(&error);
    const Source source(zip_source_buffer_create(nullptr, 0, 0, &error));
    if (!source) return failed();
    Archive archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, &error));
    if (!archive) return failed();
    // The archive gives its own reference away when it is closed; this one is for reading after.
    zip_source_keep(source.get());
    for (const ZipEntry& entry : entries)
        if (!add(archive.get(), entry)) return failed();
    if (zip_close(archive.get()) != 0) return failed();
    (void)archive.release();
    return bytes_of(source.get());
}

}  // namespace formats

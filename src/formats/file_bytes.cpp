#include "formats/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "formats/file_descriptor.h"

namespace formats {

base::Result<std::string> read_file_bytes(const std::filesystem::path& path,
                                          std::size_t limit_bytes, SymbolicLinks links) {
    const base::Error unreadable =
        base::refuse("file_unreadable", "Filen {} kunne ikke læses.", path.filename().string());
    // Without waiting, so that a pipe under this name can't hold the reader.
    const int link_flag = links == SymbolicLinks::refuse ? O_NOFOLLOW : 0;
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | link_flag));
    struct stat status {};
    if (!file.is_open() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return unreadable;
    }
    std::string bytes;
    std::string chunk(64 * 1024, '\0');
    // Read to the limit and not to the size on disk, which may change meanwhile.
    while (true) {
        const ssize_t length = ::read(file.get(), chunk.data(), chunk.size());
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) return unreadable;
        if (length == 0) return bytes;
        bytes.append(chunk, 0, static_cast<std::size_t>(length));
        if (bytes.size() > limit_bytes) {
            return base::refuse("file_too_large", "Filen {} fylder mere end {} byte.",
                                path.filename().string(), std::to_string(limit_bytes));
        }
    }
}

}  // namespace formats

#include "vault/durable_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/digest.h"

namespace vault {
namespace {

bool sync_folder_of(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return descriptor.is_open() && ::fsync(descriptor.number()) == 0;
}

std::filesystem::path unfinished_name(const std::filesystem::path& file) {
    std::array<std::uint8_t, 8> number{};
    randombytes_buf(number.data(), number.size());
    std::filesystem::path unfinished = file;
    unfinished += "." + base::hex(number);
    return unfinished;
}

bool write_new(const std::filesystem::path& file, std::span<const std::uint8_t> content) {
    const Descriptor descriptor(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    return descriptor.is_open() && write_at(descriptor, content, 0);
}

bool give_name(const std::filesystem::path& unfinished, const std::filesystem::path& file,
               Existing existing) {
    if (existing == Existing::replace) return ::rename(unfinished.c_str(), file.c_str()) == 0;
    return ::link(unfinished.c_str(), file.c_str()) == 0 || errno == EEXIST;
}

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Descriptor::Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

bool write_durably(const std::filesystem::path& file, std::span<const std::uint8_t> content,
                   Existing existing) {
    const std::filesystem::path unfinished = unfinished_name(file);
    const bool made = write_new(unfinished, content) && give_name(unfinished, file, existing);
    ::unlink(unfinished.c_str());
    return made && sync_folder_of(file);
}

bool is_there(const std::filesystem::path& file) {
    struct stat status {};
    return ::lstat(file.c_str(), &status) == 0;
}

bool rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
    return ::rename(from.c_str(), to.c_str()) == 0 && sync_folder_of(to);
}

bool remove_durably(const std::filesystem::path& file) {
    return ::unlink(file.c_str()) == 0 && sync_folder_of(file);
}

bool write_at(const Descriptor& file, std::span<const std::uint8_t> bytes, std::size_t position) {
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(position));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        position += static_cast<std::size_t>(written);
    }
    return ::fsync(file.number()) == 0;
}

std::optional<std::vector<std::uint8_t>> read_whole(const Descriptor& file, std::size_t bytes_max) {
    struct stat status {};
    if (::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > bytes_max) return std::nullopt;
    std::vector<std::uint8_t> content(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count =
            ::pread(file.number(), content.data() + done, size - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return std::nullopt;
        done += static_cast<std::size_t>(count);
    }
    return content;
}

}  // namespace vault

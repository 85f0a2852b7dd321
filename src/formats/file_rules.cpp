#include "formats/file_rules.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <system_error>

namespace formats {

namespace {

// Newer than the header of Debian 12.
constexpr std::uint64_t access_truncate = 1ULL << 14;    // ABI 3
constexpr std::uint64_t access_bind_tcp = 1ULL << 0;     // ABI 4
constexpr std::uint64_t access_connect_tcp = 1ULL << 1;  // ABI 4

struct RulesetAttributes {
    std::uint64_t files = 0;
    std::uint64_t network = 0;
};

constexpr std::uint64_t read_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t execute_access = read_access | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr std::uint64_t change_access =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t access_to_single_files = LANDLOCK_ACCESS_FS_EXECUTE |
                                                 LANDLOCK_ACCESS_FS_WRITE_FILE |
                                                 LANDLOCK_ACCESS_FS_READ_FILE | access_truncate;

constexpr std::array<const char*, 6> program_folders = {"/usr", "/bin",   "/sbin",
                                                        "/lib", "/lib32", "/lib64"};
constexpr std::array<const char*, 17> readable_paths = {
    "/etc/alternatives",    "/etc/chromium",    "/etc/chromium.d", "/etc/fonts",
    "/etc/group",           "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
    "/etc/ld.so.preload",   "/etc/localtime",   "/etc/mime.types", "/etc/nsswitch.conf",
    "/etc/passwd",          "/dev/random",      "/dev/urandom",    "/sys",
    "/var/cache/fontconfig"};
// Chromium's sandbox writes the maps of its namespaces under /proc.
constexpr std::array<const char*, 4> writable_paths = {"/dev/full", "/dev/null", "/dev/zero",
                                                       "/proc"};

class RulesetBuilder {
  public:
    explicit RulesetBuilder(int version) {
        handled_.files = execute_access | change_access;
        if (version >= 2) handled_.files |= LANDLOCK_ACCESS_FS_REFER;
        if (version >= 3) handled_.files |= access_truncate;
        if (version >= 4) handled_.network = access_bind_tcp | access_connect_tcp;
        const std::size_t size = version >= 4 ? sizeof handled_ : sizeof handled_.files;
        ruleset_ = FileDescriptor(
            static_cast<int>(syscall(SYS_landlock_create_ruleset, &handled_, size, 0)));
    }

    std::uint64_t all_access() const { return handled_.files & ~LANDLOCK_ACCESS_FS_EXECUTE; }

    // A path that isn't there needs no rule.
    void allow(const std::filesystem::path& path, std::uint64_t access) {
        const FileDescriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
        struct stat status {};
        if (!place.is_open() || fstat(place.get(), &status) != 0) return;
        if (!S_ISDIR(status.st_mode)) access &= access_to_single_files;
        landlock_path_beneath_attr rule{};
        rule.allowed_access = access & handled_.files;
        rule.parent_fd = place.get();
        const long added =
            syscall(SYS_landlock_add_rule, ruleset_.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        if (added != 0) ruleset_.close();
    }

    FileDescriptor take() { return std::move(ruleset_); }

  private:
    RulesetAttributes handled_;
    FileDescriptor ruleset_;
};

}  // namespace

FileDescriptor make_file_rules(const std::filesystem::path& program,
                               const std::filesystem::path& directory) {
    const long version =
        syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return FileDescriptor();
    RulesetBuilder builder(static_cast<int>(version));
    for (const char* path : program_folders) builder.allow(path, execute_access);
    std::error_code error;
    const auto real_program = std::filesystem::canonical(program, error);
    if (!error) builder.allow(real_program.parent_path(), execute_access);
    for (const char* path : readable_paths) builder.allow(path, read_access);
    for (const char* path : writable_paths) {
        builder.allow(path, read_access | LANDLOCK_ACCESS_FS_WRITE_FILE);
    }
    builder.allow(directory, builder.all_access());
    return builder.take();
}

}  // namespace formats

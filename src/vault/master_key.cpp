#include "vault/master_key.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.h"
#include "vault/durable_file.h"

namespace vault {
namespace {

constexpr std::size_t file_bytes_max = 256;

// The text is wiped, whatever becomes of it.
struct SecretText {
    std::string text;
    ~SecretText() { sodium_memzero(text.data(), text.size()); }
};

bool others_may_use(const struct stat& status, bool credential) {
    // systemd gives the service its right by an access list, which shows as a right of the group.
    const mode_t refused = credential ? S_IRWXO : S_IRWXG | S_IRWXO;
    return (status.st_mode & refused) != 0;
}

base::Result<Key> key_of(const SecretText& hexadecimal, const std::filesystem::path& file) {
    std::array<std::uint8_t, Key::size> bytes{};
    std::size_t decoded = 0;
    const char* end = nullptr;
    const std::string& text = hexadecimal.text;
    const bool is_hex = sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(),
                                       nullptr, &decoded, &end) == 0;
    if (!is_hex || decoded != bytes.size() || end != text.data() + text.size())
        return base::refuse("master_key_malformed", "Filen {} indeholder ikke en hovednøgle.",
                            file.string());
    const Key key(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

}  // namespace

std::filesystem::path master_key_path(const MasterKeySource& source) {
    return is_credential(source) ? source.credentials_folder / master_key_credential : source.file;
}

std::filesystem::path next_master_key_path(const MasterKeySource& source) {
    std::filesystem::path next = master_key_path(source);
    next += is_credential(source) ? "-next" : ".next";
    return next;
}

bool is_credential(const MasterKeySource& source) {
    return !source.credentials_folder.empty() &&
           is_there(source.credentials_folder / master_key_credential);
}

base::Result<Key> read_master_key(const std::filesystem::path& file, bool credential) {
    if (sodium_init() < 0) throw std::runtime_error("vault: libsodium can't start");
    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (!descriptor.is_open() || ::fstat(descriptor.number(), &status) != 0)
        return base::refuse("master_key_missing",
                            "Hovednøglen {} mangler eller kan ikke læses. Uden den kan ingen "
                            "personoplysninger læses.",
                            file.string());
    if (others_may_use(status, credential))
        return base::refuse(
            "master_key_readable",
            "Hovednøglen {} kan læses af andre. Den må kun kunne læses af sin ejer.",
            file.string());
    std::optional<std::vector<std::uint8_t>> content = read_whole(descriptor, file_bytes_max);
    if (!content) content.emplace();
    const SecretText text{
        base::trim({reinterpret_cast<const char*>(content->data()), content->size()})};
    sodium_memzero(content->data(), content->size());
    return key_of(text, file);
}

base::Result<void> write_master_key(const std::filesystem::path& file, const Key& key) {
    std::array<char, Key::size * 2 + 1> text{};
    sodium_bin2hex(text.data(), text.size(), key.data(), Key::size);
    text.back() = '\n';
    const bool written = write_durably(
        file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, Existing::keep);
    sodium_memzero(text.data(), text.size());
    if (written) return {};
    return base::refuse("master_key_unwritable", "Hovednøglen {} kan ikke oprettes.",
                        file.string());
}

}  // namespace vault

#include "access/secrets.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "base/digest.h"
#include "base/text.h"

namespace access {

namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32);

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

  private:
    int number_;
};

base::Error unavailable(const std::filesystem::path& file) {
    return base::refuse("secrets_unavailable", "Nøglefilen {} kan hverken læses eller oprettes.",
                        file.string());
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

std::string read_start(int descriptor) {
    std::string content(256, '\0');
    const ssize_t count = ::read(descriptor, content.data(), content.size());
    content.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return content;
}

bool write_new_key(const std::filesystem::path& file) {
    const Descriptor descriptor(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!descriptor.is_open()) return false;
    std::array<std::uint8_t, 32> key{};
    randombytes_buf(key.data(), key.size());
    const bool written = write_all(descriptor.number(), base::hex(key) + "\n");
    sodium_memzero(key.data(), key.size());
    return written;
}

bool sync_folder(const std::filesystem::path& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return descriptor.is_open() && ::fsync(descriptor.number()) == 0;
}

// Makes the file with a new key, unless there is one. It gets its name only when the key is on
// disk: a program that is killed here must leave no key or a whole one.
bool create_missing(const std::filesystem::path& file) {
    struct stat status {};
    if (::lstat(file.c_str(), &status) == 0) return true;
    std::array<std::uint8_t, 8> number{};
    randombytes_buf(number.data(), number.size());
    std::filesystem::path unfinished = file;
    unfinished += "." + base::hex(number);
    const bool made = write_new_key(unfinished) &&
                      (::link(unfinished.c_str(), file.c_str()) == 0 || errno == EEXIST);
    ::unlink(unfinished.c_str());
    return made && sync_folder(file.has_parent_path() ? file.parent_path() : ".");
}

}  // namespace

base::Result<Secrets> Secrets::load_or_create(const std::filesystem::path& file) {
    if (sodium_init() < 0) throw std::runtime_error("access: libsodium can't start");
    if (!create_missing(file)) return unavailable(file);

    const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (!descriptor.is_open() || ::fstat(descriptor.number(), &status) != 0) {
        return unavailable(file);
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return base::refuse("secrets_readable",
                            "Nøglefilen {} kan læses af andre. Den må kun kunne læses af sin ejer.",
                            file.string());
    }
    const std::string text = base::trim(read_start(descriptor.number()));
    Key key{};
    std::size_t decoded = 0;
    const char* end = nullptr;
    const bool is_hex = sodium_hex2bin(key.data(), key.size(), text.data(), text.size(), nullptr,
                                       &decoded, &end) == 0;
    if (!is_hex || decoded != key.size() || end != text.data() + text.size()) {
        return base::refuse("secrets_malformed", "Nøglefilen {} indeholder ikke en nøgle.",
                            file.string());
    }
    return Secrets(key);
}

std::vector<std::uint8_t> Secrets::seal(std::string_view context, std::string_view plain) const {
    std::vector<std::uint8_t> sealed(nonce_bytes + plain.size() + tag_bytes);
    randombytes_buf(sealed.data(), nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed.data() + nonce_bytes, nullptr, reinterpret_cast<const unsigned char*>(plain.data()),
        plain.size(), reinterpret_cast<const unsigned char*>(context.data()), context.size(),
        nullptr, sealed.data(), key_.data());
    return sealed;
}

std::optional<std::string> Secrets::open(std::string_view context,
                                         const std::vector<std::uint8_t>& sealed) const {
    if (sealed.size() < nonce_bytes + tag_bytes) return std::nullopt;
    std::string plain(sealed.size() - nonce_bytes - tag_bytes, '\0');
    const int refused = crypto_aead_xchacha20poly1305_ietf_decrypt(
        reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr,
        sealed.data() + nonce_bytes, sealed.size() - nonce_bytes,
        reinterpret_cast<const unsigned char*>(context.data()), context.size(), sealed.data(),
        key_.data());
    if (refused != 0) return std::nullopt;
    return plain;
}

std::string Secrets::seal_text(std::string_view context, std::string_view plain) const {
    return base::base64url(seal(context, plain));
}

std::optional<std::string> Secrets::open_text(std::string_view context,
                                              std::string_view sealed) const {
    if (sealed.empty()) return std::nullopt;
    std::vector<std::uint8_t> bytes(sealed.size());
    std::size_t count = 0;
    const char* end = nullptr;
    if (sodium_base642bin(bytes.data(), bytes.size(), sealed.data(), sealed.size(), nullptr, &count,
                          &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != sealed.data() + sealed.size()) {
        return std::nullopt;
    }
    bytes.resize(count);
    return open(context, bytes);
}

}  // namespace access

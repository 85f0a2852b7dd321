#include "trail/heads_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/digest.h"
#include "base/text.h"
#include "trail/line_hash.h"
#include "trail/tree_store.h"
#include "vault/durable_file.h"

namespace trail {

namespace {

constexpr std::size_t most_heads_bytes = std::size_t{1} << 30;
constexpr std::string_view signature_word = " signature=";
constexpr std::size_t signature_characters = 86;  // 64 bytes as base64url

std::optional<std::filesystem::path> credential_of(const SigningKeySource& source) {
    if (source.credentials_folder.empty()) return std::nullopt;
    std::filesystem::path file = source.credentials_folder / signing_key_credential;
    if (!vault::is_there(file)) return std::nullopt;
    return file;
}

base::Error key_unavailable(const std::filesystem::path& file) {
    return base::refuse("signing_key_unavailable",
                        "Sporets nøgle {} kan hverken læses eller oprettes.", file.string());
}

bool write_key(const std::filesystem::path& file, const vault::Key& seed,
               vault::Existing existing) {
    const std::string text = base::hex(seed.bytes()) + "\n";
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    return vault::write_durably(file, {bytes, text.size()}, existing);
}

base::Result<SigningKey> read_key(const std::filesystem::path& file, mode_t forbidden) {
    const vault::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (!descriptor.is_open() || ::fstat(descriptor.number(), &status) != 0)
        return key_unavailable(file);
    if ((status.st_mode & forbidden) != 0)
        return base::refuse(
            "signing_key_readable",
            "Sporets nøgle {} kan læses af andre. Den må kun kunne læses af sin ejer.",
            file.string());
    const auto content = vault::read_whole(descriptor, 256);
    const std::string text =
        content ? base::trim(std::string(content->begin(), content->end())) : std::string();
    const Hash seed = hash_from_hex(text);
    if (seed == Hash{})
        return base::refuse("signing_key_malformed", "Filen {} indeholder ikke en nøgle.",
                            file.string());
    return SigningKey(vault::Key(seed));
}

// Reads line by line, and knows who may vouch for whom.
class Reader {
  public:
    explicit Reader(std::string_view trusted) : trusted_(trusted) {}

    void line(std::string_view text, std::size_t number) {
        number_ = number;
        if (is_unfinished(text)) {
            ++heads_.unfinished;
        } else if (const auto head = parse_head(text)) {
            take_head(*head);
        } else if (const auto notice = parse_notice(text)) {
            take_notice(*notice);
        } else {
            problem(base::danish("Hovedfilens linje {} kan ikke læses."));
        }
    }
    Heads finish() && { return std::move(heads_); }

  private:
    // A line that lacks its end was never a head: the program ended while it was written.
    static bool is_unfinished(std::string_view text) {
        const bool is_beginning = text.starts_with("head ") || text.starts_with("key ") ||
                                  std::string_view("head ").starts_with(text) ||
                                  std::string_view("key ").starts_with(text);
        const std::size_t signature = text.find(signature_word);
        return is_beginning &&
               (signature == std::string_view::npos ||
                text.size() - signature < signature_word.size() + signature_characters);
    }
    void problem(std::string_view danish) {
        heads_.problems.push_back(
            base::Error{"heads", std::string(danish), {std::to_string(number_)}});
    }
    void take_head(const TreeHead& head) {
        const auto key = heads_.public_keys.find(head.key);
        if (key == heads_.public_keys.end()) {
            problem(base::danish("Hovedfilens linje {} er underskrevet med en ukendt nøgle."));
        } else if (!head_holds(head, key->second)) {
            problem(base::danish("Underskriften i hovedfilens linje {} passer ikke."));
        } else {
            heads_.heads.push_back(head);
        }
    }
    void take_notice(const KeyNotice& notice) {
        if (heads_.public_keys.empty()) return take_first_key(notice);
        const auto by = heads_.public_keys.find(notice.by);
        if (by == heads_.public_keys.end() || !notice_holds(notice, by->second)) {
            problem(
                base::danish("Nøglen i hovedfilens linje {} er ikke godkendt af den "
                             "foregående."));
            return;
        }
        heads_.public_keys[key_id(notice.public_key)] = notice.public_key;
    }
    void take_first_key(const KeyNotice& notice) {
        const bool is_trusted = trusted_.empty() || notice.public_key == trusted_;
        if (!is_trusted || !notice_holds(notice, notice.public_key)) {
            problem(
                base::danish("Nøglen i hovedfilens linje {} er ikke den, der kendes i forvejen."));
            return;
        }
        heads_.first_key = notice.public_key;
        heads_.public_keys[key_id(notice.public_key)] = notice.public_key;
    }

    std::string_view trusted_;
    std::size_t number_ = 0;
    Heads heads_;
};

base::Error unwritable(const std::filesystem::path& file) {
    return base::refuse("heads_unwritable", "Hovedfilen {} kan ikke skrives.", file.string());
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// In one write, so that two programs don't mix their lines. What a power failure cut short stays,
// on a line of its own: the file is only ever added to.
bool append_line(const std::filesystem::path& file, const std::string& line) {
    const bool is_new = !vault::is_there(file);
    const vault::Descriptor descriptor(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (!descriptor.is_open()) return false;
    char last = '\n';
    const off_t size = ::lseek(descriptor.number(), 0, SEEK_END);
    if (size > 0 && ::pread(descriptor.number(), &last, 1, size - 1) != 1) return false;
    const std::string text = (last == '\n' ? "" : "\n") + line + "\n";
    if (!write_all(descriptor.number(), text) || ::fsync(descriptor.number()) != 0) return false;
    if (!is_new) return true;
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    const vault::Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return parent.is_open() && ::fsync(parent.number()) == 0;
}

// Only the first key of a file makes itself known; another one would be nobody's, and every head
// under it a fault. It comes about where the key was lost, or is given to the service alone.
base::Result<void> make_key_known(const SigningKey& key, const std::filesystem::path& file,
                                  const Heads& heads, base::Instant now) {
    if (heads.public_keys.contains(key_id(key.public_key()))) return {};
    if (!heads.public_keys.empty())
        return base::refuse("signing_key_unknown",
                            "Sporets nøgle er ikke en af dem, som hovedfilen {} begynder med eller "
                            "godkender. Der underskrives ikke.",
                            file.string());
    if (!append_line(file, notice_line(sign_notice(key, key.public_key(), now))))
        return unwritable(file);
    return {};
}

TreeHead unsigned_head(store::Connection& connection, base::Instant now) {
    TreeHead head;
    head.at = now;
    head.lines = line_count(connection);
    if (head.lines == 0) return head;
    head.chain = base::hex(line_hashes(connection, head.lines, 1).at(0));
    head.root =
        base::hex(tree_root(static_cast<std::uint64_t>(head.lines), stored_subtrees(connection)));
    return head;
}

bool still_begins_with(store::Connection& connection, const TreeHead& old, std::int64_t lines) {
    return old.lines <= lines &&
           old.root == base::hex(tree_root(static_cast<std::uint64_t>(old.lines),
                                           stored_subtrees(connection)));
}

}  // namespace

const TreeHead* Heads::newest() const {
    const auto found = std::max_element(
        heads.begin(), heads.end(),
        [](const TreeHead& left, const TreeHead& right) { return left.lines < right.lines; });
    return found == heads.end() ? nullptr : &*found;
}

std::vector<KnownState> Heads::known() const {
    std::vector<KnownState> states;
    states.reserve(heads.size());
    for (const TreeHead& head : heads)
        states.push_back({head.lines, head.root, head.chain, base::iso_instant(head.at)});
    return states;
}

Heads parse_heads(std::string_view text, std::string_view trusted) {
    Reader reader(trusted);
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        ++number;
        if (end > 0) reader.line(text.substr(0, end), number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::move(reader).finish();
}

base::Result<Heads> read_heads(const std::filesystem::path& file, std::string_view trusted) {
    const vault::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    const auto content =
        descriptor.is_open() ? vault::read_whole(descriptor, most_heads_bytes) : std::nullopt;
    if (!content)
        return base::refuse("heads_unreadable", "Hovedfilen {} kan ikke læses.", file.string());
    return parse_heads({reinterpret_cast<const char*>(content->data()), content->size()}, trusted);
}

base::Result<SigningKey> load_or_create_signing_key(const SigningKeySource& source) {
    // A credential stands in a folder of the service's own, where its group may read it.
    if (const auto credential = credential_of(source)) return read_key(*credential, S_IRWXO);
    if (!vault::is_there(source.file) &&
        !write_key(source.file, vault::Key::random(), vault::Existing::keep))
        return key_unavailable(source.file);
    return read_key(source.file, S_IRWXG | S_IRWXO);
}

base::Result<TreeHead> write_head(store::Database& database, const SigningKey& key,
                                  const std::filesystem::path& file, base::Instant now) {
    Heads heads;
    if (vault::is_there(file)) {
        base::Result<Heads> read = read_heads(file);
        if (!read) return read.error();
        heads = std::move(*read);
    }
    const TreeHead* newest = heads.newest();
    TreeHead head;
    {
        store::ReadTransaction reading = database.read();
        head = unsigned_head(reading, now);
        if (newest && !still_begins_with(reading, *newest, head.lines))
            return base::refuse("trail_rewritten",
                                "Sporet begynder ikke længere med det, hovedet fra {} siger. Der "
                                "underskrives ikke.",
                                base::iso_instant(newest->at));
    }
    if (head.lines == 0) return base::refuse("trail_empty", "Sporet har ingen linjer endnu.");
    if (newest && newest->lines == head.lines && newest->key == key_id(key.public_key()))
        return *newest;
    const base::Result<void> known = make_key_known(key, file, heads, now);
    if (!known) return known.error();
    head = sign_head(key, head);
    if (!append_line(file, head_line(head))) return unwritable(file);
    return head;
}

base::Result<SigningKey> rotate_signing_key(const SigningKeySource& source,
                                            const std::filesystem::path& heads_file,
                                            base::Instant now) {
    if (credential_of(source))
        return base::refuse("signing_key_credential",
                            "Sporets nøgle gives af systemd og kan ikke skiftes her.");
    const base::Result<SigningKey> old_key = load_or_create_signing_key(source);
    if (!old_key) return old_key.error();
    Heads heads;
    if (vault::is_there(heads_file)) {
        base::Result<Heads> read = read_heads(heads_file);
        if (!read) return read.error();
        heads = std::move(*read);
    }
    const base::Result<void> known = make_key_known(*old_key, heads_file, heads, now);
    if (!known) return known.error();
    const vault::Key seed = vault::Key::random();
    SigningKey key(seed);
    // Said first: a key without its notice would be nobody's.
    if (!append_line(heads_file, notice_line(sign_notice(*old_key, key.public_key(), now))))
        return unwritable(heads_file);
    if (!write_key(source.file, seed, vault::Existing::replace))
        return key_unavailable(source.file);
    return key;
}

}  // namespace trail

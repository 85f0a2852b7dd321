#include "vault/vault.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/digest.h"

namespace vault {
namespace {

constexpr std::string_view index_prefix = "index:";

std::string index_name(std::int64_t epoch) {
    return std::string(index_prefix) + std::to_string(epoch);
}

std::optional<std::int64_t> epoch_of(std::string_view subject) {
    if (!subject.starts_with(index_prefix)) return std::nullopt;
    const std::string_view digits = subject.substr(index_prefix.size());
    std::int64_t epoch = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), epoch);
    if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return epoch;
}

std::string context_of(std::string_view context, std::string_view subject) {
    return std::string(context).append(1, ':').append(subject);
}

base::Error no_key() {
    return base::refuse("key_unknown", "Der er ingen nøgle.");
}

base::Result<std::unique_ptr<KeyFile>> exchange_master_key(const VaultOptions& options,
                                                           const std::filesystem::path& next_file) {
    const bool credential = is_credential(options.master);
    const base::Result<Key> next = read_master_key(next_file, credential);
    if (!next) return next.error();
    const bool done = KeyFile::check(options.key_file, *next).ok();
    base::Result<Key> current = next;
    if (!done) current = read_master_key(master_key_path(options.master), credential);
    if (!current) return current.error();
    base::Result<std::unique_ptr<KeyFile>> file = KeyFile::open(options.key_file, *current);
    if (!file) return file.error();
    if (!done) {
        if (const auto wrapped = (*file)->rewrite(*next); !wrapped) return wrapped.error();
    }
    if (!credential && !rename_durably(next_file, options.master.file))
        return base::refuse("master_key_unwritable", "Hovednøglen {} kan ikke oprettes.",
                            options.master.file.string());
    return file;
}

base::Result<std::unique_ptr<KeyFile>> open_key_file(const VaultOptions& options) {
    const std::filesystem::path next = next_master_key_path(options.master);
    if (is_there(next)) return exchange_master_key(options, next);
    const std::filesystem::path path = master_key_path(options.master);
    if (!is_there(path) && !is_there(options.key_file)) {
        if (const auto made = write_master_key(path, Key::random()); !made) return made.error();
    }
    const base::Result<Key> master = read_master_key(path, is_credential(options.master));
    if (!master) return master.error();
    return KeyFile::open(options.key_file, *master);
}

}  // namespace

base::Result<std::unique_ptr<Vault>> Vault::open(const VaultOptions& options) {
    if (sodium_init() < 0) throw std::runtime_error("vault: libsodium can't start");
    base::Result<std::unique_ptr<KeyFile>> file = open_key_file(options);
    if (!file) return file.error();
    std::unique_ptr<Vault> vault(new Vault(options, std::move(*file)));
    if (const auto read = vault->read_keys(); !read) return read.error();
    return vault;
}

Vault::Vault(VaultOptions options, std::unique_ptr<KeyFile> file)
    : options_(std::move(options)), file_(std::move(file)), cache_(options_.cached_keys) {}

base::Result<void> Vault::read_keys() {
    const std::scoped_lock lock(mutex_);
    std::int64_t newest = 0;
    for (const std::string& subject : file_->subjects()) {
        const Key key = file_->key(subject).value();
        subjects_by_handle_.emplace(index_handle(key), subject);
        const std::optional<std::int64_t> epoch = epoch_of(subject);
        if (epoch) index_keys_.emplace_back(*epoch, key);
    }
    std::sort(
        index_keys_.begin(), index_keys_.end(),
        [](const IndexKey& left, const IndexKey& right) { return left.epoch() > right.epoch(); });
    if (!index_keys_.empty()) return {};
    for (const std::string& subject : file_->destroyed_subjects())
        newest = std::max(newest, epoch_of(subject).value_or(0));
    return add_index_key(newest + 1);
}

base::Result<void> Vault::add_index_key(std::int64_t epoch) {
    if (const auto added = add_key(index_name(epoch)); !added) return added.error();
    index_keys_.emplace(index_keys_.begin(), epoch, find_key(index_name(epoch)).value());
    return {};
}

std::optional<Key> Vault::find_key(const std::string& subject) {
    std::optional<Key> key = cache_.find(subject);
    if (key) return key;
    key = file_->key(subject);
    if (key) cache_.put(subject, *key);
    return key;
}

base::Result<void> Vault::add_key(const std::string& subject) {
    if (!is_subject(subject)) throw std::logic_error("vault: not a subject's name");
    const Key key = Key::random();
    if (const auto added = file_->add(subject, key); !added) return added.error();
    cache_.put(subject, key);
    subjects_by_handle_.emplace(index_handle(key), subject);
    return {};
}

base::Result<std::string> Vault::create(std::string_view kind) {
    std::array<std::uint8_t, 8> number{};
    randombytes_buf(number.data(), number.size());
    std::string subject = std::string(kind) + ":" + base::hex(number);
    const std::scoped_lock lock(mutex_);
    if (const auto added = add_key(subject); !added) return added.error();
    return subject;
}

base::Result<void> Vault::ensure(const std::string& subject) {
    const std::scoped_lock lock(mutex_);
    if (file_->state(subject) == State::present) return {};
    return add_key(subject);
}

Vault::State Vault::state(const std::string& subject) const {
    const std::scoped_lock lock(mutex_);
    return file_->state(subject);
}

std::vector<std::string> Vault::subjects() const {
    const std::scoped_lock lock(mutex_);
    return file_->subjects();
}

std::vector<std::string> Vault::destroyed_subjects() const {
    const std::scoped_lock lock(mutex_);
    return file_->destroyed_subjects();
}

base::Result<void> Vault::destroy(const std::string& subject) {
    if (epoch_of(subject)) throw std::logic_error("vault: an index key ends with its renewal");
    const std::scoped_lock lock(mutex_);
    if (const std::optional<Key> key = find_key(subject))
        subjects_by_handle_.erase(index_handle(*key));
    cache_.forget(subject);
    return file_->destroy(subject);
}

std::optional<Key> Vault::key(const std::string& subject) {
    const std::scoped_lock lock(mutex_);
    return find_key(subject);
}

base::Result<Sealed> Vault::seal(const std::string& subject, std::string_view context,
                                 std::string_view plain) {
    const std::optional<Key> subject_key = key(subject);
    if (!subject_key) return no_key();
    return vault::seal(*subject_key, context_of(context, subject), plain);
}

std::optional<std::string> Vault::open_sealed(const std::string& subject, std::string_view context,
                                              std::span<const std::uint8_t> sealed) {
    const std::optional<Key> subject_key = key(subject);
    if (!subject_key) return std::nullopt;
    return vault::open(*subject_key, context_of(context, subject), sealed);
}

base::Result<IndexEntry> Vault::index_entry(const std::string& subject, std::string_view purpose,
                                            std::string_view text) {
    const std::vector<IndexEntry> entries = index_entries(subject, purpose, text);
    if (entries.empty()) return no_key();
    return entries.front();
}

std::vector<IndexEntry> Vault::index_entries(const std::string& subject, std::string_view purpose,
                                             std::string_view text) {
    const std::scoped_lock lock(mutex_);
    std::vector<IndexEntry> entries;
    const std::optional<Key> subject_key = find_key(subject);
    if (!subject_key) return entries;
    const IndexHandle handle = index_handle(*subject_key);
    for (const IndexKey& index : index_keys_) {
        const IndexToken token = index.token(purpose, text);
        entries.push_back({index.epoch(), token, index.link(token, handle)});
    }
    return entries;
}

std::vector<IndexEntry> Vault::index_tokens(std::string_view purpose, std::string_view text) const {
    const std::scoped_lock lock(mutex_);
    std::vector<IndexEntry> tokens;
    for (const IndexKey& index : index_keys_)
        tokens.push_back({index.epoch(), index.token(purpose, text), {}});
    return tokens;
}

std::optional<std::string> Vault::index_subject(const IndexEntry& entry) const {
    const std::scoped_lock lock(mutex_);
    for (const IndexKey& index : index_keys_) {
        if (index.epoch() != entry.epoch) continue;
        const std::optional<IndexHandle> handle = index.handle(entry.token, entry.link);
        if (!handle) return std::nullopt;
        const auto found = subjects_by_handle_.find(*handle);
        if (found == subjects_by_handle_.end()) return std::nullopt;
        return found->second;
    }
    return std::nullopt;
}

base::Result<std::int64_t> Vault::begin_index_renewal() {
    const std::scoped_lock lock(mutex_);
    if (index_keys_.size() == 1) {
        const auto added = add_index_key(index_keys_.front().epoch() + 1);
        if (!added) return added.error();
    }
    return index_keys_.front().epoch();
}

base::Result<void> Vault::end_index_renewal() {
    const std::scoped_lock lock(mutex_);
    while (index_keys_.size() > 1) {
        const std::string name = index_name(index_keys_.back().epoch());
        cache_.forget(name);
        if (const auto destroyed = file_->destroy(name); !destroyed) return destroyed.error();
        index_keys_.pop_back();
    }
    return {};
}

base::Result<void> Vault::rotate_master_key() {
    if (is_credential(options_.master))
        return base::refuse("master_key_is_credential",
                            "Hovednøglen kommer fra systemd. Læg den nye ved siden af som {}, og "
                            "start programmet igen.",
                            next_master_key_path(options_.master).filename().string());
    const std::scoped_lock lock(mutex_);
    const std::filesystem::path next_file = next_master_key_path(options_.master);
    if (const auto made = write_master_key(next_file, Key::random()); !made) return made.error();
    const base::Result<Key> next = read_master_key(next_file, false);
    if (!next) return next.error();
    if (const auto wrapped = file_->rewrite(*next); !wrapped) return wrapped.error();
    if (!rename_durably(next_file, options_.master.file))
        return base::refuse("master_key_unwritable", "Hovednøglen {} kan ikke oprettes.",
                            options_.master.file.string());
    return {};
}

base::Result<Vault::Backup> Vault::back_up(const std::filesystem::path& folder, base::Date today,
                                           int days_kept) const {
    const std::string prefix = options_.key_file.filename().string() + ".";
    Backup backup{folder / (prefix + base::iso_date(today)), {}};
    {
        const std::scoped_lock lock(mutex_);
        if (const auto copied = file_->copy_to(backup.file); !copied) return copied.error();
    }
    std::error_code problem;
    for (const auto& entry : std::filesystem::directory_iterator(folder, problem)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(prefix)) continue;
        const std::optional<base::Date> made = base::parse_date(name.substr(prefix.size()));
        if (!made || base::days_between(*made, today) < days_kept) continue;
        if (remove_durably(entry.path())) backup.removed.push_back(entry.path());
    }
    return backup;
}

}  // namespace vault

#include "vault/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <unordered_set>
#include <utility>

namespace vault {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{1} << 32;  // 33 million keys
constexpr std::size_t erased_records_kept = 1024;

base::Error unwritable_file(const std::filesystem::path& file) {
    return base::refuse("key_file_unwritable", "Nøglefilen {} kan ikke skrives.", file.string());
}

FileId new_file_id() {
    FileId id{};
    randombytes_buf(id.data(), id.size());
    return id;
}

base::Result<Descriptor> take_lock(const std::filesystem::path& file) {
    std::filesystem::path lock = file;
    lock += ".lock";
    Descriptor descriptor(::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!descriptor.is_open()) return unwritable_file(file);
    if (::flock(descriptor.number(), LOCK_EX | LOCK_NB) != 0)
        return base::refuse("key_file_in_use", "Nøglefilen {} er i brug af et andet program.",
                            file.string());
    return descriptor;
}

base::Result<Descriptor> open_file(const std::filesystem::path& file) {
    Descriptor descriptor(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    struct stat status {};
    if (!descriptor.is_open() || ::fstat(descriptor.number(), &status) != 0)
        return unwritable_file(file);
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return base::refuse("key_file_readable",
                            "Nøglefilen {} kan læses af andre. Den må kun kunne læses af sin ejer.",
                            file.string());
    return descriptor;
}

base::Result<std::vector<std::uint8_t>> content_of(const Descriptor& descriptor,
                                                   const std::filesystem::path& file) {
    std::optional<std::vector<std::uint8_t>> content = read_whole(descriptor, file_bytes_max);
    if (!content)
        return base::refuse("key_file_unreadable", "Nøglefilen {} kan ikke læses.", file.string());
    return std::move(*content);
}

}  // namespace

base::Result<std::unique_ptr<KeyFile>> KeyFile::open(const std::filesystem::path& file,
                                                     const Key& master) {
    base::Result<Descriptor> lock = take_lock(file);
    if (!lock) return lock.error();
    if (!is_there(file) &&
        !write_durably(file, encode_header(master, new_file_id()), Existing::keep))
        return unwritable_file(file);
    base::Result<Descriptor> descriptor = open_file(file);
    if (!descriptor) return descriptor.error();
    const auto content = content_of(*descriptor, file);
    if (!content) return content.error();
    const base::Result<ParsedKeyFile> parsed = parse_key_file(*content, master);
    if (!parsed) return parsed.error();
    std::unique_ptr<KeyFile> opened(
        new KeyFile(file, std::move(*lock), std::move(*descriptor), master, *parsed));
    const auto finished = opened->finish_interrupted(*parsed, content->size());
    if (!finished) return finished.error();
    return opened;
}

base::Result<void> KeyFile::check(const std::filesystem::path& file, const Key& master) {
    const base::Result<Descriptor> descriptor = open_file(file);
    if (!descriptor) return descriptor.error();
    const auto content = content_of(*descriptor, file);
    if (!content) return content.error();
    const base::Result<ParsedKeyFile> parsed = parse_key_file(*content, master);
    if (!parsed) return parsed.error();
    return {};
}

KeyFile::KeyFile(std::filesystem::path file, Descriptor lock, Descriptor descriptor,
                 const Key& master, const ParsedKeyFile& parsed)
    : file_(std::move(file)),
      lock_(std::move(lock)),
      descriptor_(std::move(descriptor)),
      master_(master),
      keys_(master, parsed.id) {
    load(parsed);
}

void KeyFile::load(const ParsedKeyFile& parsed) {
    entries_.clear();
    end_ = parsed.whole_bytes;
    erased_ = 0;
    for (const KeyRecord& record : parsed.records) {
        if (record.kind == RecordKind::erased) {
            ++erased_;
        } else {
            const bool present = record.kind == RecordKind::key;
            entries_[record.subject] = {present ? State::present : State::destroyed,
                                        record.position, record.box};
        }
    }
}

// Cuts off an unfinished record, and overwrites the keys whose tombstone was the last that reached
// the disk.
base::Result<void> KeyFile::finish_interrupted(const ParsedKeyFile& parsed,
                                               std::size_t file_bytes) {
    if (file_bytes != parsed.whole_bytes &&
        (::ftruncate(descriptor_.number(), static_cast<off_t>(parsed.whole_bytes)) != 0 ||
         ::fsync(descriptor_.number()) != 0))
        return unwritable();
    std::unordered_set<std::size_t> erased;
    for (const KeyRecord& record : parsed.records)
        if (record.kind == RecordKind::erased) erased.insert(record.position);
    for (const KeyRecord& record : parsed.records) {
        if (record.kind != RecordKind::tombstone || record.erases == 0) continue;
        if (erased.contains(record.erases)) continue;
        if (const auto done = erase_at(record.erases); !done) return done.error();
    }
    return {};
}

KeyFile::State KeyFile::state(std::string_view subject) const {
    const auto found = entries_.find(std::string(subject));
    return found == entries_.end() ? State::unknown : found->second.state;
}

std::optional<Key> KeyFile::key(std::string_view subject) const {
    const auto found = entries_.find(std::string(subject));
    if (found == entries_.end() || found->second.state != State::present) return std::nullopt;
    return keys_.unwrap(found->second.box, subject);
}

base::Result<void> KeyFile::add(std::string_view subject, const Key& key) {
    if (state(subject) == State::present)
        return base::refuse("key_exists", "Der er allerede en nøgle.");
    if (state(subject) == State::destroyed)
        return base::refuse("key_destroyed", "Nøglen er slettet og kan ikke laves igen.");
    KeyRecord record;
    record.kind = RecordKind::key;
    record.subject = std::string(subject);
    record.box = keys_.wrap(key, subject);
    record.position = end_;
    if (const auto done = append(record); !done) return done.error();
    entries_[record.subject] = {State::present, record.position, record.box};
    return {};
}

base::Result<void> KeyFile::destroy(std::string_view subject) {
    if (state(subject) == State::destroyed) return {};
    if (state(subject) == State::unknown) return base::refuse("key_unknown", "Der er ingen nøgle.");
    Entry& entry = entries_.at(std::string(subject));
    KeyRecord tombstone;
    tombstone.kind = RecordKind::tombstone;
    tombstone.subject = std::string(subject);
    tombstone.erases = entry.position;
    tombstone.position = end_;
    if (const auto done = append(tombstone); !done) return done.error();
    const std::size_t key_position = std::exchange(entry.position, tombstone.position);
    entry.state = State::destroyed;
    sodium_memzero(entry.box.data(), entry.box.size());
    if (const auto done = erase_at(key_position); !done) return done.error();
    if (erased_ > erased_records_kept && erased_ > entries_.size()) return rewrite(master_);
    return {};
}

base::Result<void> KeyFile::append(const KeyRecord& record) {
    if (broken_) return unwritable();
    if (!write_at(descriptor_, keys_.encode(record), end_)) return broken();
    end_ += record_bytes;
    return {};
}

base::Result<void> KeyFile::erase_at(std::size_t position) {
    if (broken_) return unwritable();
    KeyRecord nothing;
    nothing.position = position;
    if (!write_at(descriptor_, keys_.encode(nothing), position)) return broken();
    ++erased_;
    return {};
}

// After a failed sync nobody can tell what is on disk.
base::Result<void> KeyFile::broken() {
    broken_ = true;
    return unwritable();
}

base::Error KeyFile::unwritable() const {
    return unwritable_file(file_);
}

std::vector<std::uint8_t> KeyFile::compacted(const Key& master, const FileId& id) const {
    const FileKeys keys(master, id);
    const RecordBytes header = encode_header(master, id);
    std::vector<std::uint8_t> content(header.begin(), header.end());
    content.reserve((entries_.size() + 1) * record_bytes);
    for (const auto& [subject, entry] : entries_) {
        KeyRecord record;
        record.kind = entry.state == State::present ? RecordKind::key : RecordKind::tombstone;
        record.subject = subject;
        record.position = content.size();
        if (entry.state == State::present)
            record.box = keys.wrap(keys_.unwrap(entry.box, subject).value(), subject);
        const RecordBytes bytes = keys.encode(record);
        content.insert(content.end(), bytes.begin(), bytes.end());
    }
    return content;
}

base::Result<void> KeyFile::rewrite(const Key& master) {
    if (broken_) return unwritable();
    const FileId id = new_file_id();
    const std::vector<std::uint8_t> content = compacted(master, id);
    base::Result<ParsedKeyFile> parsed = parse_key_file(content, master);
    if (!parsed) return parsed.error();  // before anything is replaced
    if (!write_durably(file_, content, Existing::replace)) return broken();
    base::Result<Descriptor> descriptor = open_file(file_);
    if (!descriptor) return broken();
    descriptor_ = std::move(*descriptor);
    master_ = master;
    keys_ = FileKeys(master, id);
    load(*parsed);
    return {};
}

base::Result<void> KeyFile::copy_to(const std::filesystem::path& file) const {
    if (!write_durably(file, compacted(master_, new_file_id()), Existing::replace))
        return base::refuse("key_backup_failed", "Nøglefilens sikkerhedskopi {} kan ikke skrives.",
                            file.string());
    return {};
}

std::vector<std::string> KeyFile::subjects() const {
    std::vector<std::string> found;
    for (const auto& [subject, entry] : entries_)
        if (entry.state == State::present) found.push_back(subject);
    return found;
}

std::vector<std::string> KeyFile::destroyed_subjects() const {
    std::vector<std::string> found;
    for (const auto& [subject, entry] : entries_)
        if (entry.state == State::destroyed) found.push_back(subject);
    return found;
}

}  // namespace vault

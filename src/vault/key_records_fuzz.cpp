#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "vault/key_records.h"

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

vault::Key test_key() {
    std::array<std::uint8_t, vault::Key::size> bytes{};
    bytes.fill(7);
    return vault::Key(bytes);
}

// What the parser let through says the same when it is written and read again.
void check_round_trip(const vault::ParsedKeyFile& parsed, const vault::Key& master) {
    const vault::FileKeys keys(master, parsed.id);
    for (const vault::KeyRecord& record : parsed.records) {
        const vault::RecordBytes bytes = keys.encode(record);
        check(keys.decode(bytes, record.position) == record);
    }
}

void parse(const std::vector<std::uint8_t>& content, const vault::Key& master) {
    const auto parsed = vault::parse_key_file(content, master);
    if (!parsed) return;
    check(parsed->whole_bytes <= content.size());
    check(parsed->whole_bytes % vault::record_bytes == 0);
    check_round_trip(*parsed, master);
}

// Past the checksums: a right header, and each record of the input with its checksum put right by
// being decoded as the parser would and encoded again.
std::vector<std::uint8_t> with_right_header(const std::vector<std::uint8_t>& content,
                                            const vault::Key& master) {
    const vault::FileId id{};
    const vault::RecordBytes header = vault::encode_header(master, id);
    std::vector<std::uint8_t> made(header.begin(), header.end());
    const vault::FileKeys keys(master, id);
    std::size_t at = 0;
    for (; at + 4 <= content.size(); at += 4) {
        vault::KeyRecord record;
        record.kind = static_cast<vault::RecordKind>(content[at] % 5);
        record.subject.assign(1 + content[at + 1] % 3,
                              static_cast<char>('a' + content[at + 2] % 3));
        if (record.kind == vault::RecordKind::erased) record.subject.clear();
        record.erases = static_cast<std::uint64_t>(content[at + 3]) * vault::record_bytes;
        record.position = made.size();
        const vault::RecordBytes bytes = keys.encode(record);
        made.insert(made.end(), bytes.begin(), bytes.end());
    }
    made.insert(made.end(), content.begin() + static_cast<std::ptrdiff_t>(at), content.end());
    return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const vault::Key master = test_key();
    const std::vector<std::uint8_t> content(data, data + size);
    parse(content, master);
    parse(with_right_header(content, master), master);
    return 0;
}

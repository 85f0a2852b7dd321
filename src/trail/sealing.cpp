#include "trail/sealing.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "base/digest.h"
#include "trail/line_hash.h"
#include "trail/tiled_tree.h"
#include "trail/trail.h"
#include "trail/tree_store.h"

namespace trail {

namespace {

constexpr auto width = static_cast<std::int64_t>(tile_width);

std::int64_t sealed_groups(store::Connection& connection) {
    return connection.integer("select max(position) + 1 from trail_seal").value_or(0);
}

std::int64_t ordered_lines(store::Connection& connection) {
    return connection
        .integer(
            "select max(cast(subject_id as bigint)) from trail_line "
            "where subject_kind = 'trail' and action = 'erase'")
        .value_or(0);
}

void add_bytes(std::vector<std::uint8_t>& bytes, const Hash& hash) {
    bytes.insert(bytes.end(), hash.begin(), hash.end());
}

Hash hash_before(store::Connection& connection, std::int64_t first) {
    return first == 1 ? Hash{} : line_hashes(connection, first - 1, 1).at(0);
}

void seal_group(store::WriteTransaction& transaction, std::int64_t position) {
    const std::int64_t first = position * width + 1;
    Hash previous = hash_before(transaction, first);
    std::vector<std::uint8_t> digests;
    std::vector<std::uint8_t> hashes;
    std::int64_t expected = first;
    for (const store::Row& row : transaction.query(
             "select sequence, at, actor, action, subject_kind, subject_id, purpose, basis, rule, "
             "reference, role, authority, criteria, salt, hash from trail_line "
             "where sequence >= $1 and sequence < $2 order by sequence",
             first, first + width)) {
        const std::vector<std::uint8_t> salt = row.bytes(13);
        const LineText line{.sequence = row.integer(0),
                            .at = row.text_view(1),
                            .actor = row.text_view(2),
                            .action = row.text_view(3),
                            .subject_kind = row.text_view(4),
                            .subject_id = row.text_view(5),
                            .purpose = row.text_view(6),
                            .basis = row.text_view(7),
                            .rule = row.text_view(8),
                            .reference = row.text_view(9),
                            .role = row.text_view(10),
                            .authority = row.text_view(11),
                            .criteria = row.text_view(12),
                            .salt = {reinterpret_cast<const char*>(salt.data()), salt.size()}};
        previous = line_hash(previous, line);
        if (line.sequence != expected++ || !is_hex_of(row.text_view(14), previous))
            throw std::runtime_error("trail: line " + std::to_string(line.sequence) +
                                     " is broken and is not sealed");
        add_bytes(digests, digest_of(line));
        add_bytes(hashes, previous);
    }
    if (expected != first + width)
        throw std::runtime_error("trail: line " + std::to_string(expected) + " is missing");
    transaction.execute("insert into trail_seal (position, digests, hashes) values ($1, $2, $3)",
                        position, std::span<const std::uint8_t>(digests),
                        std::span<const std::uint8_t>(hashes));
    transaction.execute("delete from trail_line where sequence >= $1 and sequence < $2", first,
                        first + width);
}

}  // namespace

std::int64_t lines_older_than(store::Connection& connection, base::Instant before) {
    const std::string limit = base::iso_instant(before);
    std::int64_t lines = sealed_groups(connection) * width;
    while (true) {
        store::Rows rows = connection.query(
            "select count(*), coalesce(max(at), '') from trail_line "
            "where sequence > $1 and sequence <= $2",
            lines, lines + width);
        if (!rows.next() || rows.row().integer(0) != width || rows.row().text(1) >= limit)
            return lines;
        lines += width;
    }
}

void order_sealing(store::WriteTransaction& transaction, base::Instant now, std::int64_t lines) {
    if (lines % width != 0 || lines > line_count(transaction))
        throw std::logic_error("trail: only whole groups of lines are sealed");
    if (lines <= ordered_lines(transaction)) return;
    append(transaction, now,
           {.actor = "system",
            .action = Action::erase,
            .subject_kind = "trail",
            .subject_id = std::to_string(lines),
            .reference = base::hex(
                tree_root(static_cast<std::uint64_t>(lines), stored_subtrees(transaction)))});
}

std::int64_t seal_ordered(store::WriteTransaction& transaction, int most_groups) {
    const std::int64_t first = sealed_groups(transaction);
    std::int64_t position = first;
    const std::int64_t end = ordered_lines(transaction) / width;
    while (position < end && position - first < most_groups) seal_group(transaction, position++);
    return (position - first) * width;
}

std::int64_t seal_lines_older_than(store::Database& database, base::Instant now,
                                   base::Instant before) {
    std::int64_t lines = 0;
    {
        store::ReadTransaction reading = database.read();
        lines = lines_older_than(reading, before);
    }
    if (lines > 0) {
        store::WriteTransaction writing = database.write();
        if (lines > sealed_groups(writing) * width) order_sealing(writing, now, lines);
        writing.commit();
    }
    std::int64_t sealed = 0;
    while (true) {
        store::WriteTransaction writing = database.write();
        const std::int64_t count = seal_ordered(writing);
        writing.commit();
        sealed += count;
        if (count == 0) return sealed;
    }
}

}  // namespace trail

#include "trail/verification.h"

#include <algorithm>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "base/text.h"
#include "trail/line_hash.h"

namespace trail {

namespace {

constexpr auto width = static_cast<std::int64_t>(tile_width);
constexpr std::int64_t lines_in_one_transaction = 256 * tile_width;
constexpr std::size_t hash_bytes = std::tuple_size_v<Hash>;

std::string_view blob_view(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Verifier {
  public:
    explicit Verifier(const VerificationOptions& options) : options_(options) {
        if (options.from) state_ = *options.from;
        for (const KnownState& known : options.known) know(known);
    }

    // Goes on for about so many lines; false when there are no more, or something is broken.
    bool go_on(store::Connection& connection, std::int64_t most) {
        if (!begun_) begin(connection);
        const std::int64_t before = state_.lines;
        if (!broken_) read_sealed(connection, most);
        if (!broken_) read_lines(connection, most - (state_.lines - before));
        return !broken_ && state_.lines - before >= most;
    }

    Verification finish() {
        if (!broken_ && stray_) break_at(state_.lines + 1, base::danish("Linjen mangler."));
        if (!broken_ && next_known_ < known_.size()) {
            const KnownState& known = known_[next_known_];
            break_at(state_.lines + 1,
                     base::danish("Der er skåret linjer af: andetsteds er sporet kendt længere."),
                     known.name);
        }
        result_.lines = state_.lines;
        result_.head = state_.lines > 0 ? base::hex(state_.chain) : "";
        result_.root = base::hex(state_.tree.root());
        return result_;
    }

  private:
    void know(const KnownState& known) {
        if (known.lines < state_.lines) return;  // an earlier verification has seen to it
        known_.push_back(known);
    }

    void break_at(std::int64_t sequence, std::string_view danish, const std::string& known = "") {
        broken_ = true;
        result_.first_broken = sequence;
        result_.what = danish;
        result_.known_from = known;
    }

    // The lines that tell of sealing know what the tree was then.
    void begin(store::Connection& connection) {
        begun_ = true;
        for (const store::Row& row : connection.query(
                 "select subject_id, reference from trail_line "
                 "where subject_kind = 'trail' and action = 'erase' order by sequence")) {
            const std::string id = row.text(0);
            if (id.empty() || id.size() > 15 ||
                id.find_first_not_of("0123456789") != std::string::npos)
                continue;
            know({std::stoll(id), row.text(1), "", ""});
        }
        std::stable_sort(known_.begin(), known_.end(),
                         [](const KnownState& left, const KnownState& right) {
                             return left.lines < right.lines;
                         });
        const std::int64_t groups =
            connection.integer("select max(position) + 1 from trail_seal").value_or(0);
        result_.sealed = groups * width;
        const auto first = connection.integer("select min(sequence) from trail_line");
        stray_ = first && *first < 1;
        if (stray_ && state_.lines == 0) {
            break_at(1, base::danish("Linjen mangler."));
        } else if (first && *first <= result_.sealed && state_.lines < result_.sealed) {
            break_at(*first,
                     base::danish("Linjen er slettet efter sin tid, men står der alligevel."));
        }
        if (!broken_) check_known();
    }

    void read_sealed(store::Connection& connection, std::int64_t most) {
        const std::int64_t groups = (most + width - 1) / width;
        for (const store::Row& row : connection.query(
                 "select position, digests, hashes from trail_seal where position >= $1 "
                 "order by position limit $2",
                 state_.lines / width, groups)) {
            if (broken_) return;
            if (row.integer(0) * width != state_.lines) {
                break_at(state_.lines + 1, base::danish("Linjen mangler."));
                return;
            }
            const std::vector<std::uint8_t> digests = row.bytes(1);
            const std::vector<std::uint8_t> hashes = row.bytes(2);
            take_group(connection, blob_view(digests), blob_view(hashes));
        }
    }

    void take_group(store::Connection& connection, std::string_view digests,
                    std::string_view hashes) {
        for (std::size_t i = 0; i < tile_width && !broken_; ++i) {
            const Hash digest = hash_from_bytes(digests.substr(i * hash_bytes, hash_bytes));
            const Hash hash = hash_from_bytes(hashes.substr(i * hash_bytes, hash_bytes));
            // Without a digest (a line from before the tree) only the tree vouches for it.
            if (digest != Hash{} && chain_hash(state_.chain, digest) != hash) {
                break_at(state_.lines + 1,
                         base::danish("Kontrolsummerne af linjens slettede indhold passer ikke."));
                return;
            }
            take(connection, hash);
        }
    }

    void read_lines(store::Connection& connection, std::int64_t most) {
        if (most <= 0) return;
        for (const store::Row& row : connection.query(
                 "select sequence, at, actor, action, subject_kind, subject_id, purpose, basis, "
                 "rule, reference, role, authority, criteria, salt, hash from trail_line "
                 "where sequence > $1 order by sequence limit $2",
                 state_.lines, most)) {
            const std::int64_t expected = state_.lines + 1;
            if (row.integer(0) != expected)
                return break_at(expected, base::danish("Linjen mangler."));
            const Hash hash = hash_of(row);
            if (!is_hex_of(row.text_view(14), hash))
                return break_at(expected,
                                base::danish("Linjen passer ikke med sin kontrolsum: den eller "
                                             "dens plads er ændret."));
            take(connection, hash);
            if (broken_) return;
        }
    }

    Hash hash_of(const store::Row& row) const {
        const std::vector<std::uint8_t> salt = row.bytes(13);
        return line_hash(state_.chain, LineText{.sequence = row.integer(0),
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
                                                .salt = blob_view(salt)});
    }

    void take(store::Connection& connection, const Hash& hash) {
        ++state_.lines;
        state_.chain = hash;
        const std::vector<TiledTree::Tile> completed = state_.tree.append(leaf_of(hash));
        for (const TiledTree::Tile& tile : completed) check_tile(connection, tile);
        check_known();
        if (options_.progress && state_.lines % options_.progress_lines == 0)
            options_.progress(state_);
    }

    // A stored node that is missing is computed when it is needed; one that is wrong is a break.
    void check_tile(store::Connection& connection, const TiledTree::Tile& tile) {
        for (const store::Row& row :
             connection.query("select hash from trail_tile where level = $1 and position = $2",
                              tile.level, static_cast<std::int64_t>(tile.position))) {
            const std::vector<std::uint8_t> stored = row.bytes(0);
            if (blob_view(stored) != bytes_of(tile.root))
                break_at(state_.lines, base::danish("En gemt knude i hashtræet er forkert."));
        }
    }

    void check_known() {
        while (!broken_ && next_known_ < known_.size() &&
               known_[next_known_].lines == state_.lines) {
            const KnownState& known = known_[next_known_++];
            const bool same_chain =
                known.chain.empty() || known.lines == 0 || is_hex_of(known.chain, state_.chain);
            if (!same_chain || !is_hex_of(known.root, state_.tree.root()))
                break_at(known.lines,
                         base::danish("Linjerne til og med denne er andre end dem, der er kendt "
                                      "andetsteds: sporet er skrevet om."),
                         known.name);
        }
    }

    const VerificationOptions& options_;
    Checkpoint state_;
    std::vector<KnownState> known_;  // by lines
    std::size_t next_known_ = 0;
    bool begun_ = false;
    bool stray_ = false;  // a line stands in front of the first
    bool broken_ = false;
    Verification result_;
};

}  // namespace

Verification verify(store::Connection& connection, const VerificationOptions& options) {
    Verifier verifier(options);
    while (verifier.go_on(connection, lines_in_one_transaction)) continue;
    return verifier.finish();
}

Verification verify(store::Database& database, const VerificationOptions& options) {
    Verifier verifier(options);
    bool more = true;
    while (more) {
        store::ReadTransaction reading = database.read();
        more = verifier.go_on(reading, lines_in_one_transaction);
    }
    return verifier.finish();
}

}  // namespace trail

#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"
#include "trail/trail.h"

namespace trail::testing {

// A database with a trail, for one test.
class TrailFile {
  public:
    TrailFile() : database_({.file = folder_ / "trail.db"}) {
        if (!database_.migrate(schema::migrations()).ok())
            throw std::runtime_error("the test's database can't be made");
    }

    store::Database& database() { return database_; }
    std::filesystem::path file(const std::string& name) const { return folder_ / name; }

    static constexpr base::Instant start{std::chrono::seconds(1'717'000'000)};

    void write(const Line& line, base::Instant at = start) { append_alone(database_, at, line); }

    // Lines that differ from each other in most fields, a second apart.
    void write_many(int count) {
        store::WriteTransaction transaction = database_.write();
        for (int i = 1; i <= count; ++i) {
            const std::string number = std::to_string(i);
            append(transaction, start + std::chrono::seconds(i),
                   Line{.actor = "account:" + std::to_string(i % 7),
                        .action = i % 3 == 0 ? Action::change : Action::read,
                        .subject_kind = i % 2 == 0 ? "person" : "initiative",
                        .subject_id = std::to_string(i % 40),
                        .purpose = "prevention",
                        .basis = "BL18",
                        .rule = i % 5 == 0 ? "R04" : "",
                        .reference = "reference " + number,
                        .role = "worker",
                        .authority = i % 4 == 0 ? "police" : "",
                        .criteria = i % 50 == 0 ? std::string(64, 'c') : ""});
        }
        transaction.commit();
    }

    Verification verified(const VerificationOptions& options = {}) {
        store::ReadTransaction transaction = database_.read();
        return verify(transaction, options);
    }
    std::vector<StoredLine> lines(const Filter& filter) {
        store::ReadTransaction transaction = database_.read();
        return trail::lines(transaction, filter);
    }

    // What someone with the file and a database program could do: the table no longer defends
    // itself.
    void disarm() {
        store::WriteTransaction transaction = database_.write();
        for (const char* trigger :
             {"trail_line_only_next", "trail_line_no_update", "trail_line_no_delete",
              "trail_seal_only_next", "trail_seal_no_update", "trail_seal_no_delete",
              "trail_tile_only_next", "trail_tile_no_update", "trail_tile_no_delete"}) {
            transaction.execute("drop trigger if exists " + std::string(trigger));
        }
        transaction.commit();
    }
    void tamper(std::initializer_list<std::string> statements) {
        disarm();
        store::WriteTransaction transaction = database_.write();
        for (const std::string& statement : statements) transaction.execute(statement);
        transaction.commit();
    }
    // Whether the database refuses the statement; nothing is changed either way.
    bool refuses(const std::string& statement) {
        store::WriteTransaction transaction = database_.write();
        try {
            transaction.execute(statement);
        } catch (const store::Failure&) {
            return true;
        }
        return false;
    }

  private:
    store::TemporaryFolder folder_;
    store::Database database_;
};

}  // namespace trail::testing

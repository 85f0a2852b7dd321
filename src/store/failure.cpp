#include <sqlite3.h>

#include <string>

#include "store/failure_internal.h"

namespace store {

namespace {

bool breaks_uniqueness(int result_code) {
    return result_code == SQLITE_CONSTRAINT_UNIQUE || result_code == SQLITE_CONSTRAINT_PRIMARYKEY ||
           result_code == SQLITE_CONSTRAINT_ROWID;
}

}  // namespace

Failure::Kind kind_of(int result_code) {
    if (breaks_uniqueness(result_code)) return Failure::Kind::unique;
    if (result_code == SQLITE_IOERR_NOMEM) return Failure::Kind::other;
    switch (result_code & 0xFF) {
        case SQLITE_CONSTRAINT:
            return Failure::Kind::constraint;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Failure::Kind::busy;
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_READONLY:
            return Failure::Kind::read_only;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Failure::Kind::corrupt;
        default:
            return Failure::Kind::other;
    }
}

Failure last_failure(sqlite3* database, std::string_view what) {
    const int code = sqlite3_extended_errcode(database);
    return Failure(kind_of(code), std::string(sqlite3_errmsg(database)) + " (SQLite " +
                                      std::to_string(code) + "): " + std::string(what));
}

}  // namespace store

#include <sqlite3.h>
#include <unicode/ucol.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "store/danish_collation_internal.h"
#include "store/failure_internal.h"

namespace store {

namespace {

struct CollatorCloser {
    void operator()(UCollator* collator) const { ucol_close(collator); }
};
using Collator = std::unique_ptr<UCollator, CollatorCloser>;

Collator open_collator() {
    UErrorCode status = U_ZERO_ERROR;
    Collator collator(ucol_open("da", &status));
    if (U_FAILURE(status)) {
        throw Failure(Failure::Kind::other,
                      std::string("the Danish collation is missing: ") + u_errorName(status));
    }
    return collator;
}

int compare(void* collator, int left_size, const void* left, int right_size, const void* right) {
    UErrorCode status = U_ZERO_ERROR;
    const UCollationResult order =
        ucol_strcollUTF8(static_cast<UCollator*>(collator), static_cast<const char*>(left),
                         left_size, static_cast<const char*>(right), right_size, &status);
    if (U_SUCCESS(status) && order != UCOL_EQUAL) return order == UCOL_LESS ? -1 : 1;
    const std::string_view left_bytes(static_cast<const char*>(left),
                                      static_cast<std::size_t>(left_size));
    const std::string_view right_bytes(static_cast<const char*>(right),
                                       static_cast<std::size_t>(right_size));
    return left_bytes.compare(right_bytes);
}

void close_collator(void* collator) {
    ucol_close(static_cast<UCollator*>(collator));
}

}  // namespace

void add_danish_collation(sqlite3* database) {
    Collator collator = open_collator();
    // On failure SQLite does not call the destructor, so ownership passes on only after success.
    if (sqlite3_create_collation_v2(database, "danish", SQLITE_UTF8, collator.get(), compare,
                                    close_collator) != SQLITE_OK) {
        throw last_failure(database, "register the collation danish");
    }
    static_cast<void>(collator.release());
}

std::int32_t danish_collation_version() {
    const Collator collator = open_collator();
    UVersionInfo version{};
    ucol_getVersion(collator.get(), version);
    static_assert(sizeof(UVersionInfo) == sizeof(std::int32_t));
    std::int32_t number = 0;
    std::memcpy(&number, version, sizeof number);
    return number == 0 ? 1 : number;
}

}  // namespace store

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/warrant.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

// Who asked to see the data about himself, when, and when the package was handed over (R32). The
// package itself isn't kept, only its hash.
namespace citizen {

struct AccessRequest {
    std::int64_t id = 0;
    access::PersonId person;
    base::Date received_on{};
    base::Date due_on{};
    std::optional<base::Instant> released_at;
    std::string package_sha256;

    bool is_late(base::Date today) const { return !released_at && due_on < today; }
};

// A month after the request was received (GDPR article 12(3)): the same day of the next month, or
// its last day.
base::Date access_due_date(base::Date received_on);

// The warrant is for changing. Refused with "future" for a day after `today`.
base::Result<std::int64_t> add_access_request(store::WriteTransaction& transaction,
                                              const access::Warrant<access::PersonId>& warrant,
                                              base::Date received_on, base::Date today,
                                              base::Instant now);

// The newest first, at most `limit`; the warrant is for reading.
std::vector<AccessRequest> access_requests(store::Connection& connection,
                                           const access::Warrant<access::PersonId>& warrant,
                                           int limit, base::Instant now);
std::optional<AccessRequest> find_access_request(store::Connection& connection,
                                                 const access::Warrant<access::PersonId>& warrant,
                                                 std::int64_t id, base::Instant now);

// The warrant is for extracting. Refused with "released" when it was handed over already.
base::Result<void> release_access_request(store::WriteTransaction& transaction,
                                          const access::Warrant<access::PersonId>& warrant,
                                          std::int64_t id, const std::string& package_sha256,
                                          base::Instant now);

// Removes those of a subject, and returns how many. The warrant is for erasing; `subject` is the
// one it is for, or a record that was merged into it.
std::int64_t erase_access_requests(store::WriteTransaction& transaction,
                                   const access::WarrantContent& warrant,
                                   access::SubjectReference subject, base::Instant now);

}  // namespace citizen

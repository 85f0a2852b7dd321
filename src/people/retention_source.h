#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "access/retention_store.h"
#include "people/retention.h"
#include "store/database.h"

// What a module keeps about persons, as far as erasing is concerned. A module that keeps something
// adds its source to the list in app/person_services.cpp; there is no other place.
namespace people {

struct RetentionSource {
    std::string code;       // "assignment": stands in proposals and certificates
    std::string_view name;  // Danish, in the plural
    // What of this kind keeps the person's record: numbers, days and codes, never content. Empty
    // where it goes with the rest.
    std::function<std::vector<RetentionEvent>(store::Connection&, access::PersonId record)> events;
    // Removes everything of this kind about the subject, and returns how many rows. The subject is
    // the one the warrant for erasing is for, or a record merged into it.
    std::function<std::int64_t(store::WriteTransaction&, const access::WarrantContent& warrant,
                               access::SubjectReference subject, base::Instant now)>
        erase;
};
// In the order of removal.
using RetentionSources = std::vector<RetentionSource>;

// The sources of this module and those below it, without the rows of persons themselves, which
// always come last.
RetentionSources own_retention_sources();

}  // namespace people

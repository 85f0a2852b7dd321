#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "access/warrant_office.h"
#include "base/result.h"
#include "exchange/archive_package.h"
#include "people/retention_source.h"
#include "store/database.h"
#include "vault/vault.h"

// The archive version of those who are to be erased and delivered before (R38).
namespace exchange {

struct ArchiveServices {
    store::Database& database;
    vault::Vault& vault;
    const access::WarrantOffice& office;
    const people::RetentionSources& sources;
    std::function<base::Instant()> now;
};

struct ArchiveOrder {
    std::filesystem::path folder;  // a new one; its name is the package's
    std::string creator;           // the municipality
    base::Date today{};
    std::vector<ContextDocument> documents{};
};

struct ArchiveOutcome {
    std::int64_t persons = 0;
    std::int64_t refused = 0;  // no warrant: another agency's
    std::int64_t rows = 0;
};

// The question that each warrant answers.
access::Question archive_question(std::string route);

// Writes the package and notes in the database who is in it. The warrants are `actor`'s, with a
// line in the trail each. Refused with "archive_name", "archive_folder" (it is there already),
// "archive_name_used", "archive_empty" (nobody is
// due), "archive_file", or as the policy refuses the question alone.
// What was written is removed when it is refused.
base::Result<ArchiveOutcome> export_archive(const ArchiveServices& services,
                                            const access::Actor& actor, const ArchiveOrder& order);

}  // namespace exchange

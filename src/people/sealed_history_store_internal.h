#pragma once

#include <cstdint>
#include <vector>

#include "access/subject.h"
#include "history/history.h"
#include "people/sealed_fields_internal.h"
#include "store/database.h"

// The versions of persons, families and groups, sealed. For the stores of this module.
namespace people {

void save_version(store::WriteTransaction& transaction, const SealedFields& sealed,
                  access::SubjectReference subject, const history::Version& version);

// Newest first, at most 200.
std::vector<history::Version> sealed_versions(store::Connection& connection,
                                              const SealedFields& sealed,
                                              access::SubjectReference subject);

}  // namespace people

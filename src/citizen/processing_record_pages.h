#pragma once

#include "access/visit.h"
#include "citizen/paper.h"
#include "citizen/processing_record.h"
#include "people/registry.h"

namespace citizen {

// /fortegnelse: the record of processing activities on a page and as files (R40). All must live as
// long as the routes.
void add_processing_record_routes(access::Routes& routes, const people::Registry& registry,
                                  const RunningProgram& program, Press& press);

}  // namespace citizen

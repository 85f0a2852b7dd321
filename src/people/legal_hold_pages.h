#pragma once

#include "people/erasure_pages.h"

namespace people {

// Holding back an erasure, and taking that back (R36_hold): /sletning/bero.
void add_legal_hold_routes(access::Routes& routes, const RetentionRegistry& retention);

}  // namespace people

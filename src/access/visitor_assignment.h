#pragma once

#include "access/visit.h"
#include "access/warrant.h"
#include "base/result.h"
#include "store/database.h"

namespace access {

// Whoever registers someone is responsible until someone else is: an assignment of the visitor's
// from today, for the purpose of the warrant, in the visitor's unit. Refused as add_assignment()
// refuses.
template <class Subject>
base::Result<void> assign_to_visitor(store::WriteTransaction& transaction, const Visit& visit,
                                     const Warrant<Subject>& warrant);

}  // namespace access

#pragma once

#include <string>
#include <vector>

#include "access/law.h"
#include "base/date.h"

namespace people {

// The bases that something was shared on as a citizen can look them up, "retsplejeloven § 115,
// stk. 1, nr. 1", with the law of the day; a code that the law doesn't know stands as it is.
std::string legal_basis_words(const access::Law& law, const std::vector<std::string>& codes,
                              base::Date day);

}  // namespace people

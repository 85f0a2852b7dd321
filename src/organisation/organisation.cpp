#include "organisation/organisation.h"

namespace organisation {

bool Validity::covers(base::Date day) const {
    return (!from || *from <= day) && (!to || day < *to);
}

std::optional<std::string> unit_on(const std::vector<Holding>& holdings, base::Date day) {
    const Holding* latest = nullptr;
    for (const Holding& holding : holdings) {
        if (!holding.validity.covers(day)) continue;
        // An unbounded beginning is the earliest: an empty optional sorts before every day.
        if (!latest || latest->validity.from < holding.validity.from) latest = &holding;
    }
    if (!latest) return std::nullopt;
    return latest->unit_key;
}

}  // namespace organisation

#include "access/law.h"

#include <algorithm>
#include <stdexcept>

namespace access {

namespace {

// Laws have some dozens of entries: stepping through them costs less than anything else.
template <class Entry, class Matches>
const Entry* in_force(const std::vector<Entry>& entries, base::Date day, Matches matches) {
    for (const Entry& entry : entries) {
        if (matches(entry) && entry.validity.covers(day)) return &entry;
    }
    return nullptr;
}

}  // namespace

const LegalBasis* Law::basis(std::string_view code, base::Date day) const {
    return in_force(bases, day, [&](const LegalBasis& entry) { return entry.code == code; });
}

const PurposeEntry* Law::purpose(Purpose wanted, base::Date day) const {
    return in_force(purposes, day,
                    [&](const PurposeEntry& entry) { return entry.purpose == wanted; });
}

const ForumEntry* Law::forum(organisation::ForumKind kind, base::Date day) const {
    return in_force(forums, day, [&](const ForumEntry& entry) { return entry.kind == kind; });
}

const RetentionEntry* Law::retention_class(std::string_view key, base::Date day) const {
    return in_force(retention, day, [&](const RetentionEntry& entry) { return entry.key == key; });
}

std::optional<int> Law::age(std::string_view key, base::Date day) const {
    const AgeEntry* found =
        in_force(ages, day, [&](const AgeEntry& entry) { return entry.key == key; });
    if (!found) return std::nullopt;
    return found->years;
}

int Law::limit(std::string_view key, base::Date day) const {
    const LimitEntry* found =
        in_force(limits, day, [&](const LimitEntry& entry) { return entry.key == key; });
    if (!found) throw std::logic_error("access: the law lacks the limit " + std::string(key));
    return found->value;
}

bool may_sit(const ForumEntry& forum, const organisation::Agency& agency) {
    if (forum.agencies.has(agency.kind)) return true;
    return agency.kind == organisation::AgencyKind::self_governing_institution &&
           agency.public_task == organisation::PublicTask::yes && forum.areas.has(agency.area);
}

int age_on(base::Date born, base::Date day) {
    const int years = base::year_of(day) - base::year_of(born);
    const bool before_birthday = std::pair(base::month_of(day), base::day_of(day)) <
                                 std::pair(base::month_of(born), base::day_of(born));
    return before_birthday ? years - 1 : years;
}

}  // namespace access

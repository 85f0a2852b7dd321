#include "people/retention.h"

#include <algorithm>

namespace people {
namespace {

using Start = RetentionEvent::Start;

// The last day on which something of the person's work ended.
base::Date end_of_work(const std::vector<RetentionEvent>& events) {
    base::Date last{};
    for (const RetentionEvent& event : events)
        if (event.start == Start::on_day) last = std::max(last, event.day);
    return last;
}

// A class that came into the law after the record began holds for it as well.
const access::RetentionEntry* entry_of(const access::Law& law, const std::string& key,
                                       base::Date day) {
    if (const auto* entry = law.retention_class(key, day)) return entry;
    const access::RetentionEntry* first = nullptr;
    for (const access::RetentionEntry& entry : law.retention) {
        if (entry.key != key || !entry.validity.from || *entry.validity.from <= day) continue;
        if (!first || *entry.validity.from < *first->validity.from) first = &entry;
    }
    return first;
}

}  // namespace

RetentionAnswer retention_of(const std::vector<RetentionEvent>& events, const access::Law& law) {
    const base::Date work_ended = end_of_work(events);
    RetentionAnswer answer;
    bool stays = false;
    for (const RetentionEvent& event : events) {
        const base::Date day =
            event.start == Start::with_work ? std::max(event.day, work_ended) : event.day;
        const std::string retention_class =
            event.purpose ? retention_class_of(*event.purpose, law, day) : event.retention_class;
        const access::RetentionEntry* entry = entry_of(law, retention_class, day);
        stays = stays || !entry || event.start == Start::not_started;
        if (!entry) continue;
        answer.archive_first = answer.archive_first || entry->archive_first;
        const base::Date due_on = base::add_days(day, entry->days);
        if (answer.reason && due_on <= answer.reason->due_on) continue;
        answer.reason = {event.record, retention_class, entry->kle_number, entry->start_event,
                         day,          due_on};
    }
    if (stays) answer.reason.reset();
    return answer;
}

bool is_due(const RetentionAnswer& answer, base::Date today) {
    return answer.reason && answer.reason->due_on <= today;
}

std::string retention_class_of(access::Purpose purpose, const access::Law& law, base::Date day) {
    if (const auto* entry = law.purpose(purpose, day)) return entry->retention_class;
    const access::PurposeEntry* first = nullptr;
    for (const access::PurposeEntry& entry : law.purposes) {
        if (entry.purpose != purpose || !entry.validity.from || *entry.validity.from <= day)
            continue;
        if (!first || *entry.validity.from < *first->validity.from) first = &entry;
    }
    return first ? first->retention_class : std::string();
}

RetentionEvent event_of_work(std::string_view record, const access::WorkPeriod& work,
                             std::optional<base::Date> latest) {
    RetentionEvent event{std::string(record), "", Start::not_started, work.from, work.purpose};
    std::optional<base::Date> end = work.to;
    if (latest && (!end || *latest < *end)) end = latest;
    if (!end) return event;
    event.start = Start::on_day;
    event.day = *end;
    return event;
}

}  // namespace people

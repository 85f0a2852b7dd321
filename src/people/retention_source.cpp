#include "people/retention_source.h"

#include <optional>

#include "base/result.h"
#include "people/erased_rows_store.h"
#include "trail/citizen_log_store.h"

namespace people {
namespace {

using access::PersonId;
using access::SubjectReference;
using access::WarrantContent;
using Events = std::vector<RetentionEvent>;
using Writing = store::WriteTransaction;

Events no_events(store::Connection&, PersonId) {
    return {};
}

Events work_events(store::Connection& connection, PersonId person) {
    Events events;
    for (const access::WorkPeriod& work : access::work_with(connection, person))
        events.push_back(event_of_work("assignment", work));
    return events;
}

// Work with a family or group is work with those who belong to it; with a child, with its guardian.
Events work_through(store::Connection& connection, std::string_view record,
                    const std::vector<Tie>& ties) {
    Events events;
    for (const Tie& tie : ties) {
        for (const access::WorkPeriod& work : access::work_with(connection, tie.subject))
            events.push_back(event_of_work(record, work, tie.ended_on));
    }
    return events;
}

Events disclosure_events(store::Connection& connection, PersonId person) {
    Events events;
    for (const base::Date day : access::disclosure_days(connection, person))
        events.push_back({"disclosure", "disclosure", RetentionEvent::Start::with_work, day});
    return events;
}

std::int64_t erase_remarks(Writing& writing, const WarrantContent&, SubjectReference subject,
                           base::Instant) {
    if (subject.kind != access::SubjectKind::person) return 0;
    return trail::erase_remarks_on(writing, std::to_string(subject.id));
}

}  // namespace

RetentionSources own_retention_sources() {
    return {
        {"assignment", base::danish("Tildelinger"), work_events, access::erase_assignments},
        {"disclosure", base::danish("Videregivelser"), disclosure_events,
         access::erase_disclosures},
        {"note", base::danish("Oplysninger"), no_events, erase_notes},
        {"break_glass", base::danish("Begrundelser for nødadgang"), no_events,
         access::erase_emergency_reasons},
        {"consent", base::danish("Samtykker"), consent_events, erase_consents},
        {"duty_to_inform", base::danish("Oplysningspligter"), no_events, erase_duties},
        {"relation", base::danish("Relationer"),
         [](store::Connection& connection, PersonId person) {
             return work_through(connection, "relation", related_to(connection, person));
         },
         erase_relations},
        {"membership", base::danish("Tilknytninger til familier og grupper"),
         [](store::Connection& connection, PersonId person) {
             return work_through(connection, "membership", circles_with(connection, person));
         },
         erase_memberships},
        {"staff_relative", base::danish("Mærker om familie til medarbejdere"), no_events,
         erase_staff_relatives},
        {"duplicate", base::danish("Mulige dubletter og sammenlægninger"), no_events,
         erase_duplicates},
        {"remark", base::danish("Bemærkninger ved kontrol af opslag"), no_events, erase_remarks},
    };
}

}  // namespace people

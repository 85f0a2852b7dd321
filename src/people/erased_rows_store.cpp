#include "people/erased_rows_store.h"

#include <stdexcept>

namespace people {
namespace {

using access::SubjectKind;
using access::SubjectReference;
using access::WarrantContent;

void require_erasing(const WarrantContent& warrant, base::Instant now) {
    if (!warrant.valid_at(now) || warrant.action() != access::Action::erase)
        throw std::logic_error("people: erasing without a warrant for it");
}

std::optional<base::Date> day_in(const store::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return base::parse_date(row.text_view(column)).value();
}

// Rows of a table with a column person_id; none of a family or group.
std::int64_t erase_of_person(store::WriteTransaction& transaction, const WarrantContent& warrant,
                             SubjectReference subject, base::Instant now, std::string_view sql) {
    require_erasing(warrant, now);
    if (subject.kind != SubjectKind::person) return 0;
    return transaction.execute(sql, subject.id);
}

}  // namespace

std::vector<Tie> related_to(store::Connection& connection, access::PersonId person) {
    std::vector<Tie> ties;
    for (const store::Row& row : connection.query(
             "select other_id, to_on from person_relation where person_id = $1 and removed = 0 "
             "union all "
             "select person_id, to_on from person_relation where other_id = $1 and removed = 0",
             person.value))
        ties.push_back({{SubjectKind::person, row.integer(0)}, day_in(row, 1)});
    return ties;
}

std::vector<Tie> circles_with(store::Connection& connection, access::PersonId person) {
    std::vector<Tie> ties;
    for (const store::Row& row :
         connection.query("select circle_kind, circle_id, to_on from membership "
                          "where person_id = $1 and removed = 0 order by id",
                          person.value))
        ties.push_back(
            {{access::subject_kind_of(row.text_view(0)).value(), row.integer(1)}, day_in(row, 2)});
    return ties;
}

std::vector<RetentionEvent> consent_events(store::Connection& connection, access::PersonId person) {
    using Start = RetentionEvent::Start;
    std::vector<RetentionEvent> events;
    for (const store::Row& row : connection.query(
             "select given_on, ends_on, withdrawn_on from consent where person_id = $1 order by id",
             person.value)) {
        RetentionEvent event{"consent", "consent", Start::with_work, day_in(row, 0).value()};
        const auto withdrawn = day_in(row, 2);
        const auto ended = withdrawn ? withdrawn : day_in(row, 1);
        if (ended) {
            event.start = Start::on_day;
            event.day = *ended;
        }
        events.push_back(std::move(event));
    }
    return events;
}

std::int64_t erase_consents(store::WriteTransaction& transaction, const WarrantContent& warrant,
                            SubjectReference subject, base::Instant now) {
    return erase_of_person(transaction, warrant, subject, now,
                           "delete from consent where person_id = $1");
}

std::int64_t erase_notes(store::WriteTransaction& transaction, const WarrantContent& warrant,
                         SubjectReference subject, base::Instant now) {
    return erase_of_person(transaction, warrant, subject, now,
                           "delete from note where person_id = $1");
}

std::int64_t erase_duties(store::WriteTransaction& transaction, const WarrantContent& warrant,
                          SubjectReference subject, base::Instant now) {
    return erase_of_person(transaction, warrant, subject, now,
                           "delete from duty_to_inform where person_id = $1");
}

std::int64_t erase_relations(store::WriteTransaction& transaction, const WarrantContent& warrant,
                             SubjectReference subject, base::Instant now) {
    return erase_of_person(transaction, warrant, subject, now,
                           "delete from person_relation where person_id = $1") +
           erase_of_person(transaction, warrant, subject, now,
                           "delete from person_relation where other_id = $1");
}

std::int64_t erase_memberships(store::WriteTransaction& transaction, const WarrantContent& warrant,
                               SubjectReference subject, base::Instant now) {
    if (subject.kind == SubjectKind::person)
        return erase_of_person(transaction, warrant, subject, now,
                               "delete from membership where person_id = $1");
    require_erasing(warrant, now);
    return transaction.execute("delete from membership where circle_kind = $1 and circle_id = $2",
                               access::subject_kind_code(subject.kind), subject.id);
}

std::int64_t erase_staff_relatives(store::WriteTransaction& transaction,
                                   const WarrantContent& warrant, SubjectReference subject,
                                   base::Instant now) {
    return erase_of_person(transaction, warrant, subject, now,
                           "delete from staff_relative where person_id = $1");
}

std::int64_t erase_duplicates(store::WriteTransaction& transaction, const WarrantContent& warrant,
                              SubjectReference subject, base::Instant now) {
    std::int64_t removed = 0;
    for (const char* sql : {"delete from possible_duplicate where first_id = $1",
                            "delete from possible_duplicate where second_id = $1",
                            "delete from person_merge where kept_id = $1",
                            "delete from person_merge where merged_id = $1"})
        removed += erase_of_person(transaction, warrant, subject, now, sql);
    return removed;
}

}  // namespace people

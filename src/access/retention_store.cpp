#include "access/retention_store.h"

#include <span>
#include <stdexcept>

namespace access {
namespace {

base::Date day_in(const store::Row& row, int column) {
    const auto day = base::parse_date(row.text_view(column));
    if (!day) throw std::runtime_error("access: an unreadable day");
    return *day;
}

void require_erasing(const WarrantContent& warrant, base::Instant now) {
    if (!warrant.valid_at(now) || warrant.action() != Action::erase)
        throw std::logic_error("access: erasing without a warrant for it");
}

}  // namespace

std::vector<WorkPeriod> work_with(store::Connection& connection, SubjectReference subject) {
    std::vector<WorkPeriod> periods;
    for (const store::Row& row :
         connection.query("select purpose, valid_from, valid_to from assignment "
                          "where subject_kind = $1 and subject_id = $2 order by valid_from, id",
                          subject_kind_code(subject.kind), subject.id)) {
        const auto purpose = purpose_of(row.text_view(0));
        if (!purpose) throw std::runtime_error("access: an unreadable assignment");
        WorkPeriod period{*purpose, day_in(row, 1), {}};
        if (!row.is_null(2)) period.to = day_in(row, 2);
        periods.push_back(period);
    }
    return periods;
}

std::vector<base::Date> disclosure_days(store::Connection& connection, SubjectReference subject) {
    std::vector<base::Date> days;
    for (const store::Row& row : connection.query(
             "select made_on from disclosure where subject_kind = $1 and subject_id = $2 "
             "order by made_on",
             subject_kind_code(subject.kind), subject.id))
        days.push_back(day_in(row, 0));
    return days;
}

std::int64_t erase_assignments(store::WriteTransaction& transaction, const WarrantContent& warrant,
                               SubjectReference subject, base::Instant now) {
    require_erasing(warrant, now);
    return transaction.execute("delete from assignment where subject_kind = $1 and subject_id = $2",
                               subject_kind_code(subject.kind), subject.id);
}

std::int64_t erase_disclosures(store::WriteTransaction& transaction, const WarrantContent& warrant,
                               SubjectReference subject, base::Instant now) {
    require_erasing(warrant, now);
    const std::string_view kind = subject_kind_code(subject.kind);
    const std::int64_t removed = transaction.execute(
        "delete from disclosure where subject_kind = $1 and subject_id = $2", kind, subject.id);
    return removed + transaction.execute(
                         "delete from shareable_item where subject_kind = $1 and subject_id = $2",
                         kind, subject.id);
}

std::int64_t erase_emergency_reasons(store::WriteTransaction& transaction,
                                     const WarrantContent& warrant, SubjectReference subject,
                                     base::Instant now) {
    require_erasing(warrant, now);
    return transaction.execute(
        "update break_glass set reason = $3 where subject_kind = $1 and subject_id = $2 "
        "and length(reason) > 0",
        subject_kind_code(subject.kind), subject.id, std::span<const std::uint8_t>());
}

}  // namespace access

#include "access/relation_facts.h"

#include <algorithm>
#include <stdexcept>

#include "access/data_class_list.h"
#include "access/disclosure_store.h"
#include "base/text.h"

namespace access {

namespace {

std::optional<base::Date> day_of(const store::Row& row, int column) {
    const std::optional<std::string> text = row.optional_text(column);
    return text ? base::parse_date(*text) : std::nullopt;
}

// A relation that can't be read is no relation, and a bug besides.
template <class Value>
Value known(std::optional<Value> value) {
    if (!value) throw std::runtime_error("access: an unreadable relation");
    return *value;
}

OwnWork work_in(const store::Row& row, SubjectKind kind) {
    return {row.integer(0),
            {kind, row.integer(1)},
            known(purpose_of(row.text_view(2))),
            known(day_of(row, 3))};
}

void add_assignments(store::Connection& connection, SubjectReference record, SubjectFacts& facts) {
    for (const store::Row& row : connection.query(
             "select account_id, part, purpose, agency_cvr, unit_key, valid_from, valid_to "
             "from assignment where subject_kind = $1 and subject_id = $2 order by id",
             subject_kind_code(record.kind), record.id)) {
        AssignmentFact fact;
        fact.account_id = row.integer(0);
        fact.part = known(part_of(row.text_view(1)));
        fact.purpose = known(purpose_of(row.text_view(2)));
        fact.agency_cvr = row.text(3);
        fact.unit_key = row.text(4);
        fact.validity = {day_of(row, 5), day_of(row, 6)};
        facts.assignments.push_back(std::move(fact));
    }
}

void add_disclosures(store::Connection& connection, SubjectReference record, SubjectFacts& facts) {
    for (const store::Row& row : connection.query(
             "select disclosure.id, item_kind, item_id, data_classes, offence, receiver_cvr, "
             "forum_key, forum.name_da, forum.kind, bases, consent_id, made_on, answer "
             "from disclosure "
             "join shareable_item as item on item.kind = item_kind and item.id = item_id "
             "join forum on forum.key = forum_key "
             "where disclosure.subject_kind = $1 and disclosure.subject_id = $2 "
             "order by disclosure.id",
             subject_kind_code(record.kind), record.id)) {
        DisclosureFact fact;
        fact.id = row.integer(0);
        fact.item = {row.text(1), row.integer(2)};
        fact.classes = data_classes_in(row.text_view(3));
        fact.offence = known(offence_status_of(row.text_view(4)));
        fact.receiver_cvr = row.text(5);
        fact.forum_key = row.text(6);
        fact.forum_name = row.text(7);
        fact.forum = known(organisation::forum_kind_of(row.text_view(8)));
        fact.basis = base::split(row.text_view(9), ',').front();
        fact.consent_id = row.optional_integer(10);
        fact.shared_on = known(day_of(row, 11));
        fact.answer = row.text_view(12) == "shared" ? DisclosureFact::Answer::shared
                                                    : DisclosureFact::Answer::not_shared;
        facts.disclosures.push_back(std::move(fact));
    }
}

void add_item(store::Connection& connection, SubjectReference record, const ItemReference& item,
              SubjectFacts& facts) {
    store::Rows rows = connection.query(
        "select holder_cvr, holder_kind, data_classes, offence from shareable_item "
        "where kind = $1 and id = $2 and subject_kind = $3 and subject_id = $4",
        item.kind, item.id, subject_kind_code(record.kind), record.id);
    if (!rows.next()) return;
    const store::Row& row = rows.row();
    ItemFact fact;
    fact.item = item;
    fact.holder_cvr = row.text(0);
    fact.holder_kind = known(organisation::agency_kind_of(row.text_view(1)));
    fact.classes = data_classes_in(row.text_view(2));
    fact.offence = known(offence_status_of(row.text_view(3)));
    facts.item = std::move(fact);
}

}  // namespace

void add_relation_facts(store::Connection& connection, SubjectReference record,
                        const Question& question, SubjectFacts& facts) {
    add_assignments(connection, record, facts);
    add_disclosures(connection, record, facts);
    if (question.item) add_item(connection, record, *question.item, facts);
}

FactSource relation_facts() {
    return
        [](store::Connection& connection, const Actor&, const Question& question,
           SubjectFacts& facts) { add_relation_facts(connection, facts.subject, question, facts); };
}

std::vector<OwnWork> own_work(store::Connection& connection, const Actor& actor, SubjectKind kind,
                              base::Date today, std::int64_t before, int limit) {
    std::vector<OwnWork> found;
    for (const store::Row& row :
         connection.query("select id, subject_id, purpose, valid_from from assignment "
                          "where account_id = $1 and subject_kind = $2 and agency_cvr = $3 and "
                          "valid_from <= $4 and (valid_to is null or valid_to > $4) and "
                          "($5 = 0 or id < $5) order by id desc limit $6",
                          actor.account_id, subject_kind_code(kind), actor.agency_cvr,
                          base::iso_date(today), before, limit))
        found.push_back(work_in(row, kind));
    return found;
}

std::vector<OwnWork> led_work(store::Connection& connection, const Actor& actor, SubjectKind kind,
                              base::Date today, std::int64_t before, int limit) {
    std::vector<OwnWork> found;
    for (const std::string& unit : actor.units_led)
        for (const store::Row& row :
             connection.query("select id, subject_id, purpose, valid_from from assignment "
                              "where unit_key = $1 and subject_kind = $2 and agency_cvr = $3 and "
                              "valid_from <= $4 and (valid_to is null or valid_to > $4) and "
                              "($5 = 0 or id < $5) order by id desc limit $6",
                              unit, subject_kind_code(kind), actor.agency_cvr,
                              base::iso_date(today), before, limit))
            found.push_back(work_in(row, kind));
    std::sort(found.begin(), found.end(), [](const OwnWork& left, const OwnWork& right) {
        return left.assignment_id > right.assignment_id;
    });
    if (found.size() > static_cast<std::size_t>(limit))
        found.resize(static_cast<std::size_t>(limit));
    return found;
}

std::vector<SubjectReference> related_subjects(store::Connection& connection, const Actor& actor,
                                               SubjectKind kind, base::Date today, int limit) {
    std::vector<SubjectReference> subjects;
    const std::string day = base::iso_date(today);
    for (const store::Row& row : connection.query(
             "select subject_id from assignment where account_id = $1 and subject_kind = $2 and "
             "agency_cvr = $3 and valid_from <= $4 and (valid_to is null or valid_to > $4) "
             "union "
             "select disclosure.subject_id from seat "
             "join disclosure on disclosure.receiver_cvr = seat.agency_cvr and "
             "disclosure.forum_key = seat.forum_key "
             "where seat.staff_member_id = $5 and seat.agency_cvr = $3 and "
             "disclosure.subject_kind = $2 and disclosure.answer = 'shared' and "
             "seat.valid_from <= $4 and (seat.valid_to is null or seat.valid_to > $4) "
             "order by 1 limit $6",
             actor.account_id, subject_kind_code(kind), actor.agency_cvr, day,
             actor.staff_member_id, limit)) {
        subjects.push_back({kind, row.integer(0)});
    }
    return subjects;
}

std::vector<SubjectReference> received_subjects(store::Connection& connection, const Actor& actor,
                                                SubjectKind kind, std::string_view forum_key,
                                                std::int64_t after, int limit) {
    std::vector<SubjectReference> subjects;
    for (const store::Row& row : connection.query(
             "select distinct subject_id from disclosure where receiver_cvr = $1 and "
             "forum_key = $2 and subject_kind = $3 and subject_id > $4 and answer = 'shared' "
             "order by subject_id limit $5",
             actor.agency_cvr, forum_key, subject_kind_code(kind), after, limit)) {
        subjects.push_back({kind, row.integer(0)});
    }
    return subjects;
}

}  // namespace access

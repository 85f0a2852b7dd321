#include "people/subject_fact_store.h"

#include "access/relation_facts.h"
#include "people/consent.h"
#include "people/cpr_number.h"
#include "people/sealed_fields_internal.h"
#include "people/staff_relative_store.h"

namespace people {
namespace {

using access::SubjectFacts;
using access::SubjectKind;

// Half open, as validity is: what ends on a day holds on that day.
std::optional<base::Date> day_after(const store::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return base::add_days(base::parse_date(row.text_view(column)).value(), 1);
}

// Which row to read: the one asked for, or, where there is none, one that stands in for it, so that
// nobody measures by the time of an answer whether it exists. Of the stand-in nothing is kept but
// its number, for the sources that follow; a subject that doesn't exist is refused first of all.
std::string row_or_stand_in(std::string_view table) {
    const std::string name(table);
    return " from " + name + " where id = coalesce((select id from " + name +
           " where id = $1), (select id from " + name + " where id > (select max(id) from " + name +
           ") * $2 / 1000 order by id limit 1))";
}

// Spreads the stand-ins over the table; always the same one for the same number.
std::int64_t share_of_table(std::int64_t id) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(id) * odd >> 32U) % 1000);
}

void add_person_facts(store::Connection& connection, vault::Vault& vault,
                      const access::Question& question, SubjectFacts& facts) {
    static const std::string sql =
        "select subject, controller_cvr, born_on, cpr, address_protected, merged_into_id, id, "
        "moved_on" +
        row_or_stand_in("person");
    store::Rows rows = connection.query(sql, facts.subject.id, share_of_table(facts.subject.id));
    if (!rows.next()) return;
    const store::Row& row = rows.row();
    const SealedFields sealed(vault, "person", row.text(0));
    facts.exists = row.integer(6) == facts.subject.id;
    facts.subject.id = row.integer(6);
    facts.controller_cvr = row.text(1);
    facts.erased = !sealed.has_key();
    facts.address_protected = row.integer(4) != 0;
    facts.merged_into_another = !row.is_null(5);
    if (!row.is_null(7)) facts.moved_on = base::parse_date(row.text_view(7));
    // Asked about for sharing only (bases that hold for an age).
    if (question.action != access::Action::disclose) return;
    // Empty in a row that is just being made.
    const auto number = CprNumber::parse(sealed.open("cpr", row.bytes(3)));
    facts.born_on = number ? std::optional(number->born_on())
                           : base::parse_date(sealed.open("born_on", row.bytes(2)));
}

// Until they are parted, what holds of a record that was merged into this one holds of this one.
std::vector<access::PersonId> merged_into(store::Connection& connection,
                                          access::SubjectReference person) {
    std::vector<access::PersonId> merged;
    for (const store::Row& row :
         connection.query("select id from person where merged_into_id = $1 order by id", person.id))
        merged.push_back({row.integer(0)});
    return merged;
}

// Open, or merged and not parted since: those can still be settled otherwise.
bool is_in_task(store::Connection& connection, std::int64_t task, std::int64_t person) {
    return connection
        .integer(
            "select 1 from possible_duplicate where id = $1 and (first_id = $2 or "
            "second_id = $2) and outcome <> 'different'",
            task, person)
        .has_value();
}

void add_consent_facts(store::Connection& connection, std::int64_t record, SubjectFacts& facts) {
    for (const store::Row& row :
         connection.query("select id, receiver_cvr, forum, manner, given_on, ends_on, withdrawn_on "
                          "from consent where person_id = $1 order by id",
                          record)) {
        access::ConsentFact consent;
        consent.id = row.integer(0);
        consent.receiver_cvr = row.text(1);
        consent.forum = organisation::forum_kind_of(row.text_view(2)).value();
        consent.is_signed = consent_manner_of(row.text_view(3)) != ConsentManner::spoken;
        consent.validity = {base::parse_date(row.text_view(4)), day_after(row, 5)};
        if (!row.is_null(6)) consent.withdrawn_on = base::parse_date(row.text_view(6));
        facts.consents.push_back(std::move(consent));
    }
}

void add_circle_facts(store::Connection& connection, vault::Vault& vault, SubjectFacts& facts) {
    static const std::string family_sql =
        "select subject, controller_cvr, id" + row_or_stand_in("family");
    static const std::string group_sql =
        "select subject, controller_cvr, id" + row_or_stand_in("youth_group");
    store::Rows rows =
        connection.query(facts.subject.kind == SubjectKind::family ? family_sql : group_sql,
                         facts.subject.id, share_of_table(facts.subject.id));
    if (!rows.next()) return;
    facts.exists = rows.row().integer(2) == facts.subject.id;
    facts.subject.id = rows.row().integer(2);
    facts.controller_cvr = rows.row().text(1);
    facts.erased = vault.state(rows.row().text(0)) != vault::Vault::State::present;
}

}  // namespace

access::FactSource subject_facts(vault::Vault& vault) {
    return [&vault](store::Connection& connection, const access::Actor& actor,
                    const access::Question& question, SubjectFacts& facts) {
        if (facts.subject.kind != SubjectKind::person)
            return add_circle_facts(connection, vault, facts);
        add_person_facts(connection, vault, question, facts);
        if (question.duplicate_task)
            facts.in_duplicate_task =
                is_in_task(connection, *question.duplicate_task, facts.subject.id);
        add_consent_facts(connection, facts.subject.id, facts);
        facts.relative_of_actor =
            is_staff_relative(connection, {facts.subject.id}, actor.account_id);
        for (const access::PersonId merged : merged_into(connection, facts.subject)) {
            access::add_relation_facts(connection, merged, question, facts);
            add_consent_facts(connection, merged.value, facts);
            facts.relative_of_actor =
                facts.relative_of_actor || is_staff_relative(connection, merged, actor.account_id);
        }
    };
}

}  // namespace people

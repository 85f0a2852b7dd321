#include "people/archive_store.h"

#include <array>
#include <stdexcept>

#include "access/data_class_list.h"
#include "people/archive_code_store.h"
#include "people/erasure_proposal_store.h"
#include "people/person_row_store_internal.h"

namespace people {
namespace {

using access::PersonId;
using Type = ArchiveColumn::Type;

constexpr std::string_view unfinished = "incomplete:";

struct Delivered {
    std::string_view table;
    std::string_view description;
    std::string_view condition;  // $1 is the person
};
// The order is that of the package.
constexpr std::array<Delivered, 7> delivered = {{
    {"person", "Personer", "id = $1"},
    {"consent", "Samtykker til videregivelse", "person_id = $1"},
    {"duty_to_inform", "Oplysningspligt", "person_id = $1"},
    {"person_relation", "Relationer mellem personer", "person_id = $1"},
    {"membership", "Tilknytninger til familier og grupper", "person_id = $1"},
    {"assignment", "Medarbejdere, der har arbejdet med personen",
     "subject_kind = 'person' and subject_id = $1"},
    {"disclosure", "Videregivelser, og hvad der ikke blev delt",
     "subject_kind = 'person' and subject_id = $1"},
}};

struct StoredColumn {
    ArchiveColumn column;
    access::DataClass data_class = access::DataClass::internal;
    bool sealed = false;
};

Type type_of(std::string_view name, std::string_view sql_type) {
    if (sql_type == "integer" || sql_type == "bigint") return Type::integer;
    if (name.ends_with("_on") || name == "valid_from" || name == "valid_to") return Type::day;
    if (name.ends_with("_at") || name == "at") return Type::moment;
    return Type::text;
}

std::vector<StoredColumn> columns_of(store::Connection& connection, std::string_view table) {
    std::vector<StoredColumn> columns;
    for (const store::Row& row : connection.query(
             "select info.name, lower(info.type), info.\"notnull\", info.pk, described.description,"
             " described.data_class from pragma_table_info($1) as info "
             "join column_description as described on described.table_name = $1 and "
             "described.column_name = info.name order by info.cid",
             table)) {
        StoredColumn stored;
        stored.sealed = row.text_view(1) == "bytea";
        stored.column = {row.text(0), row.text(4), type_of(row.text_view(0), row.text_view(1)),
                         stored.sealed || (row.integer(2) == 0 && row.integer(3) == 0)};
        stored.data_class =
            access::data_class_of(row.text_view(5)).value_or(access::DataClass::cpr);
        if (stored.column.name == "born_on" && stored.sealed) stored.column.type = Type::day;
        columns.push_back(std::move(stored));
    }
    return columns;
}

std::string select_of(const Delivered& table, const std::vector<StoredColumn>& columns) {
    std::string sql = "select ";
    for (const StoredColumn& column : columns) {
        if (sql.size() > 7) sql += ", ";
        sql += column.column.name;
    }
    return sql + " from " + std::string(table.table) + " where " + std::string(table.condition) +
           " order by id";
}

std::optional<std::string> text_in(const store::Row& row, int place, const StoredColumn& column,
                                   const SealedFields& sealed) {
    if (row.is_null(place)) return std::nullopt;
    if (column.column.type == Type::integer) return std::to_string(row.integer(place));
    if (!column.sealed) return row.text(place);
    std::string opened = sealed.open(column.column.name, row.bytes(place));
    if (opened.empty()) return std::nullopt;
    return opened;
}

bool is_withheld(const StoredColumn& column, const access::WarrantContent& warrant,
                 bool address_protected) {
    return !warrant.covers(column.data_class) ||
           (address_protected &&
            (column.column.name == "address" || column.column.name == "moved_to"));
}

}  // namespace

std::vector<ArchiveTable> archive_tables(store::Connection& connection) {
    std::vector<ArchiveTable> tables;
    for (const Delivered& from : delivered) {
        ArchiveTable table;
        table.name = from.table;
        table.description = from.description;
        table.key = "id";
        for (StoredColumn& stored : columns_of(connection, from.table)) {
            if (stored.column.name == "person_id")
                table.references.push_back({.column = stored.column.name, .table = "person"});
            if (const std::string_view list = code_list_of(from.table, stored.column.name);
                !list.empty()) {
                table.references.push_back(
                    {stored.column.name, std::string(list), std::string(archive_code_key)});
            }
            table.columns.push_back(std::move(stored.column));
        }
        tables.push_back(std::move(table));
    }
    return tables;
}

void archive_rows(store::Connection& connection, vault::Vault& vault,
                  const access::Warrant<PersonId>& warrant, base::Instant now,
                  const std::function<void(std::size_t table, const ArchiveRow& row)>& take) {
    warrant.require(access::Action::extract, now);
    if (warrant.purpose() != access::Purpose::retention)
        throw std::logic_error("people: archiving with a warrant for another purpose");
    for (const PersonId record : records_of(connection, warrant.subject())) {
        const bool address_protected =
            connection.integer("select address_protected from person where id = $1",
                               record.value) == 1;
        for (std::size_t table = 0; table < delivered.size(); ++table) {
            const auto columns = columns_of(connection, delivered[table].table);
            const SealedFields sealed =
                sealed_fields(connection, vault, record, delivered[table].table);
            for (const store::Row& row :
                 connection.query(select_of(delivered[table], columns), record.value)) {
                ArchiveRow values;
                for (std::size_t i = 0; i < columns.size(); ++i)
                    values.push_back(is_withheld(columns[i], warrant, address_protected)
                                         ? std::nullopt
                                         : text_in(row, static_cast<int>(i), columns[i], sealed));
                take(table, values);
            }
        }
    }
}

std::vector<PersonId> persons_to_deliver(store::Connection& connection,
                                         const RetentionSources& sources, const access::Law& law,
                                         PersonId after, int most) {
    std::vector<PersonId> persons;
    std::int64_t last = after.value;
    while (static_cast<int>(persons.size()) < most) {
        std::vector<PersonId> batch;
        for (const store::Row& row : connection.query(
                 "select subject_id from erasure_proposal as proposal where outcome = 'open' and "
                 "subject_kind = 'person' and subject_id > $1 and not exists "
                 "(select 1 from archive_delivery_person as part "
                 "join archive_delivery on archive_delivery.id = part.delivery_id "
                 "where part.person_id = proposal.subject_id and received_on is not null) "
                 "order by subject_id limit $2",
                 last, most))
            batch.push_back({row.integer(0)});
        if (batch.empty()) break;
        for (const PersonId person : batch) {
            last = person.value;
            if (static_cast<int>(persons.size()) == most) break;
            if (retention_of_person(connection, sources, person, law).archive_first)
                persons.push_back(person);
        }
    }
    return persons;
}

base::Result<std::int64_t> begin_delivery(store::WriteTransaction& transaction,
                                          const std::string& package, std::int64_t account_id,
                                          base::Instant now) {
    if (transaction.integer("select 1 from archive_delivery where package = $1", package))
        return base::refuse("archive_name_used", "Der findes allerede en aflevering med navnet {}.",
                            package);
    const std::int64_t next =
        transaction.integer("select coalesce(max(id), 0) + 1 from archive_delivery").value();
    return transaction
        .integer(
            "insert into archive_delivery (package, made_at, made_by) values ($1, $2, $3) "
            "returning id",
            std::string(unfinished) + package + ":" + std::to_string(next), base::iso_instant(now),
            account_id)
        .value();
}

void add_to_delivery(store::WriteTransaction& transaction, std::int64_t delivery,
                     const access::Warrant<PersonId>& warrant) {
    transaction.execute(
        "insert into archive_delivery_person (delivery_id, person_id) values ($1, $2)", delivery,
        warrant.subject().value);
}

void complete_delivery(store::WriteTransaction& transaction, std::int64_t delivery) {
    const auto package =
        transaction.text("select package from archive_delivery where id = $1", delivery).value();
    const std::size_t from = unfinished.size();
    transaction.execute("update archive_delivery set package = $2 where id = $1", delivery,
                        package.substr(from, package.find(':', from) - from));
}

base::Result<void> receive_delivery(store::WriteTransaction& transaction, std::int64_t delivery,
                                    std::int64_t account_id, base::Date day) {
    const std::int64_t changed = transaction.execute(
        "update archive_delivery set received_on = $2, received_by = $3 where id = $1 and "
        "received_on is null and package not like 'incomplete:%'",
        delivery, base::iso_date(day), account_id);
    if (changed == 0)
        return base::refuse("not_found", "Vi fandt ikke noget, du har adgang til at se.");
    return {};
}

std::vector<ArchiveDelivery> deliveries(store::Connection& connection, std::int64_t before,
                                        int most) {
    std::vector<ArchiveDelivery> found;
    for (const store::Row& row : connection.query(
             "select id, package, made_at, made_by, received_on, received_by from archive_delivery "
             "where $1 = 0 or id < $1 order by id desc limit $2",
             before, most)) {
        ArchiveDelivery delivery;
        delivery.id = row.integer(0);
        delivery.package = row.text(1);
        delivery.complete = !delivery.package.starts_with(unfinished);
        delivery.made_at = base::parse_instant(row.text_view(2)).value();
        delivery.made_by = row.integer(3);
        if (!row.is_null(4)) delivery.received_on = base::parse_date(row.text_view(4));
        delivery.received_by = row.optional_integer(5);
        found.push_back(std::move(delivery));
    }
    return found;
}

}  // namespace people

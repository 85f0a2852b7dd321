#include "app/testing/canary_town.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/data_map_store.h"
#include "access/impact_assessment_store.h"
#include "access/session_store.h"
#include "organisation/agency_store.h"
#include "organisation/organisation_store.h"
#include "schema/migrations.h"

namespace app::testing {

namespace {

using access::SubjectKind;

template <class Value>
Value required(base::Result<Value> result, const std::string& what) {
    if (!result) throw std::runtime_error(what + ": " + result.error().code);
    return std::move(result).value();
}

std::unique_ptr<store::Database> new_database(const std::filesystem::path& file) {
    auto database = std::make_unique<store::Database>(store::DatabaseOptions{
        .file = file, .readers = 2, .durability = store::DatabaseOptions::Durability::off});
    const auto migrated = database->migrate(schema::migrations());
    if (!migrated) throw std::runtime_error("migrating: " + migrated.error().code);
    return database;
}

Configuration configuration_in(const std::filesystem::path& folder) {
    Configuration configuration;
    configuration.data_directory = folder;
    configuration.demonstration = true;
    std::filesystem::create_directories(configuration.working_directory());
    return configuration;
}

std::string name_of_kind(access::SubjectKind kind) {
    return kind == SubjectKind::group ? "youth_group" : std::string(subject_kind_code(kind));
}

bool is_about_persons(access::RowSubject subject) {
    return subject == access::RowSubject::person || subject == access::RowSubject::family ||
           subject == access::RowSubject::group || subject == access::RowSubject::any;
}

bool is_sensitive(const access::DescribedColumn& column) {
    return !column.data_class || (*column.data_class != access::DataClass::open &&
                                  *column.data_class != access::DataClass::internal);
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

CanaryTown::CanaryTown(const Plan& plan)
    : plan_(plan),
      database_file_(folder_ / "trygby.db"),
      configuration_(configuration_in(folder_.path())),
      database_(new_database(database_file_)) {
    add_organisation();
    add_users();
    sign_assessment();
    auto people = required(
        PersonServices::open(configuration_, *database_, canary_now, [](std::string_view) {}),
        "the keys");
    people_ = people.get();
    site_ = std::make_unique<Site>(
        configuration_, *database_,
        required(access::Secrets::load_or_create(folder_ / "secrets.key"), "the secrets"),
        canary_now, [this](std::string_view line) { failures_.emplace_back(line); },
        std::vector<Job>{}, std::move(people));
    for (const CanaryTable& table : canary_tables())
        if (table.fill) table.fill(*this);
}

CanaryTown::~CanaryTown() = default;

void CanaryTown::add_organisation() {
    using organisation::AgencyKind;
    using organisation::ForumKind;
    store::WriteTransaction writing = database_->write();
    for (const char* unit : {"familie", "unge"})
        organisation::put_unit(writing, {unit, unit, unit, "team", "", "",
                                         organisation::Validity{base::date_of(2024, 1, 1), {}}});
    std::map<std::string, AgencyKind> agencies;
    std::map<std::string, ForumKind> forums;
    for (const PlannedUser& user : plan_.users) {
        agencies[user.agency_cvr] = user.agency_kind;
        for (const PlannedSeat& seat : user.seats) forums[seat.forum] = seat.kind;
    }
    for (const auto& [cvr, kind] : agencies)
        organisation::put_agency(writing, {.cvr = cvr,
                                           .name = "Myndighed " + cvr,
                                           .kind = kind,
                                           .area = organisation::InstitutionArea::social,
                                           .public_task = organisation::PublicTask::yes});
    for (const auto& [key, kind] : forums)
        organisation::put_forum(writing,
                                {.key = key, .name_da = key, .name_en = key, .kind = kind});
    writing.commit();
}

void CanaryTown::add_users() {
    store::WriteTransaction writing = database_->write();
    const base::Date day = base::date_of(2025, 1, 1);
    for (std::size_t i = 0; i < plan_.users.size(); ++i) {
        const PlannedUser& user = plan_.users[i];
        const std::int64_t account =
            required(access::create_account(writing, canary_now(), day,
                                            {.name = "Bruger " + user.username,
                                             .username = user.username,
                                             .email = "",
                                             .unit_key = user.unit,
                                             .title_da = "Konsulent",
                                             .title_en = "Consultant",
                                             .roles = user.roles}),
                     "the account " + user.username);
        const std::int64_t member = access::find_account(writing, account).value().staff_member_id;
        accounts_[i] = account;
        staff_members_[i] = member;
        if (user.agency_cvr != canary_town_cvr)
            access::set_agency(writing, account, user.agency_cvr);
        if (!user.leads.empty())
            organisation::add_unit_leader(writing, user.leads, member, {day, {}});
        for (const PlannedSeat& seat : user.seats)
            organisation::add_seat(writing, {.id = 0,
                                             .forum_key = seat.forum,
                                             .forum_kind = seat.kind,
                                             .agency_cvr = user.agency_cvr,
                                             .staff_member_id = member,
                                             .validity = seat.validity});
        for (const access::Mark mark : {access::Mark::health_person, access::Mark::caseworker,
                                        access::Mark::exit_coordinator})
            if (user.marks.has(mark))
                access::grant_mark(writing, account, mark, account, canary_day());
    }
    writing.commit();
}

// R40: until then the pages about persons are shut.
void CanaryTown::sign_assessment() {
    store::WriteTransaction writing = database_->write();
    access::add_assessment(writing, {.decided_by = "Prøvebyen",
                                     .decided_on = canary_day(),
                                     .document_name = "analyse.pdf",
                                     .document_sha256 = std::string(64, '0'),
                                     .account_id = accounts_.at(0),
                                     .at = canary_now()});
    writing.commit();
}

access::Actor CanaryTown::actor(store::Connection& connection, std::size_t user) const {
    const PlannedUser& planned = plan_.users.at(user);
    access::Visitor visitor;
    visitor.account_id = accounts_.at(user);
    visitor.staff_member_id = staff_members_.at(user);
    visitor.roles = planned.roles;
    visitor.permissions = access::permissions_of(planned.roles);
    visitor.assurance = access::AssuranceLevel::substantial;
    visitor.unit_key = planned.unit;
    return access::actor_of(connection, visitor, canary_day(), canary_now());
}

std::string CanaryTown::vault_name(SubjectKind kind, std::int64_t id) {
    store::ReadTransaction reading = database_->read();
    return reading.text("select subject from " + name_of_kind(kind) + " where id = $1", id).value();
}

void CanaryTown::change(
    std::size_t user, std::size_t number, const access::Question& question,
    const std::function<base::Result<void>(store::WriteTransaction&,
                                           const access::Warrant<access::PersonId>&)>& work) {
    store::WriteTransaction writing = database_->write();
    const auto warrant =
        office().for_change(writing, actor(writing, user), question, person(number), canary_now());
    const std::string what = "seeding (" + std::string(access::action_code(question.action)) + ")";
    if (!warrant) throw std::runtime_error(what + ": " + warrant.error().code);
    const auto done = work(writing, *warrant);
    if (!done) throw std::runtime_error(what + ": " + done.error().code);
    writing.commit();
}

access::Question CanaryTown::question(access::Purpose purpose, access::Action action) {
    access::Question question;
    question.purpose = purpose;
    question.action = action;
    question.classes = {access::DataClass::personal, access::DataClass::confidential};
    question.reference = "canary";
    return question;
}

std::string CanaryTown::sign_in(std::size_t user) {
    store::WriteTransaction writing = database_->write();
    access::SessionOrigin origin;
    if (!plan_.users.at(user).assured)
        origin = {.proof = "openid",
                  .provider = "test",
                  .stated_assurance = access::AssuranceLevel::low,
                  .agency_cvr = canary_town_cvr};
    std::string token =
        access::start_session(writing, accounts_.at(user), "test", canary_now(), origin);
    writing.commit();
    return token;
}

std::int64_t CanaryTown::last_row(SubjectKind kind) const {
    store::ReadTransaction reading = database_->read();
    return reading.integer("select coalesce(max(id), 0) from " + name_of_kind(kind)).value_or(0);
}

std::vector<CanaryTable> canary_tables() {
    std::vector<CanaryTable> tables = people_canary_tables();
    for (auto* more : {&access_canary_tables, &merged_canary_tables, &trail_canary_tables,
                       &ending_canary_tables})
        for (CanaryTable& table : (*more)()) tables.push_back(std::move(table));
    return tables;
}

std::vector<std::string> uncovered(store::Connection& connection,
                                   const std::vector<CanaryTable>& tables, const Plan& plan) {
    std::set<std::string> planned;
    for (const Canary& canary : canaries_of(plan))
        planned.insert(canary.table + "." + canary.column);
    std::vector<std::string> missing;
    for (const access::DescribedTable& described : access::described_tables(connection)) {
        if (!is_about_persons(described.subject)) continue;
        const auto said = std::find_if(tables.begin(), tables.end(), [&](const CanaryTable& table) {
            return table.table == described.table;
        });
        if (said == tables.end()) {
            missing.push_back(described.table + ": say in canary_tables() how it is filled");
            continue;
        }
        if (connection.integer("select count(*) from " + described.table).value_or(0) == 0)
            missing.push_back(described.table + ": the seeding writes no row");
        for (const access::DescribedColumn& column : described.columns) {
            const std::string name = described.table + "." + column.column;
            const bool is_named = has(said->canaries, column.column);
            if (is_named && !planned.contains(name))
                missing.push_back(name + ": canaries_of() plans no canary");
            const bool is_covered = is_named || has(said->shared_values, column.column);
            if (is_sensitive(column) && !is_covered)
                missing.push_back(name + ": neither a canary nor a reason why not");
        }
    }
    return missing;
}

}  // namespace app::testing

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/disclosure_store.h"
#include "access/visit.h"
#include "access/warrant_office.h"
#include "app/configuration.h"
#include "app/person_services.h"
#include "app/site.h"
#include "app/testing/canary_plan.h"
#include "people/moment.h"
#include "store/database.h"
#include "store/testing/temporary_folder.h"

namespace app::testing {

class CanaryTown;

// What a module says of one of its tables with data about persons, so that the leak test covers it:
// which of its sensitive columns hold canaries (filled by `fill` through the module's own store
// functions, and named by canaries_of()), and why the others can't: a code, a day or a number that
// many rows share. `fill` is empty where another table's fill writes these rows as well.
struct CanaryTable {
    std::string table;
    std::vector<std::string> canaries;
    std::vector<std::string> shared_values;
    std::function<void(CanaryTown&)> fill;
};

// In the order in which they are filled. A later module adds its tables here.
std::vector<CanaryTable> canary_tables();
std::vector<CanaryTable> people_canary_tables();
std::vector<CanaryTable> access_canary_tables();
std::vector<CanaryTable> merged_canary_tables();
std::vector<CanaryTable> trail_canary_tables();
std::vector<CanaryTable> ending_canary_tables();

// The whole program with the plan in its database, put there through the program's own stores and
// warrant office. Its clock stands still at canary_now().
class CanaryTown {
  public:
    explicit CanaryTown(const Plan& plan);
    ~CanaryTown();
    CanaryTown(const CanaryTown&) = delete;
    CanaryTown& operator=(const CanaryTown&) = delete;

    const Plan& plan() const { return plan_; }
    store::Database& database() { return *database_; }
    const std::filesystem::path& database_file() const { return database_file_; }
    vault::Vault& vault() { return people_->vault(); }
    const access::WarrantOffice& office() const { return people_->office(); }
    const people::RetentionSources& retention_sources() const {
        return people_->retention().sources;
    }
    const Site& site() const { return *site_; }
    people::Moment moment() const { return {canary_now(), canary_day()}; }

    // For the modules' fills.
    access::Actor actor(store::Connection& connection, std::size_t user) const;
    std::int64_t account_id(std::size_t user) const { return accounts_.at(user); }
    void set_row(PlannedSubject subject, std::int64_t id) { rows_[subject] = id; }
    std::int64_t row(PlannedSubject subject) const { return rows_.at(subject); }
    access::PersonId person(std::size_t number) const {
        return {row({access::SubjectKind::person, number})};
    }
    std::string vault_name(access::SubjectKind kind, std::int64_t id);
    // One change in a transaction of its own, under a warrant for the person; throws when the
    // office or the store refuses.
    void change(std::size_t user, std::size_t person, const access::Question& question,
                const std::function<base::Result<void>(
                    store::WriteTransaction&, const access::Warrant<access::PersonId>&)>& work);
    static access::Question question(access::Purpose purpose, access::Action action);

    // A new session's cookie.
    std::string sign_in(std::size_t user);
    // The highest row of a kind, for guessing beyond it.
    std::int64_t last_row(access::SubjectKind kind) const;

    // What went wrong inside handlers.
    std::vector<std::string>& failures() { return failures_; }

  private:
    void add_organisation();
    void add_users();
    void sign_assessment();

    const Plan& plan_;
    store::TemporaryFolder folder_;
    std::filesystem::path database_file_;
    Configuration configuration_;
    std::vector<std::string> failures_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<Site> site_;
    PersonServices* people_ = nullptr;  // the site's
    std::map<std::size_t, std::int64_t> accounts_;
    std::map<std::size_t, std::int64_t> staff_members_;
    std::map<PlannedSubject, std::int64_t> rows_;
};

// What the registry doesn't cover: "meeting: …" for a table with data about persons that it doesn't
// name or that holds no row, "meeting.note: …" for a sensitive column without canary or reason.
std::vector<std::string> uncovered(store::Connection& connection,
                                   const std::vector<CanaryTable>& tables, const Plan& plan);

}  // namespace app::testing

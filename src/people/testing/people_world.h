#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "access/warrant_office.h"
#include "people/consent.h"
#include "people/moment.h"
#include "people/person.h"
#include "store/database.h"
#include "store/testing/temporary_folder.h"
#include "vault/vault.h"

namespace people::testing {

// Nobody's: a replacement number.
inline constexpr std::string_view annas_number = "610210-4501";

PersonDetails anna();

// A database with all migrations, a vault, and the real office with a small law. Account 1 is the
// worker that everyone is assigned to who is registered here; accounts from 2 on are assigned to
// nobody until assign() says so. Everything is on access::testing::policy_day().
class PeopleWorld {
  public:
    PeopleWorld();

    // Registers as the program does: key, row, warrant, content.
    access::PersonId add(const PersonDetails& details);
    void assign(std::int64_t account_id, access::SubjectReference subject);
    void unassign(std::int64_t account_id, access::SubjectReference subject);

    // Warrants from the office; the test fails where it refuses.
    access::Warrant<access::PersonId> reading(access::PersonId person, std::int64_t account_id = 1);
    access::Warrant<access::PersonId> revealing(access::PersonId person,
                                                access::DataClasses classes);
    template <class Subject>
    access::Warrant<Subject> changing(store::WriteTransaction& writing, Subject subject,
                                      access::Purpose purpose = access::Purpose::support);
    // For merging and parting in a duplicate task, as the leader, who has no relation to anyone.
    access::Warrant<access::PersonId> merging(store::WriteTransaction& writing,
                                              access::PersonId person, std::int64_t task);
    access::SearchWarrant searching();
    // "R01", or "" when there is a warrant.
    std::string refusal(access::PersonId person, std::int64_t account_id);

    // Corrects a person's data.
    void change(access::PersonId person, const PersonDetails& details);

    // Runs `work` in a transaction that is then committed.
    void write(const std::function<void(store::WriteTransaction&)>& work);

    base::Instant now() const;
    Moment moment() const;

    store::TemporaryFolder folder;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<vault::Vault> vault;
    std::unique_ptr<access::WarrantOffice> office;

    // Stops and opens again: with the database of a copy, when one is given.
    void reopen(const std::filesystem::path& copy = {});

  private:
    void open();

    access::LawPointer law_;
    std::set<std::pair<std::int64_t, access::SubjectReference>> assigned_;
};

}  // namespace people::testing

#include "organisation/organisation_store.h"

#include <doctest/doctest.h>

#include <string>

#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

namespace {

using base::date_of;
using organisation::Holding;
using organisation::StaffMember;
using organisation::Unit;
using organisation::Validity;

class Data {
  public:
    Data() : database_({.file = folder_ / "organisation.db"}) {
        REQUIRE(database_.migrate(schema::migrations()).ok());
    }
    store::Database& database() { return database_; }

  private:
    store::TemporaryFolder folder_;
    store::Database database_;
};

const Unit centre{
    "childrens_centre", "Børnecentret", "The children's centre", "centre", "", "", {}};
const Unit team{"operative_team",
                "Det Operative Team",
                "The operative team",
                "team",
                "childrens_centre",
                "",
                Validity{date_of(2024, 8, 1), {}}};

std::int64_t add_person(store::WriteTransaction& transaction, const std::string& name,
                        std::optional<base::Date> left_on = {}) {
    return organisation::add_staff_member(transaction, StaffMember{0, name, "", left_on});
}

}  // namespace

TEST_CASE("a unit is put once, changed when it differs, and kept") {
    Data data;
    store::WriteTransaction transaction = data.database().write();
    CHECK(organisation::put_unit(transaction, team));  // its parent comes next
    CHECK(organisation::put_unit(transaction, centre));
    CHECK_FALSE(organisation::put_unit(transaction, team));
    Unit renamed = team;
    renamed.name_da = "OPT";
    renamed.validity.to = date_of(2025, 1, 1);
    CHECK(organisation::put_unit(transaction, renamed));
    transaction.commit();

    store::ReadTransaction reading = data.database().read();
    CHECK(organisation::find_unit(reading, "operative_team") == renamed);
    CHECK(organisation::all_units(reading).size() == 2);
    CHECK_FALSE(organisation::find_unit(reading, "unknown").has_value());
}

TEST_CASE("a unit whose parent never comes is refused at the end") {
    Data data;
    store::WriteTransaction transaction = data.database().write();
    organisation::put_unit(transaction, team);
    CHECK_THROWS_AS(transaction.commit(), store::Failure);
}

TEST_CASE("who works here on a day, in Danish order") {
    Data data;
    store::WriteTransaction transaction = data.database().write();
    const auto aase = add_person(transaction, "Åse");
    const auto anna = add_person(transaction, "Anna");
    const auto zoe = add_person(transaction, "Zoe");
    add_person(transaction, "Left", date_of(2024, 5, 1));
    add_person(transaction, "Ærø", date_of(2024, 5, 3));
    transaction.commit();

    store::ReadTransaction reading = data.database().read();
    std::string names;
    for (const auto& member : organisation::staff_members_on(reading, date_of(2024, 5, 2))) {
        names += member.name + " ";
    }
    CHECK(names == "Anna Zoe Ærø Åse ");
    CHECK(organisation::staff_members_on(reading, date_of(2024, 5, 2), 2).size() == 2);
    CHECK(organisation::staff_members_on(reading, date_of(2024, 5, 3)).size() == 3);
    CHECK(organisation::staff_members(reading, {aase, anna, zoe, 999}).size() == 3);
    CHECK(organisation::staff_members(reading, {}).empty());
    CHECK(organisation::find_staff_member(reading, aase)->name == "Åse");
    CHECK_FALSE(organisation::find_staff_member(reading, 999).has_value());
    CHECK(data.database().statistics().full_scan_steps == 0);
}

TEST_CASE("a person is changed") {
    Data data;
    store::WriteTransaction transaction = data.database().write();
    const auto id = add_person(transaction, "Anna");
    organisation::change_staff_member(
        transaction, StaffMember{id, "Anna Holm", "anna@proeve.example", date_of(2025, 1, 1)});
    const auto member = organisation::find_staff_member(transaction, id);
    REQUIRE(member.has_value());
    CHECK(member->name == "Anna Holm");
    CHECK(member->email == "anna@proeve.example");
    CHECK(member->left_on == date_of(2025, 1, 1));
}

TEST_CASE("many ids are looked up in parts") {
    Data data;
    store::WriteTransaction transaction = data.database().write();
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 1203; ++i)
        ids.push_back(add_person(transaction, "Nr " + std::to_string(i)));
    CHECK(organisation::staff_members(transaction, ids).size() == 1203);
}

TEST_CASE("positions: who held what when, and what ends with a departure") {
    Data data;
    store::WriteTransaction transaction = data.database().write();
    organisation::put_unit(transaction, centre);
    organisation::put_unit(transaction, team);
    const auto anna = add_person(transaction, "Anna");
    const auto bo = add_person(transaction, "Bo");
    const auto hold = [&](std::int64_t person, const std::string& unit, const std::string& title,
                          Validity validity) {
        organisation::add_holding(transaction, Holding{0, person, unit, title, "", validity});
    };
    hold(anna, "childrens_centre", "Leder", {{}, date_of(2024, 8, 1)});
    hold(bo, "childrens_centre", "Leder", {date_of(2024, 8, 1), {}});
    hold(anna, "operative_team", "Konsulent", {date_of(2024, 8, 1), {}});
    hold(anna, "operative_team", "Afløser", {date_of(2025, 1, 1), {}});

    const auto on = [&](base::Date day) {
        std::string found;
        for (const auto& held : organisation::positions_on(transaction, day)) {
            found +=
                held.holding.unit_key + ":" + held.staff_name + ":" + held.holding.title_da + " ";
        }
        return found;
    };
    CHECK(on(date_of(2024, 7, 31)) == "childrens_centre:Anna:Leder ");
    CHECK(on(date_of(2024, 8, 1)) == "childrens_centre:Bo:Leder operative_team:Anna:Konsulent ");
    CHECK(organisation::positions_on(transaction, date_of(2024, 8, 1), 1).size() == 1);

    organisation::end_holdings(transaction, anna, date_of(2024, 12, 1));
    CHECK(on(date_of(2024, 11, 30)) == "childrens_centre:Bo:Leder operative_team:Anna:Konsulent ");
    CHECK(on(date_of(2024, 12, 1)) == "childrens_centre:Bo:Leder ");
    const auto holdings = organisation::holdings_of(transaction, anna);
    REQUIRE(holdings.size() == 2);  // what would have begun in 2025 never was
    CHECK(holdings[0].title_da == "Leder");
    CHECK(holdings[1].validity.to == date_of(2024, 12, 1));
    CHECK(organisation::holdings_of(transaction, bo).size() == 1);
}

TEST_CASE("a position in a unit that doesn't exist is refused") {
    Data data;
    store::WriteTransaction transaction = data.database().write();
    const auto anna = add_person(transaction, "Anna");
    CHECK_THROWS_AS(organisation::add_holding(transaction, Holding{0, anna, "unknown", "", "", {}}),
                    store::Failure);
}

#include "access/organisation_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "organisation/organisation_store.h"
#include "web/testing/page_rules.h"

namespace {

using access::Permission;
using access::Role;
using access::testing::Site;

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the organisation is shown to those who see initiatives") {
    Site site;
    site.check_all_roles(web::Method::get, "/organisation", Permission::see_initiatives);
}

TEST_CASE("yesterday's answer can be given today") {
    Site site;
    {
        store::WriteTransaction transaction = site.database().write();
        organisation::put_unit(transaction,
                               {"street_work",
                                "Gadeplan",
                                "Street work",
                                "team",
                                "",
                                "test_team",
                                {base::date_of(2014, 1, 1), base::date_of(2024, 8, 1)}});
        const auto id = organisation::add_staff_member(transaction, {0, "Gunnar Gade", "", {}});
        organisation::add_holding(transaction,
                                  {0,
                                   id,
                                   "street_work",
                                   "Leder",
                                   "Leader",
                                   {base::date_of(2020, 1, 1), base::date_of(2024, 8, 1)}});
        transaction.commit();
    }
    auto leader = site.client_as(Role::leader);
    const auto now = site.get_page(leader, "/organisation");
    CHECK_FALSE(says(now, "Gunnar Gade"));
    CHECK_FALSE(says(now, "Gadeplan"));
    CHECK(says(now, "Prøveteamet"));
    CHECK(says(now, "Mette Medarbejder"));
    const auto before = site.get_page(leader, "/organisation?dag=2024-07-31");
    CHECK(says(before, "Gunnar Gade"));
    CHECK(says(before, "Gadeplan"));
    CHECK(says(before, "1. januar 2020 til 31. juli 2024"));
    CHECK_FALSE(says(before, "Mette Medarbejder"));
    CHECK_FALSE(says(site.get_page(leader, "/organisation?dag=2024-08-01"), "Gunnar Gade"));

    const auto wrong = leader.get("/organisation?dag=i%20g%C3%A5r");
    CHECK(wrong.status == 422);
    for (const auto& violation : web::testing::page_violations(wrong)) FAIL_CHECK(violation);
    CHECK(site.full_scans().empty());
}

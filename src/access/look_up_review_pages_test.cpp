#include "access/look_up_review_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "trail/look_up_review_store.h"
#include "trail/trail.h"

namespace {

using access::Permission;
using access::Role;
using access::testing::Site;

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

// One look-up by each of these, reviewed.
std::int64_t draw(Site& site, std::initializer_list<Role> actors) {
    for (const Role role : actors)
        trail::append_alone(site.database(), site.now(),
                            {.actor = "account:" + std::to_string(site.account_id(role)),
                             .action = trail::Action::read,
                             .subject_kind = "person",
                             .subject_id = "p1",
                             .purpose = "tidlig_indsats"});
    store::WriteTransaction writing = site.database().write();
    const std::int64_t id = trail::draw_review(
        writing, site.now(),
        {{}, [](store::Connection&, const trail::LookUp&) { return trail::Comparison{}; }},
        [](base::Instant) { return 3 * 60; });
    writing.commit();
    return id;
}

std::string item_path(Site& site, std::int64_t review, std::size_t index) {
    store::ReadTransaction reading = site.database().read();
    return "/opslagskontrol/" + std::to_string(review) + "/" +
           std::to_string(trail::review_items(reading, review).at(index).id);
}

}  // namespace

TEST_CASE("R31: the review of look-ups is the leader's") {
    Site site;
    const std::int64_t review = draw(site, {Role::worker});
    site.check_all_roles(web::Method::get, "/opslagskontrol", Permission::review_look_ups);
    site.check_all_roles(web::Method::get, "/opslagskontrol/" + std::to_string(review),
                         Permission::review_look_ups);
    site.check_all_roles(web::Method::get, item_path(site, review, 0), Permission::review_look_ups);
    site.check_all_roles(web::Method::post, item_path(site, review, 0), Permission::review_look_ups,
                         {{"resultat", "in_order"}});
}

TEST_CASE("R31: a leader goes through the look-ups, says what he found, and it is in the trail") {
    Site site;
    const std::int64_t review = draw(site, {Role::worker, Role::leader});
    auto leader = site.client_as(Role::leader);
    CHECK(says(site.get_page(leader, "/opslagskontrol"),
               "/opslagskontrol/" + std::to_string(review)));
    const auto list = site.get_page(leader, "/opslagskontrol/" + std::to_string(review));
    CHECK(says(list, "Mette Medarbejder"));
    CHECK(says(list, "om natten"));
    CHECK(says(list, "Hvad der ikke haves, sammenlignes ikke."));
    const std::string item = item_path(site, review, 0);
    CHECK(says(site.get_page(leader, item), "tidlig_indsats"));

    CHECK(site.post(leader, item, {{"resultat", "andet"}}).status == 422);
    CHECK(site.post(leader, item, {{"resultat", "breach"}, {"bemaerkning", std::string(501, 'x')}})
              .status == 422);
    CHECK(site.post(leader, item, {{"resultat", "breach"}, {"bemaerkning", "Anmeldt"}}).status ==
          303);
    const auto decided = site.get_page(leader, item);
    CHECK(says(decided, "Brud på reglerne"));
    CHECK(says(decided, "Anmeldt"));
    const auto again = site.post(leader, item, {{"resultat", "in_order"}});
    CHECK(again.status == 422);
    store::ReadTransaction reading = site.database().read();
    const auto lines = trail::lines(reading, {.subject_kind = "look_up_review_item"});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].line.reference.starts_with("breach line "));
    CHECK(site.full_scans().empty());
}

TEST_CASE("R31: not one's own look-up, and none of another review") {
    Site site;
    const std::int64_t review = draw(site, {Role::leader});
    auto leader = site.client_as(Role::leader);
    const auto own = site.post(leader, item_path(site, review, 0), {{"resultat", "in_order"}});
    CHECK(own.status == 422);
    CHECK(says(own, "Et opslag kan ikke kontrolleres af den, der selv har foretaget det."));
    const std::int64_t other = draw(site, {Role::worker});
    const std::string mixed =
        "/opslagskontrol/" + std::to_string(review) + "/" +
        item_path(site, other, 0)
            .substr(std::string("/opslagskontrol/").size() + std::to_string(other).size() + 1);
    CHECK(leader.get(mixed).status == 404);
    CHECK(leader.get("/opslagskontrol/999").status == 404);
    CHECK(leader.get("/opslagskontrol/x").status == 404);
}

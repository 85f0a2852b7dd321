#include "people/moving_pages.h"

#include <doctest/doctest.h>

#include "access/rule.h"
#include "people/testing/town_site.h"

using access::Role;
using access::Rule;
using people::testing::has;
using people::testing::sentence;
using people::testing::TownSite;

namespace {

struct Moving : TownSite {
    const std::string person = add_person(worker, "ssp");
    const std::string note = add_note(worker, person, "ssp", "Er holdt op med at gå til fodbold.");

    Moving() { lead("familie"); }

    Response move(Client& client, const std::string& day = "2024-11-10",
                  const std::string& to = "Køge Kommune") {
        return site.post(client, person + "/fraflytning",
                         {{"formaal", "ssp"}, {"moved_on", day}, {"moved_to", to}});
    }
    Response take_back(Client& client) {
        return site.post(client, person + "/fraflytning/tilbage", {{"formaal", "ssp"}});
    }
    Response write_note() {
        return site.post(worker, person + "/oplysninger/ny",
                         {{"formaal", "ssp"},
                          {"text", "Begynder i klubben."},
                          {"data_class", "confidential"},
                          {"noted_on", "2024-11-10"}});
    }
    Response share_on(const std::string& basis) {
        return share(worker, note, "ssp", share_fields(police, "ssp_now", basis));
    }
};

}  // namespace

TEST_CASE_FIXTURE(Moving, "R48 refused: of who moved away nothing is written and little shared") {
    CHECK(move(worker, "2024-11-10", "").status == 422);
    CHECK(has(move(worker, "2024-12-01"), "Fraflytningen kan ikke ligge ude i fremtiden."));
    REQUIRE(move(worker).status == 303);
    const auto shown = site.get_page(worker, person + "?formaal=ssp");
    CHECK(has(shown, "Flyttet den 10. november 2024 til Køge Kommune"));
    CHECK(has(shown, sentence(Rule::R48)));
    const auto written = write_note();
    CHECK(written.status == 403);
    CHECK(has(written, sentence(Rule::R48)));
    const auto shared = share_on("RPL115_1_1");
    CHECK(shared.status == 403);
    CHECK(has(shared, sentence(Rule::R48)));
    CHECK(count("select count(*) from note") == 1);
    CHECK(count("select count(*) from disclosure") == 0);
    CHECK(move(worker).status == 403);
    CHECK(site.failures().empty());
}

TEST_CASE_FIXTURE(Moving, "R48 allowed: with consent, and when a leader takes the move back") {
    const auto consent = site.post(worker, person + "/samtykker/ny",
                                   {{"formaal", "ssp"},
                                    {"giver", "person"},
                                    {"data", "Om fritiden, til politiet"},
                                    {"receiver_cvr", std::string(police)},
                                    {"forum", "ssp"},
                                    {"manner", "signed_on_paper"},
                                    {"text_version", "2024-1"},
                                    {"given_on", "2024-11-12"}});
    REQUIRE(consent.status == 303);
    REQUIRE(move(worker).status == 303);
    CHECK(share_on("CONSENT").status == 303);
    // The police learns what was shared, and not where the child moved.
    const auto told = site.get_page(partner, person + "?formaal=ssp");
    CHECK_FALSE(has(told, "Køge"));
    CHECK(partner.get(person + "/fraflytning?formaal=ssp").status == 404);
    CHECK(take_back(worker).status == 404);
    CHECK(take_back(leader).status == 303);
    CHECK(take_back(leader).status == 404);
    CHECK_FALSE(has(site.get_page(worker, person + "?formaal=ssp"), "Køge"));
    CHECK(write_note().status == 303);
    CHECK(site.failures().empty());
}

TEST_CASE_FIXTURE(Moving, "R01: who doesn't work with the person learns of no move") {
    REQUIRE(move(worker).status == 303);
    for (Client* client : {&coordinator, &partner}) {
        CHECK(client->get(person + "/fraflytning?formaal=ssp").status == 404);
        CHECK(move(*client).status == 404);
        CHECK(take_back(*client).status == 404);
    }
    store::ReadTransaction reading = site.database().read();
    CHECK(reading.integer("select count(*) from person where moved_to like '%Køge%'") == 0);
}

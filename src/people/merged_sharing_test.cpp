#include <doctest/doctest.h>

#include "access/rule.h"
#include "people/sharing_pages.h"
#include "people/testing/town_site.h"

// While two records are one, what was written on either is shared, shown and asked about through
// the kept one; parted, all of it is back where it was.
using access::Rule;
using people::testing::has;
using people::testing::sentence;
using people::testing::TownSite;

namespace {

constexpr const char* words = "Er holdt op med at gå til fodbold.";
constexpr const char* origin = "(fra registreringen Anna Exempel)";

// The worker's record, the coordinator's of the same girl with a note, and the task about the two.
struct Merged : TownSite {
    const std::string kept = add_person(worker, "ssp");
    const std::string merged = add_person(coordinator, "ssp", "610210-4501", "Exempel");
    const std::string note = add_note(coordinator, merged, "ssp", words);
    // The same note as it is reached from the kept record.
    const std::string note_from_kept = kept + note.substr(merged.size());

    void merge() {
        const std::string number = kept.substr(kept.rfind('/') + 1);
        REQUIRE(site.post(leader, "/dubletter/1/sammen", {{"kept", number}}).status == 303);
    }
    void part() { REQUIRE(site.post(leader, "/dubletter/1/skil", {}).status == 303); }
    Response page(Client& client, const std::string& path) {
        return site.get_page(client, path + "?formaal=ssp");
    }
    int status(Client& client, const std::string& path) {
        return client.get(path + "?formaal=ssp").status;
    }
    Response share_on(Client& client, const std::string& path, const std::string& basis) {
        return share(client, path, "ssp", share_fields(police, "ssp_now", basis));
    }
    void consent(Client& client, const std::string& person) {
        REQUIRE(site.post(client, person + "/samtykker/ny",
                          {{"formaal", "ssp"},
                           {"giver", "person_and_guardian"},
                           {"data", "Fritidsjob og fodbold"},
                           {"receiver_cvr", std::string(police)},
                           {"forum", "ssp"},
                           {"manner", "signed_on_paper"},
                           {"text_version", "2024-1"},
                           {"given_on", "2024-11-11"}})
                    .status == 303);
    }
};

}  // namespace

TEST_CASE_FIXTURE(Merged, "R04 allowed: a merged record's note is shared from the kept one") {
    CHECK(status(worker, note_from_kept) == 404);
    merge();
    const auto list = page(worker, kept + "/oplysninger");
    CHECK(has(list, words));
    CHECK(has(list, origin));
    CHECK(has(list, note_from_kept));
    CHECK(has(page(worker, note_from_kept), origin));
    CHECK(share_on(worker, note_from_kept, "RPL115_1_1").status == 303);
    CHECK(has(page(worker, kept + "/videregivelser"), origin));
    CHECK(has(page(worker, kept + "/videregivelser"), "som familien har lavet"));
    // The police learns of one person, and not that there are two records.
    CHECK(has(page(partner, kept + "/oplysninger"), words));
    CHECK_FALSE(has(page(partner, kept + "/oplysninger"), "fra registreringen"));
    CHECK_FALSE(has(page(partner, kept), "Exempel"));
    const auto received = site.get_page(partner, "/delt?forum=ssp_now");
    CHECK(has(received, "href=\"" + kept + "?"));
    CHECK_FALSE(has(received, "href=\"" + merged + "?"));
    CHECK(status(partner, merged + "/oplysninger") == 404);
    CHECK(site.failures().empty());
}

TEST_CASE_FIXTURE(Merged, "parted again, what was shared is where it was written, with its words") {
    merge();
    REQUIRE(share_on(worker, note_from_kept, "RPL115_1_1").status == 303);
    part();
    CHECK(status(partner, kept + "/oplysninger") == 404);
    CHECK(status(worker, note_from_kept) == 404);
    CHECK_FALSE(has(page(worker, kept + "/videregivelser"), "Prøveegnens Politi"));
    CHECK(has(page(partner, merged + "/oplysninger"), words));
    for (Client* client : {&partner, &coordinator})
        CHECK(has(page(*client, merged + "/videregivelser"), "som familien har lavet"));
    CHECK(has(site.get_page(partner, "/delt?forum=ssp_now"), "href=\"" + merged + "?"));
}

TEST_CASE_FIXTURE(Merged, "what was shared before merging holds on the kept record") {
    REQUIRE(share_on(coordinator, note, "RPL115_1_1").status == 303);
    CHECK(status(partner, kept) == 404);
    CHECK(status(partner, merged) == 200);
    merge();
    CHECK(status(partner, merged) == 404);
    CHECK(has(page(partner, kept + "/oplysninger"), words));
    part();
    CHECK(status(partner, kept) == 404);
    CHECK(status(partner, merged) == 200);
}

TEST_CASE_FIXTURE(Merged, "R05 refused: what was declined on either record stays declined") {
    merge();
    REQUIRE(decline(worker, note_from_kept, "ssp", police, "ssp_now").status == 303);
    const auto refused = share_on(worker, note_from_kept, "RPL115_1_1");
    CHECK(refused.status == 403);
    CHECK(has(refused, sentence(Rule::R05)));
    part();
    const auto still = share_on(coordinator, note, "RPL115_1_1");
    CHECK(still.status == 403);
    CHECK(has(still, sentence(Rule::R05)));
    CHECK(count("select count(*) from disclosure where answer = 'shared'") == 0);
}

TEST_CASE_FIXTURE(Merged, "R13: a consent on either record holds for both while they are one") {
    consent(worker, kept);
    const auto missing = share_on(coordinator, note, "CONSENT");
    CHECK(missing.status == 422);
    CHECK(has(missing, sentence(Rule::R13_missing)));
    merge();
    CHECK(share_on(worker, note_from_kept, "CONSENT").status == 303);
    CHECK(has(page(partner, kept + "/oplysninger"), words));
    // It turns out that it wasn't this child's consent: what rested on it is closed, not lost.
    part();
    CHECK(status(partner, merged) == 404);
    CHECK(has(page(coordinator, merged + "/videregivelser"), "Prøveegnens Politi"));
}

TEST_CASE_FIXTURE(Merged,
                  "R13: a merged record's consent is shown, withdrawn and stays withdrawn") {
    consent(coordinator, merged);
    merge();
    CHECK(has(page(worker, kept), "Fritidsjob og fodbold " + std::string(origin)));
    CHECK(share_on(worker, note_from_kept, "CONSENT").status == 303);
    REQUIRE(site.post(worker, kept + "/samtykker/1/tilbage", {{"formaal", "ssp"}}).status == 303);
    const auto withdrawn = partner.get(note_from_kept + "?formaal=ssp");
    CHECK(withdrawn.status == 403);
    CHECK(has(withdrawn, "Samtykket er trukket tilbage"));
    part();
    CHECK(status(partner, merged) == 404);
    CHECK(has(page(coordinator, merged), "Samtykket er trukket tilbage"));
    CHECK_FALSE(has(page(worker, kept), "Fritidsjob"));
}

TEST_CASE_FIXTURE(Merged, "R16: a charge on the merged record is settled from the kept one") {
    const std::string charge =
        add_note(coordinator, merged, "ssp", "Sigtet for hærværk.", "offence", "charged");
    const std::string charge_from_kept = kept + charge.substr(merged.size());
    merge();
    CHECK(has(page(worker, charge_from_kept), "ikke afklaret"));
    REQUIRE(site.post(worker, charge_from_kept + "/sigtelse",
                      {{"formaal", "ssp"}, {"offence", "dropped"}})
                .status == 303);
    const auto dropped = worker.get(charge_from_kept + "?formaal=ssp");
    CHECK(dropped.status == 403);
    CHECK(has(dropped, sentence(Rule::R16)));
    part();
    const auto gone = coordinator.get(charge + "?formaal=ssp");
    CHECK(gone.status == 403);
    CHECK(has(gone, sentence(Rule::R16)));
}

#include <doctest/doctest.h>

#include <regex>
#include <string>

#include "app/testing/town.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using web::testing::HttpClient;
using web::testing::HttpResponse;

namespace {

// Where the link with these words leads.
std::string link_to(const HttpResponse& page, const std::string& words) {
    const std::regex link("href=\"([^\"]+)\"[^>]*>" + words + "<");
    std::smatch found;
    if (!std::regex_search(page.body, found, link)) FAIL("no link says " << words);
    return std::regex_replace(found[1].str(), std::regex("&amp;"), "&");
}

const std::string group_name = "De unge ved skaterbanen";

}  // namespace

TEST_CASE("[row A7] a group of young people labels nobody and shows whom one may know") {
    auto worker = town().client_as("medarbejder");
    const std::string group = link_to(town().page(worker, "/grupper"), group_name);
    const auto page = town().page(worker, group);
    CHECK(holds(page, "En gruppe er ikke en liste over mistænkte"));
    CHECK(holds(page, "Systemet beregner ikke en risikoscore for enkeltpersoner."));
    CHECK(holds(page, "Anton Tænkholm"));
    CHECK(holds(page, "Er med til at planlægge gruppens aktiviteter."));
    CHECK_FALSE(holds(page, "Tenkholm"));
    // The colleague works with Anton, whose two records were merged, and with nobody else of it.
    auto colleague = town().client_as("koordinator");
    CHECK(colleague.get(group).status == 404);
    const auto own = town().page(colleague, "/personer");
    const auto anton = town().page(colleague, link_to(own, "Anton Tænkholm"));
    CHECK(holds(anton, "Anton Tenkholm"));
    CHECK_FALSE(holds(anton, group_name));
    CHECK_FALSE(holds(anton, "Karen"));
    const auto known = town().page(worker, link_to(page, "Anton Tænkholm"));
    CHECK(holds(known, group_name));
    CHECK(holds(known, "Karen Tænkholm"));
    CHECK(holds(known, "Familien Tænkholm"));
}

TEST_CASE("[row A7] a group is registered, and each member with the reason or not at all") {
    auto worker = town().client_as("medarbejder");
    const auto saved = town().send(
        worker, "/grupper/ny", "/grupper/ny",
        {{"formaal", "support"}, {"name", "Boldholdet"}, {"description", "Spiller om onsdagen."}});
    CHECK(holds(saved, "Boldholdet"));
    const std::string path = path_of(saved);
    const std::string members = path + "/medlemmer";
    const std::string form = members + "/ny?formaal=support";
    const auto found = town().send(worker, form, members + "/find", {{"name", "Ellen"}});
    CHECK(holds(found, "Ellen Tænkholm"));
    const auto refused = town().send_from(worker, found, members, {{"reason", ""}});
    CHECK(refused.status == 422);
    CHECK(holds(refused,
                "Skriv, hvorfor det er nødvendigt at registrere, at personen hører til "
                "gruppen."));
    const auto added = town().send_from(worker, refused, members, {{"reason", "Er holdleder."}});
    CHECK(holds(added, "Ellen Tænkholm"));
    CHECK(holds(added, "Er holdleder."));
}

TEST_CASE("the demonstration has a possible duplicate and a merged pair for the leader") {
    auto leader = town().client_as("leder");
    const auto open = town().page(leader, "/dubletter");
    const auto task = town().page(leader, link_to(open, "Opgave 2"));
    CHECK(holds(task, "Leyla Påfundgaard"));
    CHECK(holds(task, "Leila Påfundgaard"));
    const auto merged = town().page(leader, "/dubletter/sammenlagte");
    CHECK(holds(town().page(leader, link_to(merged, "Opgave 1")), "Skil dem ad igen"));
    // The leader has no relation to them, and the tasks open nothing else.
    CHECK(leader.get("/personer/9?formaal=correction").status == 404);
}

TEST_CASE("[row H2] what stands on a merged record is seen and shared from the kept one") {
    auto worker = town().client_as("medarbejder");
    const auto group = town().page(worker, link_to(town().page(worker, "/grupper"), group_name));
    const auto anton = town().page(worker, link_to(group, "Anton Tænkholm"));
    const auto notes = town().page(worker, link_to(anton, "Oplysninger"));
    CHECK(holds(notes, "(fra registreringen Anton Tenkholm)"));
    const std::string words = "Vil gerne være hjælpetræner i klubben.";
    const auto note = town().page(worker, link_to(notes, words));
    const std::string form = link_to(note, "Del oplysningen");
    const auto shared =
        town().send(worker, form, form,
                    {{"receiver", "99000001"},
                     {"forum", "ssp_now"},
                     {"basis", "RPL115_1_1"},
                     {"necessity", "Politiets fodboldhold skal kunne tage imod en ny træner."}});
    CHECK(holds(shared, words));
    CHECK(holds(shared, "Opdigtet Politikreds"));
    auto officer = town().client_as("politi");
    const auto received = town().page(officer, "/delt?forum=ssp_now");
    CHECK(holds(received, "Anton Tænkholm"));
    CHECK_FALSE(holds(received, "Anton Tenkholm"));
}

TEST_CASE("[row H2] who sits in a forum finds by searching what a partner told there") {
    auto coordinator = town().client_as("koordinator");
    const auto found = town().send(coordinator, "/personer", "/personer/find",
                                   {{"formaal", "psp"}, {"name", "Malthe Grønholt"}});
    CHECK(holds(found, "Malthe Grønholt"));
    auto worker = town().client_as("medarbejder");
    const auto hidden = town().send(worker, "/personer", "/personer/find",
                                    {{"formaal", "psp"}, {"name", "Malthe Grønholt"}});
    CHECK(holds(hidden, "Vi fandt ikke noget, du har adgang til at se."));
}

TEST_CASE("[row H2] R48: of who moved away the page says so, and nothing more is written") {
    auto coordinator = town().client_as("koordinator");
    const auto elias = town().page(coordinator, "/personer/8?formaal=support");
    CHECK(holds(elias, "til Opdigtet Kommune"));
    CHECK(holds(elias,
                "Borgeren er flyttet. Oplysninger kan kun overdrages efter barnets lov eller med "
                "samtykke."));
}

TEST_CASE("every number of the demonstration's persons is a replacement number") {
    auto worker = town().client_as("medarbejder");
    std::string next = "/personer";
    int persons = 0;
    static const std::regex link("href=\"(/personer/\\d+\\?formaal=support)\"");
    for (int pages = 0; pages < 3; ++pages) {
        const auto page = town().page(worker, next);
        for (std::sregex_iterator at(page.body.begin(), page.body.end(), link), end; at != end;
             ++at) {
            const auto person = town().page(worker, (*at)[1].str());
            CHECK(holds(person, "(erstatning)"));
            ++persons;
        }
        const std::regex further("href=\"(/personer\\?foer=\\d+)\"");
        std::smatch found;
        if (!std::regex_search(page.body, found, further)) break;
        next = found[1];
    }
    CHECK(persons >= 9);
}

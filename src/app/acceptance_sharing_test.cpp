#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "access/rule.h"
#include "app/testing/town.h"

using app::testing::holds;
using app::testing::town;
using web::testing::HttpResponse;

namespace {

constexpr const char* shared_words = "Har skiftet omgangskreds efter sommerferien";
constexpr const char* declined_words = "Forældrene har fortalt om deres skilsmisse";

std::string sentence(access::Rule rule) {
    return std::string(access::rule_sentence(rule));
}

HttpResponse page_as(std::string_view username, std::string_view target) {
    auto client = town().client_as(username);
    return town().page(client, target);
}

int status_as(std::string_view username, std::string_view target) {
    auto client = town().client_as(username);
    return client.get(target, {{"Accept", "text/html"}}).status;
}

}  // namespace

TEST_CASE("[row H2] each agency sees exactly what was shared with it where it sits") {
    for (const char* agency : {"politi", "skole"}) {
        CAPTURE(std::string(agency));
        CHECK(holds(page_as(agency, "/"), "/delt"));
        CHECK(holds(page_as(agency, "/delt"), "/delt?forum=ssp_now"));
        CHECK(holds(page_as(agency, "/delt?forum=ssp_now"), "Alma Nørregård"));
        const auto notes = page_as(agency, "/personer/1/oplysninger?formaal=ssp");
        CHECK(holds(notes, shared_words));
        CHECK(holds(notes, sentence(access::Rule::R06)));
        CHECK_FALSE(holds(notes, declined_words));
        CHECK_FALSE(holds(notes, "boksning"));
        CHECK_FALSE(holds(page_as(agency, "/personer/1?formaal=ssp"), "Opdigtet Allé"));
    }
    const auto institution = page_as("institution", "/personer/1/oplysninger?formaal=ssp");
    CHECK(holds(institution, "boksning"));
    CHECK_FALSE(holds(institution, shared_words));
    CHECK(holds(page_as("psykiatri", "/personer/2/oplysninger?formaal=psp"), "isolere sig"));
    CHECK(holds(page_as("kriminalforsorg", "/personer/4/oplysninger?formaal=ksp"), "Afsoner en"));
    // And who was told nothing finds nothing: not even that there is someone.
    CHECK(status_as("psykiatri", "/personer/1?formaal=psp") == 404);
    CHECK(status_as("politi", "/personer/3?formaal=ssp") == 404);
    CHECK(status_as("boligforening", "/personer/1?formaal=ssp") == 422);
    CHECK(holds(page_as("boligforening", "/delt"), "Du har ikke plads"));
    CHECK(status_as("koordinator", "/personer/1?formaal=ssp") == 404);
}

TEST_CASE("[row H2] deles ikke holds, and nothing shared for prevention is for investigation") {
    const auto list = page_as("medarbejder", "/personer/1/videregivelser?formaal=ssp");
    CHECK(holds(list, "Deles ikke"));
    CHECK(holds(list, declined_words));
    CHECK_FALSE(holds(page_as("politi", "/personer/1/videregivelser?formaal=ssp"), declined_words));
    // There is no purpose of that name.
    auto officer = town().client_as("politi");
    const auto investigating =
        officer.get("/personer/1/oplysninger?formaal=efterforskning", {{"Accept", "text/html"}});
    CHECK(investigating.status == 403);
    CHECK(holds(investigating, sentence(access::Rule::R06)));
    CHECK_FALSE(holds(investigating, shared_words));
}

TEST_CASE("[row H2] a disclosure and each look-up stand in the trail with purpose and basis") {
    auto worker = town().client_as("medarbejder");
    const std::string query = "?formaal=ssp";
    const auto saved =
        town().send(worker, "/personer/1/oplysninger/ny" + query, "/personer/1/oplysninger/ny",
                    {{"text", "Har fået et fritidsjob i brugsen."},
                     {"data_class", "personal"},
                     {"noted_on", "2026-08-31"}});
    CHECK(holds(saved, "fritidsjob"));
    std::int64_t note = 0;
    {
        store::ReadTransaction reading = town().database().read();
        note = reading.integer("select max(id) from note").value();
    }
    const std::string path = "/personer/1/oplysninger/" + std::to_string(note) + "/del" + query;
    const auto shared = town().send(
        worker, path, path,
        {{"receiver", "99000004"},
         {"forum", "ssp_now"},
         {"basis", "RPL115_1_1"},
         {"necessity", "Skolen skal kende jobbet, så skemaet kan passe med vagterne."}});
    CHECK(holds(shared, "Opdigtet Skole"));
    const auto lines = town().trail_of("person");
    bool found = false;
    for (const auto& stored : lines)
        found = found || (stored.line.action == trail::Action::disclose &&
                          stored.line.purpose == "ssp" && stored.line.basis == "RPL115_1_1");
    CHECK(found);
    const auto before = lines.front().sequence;
    CHECK(holds(page_as("skole", "/personer/1/oplysninger" + query), "fritidsjob"));
    const auto after = town().trail_of("person");
    CHECK(after.front().sequence > before);
    CHECK(after.front().line.purpose == "ssp");
    CHECK_FALSE(holds(page_as("politi", "/personer/1/oplysninger" + query), "fritidsjob"));
}

TEST_CASE("[row H2] what psychiatry shares in PSP reaches the coordinator who sits there") {
    std::string person;
    {
        store::ReadTransaction reading = town().database().read();
        person =
            "/personer/" + std::to_string(reading
                                              .integer("select subject_id from disclosure where "
                                                       "receiver_cvr = '11931316'")
                                              .value());
    }
    CHECK(holds(page_as("koordinator", person + "/oplysninger?formaal=psp"), "Er i behandling"));
    CHECK(status_as("medarbejder", person + "?formaal=psp") == 404);
    CHECK(status_as("politi", person + "?formaal=psp") == 404);
}

TEST_CASE("[row H2] an emergency is seen by the leader at once and looked at") {
    CHECK_FALSE(holds(page_as("leder", "/"), "venter på gennemgang"));
    auto worker = town().client_as("medarbejder");
    const auto opened =
        town().send(worker, "/noedadgang", "/noedadgang",
                    {{"cpr", "710808-4633"},
                     {"reason", "Er set på jernbanen, og vi skal have fat i en, han stoler på."}});
    CHECK(holds(opened, "Hellested"));
    CHECK(holds(page_as("leder", "/"), "venter på gennemgang"));
    CHECK(holds(page_as("leder", "/noedadgange"), "Maja Lindgren"));
    auto leader = town().client_as("leder");
    CHECK(holds(town().send(leader, "/noedadgange/1", "/noedadgange/1", {{"finding", "justified"}}),
                "Ingen nødadgange venter."));
}

TEST_CASE("the demonstration has users of every kind of agency to sign in as") {
    const auto names = town().usernames();
    for (const char* partner :
         {"politi", "psykiatri", "kriminalforsorg", "skole", "boligforening", "institution"}) {
        CAPTURE(std::string(partner));
        CHECK(std::find(names.begin(), names.end(), partner) != names.end());
        CHECK(status_as(partner, "/delt") == 200);
        CHECK(status_as(partner, "/indsatser") == 403);
    }
}

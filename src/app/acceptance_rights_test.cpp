#include <doctest/doctest.h>

#include <regex>

#include "app/testing/town.h"
#include "base/digest.h"
#include "formats/testing/archive.h"
#include "web/testing/page_form.h"

// The citizen's rights and the data protection officer's work, end to end.

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using formats::testing::entry_of;

TEST_CASE("[row H3] R40: persons are in use only while an impact assessment is signed") {
    auto officer = town().client_as("raadgiver");
    auto worker = town().client_as("medarbejder");
    const auto shown = town().page(officer, "/konsekvensanalyse/persons");
    CHECK(holds(shown, "Demonstration: ingen har underskrevet"));
    CHECK(holds(shown, "Dette er en demonstration."));
    town().page(worker, "/personer");

    const auto withdrawn = town().send(
        officer, "/konsekvensanalyse/persons", "/konsekvensanalyse/persons/traek-tilbage",
        {{"decided_by", "Henrik Vadholm, rådgiver"}, {"reason", "Skal vurderes igen."}});
    CHECK(holds(withdrawn, "Ikke taget i brug"));
    const auto shut = worker.get("/personer", {{"Accept", "text/html"}});
    CHECK(shut.status == 403);
    CHECK(holds(shut, "Der er ikke underskrevet en konsekvensanalyse."));
    town().page(worker, "/indsatser");

    const std::string document = "%PDF-1.7 Konsekvensanalyse, underskrevet";
    const auto signed_again = town().send_file(
        officer, "/konsekvensanalyse/persons", "/konsekvensanalyse/persons/underskriv",
        {{"decided_by", "Birgit Sandager, leder"}},
        {"document", "konsekvensanalyse.pdf", "application/pdf", document});
    CHECK(holds(signed_again, base::sha256_hex(document)));
    town().page(worker, "/personer");
    CHECK(town().trail_of("impact_assessment").size() == 3);
}

namespace {

constexpr const char* almas_number = "640309-4210";

// The number of the person that a page of results links to.
std::string person_in(const web::testing::HttpResponse& page, std::string_view before) {
    const std::size_t found = page.body.find(before);
    REQUIRE(found != std::string::npos);
    const std::size_t begin = found + before.size();
    return page.body.substr(begin, page.body.find_first_not_of("0123456789", begin) - begin);
}

// Every narrative ticked as read, every name in them left out: as a careful reader begins.
web::testing::NamesAndValues all_read(const std::string& page) {
    web::testing::NamesAndValues choices;
    const std::regex field("name=\"((mention|read)-[0-9-]+)\"");
    for (std::sregex_iterator found(page.begin(), page.end(), field), end; found != end; ++found)
        choices.emplace_back((*found)[1].str(), (*found)[2] == "read" ? "1" : "redact");
    return choices;
}

}  // namespace

TEST_CASE("[row H3] R32: a citizen gets her data with who has looked, as PDF and for machines") {
    auto worker = town().client_as("medarbejder");
    const auto results = town().send(worker, "/personer", "/personer/find",
                                     {{"formaal", "support"}, {"cpr", almas_number}});
    const std::string alma = person_in(results, "href=\"/personer/");
    const std::string person = "/personer/" + alma;
    CHECK(holds(town().page(worker, person + "?formaal=support"), person + "/indsigt"));
    const auto begun = town().send(worker, person + "/indsigt", person + "/indsigt",
                                   {{"received_on", "2026-08-31"}});
    CHECK(holds(begun, "30. september 2026"));
    CHECK_FALSE(holds(begun, almas_number));
    const std::string request = path_of(begun);
    // What she was shared about is read, and other names in it are left out.
    CHECK(worker.post(request, web::testing::filled_form(begun, request, {})).status == 422);
    const web::testing::NamesAndValues careful = all_read(begun.body);
    const auto package = worker.post(request, web::testing::filled_form(begun, request, careful));
    REQUIRE(package.status == 200);
    CHECK(package.header("content-disposition").find("indsigt-") != std::string::npos);
    CHECK(entry_of(package.body, "indsigt.pdf").starts_with("%PDF-"));
    const std::string data = entry_of(package.body, "indsigt.json");
    for (const char* part : {"Alma Nørregård", almas_number, "Opdigtet Allé 3",
                             "Indsigt til borgeren", "Ishøj Kommune", "Medarbejder"})
        CHECK(data.find(part) != std::string::npos);
    CHECK(data.find("Maja Lindgren") == std::string::npos);
    CHECK(holds(town().page(worker, request), base::sha256_hex(package.body)));
    const auto lines = town().trail_of("access_request");
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front().line.reference == "sha256 " + base::sha256_hex(package.body));

    // Whose work it isn't finds nothing.
    auto coordinator = town().client_as("koordinator");
    CHECK(coordinator.get(person + "/indsigt", {{"Accept", "text/html"}}).status == 404);
    CHECK(coordinator.get(request, {{"Accept", "text/html"}}).status == 404);
}

TEST_CASE("[row H3] R30: from a number to who has looked, without the number in an address") {
    auto officer = town().client_as("raadgiver");
    const auto found =
        town().send(officer, "/sporet/person", "/sporet/person/find", {{"cpr", almas_number}});
    CHECK_FALSE(holds(found, "Nørregård"));
    CHECK(found.target.find("4210") == std::string::npos);
    const std::string alma = person_in(found, "href=\"/sporet/person/");
    const auto log = town().page(officer, "/sporet/person/" + alma);
    CHECK(holds(log, "Hvem har slået denne person op"));
    CHECK(holds(
        town().send(officer, "/sporet/person", "/sporet/person/find", {{"cpr", "640309-4211"}}),
        "Der er ikke registreret nogen med dette personnummer."));
    CHECK(town().send(officer, "/sporet/person", "/sporet/person/find", {{"cpr", "x"}}).status ==
          422);
    auto worker = town().client_as("medarbejder");
    CHECK(worker.get("/sporet/person", {{"Accept", "text/html"}}).status == 403);
    store::ReadTransaction reading = town().database().read();
    CHECK(reading.integer("select count(*) from trail_line where reference like '%4210%'") == 0);
    CHECK(reading.integer("select count(*) from trail_line join trail_search "
                          "using (sequence) where purpose = 'supervision'") == 2);
}

TEST_CASE(
    "[row H3] R40: the record of processing is written from what runs, on a page and as files") {
    auto officer = town().client_as("raadgiver");
    const auto page = town().page(officer, "/fortegnelse");
    for (const char* part : {"Hjælp og støtte til den unge og familien", "Retsplejeloven § 115",
                             "consent.given_on", "Slettefrister", "XChaCha20-Poly1305", "I brug"})
        CHECK(holds(page, part));
    const auto file = [&](const std::string& form) {
        return officer.get("/fortegnelse/hent/" + form);
    };
    CHECK(file("pdf").body.starts_with("%PDF-"));
    CHECK(file("docx").body.starts_with("PK"));
    CHECK(file("json").body.find("trygby-processing-record-1") != std::string::npos);
    CHECK(file("exe").status == 404);
    CHECK(town().trail_of("processing_record").size() == 3);
    auto worker = town().client_as("medarbejder");
    CHECK(worker.get("/fortegnelse", {{"Accept", "text/html"}}).status == 403);
    CHECK(worker.get("/fortegnelse/hent/json").status == 403);
}

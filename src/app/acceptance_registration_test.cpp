#include <doctest/doctest.h>

#include <string>

#include "app/testing/town.h"
#include "web/testing/page_form.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;

namespace {

// What the kept totals say of an initiative in a year.
std::int64_t total(const char* column, const char* initiative, int year) {
    store::ReadTransaction reading = town().database().read();
    return reading
        .integer("select coalesce(sum(" + std::string(column) +
                     "), 0) from activity_total where initiative = $1 and year = $2",
                 initiative, year)
        .value();
}

}  // namespace

TEST_CASE("[row B2] the drop-in place is planned as a series, held, and counted without names") {
    auto worker = town().client_as("medarbejder");
    const auto before = total("participants", "workshop_drop_in", 2026);
    const auto quick = town().send(
        worker, "/", "/aktiviteter/hurtig",
        {{"initiative", "workshop_drop_in"}, {"where", "Værkstedet"}, {"how_many", "17"}});
    CHECK(quick.status == 200);
    CHECK(total("participants", "workshop_drop_in", 2026) == before + 17);
    CHECK(holds(town().page(worker, "/indsatser/workshop_drop_in"), "2026"));
}

TEST_CASE("[row B1] presence at an event is planned with a rota, held, and debriefed") {
    auto worker = town().client_as("medarbejder");
    const auto planned = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                     {{"initiative", "street_work_at_events"},
                                      {"title", "Sidste skoledag"},
                                      {"district", "byhaven"},
                                      {"starts_on", "2026-06-24"},
                                      {"starts_time", "15:00"},
                                      {"ends_on", "2026-06-24"},
                                      {"ends_time", "22:00"},
                                      {"state", "planned"},
                                      {"staff", "1"}});
    REQUIRE(planned.status == 200);
    const std::string path = path_of(planned);
    const auto held = town().send(worker, path + "/afholdt", path + "/afholdt",
                                  {{"attendance", "counted"},
                                   {"attendance_total", "120"},
                                   {"note", "God stemning, to konflikter dæmpet."}});
    CHECK(holds(held, "to konflikter dæmpet"));
    CHECK(holds(town().page(worker, "/aktiviteter?indsats=street_work_at_events&aar=2026"),
                "Sidste skoledag"));
}

TEST_CASE("[row F2] holiday watch: what was done on a closed school, and what was seen there") {
    auto worker = town().client_as("medarbejder");
    const auto before = total("held", "holiday_watch", 2026);
    town().send(worker, "/", "/aktiviteter/hurtig",
                {{"initiative", "holiday_watch"}, {"where", "Skolegården"}, {"how_many", "9"}});
    CHECK(total("held", "holiday_watch", 2026) == before + 1);
    const auto seen = town().send(worker, "/observationer/ny", "/observationer/ny",
                                  {{"category", "life_and_company"},
                                   {"district", "school_district_gildbro"},
                                   {"place", "Skolegården"},
                                   {"observed_on", "2026-07-15"},
                                   {"observed_time", "14:00"},
                                   {"text", "Familier på besøg, ingen uro."},
                                   {"initiative", "holiday_watch"}});
    CHECK(seen.status == 200);
    CHECK(holds(town().page(worker, "/observationer?indsats=holiday_watch"), "ingen uro"));
}

TEST_CASE(
    "[row F13] a campaign with the police is registered with its reach and the partner present") {
    auto worker = town().client_as("medarbejder");
    const auto saved = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                   {{"initiative", "campaigns_with_police"},
                                    {"title", "Kampagne om svindel på nettet"},
                                    {"district", "town_centre"},
                                    {"starts_on", "2026-03-10"},
                                    {"starts_time", "10:00"},
                                    {"state", "held"},
                                    {"attendance", "counted"},
                                    {"attendance_total", "240"},
                                    {"partners", "local_police"}});
    REQUIRE(saved.status == 200);
    CHECK(holds(saved, "240"));
    CHECK(holds(town().page(worker, "/indsatser/campaigns_with_police"), "2026"));
}

TEST_CASE(
    "[row F4] an enquiry is received, answered and referred, and the time to answer is known") {
    auto worker = town().client_as("medarbejder");
    const auto received = town().send(worker, "/henvendelser/ny", "/henvendelser/ny",
                                      {{"initiative", "advice_to_citizens"},
                                       {"received_on", "2026-02-02"},
                                       {"received_time", "09:00"},
                                       {"channel", "telephone"},
                                       {"subject", "unsafe_feeling"},
                                       {"question", "Utryg ved stien til stationen."}});
    REQUIRE(received.status == 200);
    const std::string path = path_of(received);
    CHECK(holds(town().page(worker, "/henvendelser?aaben=1"), path));
    const auto answered =
        town().send(worker, path + "/besvar", path + "/besvar",
                    {{"answer", "Fortalt om gadeplan, givet videre til vejafdelingen."},
                     {"answered_on", "2026-02-02"},
                     {"answered_time", "11:30"},
                     {"referred_to", "park_and_road_centre"}});
    CHECK(holds(answered, "givet videre"));
    store::ReadTransaction reading = town().database().read();
    CHECK(reading.integer("select minutes_to_answer from enquiry order by id desc limit 1") == 150);
}

#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

#include "app/testing/record_journey.h"
#include "app/testing/town.h"
#include "web/testing/html_tables.h"
#include "web/testing/page_form.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using web::testing::HtmlTable;
using web::testing::NamesAndValues;

namespace {

// What an initiative's page says of a figure in a year; 0 when nothing.
double figure_on_page(const std::string& initiative, const std::string& caption, int year) {
    auto analyst = town().client_as("analytiker");
    for (const HtmlTable& table :
         web::testing::tables_in(town().page(analyst, "/indsatser/" + initiative).body)) {
        if (table.caption != caption) continue;
        for (const auto& row : table.rows)
            if (row[0] == std::to_string(year)) return row[1] == "–" ? 0 : std::stod(row[1]);
    }
    return 0;
}

// Two months of the year, as they stand on the initiative's page: held, and observed there.
std::vector<std::string> month_on_page(const std::string& initiative, const std::string& caption,
                                       std::size_t month) {
    auto analyst = town().client_as("analytiker");
    const auto tables =
        web::testing::tables_in(town().page(analyst, "/indsatser/" + initiative).body);
    return web::testing::table_named(tables, caption).rows.at(month - 1);
}

// What the form sends for this member of staff.
std::string staff_member(const std::string& name) {
    auto worker = town().client_as("medarbejder");
    const auto form = town().page(worker, "/aktiviteter/ny");
    const std::regex choice("name=\"staff\"[^>]* value=\"(\\d+)\"[^>]*><label[^>]*>" + name);
    std::smatch found;
    REQUIRE(std::regex_search(form.body, found, choice));
    return found[1];
}

const std::string held = "Holdte aktiviteter (aktiviteter)";
const std::string attended = "Deltagelser (deltagelser)";

}  // namespace

TEST_CASE(
    "[row B2] the drop-in place has its opening hours, a rota, and evenings that are counted") {
    auto worker = town().client_as("medarbejder");
    const double held_before = figure_on_page("workshop_drop_in", held, 2026);
    const double attended_before = figure_on_page("workshop_drop_in", attended, 2026);
    // Mondays and Wednesdays from five to nine, the whole of August.
    const auto days = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                  {{"initiative", "workshop_drop_in"},
                                   {"planned_activity", "drop_in"},
                                   {"district", "town_centre"},
                                   {"place", "Værkstedet"},
                                   {"starts_on", "2026-08-03"},
                                   {"starts_time", "17:00"},
                                   {"ends_time", "21:00"},
                                   {"state", "planned"},
                                   {"staff", staff_member("Maja Lindgren")},
                                   {"staff", staff_member("Karim Østerlund")},
                                   {"repeat", "1"},
                                   {"repeat_weeks", "1"},
                                   {"repeat_weekdays", "1"},
                                   {"repeat_weekdays", "3"},
                                   {"repeat_until", "2026-08-31"}});
    CHECK(holds(days, "9 gange"));
    CHECK(holds(days, "onsdag 26. august 2026"));
    const auto planned = town().send_from(worker, days, "/aktiviteter/ny", {});
    const std::string evening = path_of(planned);
    REQUIRE(evening.starts_with("/aktiviteter/"));
    CHECK(holds(planned, "Åbent værested"));
    CHECK(holds(planned, "17.00"));
    CHECK(holds(planned, "21.00"));
    CHECK(holds(planned, "Karim Østerlund"));
    CHECK(holds(town().page(worker, "/aktiviteter/kalender?maaned=2026-08"), evening));
    CHECK(figure_on_page("workshop_drop_in", held, 2026) == held_before);

    const std::string form = evening + "/afholdt";
    const auto wrong = town().send(worker, form, form,
                                   {{"attendance_total", "14"},
                                    {"attendance_18-24_male", "9"},
                                    {"attendance_18-24_female", "7"},
                                    {"note", "To kom for at træne."}});
    CHECK(wrong.status == 422);
    CHECK(holds(wrong, "value=\"14\""));
    CHECK(holds(wrong, "To kom for at træne."));
    const auto open = town().send_from(worker, wrong, form, {{"attendance_total", "16"}});
    CHECK(path_of(open) == evening);
    CHECK(holds(open, "To kom for at træne."));
    CHECK_FALSE(holds(open, form));
    // Homework help and training are activities of the place too.
    const auto homework = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                      {{"initiative", "workshop_drop_in"},
                                       {"planned_activity", "homework_help"},
                                       {"place", "Værkstedet"},
                                       {"starts_on", "2026-08-05"},
                                       {"starts_time", "16:00"},
                                       {"state", "held"},
                                       {"attendance", "counted"},
                                       {"attendance_total", "6"}});
    CHECK(holds(homework, "Lektiehjælp"));
    CHECK(figure_on_page("workshop_drop_in", held, 2026) == held_before + 2);
    CHECK(figure_on_page("workshop_drop_in", attended, 2026) == attended_before + 22);

    app::testing::check_journey({evening, "activity", "note", "To kom for at træne."});
    CHECK(figure_on_page("workshop_drop_in", attended, 2026) == attended_before + 22);
    auto politician = town().client_as("politiker");
    CHECK_FALSE(holds(town().page(politician, "/indsatser/workshop_drop_in"), attended));
}

TEST_CASE("[row B2] what is complained of in the town centre stands beside the evenings held") {
    auto worker = town().client_as("medarbejder");
    const std::string year = "2026, måned for måned";
    const auto before = month_on_page("workshop_drop_in", year, 6);
    CHECK(before[0] == "juni");
    for (const char* category : {"noise", "life_and_company"})
        town().send(worker, "/observationer/ny", "/observationer/ny",
                    {{"category", category},
                     {"district", "town_centre"},
                     {"place", "Ved indgangen"},
                     {"observed_on", "2026-06-09"},
                     {"observed_time", "20:00"},
                     {"text", "Stemning ved indgangen."}});
    town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                {{"initiative", "workshop_drop_in"},
                 {"place", "Værkstedet"},
                 {"starts_on", "2026-06-10"},
                 {"starts_time", "17:00"},
                 {"state", "held"},
                 {"attendance", "not_counted"}});
    const auto after = month_on_page("workshop_drop_in", year, 6);
    CHECK(std::stoi(after[1]) == std::stoi(before[1]) + 1);
    CHECK(std::stoi(after[2]) == std::stoi(before[2]) + 1);  // company is no complaint
}

TEST_CASE("[row B2] what was held in the drop-in place stands in its year's report") {
    auto worker = town().client_as("medarbejder");
    auto coordinator = town().client_as("koordinator");
    town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                {{"initiative", "workshop_drop_in"},
                 {"place", "Værkstedet"},
                 {"starts_on", "2023-09-04"},
                 {"starts_time", "17:00"},
                 {"state", "held"},
                 {"attendance", "counted"},
                 {"attendance_total", "37"}});
    const auto begun = town().send(coordinator, "/rapporter", "/rapporter", {{"year", "2023"}});
    REQUIRE(path_of(begun) == "/rapporter/2023");
    bool found = false;
    for (const HtmlTable& table :
         web::testing::tables_in(town().page(coordinator, "/rapporter/2023/udkast").body))
        for (const auto& row : table.rows)
            found = found || (row[0] == "Værkstedet" && row.size() > 2 && row[2] == "37");
    CHECK(found);
}

TEST_CASE(
    "[row B1] presence at an event stands in the calendar with a rota, is held, and debriefed") {
    auto worker = town().client_as("medarbejder");
    const NamesAndValues event{{"initiative", "street_work_at_events"},
                               {"title", "Sidste skoledag"},
                               {"district", "byhaven"},
                               {"starts_on", "2026-06-24"},
                               {"starts_time", "15:00"},
                               {"ends_on", "2026-06-24"},
                               {"ends_time", "22:00"},
                               {"state", "planned"},
                               {"staff", staff_member("Maja Lindgren")},
                               {"staff", staff_member("Leila Strandby")}};
    const auto planned = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny", event);
    const std::string path = path_of(planned);
    REQUIRE(path.starts_with("/aktiviteter/"));
    CHECK(holds(planned, "Leila Strandby"));
    CHECK(holds(town().page(worker, "/aktiviteter/kalender?maaned=2026-06"), "Sidste skoledag"));
    CHECK(holds(town().page(worker, "/aktiviteter/kalender?vagt=min&maaned=2026-06"), path));
    auto leader = town().client_as("leder");
    CHECK_FALSE(holds(town().page(leader, "/aktiviteter/kalender?vagt=min&maaned=2026-06"), path));
    // The form comes back with what was typed.
    NamesAndValues wrong = event;
    wrong.emplace_back("ends_time", "25:00");
    std::erase_if(wrong, [](const auto& field) {
        return field.first == "ends_time" && field.second == "22:00";
    });
    const auto refused = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny", wrong);
    CHECK(refused.status == 422);
    CHECK(holds(refused, "value=\"Sidste skoledag\""));
    CHECK(holds(refused, "value=\"25:00\""));

    const auto done = town().send(worker, path + "/afholdt", path + "/afholdt",
                                  {{"attendance", "counted"},
                                   {"attendance_total", "120"},
                                   {"partners", "local_police"},
                                   {"note", "God stemning, to konflikter dæmpet."}});
    CHECK(holds(done, "to konflikter dæmpet"));
    CHECK(holds(done, "120"));
    // What happened there is noted where it happened, under the same initiative.
    town().send(worker, "/observationer/ny", "/observationer/ny",
                {{"category", "intoxication"},
                 {"district", "byhaven"},
                 {"place", "Scenen"},
                 {"observed_on", "2026-06-24"},
                 {"observed_time", "20:30"},
                 {"text", "To unge fulgt hjem."},
                 {"initiative", "street_work_at_events"}});
    CHECK(holds(town().page(worker, "/observationer?indsats=street_work_at_events"),
                "To unge fulgt hjem."));
    CHECK(std::stoi(month_on_page("street_work_at_events", "2026, måned for måned", 6)[2]) >= 1);
    CHECK(holds(town().page(worker, "/aktiviteter?indsats=street_work_at_events&aar=2026"),
                "Sidste skoledag"));
    app::testing::check_journey({path, "activity", "note", "God stemning, to konflikter dæmpet."});
}

TEST_CASE("[row F2] holiday watch: what was done on a closed school, and what was seen there") {
    auto worker = town().client_as("medarbejder");
    const double held_before = figure_on_page("holiday_watch", held, 2026);
    const double attended_before = figure_on_page("holiday_watch", attended, 2026);
    const auto day = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                 {{"initiative", "holiday_watch"},
                                  {"planned_activity", "holiday_activity"},
                                  {"district", "school_district_gildbro"},
                                  {"place", "Skolegården"},
                                  {"starts_on", "2026-07-15"},
                                  {"starts_time", "12:00"},
                                  {"state", "held"},
                                  {"attendance", "counted"},
                                  {"attendance_total", "23"},
                                  {"note", "Bold og pandekager."}});
    CHECK(holds(day, "Aktivitet på skolen i ferien"));
    CHECK(figure_on_page("holiday_watch", held, 2026) == held_before + 1);
    CHECK(figure_on_page("holiday_watch", attended, 2026) == attended_before + 23);
    app::testing::check_journey({path_of(day), "activity", "note", "Bold og pandekager."});

    // This holiday against the last one, on the same school.
    const auto seen_in = [&](const std::string& on, const std::string& text) {
        return town().send(worker, "/observationer/ny", "/observationer/ny",
                           {{"category", "vandalism"},
                            {"district", "school_district_gildbro"},
                            {"place", "Skolegården"},
                            {"observed_on", on},
                            {"observed_time", "22:00"},
                            {"text", text},
                            {"initiative", "holiday_watch"}});
    };
    const std::string observed = "Observationer (observationer)";
    const double before = figure_on_page("holiday_watch", observed, 2025);
    seen_in("2025-07-14", "Rude knust i cykelskuret.");
    seen_in("2025-07-20", "Bænke væltet.");
    const auto seen = seen_in("2026-07-16", "Skraldespand væltet.");
    CHECK(figure_on_page("holiday_watch", observed, 2025) == before + 2);
    CHECK(figure_on_page("holiday_watch", observed, 2026) >= 1);
    const auto july = [&](const char* year) {
        return std::stoi(
            month_on_page("holiday_watch", year + std::string(", måned for måned"), 7)[2]);
    };
    CHECK(july("2025") >= 2);
    CHECK(july("2026") >= 1);
    const auto list = town().page(worker, "/observationer?indsats=holiday_watch&aar=2025");
    CHECK(holds(list, "Rude knust i cykelskuret."));
    CHECK_FALSE(holds(list, "Skraldespand væltet."));
    app::testing::check_journey({path_of(seen), "observation", "text", "Skraldespand væltet."});
}

TEST_CASE("[row F13] a campaign with the police has its theme, its reach and who took part") {
    auto worker = town().client_as("medarbejder");
    const double reached = figure_on_page("campaigns_with_police", attended, 2026);
    const auto saved = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                   {{"initiative", "campaigns_with_police"},
                                    {"title", "Kampagne om svindel på nettet"},
                                    {"district", "town_centre"},
                                    {"starts_on", "2026-03-10"},
                                    {"starts_time", "10:00"},
                                    {"state", "held"},
                                    {"attendance", "counted"},
                                    {"attendance_total", "240"},
                                    {"attendance_15-17_female", "100"},
                                    {"attendance_15-17_male", "140"},
                                    {"partners", "local_police"},
                                    {"materials", "300 foldere"},
                                    {"note", "Flest spurgte om falske beskeder."}});
    const std::string path = path_of(saved);
    REQUIRE(path.starts_with("/aktiviteter/"));
    for (const char* words : {"240", "Ishøj Lokalpoliti", "300 foldere", "Kampagne om svindel"})
        CHECK(holds(saved, words));
    CHECK(figure_on_page("campaigns_with_police", attended, 2026) == reached + 240);
    app::testing::check_journey({path, "activity", "note", "Flest spurgte om falske beskeder."});
    // Cancelled with a reason, the reach is no longer counted.
    const auto next = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                  {{"initiative", "campaigns_with_police"},
                                   {"title", "Kampagne om cykellås"},
                                   {"place", "Stationen"},
                                   {"starts_on", "2026-10-10"},
                                   {"starts_time", "10:00"},
                                   {"state", "planned"}});
    const std::string cancel = path_of(next) + "/aflys";
    const auto cancelled = town().send(worker, cancel, cancel, {{"cancel_reason", "Storm"}});
    CHECK(holds(cancelled, "Storm"));
    CHECK(figure_on_page("campaigns_with_police", attended, 2026) == reached + 240);
}

TEST_CASE(
    "[row F4] an enquiry is received, answered and referred, and the time to answer is known") {
    auto worker = town().client_as("medarbejder");
    const NamesAndValues call{{"initiative", "advice_to_citizens"},
                              {"received_on", "2026-02-02"},
                              {"received_time", "09:00"},
                              {"channel", "telephone"},
                              {"subject", "unsafe_feeling"},
                              {"district", "town_centre"},
                              {"question", "Utryg ved stien til stationen."}};
    const std::string name = "Henvendelser (henvendelser)";
    const double before = figure_on_page("advice_to_citizens", name, 2026);
    NamesAndValues personal = call;
    personal.back().second = "Borgeren 010203-1234 er utryg.";
    const auto refused = town().send(worker, "/henvendelser/ny", "/henvendelser/ny", personal);
    CHECK(refused.status == 422);
    CHECK(holds(refused, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(holds(refused, "er utryg."));
    const auto received = town().send(worker, "/henvendelser/ny", "/henvendelser/ny", call);
    const std::string path = path_of(received);
    CHECK(holds(town().page(worker, "/henvendelser?vis=aabne"), path));
    CHECK(figure_on_page("advice_to_citizens", name, 2026) == before + 1);

    const std::string form = path + "/besvar";
    const auto too_early = town().send(worker, form, form,
                                       {{"answer", "Fortalt om gadeplan."},
                                        {"answered_on", "2026-02-01"},
                                        {"answered_time", "11:30"}});
    CHECK(too_early.status == 422);
    CHECK(holds(too_early, "Fortalt om gadeplan."));
    const auto answered =
        town().send_from(worker, too_early, form,
                         {{"answered_on", "2026-02-02"}, {"referred_to", "park_and_road_centre"}});
    CHECK(holds(answered, "Fortalt om gadeplan."));
    CHECK(holds(answered, "2 timer"));
    CHECK_FALSE(holds(town().page(worker, "/henvendelser?vis=aabne"), path + "\""));
    CHECK(figure_on_page("advice_to_citizens", "Henviste henvendelser (henvendelser)", 2026) >= 1);
    CHECK(figure_on_page("advice_to_citizens", "Besvarede henvendelser (henvendelser)", 2026) >= 1);
    app::testing::check_journey({path, "enquiry", "answer", "Fortalt om gadeplan."});
}

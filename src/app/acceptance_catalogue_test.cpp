#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "app/testing/town.h"
#include "web/testing/html_tables.h"
#include "web/testing/page_form.h"

using app::testing::holds;
using app::testing::path_of;
using app::testing::town;
using web::testing::HttpResponse;
using web::testing::NamesAndValues;

namespace {

// From the heading with this id to the next one of the same level.
std::string section_of(const HttpResponse& page, const std::string& id, const std::string& level) {
    const std::size_t begin = page.body.find("<" + level + " id=\"" + id + "\"");
    REQUIRE(begin != std::string::npos);
    return page.body.substr(begin, page.body.find("<" + level, begin + 1) - begin);
}

bool leads_to(const std::string& section, const std::string& initiative) {
    return section.find("/indsatser/" + initiative + "?") != std::string::npos;
}

std::string value_in(const HttpResponse& page, const std::string& action, const std::string& name) {
    for (const auto& [field, value] : web::testing::form_values(page, action))
        if (field == name) return value;
    return {};
}

// Makes an older version of an initiative the current one.
void restore(web::testing::HttpClient& client, const std::string& initiative,
             const std::string& version) {
    const std::string address = "/indsatser/" + initiative;
    const auto answer = town().press(client, address + "/historik", address + "/genskab",
                                     {{"restore_version", version}});
    CHECK(path_of(answer) == address + "/historik");
}

}  // namespace

TEST_CASE(
    "[row A1] the four goals stand with both periods' numbers and wordings, and the policies "
    "behind them") {
    auto politician = town().client_as("politiker");
    const auto page = town().page(politician, "/maal");
    const auto tables = web::testing::tables_in(page.body);
    const auto& goals = web::testing::table_named(tables, "Målene, som hver periode siger dem");
    REQUIRE(goals.rows.size() == 4);
    const auto says = [&](std::size_t row, const char* period, const std::string& words) {
        CAPTURE(words);
        CHECK(goals.rows[row][goals.column(period)].find(words) != std::string::npos);
    };
    // The numbers differ between the periods, so the rows are the goals' own.
    says(0, "2014", "1. Ishøj er en tryg by");
    says(0, "2024", "1. Flere oplever at bo i en tryg by");
    says(1, "2014", "2. Færre ofre for kriminalitet i Ishøj");
    says(1, "2024", "3. Færre er ofre for kriminalitet");
    says(2, "2014", "3. Nye generationer begår mindre kriminalitet");
    says(2, "2024", "2. Færre unge ender i kriminalitet");
    says(3, "2014", "4. ");
    says(3, "2024", "4. ");
    // The document words each goal twice: in the decision and in its headings.
    says(0, "2024", "Årsrapportens overskrift siger");
    CHECK(holds(page, "Medborgerpolitikken"));
    CHECK(holds(page, "Børne- og ungepolitikken"));
    CHECK(holds(page, "27. november 2023"));

    // One initiative, two names and two goals, on one page; and in its own period's list.
    auto worker = town().client_as("medarbejder");
    const auto compared = town().page(worker, "/indsatser/youth_job_with_mentor/sammenlign");
    CHECK(holds(compared, "erhvervsmentor"));
    CHECK(holds(compared, "mentorstøtte"));
    const auto plan_of_2014 = town().page(worker, "/indsatser?aar=2014");
    CHECK(holds(plan_of_2014, "/indsatser/fire_cadets"));
    CHECK_FALSE(holds(plan_of_2014, "/indsatser/leisure_pass"));
    CHECK(holds(town().page(worker, "/indsatser?aar=2024"), "/indsatser/leisure_pass"));
    const auto victims = town().page(worker, "/indsatser?aar=2024&maal=fewer_victims");
    CHECK(holds(victims, "/indsatser/campaigns_with_police"));
    CHECK_FALSE(holds(victims, "/indsatser/leisure_pass"));
}

TEST_CASE("[row A1] an initiative keeps its identity when its name, goal and owner change") {
    auto worker = town().client_as("medarbejder");
    auto coordinator = town().client_as("koordinator");
    auto leader = town().client_as("leder");
    const std::string address = "/indsatser/wellbeing_weeks";
    const std::string edit = address + "/rediger";
    town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                {{"initiative", "wellbeing_weeks"},
                 {"place", "Skolen"},
                 {"starts_on", "2026-04-13"},
                 {"starts_time", "09:00"},
                 {"state", "held"},
                 {"attendance", "not_counted"},
                 {"note", "Ugen om fællesskab."}});
    CHECK(worker.get(edit).status == 403);
    CHECK(town().press(worker, "/konto", edit, {{"name_da", "Nyt"}}).status == 403);
    const auto opened_by_leader = town().page(leader, edit);
    const std::string name = value_in(opened_by_leader, edit, "name_da");
    REQUIRE_FALSE(name.empty());

    const auto refused = town().send(coordinator, edit, edit,
                                     {{"name_da", ""}, {"purpose_da", "Trives, og holde sammen."}});
    CHECK(refused.status == 422);
    CHECK(value_in(refused, edit, "purpose_da") == "Trives, og holde sammen.");
    const auto changed = town().send(coordinator, edit, edit,
                                     {{"name_da", "Fællesskabsuger"},
                                      {"goal", "fewer_victims"},
                                      {"other_goals", "new_generations"},
                                      {"owner_unit", "centre_children_prevention"},
                                      {"reason", "Ugerne er lagt om."}});
    CHECK(path_of(changed) == address);
    CHECK(holds(changed, "Fællesskabsuger"));
    CHECK(holds(changed, "Center for Børn og Forebyggelse"));
    // The leader had the form open meanwhile.
    const auto conflict =
        town().send_from(leader, opened_by_leader, edit, {{"name_da", "Trivselsdage"}});
    CHECK(conflict.status == 409);
    CHECK(holds(conflict, "Fællesskabsuger"));
    CHECK(holds(conflict, "Trivselsdage"));
    town().send_from(leader, conflict, edit, {{"choose.name_da", "theirs"}});

    const auto page = town().page(worker, address);
    CHECK(holds(page, "Fællesskabsuger"));
    // What was registered under the old name is found under the new one.
    CHECK(holds(town().page(worker, "/aktiviteter?indsats=wellbeing_weeks&aar=2026"),
                "Fællesskabsuger"));
    const auto history = town().page(worker, address + "/historik");
    for (const std::string& words :
         {name, std::string("Fællesskabsuger"), std::string("Ugerne er lagt om."),
          std::string("Jonas Agerholm")})
        CHECK(holds(history, words));
    CHECK(town().trail_of("initiative").at(0).line.subject_id == "wellbeing_weeks");
    restore(coordinator, "wellbeing_weeks", "1");
    CHECK(value_in(town().page(coordinator, edit), edit, "name_da") == name);
}

TEST_CASE("[row A6] the plan is read by every principle, and a change of one shows at once") {
    auto worker = town().client_as("medarbejder");
    auto coordinator = town().client_as("koordinator");
    const auto plan = town().page(worker, "/principper?aar=2014");
    for (const char* principle :
         {"early", "parent_involving", "holistic", "inclusive_proactive",
          "cross_sector_coordinated", "appreciative", "inclusive_reactive", "citizens_at_centre",
          "good_neighbours", "physical_surroundings", "targeted_action_on_nuisances",
          "across_centres", "shared_language", "close_cooperation", "best_knowledge",
          "shared_successes"})
        CHECK_FALSE(section_of(plan, principle, "h3").empty());
    CHECK(leads_to(section_of(plan, "targeted_action_on_nuisances", "h3"), "workshop_drop_in"));
    CHECK_FALSE(leads_to(section_of(plan, "early", "h3"), "workshop_drop_in"));
    const auto found = town().page(worker, "/indsatser?aar=2014&princip=shared_successes");
    CHECK(holds(found, "/indsatser/good_stories"));
    CHECK_FALSE(holds(found, "/indsatser/workshop_drop_in"));

    const std::string edit = "/indsatser/workshop_drop_in/rediger";
    CHECK(worker.get(edit).status == 403);
    town().send(coordinator, edit, edit, {{"principles", "early"}, {"principles", "holistic"}});
    const auto after = town().page(worker, "/principper?aar=2014");
    CHECK(leads_to(section_of(after, "early", "h3"), "workshop_drop_in"));
    CHECK_FALSE(
        leads_to(section_of(after, "targeted_action_on_nuisances", "h3"), "workshop_drop_in"));
    restore(coordinator, "workshop_drop_in", "1");
    CHECK(leads_to(section_of(town().page(worker, "/principper?aar=2014"),
                              "targeted_action_on_nuisances", "h3"),
                   "workshop_drop_in"));
}

TEST_CASE("[row A6] the plan is read by the prevention council's levels and says its focus") {
    auto worker = town().client_as("medarbejder");
    const auto page = town().page(worker, "/forebyggelsesmodel?aar=2014");
    const std::string building = section_of(page, "build_up", "h2");
    const std::string wider = section_of(page, "prevention", "h2");
    const std::string crime = section_of(page, "crime_prevention", "h2");
    CHECK(crime.find("Planens fokus i 2014") != std::string::npos);
    CHECK(wider.find("Planens fokus") == std::string::npos);
    for (const std::string& preventive : {wider, crime})
        for (const char* approach : {"Proaktiv", "Reaktiv"})
            CHECK(preventive.find(approach) != std::string::npos);
    CHECK(leads_to(building, "good_stories"));
    CHECK(leads_to(crime, "workshop_drop_in"));
    // General services that matter too.
    for (const char* general : {"wellbeing_weeks", "leisure_offers", "youth_employment"})
        CHECK(leads_to(building + wider, general));
    const auto found = town().page(worker, "/indsatser?aar=2014&niveau=build_up");
    CHECK(holds(found, "/indsatser/good_stories"));
    CHECK_FALSE(holds(found, "/indsatser/workshop_drop_in"));
}

TEST_CASE("[row A10] the glossary finds a word in both languages, one term for one thing") {
    auto worker = town().client_as("medarbejder");
    const auto found = town().page(worker, "/ordliste?q=tilbagefald");
    CHECK(holds(found, "<h2 id=\"reoffending\""));
    CHECK(holds(found, "<p lang=\"en\"><strong>"));
    CHECK(
        holds(town().page(worker, "/ordliste?q=qwertyqwerty"), "Ingen ord passer til søgningen."));
    const auto all = town().page(worker, "/ordliste");
    std::vector<std::string> terms;
    const std::regex heading("<h2 id=\"[^\"]+\"[^>]*>([^<]+)</h2>");
    for (std::sregex_iterator at(all.body.begin(), all.body.end(), heading), end; at != end; ++at)
        terms.push_back((*at)[1]);
    CHECK(terms.size() > 20);
    std::sort(terms.begin(), terms.end());
    CHECK(std::adjacent_find(terms.begin(), terms.end()) == terms.end());
    auto english = town().client_as("analytiker");
    english.get("/sprog?til=en&side=/ordliste");
    const auto page = town().page(english, "/ordliste?q=reoffending");
    CHECK(holds(page, "<html lang=\"en\""));
    CHECK(holds(page, "<p lang=\"da\"><strong>"));
    english.get("/sprog?til=da&side=/ordliste");
    auto nobody = town().anonymous();
    CHECK(path_of(nobody.get("/ordliste")) == "/log-ind");
}

TEST_CASE(
    "[row A10, B5] a good story is collected, approved by another, published with its figures, "
    "corrected and withdrawn") {
    auto worker = town().client_as("medarbejder");
    auto coordinator = town().client_as("koordinator");
    auto leader = town().client_as("leder");
    auto nobody = town().anonymous();
    const NamesAndValues story{{"title", "Lyset blev tændt på stien"},
                               {"content", "Beboerne fik nye lamper, og flere går tur om aftenen."},
                               {"initiative", "good_stories"},
                               {"year", "2025"},
                               {"figures", "12 nye lamper"}};
    NamesAndValues personal = story;
    personal[1].second = "Tak til 010203-1234.";
    const auto refused = town().send(coordinator, "/historier/ny", "/historier/ny", personal);
    CHECK(refused.status == 422);
    CHECK(holds(refused, "Her må der ikke stå oplysninger om enkeltpersoner."));
    CHECK(holds(refused, "Lyset blev tændt på stien"));
    const std::string path =
        path_of(town().send(coordinator, "/historier/ny", "/historier/ny", story));
    REQUIRE(path.starts_with("/historier/"));
    const std::string published = "/gode-historier" + path.substr(path.rfind('/'));

    // Two write on it at once.
    const auto opened = town().page(worker, path + "/rediger");
    town().send(coordinator, path + "/rediger", path + "/rediger", {{"figures", "14 nye lamper"}});
    const auto conflict =
        town().send_from(worker, opened, path + "/rediger", {{"figures", "13 nye lamper"}});
    CHECK(conflict.status == 409);
    CHECK(holds(conflict, "14 nye lamper"));
    town().send_from(worker, conflict, path + "/rediger", {{"choose.figures", "theirs"}});
    // Deleted and brought back.
    town().send(worker, path, path + "/slet", {});
    CHECK(holds(town().page(worker, "/historier/slettede"), "Lyset blev tændt"));
    town().send(worker, path, path + "/genskab", {});

    const auto step = [&](web::testing::HttpClient& client, const char* action, const char* what) {
        const auto page = client.get(path);
        NamesAndValues fields{{"step", what}};
        std::smatch version;
        REQUIRE(
            std::regex_search(page.body, version, std::regex("name=\"version\" value=\"(\\d+)\"")));
        fields.emplace_back("version", version[1]);
        return town().press(client, path, path + action, fields).status;
    };
    CHECK(step(coordinator, "/trin", "submit") == 200);
    CHECK(step(coordinator, "/afgoerelse", "approve") == 409);  // one's own
    CHECK(town().press(worker, path, path + "/afgoerelse", {{"step", "approve"}}).status == 403);
    CHECK(nobody.get(published).status == 404);
    CHECK(step(leader, "/afgoerelse", "approve") == 200);
    CHECK_FALSE(holds(town().page(nobody, "/gode-historier"), "Lyset blev tændt"));
    CHECK(step(leader, "/afgoerelse", "publish") == 200);
    CHECK(holds(town().page(nobody, "/gode-historier"), "Lyset blev tændt"));
    const auto shown = town().page(nobody, published);
    CHECK(holds(shown, "14 nye lamper"));
    CHECK_FALSE(holds(shown, "Jonas Agerholm"));
    CHECK(holds(town().page(worker, "/indsatser/good_stories"), "Lyset blev tændt"));
    CHECK(step(leader, "/afgoerelse", "withdraw") == 200);
    CHECK(nobody.get(published).status == 404);
    CHECK_FALSE(holds(town().page(nobody, "/gode-historier"), "Lyset blev tændt"));
}

TEST_CASE(
    "[row F3] an ended initiative stays in the record and in its year's report, and takes nothing "
    "new") {
    auto worker = town().client_as("medarbejder");
    auto nobody = town().anonymous();
    CHECK(holds(town().page(worker, "/indsatser?aar=2024"), "/indsatser/street_work_visibility"));
    const auto page = town().page(worker, "/indsatser/street_work_visibility");
    CHECK(holds(page, "sommeren 2024"));
    const auto statuses = web::testing::tables_in(page.body);
    CHECK(web::testing::table_named(statuses, "Status år for år").rows.at(0) ==
          std::vector<std::string>{"2024", "Ophørt"});
    const auto list =
        town().page(worker, "/aktiviteter?indsats=street_work_visibility&aar=2024&tilstand=held");
    const auto rows = web::testing::tables_in(list.body);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].rows.size() > 5);
    // Its figures and its end stand in that year's report, and no longer among the next year's.
    const auto report = web::testing::tables_in(town().page(nobody, "/aarsrapport/2024").body);
    const std::string goal = "”Flere oplever at bo i en tryg by”";
    bool ended = false;
    for (const auto& row : web::testing::table_named(report, "Indsatser under målet " + goal).rows)
        ended = ended || (row[0] == "Gadeplansmedarbejdere i gadebilledet" && row[3] == "Ophørt");
    CHECK(ended);
    const auto next = web::testing::tables_in(town().page(nobody, "/aarsrapport/2025").body);
    for (const auto& row : web::testing::table_named(next, "Indsatser under målet " + goal).rows)
        CHECK(row[0] != "Gadeplansmedarbejdere i gadebilledet");
    for (const auto& row :
         web::testing::table_named(next, "Registrerede tal under målet " + goal).rows)
        if (row[0] == "Gadeplansmedarbejdere i gadebilledet") CHECK(row[2] == "–");

    CHECK_FALSE(holds(town().page(worker, "/"), "value=\"street_work_visibility\""));
    const auto refused = town().send(worker, "/aktiviteter/ny", "/aktiviteter/ny",
                                     {{"initiative", "street_work_visibility"},
                                      {"place", "Torvet"},
                                      {"starts_on", "2026-03-10"},
                                      {"starts_time", "10:00"},
                                      {"state", "held"},
                                      {"note", "Aftenrunde."}});
    CHECK(refused.status == 422);
    CHECK(holds(refused, "Aftenrunde."));
}

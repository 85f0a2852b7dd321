#include "initiatives/initiative_pages.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "access/testing/site.h"
#include "initiatives/catalogue_command.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/testing/sample_catalogue.h"
#include "trail/trail.h"
#include "web/testing/page_form.h"

using namespace initiatives;
using access::Permission;
using access::Role;
using access::testing::Site;
using web::testing::filled_form;
using web::testing::form_values;

namespace {

bool has(const Site::Response& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
}

struct World {
    CurrentCatalogue current;
    std::string registered_under;  // the initiative that something was registered under
    Site site;

    World()
        : site([this](access::Routes& routes) {
              add_initiative_routes(
                  routes, current,
                  [](const access::Visit&, const Catalogue&, const Initiative& one) {
                      return web::text("Talt for " + one.key);
                  },
                  [this](store::Connection&, std::string_view list, const std::string& key,
                         const web::Language&) {
                      std::vector<std::string> sentences;
                      if (list == "initiatives" && key == registered_under)
                          sentences.emplace_back("Der er registreret noget.");
                      return sentences;
                  });
          }) {
        ImportRequest request;
        request.files = testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        if (!import_catalogue(site.database(), request).mistakes.empty()) {
            throw std::logic_error("the sample has mistakes");
        }
    }

    Initiative load(const std::string& key) {
        store::ReadTransaction reading = site.database().read();
        return load_initiative(reading, key).value();
    }
    std::int64_t revision(const std::string& key) {
        store::ReadTransaction reading = site.database().read();
        return current_revision(reading, key).value_or(0);
    }
};

}  // namespace

TEST_CASE("who may see and who may change initiatives") {
    World world;
    for (const char* page :
         {"/indsatser", "/indsatser/street_work", "/indsatser/street_work?udgave=2014",
          "/indsatser/street_work/sammenlign", "/indsatser/street_work/historik", "/maal",
          "/principper", "/forebyggelsesmodel", "/partnere", "/partnere/local_police", "/fora",
          "/aarshjul", "/ordliste"}) {
        CAPTURE(std::string(page));
        world.site.check_all_roles(web::Method::get, page, Permission::see_initiatives);
    }
    for (const char* page : {"/indsatser/ny", "/indsatser/street_work/rediger",
                             "/indsatser/safety_walks/ny-udgave?periode=2024"}) {
        CAPTURE(std::string(page));
        world.site.check_all_roles(web::Method::get, page, Permission::edit_initiatives);
    }
    for (const char* address :
         {"/indsatser/ny", "/indsatser/street_work/rediger", "/indsatser/street_work/genskab"}) {
        CAPTURE(std::string(address));
        world.site.check_all_roles(web::Method::post, address, Permission::edit_initiatives);
    }
    CHECK(world.revision("street_work") == 1);
    CHECK(world.site.full_scans().empty());
    CHECK(world.site.failures().empty());
}

TEST_CASE("the list is the year's plan, goal by goal") {
    World world;
    auto client = world.site.client_as(Role::worker);
    auto page = world.site.get_page(client, "/indsatser");  // the clock says November 2024
    CHECK(has(page, "2 indsatser i planen for 2024"));
    CHECK(has(page, "1. Flere oplever en tryg by"));
    CHECK(has(page, "Gadeplan i gadebilledet"));
    CHECK(has(page, "Fritidspas"));
    CHECK_FALSE(has(page, "Tryghedsvandringer"));
    CHECK_FALSE(has(page, "/indsatser/ny"));

    page = world.site.get_page(client, "/indsatser?aar=2014");
    CHECK(has(page, "1. Byen er tryg"));
    CHECK(has(page, "Tryghedsvandringer"));
    CHECK(has(page, "Tryghedsskabende gadeplansarbejde"));
    CHECK_FALSE(has(page, "Fritidspas"));

    page = world.site.get_page(client, "/indsatser?aar=");
    CHECK(has(page, "3 indsatser"));
    CHECK(has(page, "Fritidspas"));

    auto coordinator = world.site.client_as(Role::coordinator);
    CHECK(has(world.site.get_page(coordinator, "/indsatser"), "/indsatser/ny"));
}

TEST_CASE("every filter picks, and search finds words in names, purposes and partners") {
    World world;
    auto client = world.site.client_as(Role::analyst);
    struct Case {
        const char* query;
        const char* there;
        const char* absent;
    };
    for (const Case& c : {Case{"aar=2014&maal=safe_town", "safety_walks", "leisure_pass"},
                          Case{"aar=2014&maal=fewer_victims", "safety_walks", "street_work"},
                          Case{"aar=2014&princip=early", "street_work", "safety_walks"},
                          Case{"aar=2014&niveau=crime_prevention", "safety_walks", "street_work"},
                          Case{"aar=2024&slags=casework", "leisure_pass", "street_work"},
                          Case{"aar=2014&distrikt=north_park", "safety_walks", "street_work"},
                          Case{"aar=2014&enhed=council", "safety_walks", "street_work"},
                          Case{"aar=2024&status=ended", "street_work", "leisure_pass"},
                          Case{"q=boligselskaberne", "safety_walks", "street_work"},
                          Case{"q=VANDRINGER", "safety_walks", "leisure_pass"},
                          Case{"q=aktiv+fritid", "leisure_pass", "safety_walks"},
                          Case{"q=leisure", "leisure_pass", "safety_walks"}}) {
        CAPTURE(std::string(c.query));
        const auto page = world.site.get_page(client, "/indsatser?" + std::string(c.query));
        CHECK(has(page, "/indsatser/" + std::string(c.there) + "\""));
        CHECK_FALSE(has(page, "/indsatser/" + std::string(c.absent) + "\""));
    }
    CHECK(has(world.site.get_page(client, "/indsatser?q=findes+ikke"),
              "Ingen indsatser passer til det valgte."));
    CHECK(has(world.site.get_page(client, "/indsatser?aar=2014&slags=%3Cscript%3E&q=%3Cb%3E"),
              "&lt;b&gt;"));
}

TEST_CASE("an initiative's page says what the edition says") {
    World world;
    auto client = world.site.client_as(Role::politician);
    const auto page = world.site.get_page(client, "/indsatser/safety_walks");
    for (const char* text : {"Finde steder, der føles utrygge",
                             "1. Byen er tryg",
                             "2. Færre ofre",
                             "Områdearbejde",
                             "Kriminalitetsforebyggelse",
                             "Godt naboskab",
                             "Byrådet",
                             "Nordparken",
                             "Bolig",
                             "fra 2014 til sommeren 2016",
                             "I gang",
                             "Afsluttet",
                             "/partnere/housing_companies",
                             "Arrangerer",
                             "Lokalrådet",
                             "Vandring",
                             "Afholdte aktiviteter",
                             "Før og efter",
                             "Tryghed på stedet",
                             "Generelle forhold uden personoplysninger",
                             "Ingen personoplysninger",
                             "1. august 2014",
                             "Første vandring",
                             "Talt for safety_walks"}) {
        CAPTURE(std::string(text));
        CHECK(has(page, text));
    }
    CHECK_FALSE(has(page, "/rediger"));
    CHECK(client.get("/indsatser/no_such").status == 404);
    CHECK(client.get("/indsatser/no_such/historik").status == 404);
    CHECK(client.get("/indsatser/no_such/sammenlign").status == 404);
    CHECK(client.get("/partnere/no_such").status == 404);
}

TEST_CASE("2014 and 2024 stand side by side") {
    World world;
    auto client = world.site.client_as(Role::worker);
    auto page = world.site.get_page(client, "/indsatser/street_work");
    CHECK(has(page, "Gadeplan i gadebilledet"));
    CHECK(has(page, "/indsatser/street_work?udgave=2014"));
    page = world.site.get_page(client, "/indsatser/street_work?udgave=2014");
    CHECK(has(page, "Være synlig ved arrangementer"));
    page = world.site.get_page(client, "/indsatser/street_work/sammenlign");
    CHECK(has(page, "Være synlig ved arrangementer"));
    CHECK(has(page, "Synlig tilstedeværelse"));
    CHECK_FALSE(has(page, "Visible presence"));
    CHECK(has(page, "Ændret"));

    page = world.site.get_page(client, "/maal");
    for (const char* text : {"1. Byen er tryg", "1. Flere oplever en tryg by", "2. Færre ofre",
                             "3. Færre er ofre", "Vedtagelse"}) {
        CHECK(has(page, text));
    }
}

TEST_CASE("the plan is read by principle, by prevention level and by partner") {
    World world;
    auto client = world.site.client_as(Role::leader);
    auto page = world.site.get_page(client, "/principper?aar=2014");
    CHECK(has(page, "Tryghed i det offentlige rum"));
    CHECK(has(page, "Tryghedsvandringer"));
    CHECK(has(page, "Tryghedsskabende gadeplansarbejde"));
    page = world.site.get_page(client, "/principper?aar=2024");
    CHECK_FALSE(has(page, "Tryghedsvandringer"));

    page = world.site.get_page(client, "/forebyggelsesmodel?aar=2014");
    CHECK(has(page, "Planens fokus i 2014"));
    CHECK(has(page, "Proaktiv"));
    CHECK(has(page, "Tryghedsvandringer"));
    page = world.site.get_page(client, "/forebyggelsesmodel?aar=2024");
    CHECK_FALSE(has(page, "Planens fokus"));
    CHECK(has(page, "Fritidspas"));

    CHECK(has(world.site.get_page(client, "/partnere"), "2 indsatser"));
    page = world.site.get_page(client, "/partnere/local_police");
    CHECK(has(page, "Tryghedsvandringer"));
    CHECK(has(page, "Tryghedsskabende gadeplansarbejde"));
    CHECK_FALSE(has(page, "Fritidspas"));
}

TEST_CASE("forums with seats, the year wheel and the glossary") {
    World world;
    auto client = world.site.client_as(Role::worker);
    auto page = world.site.get_page(client, "/fora");
    CHECK(has(page, "Pladser i Lokalrådet"));
    CHECK(has(page, "Formanden"));
    CHECK(has(page, "Der tales ikke om enkeltpersoner"));

    page = world.site.get_page(client, "/aarshjul");
    CHECK(has(page, "marts"));
    CHECK(has(page, "Årsrapport"));
    CHECK(has(page, "Den næste"));

    page = world.site.get_page(client, "/ordliste");
    CHECK(has(page, "Tryghedsvandring"));
    CHECK(has(page, "Safety walk"));
    CHECK(has(page, "/ordliste#ssp"));
    page = world.site.get_page(client, "/ordliste?q=walk");
    CHECK(has(page, "Tryghedsvandring"));
    CHECK_FALSE(has(page, "Samarbejde om børn og unge"));
    CHECK(has(world.site.get_page(client, "/ordliste?q=xyzzy"), "Ingen ord passer"));
}

TEST_CASE("a form sent back untouched changes nothing") {
    World world;
    auto client = world.site.client_as(Role::coordinator);
    for (const char* address :
         {"/indsatser/safety_walks/rediger", "/indsatser/street_work/rediger",
          "/indsatser/street_work/rediger?udgave=2014", "/indsatser/leisure_pass/rediger"}) {
        CAPTURE(std::string(address));
        const std::string action = std::string(address).substr(0, std::string(address).find('?'));
        const auto form = world.site.get_page(client, address);
        CHECK(client.post(action, form_values(form, action)).status == 303);
    }
    CHECK(world.revision("safety_walks") == 1);
    CHECK(world.revision("street_work") == 1);
    CHECK(world.revision("leisure_pass") == 1);
    CHECK(world.load("safety_walks") ==
          *testing::sample_catalogue().find_initiative("safety_walks"));
}

TEST_CASE("the coordinator changes an initiative: saved, traced and in the history") {
    World world;
    auto client = world.site.client_as(Role::coordinator);
    const std::string action = "/indsatser/safety_walks/rediger";
    const auto form = world.site.get_page(client, action);
    const auto answer =
        client.post(action, filled_form(form, action,
                                        {{"purpose_da", "Gå ture & finde mørke steder"},
                                         {"status_2014", "carried_out"},
                                         {"principles", "early"},
                                         {"figure_1_target", "6,5"},
                                         {"activity_2_name_da", "Opsamling"},
                                         {"activity_2_name_en", "Follow-up"},
                                         {"reason", "Efter mødet i lokalrådet"}}));
    REQUIRE(answer.status == 303);
    CHECK(answer.header("location") == "/indsatser/safety_walks?udgave=2014&besked=gemt");
    const Edition edition = world.load("safety_walks").latest();
    CHECK(edition.purpose.da == "Gå ture & finde mørke steder");
    CHECK(edition.purpose.en == "Find places that feel unsafe");
    CHECK(edition.status.at(2014) == Status::carried_out);
    CHECK(edition.principles == std::vector<std::string>{"early"});
    CHECK(edition.figures.at(0).target == 6.5);
    CHECK(edition.activities.at(1).key == "follow_up");
    CHECK(edition.partners.at(0).role.da == "Arrangerer");
    CHECK(edition.history.size() == 1);
    CHECK(world.site.trail_lines(trail::Action::change) == 1);

    const auto history = world.site.get_page(client, "/indsatser/safety_walks/historik");
    CHECK(has(history, "Karl Koordinator"));
    CHECK(has(history, "Efter mødet i lokalrådet"));
    CHECK(has(history, "<del>Finde steder, der føles utrygge</del>"));
    CHECK(has(history, "Gå ture &amp; finde mørke steder"));
    CHECK(has(history, "2014: Formål (dansk)"));

    SUBCASE("and makes the old version the current one again") {
        const std::string restore = "/indsatser/safety_walks/genskab";
        CHECK(client.post(restore, form_values(history, restore)).status == 303);
        CHECK(world.revision("safety_walks") == 3);
        CHECK(world.load("safety_walks").latest().purpose.da == "Finde steder, der føles utrygge");
        CHECK(world.site.trail_lines(trail::Action::restore) == 1);
    }
    SUBCASE("who may only read sees the history without the button") {
        auto reader = world.site.client_as(Role::worker);
        const auto page = world.site.get_page(reader, "/indsatser/safety_walks/historik");
        CHECK(has(page, "Efter mødet"));
        CHECK_FALSE(has(page, "/genskab"));
    }
}

TEST_CASE("the browser refuses what the files refuse, with everything typed kept") {
    World world;
    auto client = world.site.client_as(Role::coordinator);
    const std::string action = "/indsatser/safety_walks/rediger";
    const auto form = world.site.get_page(client, action);
    struct Case {
        const char* field;
        const char* typed;
        const char* message;
    };
    for (const Case& c : {Case{"name_da", "", "Den danske tekst mangler."},
                          Case{"purpose_da", "Spørg 010190-1234",
                               "Her må der ikke stå oplysninger om enkeltpersoner"},
                          Case{"order", "to", "»to« er ikke et helt tal."},
                          Case{"order", "1", "Plads 1 i listen er også"},
                          Case{"start", "foråret", "»foråret« er ikke en dato."},
                          Case{"end", "2010", "Slutter (2010), før den begynder (2014)."},
                          Case{"age_from", "200", "En alder er et helt tal fra 0 til 120."},
                          Case{"legal_basis", "§ 115", "»§ 115« kendes ikke"},
                          Case{"figure_1_target", "mange", "Forventet: et tal."}}) {
        CAPTURE(std::string(c.field));
        const auto page = client.post(action, filled_form(form, action, {{c.field, c.typed}}));
        CHECK(page.status == 422);
        CHECK(has(page, c.message));
        CHECK(has(page, "href=\"#field-" + std::string(c.field) + "\""));
        if (*c.typed != '\0') CHECK(has(page, c.typed));
        CHECK(has(page, "aria-invalid=\"true\""));
    }
    const auto page = client.post(
        action, filled_form(form, action, {{"places_da", "Her"}, {"places_en", "Here\nThere"}}));
    CHECK(has(page, "Den danske tekst mangler."));
    CHECK(has(page, "href=\"#field-places_da\""));
    CHECK(world.revision("safety_walks") == 1);
    CHECK(world.site.trail_lines(trail::Action::change) == 0);
}

TEST_CASE("two who change the same initiative both get their say") {
    World world;
    auto first = world.site.client_as(Role::coordinator);
    auto second = world.site.client_as(Role::leader);
    const std::string action = "/indsatser/safety_walks/rediger";
    const auto first_form = world.site.get_page(first, action);
    const auto second_form = world.site.get_page(second, action);
    REQUIRE(first
                .post(action, filled_form(first_form, action,
                                          {{"purpose_da", "Den førstes"}, {"order", "5"}}))
                .status == 303);
    const auto conflict = second.post(
        action, filled_form(second_form, action,
                            {{"purpose_da", "Den andens"}, {"description_da", "Ny beskrivelse"}}));
    CHECK(conflict.status == 409);
    CHECK(has(conflict, "Den førstes"));
    CHECK(has(conflict, "Den andens"));
    CHECK(has(conflict, "Karl Koordinator"));
    CHECK(world.revision("safety_walks") == 2);

    const auto chosen = second.post(action, form_values(conflict, action));
    CHECK(chosen.status == 303);
    const Edition edition = world.load("safety_walks").latest();
    CHECK(edition.purpose.da == "Den andens");
    CHECK(edition.order == 5);
    CHECK(edition.description.da == "Ny beskrivelse");
    CHECK(world.revision("safety_walks") == 3);

    // The same form once more is no third change.
    CHECK(second
              .post(action, filled_form(second_form, action,
                                        {{"purpose_da", "Den andens"},
                                         {"description_da", "Ny beskrivelse"}}))
              .status == 303);
    CHECK(world.revision("safety_walks") == 3);
}

TEST_CASE("a new initiative is made in the browser alone") {
    World world;
    auto client = world.site.client_as(Role::coordinator);
    const auto form = world.site.get_page(client, "/indsatser/ny");
    CHECK(client.post("/indsatser/ny", form_values(form, "/indsatser/ny")).status == 422);
    const Site::Fields filled = filled_form(form, "/indsatser/ny",
                                            {{"name_da", "Natteravne"},
                                             {"name_en", "Night ravens"},
                                             {"purpose_da", "Voksne på gaden om natten"},
                                             {"kinds", "activity"},
                                             {"goal", "safe_town"},
                                             {"status_2024", "planned"},
                                             {"owner_unit", "operative_team"},
                                             {"figure_1_name_da", "Ture"},
                                             {"figure_1_source", "activities_held"}});
    const auto made = client.post("/indsatser/ny", filled);
    REQUIRE(made.status == 303);
    CHECK(made.header("location") == "/indsatser/night_ravens?besked=oprettet");
    const Initiative initiative = world.load("night_ravens");
    CHECK(initiative.latest().period == 2024);
    CHECK(initiative.latest().order == 4);  // after the one that is there
    CHECK(initiative.latest().figures.at(0).key == "ture");
    CHECK(world.site.trail_lines(trail::Action::create) > 0);
    CHECK(has(world.site.get_page(client, "/indsatser"), "Natteravne"));

    auto again = filled;
    again.emplace_back("key", "night_ravens");
    std::erase_if(again,
                  [](const auto& field) { return field.first == "key" && field.second.empty(); });
    const auto taken = client.post("/indsatser/ny", again);
    CHECK(taken.status == 422);
    CHECK(has(taken, "Der findes allerede en indsats med nøglen"));
}

TEST_CASE("an initiative gets an edition for the next period and keeps the old one") {
    World world;
    auto client = world.site.client_as(Role::leader);
    CHECK(has(world.site.get_page(client, "/indsatser/safety_walks"), "Ny udgave for 2024"));
    CHECK_FALSE(has(world.site.get_page(client, "/indsatser/street_work"), "Ny udgave"));
    const auto form = world.site.get_page(client, "/indsatser/safety_walks/ny-udgave?periode=2024");
    const std::string action = "/indsatser/safety_walks/rediger";
    CHECK(client.get("/indsatser/safety_walks/ny-udgave?periode=2014").status == 404);
    CHECK(client.get("/indsatser/safety_walks/ny-udgave?periode=2019").status == 404);
    const auto saved = client.post(action, filled_form(form, action,
                                                       {{"name_da", "Nye tryghedsvandringer"},
                                                        {"start", "2024"},
                                                        {"end", ""},
                                                        {"status_2024", "in_progress"}}));
    REQUIRE(saved.status == 303);
    const Initiative initiative = world.load("safety_walks");
    REQUIRE(initiative.editions.size() == 2);
    CHECK(initiative.editions[0].name.da == "Tryghedsvandringer");
    CHECK(initiative.editions[1].name.da == "Nye tryghedsvandringer");
    CHECK(initiative.editions[1].history.empty());
    CHECK(initiative.editions[1].order == 4);
}

TEST_CASE("a long history goes on page by page") {
    World world;
    {
        store::WriteTransaction writing = world.site.database().write();
        Initiative initiative = load_initiative(writing, "safety_walks").value();
        for (int i = 1; i <= 25; ++i) {
            initiative.editions[0].purpose.da = "Formål nummer " + std::to_string(i);
            InitiativeChange change;
            change.expected_revision = i;
            change.account_id = world.site.account_id(Role::coordinator);
            change.now = world.site.now();
            REQUIRE(save_initiative(writing, initiative, change));
        }
        writing.commit();
    }
    auto client = world.site.client_as(Role::coordinator);
    const auto first = world.site.get_page(client, "/indsatser/safety_walks/historik");
    CHECK(has(first, "Formål nummer 25"));
    CHECK_FALSE(has(first, "Formål nummer 3<"));
    CHECK(has(first, "/historik?foer=8"));
    const auto second = world.site.get_page(client, "/indsatser/safety_walks/historik?foer=8");
    CHECK(has(second, "Formål nummer 3<"));
    CHECK(has(second, "Finde steder, der føles utrygge"));
    CHECK_FALSE(has(second, "historik?foer="));
}

TEST_CASE("an initiative that nothing was registered under is removed and brought back") {
    World world;
    world.site.check_all_roles(web::Method::get, "/indsatser/leisure_pass/fjern",
                               Permission::edit_initiatives);
    world.site.check_all_roles(web::Method::get, "/indsatser/fjernede",
                               Permission::edit_initiatives);
    auto client = world.site.client_as(Role::coordinator);
    const Initiative before = world.load("leisure_pass");
    auto page = world.site.get_page(client, "/indsatser/leisure_pass/fjern");
    CHECK(has(page, "Der er ikke registreret noget under indsatsen"));
    const auto removed = world.site.trail_lines(trail::Action::remove);
    const auto sent = client.post(
        "/indsatser/leisure_pass/fjern",
        filled_form(page, "/indsatser/leisure_pass/fjern", {{"reason", "Oprettet ved en fejl"}}));
    CHECK(sent.header("location") == "/indsatser/leisure_pass/historik?besked=slettet");
    CHECK(world.revision("leisure_pass") == 0);
    CHECK(world.site.trail_lines(trail::Action::remove) == removed + 1);
    CHECK_FALSE(has(world.site.get_page(client, "/indsatser"), "Fritidspas"));
    CHECK(client.get("/indsatser/leisure_pass").status == 404);
    CHECK(has(world.site.get_page(client, "/indsatser/fjernede"), "Fritidspas"));
    page = world.site.get_page(client, "/indsatser/leisure_pass/historik");
    CHECK(has(page, "Indsatsen er fjernet fra kataloget."));
    CHECK(has(page, "Oprettet ved en fejl"));

    // Who may only read sees the history, and no way to bring it back.
    auto analyst = world.site.client_as(Role::analyst);
    CHECK_FALSE(has(world.site.get_page(analyst, "/indsatser/leisure_pass/historik"), "/genskab"));

    const auto back =
        world.site.post(client, "/indsatser/leisure_pass/genskab", {{"restore_version", "2"}});
    CHECK(back.header("location") == "/indsatser/leisure_pass/historik?besked=genskabt");
    CHECK(world.load("leisure_pass") == before);
    CHECK(world.revision("leisure_pass") == 3);
    // A second press finds it there.
    CHECK(world.site.post(client, "/indsatser/leisure_pass/genskab", {{"restore_version", "2"}})
              .status == 303);
    CHECK(world.revision("leisure_pass") == 3);
    CHECK(world.site.full_scans().empty());
}

TEST_CASE("a removed initiative whose place was taken is not brought back over it") {
    World world;
    auto client = world.site.client_as(Role::coordinator);
    REQUIRE(world.site.post(client, "/indsatser/leisure_pass/fjern", {{"version", "1"}}).status ==
            303);
    REQUIRE(client
                .post("/indsatser/ny",
                      filled_form(world.site.get_page(client, "/indsatser/ny"), "/indsatser/ny",
                                  {{"name_da", "Klubkort"},
                                   {"purpose_da", "En aktiv fritid"},
                                   {"kinds", "activity"},
                                   {"goal", "new_generations"},
                                   {"order", "1"},
                                   {"status_2024", "in_progress"}}))
                .status == 303);
    const auto refused =
        world.site.post(client, "/indsatser/leisure_pass/genskab", {{"restore_version", "1"}});
    CHECK(refused.status == 422);
    CHECK(has(refused, "Indsatsen er ikke genskabt"));
    CHECK(has(refused, "Plads 1 i listen"));
    CHECK(world.revision("leisure_pass") == 0);
}

TEST_CASE("what was registered under an initiative keeps it: it is ended instead") {
    World world;
    world.registered_under = "leisure_pass";
    auto client = world.site.client_as(Role::coordinator);
    const std::string path = "/indsatser/leisure_pass";
    auto page = world.site.get_page(client, path + "/fjern");
    CHECK(has(page, "Indsatsen kan ikke fjernes, for der er registreret noget under den."));
    CHECK(has(page, "Der er registreret noget."));
    CHECK(world.site.post(client, path + "/fjern", {{"version", "1"}}).status == 409);
    CHECK(world.revision("leisure_pass") == 1);
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
             {"end", ""}, {"end", "i dag"}, {"end", "2023"}, {"status", "planned"}}) {
        const std::string typed = value;
        CAPTURE(typed);
        const auto refused =
            client.post(path + "/afslut", filled_form(page, path + "/afslut", {{name, value}}));
        CHECK(refused.status == 422);
        CHECK(has(refused, "href=\"#field-" + std::string(name)));
    }
    CHECK(world.revision("leisure_pass") == 1);
    CHECK(client.post(path + "/afslut", filled_form(page, path + "/afslut", {{"end", "2024-12"}}))
              .status == 303);
    const Initiative ended = world.load("leisure_pass");
    CHECK(ended.latest().end.text == "2024-12");
    CHECK(ended.latest().status == std::map<int, Status>{{2024, Status::ended}});
    auto reader = world.site.client_as(Role::analyst);
    CHECK(has(world.site.get_page(reader, "/indsatser?aar=2024"), "Fritidspas"));
    CHECK_FALSE(has(world.site.get_page(reader, "/indsatser?aar=2025"), "Fritidspas"));
    // The page was made before the ending.
    CHECK(client.post(path + "/afslut", filled_form(page, path + "/afslut", {{"end", "2025"}}))
              .status == 409);
    // Undone like any change.
    CHECK(world.site.post(client, path + "/genskab", {{"restore_version", "1"}}).status == 303);
    CHECK(world.load("leisure_pass").latest().end.empty());
}

TEST_CASE("an initiative someone changed meanwhile is not removed unseen") {
    World world;
    auto client = world.site.client_as(Role::coordinator);
    const auto page = world.site.get_page(client, "/indsatser/leisure_pass/fjern");
    const auto form = world.site.get_page(client, "/indsatser/leisure_pass/rediger");
    REQUIRE(client
                .post("/indsatser/leisure_pass/rediger",
                      filled_form(form, "/indsatser/leisure_pass/rediger",
                                  {{"name_da", "Fritidspasset"}}))
                .status == 303);
    const auto refused = client.post("/indsatser/leisure_pass/fjern",
                                     form_values(page, "/indsatser/leisure_pass/fjern"));
    CHECK(refused.status == 409);
    CHECK(has(refused, "En anden har ændret det samme imens"));
    CHECK(world.revision("leisure_pass") == 2);
}

TEST_CASE("pages speak English to those who chose it") {
    World world;
    auto client = world.site.client_as(Role::worker);
    CHECK_FALSE(has(world.site.get_page(client, "/indsatser/safety_walks"),
                    "Find places that feel unsafe"));
    client.get("/sprog?til=en&side=/indsatser");
    const auto page = world.site.get_page(client, "/indsatser/safety_walks");
    CHECK(has(page, "Find places that feel unsafe"));
    CHECK_FALSE(has(page, "Finde steder, der føles utrygge"));
}

TEST_CASE("every page of the shipped catalogue keeps the page rules") {
    const std::filesystem::path shipped =
        std::filesystem::path(TRYGBY_SOURCE_DIR) / "catalogue" / "ishoej";
    if (!std::filesystem::exists(shipped / "goals.yaml")) {
        MESSAGE("skipped: no catalogue/ishoej");
        return;
    }
    World world;
    const web::Language danish(web::LanguageCode::danish);
    std::ostringstream out;
    ImportOptions options;
    options.now = world.site.now();
    REQUIRE_MESSAGE(
        import_catalogue_folder(shipped, world.site.database(), options, danish, out) == 0,
        out.str());
    auto client = world.site.client_as(Role::coordinator);
    const std::vector<std::string> scans = world.site.full_scans();  // of the import itself
    std::shared_ptr<const Catalogue> catalogue;
    std::string fingerprint;
    {
        store::ReadTransaction reading = world.site.database().read();
        catalogue = world.current.get(reading);
        fingerprint = catalogue_fingerprint(reading);
    }
    for (const char* page : {"/indsatser?aar=2014", "/indsatser?aar=2024", "/indsatser?aar=",
                             "/maal", "/principper?aar=2014", "/forebyggelsesmodel?aar=2024",
                             "/partnere", "/fora", "/aarshjul", "/ordliste", "/indsatser/ny"}) {
        CAPTURE(std::string(page));
        world.site.get_page(client, page);
    }
    for (const Initiative& initiative : catalogue->initiatives) {
        const std::string address = "/indsatser/" + initiative.key;
        CAPTURE(address);
        world.site.get_page(client, address);
        world.site.get_page(client, address + "/sammenlign");
        world.site.get_page(client, address + "/historik");
        const auto form = world.site.get_page(client, address + "/rediger");
        CHECK(client.post(address + "/rediger", form_values(form, address + "/rediger")).status ==
              303);
    }
    for (const Entry& partner : catalogue->partners) {
        world.site.get_page(client, "/partnere/" + partner.key);
    }
    {
        // Sending every form untouched has changed nothing.
        store::ReadTransaction reading = world.site.database().read();
        CHECK(catalogue_fingerprint(reading) == fingerprint);
    }
    CHECK(world.site.full_scans() == scans);
}

#include "people/person_pages.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "access/testing/policy_world.h"
#include "people/merge_store.h"
#include "people/testing/people_site.h"

using access::Permission;
using access::Role;
using access::testing::Site;
using people::testing::has;
using web::Method;

namespace {

struct Persons : people::testing::PeopleSite {
    static Site::Fields anna() {
        return {{"formaal", "support"}, {"given_names", "Anna"}, {"family_name", "Eksempel"},
                {"cpr", "610210-4501"}, {"street", "Ågade 3"},   {"postal_code", "2635"},
                {"town", "Ishøj"},      {"sex", "female"}};
    }
    static Site::Fields with(Site::Fields fields, const std::string& name,
                             const std::string& value) {
        for (auto& field : fields)
            if (field.first == name) field.second = value;
        if (std::none_of(fields.begin(), fields.end(),
                         [&](const auto& field) { return field.first == name; }))
            fields.emplace_back(name, value);
        return fields;
    }
    // Registers one and returns its address without the query.
    std::string add(Site::Client& client, const Site::Fields& fields) {
        const auto sent = site.post(client, "/personer/ny", with(fields, "besluttet", "1"));
        REQUIRE(sent.status == 303);
        const std::string location = sent.header("location");
        return location.substr(0, location.find('?'));
    }
    std::string shown(const std::string& path) { return PeopleSite::shown(worker, path); }
};

}  // namespace

TEST_CASE("each role reaches the pages it may, and no person by that") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    Site& site = persons.site;
    site.check_all_roles(Method::get, "/personer", Permission::see_persons);
    site.check_all_roles(Method::get, "/personer/ny", Permission::change_persons);
    for (const Role role : access::all_roles()) {
        CAPTURE(Site::username(role));
        Site::Client client = site.client_as(role);
        const bool sees =
            access::permissions_of(role).test(static_cast<std::size_t>(Permission::see_persons));
        for (const std::string& target : {path + "?formaal=support", path}) {
            const auto response = client.get(target);
            CHECK(has(response.body, "Eksempel") ==
                  (role == Role::worker && has(target, "formaal")));
            if (!sees) CHECK(response.status == 403);
        }
        if (role == Role::worker) continue;
        for (const char* action : {"/personnummer", "/adresse", "/orienteret", "/rediger"}) {
            const auto response = site.post(client, path + action, Persons::anna());
            CHECK_FALSE(has(response.body, "4501</"));
            CHECK(response.status != 200);
        }
    }
    CHECK(site.failures().empty());
}

TEST_CASE("R01: who has no relation gets what an unknown address gets") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    const auto hidden = persons.coordinator.get(path + "?formaal=support");
    const auto unknown = persons.coordinator.get("/personer/9?formaal=support");
    CHECK(hidden.status == 404);
    CHECK(has(hidden.body, "Vi fandt ikke noget, du har adgang til at se."));
    CHECK(unknown.status == 404);
    CHECK(hidden.body.size() == unknown.body.size());
    const auto line = persons.lines().at(1).line;
    CHECK(line.action == trail::Action::refuse);
    CHECK(line.rule == "R01");
}

TEST_CASE("R02: without a purpose nothing is shown") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    const auto asked = persons.worker.get(path);
    CHECK(asked.status == 422);
    CHECK(has(asked.body, "Vælg et formål, før oplysningerne kan vises."));
    CHECK_FALSE(has(asked.body, "Eksempel"));
    CHECK_FALSE(has(asked.body, "610210"));
    const auto investigation = persons.worker.get(path + "?formaal=efterforskning");
    CHECK(investigation.status >= 400);
    CHECK_FALSE(has(investigation.body, "Eksempel"));
    CHECK(has(persons.shown(path), "Eksempel"));
}

TEST_CASE("R17: the number is masked, and whole only at the press of a button, with its own line") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    const std::string page = persons.shown(path);
    CHECK(has(page, "610210-****"));
    CHECK(has(page, "erstatning"));
    CHECK_FALSE(has(page, "4501"));
    const auto revealed =
        persons.site.post(persons.worker, path + "/personnummer", {{"formaal", "support"}});
    CHECK(revealed.status == 200);
    CHECK(has(revealed.body, "610210-4501"));
    bool has_line = false;
    for (const auto& line : persons.lines())
        has_line = has_line || has(line.line.reference, "/personnummer");
    CHECK(has_line);
    const auto without = persons.site.post(persons.worker, path + "/personnummer");
    CHECK(has(without.body, "Personnummer vises kun med et formål."));
    CHECK_FALSE(has(without.body, "4501"));
    CHECK(persons.worker.get(path + "/personnummer").status == 405);
    for (const auto& line : persons.lines()) CHECK_FALSE(has(line.line.reference, "6102"));
}

TEST_CASE("R18: a number's date is checked, and what is odd about it is asked about once") {
    Persons persons;
    const auto wrong = persons.site.post(persons.worker, "/personer/ny",
                                         Persons::with(Persons::anna(), "cpr", "310210-4501"));
    CHECK(wrong.status == 422);
    CHECK(has(wrong.body, "Datoen i personnummeret findes ikke."));
    CHECK(has(wrong.body, "value=\"Eksempel\""));
    CHECK(has(wrong.body, "href=\"#field-cpr\""));
    const auto asked = persons.site.post(persons.worker, "/personer/ny", Persons::anna());
    CHECK(asked.status == 200);
    CHECK(has(asked.body, "Personnummeret er et erstatningsnummer."));
    CHECK(has(asked.body, "Registrer alligevel"));
}

TEST_CASE("R19: a protected address is behind a button") {
    Persons persons;
    const std::string path =
        persons.add(persons.worker, Persons::with(Persons::anna(), "address_protected", "1"));
    const std::string page = persons.shown(path);
    CHECK(has(page, "Adressen er beskyttet."));
    CHECK_FALSE(has(page, "Ågade"));
    const auto edit = persons.site.get_page(persons.worker, path + "/rediger?formaal=support");
    CHECK_FALSE(has(edit.body, "Ågade"));
    const auto revealed =
        persons.site.post(persons.worker, path + "/adresse", {{"formaal", "support"}});
    CHECK(has(revealed.body, "Ågade 3, 2635 Ishøj"));
}

TEST_CASE("finding shows only those there is a warrant for, and nothing of the others") {
    Persons persons;
    persons.add(persons.worker, Persons::anna());
    persons.add(persons.coordinator,
                Persons::with(Persons::with(Persons::anna(), "given_names", "Birgit"), "cpr", ""));
    const auto found = persons.site.post(persons.worker, "/personer/find",
                                         {{"formaal", "support"}, {"name", "Eksempel"}});
    CHECK(found.status == 200);
    CHECK(has(found.body, "Anna Eksempel"));
    CHECK_FALSE(has(found.body, "Birgit"));
    const auto nothing = persons.site.post(persons.coordinator, "/personer/find",
                                           {{"formaal", "support"}, {"cpr", "6102104501"}});
    CHECK(has(nothing.body, "Vi fandt ikke noget, du har adgang til at se."));
    CHECK_FALSE(has(nothing.body, "Anna"));
    {
        store::ReadTransaction reading = persons.site.database().read();
        const auto lines = trail::lines(reading, {.action = "search"});
        REQUIRE(lines.size() == 2);
        CHECK(trail::criteria_of(reading, *persons.keys, lines[0].sequence).has_value());
    }
    const auto empty =
        persons.site.post(persons.worker, "/personer/find", {{"formaal", "support"}});
    CHECK(empty.status == 422);
    CHECK(has(empty.body, "Skriv et navn eller et personnummer."));
    const auto aimless =
        persons.site.post(persons.worker, "/personer/find", {{"name", "Eksempel"}});
    CHECK(aimless.status == 422);
    CHECK_FALSE(has(aimless.body, "Anna"));
}

TEST_CASE("a duplicate is shown to who may see it, and is a silent task where not") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    const auto own = persons.site.post(persons.worker, "/personer/ny", Persons::anna());
    CHECK(has(own.body, "Er det en af disse?"));
    CHECK(has(own.body, "href=\"" + path));
    const auto other = persons.site.post(persons.coordinator, "/personer/ny", Persons::anna());
    CHECK_FALSE(has(other.body, "Er det en af disse?"));
    CHECK_FALSE(has(other.body, path));
    persons.add(persons.coordinator, Persons::anna());
    store::ReadTransaction reading = persons.site.database().read();
    CHECK(people::open_duplicates(reading, std::string(access::testing::town), 0, 10).size() == 1);
}

TEST_CASE("a correction is saved, and what the form didn't show stays") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    const auto page = persons.site.get_page(persons.worker, path + "/rediger?formaal=support");
    CHECK(has(page.body, "value=\"Eksempel\""));
    CHECK_FALSE(has(page.body, "4501"));
    auto fields = Persons::with(Persons::with(Persons::anna(), "family_name", "Nyborg"), "cpr", "");
    fields.emplace_back("version", "1");
    CHECK(persons.site.post(persons.worker, path + "/rediger", fields).status == 303);
    CHECK(has(persons.shown(path), "Anna Nyborg"));
    CHECK(has(persons.shown(path), "610210-****"));
    const auto late = persons.site.post(persons.worker, path + "/rediger", fields);
    CHECK(late.status == 422);
    CHECK(has(late.body, "En anden har ændret oplysningerne imens."));
}

TEST_CASE(
    "R33 allowed, R44 allowed: the duty to inform is a task with a reminder, and is settled with a "
    "reason") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    const std::string page = persons.shown(path);
    CHECK(has(page, "Personen skal orienteres senest den 12. december 2024."));
    CHECK(has(page, "Skriv kun det nødvendige. Den unge og forældrene kan få aktindsigt."));
    const Site::Fields open{{"formaal", "support"}, {"duty", "1"}};
    const auto refused = persons.site.post(persons.worker, path + "/orienteret", open);
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Angiv, om personen er orienteret, eller hvorfor ikke."));
    const auto done = persons.site.post(persons.worker, path + "/orienteret",
                                        Persons::with(open, "outcome", "informed"));
    CHECK(done.status == 303);
    CHECK(has(persons.shown(path), "Personen blev orienteret den 12. november 2024."));
}

TEST_CASE("R13: a consent is given with all it needs, shown, and withdrawn") {
    Persons persons;
    const std::string path = persons.add(persons.worker, Persons::anna());
    const std::string form = path + "/samtykker/ny";
    const auto page = persons.site.get_page(persons.worker, form + "?formaal=support");
    CHECK(has(page.body, "Skriv kun det nødvendige."));
    CHECK(persons.coordinator.get(form + "?formaal=support").status == 404);
    Site::Fields fields{{"formaal", "support"},       {"data", "Fravær i skolen"},
                        {"receiver_cvr", "22222222"}, {"forum", "ssp"},
                        {"giver", "guardian"},        {"manner", "signed_on_paper"},
                        {"text_version", "2024-1"},   {"given_on", "2024-11-12"}};
    const auto refused = persons.site.post(persons.worker, form, Persons::with(fields, "data", ""));
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "value=\"22222222\""));
    CHECK(persons.site.post(persons.worker, form, fields).status == 303);
    CHECK(has(persons.shown(path), "Fravær i skolen"));
    CHECK(has(persons.shown(path), "Gælder"));
    const std::string withdraw = path + "/samtykker/1/tilbage";
    const Site::Fields purpose{{"formaal", "support"}};
    CHECK(persons.site.post(persons.coordinator, withdraw, purpose).status == 404);
    CHECK(persons.site.post(persons.worker, withdraw, purpose).status == 303);
    CHECK(has(persons.shown(path),
              "Samtykket er trukket tilbage den 12.11.2024. Oplysninger kan ikke deles på dette "
              "grundlag."));
    CHECK(persons.site.post(persons.worker, withdraw, purpose).status >= 400);
}

#include "people/sharing_pages.h"

#include <doctest/doctest.h>

#include "access/rule.h"
#include "people/testing/town_site.h"

using access::Role;
using access::Rule;
using people::testing::has;
using people::testing::sentence;
using people::testing::TownSite;

namespace {

constexpr const char* words = "Er holdt op med at gå til fodbold.";

// Anna, with the worker responsible for support and SSP, and one note.
struct Shared : TownSite {
    std::string person = add_person(worker);
    std::string note;

    Shared() {
        assign(worker, person, Role::worker, "ssp");
        note = add_note(worker, person, "ssp", words);
    }
    Response share_with_police() {
        return share(worker, note, "ssp", share_fields(police, "ssp_now", "RPL115_1_1"));
    }
    Response partner_sees(const std::string& purpose = "ssp") {
        return partner.get(person + "/oplysninger?formaal=" + purpose);
    }
    // Refused with the rule's sentence at a field, the form as it was filled in, and nothing
    // stored.
    void check_refused(const Response& answer, Rule rule, int status) {
        CAPTURE(std::string(access::rule_id(rule)));
        CHECK(answer.status == status);
        CHECK(has(answer, sentence(rule)));
        CHECK(has(answer, "name=\"receiver\""));
        CHECK(count("select count(*) from disclosure") == 0);
    }
};

}  // namespace

TEST_CASE("R04, R06: a partner sees what was shared with the own agency, and the banner") {
    Shared town;
    const std::string other = town.add_note(town.worker, town.person, "ssp", "Bor hos sin farmor.");
    CHECK(town.partner_sees().status == 404);
    CHECK(town.share_with_police().status == 303);
    const auto seen = town.site.get_page(town.partner, town.person + "/oplysninger?formaal=ssp");
    CHECK(has(seen, words));
    CHECK(has(seen, sentence(Rule::R06)));
    CHECK_FALSE(has(seen, "Bor hos sin farmor."));
    CHECK_FALSE(has(seen, "Mette Medarbejder"));
    CHECK(town.partner.get(other + "?formaal=ssp").status == 404);
    const auto one = town.site.get_page(town.partner, town.note + "?formaal=ssp");
    CHECK(has(one, words));
    CHECK_FALSE(has(one, "/deles-ikke"));
    // The person's own page gives the name and nothing else of the record.
    const auto person = town.site.get_page(town.partner, town.person + "?formaal=ssp");
    CHECK(has(person, "Eksempel"));
    CHECK(has(person, sentence(Rule::R06)));
    for (const char* hidden : {"Ågade", "Oplysningspligt", "Samtykker", "/tildelinger", "Vis hele"})
        CHECK_FALSE(has(person, hidden));
    const auto list = town.site.get_page(town.partner, town.person + "/videregivelser?formaal=ssp");
    CHECK(has(list, "Prøvekøbing Kommune"));
    CHECK(has(list, "som familien har lavet"));
    CHECK_FALSE(has(town.site.get_page(town.partner, town.person + "/tildelinger?formaal=ssp"),
                    "Mette Medarbejder"));
    // Without the seat everything is as if it weren't there.
    town.end_seats(Role::partner);
    CHECK(town.partner_sees().status == 404);
    CHECK(town.site.failures().empty());
}

TEST_CASE("R03: necessity, receiver and forum have to be said, and the form comes back filled in") {
    Shared town;
    auto fields = TownSite::share_fields(TownSite::police, "ssp_now", "RPL115_1_1");
    fields.back().second = "Kort.";
    const auto answer = town.share(town.worker, town.note, "ssp", fields);
    town.check_refused(answer, Rule::R03, 422);
    CHECK(has(answer, "Kort."));
    // The basis must be one of this forum, and the receiver must sit there.
    town.check_refused(
        town.share(town.worker, town.note, "ssp",
                   TownSite::share_fields(TownSite::police, "ssp_now", "RPL115_1_2")),
        Rule::R03, 422);
    town.check_refused(
        town.share(town.worker, town.note, "ssp",
                   TownSite::share_fields(TownSite::psychiatry, "psp", "RPL115_1_2")),
        Rule::R03, 422);
    const auto empty = town.share(town.worker, town.note, "ssp", {});
    CHECK(empty.status == 422);
    CHECK(town.count("select count(*) from disclosure") == 0);
    CHECK(town.share_with_police().status == 303);
}

TEST_CASE("R05: deles ikke is final, asks for no reason, and nobody gets past it") {
    Shared town;
    const auto form = town.site.get_page(town.worker, town.note + "/deles-ikke?formaal=ssp");
    CHECK(has(form, "Svaret er endeligt"));
    CHECK_FALSE(has(form, "<textarea"));
    CHECK(town.decline(town.worker, town.note, "ssp", TownSite::police, "ssp_now").status == 303);
    const auto refused = town.share_with_police();
    CHECK(refused.status == 403);
    CHECK(has(refused, sentence(Rule::R05)));
    CHECK(town.count("select count(*) from disclosure where answer = 'shared'") == 0);
    CHECK(town.partner_sees().status == 404);
    const auto list = town.site.get_page(town.worker, town.person + "/videregivelser?formaal=ssp");
    CHECK(has(list, "Deles ikke"));
    // Declining again is the same answer, and no way leads back.
    CHECK(town.decline(town.worker, town.note, "ssp", TownSite::police, "ssp_now").status == 303);
    CHECK(town.count("select count(*) from disclosure") == 1);
    CHECK(town.site.failures().empty());
}

TEST_CASE("R05: what was shared before it was declined is closed at once") {
    Shared town;
    CHECK(town.share_with_police().status == 303);
    CHECK(town.decline(town.worker, town.note, "ssp", TownSite::police, "ssp_now").status == 303);
    CHECK(town.partner_sees().status == 404);
    const auto one = town.partner.get(town.note + "?formaal=ssp");
    CHECK(one.status == 403);
    CHECK(has(one, sentence(Rule::R05)));
    CHECK_FALSE(has(one, words));
}

TEST_CASE("R07: what was received in one forum goes to no other") {
    Shared town;
    CHECK(town.share_with_police().status == 303);
    CHECK(town.partner.get(town.note + "/del?formaal=ssp").status == 404);
    const auto onward =
        town.share(town.partner, town.note, "ssp",
                   TownSite::share_fields(TownSite::psychiatry, "psp", "RPL115_1_2"));
    CHECK(onward.status == 403);
    CHECK(has(onward,
              "Oplysningen er delt i SSP-nu. Den kan ikke bruges i PSP uden en ny "
              "begrundelse."));
    CHECK(town.decline(town.partner, town.note, "ssp", TownSite::town, "ssp_now").status == 404);
    CHECK(town.count("select count(*) from disclosure") == 1);
    // Nor in the work of another forum.
    town.add_seat(Role::partner, TownSite::police, "psp");
    CHECK(town.partner_sees("psp").status == 404);
}

TEST_CASE("R09: KSP says which release it is") {
    Shared town;
    town.add_seat(Role::leader, TownSite::prisons, "ksp");
    auto fields = TownSite::share_fields(TownSite::prisons, "ksp", "CONSENT");
    town.check_refused(town.share(town.worker, town.note, "ssp", fields), Rule::R09, 422);
    fields = TownSite::share_fields(TownSite::prisons, "ksp", "RPL115_1_3A");
    CHECK(town.share(town.worker, town.note, "ssp", fields).status == 303);
}

TEST_CASE("R10: what psychiatry holds only its health person shares") {
    Shared town;
    town.move_partner(TownSite::psychiatry, "psp");
    town.add_seat(Role::coordinator, TownSite::town, "psp");
    const std::string person = town.add_person(town.partner, "psp", "620210-4507");
    const std::string note =
        town.add_note(town.partner, person, "psp", "Er i behandling.", "health");
    const auto fields = TownSite::share_fields(TownSite::town, "psp", "SUL43_2_2");
    town.check_refused(town.share(town.partner, note, "psp", fields), Rule::R10, 403);
    {
        store::WriteTransaction writing = town.site.database().write();
        writing.execute(
            "insert into account_mark (account_id, mark, granted_on, granted_by) values ($1, "
            "'health_person', '2024-01-01', $1)",
            town.site.account_id(Role::partner));
        writing.commit();
    }
    CHECK(town.share(town.partner, note, "psp", fields).status == 303);
    // The municipality's coordinator sits there and sees it, and passes it on to nobody.
    const auto seen = town.site.get_page(town.coordinator, person + "/oplysninger?formaal=psp");
    CHECK(has(seen, "Er i behandling."));
    const auto onward = town.share(town.coordinator, note, "psp",
                                   TownSite::share_fields(TownSite::police, "psp", "RPL115_1_2"));
    CHECK(onward.status == 403);
    CHECK(has(onward, sentence(Rule::R10)));
}

TEST_CASE("R11: a housing association takes no part in the exchange") {
    Shared town;
    town.check_refused(
        town.share(town.worker, town.note, "ssp",
                   TownSite::share_fields(TownSite::housing, "ssp_now", "RPL115_1_1")),
        Rule::R11, 403);
}

TEST_CASE("R13, R14: a consent must be there, must hold, and for exit be signed") {
    Shared town;
    const auto fields = TownSite::share_fields(TownSite::police, "ssp_now", "CONSENT");
    town.check_refused(town.share(town.worker, town.note, "ssp", fields), Rule::R13_missing, 422);
    const auto given = town.site.post(town.worker, town.person + "/samtykker/ny",
                                      {{"formaal", "ssp"},
                                       {"giver", "person"},
                                       {"data", "Om fritiden, til politiet"},
                                       {"receiver_cvr", std::string(TownSite::police)},
                                       {"forum", "ssp"},
                                       {"manner", "signed_on_paper"},
                                       {"text_version", "2024-1"},
                                       {"given_on", "2024-11-12"}});
    REQUIRE(given.status == 303);
    CHECK(town.share(town.worker, town.note, "ssp", fields).status == 303);
    CHECK(has(town.partner_sees(), words));
    // Withdrawn: closed to who had it, with the day, and nothing new on it.
    REQUIRE(town.site.post(town.worker, town.person + "/samtykker/1/tilbage", {{"formaal", "ssp"}})
                .status == 303);
    CHECK(town.partner_sees().status == 404);
    const std::string withdrawn =
        "Samtykket er trukket tilbage den 12.11.2024. Oplysninger kan ikke deles på dette "
        "grundlag.";
    CHECK(has(town.partner.get(town.note + "?formaal=ssp"), withdrawn));
    const auto again = town.share(town.worker, town.note, "ssp", fields);
    CHECK(again.status == 403);
    CHECK(has(again, withdrawn));
    CHECK(town.count("select count(*) from disclosure") == 1);
    town.add_seat(Role::partner, TownSite::police, "exit");
    const auto exit = town.share(town.worker, town.note, "ssp",
                                 TownSite::share_fields(TownSite::police, "exit", "CONSENT"));
    CHECK(exit.status == 403);
    CHECK(has(exit, sentence(Rule::R14)));
}

TEST_CASE("R15: an offence needs its own ground, to be written and to be shared") {
    Shared town;
    // For support no offences are kept at all.
    const auto written = town.site.post(town.worker, town.person + "/oplysninger/ny",
                                        {{"formaal", "support"},
                                         {"text", "Sigtet for hærværk."},
                                         {"data_class", "offence"},
                                         {"offence", "charged"},
                                         {"noted_on", "2024-11-10"}});
    CHECK(written.status == 403);
    CHECK(has(written, sentence(Rule::R15)));
    CHECK(has(written, "Sigtet for hærværk."));
    const std::string offence =
        town.add_note(town.worker, town.person, "ssp", "Sigtet for hærværk.", "offence", "charged");
    const std::string support = town.person + "/oplysninger?formaal=support";
    CHECK_FALSE(has(town.site.get_page(town.worker, support), "hærværk"));
    const auto own = town.site.get_page(town.worker, town.person + "/oplysninger?formaal=ssp");
    CHECK(has(own, "Sigtet for hærværk."));
    CHECK(has(own, "ikke afklaret"));
    auto fields = TownSite::share_fields(TownSite::police, "ssp_now", "RPL115_1_1");
    town.check_refused(town.share(town.worker, offence, "ssp", fields), Rule::R15, 403);
    fields.emplace_back("further", "DBL8_2_2");
    CHECK(town.share(town.worker, offence, "ssp", fields).status == 303);
    CHECK(has(town.partner_sees(), "Sigtet for hærværk."));
}

TEST_CASE("R16: a dropped charge is hidden from everyone at once, and for ever") {
    Shared town;
    const std::string offence =
        town.add_note(town.worker, town.person, "ssp", "Sigtet for hærværk.", "offence", "charged");
    auto fields = TownSite::share_fields(TownSite::police, "ssp_now", "RPL115_1_1");
    fields.emplace_back("further", "DBL8_2_2");
    REQUIRE(town.share(town.worker, offence, "ssp", fields).status == 303);
    const std::string settle = offence + "/sigtelse?formaal=ssp";
    CHECK(town.site.post(town.partner, settle, {{"offence", "dropped"}}).status == 404);
    CHECK(has(town.partner_sees(), "hærværk"));
    REQUIRE(town.site.post(town.worker, settle, {{"offence", "dropped"}}).status == 303);
    CHECK(town.partner_sees().status == 404);
    for (auto* client : {&town.partner, &town.worker}) {
        const auto one = client->get(offence + "?formaal=ssp");
        CHECK(one.status == 403);
        CHECK(has(one, sentence(Rule::R16)));
        CHECK_FALSE(has(one, "hærværk"));
        for (const char* list : {"/oplysninger?formaal=ssp", "/videregivelser?formaal=ssp"})
            CHECK_FALSE(has(client->get(town.person + list), "hærværk"));
    }
    CHECK(town.site.post(town.worker, settle, {{"offence", "convicted"}}).status == 403);
    CHECK(town.share(town.worker, offence, "ssp", fields).status == 403);
    CHECK_FALSE(has(town.worker.get(town.person + "/oplysninger?formaal=ssp"), "hærværk"));
}

TEST_CASE("every page of notes is hidden from who has no relation, as an unknown person is") {
    Shared town;
    for (const char* page :
         {"/oplysninger", "/oplysninger/1", "/oplysninger/1/del", "/oplysninger/1/deles-ikke",
          "/videregivelser", "/tildelinger", "/oplysninger/ny"}) {
        CAPTURE(std::string(page));
        const auto hidden = town.coordinator.get(town.person + page + "?formaal=ssp");
        const auto unknown =
            town.coordinator.get("/personer/99" + std::string(page) + "?formaal=ssp");
        CHECK(hidden.status == 404);
        CHECK(unknown.status == 404);
        CHECK_FALSE(has(hidden, words));
        CHECK(town.worker.get(town.person + page + "?formaal=ssp").status == 200);
        // R02: without a purpose nothing is shown.
        const auto no_purpose = town.worker.get(town.person + page);
        CHECK(no_purpose.status == 422);
        CHECK(has(no_purpose, sentence(Rule::R02)));
        CHECK_FALSE(has(no_purpose, words));
    }
    CHECK(town.site.failures().empty());
}

TEST_CASE("the forms and lists of notes and sharing keep the rules of all pages") {
    Shared town;
    CHECK(town.share_with_police().status == 303);
    for (const char* page :
         {"/oplysninger", "/oplysninger/1", "/oplysninger/1/del", "/oplysninger/1/deles-ikke",
          "/videregivelser", "/tildelinger", "/oplysninger/ny"})
        town.site.get_page(town.worker, town.person + page + "?formaal=ssp");
    const auto broken = town.site.post(town.worker, town.person + "/oplysninger/ny",
                                       {{"formaal", "ssp"},
                                        {"text", "Bror til 610210-4501"},
                                        {"data_class", "personal"},
                                        {"noted_on", "2024-11-10"}});
    CHECK(broken.status == 422);
    CHECK(has(broken, "Skriv ikke personnumre her."));
}

TEST_CASE("more notes than a page holds are reached by the next one") {
    Shared town;
    for (int i = 0; i < 51; ++i)
        town.add_note(town.worker, town.person, "ssp", "Nummer " + std::to_string(i) + ".",
                      "personal");
    const std::string list = town.person + "/oplysninger?formaal=ssp";
    const auto first = town.site.get_page(town.worker, list);
    CHECK(has(first, "Nummer 50."));
    CHECK_FALSE(has(first, words));
    CHECK(has(town.site.get_page(town.worker, list + "&foer=3"), words));
}

#include "initiatives/story_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "initiatives/catalogue_store.h"
#include "initiatives/story_store.h"
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
    Site site{[this](access::Routes& routes) { add_story_routes(routes, current); }};
    Site::Client writer = site.client_as(Role::worker);
    Site::Client approver = site.client_as(Role::leader);

    World() {
        ImportRequest request;
        request.files = testing::sample_files();
        request.actor = "command";
        request.now = site.now();
        if (!import_catalogue(site.database(), request).mistakes.empty()) {
            throw std::logic_error("the sample has mistakes");
        }
    }

    // Writes one in the browser; returns its address.
    std::string write(Site::Client& client, const std::string& title) {
        const auto form = site.get_page(client, "/historier/ny");
        const auto answer = client.post(
            "/historier/ny", filled_form(form, "/historier/ny",
                                         {{"title", title},
                                          {"content", "Naboer og unge fandt en løsning."},
                                          {"initiative", "safety_walks"},
                                          {"year", "2024"},
                                          {"figures", "12 rolige aftener"}}));
        REQUIRE(answer.status == 303);
        const std::string location = answer.header("location");
        return location.substr(0, location.find('?'));
    }

    // Presses the button for a step on the story's page; the status of the answer.
    int press(Site::Client& client, const std::string& address, const std::string& step) {
        const auto page = site.get_page(client, address);
        const bool decision = step == "approve" || step == "publish" || step == "withdraw";
        Site::Fields fields = {{"step", step}, {"version", version_on(page)}};
        return site.post(client, address + (decision ? "/afgoerelse" : "/trin"), fields).status;
    }

    static std::string version_on(const Site::Response& page) {
        const std::string mark = "name=\"version\" value=\"";
        const std::size_t place = page.body.find(mark);
        if (place == std::string::npos) return "0";
        const std::size_t begin = place + mark.size();
        return page.body.substr(begin, page.body.find('"', begin) - begin);
    }

    void publish(const std::string& address) {
        REQUIRE(press(writer, address, "submit") == 303);
        REQUIRE(press(approver, address, "approve") == 303);
        REQUIRE(press(approver, address, "publish") == 303);
    }

    Story story() {
        store::ReadTransaction reading = site.database().read();
        return find_story(reading, 1).value();
    }
};

}  // namespace

TEST_CASE("who may see, write and approve stories") {
    World world;
    const std::string address = world.write(world.writer, "Byhaven blev rolig");
    world.publish(address);
    world.site.check_all_roles(web::Method::get, "/historier", Permission::see_stories);
    world.site.check_all_roles(web::Method::get, address, Permission::see_stories);
    world.site.check_all_roles(web::Method::get, "/historier/ny", Permission::write_stories);
    world.site.check_all_roles(web::Method::get, "/historier/slettede", Permission::write_stories);
    for (const char* part : {"/rediger", "/trin", "/slet", "/genskab"}) {
        CAPTURE(std::string(part));
        world.site.check_all_roles(web::Method::post, address + part, Permission::write_stories);
    }
    world.site.check_all_roles(web::Method::post, address + "/afgoerelse",
                               Permission::approve_stories);
    CHECK(world.site.full_scans().empty());
    CHECK(world.site.failures().empty());
}

TEST_CASE("from draft to publication, seen by everyone only at the end") {
    World world;
    auto visitor = world.site.anonymous();
    auto politician = world.site.client_as(Role::politician);
    const std::string address = world.write(world.writer, "Byhaven blev rolig");
    const std::string public_address = "/gode-historier/1";
    const auto hidden = [&] {
        CHECK(visitor.get(public_address).status == 404);
        CHECK_FALSE(has(world.site.get_page(visitor, "/gode-historier"), "Byhaven"));
        CHECK(politician.get(address).status == 404);
        CHECK_FALSE(has(world.site.get_page(politician, "/historier"), "Byhaven"));
    };
    hidden();
    CHECK(has(world.site.get_page(world.writer, "/historier?tilstand=draft"), "Byhaven"));
    CHECK_FALSE(has(world.site.get_page(world.writer, "/historier?tilstand=published"), "Byhaven"));
    CHECK(world.press(world.approver, address, "publish") == 409);
    REQUIRE(world.press(world.writer, address, "submit") == 303);
    hidden();
    REQUIRE(world.press(world.approver, address, "approve") == 303);
    hidden();
    REQUIRE(world.press(world.approver, address, "publish") == 303);

    const auto page = world.site.get_page(visitor, public_address);
    CHECK(has(page, "Byhaven blev rolig"));
    CHECK(has(page, "12 rolige aftener"));
    CHECK(has(page, "Tryghedsvandringer"));
    CHECK_FALSE(has(page, "Mette Medarbejder"));
    CHECK_FALSE(has(page, "Lone Leder"));
    CHECK_FALSE(has(page, "/indsatser/"));
    CHECK(has(world.site.get_page(visitor, "/gode-historier"), public_address));
    CHECK(has(world.site.get_page(politician, address), "Byhaven blev rolig"));
    CHECK_FALSE(has(world.site.get_page(politician, address), "Mette Medarbejder"));
    CHECK(has(world.site.get_page(world.writer, address), "Mette Medarbejder"));
    CHECK(world.site.trail_lines(trail::Action::sign) == 2);

    REQUIRE(world.press(world.approver, address, "withdraw") == 303);
    hidden();
    CHECK(world.story().state == StoryState::withdrawn);
}

TEST_CASE("nobody approves their own story") {
    World world;
    const std::string address = world.write(world.approver, "Min egen");
    REQUIRE(world.press(world.approver, address, "submit") == 303);
    const auto page = world.site.get_page(world.approver, address);
    CHECK(has(page, "En anden end den, der har skrevet historien, skal godkende den."));
    CHECK(world.press(world.approver, address, "approve") == 409);
    CHECK(world.story().state == StoryState::submitted);
    auto coordinator = world.site.client_as(Role::coordinator);
    CHECK(world.press(coordinator, address, "approve") == 303);
    CHECK(world.story().state == StoryState::approved);
}

TEST_CASE("a story with a civil registration number is refused everywhere") {
    World world;
    const std::string message = "Her må der ikke stå oplysninger om enkeltpersoner.";
    const auto form = world.site.get_page(world.writer, "/historier/ny");
    for (const char* field : {"title", "content", "figures"}) {
        CAPTURE(std::string(field));
        Site::Fields values = filled_form(
            form, "/historier/ny", {{"title", "Titel"}, {"content", "Tekst"}, {"year", "2024"}});
        std::erase_if(values, [&](const auto& value) { return value.first == field; });
        values.emplace_back(field, "Tak til 010190-1234");
        const auto page = world.writer.post("/historier/ny", values);
        CHECK(page.status == 422);
        CHECK(has(page, message));
        CHECK(has(page, "Tak til 010190-1234"));
    }
    {
        store::ReadTransaction reading = world.site.database().read();
        CHECK(list_stories(reading, {}).empty());
    }
    const std::string address = world.write(world.writer, "Fin historie");
    REQUIRE(world.press(world.writer, address, "submit") == 303);
    const auto page = world.site.get_page(world.approver, address);
    const auto refused = world.site.post(world.approver, address + "/afgoerelse",
                                         {{"step", "send_back"},
                                          {"version", World::version_on(page)},
                                          {"reason", "Se 010190-1234"}});
    CHECK(refused.status == 409);
    CHECK(has(refused, message));
}

TEST_CASE("missing and malformed fields come back with the form") {
    World world;
    const auto form = world.site.get_page(world.writer, "/historier/ny");
    const auto page = world.writer.post(
        "/historier/ny",
        filled_form(form, "/historier/ny",
                    {{"content", "Kun tekst <b>"}, {"year", "tyve"}, {"initiative", "no_such"}}));
    CHECK(page.status == 422);
    CHECK(has(page, "Skriv en overskrift."));
    CHECK(has(page, "Skriv et årstal med fire cifre."));
    CHECK(has(page, "Vælg en indsats fra listen."));
    CHECK(has(page, "Kun tekst &lt;b&gt;"));
}

TEST_CASE("changing, undoing, deleting and bringing back") {
    World world;
    const std::string address = world.write(world.writer, "Første titel");
    const std::string edit = address + "/rediger";
    const auto form = world.site.get_page(world.writer, edit);
    REQUIRE(world.writer.post(edit, form_values(form, edit)).status == 303);
    CHECK(world.story().version == 1);
    REQUIRE(world.writer.post(edit, filled_form(form, edit, {{"title", "Anden titel"}})).status ==
            303);
    CHECK(world.story().text.title == "Anden titel");
    auto page = world.site.get_page(world.writer, address);
    CHECK(has(page, "<del>Første titel</del>"));

    REQUIRE(
        world.writer.post(address + "/genskab", form_values(page, address + "/genskab")).status ==
        303);
    CHECK(world.story().text.title == "Første titel");

    page = world.site.get_page(world.writer, address);
    REQUIRE(world.writer.post(address + "/slet", form_values(page, address + "/slet")).status ==
            303);
    CHECK(world.story().deleted);
    CHECK_FALSE(has(world.site.get_page(world.writer, "/historier"), "Første titel"));
    CHECK(has(world.site.get_page(world.writer, "/historier/slettede"), "Første titel"));
    page = world.site.get_page(world.writer, address);
    REQUIRE(
        world.writer.post(address + "/genskab", form_values(page, address + "/genskab")).status ==
        303);
    CHECK_FALSE(world.story().deleted);
    CHECK(world.site.trail_lines(trail::Action::remove) == 1);
    CHECK(world.site.trail_lines(trail::Action::restore) == 2);

    REQUIRE(world.press(world.writer, address, "submit") == 303);
    CHECK(world.writer.get(edit).status == 409);
    CHECK(world.site.post(world.writer, address + "/slet", {{"version", "6"}}).status == 409);
    REQUIRE(world.press(world.writer, address, "send_back") == 303);
    CHECK(world.story().state == StoryState::draft);
}

TEST_CASE("two who edit the same story meet on a page that lets them choose") {
    World world;
    const std::string address = world.write(world.writer, "Fælles");
    const std::string edit = address + "/rediger";
    auto other = world.site.client_as(Role::coordinator);
    const auto mine = world.site.get_page(world.writer, edit);
    const auto theirs = world.site.get_page(other, edit);
    REQUIRE(other.post(edit, filled_form(theirs, edit, {{"title", "Deres titel"}})).status == 303);
    const auto conflict = world.writer.post(
        edit, filled_form(mine, edit, {{"title", "Min titel"}, {"figures", "Nye tal"}}));
    CHECK(conflict.status == 409);
    CHECK(has(conflict, "Deres titel"));
    CHECK(has(conflict, "Min titel"));
    REQUIRE(world.writer.post(edit, form_values(conflict, edit)).status == 303);
    CHECK(world.story().text.title == "Min titel");
    CHECK(world.story().text.figures == "Nye tal");
    CHECK(world.story().text.initiative == "safety_walks");

    const auto page = world.site.get_page(world.writer, address);
    const Site::Fields stale = {{"step", "submit"}, {"version", "1"}};
    CHECK(world.site.post(world.writer, address + "/trin", stale).status == 409);
    CHECK(world.story().state == StoryState::draft);
}

TEST_CASE("the public list goes on page by page") {
    World world;
    {
        store::WriteTransaction writing = world.site.database().write();
        const std::int64_t account = world.site.account_id(Role::worker);
        for (int i = 1; i <= 25; ++i) {
            const base::Instant at = world.site.now() + std::chrono::minutes(i);
            const std::int64_t id = add_story(
                writing, {"Historie nummer " + std::to_string(i), "Tekst", "", "", 2024, ""},
                {account, at, 0, ""});
            const Story story = find_story(writing, id).value();
            REQUIRE(move_story(writing, story, StoryState::published, {account, at, 1, ""}));
        }
        writing.commit();
    }
    auto visitor = world.site.anonymous();
    const auto first = world.site.get_page(visitor, "/gode-historier");
    CHECK(has(first, "Historie nummer 25"));
    CHECK_FALSE(has(first, "Historie nummer 5<"));
    const std::size_t link = first.body.find("/gode-historier?foer=");
    REQUIRE(link != std::string::npos);
    std::string next = first.body.substr(link, first.body.find('"', link) - link);
    for (std::size_t place = next.find("&amp;"); place != std::string::npos;
         place = next.find("&amp;")) {
        next.replace(place, 5, "&");
    }
    const auto second = world.site.get_page(visitor, next);
    CHECK(has(second, "Historie nummer 5<"));
    CHECK_FALSE(has(second, "Historie nummer 25"));
    CHECK(world.site.full_scans().empty());
}

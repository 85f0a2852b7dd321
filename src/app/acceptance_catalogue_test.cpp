#include <doctest/doctest.h>

#include <string>

#include "app/testing/town.h"

using app::testing::holds;
using app::testing::town;

TEST_CASE(
    "[row A1] the four goals stand with both periods' wordings, and an initiative keeps its "
    "identity") {
    auto worker = town().client_as("medarbejder");
    const auto goals = town().page(worker, "/maal");
    CHECK(holds(goals, "2014"));
    CHECK(holds(goals, "2024"));
    // One initiative, two names and two goals, on one page.
    const auto compared = town().page(worker, "/indsatser/youth_job_with_mentor/sammenlign");
    CHECK(holds(compared, "erhvervsmentor"));
    CHECK(holds(compared, "mentorstøtte"));
    // The same list read by period: the goal tables differ.
    CHECK(holds(town().page(worker, "/indsatser?aar=2014"), "/indsatser/fire_cadets"));
    CHECK_FALSE(holds(town().page(worker, "/indsatser?aar=2014"), "/indsatser/leisure_pass"));
    CHECK(holds(town().page(worker, "/indsatser?aar=2024"), "/indsatser/leisure_pass"));
}

TEST_CASE(
    "[row A6] the plan can be read by every principle and by the prevention council's levels") {
    auto worker = town().client_as("medarbejder");
    const auto principles = town().page(worker, "/principper");
    CHECK(holds(principles, "/indsatser/"));
    const auto levels = town().page(worker, "/forebyggelsesmodel");
    CHECK(holds(levels, "/indsatser/"));
    // A coordinator changes an initiative in the browser; the history keeps the old wording.
    auto coordinator = town().client_as("koordinator");
    const std::string edit = "/indsatser/good_stories/rediger";
    const auto form = town().page(coordinator, edit);
    CHECK(holds(form, "Formål"));
    CHECK(worker.get(edit).status == 403);
}

TEST_CASE("[row A10] the glossary answers in both languages") {
    auto worker = town().client_as("medarbejder");
    CHECK(holds(town().page(worker, "/ordliste?q=recidiv"), "ecidiv"));
    auto english = town().client_as("medarbejder");
    english.get("/sprog?til=en&side=/ordliste");
    const auto page = town().page(english, "/ordliste");
    CHECK(holds(page, "lang=\"en\""));
    english.get("/sprog?til=da&side=/ordliste");
}

TEST_CASE("[row A10, B5] a good story is written, approved by another, and published to everyone") {
    auto worker = town().client_as("medarbejder");
    const auto saved =
        town().send(worker, "/historier/ny", "/historier/ny",
                    {{"title", "Lyset blev tændt på stien"},
                     {"content", "Beboerne fik nye lamper, og flere går tur om aftenen."},
                     {"initiative", "good_stories"},
                     {"year", "2025"},
                     {"figures", "12 nye lamper"}});
    REQUIRE(saved.status == 200);
    const std::string path = saved.target.substr(0, saved.target.find('?'));
    town().send(worker, path, path + "/trin", {});
    auto nobody = town().anonymous();
    CHECK_FALSE(holds(nobody.get("/gode-historier"), "Lyset blev tændt"));
    auto coordinator = town().client_as("koordinator");
    town().press(coordinator, path, path + "/afgoerelse", {{"step", "approve"}, {"version", "2"}});
    town().press(coordinator, path, path + "/afgoerelse", {{"step", "publish"}, {"version", "3"}});
    CHECK(holds(town().page(nobody, "/gode-historier"), "Lyset blev tændt"));
}

TEST_CASE(
    "[row F3] an ended initiative stays in the record and in its year, and takes nothing new") {
    auto worker = town().client_as("medarbejder");
    CHECK(holds(town().page(worker, "/indsatser?aar=2024"), "/indsatser/street_work_visibility"));
    const auto page = town().page(worker, "/indsatser/street_work_visibility");
    CHECK(holds(page, "2024"));
    CHECK(
        holds(town().page(worker, "/aktiviteter?indsats=street_work_visibility&aar=2024"), "2024"));
    CHECK_FALSE(holds(town().page(worker, "/"), "value=\"street_work_visibility\""));
}

#include "app/testing/record_journey.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "app/testing/town.h"
#include "web/testing/page_form.h"

namespace app::testing {
namespace {

const std::string mine = "Rettet af den første.";
const std::string theirs = "Rettet af den anden.";

std::string value_in_form(const RecordJourney& record, std::string_view field) {
    auto worker = town().client_as("medarbejder");
    const std::string edit = record.path + "/rediger";
    for (const auto& [name, value] : web::testing::form_values(town().page(worker, edit), edit))
        if (name == field) return value;
    return "no such field";
}

std::string words_in_form(const RecordJourney& record) {
    return value_in_form(record, record.field);
}

void correct_at_the_same_time(const RecordJourney& record) {
    auto worker = town().client_as("medarbejder");
    auto coordinator = town().client_as("koordinator");
    const std::string edit = record.path + "/rediger";
    const auto opened = town().page(coordinator, edit);
    const auto corrected = town().send(worker, edit, edit, {{record.field, mine}});
    CHECK(path_of(corrected) == record.path);
    CHECK(holds(corrected, mine));
    CHECK(holds(corrected, record.words));  // in the history
    const auto conflict = town().send_from(coordinator, opened, edit, {{record.field, theirs}});
    CHECK(conflict.status == 409);
    CHECK(holds(conflict, "Maja Lindgren"));
    CHECK(holds(conflict, mine));
    CHECK(holds(conflict, theirs));
    CHECK(words_in_form(record) == mine);
    const auto chosen =
        town().send_from(coordinator, conflict, edit, {{"choose." + record.field, "mine"}});
    CHECK(path_of(chosen) == record.path);
    CHECK(words_in_form(record) == theirs);
    CHECK(holds(chosen, "Jonas Agerholm"));
}

void undo(const RecordJourney& record) {
    auto worker = town().client_as("medarbejder");
    const std::string version = value_in_form(record, "version");
    const auto one_back = town().press(
        worker, record.path, record.path + "/genskab",
        {{"restore_version", std::to_string(std::stoll(version) - 1)}, {"version", version}});
    CHECK(path_of(one_back) == record.path);
    CHECK(words_in_form(record) == mine);
    town().send(worker, record.path + "/rediger", record.path + "/rediger",
                {{record.field, record.words}});
    CHECK(words_in_form(record) == record.words);
}

void remove_and_bring_back(const RecordJourney& record) {
    auto worker = town().client_as("medarbejder");
    // A version someone else has moved on from is not deleted.
    CHECK(town().press(worker, record.path, record.path + "/slet", {{"version", "1"}}).status ==
          409);
    town().send(worker, record.path, record.path + "/slet", {});
    CHECK(worker.get(record.path + "/rediger").status == 404);
    auto analyst = town().client_as("analytiker");
    CHECK(analyst.get(record.path).status == 404);
    const std::string deleted = record.path.substr(0, record.path.rfind('/')) + "/slettede";
    CHECK(holds(town().page(worker, deleted), record.path));
    const auto back = town().press(worker, deleted, record.path + "/genskab", {});
    CHECK(holds(back, "Slettet"));  // in the history
    CHECK(words_in_form(record) == record.words);
    CHECK_FALSE(holds(town().page(worker, deleted), "\"" + record.path + "\""));
}

void stay_out(const RecordJourney& record) {
    auto analyst = town().client_as("analytiker");
    const auto shown = town().page(analyst, record.path);
    CHECK(holds(shown, record.words));
    for (const char* step : {"/rediger", "/slet", "/genskab"}) {
        CHECK_FALSE(holds(shown, record.path + step));
        CHECK(town().press(analyst, "/konto", record.path + step, {{"version", "1"}}).status ==
              403);
    }
    for (const char* other : {"politiker", "administrator"}) {
        auto client = town().client_as(other);
        CHECK(client.get(record.path).status == 403);
    }
    auto nobody = town().anonymous();
    CHECK(path_of(nobody.get(record.path)) == "/log-ind");
}

}  // namespace

void check_journey(const RecordJourney& record) {
    CAPTURE(record.path);
    correct_at_the_same_time(record);
    undo(record);
    remove_and_bring_back(record);
    stay_out(record);
    std::set<trail::Action> actions;
    const std::string id = record.path.substr(record.path.rfind('/') + 1);
    for (const trail::StoredLine& line : town().trail_of(record.kind))
        if (line.line.subject_id == id) actions.insert(line.line.action);
    CHECK(actions == std::set{trail::Action::create, trail::Action::change, trail::Action::remove,
                              trail::Action::restore});
}

}  // namespace app::testing

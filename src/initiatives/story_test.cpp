#include "initiatives/story.h"

#include <doctest/doctest.h>

#include "initiatives/testing/sample_catalogue.h"

using namespace initiatives;

namespace {

constexpr std::int64_t writer = 1;
constexpr std::int64_t editor = 2;
constexpr std::int64_t approver = 3;

StoryActor actor(std::int64_t account_id, access::Role role) {
    return {account_id, access::permissions_of(role)};
}

Story story_in(StoryState state) {
    Story story;
    story.id = 7;
    story.state = state;
    story.written_by = writer;
    story.edited_by = editor;
    return story;
}

std::string code_of(const base::Result<StoryState>& result) {
    return result ? std::string(story_state_code(*result)) : result.error().code;
}

StoryText fine_text() {
    return {"Byhaven blev rolig",
            "Naboer og unge aftalte, hvornår der spilles musik.",
            "safety_walks",
            "town_centre",
            2024,
            "12 aftener uden klager"};
}

}  // namespace

TEST_CASE("a story moves only as stated") {
    using enum StoryState;
    using enum StoryStep;
    struct Way {
        StoryState from;
        StoryStep step;
        const char* expected;
    };
    const StoryActor leader = actor(approver, access::Role::leader);
    for (const Way& way :
         {Way{draft, submit, "submitted"},         Way{draft, approve, "wrong_state"},
          Way{draft, publish, "wrong_state"},      Way{draft, withdraw, "wrong_state"},
          Way{draft, reopen, "wrong_state"},       Way{draft, send_back, "wrong_state"},
          Way{submitted, submit, "wrong_state"},   Way{submitted, approve, "approved"},
          Way{submitted, send_back, "draft"},      Way{submitted, publish, "wrong_state"},
          Way{submitted, withdraw, "wrong_state"}, Way{approved, publish, "published"},
          Way{approved, send_back, "draft"},       Way{approved, approve, "wrong_state"},
          Way{published, withdraw, "withdrawn"},   Way{published, send_back, "wrong_state"},
          Way{published, publish, "wrong_state"},  Way{published, reopen, "wrong_state"},
          Way{withdrawn, reopen, "draft"},         Way{withdrawn, publish, "wrong_state"}}) {
        CAPTURE(std::string(story_state_code(way.from)));
        CAPTURE(std::string(story_step_code(way.step)));
        CHECK(code_of(state_after(story_in(way.from), way.step, leader)) == way.expected);
    }
    Story deleted = story_in(draft);
    deleted.deleted = true;
    CHECK(code_of(state_after(deleted, submit, leader)) == "wrong_state");
    CHECK(possible_steps(deleted, leader).empty());
}

TEST_CASE("nobody approves a story they wrote or edited") {
    const Story submitted = story_in(StoryState::submitted);
    for (const std::int64_t own : {writer, editor}) {
        CHECK(code_of(state_after(submitted, StoryStep::approve,
                                  actor(own, access::Role::leader))) == "own_story");
    }
    CHECK(code_of(state_after(submitted, StoryStep::approve,
                              actor(approver, access::Role::coordinator))) == "approved");
    CHECK(code_of(state_after(submitted, StoryStep::approve,
                              actor(approver, access::Role::worker))) == "approve_stories");
}

TEST_CASE("who may do what with a story") {
    const StoryActor worker = actor(writer, access::Role::worker);
    const StoryActor other = actor(9, access::Role::worker);
    const StoryActor analyst = actor(4, access::Role::analyst);
    CHECK(possible_steps(story_in(StoryState::draft), worker) ==
          std::vector<StoryStep>{StoryStep::submit});
    CHECK(possible_steps(story_in(StoryState::submitted), worker) ==
          std::vector<StoryStep>{StoryStep::send_back});
    CHECK(possible_steps(story_in(StoryState::submitted), other).empty());
    CHECK(possible_steps(story_in(StoryState::approved), worker).empty());
    CHECK(possible_steps(story_in(StoryState::published), worker).empty());
    CHECK(possible_steps(story_in(StoryState::draft), analyst).empty());

    CHECK(may_change_text(story_in(StoryState::draft), other));
    CHECK_FALSE(may_change_text(story_in(StoryState::submitted), other));
    CHECK(may_change_text(story_in(StoryState::draft), analyst).error().code == "write_stories");
    CHECK(may_delete(story_in(StoryState::withdrawn), other));
    CHECK(may_delete(story_in(StoryState::published), other).error().code == "wrong_state");
    CHECK(may_delete(story_in(StoryState::draft), analyst).error().code == "write_stories");
}

TEST_CASE("what is not published is seen by those who write") {
    for (const access::Role role :
         {access::Role::politician, access::Role::analyst, access::Role::data_protection_officer}) {
        const access::Permissions permissions = access::permissions_of(role);
        CHECK(may_see(story_in(StoryState::published), permissions));
        CHECK_FALSE(may_see(story_in(StoryState::draft), permissions));
        CHECK_FALSE(may_see(story_in(StoryState::withdrawn), permissions));
    }
    CHECK(may_see(story_in(StoryState::draft), access::permissions_of(access::Role::worker)));
    CHECK_FALSE(may_see(story_in(StoryState::published),
                        access::permissions_of(access::Role::administrator)));
    Story deleted = story_in(StoryState::published);
    deleted.deleted = true;
    CHECK_FALSE(may_see(deleted, access::permissions_of(access::Role::politician)));
}

TEST_CASE("a story's text is checked field by field") {
    const Catalogue catalogue = testing::sample_catalogue();
    CHECK(check_story(fine_text(), catalogue).empty());
    StoryText bare = fine_text();
    bare.initiative.clear();
    bare.district.clear();
    bare.figures.clear();
    CHECK(check_story(bare, catalogue).empty());

    struct Case {
        const char* field;
        const char* code;
        StoryText text;
    };
    const auto with = [](auto change) {
        StoryText text = fine_text();
        change(text);
        return text;
    };
    const Case cases[] = {
        {"title", "missing", with([](StoryText& t) { t.title.clear(); })},
        {"title", "too_long", with([](StoryText& t) { t.title = std::string(151, 'x'); })},
        {"title", "R12", with([](StoryText& t) { t.title = "Tak til 010190-1234"; })},
        {"content", "missing", with([](StoryText& t) { t.content.clear(); })},
        {"content", "too_long", with([](StoryText& t) { t.content = std::string(6001, 'x'); })},
        {"content", "R12", with([](StoryText& t) { t.content = "cpr 0101901234 hjalp"; })},
        {"initiative", "unknown_key", with([](StoryText& t) { t.initiative = "no_such"; })},
        {"district", "unknown_key", with([](StoryText& t) { t.district = "moon"; })},
        {"year", "year", with([](StoryText& t) { t.year = 24; })},
        {"figures", "too_long", with([](StoryText& t) { t.figures = std::string(1001, 'x'); })},
        {"figures", "R12", with([](StoryText& t) { t.figures = "010190 1234"; })},
    };
    for (const Case& c : cases) {
        const base::FieldErrors errors = check_story(c.text, catalogue);
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].field == c.field);
        CHECK(errors[0].error.code == c.code);
    }
    CHECK(check_story(with([](StoryText& t) { t.title = "Kl. 18.00 den 3. maj, 12 voksne"; }),
                      catalogue)
              .empty());
}

TEST_CASE("codes of states and steps lead back") {
    for (const char* code : {"draft", "submitted", "approved", "published", "withdrawn"}) {
        CHECK(story_state_code(story_state_of(code).value()) == code);
    }
    for (const char* code : {"submit", "send_back", "approve", "publish", "withdraw", "reopen"}) {
        CHECK(story_step_code(story_step_of(code).value()) == code);
        CHECK_FALSE(story_step_name(story_step_of(code).value()).empty());
    }
    CHECK_FALSE(story_state_of("deleted"));
    CHECK_FALSE(story_step_of(""));
}

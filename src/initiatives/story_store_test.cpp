#include "initiatives/story_store.h"

#include <doctest/doctest.h>

#include "initiatives/story_facts.h"
#include "initiatives/testing/accounts.h"
#include "initiatives/testing/catalogue_database.h"
#include "initiatives/testing/sample_catalogue.h"

using namespace initiatives;

namespace {

base::Instant at(int minute) {
    return *base::parse_instant("2025-03-01T10:00:00.000Z") + std::chrono::minutes(minute);
}

struct World {
    testing::CatalogueDatabase database;
    std::int64_t writer = 0;
    std::int64_t leader = 0;

    World() {
        database.import(testing::sample_files(), at(0));
        writer = testing::add_account(*database, "writer", access::Role::worker);
        leader = testing::add_account(*database, "leader", access::Role::leader);
    }

    std::int64_t add(const std::string& title, int minute, const std::string& initiative = "") {
        store::WriteTransaction transaction = database->write();
        const std::int64_t id = add_story(transaction, {title, "Tekst", initiative, "", 2024, ""},
                                          {writer, at(minute), 0, ""});
        transaction.commit();
        return id;
    }

    Story find(std::int64_t id) {
        store::ReadTransaction transaction = database->read();
        return find_story(transaction, id).value();
    }

    base::Result<void> move(std::int64_t id, StoryState to, int minute, std::int64_t by) {
        const Story story = find(id);
        store::WriteTransaction transaction = database->write();
        auto moved = move_story(transaction, story, to, {by, at(minute), story.version, "fordi"});
        if (moved) transaction.commit();
        return moved;
    }

    void publish(std::int64_t id, int minute) {
        REQUIRE(move(id, StoryState::submitted, minute, writer));
        REQUIRE(move(id, StoryState::approved, minute, leader));
        REQUIRE(move(id, StoryState::published, minute, leader));
    }

    std::vector<history::Version> versions(std::int64_t id) {
        store::ReadTransaction transaction = database->read();
        return history::versions(transaction, story_kind, id);
    }
};

}  // namespace

TEST_CASE("a story keeps every version from draft to publication") {
    World world;
    const std::int64_t id = world.add("Første", 1, "safety_walks");
    Story story = world.find(id);
    CHECK(story.version == 1);
    CHECK(story.state == StoryState::draft);
    CHECK(story.written_by == world.writer);
    {
        store::WriteTransaction transaction = world.database->write();
        StoryText text = story.text;
        text.title = "Anden";
        REQUIRE(change_story(transaction, story, text, {world.leader, at(2), 1, ""}));
        CHECK(change_story(transaction, story, text, {world.leader, at(2), 1, ""}).error().code ==
              "version_conflict");
        transaction.commit();
    }
    story = world.find(id);
    CHECK(story.text.title == "Anden");
    CHECK(story.edited_by == world.leader);
    CHECK(story.written_by == world.writer);
    world.publish(id, 3);
    story = world.find(id);
    CHECK(story.state == StoryState::published);
    CHECK(story.approved_by == world.leader);
    CHECK(story.published_at == at(3));

    const auto versions = world.versions(id);
    REQUIRE(versions.size() == 5);
    CHECK(versions[0].content.at("state") == "published");
    CHECK(versions[0].content.at("reason") == "fordi");
    CHECK(story_text(versions[4].content).title == "Første");
    CHECK(story_text(versions[4].content).initiative == "safety_walks");
    CHECK(versions[3].change == history::Change::changed);
}

TEST_CASE("withdrawing and reopening ends the approval") {
    World world;
    const std::int64_t id = world.add("Historie", 1);
    world.publish(id, 2);
    REQUIRE(world.move(id, StoryState::withdrawn, 3, world.leader));
    REQUIRE(world.move(id, StoryState::draft, 4, world.writer));
    const Story story = world.find(id);
    CHECK_FALSE(story.approved_by);
    CHECK_FALSE(story.published_at);
}

TEST_CASE("a deleted story is out of every list and can come back as a draft") {
    World world;
    const std::int64_t id = world.add("Væk", 1);
    const auto in_lists = [&] {
        store::ReadTransaction transaction = world.database->read();
        return list_stories(transaction, {}).size() +
               list_stories(transaction, {.state = StoryState::draft}).size();
    };
    CHECK(in_lists() == 2);
    {
        store::WriteTransaction transaction = world.database->write();
        const Story story = find_story(transaction, id).value();
        REQUIRE(delete_story(transaction, story, {world.writer, at(2), 1, ""}));
        CHECK(delete_story(transaction, story, {world.writer, at(2), 1, ""}).error().code ==
              "version_conflict");
        transaction.commit();
    }
    CHECK(in_lists() == 0);
    {
        store::ReadTransaction transaction = world.database->read();
        CHECK(list_stories(transaction, {.deleted = true}).size() == 1);
    }
    CHECK(world.find(id).deleted);
    CHECK(world.versions(id).front().change == history::Change::removed);
    {
        store::WriteTransaction transaction = world.database->write();
        const Story story = find_story(transaction, id).value();
        REQUIRE(undelete_story(transaction, story, {world.writer, at(3), 2, ""}));
        transaction.commit();
    }
    CHECK(in_lists() == 2);
    CHECK(world.find(id).state == StoryState::draft);
}

TEST_CASE("lists go on below where they stopped, and only what is published counts") {
    World world;
    std::vector<std::int64_t> ids;
    for (int i = 1; i <= 5; ++i) {
        ids.push_back(world.add("Nr. " + std::to_string(i), i, i < 4 ? "safety_walks" : ""));
    }
    for (int i = 0; i < 4; ++i) world.publish(ids[static_cast<std::size_t>(i)], 10 + i);

    store::ReadTransaction transaction = world.database->read();
    const auto first = list_stories(transaction, {.limit = 2});
    REQUIRE(first.size() == 2);
    CHECK(first[0].id == ids[4]);
    CHECK(list_stories(transaction, {.before = first[1].id}).size() == 3);

    const auto published = published_stories(transaction, 3);
    REQUIRE(published.size() == 3);
    CHECK(published[0].id == ids[3]);
    const auto rest = published_stories(
        transaction, 3, PublishedPlace{*published[2].published_at, published[2].id});
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].id == ids[0]);
    CHECK(published_stories_of(transaction, "safety_walks").size() == 3);
    CHECK(published_stories_of(transaction, "street_work").empty());

    const auto counts = story_counts(transaction, 2024);
    REQUIRE(counts.size() == 2);
    CHECK(counts[0].initiative.empty());
    CHECK(counts[0].stories == 1);
    CHECK(counts[1].initiative == "safety_walks");
    CHECK(counts[1].stories == 3);
    CHECK(story_counts(transaction, 2023).empty());
    CHECK_FALSE(find_story(transaction, 999));
}

TEST_CASE("no list of stories reads the whole table") {
    World world;
    world.publish(world.add("En", 1, "safety_walks"), 2);
    const auto before = world.database->statistics().full_scan_steps;
    store::ReadTransaction transaction = world.database->read();
    list_stories(transaction, {});
    list_stories(transaction, {.state = StoryState::draft});
    list_stories(transaction, {.deleted = true});
    published_stories(transaction, 10);
    published_stories_of(transaction, "safety_walks");
    story_counts(transaction, 2024);
    find_story(transaction, 1);
    CHECK(world.database->statistics().full_scan_steps == before);
}

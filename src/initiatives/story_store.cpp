#include "initiatives/story_store.h"

#include <algorithm>
#include <charconv>

namespace initiatives {

namespace {

constexpr std::string_view columns =
    "select id, version, title, content, initiative_key, district_key, year, figures, state,"
    " written_by, edited_by, approved_by, changed_at, published_at, deleted from good_story";

Story story_in(const store::Row& row) {
    Story story;
    story.id = row.integer(0);
    story.version = row.integer(1);
    story.text.title = row.text(2);
    story.text.content = row.text(3);
    story.text.initiative = row.optional_text(4).value_or("");
    story.text.district = row.text(5);
    story.text.year = static_cast<int>(row.integer(6));
    story.text.figures = row.text(7);
    story.state = story_state_of(row.text_view(8)).value();
    story.written_by = row.integer(9);
    story.edited_by = row.integer(10);
    story.approved_by = row.optional_integer(11);
    story.changed_at = base::parse_instant(row.text_view(12)).value();
    if (const auto at = row.optional_text(13)) story.published_at = base::parse_instant(*at);
    story.deleted = row.integer(14) != 0;
    return story;
}

std::vector<Story> stories_in(store::Rows rows) {
    std::vector<Story> stories;
    for (const store::Row& row : rows) stories.push_back(story_in(row));
    return stories;
}

std::string select_where(std::string_view rest) {
    return std::string(columns) + " where " + std::string(rest);
}

std::optional<std::string_view> stored_key(const std::string& key) {
    if (key.empty()) return std::nullopt;
    return key;
}

void save_version(store::WriteTransaction& transaction, std::int64_t id, std::int64_t number,
                  history::Change kind, const StoryText& text, StoryState state,
                  const StoryChange& change) {
    history::Version version;
    version.version = number;
    version.change = kind;
    version.account_id = change.account_id;
    version.at = change.now;
    version.content = story_snapshot(text);
    version.content["state"] = story_state_code(state);
    if (!change.reason.empty()) version.content["reason"] = change.reason;
    history::save(transaction, story_kind, id, version);
}

base::Error changed_meanwhile() {
    return base::refuse("version_conflict", "En anden har ændret historien, siden du åbnede den.");
}

base::Result<void> store_state(store::WriteTransaction& transaction, const Story& changed,
                               history::Change kind, const StoryChange& change) {
    std::optional<std::string> published_at;
    if (changed.published_at) published_at = base::iso_instant(*changed.published_at);
    const auto rows = transaction.execute(
        "update good_story set version = version + 1, state = $3, approved_by = $4,"
        " published_at = $5, deleted = $6, changed_at = $7 where id = $1 and version = $2",
        changed.id, change.expected_version, story_state_code(changed.state), changed.approved_by,
        published_at, changed.deleted ? 1 : 0, base::iso_instant(change.now));
    if (rows == 0) return changed_meanwhile();
    save_version(transaction, changed.id, change.expected_version + 1, kind, changed.text,
                 changed.state, change);
    return {};
}

}  // namespace

history::Snapshot story_snapshot(const StoryText& text) {
    return {{"title", text.title},
            {"content", text.content},
            {"initiative", text.initiative},
            {"district", text.district},
            {"year", text.year == 0 ? "" : std::to_string(text.year)},
            {"figures", text.figures}};
}

StoryText story_text(const history::Snapshot& snapshot) {
    const auto value = [&](const char* key) {
        const auto found = snapshot.find(key);
        return found == snapshot.end() ? std::string() : found->second;
    };
    StoryText text{value("title"),  value("content"), value("initiative"), value("district"), 0,
                   value("figures")};
    const std::string year = value("year");
    const auto [end, problem] = std::from_chars(year.data(), year.data() + year.size(), text.year);
    if (problem != std::errc() || end != year.data() + year.size()) text.year = 0;
    return text;
}

std::int64_t add_story(store::WriteTransaction& transaction, const StoryText& text,
                       const StoryChange& change) {
    const std::int64_t id =
        transaction
            .integer(
                "insert into good_story (version, title, content, initiative_key,"
                " district_key, year, figures, state, written_by, edited_by, changed_at)"
                " values (1, $1, $2, $3, $4, $5, $6, 'draft', $7, $7, $8) returning id",
                text.title, text.content, stored_key(text.initiative), text.district, text.year,
                text.figures, change.account_id, base::iso_instant(change.now))
            .value();
    save_version(transaction, id, 1, history::Change::created, text, StoryState::draft, change);
    return id;
}

base::Result<void> change_story(store::WriteTransaction& transaction, const Story& story,
                                const StoryText& text, const StoryChange& change,
                                history::Change kind) {
    const auto rows = transaction.execute(
        "update good_story set version = version + 1, title = $3, content = $4,"
        " initiative_key = $5, district_key = $6, year = $7, figures = $8, edited_by = $9,"
        " changed_at = $10 where id = $1 and version = $2",
        story.id, change.expected_version, text.title, text.content, stored_key(text.initiative),
        text.district, text.year, text.figures, change.account_id, base::iso_instant(change.now));
    if (rows == 0) return changed_meanwhile();
    save_version(transaction, story.id, change.expected_version + 1, kind, text, story.state,
                 change);
    return {};
}

base::Result<void> move_story(store::WriteTransaction& transaction, const Story& story,
                              StoryState to, const StoryChange& change) {
    Story moved = story;
    moved.state = to;
    if (to == StoryState::approved) moved.approved_by = change.account_id;
    if (to == StoryState::draft || to == StoryState::submitted) moved.approved_by.reset();
    if (to == StoryState::published) moved.published_at = change.now;
    if (to == StoryState::draft) moved.published_at.reset();
    return store_state(transaction, moved, history::Change::changed, change);
}

base::Result<void> delete_story(store::WriteTransaction& transaction, const Story& story,
                                const StoryChange& change) {
    Story deleted = story;
    deleted.deleted = true;
    return store_state(transaction, deleted, history::Change::removed, change);
}

base::Result<void> undelete_story(store::WriteTransaction& transaction, const Story& story,
                                  const StoryChange& change) {
    Story back = story;
    back.deleted = false;
    back.state = StoryState::draft;
    back.approved_by.reset();
    back.published_at.reset();
    return store_state(transaction, back, history::Change::restored, change);
}

std::optional<Story> find_story(store::Connection& connection, std::int64_t id) {
    store::Rows rows = connection.query(select_where("id = $1"), id);
    if (!rows.next()) return std::nullopt;
    return story_in(rows.row());
}

std::vector<Story> list_stories(store::Connection& connection, const StoryFilter& filter) {
    constexpr int most = 200;
    constexpr std::int64_t beyond_all = std::int64_t{1} << 60;
    const std::int64_t before = filter.before > 0 ? filter.before : beyond_all;
    const int limit = std::clamp(filter.limit, 1, most);
    if (filter.state && !filter.deleted) {
        return stories_in(connection.query(
            select_where("deleted = 0 and state = $1 and id < $2 order by id desc limit $3"),
            story_state_code(*filter.state), before, limit));
    }
    return stories_in(
        connection.query(select_where("deleted = $1 and id < $2 order by id desc limit $3"),
                         filter.deleted ? 1 : 0, before, limit));
}

std::vector<Story> published_stories(store::Connection& connection, int limit,
                                     const std::optional<PublishedPlace>& below) {
    constexpr int most = 200;
    constexpr std::string_view after_all = "9999";  // later than any year
    const std::string at = below ? base::iso_instant(below->published_at) : std::string(after_all);
    return stories_in(connection.query(
        select_where("deleted = 0 and state = 'published' and (published_at, id) < ($1, $2)"
                     " order by published_at desc, id desc limit $3"),
        at, below ? below->id : 0, std::clamp(limit, 1, most)));
}

std::vector<Story> published_stories_of(store::Connection& connection,
                                        std::string_view initiative) {
    return stories_in(
        connection.query(select_where("initiative_key = $1 and deleted = 0 and state = 'published'"
                                      " order by year desc limit 50"),
                         initiative));
}

}  // namespace initiatives

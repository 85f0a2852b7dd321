#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>

#include "app/testing/canary_oracle.h"
#include "app/testing/canary_town.h"
#include "app/testing/canary_words.h"
#include "app/testing/crawler.h"
#include "trail/look_up_index.h"

// Nobody sees what they may not, and everybody sees what they may: every field of every person,
// family and group holds a word of its own, and a crawler reads the whole program as each user.
namespace {

using namespace app::testing;
using access::SubjectKind;

// 60 persons here; TRYGBY_LEAK_PERSONS=2000 is the full size, with one and a half times as many
// disclosures.
std::size_t persons_wanted() {
    const char* wanted = std::getenv("TRYGBY_LEAK_PERSONS");
    return wanted ? static_cast<std::size_t>(std::atol(wanted)) : 60;
}

// All that one crawl of all users found out.
struct Findings {
    std::vector<std::string> leaks;
    std::vector<std::string> wrongly_hidden;
    std::set<std::string> shown_columns;
    std::set<std::string> sent_forms;
    std::set<std::string> reached;
    std::size_t requests = 0;
    std::size_t canaries = 0;  // that some user saw and might see
};

class LeakHunt {
  public:
    explicit LeakHunt(CanaryTown& town)
        : town_(town), oracle_(town.plan()), canaries_(canaries_of(town.plan())) {
        for (std::size_t i = 0; i < canaries_.size(); ++i)
            for (const std::string& token : canaries_[i].tokens) by_token_.emplace(token, i);
    }

    // What the POST forms of the program do is found out in a small town that is thrown away:
    // those that only show are sent in the real one.
    static std::set<std::string> showing_posts() {
        const Plan plan = make_canary_plan(6, 6, 7);
        CanaryTown scratch(plan);
        const web::Dispatcher& site = scratch.site().dispatcher();
        CrawlStart start;
        for (const web::Route& route : site.router.routes())
            if (route.method == web::Method::post) start.post_paths.insert(route.pattern);
        for (std::size_t i = 0; i < plan.persons.size(); ++i) {
            start.ids.push_back(std::to_string(i + 1));
            start.typed.push_back(plan.persons[i].given_names);
        }
        std::set<std::string> shows;
        for (const char* name : {"familie.a", "unge.a", "leder.familie", "raadgiver"}) {
            for (std::size_t user = 0; user < plan.users.size(); ++user)
                if (plan.users[user].username == name) start.cookie = scratch.sign_in(user);
            const Crawled crawled =
                crawl(site, start, {.pages_of_a_kind = 100, .forms_of_a_kind = 40, .words = 1});
            shows.insert(crawled.shown.begin(), crawled.shown.end());
            for (const std::string& pattern : crawled.changed) start.post_paths.erase(pattern);
        }
        std::erase_if(
            shows, [&](const std::string& pattern) { return !start.post_paths.contains(pattern); });
        return shows;
    }

    Findings run(const web::Dispatcher& site, const std::set<std::string>& posts,
                 std::vector<std::size_t> users = {}) {
        Findings findings;
        if (users.empty())
            for (std::size_t user = 0; user <= town_.plan().users.size(); ++user)
                users.push_back(user);
        std::vector<std::pair<std::size_t, std::map<std::string, std::string>>> all_seen;
        for (const std::size_t user : users) {
            const bool is_somebody = user < town_.plan().users.size();
            const std::vector<PlannedSubject> sample =
                is_somebody ? sample_for(user) : hidden_ones(user);
            CrawlStart start;
            if (is_somebody) start.cookie = town_.sign_in(user);
            start.ids = ids_of(sample);
            start.typed = typed_by(sample);
            start.post_paths = posts;
            Crawled crawled = crawl(site, start, limits());
            findings.requests += crawled.requests;
            findings.reached.insert(crawled.reached.begin(), crawled.reached.end());
            for (const std::string& failed : crawled.went_wrong)
                findings.leaks.push_back(name_of(user) + " 5xx at " + failed);
            for (const std::string& pattern : crawled.changed)
                findings.leaks.push_back(name_of(user) + " changed something with " + pattern);
            note_leaks(user, crawled.seen, findings);
            all_seen.emplace_back(user, std::move(crawled.seen));
        }
        for (const auto& [user, seen] : all_seen) note_hidden(user, seen, findings);
        return findings;
    }

  private:
    // More of each at full size.
    int scale() const { return town_.plan().persons.size() > 500 ? 4 : 1; }
    CrawlLimits limits() const {
        const auto times = static_cast<std::size_t>(scale());
        return {.pages_of_a_kind = 260 * times, .forms_of_a_kind = 60 * times};
    }

    std::string name_of(std::size_t user) const {
        return user < town_.plan().users.size() ? town_.plan().users[user].username : "nobody";
    }

    bool may_see(std::size_t user, const Canary& canary, CanaryOracle::Ways ways) {
        return user < town_.plan().users.size() && oracle_.may_see(user, canary, ways);
    }

    std::string place_of(const Canary& canary) const {
        std::string text = canary.table + "." + canary.column;
        for (const PlannedSubject& subject : canary.subjects)
            text += " of " + std::string(subject_kind_code(subject.kind)) + " " +
                    std::to_string(town_.row(subject));
        return text;
    }

    void note_leaks(std::size_t user, const std::map<std::string, std::string>& seen,
                    Findings& findings) {
        for (const auto& [token, where] : seen) {
            const auto found = by_token_.find(token);
            if (found == by_token_.end()) continue;
            const Canary& canary = canaries_[found->second];
            if (may_see(user, canary, CanaryOracle::Ways::anyhow)) {
                findings.shown_columns.insert(canary.table + "." + canary.column);
                ++findings.canaries;
            } else {
                findings.leaks.push_back(name_of(user) + " saw " + place_of(canary) + " at " +
                                         where);
            }
        }
    }

    // Of the sampled subjects, in columns that some page shows at all.
    void note_hidden(std::size_t user, const std::map<std::string, std::string>& seen,
                     Findings& findings) {
        if (user >= town_.plan().users.size()) return;
        const std::vector<PlannedSubject> subjects = sample_for(user);
        const std::set<PlannedSubject> sampled(subjects.begin(), subjects.end());
        for (const Canary& canary : canaries_) {
            bool in_sample = !canary.subjects.empty();
            for (const PlannedSubject& subject : canary.subjects)
                in_sample &= sampled.contains(subject);
            const bool is_shown =
                findings.shown_columns.contains(canary.table + "." + canary.column);
            if (!in_sample || !is_shown) continue;
            if (!may_see(user, canary, CanaryOracle::Ways::looking)) continue;
            if (!seen.contains(canary.tokens.front()))
                findings.wrongly_hidden.push_back(name_of(user) + " didn't find " +
                                                  place_of(canary));
        }
    }

    std::vector<PlannedSubject> all_subjects() const {
        std::vector<PlannedSubject> all;
        for (const SubjectKind kind :
             {SubjectKind::person, SubjectKind::family, SubjectKind::group})
            for (std::size_t i = 0; i < town_.plan().count_of(kind); ++i) all.push_back({kind, i});
        std::shuffle(all.begin(), all.end(), std::mt19937_64(town_.plan().persons.size()));
        return all;
    }

    // Some that the user may know, with those they are seen with, and some that he may not.
    std::vector<PlannedSubject> sample_for(std::size_t user) {
        const auto known = samples_.find(user);
        if (known != samples_.end()) return known->second;
        std::map<SubjectKind, int> open;
        std::map<SubjectKind, int> closed;
        std::vector<PlannedSubject> sample;
        for (const PlannedSubject& subject : all_subjects()) {
            const int most = scale() * (subject.kind == SubjectKind::person ? 3 : 1);
            int& count =
                oracle_.may_know(user, subject) ? open[subject.kind] : closed[subject.kind];
            if (count++ < most) sample.push_back(subject);
        }
        // Who was merged is seen with the one that stayed.
        for (std::size_t i = 0; i < sample.size(); ++i) {
            if (sample[i].kind != SubjectKind::person) continue;
            const auto& kept = town_.plan().persons[sample[i].number].merged_into;
            const PlannedSubject with{SubjectKind::person, kept.value_or(sample[i].number)};
            if (std::find(sample.begin(), sample.end(), with) == sample.end())
                sample.push_back(with);
        }
        samples_.emplace(user, sample);
        return sample;
    }

    std::vector<PlannedSubject> hidden_ones(std::size_t) const {
        std::vector<PlannedSubject> all = all_subjects();
        all.resize(std::min<std::size_t>(all.size(), 4));
        return all;
    }

    std::vector<std::string> ids_of(const std::vector<PlannedSubject>& sample) const {
        std::set<std::string> ids = {std::to_string(town_.last_row(SubjectKind::person) + 1000),
                                     "-1"};
        for (const PlannedSubject& subject : sample) ids.insert(std::to_string(town_.row(subject)));
        return {ids.begin(), ids.end()};
    }

    // Names of some that are open and some that are not; the answers may repeat them.
    std::vector<std::string> typed_by(const std::vector<PlannedSubject>& sample) const {
        std::vector<std::string> words;
        for (const PlannedSubject& subject : sample)
            if (subject.kind == SubjectKind::person)
                words.push_back(town_.plan().persons[subject.number].family_name);
        return words;
    }

    CanaryTown& town_;
    CanaryOracle oracle_;
    std::vector<Canary> canaries_;
    std::map<std::string, std::size_t> by_token_;
    std::map<std::size_t, std::vector<PlannedSubject>> samples_;
};

void check_none(const std::vector<std::string>& found, const char* what) {
    for (std::size_t i = 0; i < found.size() && i < 40; ++i)
        FAIL_CHECK(std::string(what) << ": " << found[i]);
    CHECK(found.size() == 0);
}

}  // namespace

TEST_CASE("nobody sees what they may not, and everybody finds what they may") {
    const std::size_t persons = persons_wanted();
    const Plan plan = make_canary_plan(persons, persons * 3 / 2, 20260901);
    REQUIRE(plan.users.size() >= 25);
    const auto begin = std::chrono::steady_clock::now();
    CanaryTown town(plan);
    {
        store::ReadTransaction reading = town.database().read();
        check_none(uncovered(reading, canary_tables(), plan), "not covered by the leak test");
    }
    const auto seeded = std::chrono::steady_clock::now();
    const std::set<std::string> posts = LeakHunt::showing_posts();
    const auto learnt = std::chrono::steady_clock::now();
    LeakHunt hunt(town);
    const Findings findings = hunt.run(town.site().dispatcher(), posts);
    check_none(findings.leaks, "leak");
    check_none(findings.wrongly_hidden, "wrongly hidden");
    CHECK(findings.canaries > 100);
    // What has a page today must stay found; what has none yet shows up here when it gets one.
    for (const char* column :
         {"person.given_names", "person.family_name", "person.cpr", "person.born_on",
          "person.address", "person.moved_to", "sealed_version.content", "consent.data",
          "duty_to_inform.explanation", "note.text", "disclosure.necessity", "break_glass.reason",
          "access_request.received_on", "access_request.due_on", "legal_hold.reason",
          "legal_hold.lifted_reason"}) {
        INFO(std::string(column));
        CHECK(findings.shown_columns.contains(column));
    }
    const auto seconds = [](auto from, auto to) {
        return std::chrono::duration<double>(to - from).count();
    };
    MESSAGE("leak test: " << persons << " persons, " << canaries_of(plan).size() << " canaries, "
                          << plan.users.size() + 1 << " users, " << findings.requests
                          << " requests, " << findings.canaries << " canaries seen lawfully, "
                          << posts.size() << " forms that show, " << seconds(begin, seeded)
                          << " s seeding, " << seconds(seeded, learnt) << " s learning, "
                          << seconds(learnt, std::chrono::steady_clock::now()) << " s crawling");
}

namespace {

// The program's routes with one more, or with another in the place of one: what the test must find.
class TamperedSite {
  public:
    TamperedSite(const web::Dispatcher& original, const std::string& pattern, web::Handler handler)
        : dispatcher_{router_, original.error_page, original.log_failure, original.status_of} {
        const web::Route* own_account = nullptr;
        for (const web::Route& route : original.router.routes()) {
            if (route.pattern == "/konto" && route.method == web::Method::get) own_account = &route;
            if (route.pattern != pattern || route.method != web::Method::get) router_.add(route);
        }
        router_.add({web::Method::get, pattern, own_account->guard, std::move(handler)});
    }
    const web::Dispatcher& dispatcher() const { return dispatcher_; }

  private:
    web::Router router_;
    web::Dispatcher dispatcher_;
};

// What is sealed of a person, opened past office and store.
std::string opened(CanaryTown& town, const web::Request& request, const char* field) {
    const std::string& id = request.parameter("id");
    store::ReadTransaction reading = town.database().read();
    for (const store::Row& row : reading.query(
             "select subject, " + std::string(field) + " from person where cast(id as text) = $1",
             id))
        return town.vault()
            .open_sealed(row.text(0), "person." + std::string(field), row.bytes(1))
            .value_or("");
    return {};
}

bool says(const std::vector<std::string>& found, const std::string& text) {
    return std::any_of(found.begin(), found.end(), [&](const std::string& line) {
        return line.find(text) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("a route that leaks is found, wherever the answer hides the field") {
    const Plan plan = make_canary_plan(12, 6, 3);
    CanaryTown town(plan);
    const web::Dispatcher& original = town.site().dispatcher();
    const std::vector<std::size_t> one_user = {2};
    LeakHunt hunt(town);
    CHECK(hunt.run(original, {}, one_user).leaks.empty());

    const TamperedSite in_body(original, "/lampe/{id}", [&](const web::Request& request) {
        return web::text_response("<p>" + opened(town, request, "family_name"));
    });
    CHECK(says(hunt.run(in_body.dispatcher(), {}, one_user).leaks,
               "familie.c saw person.family_name of person"));

    const TamperedSite in_header(original, "/lampe/{id}", [&](const web::Request& request) {
        web::Response response = web::text_response("");
        response.header("X-Number", opened(town, request, "cpr"));
        return response;
    });
    CHECK(says(hunt.run(in_header.dispatcher(), {}, one_user).leaks,
               "familie.c saw person.cpr of person"));

    const TamperedSite in_link(original, "/lampe", [](const web::Request&) {
        return web::html_response(web::text("<a href=\"/lampe\">"));
    });
    CHECK(hunt.run(in_link.dispatcher(), {}, one_user).leaks.empty());
}

TEST_CASE("a page that hides what it should show is found") {
    const Plan plan = make_canary_plan(12, 6, 3);
    CanaryTown town(plan);
    const web::Dispatcher& original = town.site().dispatcher();
    const auto page = original.router.find(web::Method::get, "/personer/1").route->handler;
    // The second person is missing for everybody, while others are shown.
    const TamperedSite forgetful(original, "/personer/{id}", [&](const web::Request& request) {
        return request.parameter("id") == std::to_string(town.person(1).value)
                   ? web::text_response("", 404)
                   : page(request);
    });
    LeakHunt hunt(town);
    std::vector<std::size_t> users;
    for (std::size_t user = 0; user < 5; ++user) users.push_back(user);
    const Findings findings = hunt.run(forgetful.dispatcher(), {}, users);
    CHECK(findings.leaks.empty());
    CHECK(says(findings.wrongly_hidden, "of person " + std::to_string(town.person(1).value)));
}

TEST_CASE("a table with data about persons that nobody fills is named") {
    const Plan plan = make_canary_plan(60, 90, 20260901);
    CanaryTown town(plan);
    store::WriteTransaction writing = town.database().write();
    CHECK(uncovered(writing, canary_tables(), plan).empty());
    writing.execute(
        "create table home_visit (id integer primary key, person_id bigint not null, "
        "note bytea not null)");
    writing.execute(
        "insert into table_description values ('home_visit', 'people', 'person', "
        "'person_id')");
    for (const char* column : {"id", "person_id", "note"})
        writing.execute(
            "insert into column_description values ('home_visit', $1, 'en kolonne', $2)", column,
            std::string_view(column) == "id" ? "internal" : "confidential");
    CHECK(uncovered(writing, canary_tables(), plan) ==
          std::vector<std::string>{"home_visit: say in canary_tables() how it is filled"});
    auto tables = canary_tables();
    tables.push_back({"home_visit", {"note"}, {}, {}});
    CHECK(uncovered(writing, tables, plan) ==
          std::vector<std::string>{"home_visit: the seeding writes no row",
                                   "home_visit.note: canaries_of() plans no canary",
                                   "home_visit.person_id: neither a canary nor a reason why not"});
}

TEST_CASE("canaries are found in every shape") {
    const std::string word = canary_word(77);
    const std::string token = word_token(word);
    CHECK(canary_word(1) != canary_word(2));
    CHECK(canaries_in("<p>" + word + "</p>").contains(token));
    CHECK(canaries_in("/sti?navn=%51" + word.substr(1)).contains(token));
    CHECK(canaries_in("&#81;" + word.substr(1)).contains(token));
    CHECK(canaries_in("kvx" + word.substr(3)).empty());
    for (const char* text :
         {"2011-05-06", "6.5.2011", "06.05.2011", "6. maj 2011", "6 May 2011", "660511-****"}) {
        INFO(std::string(text));
        CHECK(canaries_in(text).contains("2011-05-06"));
    }
    for (const char* text : {"660511-4711", "6605114711"}) {
        INFO(std::string(text));
        CHECK(canaries_in(text).contains("6605114711"));
    }
    CHECK(canaries_in("******-4711").contains("-4711"));
    CHECK_FALSE(canaries_in("2026-4711").contains("-4711"));
}

TEST_CASE("what is sealed stands nowhere in the database's files in clear") {
    const Plan plan = make_canary_plan(12, 12, 5);
    CanaryTown town(plan);
    trail::LookUpIndex look_ups(town.database(),
                                {.file = trail::look_up_file_of(town.database_file())});
    while (look_ups.work()) continue;
    REQUIRE(look_ups.lines() > 0);
    std::set<std::string> on_disk;
    for (const char* ending : {"", "-wal", ".trail-index", ".trail-index-wal"}) {
        std::ifstream file(town.database_file().string() + ending, std::ios::binary);
        REQUIRE(file.good());
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        on_disk.merge(canaries_in(bytes));
    }
    // What a consent's text is called, what officers and leaders wrote about looks, and the last
    // day for answering a request for access. (The day it came stands right before that one in the
    // row, where no day is recognised.)
    const std::set<std::string> in_clear = {"consent.text_version", "trail_name_decision.reason",
                                            "look_up_review_item.note", "access_request.due_on"};
    for (const Canary& canary : canaries_of(plan)) {
        const std::string column = canary.table + "." + canary.column;
        INFO(column);
        CHECK(on_disk.contains(canary.tokens.front()) == in_clear.contains(column));
    }
}

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "app/testing/canary_oracle.h"
#include "app/testing/canary_town.h"
#include "app/testing/crawler.h"
#include "app/testing/page_parts.h"
#include "web/server.h"
#include "web/testing/http_client.h"

// Whoever may not know that someone exists gets for them what they get for nobody: the same bytes
// and the same work.
namespace {

using namespace app::testing;
using access::SubjectKind;

// What one request was answered with, and what it made the program do.
struct Answered {
    int status = 0;
    std::string bytes;
    std::int64_t trail_lines = 0;
    std::uint64_t write_transactions = 0;

    bool operator==(const Answered&) const = default;
};

class Asking {
  public:
    Asking(CanaryTown& town, std::size_t user) : town_(town), cookie_(town.sign_in(user)) {
        web::Request start = request(web::Method::get, "/");
        const web::Response page = town.site().dispatcher().handle(start);
        for (const PageForm& form : parts_of(bytes_of(page), "/").forms)
            for (const PageField& field : form.fields)
                if (field.name == "csrf_token") csrf_token_ = field.value;
    }

    // An empty form, or one that the rules on its fields let through.
    enum class Form { empty, filled };

    Answered ask(const web::Route& route, const std::string& id, const std::string& purpose,
                 Form form) {
        const std::string path = with_id(route.pattern, id);
        web::Request asked = request(route.method, path);
        if (!purpose.empty()) asked.query.add("formaal", purpose);
        if (route.method == web::Method::post) {
            asked.form.add("csrf_token", csrf_token_);
            if (!purpose.empty()) asked.form.add("formaal", purpose);
            if (form == Form::filled) fill(asked.form);
        }
        return answer_to(asked, id);
    }

    // A form that names someone in a field of its own; `named` is what was written there.
    Answered send(const std::string& path, const std::string& field, const std::string& named,
                  const web::Fields& rest) {
        web::Request asked = request(web::Method::post, path);
        asked.form = rest;
        asked.form.add("csrf_token", csrf_token_);
        asked.form.add(field, named);
        return answer_to(asked, named);
    }

    // The user is let in at all.
    bool passes(const web::Route& route) {
        web::Request asked = request(route.method, with_id(route.pattern, "1"));
        asked.form.add("csrf_token", csrf_token_);
        return !std::holds_alternative<web::Response>(route.guard.check(asked));
    }

  private:
    Answered answer_to(web::Request& asked, const std::string& id) {
        const std::int64_t lines = trail_lines();
        const std::uint64_t writes = town_.database().statistics().write_transactions;
        const web::Response response = town_.site().dispatcher().handle(asked);
        return {response.status, plain(bytes_of(response), id), trail_lines() - lines,
                town_.database().statistics().write_transactions - writes};
    }

    static void fill(web::Fields& form) {
        const std::string today = base::iso_date(canary_day());
        for (const char* day : {"noted_on", "received_on", "given_on", "withdrawn_on", "settled_on",
                                "from", "to", "valid_from", "valid_to"})
            form.add(day, today);
        for (const char* text : {"text", "reason", "explanation", "necessity", "name", "data",
                                 "given_names", "family_name", "note", "description"})
            form.add(text, "Skolen skal kende aftalen om jobbet.");
        form.add("data_class", "personal");
        form.add("offence", "charged");
        form.add("outcome", "informed");
        form.add("receiver_cvr", "99000004");
        form.add("forum_key", "ssp_nu");
        form.add("kind", "guardian");
        form.add("version", "1");
    }

    static std::string with_id(std::string_view pattern, const std::string& id) {
        std::string path;
        for (std::size_t at = 0; at < pattern.size(); ++at) {
            if (pattern[at] != '{') {
                path += pattern[at];
                continue;
            }
            path += id;
            at = pattern.find('}', at);
        }
        return path;
    }

    web::Request request(web::Method method, const std::string& path) const {
        web::Request made;
        made.method = method;
        made.path = made.target = path;
        made.headers["accept"] = "text/html";
        made.cookies["trygby"] = cookie_;
        made.remote_address = made.host = "127.0.0.1";
        made.number = "hidden";
        return made;
    }

    std::int64_t trail_lines() {
        store::ReadTransaction reading = town_.database().read();
        return reading.integer("select count(*) from trail_line").value();
    }

    // Without what differs in any two answers: the form's token, masked anew for each page, and the
    // number that was asked for.
    static std::string plain(std::string bytes, const std::string& id) {
        const std::string before = "name=\"csrf_token\" value=\"";
        for (std::size_t at = bytes.find(before); at != std::string::npos;
             at = bytes.find(before, at + 1)) {
            const std::size_t begin = at + before.size();
            for (std::size_t i = begin; i < bytes.find('"', begin); ++i) bytes[i] = '-';
        }
        for (const std::string& segment : {"/" + id, "%2F" + id})
            for (std::size_t at = bytes.find(segment); at != std::string::npos;
                 at = bytes.find(segment, at + 1)) {
                const std::size_t end = at + segment.size();
                const bool ends = end == bytes.size() ||
                                  std::isalnum(static_cast<unsigned char>(bytes[end])) == 0;
                if (ends) bytes.replace(at, segment.size(), "/?");
            }
        return bytes;
    }

    CanaryTown& town_;
    std::string cookie_;
    std::string csrf_token_;
};

// Where two answers part; empty when they don't.
std::string difference(const std::string& one, const std::string& other) {
    if (one == other) return {};
    const auto at = static_cast<std::size_t>(
        std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first - one.begin());
    const std::size_t begin = at < 40 ? 0 : at - 40;
    return one.substr(begin, 80) + " | " + other.substr(std::min(begin, other.size()), 80);
}

bool is_about_subjects(const web::Route& route) {
    const std::string& permission = route.guard.permission();
    return (permission == "see_persons" || permission == "change_persons") &&
           route.pattern.find('{') != std::string::npos;
}

// A number that is nobody's whom the user may know, in each of the three tables.
bool is_hidden(CanaryTown& town, CanaryOracle& oracle, std::size_t user, std::int64_t id) {
    for (const SubjectKind kind : {SubjectKind::person, SubjectKind::family, SubjectKind::group})
        for (std::size_t i = 0; i < town.plan().count_of(kind); ++i)
            if (town.row({kind, i}) == id && oracle.may_know(user, {kind, i})) return false;
    return true;
}

}  // namespace

TEST_CASE(
    "R01, R04, R47: who is hidden is answered as nobody is, in every route and by every user") {
    const Plan plan = make_canary_plan(24, 24, 11);
    CanaryTown town(plan);
    CanaryOracle oracle(plan);
    int compared = 0;
    int not_found = 0;
    for (std::size_t user = 0; user < plan.users.size(); ++user) {
        Asking asking(town, user);
        std::vector<std::string> hidden;
        for (std::int64_t id = 10; id <= 24 && hidden.size() < 2; ++id)
            if (is_hidden(town, oracle, user, id)) hidden.push_back(std::to_string(id));
        for (const web::Route& route : town.site().router().routes()) {
            if (!is_about_subjects(route) || !asking.passes(route)) continue;
            for (const char* purpose : {"", "support", "ssp", "psp", "correction"}) {
                const bool is_form = route.method == web::Method::post;
                for (std::size_t i = 0; i < hidden.size() * (is_form ? 2 : 1); ++i) {
                    const std::string& id = hidden[i % hidden.size()];
                    const auto form =
                        i < hidden.size() ? Asking::Form::empty : Asking::Form::filled;
                    const Answered nobody = asking.ask(route, "99", purpose, form);
                    const Answered somebody = asking.ask(route, id, purpose, form);
                    INFO(plan.users[user].username << " " << route.pattern << " " << id << " "
                                                   << std::string(purpose));
                    CHECK(somebody.status == nobody.status);
                    CHECK(difference(somebody.bytes, nobody.bytes) == "");
                    CHECK(somebody.trail_lines == nobody.trail_lines);
                    CHECK(somebody.write_transactions == nobody.write_transactions);
                    ++compared;
                    not_found += nobody.status == 404 ? 1 : 0;
                }
            }
        }
    }
    MESSAGE("hidden and unknown compared " << compared << " times, " << not_found
                                           << " of them answered 404");
    CHECK(not_found > 500);
}

namespace {

// A person of the municipality, or of another agency, with a civil registration number.
std::size_t person_with_number(const Plan& plan, bool of_the_town) {
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const PlannedPerson& person = plan.persons[i];
        const bool is_own = plan.users[person.responsible].agency_cvr == canary_town_cvr;
        const bool stands = !person.merged_into && person.ending == Ending::none;
        if (is_own == of_the_town && stands && person.cpr) return i;
    }
    FAIL("the plan has no such person");
    return 0;
}

// Who can tell the answer about this one from the answer about nobody.
template <class Send>
std::set<std::string> who_learn(const Plan& plan, CanaryTown& town, const std::string& somebody,
                                const std::string& nobody, Send send) {
    std::set<std::string> learn;
    for (std::size_t user = 0; user < plan.users.size(); ++user) {
        Asking asking(town, user);
        const Answered unknown = send(asking, nobody);
        if (!(send(asking, somebody) == unknown)) learn.insert(plan.users[user].username);
    }
    return learn;
}

}  // namespace

// These two take a number that is typed, and their answer tells the agency's own staff whether it
// is one of their records: an agency knows its own, and src/people/README.md says why. Another
// agency's are as unknown here as everywhere else.
TEST_CASE(
    "R01, R36: by the page for holding back, leaders learn which numbers are their agency's") {
    const Plan plan = make_canary_plan(24, 24, 11);
    CanaryTown town(plan);
    web::Fields reason;
    reason.add("begrundelse", "Klagesag om tilbageholdt attest");
    const auto hold = [&reason](Asking& asking, const std::string& number) {
        return asking.send("/sletning/bero/ny", "person", number, reason);
    };
    const auto number_of = [&](bool of_the_town) {
        return std::to_string(town.person(person_with_number(plan, of_the_town)).value);
    };
    CHECK(who_learn(plan, town, number_of(false), "999", hold).empty());
    CHECK(who_learn(plan, town, number_of(true), "999", hold) ==
          std::set<std::string>{"leder.familie", "leder.uden", "leder.unge"});
}

TEST_CASE("R01, R41: by the emergency door, staff learn that a number is their agency's, aloud") {
    const Plan plan = make_canary_plan(24, 24, 11);
    CanaryTown town(plan);
    web::Fields reason;
    reason.add("reason", "Hun er set på broen, og vi skal have fat i en voksen, hun stoler på.");
    const auto open = [&reason](Asking& asking, const std::string& number) {
        return asking.send("/noedadgang", "cpr", number, reason);
    };
    const auto number_of = [&](bool of_the_town) {
        return plan.persons[person_with_number(plan, of_the_town)].cpr->digits();
    };
    const std::string nobodys = "6102104501";
    CHECK(who_learn(plan, town, number_of(false), nobodys, open).empty());
    const auto doors = [&town] {
        store::ReadTransaction reading = town.database().read();
        return reading.integer("select count(*) from break_glass").value();
    };
    const std::int64_t before = doors();
    const std::set<std::string> learn = who_learn(plan, town, number_of(true), nobodys, open);
    std::set<std::string> expected;
    for (const PlannedUser& user : plan.users) {
        const auto may = access::permissions_of(user.roles);
        if (user.agency_cvr == canary_town_cvr && user.assured &&
            may.test(static_cast<std::size_t>(access::Permission::change_persons)))
            expected.insert(user.username);
    }
    // But not their own family.
    for (const PlannedRelative& relative : plan.relatives)
        if (relative.person == person_with_number(plan, true))
            expected.erase(plan.users[relative.user].username);
    CHECK(learn == expected);
    // Each has opened a door, which is told at once and reviewed; one had one already.
    CHECK(doors() - before == static_cast<std::int64_t>(learn.size()) - 1);
}

namespace {

// How often a time of the one kind is longer than one of the other: 0.5 tells nothing.
double area_under_curve(const std::vector<double>& ones, const std::vector<double>& others) {
    std::vector<std::pair<double, int>> all;
    for (const double time : ones) all.emplace_back(time, 1);
    for (const double time : others) all.emplace_back(time, 0);
    std::sort(all.begin(), all.end());
    double ranks = 0;
    for (std::size_t i = 0; i < all.size();) {
        std::size_t end = i;
        while (end < all.size() && all[end].first == all[i].first) ++end;
        const double rank = (static_cast<double>(i + 1) + static_cast<double>(end)) / 2;
        for (; i < end; ++i) ranks += all[i].second * rank;
    }
    const double count = static_cast<double>(ones.size());
    return (ranks - count * (count + 1) / 2) / (count * static_cast<double>(others.size()));
}

}  // namespace

TEST_CASE("over HTTP the time of an answer doesn't tell who is hidden" * doctest::skip()) {
    const Plan plan = make_canary_plan(60, 60, 11);
    CanaryTown town(plan);
    CanaryOracle oracle(plan);
    web::ServerOptions options;
    options.port = 0;
    options.threads = 1;
    web::Server server(
        options, town.site().dispatcher(), [](const web::RequestRecord&) {},
        [] { return std::string(); });
    REQUIRE(server.start().ok());
    constexpr int requests = 20'000;
    std::mt19937_64 chance(20260901);
    for (const std::size_t user : {0UL, 21UL}) {
        web::testing::HttpClient client(server.port());
        client.cookies()["trygby"] = town.sign_in(user);
        std::vector<std::int64_t> hidden;
        for (std::int64_t id = 10; id <= 60; ++id)
            if (is_hidden(town, oracle, user, id)) hidden.push_back(id);
        REQUIRE(hidden.size() > 5);
        const std::string purpose = user == 0 ? "support" : "ssp";
        std::vector<double> somebody;
        std::vector<double> nobody;
        for (int i = 0; i < requests / 2; ++i) {
            const bool exists = chance() % 2 == 0;
            const std::int64_t id = exists ? hidden[chance() % hidden.size()]
                                           : 71 + static_cast<std::int64_t>(chance() % 29);
            const std::string target = "/personer/" + std::to_string(id) + "?formaal=" + purpose;
            const auto start = std::chrono::steady_clock::now();
            const auto answer = client.get(target, {{"Accept", "text/html"}});
            const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
            REQUIRE(answer.status == 404);
            (exists ? somebody : nobody).push_back(taken.count());
        }
        const double area = area_under_curve(somebody, nobody);
        MESSAGE("hidden or unknown by time, " << plan.users[user].username << ", "
                                              << somebody.size() + nobody.size()
                                              << " requests: AUC " << area);
        CHECK(std::max(area, 1 - area) < 0.55);
    }
}

#include "citizen/subject_access_pages.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <memory>
#include <mutex>
#include <set>

#include "access/testing/policy_world.h"
#include "access/testing/site.h"
#include "base/digest.h"
#include "citizen/access_request_store.h"
#include "formats/testing/archive.h"
#include "people/circle_store.h"
#include "people/duty_store.h"
#include "people/own_access_sources.h"
#include "people/person_store.h"
#include "people/relation_store.h"
#include "people/subject_fact_store.h"
#include "trail/citizen_log_store.h"
#include "web/testing/page_form.h"

using access::Action;
using access::PersonId;
using access::Purpose;
using access::Role;
using access::testing::Site;
using formats::testing::entry_of;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

// Anna with a protected address, someone else she is related to, and texts that name yet others.
// The PDF is the HTML that it would be made of.
struct Access {
    std::mutex mutex;
    std::set<std::tuple<std::int64_t, std::int64_t, Purpose>> assigned;  // account, person
    std::unique_ptr<vault::Vault> keys;
    std::unique_ptr<access::WarrantOffice> office;
    std::unique_ptr<people::Registry> registry;
    std::vector<people::SubjectAccessSource> sources = people::own_access_sources();
    bool press_fails = false;
    citizen::Press press{
        [this](const std::string& html, const web::Language&) -> base::Result<std::string> {
            if (press_fails) return base::refuse("browser_failed", "Filen kan ikke laves.");
            return html;
        },
        {}};
    Site site{[this](access::Routes& routes) { add_routes(routes); }};
    Site::Client worker = site.client_as(Role::worker);
    PersonId anna = add("Anna", "Eksempel", "610210-4501");
    PersonId other = add("Kanarina", "Tredjepart", "");

    Access() {
        assign(Role::worker, anna, Purpose::subject_access);
        write_texts();
    }

    void add_routes(access::Routes& routes) {
        const auto& folder = routes.services().working_directory;
        keys = vault::Vault::open({folder / "person.keys", {{}, folder / "master.key"}}).value();
        auto law = std::make_shared<const access::Law>(access::testing::small_law());
        office = std::make_unique<access::WarrantOffice>(
            routes.services().database, [law] { return law; },
            std::vector<access::FactSource>{people::subject_facts(*keys), assignments()});
        registry.reset(new people::Registry{*keys, *office, [](const access::Visit& visit) {
                                                access::Actor actor = access::testing::town_worker(
                                                    visit.user().account_id);
                                                actor.roles = visit.user().roles;
                                                actor.permissions = visit.user().permissions;
                                                return actor;
                                            }});
        citizen::add_subject_access_routes(routes, *registry, sources, press);
    }

    access::FactSource assignments() {
        return [this](store::Connection&, const access::Actor&, const access::Question&,
                      access::SubjectFacts& facts) {
            const std::scoped_lock lock(mutex);
            for (const auto& entry : assigned) {
                if (std::get<1>(entry) != facts.subject.id) continue;
                auto fact = access::testing::assignment(
                    std::get<0>(entry), access::Part::responsible, std::get<2>(entry));
                fact.validity = {};
                facts.assignments.push_back(std::move(fact));
            }
        };
    }

    void assign(Role role, PersonId person, Purpose purpose) {
        const std::scoped_lock lock(mutex);
        assigned.emplace(site.account_id(role), person.value, purpose);
    }

    people::Moment moment() { return {site.now(), web::to_local(site.now()).date}; }

    access::Actor clerk() { return access::testing::town_worker(site.account_id(Role::worker)); }

    PersonId add(const std::string& given, const std::string& family, const std::string& cpr) {
        people::PersonDetails details;
        details.given_names = given;
        details.family_name = family;
        if (!cpr.empty()) details.cpr = people::CprNumber::parse(cpr).value();
        details.address = {given + "gade 3", "2635", "Ishøj", ""};
        details.address_protected = true;
        const std::string subject = keys->create("person").value();
        store::WriteTransaction writing = site.database().write();
        const PersonId id = people::add_person(writing, subject, std::string(access::testing::town),
                                               site.account_id(Role::worker), moment().today);
        access::Question question = access::testing::question(Purpose::support, Action::create);
        question.classes = {access::DataClass::personal, access::DataClass::confidential,
                            access::DataClass::cpr};
        const auto warrant = office->for_creating(writing, clerk(), question, id, site.now());
        REQUIRE(warrant.ok());
        REQUIRE(people::fill_person(writing, *keys, *warrant, details, moment()).ok());
        writing.commit();
        assign(Role::worker, id, Purpose::support);
        return id;
    }

    template <class Subject>
    access::Warrant<Subject> changing(store::WriteTransaction& writing, Subject subject) {
        auto warrant = office->for_change(
            writing, clerk(), access::testing::question(Purpose::support, Action::change), subject,
            site.now());
        REQUIRE(warrant.ok());
        return std::move(warrant).value();
    }

    void write_texts() {
        store::WriteTransaction writing = site.database().write();
        const auto own = changing(writing, anna);
        const auto others = changing(writing, other);
        REQUIRE(people::add_relation(writing, *keys, own, others,
                                     {.kind = people::RelationKind::other,
                                      .from = moment().today,
                                      .note = "Bor hos Mikkel Kanarius"},
                                     moment())
                    .ok());
        REQUIRE(people::add_relation(
                    writing, *keys, others, own,
                    {.kind = people::RelationKind::parent, .note = "Den andens egne ord: Hemmelig"},
                    moment())
                    .ok());
        people::DutyToInform duty;
        duty.id = 1;
        duty.outcome = people::DutyOutcome::informed;
        duty.settled_on = moment().today;
        duty.explanation = "Anna fik det at vide af Sara, som kender kanarina godt.";
        REQUIRE(people::settle_duty(writing, *keys, own, duty, moment()).ok());
        writing.commit();
    }

    // Her name and her address were put right; what stood before belongs to the package.
    void correct() {
        people::PersonDetails details;
        details.given_names = "Anna";
        details.family_name = "Nyborg";
        details.address = {"Skovvej 9", "2635", "Ishøj", ""};
        details.address_protected = true;
        access::Question question = access::testing::question(Purpose::support, Action::change);
        question.classes = {access::DataClass::personal, access::DataClass::confidential};
        store::WriteTransaction writing = site.database().write();
        const auto warrant = office->for_change(writing, clerk(), question, anna, site.now());
        REQUIRE(warrant.ok());
        REQUIRE(people::change_person(writing, *keys, *warrant, 1, details, {.cpr = true}, moment())
                    .ok());
        writing.commit();
    }

    std::string root() const { return "/personer/" + std::to_string(anna.value) + "/indsigt"; }

    // Writes a request in; returns its address.
    std::string begin(const std::string& day = "2024-11-10") {
        const auto sent = site.post(worker, root(), {{"received_on", day}});
        REQUIRE(sent.status == 303);
        const std::string location = sent.header("location");
        return location.substr(0, location.find('?'));
    }
    // What a careful reader chooses: everything redacted, all texts read.
    static Site::Fields careful() {
        return {{"mention-0-0", "redact"}, {"read-0", "1"},           {"further-0", "kanarina"},
                {"mention-1-0", "show"},   {"mention-1-1", "redact"}, {"read-1", "1"}};
    }
    Site::Response release(const std::string& path, const Site::Fields& fields) {
        return worker.post(path, filled_form(site.get_page(worker, path), path, fields));
    }
    std::int64_t count(const std::string& sql) {
        store::ReadTransaction reading = site.database().read();
        return reading.integer(sql).value();
    }
};

}  // namespace

TEST_CASE_FIXTURE(Access,
                  "R32: the package holds what is known of the person, and of nobody else") {
    const std::string path = begin();
    const auto review = site.get_page(worker, path);
    CHECK(has(review.body, "Mikkel Kanarius"));
    CHECK(has(review.body, "Skal besvares senest"));
    CHECK(has(review.body, "10. december 2024"));
    // The number and a protected address are revealed for the package alone.
    CHECK_FALSE(has(review.body, "Annagade"));
    CHECK_FALSE(has(review.body, "610210-4501"));
    const auto released = release(path, careful());
    REQUIRE(released.status == 200);
    CHECK(released.header("content-type") == "application/zip");
    for (const std::string& file :
         {entry_of(released.body, "indsigt.pdf"), entry_of(released.body, "indsigt.json")}) {
        CHECK(has(file, "Anna Eksempel"));
        CHECK(has(file, "610210-4501"));
        CHECK(has(file, "Annagade 3"));
        CHECK(has(file, "Bor hos en anden person"));
        CHECK(has(file, "Anna fik det at vide af en anden person, som kender en anden person"));
        CHECK(has(file, "Barn af"));
        for (const char* canary : {"Kanarius", "Mikkel", "Kanarina", "kanarina", "Tredjepart",
                                   "Kanarinagade", "Sara", "Hemmelig"}) {
            CAPTURE(canary);
            CHECK_FALSE(has(file, canary));
        }
    }
    for (const std::string& statement : site.full_scans()) FAIL_CHECK(statement);
}

TEST_CASE_FIXTURE(Access, "R32: earlier versions belong to the package, and a human reads them") {
    correct();
    const std::string path = begin();
    const auto review = site.get_page(worker, path);
    CHECK(has(review.body, "Navn før rettelsen"));
    CHECK(has(review.body, "mention-2-0"));
    // R19: what was protected isn't shown while it is reviewed.
    CHECK_FALSE(has(review.body, "Annagade"));
    // A name that was wrong may be another's: nothing leaves before that is decided.
    const auto undecided = release(path, careful());
    CHECK(undecided.status == 422);
    CHECK(has(undecided.body, "mention-2-0"));
    for (const bool shows : {false, true}) {
        CAPTURE(shows);
        Site::Fields fields = careful();
        fields.emplace_back("mention-2-0", shows ? "show" : "redact");
        fields.emplace_back("read-2", "1");
        const auto released = release(begin(), fields);
        REQUIRE(released.status == 200);
        for (const std::string& file :
             {entry_of(released.body, "indsigt.pdf"), entry_of(released.body, "indsigt.json")}) {
            CHECK(has(file, "Tidligere udgaver af oplysningerne om dig"));
            CHECK(has(file, "Rettet den"));
            CHECK(has(file, "Anna Nyborg"));
            CHECK(has(file, shows ? "Anna Eksempel" : "Anna en anden person"));
            CHECK(has(file, "Eksempel") == shows);
            CHECK_FALSE(has(file, "Personnummer før rettelsen"));
            CHECK(has(file, "Annagade 3"));
            CHECK(has(file, "Skovvej 9"));
        }
    }
}

TEST_CASE_FIXTURE(Access, "R32: the log has date, purpose, agency and function, and no name") {
    const auto released = release(begin(), careful());
    REQUIRE(released.status == 200);
    const std::string file = entry_of(released.body, "indsigt.json");
    const auto log = boost::json::parse(file).at("log").as_array();
    REQUIRE_FALSE(log.empty());
    for (const auto& line : log) {
        CHECK(line.at("date").as_string() == "2024-11-12");
        CHECK(line.at("agency").as_string() != "");
        CHECK_FALSE(line.as_object().contains("name"));
    }
    CHECK(has(file, "Indsigt til borgeren"));
    CHECK(has(file, "Medarbejder"));
    CHECK_FALSE(has(file, "Mette"));
    CHECK_FALSE(has(entry_of(released.body, "indsigt.pdf"), "Mette"));
}

TEST_CASE_FIXTURE(Access, "R32: names of staff where the data protection officer decided so") {
    {
        store::WriteTransaction writing = site.database().write();
        trail::decide_names(writing, std::to_string(anna.value),
                            {trail::StaffNames::shown, "Afgjort.", site.now(), 1});
        writing.commit();
    }
    const auto released = release(begin(), careful());
    REQUIRE(released.status == 200);
    CHECK(has(entry_of(released.body, "indsigt.json"), "Mette Medarbejder"));
}

TEST_CASE_FIXTURE(Access, "R32: nothing leaves before each mention is decided and each text read") {
    const std::string path = begin();
    for (std::size_t i = 0; i < careful().size(); ++i) {
        Site::Fields fields = careful();
        const std::string left_out = fields[i].first;
        if (left_out.starts_with("further")) continue;
        fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(i));
        CAPTURE(left_out);
        const auto refused = release(path, fields);
        CHECK(refused.status == 422);
        CHECK(has(refused.body, left_out));
    }
    CHECK(count("select count(*) from access_request where released_at is not null") == 0);
    CHECK(count("select count(*) from trail_line where action = 'extract'") == 0);
}

TEST_CASE_FIXTURE(Access, "R32: what came in after the review isn't released unread") {
    const std::string path = begin();
    const auto review = site.get_page(worker, path);
    {
        store::WriteTransaction writing = site.database().write();
        const auto own = changing(writing, anna);
        const auto others = changing(writing, other);
        REQUIRE(people::add_relation(writing, *keys, own, others,
                                     {.kind = people::RelationKind::sibling}, moment())
                    .ok());
        writing.commit();
    }
    const auto refused = worker.post(path, filled_form(review, path, careful()));
    CHECK(refused.status == 422);
    CHECK(has(refused.body, "Oplysningerne er ændret imens."));
    CHECK(release(path, careful()).status == 200);
}

TEST_CASE_FIXTURE(Access, "R32: what may be shown is shown, what is exempted says why") {
    Site::Fields fields = careful();
    fields[0].second = "show";
    fields[2].second = "";
    fields.emplace_back("exemption-1", "hensynet til et barn");
    const auto released = release(begin(), fields);
    REQUIRE(released.status == 200);
    const std::string file = entry_of(released.body, "indsigt.json");
    CHECK(has(file,
              "Oplysningen er undtaget efter databeskyttelsesloven § 22: hensynet til et barn."));
    CHECK_FALSE(has(file, "fik det at vide"));
}

TEST_CASE_FIXTURE(Access, "R32: the hash stands in the trail, and a package goes out once") {
    const std::string path = begin();
    const auto released = release(path, careful());
    REQUIRE(released.status == 200);
    const std::string hash = base::sha256_hex(released.body);
    CHECK(
        count("select count(*) from trail_line where action = 'extract' and reference = 'sha256 " +
              hash + "'") == 1);
    CHECK(count("select count(*) from trail_line where action = 'extract' and "
                "subject_kind = 'person' and purpose = 'subject_access'") == 1);
    CHECK(has(site.get_page(worker, path).body, hash));
    CHECK(site.post(worker, path, careful()).status == 422);
    // Nothing of the package remains here.
    CHECK(count("select count(*) from access_request where length(package_sha256) = 64") == 1);
}

TEST_CASE_FIXTURE(Access, "R32: what can't be made isn't released") {
    const std::string path = begin();
    press_fails = true;
    CHECK(release(path, careful()).status == 503);
    CHECK(count("select count(*) from access_request where released_at is not null") == 0);
    press_fails = false;
    CHECK(release(path, careful()).status == 200);
}

TEST_CASE_FIXTURE(Access,
                  "R01: access is worked on by whoever has that work, and hidden from others") {
    const std::string path = begin();
    Site::Client coordinator = site.client_as(Role::coordinator);
    const auto hidden = [&](const std::string& address) {
        return coordinator.get(address, {{"Accept", "text/html"}}).status == 404;
    };
    CHECK(hidden(root()));
    CHECK(hidden(path));
    CHECK(site.post(coordinator, path, careful()).status == 404);
    assign(Role::coordinator, anna, Purpose::support);
    CHECK_FALSE(coordinator.get(path).status == 200);
    assign(Role::coordinator, anna, Purpose::subject_access);
    CHECK(coordinator.get(path).status == 200);
    // Another's request isn't found below this one.
    const std::string elsewhere = "/personer/" + std::to_string(other.value) + "/indsigt/1";
    assign(Role::worker, other, Purpose::subject_access);
    CHECK(worker.get(elsewhere).status == 404);
}

TEST_CASE_FIXTURE(Access, "R32: a request is answered within a month, and the list says when not") {
    CHECK(citizen::access_due_date(base::date_of(2025, 1, 31)) == base::date_of(2025, 2, 28));
    CHECK(citizen::access_due_date(base::date_of(2024, 11, 10)) == base::date_of(2024, 12, 10));
    CHECK(site.post(worker, root(), {{"received_on", "2024-11-13"}}).status == 422);
    CHECK(site.post(worker, root(), {{"received_on", ""}}).status == 422);
    begin("2024-10-12");
    CHECK_FALSE(has(site.get_page(worker, root()).body, "Fristen er overskredet"));
    begin("2024-10-11");
    CHECK(has(site.get_page(worker, root()).body, "Fristen er overskredet"));
}

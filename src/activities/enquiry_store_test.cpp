#include "activities/enquiry_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "activities/enquiry_facts.h"
#include "initiatives/testing/catalogue_database.h"

using activities::Enquiry;
using activities::EnquiryFilter;
using activities::EnquirySubject;
using history::Change;
using initiatives::testing::CatalogueDatabase;

namespace {

const activities::Changer someone{7, base::Instant(std::chrono::milliseconds(1'731'405'600'000))};

Enquiry enquiry(int year, unsigned month, EnquirySubject subject = EnquirySubject::traffic) {
    Enquiry made;
    made.initiative = "street_work";
    made.received_at = {base::date_of(year, month, 5), 9 * 60};
    made.subject = subject;
    made.question = "Knallerter";
    return made;
}

void answer(Enquiry& made, int minutes) {
    made.answer = "Svar";
    made.answered_at = made.received_at;
    made.answered_at->minute_of_day += minutes;
}

std::int64_t add(CatalogueDatabase& database, const Enquiry& made) {
    store::WriteTransaction writing = database->write();
    const auto added = activities::add_enquiry(writing, made, someone);
    writing.commit();
    return added.id;
}

base::Result<void> change(CatalogueDatabase& database, const Enquiry& made, Change what) {
    store::WriteTransaction writing = database->write();
    auto changed = activities::change_enquiry(writing, made, someone, what);
    if (changed) writing.commit();
    return changed;
}

std::optional<Enquiry> find(CatalogueDatabase& database, std::int64_t id) {
    store::ReadTransaction reading = database->read();
    return activities::find_enquiry(reading, id);
}

std::vector<std::int64_t> ids(CatalogueDatabase& database, const EnquiryFilter& filter) {
    store::ReadTransaction reading = database->read();
    std::vector<std::int64_t> found;
    for (const Enquiry& one : activities::enquiries(reading, filter)) found.push_back(one.id);
    return found;
}

}  // namespace

TEST_CASE("an enquiry comes back as it was added") {
    CatalogueDatabase database;
    Enquiry made = enquiry(2024, 5);
    made.channel = activities::Channel::street;
    made.district = "north_park";
    made.referred_to = "local_police";
    answer(made, 75);
    const std::int64_t id = add(database, made);
    const auto stored = find(database, id);
    REQUIRE(stored.has_value());
    CHECK(activities::snapshot(*stored) == activities::snapshot(made));
    CHECK(stored->version == 1);
    CHECK_FALSE(find(database, id + 1).has_value());
    store::ReadTransaction reading = database->read();
    CHECK(history::versions(reading, "enquiry", id).size() == 1);
}

TEST_CASE("a changed enquiry: refused when it has moved on, and it can be undone") {
    CatalogueDatabase database;
    Enquiry made = enquiry(2024, 5);
    made.id = add(database, made);
    made.version = 1;
    answer(made, 10);
    REQUIRE(change(database, made, Change::changed).ok());
    CHECK(change(database, made, Change::changed).error().code == "version_conflict");
    made.version = 2;
    REQUIRE(change(database, made, Change::removed).ok());
    CHECK(ids(database, {}).empty());
    CHECK(ids(database, {.removed = true}) == std::vector<std::int64_t>{made.id});
    made.version = 3;
    REQUIRE(change(database, made, Change::restored).ok());
    CHECK(ids(database, {}).size() == 1);
    made.id = 999;
    CHECK(change(database, made, Change::changed).error().code == "not_found");
}

TEST_CASE("the same import key is added once, and a later correction stays") {
    CatalogueDatabase database;
    store::WriteTransaction writing = database->write();
    Enquiry made = enquiry(2024, 5);
    const auto first = activities::add_enquiry(writing, made, someone, Change::imported, "k");
    made.id = first.id;
    made.version = 1;
    made.question = "Rettet i browseren";
    REQUIRE(activities::change_enquiry(writing, made, someone, Change::changed).ok());
    const auto again =
        activities::add_enquiry(writing, enquiry(2024, 5), someone, Change::imported, "k");
    writing.commit();
    CHECK_FALSE(again.added);
    CHECK(again.id == first.id);
    CHECK(find(database, first.id)->question == "Rettet i browseren");
}

TEST_CASE("the list of enquiries: filters, order and pages, all by index") {
    CatalogueDatabase database;
    const std::int64_t old = add(database, enquiry(2023, 5));
    Enquiry answered = enquiry(2024, 5, EnquirySubject::drugs);
    answered.channel = activities::Channel::letter;
    answer(answered, 30);
    const std::int64_t done = add(database, answered);
    Enquiry other = enquiry(2024, 7);
    other.initiative = "leisure_pass";
    const std::int64_t last = add(database, other);
    using Ids = std::vector<std::int64_t>;
    CHECK(ids(database, {}) == Ids{last, done, old});
    CHECK(ids(database, {.answered = EnquiryFilter::Answered::open}) == Ids{last, old});
    CHECK(ids(database, {.answered = EnquiryFilter::Answered::open, .year = 2023}) == Ids{old});
    CHECK(ids(database, {.initiative = "leisure_pass"}) == Ids{last});
    CHECK(ids(database, {.subject = "drugs"}) == Ids{done});
    CHECK(ids(database, {.channel = "letter"}) == Ids{done});
    CHECK(ids(database, {.subject = "drugs", .channel = "telephone"}).empty());
    CHECK(ids(database, {.year = 2024}) == Ids{last, done});
    CHECK(ids(database, {.before_time = "2024-05-05T09:00", .before_id = done}) == Ids{old});
    CHECK(ids(database, {.limit = 1}) == Ids{last});
    CHECK(database->statistics().full_scans.empty());
}

TEST_CASE("the middle time to answer") {
    CatalogueDatabase database;
    const auto median = [&] {
        store::ReadTransaction reading = database->read();
        return activities::median_minutes_to_answer(reading, "street_work", 2024);
    };
    add(database, enquiry(2024, 5));
    CHECK_FALSE(median().has_value());
    for (const int minutes : {10, 300, 20}) {
        Enquiry made = enquiry(2024, 6);
        answer(made, minutes);
        add(database, made);
    }
    CHECK(median() == 20.0);
    Enquiry made = enquiry(2024, 7);
    answer(made, 40);
    add(database, made);
    CHECK(median() == 30.0);
    Enquiry other_year = enquiry(2023, 7);
    answer(other_year, 500);
    add(database, other_year);
    CHECK(median() == 30.0);
    CHECK(database->statistics().full_scans.empty());
}

TEST_CASE("the kept totals of enquiries are right whatever happens to them") {
    CatalogueDatabase database;
    std::mt19937 random(20241113);
    const auto below = [&](unsigned number) { return static_cast<int>(random() % number); };
    const auto any = [&] {
        Enquiry made = enquiry(2023 + below(2), 1 + static_cast<unsigned>(below(12)),
                               activities::all_subjects()[static_cast<std::size_t>(below(3))]);
        if (below(2) == 0) made.initiative = "leisure_pass";
        if (below(2) == 0) answer(made, below(600));
        if (made.answered_at && below(2) == 0) made.referred_to = "local_police";
        return made;
    };
    std::vector<std::int64_t> known;
    for (int step = 0; step < 400; ++step) {
        if (known.empty() || below(3) == 0) {
            known.push_back(add(database, any()));
            continue;
        }
        const auto which = static_cast<std::size_t>(below(static_cast<unsigned>(known.size())));
        const Enquiry stored = *find(database, known[which]);
        Enquiry next = below(2) == 0 ? stored : any();
        next.id = stored.id;
        next.version = stored.version - (below(10) == 0 ? 1 : 0);  // sometimes too late
        const Change what = stored.removed  ? Change::restored
                            : below(2) == 0 ? Change::removed
                                            : Change::changed;
        CHECK(change(database, next, what).ok() == (next.version == stored.version));
    }
    store::ReadTransaction reading = database->read();
    CHECK(activities::check_enquiry_totals(reading).empty());
    std::int64_t received = 0;
    std::int64_t answered = 0;
    activities::each_enquiry(reading, {}, [&](const Enquiry& one) {
        ++received;
        if (one.answered_at) ++answered;
        return true;
    });
    for (const int year : {2023, 2024}) {
        for (const auto& total : activities::enquiry_totals(reading, year)) {
            received -= total.received;
            answered -= total.answered;
        }
    }
    CHECK(received == 0);
    CHECK(answered == 0);
}

TEST_CASE("a kept total of enquiries that is wrong is found") {
    CatalogueDatabase database;
    add(database, enquiry(2024, 5));
    Enquiry answered = enquiry(2024, 6);
    answer(answered, 20);
    add(database, answered);
    store::WriteTransaction writing = database->write();
    CHECK(activities::check_enquiry_totals(writing).empty());
    writing.execute("update enquiry_total set referred = 1 where month = 5");
    CHECK(activities::check_enquiry_totals(writing).size() == 1);
    writing.execute("update enquiry_answer_total set answers = 2");
    CHECK(activities::check_enquiry_totals(writing).size() == 2);
}

TEST_CASE("no column of an enquiry is about the one who asked") {
    CatalogueDatabase database;
    add(database, enquiry(2024, 5));
    store::ReadTransaction reading = database->read();
    store::Rows rows = reading.query("select * from enquiry");
    REQUIRE(rows.next());
    CHECK(rows.row().columns() == 15);
    for (int column = 0; column < rows.row().columns(); ++column) {
        const std::string name = rows.row().column_name(column);
        CAPTURE(name);
        for (const char* word : {"person", "name", "cpr", "birth", "address", "phone", "email",
                                 "citizen", "caller", "sender", "score", "rank", "level"})
            CHECK(name.find(word) == std::string::npos);
    }
}

#include "citizen/breach.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "citizen/breach_form.h"

using namespace citizen;

namespace {

base::Instant at(std::string_view text) {
    return base::parse_instant(text).value();
}

const base::Instant now = at("2024-11-12T10:00:00Z");

Breach good() {
    Breach breach;
    breach.discovered_at = base::parse_local_time("2024-11-11T09:00").value();
    breach.kinds = {BreachKind::confidentiality};
    breach.classes = {access::DataClass::personal};
    breach.what = "Et brev blev sendt til en forkert adresse.";
    return breach;
}

std::string messages(const std::function<void(Breach&)>& change, base::Instant when = now) {
    Breach breach = good();
    change(breach);
    std::string found;
    for (const base::FieldError& error : check(breach, moments_of(breach, when)))
        found += error.field + ":" + error.error.code + " ";
    return found;
}

NoticeClock clock_of(const std::function<void(Breach&)>& change, base::Instant when) {
    Breach breach = good();
    change(breach);
    return notice_clock(breach, moments_of(breach, when));
}

void told(Breach& breach, std::string_view when) {
    breach.authority = Telling::told;
    breach.authority_told_at = base::parse_local_time(when).value();
}

}  // namespace

TEST_CASE("R39: the clock of 72 hours runs from the discovery, through weekends") {
    // Friday 16:00 in Copenhagen is due on Monday at 16:00.
    const auto friday = [](Breach& b) {
        b.discovered_at = base::parse_local_time("2024-11-08T16:00").value();
    };
    CHECK(clock_of(friday, at("2024-11-11T15:00:00Z")) == NoticeClock::running);
    CHECK(clock_of(friday, at("2024-11-11T15:00:01Z")) == NoticeClock::overdue);
}

TEST_CASE("R39: seventy-two hours are hours, also where the clock is put back") {
    // On 27 October 2024 the day has 25 hours.
    const auto before = [](Breach& b) {
        b.discovered_at = base::parse_local_time("2024-10-26T12:00").value();
    };
    Breach breach = good();
    before(breach);
    CHECK(notice_due(moments_of(breach, now)) == at("2024-10-29T10:00:00Z"));
}

TEST_CASE("R39: told in time, told late, and not to be told") {
    CHECK(clock_of([](Breach& b) { told(b, "2024-11-12T09:30"); }, now) == NoticeClock::met);
    CHECK(clock_of([](Breach& b) { told(b, "2024-11-14T09:00"); }, now) == NoticeClock::met);
    CHECK(clock_of([](Breach& b) { told(b, "2024-11-14T09:01"); }, now) == NoticeClock::late);
    CHECK(clock_of([](Breach& b) { b.authority = Telling::not_needed; }, now) ==
          NoticeClock::stopped);
}

TEST_CASE("R39: what an entry of the register must hold") {
    CHECK(messages([](Breach&) {}).empty());
    CHECK(messages([](Breach& b) { b.what = " "; }) == "what:missing ");
    CHECK(messages([](Breach& b) { b.kinds = {}; }) == "kinds:kind ");
    CHECK(messages([](Breach& b) { b.classes = {}; }) == "classes:data_class ");
    CHECK(messages([](Breach& b) { b.persons = -1; }) == "persons:persons ");
    CHECK(messages([](Breach& b) { b.persons = 0; }).empty());
    CHECK(messages([](Breach& b) { b.what = "Brev om 010203-1234."; }) == "what:R12 ");
    CHECK(messages([](Breach& b) { b.measures = std::string(4001, 'x'); }) == "measures:too_long ");
    CHECK(messages([](Breach& b) {
              b.discovered_at = base::parse_local_time("2024-11-12T11:01").value();
          }) == "discovered_on:in_future ");
}

TEST_CASE("R39: who tells late, or not at all, says why") {
    const base::Instant later = at("2024-11-20T10:00:00Z");
    CHECK(messages([](Breach& b) { told(b, "2024-11-14T09:00"); }, later).empty());
    CHECK(messages([](Breach& b) { told(b, "2024-11-14T09:01"); }, later) ==
          "authority_reason:late_reason ");
    CHECK(messages(
              [](Breach& b) {
                  told(b, "2024-11-14T09:01");
                  b.authority_reason = "Omfanget blev først kendt den 14.";
              },
              later)
              .empty());
    CHECK(messages([](Breach& b) { b.authority = Telling::told; }) == "authority_told_on:told_at ");
    CHECK(messages([](Breach& b) { told(b, "2024-11-11T08:59"); }) ==
          "authority_told_on:told_before ");
    CHECK(messages([](Breach& b) { told(b, "2024-11-12T11:01"); }) ==
          "authority_told_on:in_future ");
    CHECK(messages([](Breach& b) { b.authority = Telling::not_needed; }) ==
          "authority_reason:reason ");
    CHECK(messages([](Breach& b) { b.subjects = Telling::not_needed; }) ==
          "subjects_reason:reason ");
    CHECK(messages([](Breach& b) { b.subjects = Telling::told; }) == "subjects_told_on:told_at ");
    CHECK(messages([](Breach& b) {
              b.subjects = Telling::told;
              b.subjects_told_on = base::parse_date("2024-11-10").value();
          }) == "subjects_told_on:told_before ");
}

TEST_CASE("an entry fills its own form again") {
    Breach breach = good();
    breach.kinds = {BreachKind::integrity, BreachKind::availability};
    breach.classes = {access::DataClass::health, access::DataClass::cpr};
    breach.persons = 12;
    told(breach, "2024-11-12T09:30");
    breach.subjects = Telling::told;
    breach.subjects_told_on = base::parse_date("2024-11-12").value();
    const history::Snapshot fields = snapshot(breach);
    web::Fields form;
    for (const auto& [name, value] : fields) form.add(name, value);
    const BreachInput input = read_breach_form(form, now);
    CHECK(input.errors.empty());
    CHECK(snapshot(input.breach) == fields);
}

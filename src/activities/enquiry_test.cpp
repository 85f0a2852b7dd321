#include "activities/enquiry.h"

#include <doctest/doctest.h>

#include <set>

#include "activities/enquiry_form.h"
#include "activities/enquiry_words.h"
#include "initiatives/testing/sample_catalogue.h"

using activities::Enquiry;

namespace {

const base::LocalTime now{base::date_of(2024, 11, 12), 11 * 60};

Enquiry good() {
    Enquiry enquiry;
    enquiry.initiative = "street_work";
    enquiry.received_at = {base::date_of(2024, 11, 11), 9 * 60};
    enquiry.subject = activities::EnquirySubject::traffic;
    enquiry.question = "Knallerter på stien.";
    return enquiry;
}

std::set<std::string> found(const Enquiry& enquiry) {
    std::set<std::string> messages;
    for (const base::FieldError& error : activities::check(enquiry, now))
        messages.insert(error.field + " " + error.error.code);
    return messages;
}

void answer(Enquiry& enquiry, int days, int minute) {
    enquiry.answer = "Givet videre.";
    enquiry.answered_at = base::LocalTime{base::add_days(enquiry.received_at.date, days), minute};
}

web::Fields form(const std::string& name = {}, const std::string& value = {}) {
    const std::pair<const char*, const char*> fields[] = {{"initiative", "street_work"},
                                                          {"received_on", "2024-11-11"},
                                                          {"received_time", "09:00"},
                                                          {"channel", "telephone"},
                                                          {"subject", "traffic"},
                                                          {"district", "north_park"},
                                                          {"question", "Knallerter på stien."},
                                                          {"answer", "Givet videre."},
                                                          {"answered_on", "2024-11-12"},
                                                          {"answered_time", "08.30"},
                                                          {"referred_to", "local_police"}};
    web::Fields filled;
    for (const auto& [key, text] : fields) filled.add(key, key == name ? value : text);
    return filled;
}

std::string message_at(const std::string& name, const std::string& value) {
    static const initiatives::Catalogue catalogue = initiatives::testing::sample_catalogue();
    std::string codes;
    for (const base::FieldError& error :
         activities::read_enquiry_form(form(name, value), catalogue, now).errors)
        codes += error.field + ":" + error.error.code + " ";
    return codes;
}

}  // namespace

TEST_CASE("an enquiry: what may be registered and what may not") {
    struct Case {
        const char* what;
        void (*change)(Enquiry&);
        std::set<std::string> expected;
    };
    const Case cases[] = {
        {"open", [](Enquiry&) {}, {}},
        {"answered", [](Enquiry& e) { answer(e, 1, 600); }, {}},
        {"answered at once", [](Enquiry& e) { answer(e, 0, 540); }, {}},
        {"referred without an answer",
         [](Enquiry& e) { answer(e, 0, 600), e.answer.clear(), e.referred_to = "local_police"; },
         {}},
        {"no initiative", [](Enquiry& e) { e.initiative.clear(); }, {"initiative missing"}},
        {"no question", [](Enquiry& e) { e.question.clear(); }, {"question missing"}},
        {"received in the future",
         [](Enquiry& e) {
             e.received_at = {base::date_of(2024, 11, 12), 661};
         },
         {"received_on future"}},
        {"received long ago",
         [](Enquiry& e) { e.received_at.date = base::date_of(2009, 1, 1); },
         {"received_on too_old"}},
        {"answered before it came", [](Enquiry& e) { answer(e, 0, 539); }, {"answered_on order"}},
        {"answered in the future", [](Enquiry& e) { answer(e, 1, 661); }, {"answered_on future"}},
        {"answered with nothing",
         [](Enquiry& e) { answer(e, 1, 600), e.answer.clear(); },
         {"answer missing"}},
        {"an answer without a time", [](Enquiry& e) { e.answer = "Ja."; }, {"answered_on missing"}},
        {"a referral without a time",
         [](Enquiry& e) { e.referred_to = "local_police"; },
         {"answered_on missing"}},
        {"a civil registration number asked about",
         [](Enquiry& e) { e.question = "Om 010203-1234"; },
         {"question R12"}},
        {"a civil registration number in the answer",
         [](Enquiry& e) { answer(e, 1, 600), e.answer = "Se 0102031234"; },
         {"answer R12"}},
        {"too long", [](Enquiry& e) { e.question.assign(2001, 'a'); }, {"question too_long"}},
    };
    for (const Case& one : cases) {
        CAPTURE(one.what);
        Enquiry enquiry = good();
        one.change(enquiry);
        CHECK(found(enquiry) == one.expected);
    }
}

TEST_CASE("the time to answer, over midnight too") {
    Enquiry enquiry = good();
    CHECK_FALSE(activities::minutes_to_answer(enquiry).has_value());
    answer(enquiry, 0, 540);
    CHECK(activities::minutes_to_answer(enquiry) == 0);
    answer(enquiry, 2, 530);
    CHECK(activities::minutes_to_answer(enquiry) == 2 * 1440 - 10);
}

TEST_CASE("channels and subjects have codes of their own") {
    std::set<std::string_view> codes;
    for (const auto channel : activities::all_channels()) {
        codes.insert(activities::channel_code(channel));
        CHECK(activities::channel_of(activities::channel_code(channel)) == channel);
    }
    CHECK(codes.size() == activities::all_channels().size());
    codes.clear();
    for (const auto subject : activities::all_subjects()) {
        codes.insert(activities::subject_code(subject));
        CHECK(activities::subject_of(activities::subject_code(subject)) == subject);
    }
    CHECK(codes.size() == activities::all_subjects().size());
    CHECK_FALSE(activities::channel_of("fax").has_value());
    CHECK_FALSE(activities::subject_of("").has_value());
}

TEST_CASE("time spans in the largest fitting unit") {
    const web::Language danish(web::LanguageCode::danish);
    const auto span = [&](std::int64_t minutes) {
        return activities::time_span_in(minutes, danish);
    };
    CHECK(span(0) == "0 minutter");
    CHECK(span(1) == "1 minut");
    CHECK(span(119) == "119 minutter");
    CHECK(span(120) == "2 timer");
    CHECK(span(47 * 60 + 59) == "47 timer");
    CHECK(span(48 * 60) == "2 dage");
    CHECK(span(30 * 1440 + 5) == "30 dage");
}

TEST_CASE("an open enquiry says how long it has waited, an answered one how long it took") {
    const web::Language danish(web::LanguageCode::danish);
    Enquiry enquiry = good();
    CHECK(activities::answer_state(enquiry, now, danish).markup().find("Har ventet i 26 timer") !=
          std::string::npos);
    answer(enquiry, 0, 570);
    CHECK(activities::answer_state(enquiry, now, danish)
              .markup()
              .find("Besvaret efter 30 minutter") != std::string::npos);
}

TEST_CASE("a filled form becomes an enquiry, and its snapshot fills the form again") {
    const initiatives::Catalogue catalogue = initiatives::testing::sample_catalogue();
    const auto input = activities::read_enquiry_form(form(), catalogue, now);
    CHECK(input.errors.empty());
    CHECK(input.enquiry.referred_to == "local_police");
    REQUIRE(input.enquiry.answered_at.has_value());
    CHECK(base::iso_local_time(*input.enquiry.answered_at) == "2024-11-12T08:30");
    web::Fields again;
    for (const auto& [key, value] : activities::snapshot(input.enquiry)) again.add(key, value);
    const auto same = activities::read_enquiry_form(again, catalogue, now);
    CHECK(same.errors.empty());
    CHECK(activities::snapshot(same.enquiry) == activities::snapshot(input.enquiry));
}

TEST_CASE("each field of an enquiry has its own message, and only one") {
    CHECK(message_at("district", "").empty());
    CHECK(message_at("referred_to", "").empty());
    CHECK(message_at("referred_to", "operative_team").empty());
    using Sent = std::pair<std::string, std::string>;
    for (const Sent& sent : std::initializer_list<Sent>{{"initiative", ""},
                                                        {"initiative", "no_such"},
                                                        {"received_on", "i går"},
                                                        {"received_on", "2024-11-13"},
                                                        {"received_time", ""},
                                                        {"channel", "fax"},
                                                        {"subject", ""},
                                                        {"district", "elsewhere"},
                                                        {"question", ""},
                                                        {"answered_time", ""},
                                                        {"answered_time", "25:00"},
                                                        {"answered_on", ""},
                                                        {"answered_on", "2024-11-10"},
                                                        {"referred_to", "nobody"}}) {
        CAPTURE(sent.first);
        CAPTURE(sent.second);
        CHECK(message_at(sent.first, sent.second).find(sent.first + ":") != std::string::npos);
    }
    CHECK(message_at("question", "010203-1234") == "question:R12 ");
    CHECK(message_at("answer", "010203-1234") == "answer:R12 ");
}

TEST_CASE("an answer is put into the whole form, whatever else was sent") {
    web::Fields sent;
    sent.add("answer", "Nyt svar");
    sent.add("question", "Skal ikke med");
    const web::Fields whole = activities::with_answer(form(), sent);
    CHECK(whole.value("answer") == "Nyt svar");
    CHECK(whole.value("answered_on").empty());
    CHECK(whole.value("question") == "Knallerter på stien.");
    CHECK(whole.values("answer").size() == 1);
}

TEST_CASE("an initiative that is over takes no new enquiry, and an old one keeps it") {
    CHECK(message_at("initiative", "safety_walks") == "initiative:not_in_force ");
    const auto kept = activities::read_enquiry_form(form("initiative", "safety_walks"),
                                                    initiatives::testing::sample_catalogue(), now,
                                                    "safety_walks");
    CHECK(kept.errors.empty());
}

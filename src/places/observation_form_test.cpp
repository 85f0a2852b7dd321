#include "places/observation_form.h"

#include <doctest/doctest.h>

#include "initiatives/testing/sample_catalogue.h"
#include "places/observation_input.h"

namespace {

const base::LocalTime now{base::date_of(2024, 11, 12), 11 * 60};

web::Fields filled(const std::string& name = {}, const std::string& value = {}) {
    const std::pair<const char*, const char*> good[] = {
        {"category", "lighting"},     {"district", "north_park"},
        {"place", "Stien"},           {"observed_on", "2024-11-11"},
        {"observed_time", "20:15"},   {"text", " To lamper. \r\nMørkt."},
        {"initiative", "street_work"}};
    web::Fields fields;
    for (const auto& [key, text] : good) fields.add(key, key == name ? value : text);
    return fields;
}

std::string message_at(const std::string& name, const std::string& value) {
    static const initiatives::Catalogue catalogue = initiatives::testing::sample_catalogue();
    const auto input = places::read_observation(filled(name, value), catalogue, now);
    std::string codes;
    for (const base::FieldError& error : input.errors)
        codes += error.field + ":" + error.error.code + " ";
    return codes;
}

}  // namespace

TEST_CASE("a filled form becomes an observation") {
    const auto input =
        places::read_observation(filled(), initiatives::testing::sample_catalogue(), now);
    CHECK(input.errors.empty());
    const places::Observation& observation = input.observation;
    CHECK(observation.category == places::Category::lighting);
    CHECK(observation.district == "north_park");
    CHECK(observation.place == "Stien");
    CHECK(base::iso_local_time(observation.observed_at) == "2024-11-11T20:15");
    CHECK(observation.text == "To lamper. \nMørkt.");
    CHECK(observation.initiative == "street_work");
}

TEST_CASE("each field has its own message, and only one") {
    CHECK(message_at("place", "").empty());
    CHECK(message_at("initiative", "").empty());
    CHECK(message_at("observed_on", "11.11.2024").empty());
    using Sent = std::pair<std::string, std::string>;
    for (const Sent& sent : std::initializer_list<Sent>{{"category", ""},
                                                        {"category", "person"},
                                                        {"district", ""},
                                                        {"district", "elsewhere"},
                                                        {"observed_on", "31.02.2024"},
                                                        {"observed_on", "2024-11-13"},
                                                        {"observed_time", "25:00"},
                                                        {"text", " "},
                                                        {"initiative", "no_such"}}) {
        CAPTURE(sent.first);
        CAPTURE(sent.second);
        const std::string messages = message_at(sent.first, sent.second);
        CHECK(messages.starts_with(sent.first + ":"));
        CHECK(messages.find(' ') == messages.size() - 1);
    }
    CHECK(message_at("text", "010203-1234") == "text:R12 ");
    CHECK(message_at("place", "010203 1234") == "place:R12 ");
}

TEST_CASE("the form shows what was sent, the reminder at the text, and messages") {
    const web::Language danish(web::LanguageCode::danish);
    const base::FieldErrors errors{{"district", base::refuse("missing", "Vælg et distrikt.")}};
    const std::string html =
        places::observation_fields(filled(), errors, initiatives::testing::sample_catalogue(), 2024,
                                   danish)
            .markup();
    CHECK(html.find("value=\"2024-11-11\"") != std::string::npos);
    CHECK(html.find("<option value=\"north_park\" selected") != std::string::npos);
    CHECK(html.find("Vælg et distrikt.") != std::string::npos);
    CHECK(html.find("Skriv kun det nødvendige. Den unge og forældrene kan få aktindsigt.") !=
          std::string::npos);
}

TEST_CASE("an initiative that is over takes no new observation, and an old one keeps it") {
    CHECK(message_at("initiative", "safety_walks") == "initiative:not_in_force ");
    const auto kept =
        places::read_observation(filled("initiative", "safety_walks"),
                                 initiatives::testing::sample_catalogue(), now, "safety_walks");
    CHECK(kept.errors.empty());
}

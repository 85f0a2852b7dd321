#include "access/id_token.h"

#include <doctest/doctest.h>

namespace {

using namespace std::chrono_literals;

const base::Instant now = base::parse_instant("2026-05-01T10:00:00Z").value();
const access::IdTokenQuestion question{"https://broker.example", "trygby", "the nonce"};

std::string seconds(std::chrono::seconds after) {
    return std::to_string(
        std::chrono::floor<std::chrono::seconds>(now + after).time_since_epoch().count());
}

const std::string issuer = "\"iss\":\"https://broker.example\"";
const std::string audience = "\"aud\":\"trygby\"";
const std::string subject = "\"sub\":\"person-1\"";
const std::string nonce = "\"nonce\":\"the nonce\"";

std::string times(std::chrono::seconds expires = 300s, std::chrono::seconds issued = 0s) {
    return "\"exp\":" + seconds(expires) + ",\"iat\":" + seconds(issued);
}

std::string token(const std::vector<std::string>& members) {
    std::string text = "{";
    for (const std::string& member : members) text += (text.size() > 1 ? "," : "") + member;
    return text + "}";
}

std::string refusal(const std::string& payload) {
    const auto checked = access::check_id_token(payload, question, now);
    return checked ? "" : checked.error().code;
}

}  // namespace

TEST_CASE("id token: what a good one says") {
    const auto claims = access::check_id_token(
        token({issuer, audience, subject, nonce, times(), "\"cvr\":\"11931316\"",
               "\"roles\":[\"a\",\"b\",3]", "\"more\":{\"x\":1}", "\"azp\":\"trygby\""}),
        question, now);
    REQUIRE(claims.ok());
    CHECK(claims->subject == "person-1");
    CHECK(claims->value("cvr") == "11931316");
    CHECK(claims->values.at("roles") == std::vector<std::string>{"a", "b"});
    CHECK(claims->value("more").empty());
    CHECK(claims->value("nothing").empty());
}

TEST_CASE("id token: another issuer, audience or party") {
    for (const char* wrong : {"\"iss\":\"https://broker.example/\"",
                              "\"iss\":\"https://evil.example\"", "\"iss\":1", "\"x\":1"}) {
        CHECK(refusal(token({wrong, audience, subject, nonce, times()})) == "openid_issuer");
    }
    for (const char* wrong :
         {"\"aud\":\"other\"", "\"aud\":[]", "\"aud\":[\"other\"]", "\"aud\":1", "\"x\":1"}) {
        CHECK(refusal(token({issuer, wrong, subject, nonce, times()})) == "openid_audience");
    }
    const std::string several = "\"aud\":[\"trygby\",\"other\"]";
    CHECK(refusal(token({issuer, several, subject, nonce, times()})) == "openid_party");
    CHECK(refusal(token({issuer, several, subject, nonce, times(), "\"azp\":\"other\""})) ==
          "openid_party");
    CHECK(refusal(token({issuer, several, subject, nonce, times(), "\"azp\":\"trygby\""})).empty());
    CHECK(refusal(token({issuer, audience, subject, nonce, times(), "\"azp\":\"other\""})) ==
          "openid_party");
}

TEST_CASE("id token: too late, too early, too old") {
    const auto at = [](const std::string& when) {
        return refusal(token({issuer, audience, subject, nonce, when}));
    };
    CHECK(at(times(-59s)).empty());
    CHECK(at(times(-60s)) == "openid_expired");
    CHECK(at(times(300s, 60s)).empty());
    CHECK(at(times(300s, 61s)) == "openid_early");
    CHECK(at(times(300s, -660s)).empty());
    CHECK(at(times(300s, -661s)) == "openid_expired");
    CHECK(at("\"exp\":" + seconds(300s)) == "openid_malformed");
    CHECK(at("\"iat\":" + seconds(0s)) == "openid_malformed");
    CHECK(at("\"exp\":\"" + seconds(300s) + "\",\"iat\":" + seconds(0s)) == "openid_malformed");
    CHECK(at("\"exp\":1e300,\"iat\":0") == "openid_malformed");
    CHECK(at(times() + ",\"nbf\":" + seconds(61s)) == "openid_early");
    CHECK(at(times() + ",\"nbf\":" + seconds(60s)).empty());
}

TEST_CASE("id token: another nonce, or nobody") {
    CHECK(refusal(token({issuer, audience, subject, "\"nonce\":\"other\"", times()})) ==
          "openid_nonce");
    CHECK(refusal(token({issuer, audience, subject, times()})) == "openid_nonce");
    CHECK_FALSE(
        access::check_id_token(token({issuer, audience, subject, "\"nonce\":\"\"", times()}),
                               {question.issuer, question.client_id, ""}, now)
            .ok());
    for (const std::string& nobody :
         {std::string("\"sub\":\"\""), std::string("\"sub\":1"), std::string("\"x\":1"),
          "\"sub\":\"" + std::string(256, 'x') + "\""}) {
        CHECK(refusal(token({issuer, audience, nobody, nonce, times()})) == "openid_malformed");
    }
    for (const char* wrong : {"", "[]", "{", "null", "{}{}"}) {
        CAPTURE(wrong);
        CHECK_FALSE(refusal(wrong).empty());
    }
}

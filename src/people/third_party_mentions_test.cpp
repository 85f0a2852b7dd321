#include "people/third_party_mentions.h"

#include <doctest/doctest.h>

#include <stdexcept>

using people::find_mentions;
using people::Mention;
using people::MentionDecision;
using people::redacted;

namespace {

const std::vector<std::string> own = {"Anna", "Marie", "Eksempel"};

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> words;
    for (const Mention& mention : find_mentions(text, own)) words.push_back(mention.words);
    return words;
}

std::string all_redacted(std::string_view text, const std::vector<std::string>& further = {}) {
    const auto mentions = find_mentions(text, own);
    return redacted(text, mentions,
                    std::vector<MentionDecision>(mentions.size(), MentionDecision::redact), further,
                    "en anden person");
}

}  // namespace

TEST_CASE("R32: names of others are found, also first in a sentence, and the person's own aren't") {
    CHECK(words_in("Anna går i klasse med Mikkel.") == std::vector<std::string>{"Mikkel"});
    CHECK(words_in("Mikkel slog hende. Anna Marie Eksempel slog igen.") ==
          std::vector<std::string>{"Mikkel"});
    CHECK(words_in("Hun bor hos Åse Østergård-Holm nu") ==
          std::vector<std::string>{"Åse Østergård-Holm"});
    CHECK(words_in("Annas mor, Eksempels tante") == std::vector<std::string>{});
    CHECK(words_in("kendt som Łukasz og şirin") == std::vector<std::string>{"Łukasz", "şirin"});
    CHECK(words_in("Den unge ringede. Hun var alene.") == std::vector<std::string>{});
    CHECK(words_in("ringede til Den gamle") == std::vector<std::string>{"Den"});
    CHECK(words_in("") == std::vector<std::string>{});
}

TEST_CASE("R32: numbers and addresses that point at someone are found") {
    CHECK(words_in("tlf. 43577577 eller mor@sted.dk") ==
          std::vector<std::string>{"43577577", "mor@sted.dk"});
    CHECK(words_in("cpr 010203-1234") == std::vector<std::string>{"010203-1234"});
    CHECK(words_in("kl. 12 den 3. maj") == std::vector<std::string>{});
}

TEST_CASE("R32: what is redacted is gone, what was shown stays, to the letter") {
    CHECK(all_redacted("Anna og Mikkel Holm var der. Også Sara.") ==
          "Anna og en anden person var der. en anden person.");
    CHECK(redacted("Mikkel og Sara", find_mentions("Mikkel og Sara", own),
                   {MentionDecision::show, MentionDecision::redact}, {},
                   "en anden person") == "Mikkel og en anden person");
    CHECK(redacted("ingen", {}, {}, {}, "x") == "ingen");
    CHECK_THROWS_AS(redacted("Mikkel", find_mentions("Mikkel", own), {}, {}, "x"),
                    std::logic_error);
}

TEST_CASE("R32: words that the reader adds are gone wherever they stand, in any case") {
    CHECK(all_redacted("hans bror mikkel, og mikkels hund", {"Mikkel"}) ==
          "hans bror en anden person, og en anden person hund");
    CHECK(all_redacted("mikkelsen kom", {"mikkel"}) == "mikkelsen kom");
    CHECK(all_redacted("træneren åge", {"træneren Åge"}) == "en anden person en anden person");
}

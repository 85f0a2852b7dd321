#include "access/kept_form.h"

#include <doctest/doctest.h>

using access::KeptForm;

TEST_CASE("a form comes back as it was sent, without its protection token") {
    const KeptForm sent{"/indsatser/ny?trin=2",
                        {{"csrf_token", "secret"},
                         {"navn", "Tryghed på Torvet"},
                         {"beskrivelse", "Første linje\r\nanden: 3:abc"},
                         {"maal", "safe_town"},
                         {"maal", ""},
                         {"kept_form", "old"}}};
    const auto bytes = access::packed(sent);
    REQUIRE(bytes.has_value());
    const auto kept = access::unpacked(*bytes);
    REQUIRE(kept.has_value());
    CHECK(kept->target == sent.target);
    REQUIRE(kept->fields.size() == 4);
    CHECK(kept->fields[0] == sent.fields[1]);
    CHECK(kept->fields[1] == sent.fields[2]);
    CHECK(kept->fields[2] == sent.fields[3]);
    CHECK(kept->fields[3] == sent.fields[4]);
}

TEST_CASE("a form without fields") {
    const KeptForm sent{"/log-ud", {}};
    CHECK(access::unpacked(access::packed(sent).value()) == sent);
}

TEST_CASE("a form of 64 KiB is kept, a larger one is not") {
    const std::size_t around = std::string("7:/langt5:tekst65510:").size();
    KeptForm form{"/langt", {{"tekst", std::string(access::kept_form_bytes - around, 'x')}}};
    CHECK(access::packed(form).has_value());
    form.fields[0].second += "xxxx";
    CHECK_FALSE(access::packed(form).has_value());
}

TEST_CASE("damaged bytes are refused") {
    for (const char* bytes : {"", "abc", "3", "3:", "9:/x", "2:/x3:ab", "2:/x1:a", "2:/x1:a5:b",
                              "99999999999999999999:x", "-1:x", "2:/x;"}) {
        CAPTURE(bytes);
        CHECK_FALSE(access::unpacked(bytes).has_value());
    }
}

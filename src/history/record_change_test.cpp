#include "history/record_change.h"

#include <doctest/doctest.h>

TEST_CASE("ids and versions as sent: whole positive numbers, else 0") {
    CHECK(history::number_of("1") == 1);
    CHECK(history::number_of("9223372036854775807") == 9223372036854775807);
    for (const char* sent : {"", "0", "-1", "x", "1x", " 1", "1.0", "9223372036854775808"}) {
        CAPTURE(sent);
        CHECK(history::number_of(sent) == 0);
    }
}

TEST_CASE("a snapshot fills a form") {
    const web::Fields form = history::form_of({{"place", "Byhaven"}, {"note", ""}});
    CHECK(form.value("place") == "Byhaven");
    CHECK(form.has("note"));
    CHECK(form.all().size() == 2);
}

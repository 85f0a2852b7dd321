#include "web/testing/page_form.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace {

using web::testing::NamesAndValues;

web::testing::HttpResponse page() {
    web::testing::HttpResponse response;
    response.body = R"(<!DOCTYPE html><form action="/a" method="post">
        <input type="hidden" name="csrf_token" value="t">
        <input name="title" value="Å &amp; B"><input name="empty"><input value="no name">
        <input type="checkbox" name="yes" checked><input type="checkbox" name="no">
        <input type="radio" name="kind" value="1"><input type="radio" name="kind" value="2" checked>
        <select name="one"><option value="x">X</option><option value="y" selected>Y</option></select>
        <select name="first"><option>F</option><option>G</option></select>
        <select name="many" multiple><option selected>1</option><option selected>2</option></select>
        <textarea name="text">
linje 1
linje 2</textarea>
        <input name="off" value="x" disabled>
        <fieldset disabled><input name="off2" value="x"></fieldset>
        <button name="go" value="save">Gem</button><button name="go" value="drop">Slet</button>
        </form><input name="outside" value="x">
        <form action="/b"><button>Søg</button></form>)";
    return response;
}

}  // namespace

TEST_CASE("forms are sent as a browser would") {
    const NamesAndValues expected = {{"csrf_token", "t"}, {"title", "Å & B"},
                                     {"empty", ""},       {"yes", "on"},
                                     {"kind", "2"},       {"one", "y"},
                                     {"first", "F"},      {"many", "1"},
                                     {"many", "2"},       {"text", "linje 1\nlinje 2"},
                                     {"go", "save"}};
    CHECK(web::testing::form_values(page(), "/a") == expected);
    CHECK(web::testing::form_values(page(), "/b").empty());
    CHECK_THROWS_AS(web::testing::form_values(page(), "/c"), std::runtime_error);
    CHECK_THROWS_AS(web::testing::form_values(page()), std::runtime_error);

    const auto filled = web::testing::filled_form(page(), "/a", {{"many", "3"}, {"new", "n"}});
    CHECK(filled.size() == expected.size());
    CHECK(filled[filled.size() - 2] == std::pair<std::string, std::string>("many", "3"));
    CHECK(filled.back() == std::pair<std::string, std::string>("new", "n"));
}

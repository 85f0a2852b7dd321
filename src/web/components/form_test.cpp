#include "web/components/form.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "web/components/button.h"
#include "web/components/search_box.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

TEST_CASE("a form that changes something carries its token") {
    CHECK(form({.action = "/steder/ny",
                .csrf_token = "abc",
                .hidden = {{"version", "3"}},
                .encoding = FormEncoding::multipart,
                .layout = FormLayout::quick,
                .label = "Nyt sted",
                .id = "new-place"},
               text("felter"))
              .markup() ==
          R"(<form id="new-place" class="quick-form" method="post" action="/steder/ny" )"
          R"(enctype="multipart/form-data" aria-label="Nyt sted" novalidate>)"
          R"(<input type="hidden" name="csrf_token" value="abc">)"
          R"(<input type="hidden" name="version" value="3">felter</form>)");
}

TEST_CASE("a form that only asks doesn't") {
    CHECK(form({.action = "/steder",
                .method = FormMethod::get,
                .csrf_token = "abc",
                .layout = FormLayout::filter},
               text("felter"))
              .markup() ==
          R"(<form class="filter-bar" method="get" action="/steder" novalidate>felter</form>)");
}

TEST_CASE("parts of a form") {
    CHECK(button_row(text("knapper")).markup() == R"(<div class="button-row">knapper</div>)");
    CHECK(sending_row(text("knapper")).markup() == R"(<div class="sending-row">knapper</div>)");
    CHECK(field_row(text("felter")).markup() == R"(<div class="field-row">felter</div>)");
    CHECK(field_set("Sted", text("felter"), "Hvor det skete").markup() ==
          R"(<div class="form-group"><fieldset><legend class="form-label">Sted</legend>)"
          R"(<span class="form-hint">Hvor det skete</span>felter</fieldset></div>)");
}

TEST_CASE("buttons") {
    CHECK(button({.label = "Gem"}).markup() ==
          R"(<button class="button button-primary" type="submit">Gem</button>)");
    CHECK(button({.label = "Slet",
                  .kind = ButtonKind::warning,
                  .name = "act",
                  .value = "delete",
                  .icon = Icon::remove,
                  .hidden_words = "mødestedet",
                  .form_id = "edit"})
              .markup() ==
          R"(<button class="button button-warning" type="submit" name="act" value="delete" )"
          R"(form="edit">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#delete"></use></svg>Slet)"
          R"(<span class="sr-only"> mødestedet</span></button>)");
    CHECK(
        link_button(
            {.label = "Ny", .href = "/steder/ny", .kind = ButtonKind::tertiary, .icon = Icon::plus})
            .markup() ==
        R"(<a class="button button-tertiary" href="/steder/ny">)"
        R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
        R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#plus"></use></svg>Ny</a>)");
    CHECK(post_button({.label = "Afslut",
                       .action = "/steder/7/afslut",
                       .csrf_token = "abc",
                       .hidden = {{"version", "3"}}})
              .markup() ==
          R"(<form class="form-inline" method="post" action="/steder/7/afslut" novalidate>)"
          R"(<input type="hidden" name="csrf_token" value="abc">)"
          R"(<input type="hidden" name="version" value="3">)"
          R"(<button class="button button-secondary" type="submit">Afslut</button></form>)");
}

TEST_CASE("links") {
    CHECK(link("/steder/7", "Ret", "mødestedet Biblioteket").markup() ==
          R"(<a href="/steder/7">Ret<span class="sr-only"> mødestedet Biblioteket</span></a>)");
    CHECK(link("https://www.ishoj.dk/", "Kommunen").markup() ==
          R"(<a href="https://www.ishoj.dk/">Kommunen</a>)");
}

TEST_CASE("a search form is sent with GET") {
    const Language danish(LanguageCode::danish);
    CHECK(search_form({.action = "/steder", .value = "torv", .hidden = {{"art", "park"}}}, danish)
              .markup() ==
          R"(<form method="get" action="/steder" novalidate>)"
          R"(<input type="hidden" name="art" value="park"><div class="form-group search">)"
          R"(<label for="field-q" class="sr-only">Søg</label>)"
          R"(<input class="form-input" id="field-q" name="q" type="search" value="torv">)"
          R"(<button class="button button-search" type="submit">Søg</button></div></form>)");
}

TEST_CASE("a form that changes something can't be written without its token") {
    CHECK_THROWS_AS(form({.action = "/steder/ny"}, text("felter")), std::logic_error);
    CHECK_THROWS_AS(post_button({.label = "Slet", .action = "/steder/7/slet"}), std::logic_error);
}

TEST_CASE("a form stays within the program") {
    CHECK_THROWS_AS(form({.action = "https://example.org/", .csrf_token = "abc"}, {}),
                    std::logic_error);
    CHECK_THROWS_AS(form({.csrf_token = "abc"}, {}), std::logic_error);
}

}  // namespace web

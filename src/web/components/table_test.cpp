#include "web/components/table.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "web/components/button.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

TEST_CASE("a table names itself, its columns and its rows") {
    const Language danish(LanguageCode::danish);
    Table table({.caption = "Steder",
                 .columns = {{"Navn", ColumnKind::heading},
                             {"Besøg", ColumnKind::number},
                             {.heading = "Handlinger", .heading_hidden = true}}},
                danish);
    table.row("Torvet", 1234, link("/steder/7", "Ret"));
    CHECK(table.finish().markup() ==
          R"(<div class="table--responsive-scroll" tabindex="0" role="region" )"
          R"(aria-label="Steder">)"
          R"(<table class="table"><caption>Steder</caption><thead><tr><th scope="col">Navn)"
          R"(</th><th scope="col" class="number">Besøg</th><th scope="col">)"
          R"(<span class="sr-only">Handlinger</span></th></tr></thead><tbody><tr>)"
          R"(<th scope="row">Torvet</th><td class="number">1234</td><td>)"
          R"(<a href="/steder/7">Ret</a></td></tr></tbody></table></div>)");
}

TEST_CASE("a table can be sorted by links, and stacked on phones") {
    const Language english(LanguageCode::english);
    Table table({.caption = "Places",
                 .columns = {{.heading = "Name",
                              .sort_address = "/steder?sort=-navn",
                              .sorted = SortOrder::ascending},
                             {.heading = "Visits",
                              .kind = ColumnKind::number,
                              .sort_address = "/steder?sort=besoeg"}},
                 .caption_hidden = true,
                 .on_phone = TableDescription::OnPhone::stack,
                 .density = TableDescription::Density::compact},
                english);
    table.row_of({text("The square"), text("12")});
    CHECK(table.finish().markup() ==
          R"(<div class="table--responsive-scroll" tabindex="0" role="region" )"
          R"(aria-label="Places">)"
          R"(<table class="table table--compact table-md-responsive-headers">)"
          R"(<caption class="sr-only">Places</caption><thead><tr>)"
          R"(<th scope="col" aria-sort="ascending">)"
          R"(<a class="button button-unstyled" href="/steder?sort=-navn">Name)"
          R"(<span class="sr-only"> Sort in descending order</span>)"
          R"(<svg class="icon-svg mr-0 ml-2" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#sort-table-ascending"></use>)"
          R"(</svg></a></th><th scope="col" class="number">)"
          R"(<a class="button button-unstyled" href="/steder?sort=besoeg">Visits)"
          R"(<span class="sr-only"> Sort by this column</span>)"
          R"(<svg class="icon-svg mr-0 ml-2" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#sort-table-none"></use></svg>)"
          R"(</a></th></tr></thead><tbody><tr><td data-title="Name">The square</td>)"
          R"(<td class="number" data-title="Visits">12</td></tr></tbody></table></div>)");
}

TEST_CASE("a table without rows is a sentence") {
    const Language danish(LanguageCode::danish);
    Table table({.caption = "Steder", .columns = {{"Navn"}}}, danish);
    Table other({.caption = "Steder", .columns = {{"Navn"}}, .empty_text = "Ingen steder."},
                danish);
    CHECK(table.finish().markup() ==
          R"(<div class="empty-state"><p>Der er ikke noget at vise.</p></div>)");
    CHECK(other.finish().markup() == R"(<div class="empty-state"><p>Ingen steder.</p></div>)");
}

TEST_CASE("rows have as many cells as there are columns") {
    const Language danish(LanguageCode::danish);
    Table table({.caption = "Steder", .columns = {{"Navn"}, {"Art"}}}, danish);
    CHECK_THROWS_AS(table.row("Torvet"), std::logic_error);
    Table other({.caption = "Steder", .columns = {{"Navn"}, {"Art"}}}, danish);
    CHECK_THROWS_AS(other.row("Torvet", "Plads", "mere"), std::logic_error);
    CHECK_THROWS_AS(Table({.columns = {{"Navn"}}}, danish), std::logic_error);
    CHECK_THROWS_AS(Table({.caption = "Steder"}, danish), std::logic_error);
}

}  // namespace web

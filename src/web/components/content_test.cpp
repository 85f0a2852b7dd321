#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "web/components/card.h"
#include "web/components/chart_figure.h"
#include "web/components/definition_list.h"
#include "web/components/figure_card.h"
#include "web/components/heading.h"
#include "web/components/icon.h"
#include "web/components/status_tag.h"
#include "web/components/tag.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

namespace {

std::string file_content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("headings") {
    CHECK(heading(HeadingLevel::h2, "Steder").markup() == "<h2>Steder</h2>");
    CHECK(heading(HeadingLevel::h4, "Steder", "places").markup() ==
          R"(<h4 id="places">Steder</h4>)");
}

TEST_CASE("icons") {
    CHECK(icon(Icon::search).markup() ==
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#search"></use></svg>)");
    CHECK(icon(Icon::warning, "Advarsel", "alert-icon"_html).markup() ==
          R"(<svg class="icon-svg alert-icon" focusable="false" role="img" aria-label="Advarsel">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#warning"></use></svg>)");
}

TEST_CASE("tags, badges and states") {
    CHECK(tag("Støj").markup() == R"(<span class="badge">Støj</span>)");
    CHECK(tag("Støj", "/temaer/stoej").markup() ==
          R"(<a class="tag" href="/temaer/stoej">Støj</a>)");
    CHECK(badge("3", BadgeKind::warning).markup() ==
          R"(<span class="badge badge-warning">3</span>)");
    CHECK(status_tag(StatusKind::attention, "Kræver handling").markup() ==
          R"(<span class="status status-attention">Kræver handling</span>)");
}

TEST_CASE("facts leave out what is unknown") {
    CHECK(definition_list({{"Sted", text("Torvet")}, {"Ejer", {}}}).markup() ==
          R"(<dl class="facts"><div><dt>Sted</dt><dd>Torvet</dd></div></dl>)");
}

TEST_CASE("figures lead to their definition") {
    const Language danish(LanguageCode::danish);
    CHECK(figure_cards({{"Besøg", "1.234", "i 2024", "/tal/besoeg"}, {"Møder", "4"}}, danish)
              .markup() ==
          R"(<ul class="figure-cards"><li class="figure-card">)"
          R"(<span class="figure-label">Besøg</span> <span class="figure-value">1.234</span> )"
          R"(<span class="figure-note">i 2024 <a href="/tal/besoeg">Sådan er tallet lavet)"
          R"(<span class="sr-only"> (Besøg)</span></a></span></li><li class="figure-card">)"
          R"(<span class="figure-label">Møder</span> <span class="figure-value">4</span></li>)"
          "</ul>");
}

TEST_CASE("a chart always has its table") {
    const Language danish(LanguageCode::danish);
    CHECK(chart_figure({.title = "Besøg pr. måned",
                        .specification = "/tal/besoeg.json",
                        .description = "Flest besøg om sommeren.",
                        .data_table = Html("<table></table>"_html),
                        .note = "Opgjort 3. maj 2024"},
                       danish)
              .markup() ==
          R"(<figure class="chart" data-chart-url="/tal/besoeg.json">)"
          "<figcaption>Besøg pr. måned</figcaption>"
          R"(<p class="chart-note">Flest besøg om sommeren.</p><details class="details">)"
          R"(<summary class="details-summary">Vis tallene i en tabel</summary>)"
          R"(<div class="details-text"><table></table></div></details>)"
          R"(<p class="chart-note">Opgjort 3. maj 2024</p></figure>)");
}

TEST_CASE("cards") {
    CHECK(card({.heading = "Torvet", .subheading = "Sted", .content = text("Åbent")}).markup() ==
          R"(<div class="card"><div class="card-content"><span class="card-subheading">Sted)"
          R"(</span><h2 class="card-heading">Torvet</h2>Åbent</div></div>)");
    CHECK(card({.heading = "Torvet", .heading_level = HeadingLevel::h3, .href = "/steder/7"})
              .markup() ==
          R"(<a class="card" href="/steder/7"><div class="card-content">)"
          R"(<h3 class="card-heading">Torvet</h3></div>)"
          R"(<svg class="icon-svg card-icon" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#arrow-forward"></use></svg>)"
          "</a>");
    CHECK(card_grid({{.heading = "Torvet"}}).markup() ==
          R"(<ul class="card-grid"><li><div class="card"><div class="card-content">)"
          R"(<h2 class="card-heading">Torvet</h2></div></div></li></ul>)");
    CHECK(panel(text("x")).markup() == R"(<div class="panel">x</div>)");
    CHECK(callout(text("Efter serviceloven"), CalloutKind::legal_basis).markup() ==
          R"(<div class="callout callout-legal-basis">Efter serviceloven</div>)");
    CHECK(callout(text("x")).markup() == R"(<div class="callout">x</div>)");
}

TEST_CASE("nothing to show is no markup") {
    const Language danish(LanguageCode::danish);
    CHECK(definition_list({{"Ejer", {}}}).empty());
    CHECK(figure_cards({}, danish).empty());
    CHECK(card_grid({}).empty());
}

TEST_CASE("the design system has every icon") {
    const std::string sprite =
        file_content(TRYGBY_SOURCE_DIR "/frontend/dist/img/all-svg-icons.svg");
    REQUIRE(!sprite.empty());
    for (int i = 0; i <= static_cast<int>(Icon::word); ++i) {
        const std::string markup = icon(static_cast<Icon>(i)).markup();
        const std::size_t begin = markup.find('#') + 1;
        const std::string name = markup.substr(begin, markup.find('"', begin) - begin);
        CAPTURE(name);
        CHECK(sprite.find(" id=\"" + name + "\"") != std::string::npos);
    }
}

TEST_CASE("the icons' address names the version they came with") {
    const std::string package = file_content(TRYGBY_SOURCE_DIR "/frontend/package.json");
    const std::string version = "\"dkfds\": \"";
    const std::size_t begin = package.find(version);
    REQUIRE(begin != std::string::npos);
    const std::size_t from = begin + version.size();
    const std::string number = package.substr(from, package.find('"', from) - from);
    CHECK(icon_sprite_address == "/assets/dkfds-" + number + "/all-svg-icons.svg");
}

}  // namespace web

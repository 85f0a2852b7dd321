#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "web/components/breadcrumb.h"
#include "web/components/pagination.h"
#include "web/components/step_indicator.h"
#include "web/components/tabs.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

namespace {

// The numbers and gaps of a pagination, as one line of text.
std::string numbers_of(int current, int total) {
    const Language danish(LanguageCode::danish);
    const std::string markup =
        pagination({.current = current,
                    .total = total,
                    .address_of = [](int page) { return "/s/" + std::to_string(page); }},
                   danish)
            .markup();
    std::string out;
    std::size_t at = 0;
    const std::string item = "<li class=\"pagination-item pagination-";
    while ((at = markup.find(item, at)) != std::string::npos) {
        at += item.size();
        const bool gap = markup.compare(at, 8, "overflow") == 0;
        const std::size_t end = markup.find("</a>", at);
        const std::size_t begin = markup.rfind('>', end) + 1;
        const bool current_page =
            markup.substr(at, end - at).find("aria-current") != std::string::npos;
        if (!out.empty()) out += ' ';
        out += gap ? "…" : markup.substr(begin, end - begin);
        if (!gap && current_page) out += '*';
    }
    return out;
}

}  // namespace

TEST_CASE("tabs are links") {
    CHECK(tabs("Dele af stedet",
               {{"Overblik", "/steder/7", true}, {"Hændelser", "/steder/7/haendelser"}})
              .markup() ==
          R"(<nav class="tab-container" aria-label="Dele af stedet"><ul class="tab-list"><li>)"
          R"(<a href="/steder/7" class="tab-button" aria-current="true"><span>Overblik</span>)"
          R"(</a></li><li><a href="/steder/7/haendelser" class="tab-button"><span>Hændelser)"
          "</span></a></li></ul></nav>");
}

TEST_CASE("a breadcrumb ends with this page") {
    const Language danish(LanguageCode::danish);
    const Language english(LanguageCode::english);
    CHECK(breadcrumb({{"Forside", "/"}, {"Steder", "/steder"}, {"Torvet"}}, danish).markup() ==
          R"(<nav class="breadcrumbs" aria-label="Brødkrumme"><ol class="breadcrumbs__list">)"
          R"(<li class="breadcrumbs__list-item"><a class="breadcrumbs__link" href="/">Forside)"
          R"(</a></li><li class="breadcrumbs__list-item">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-right"></use></svg>)"
          R"(<a class="breadcrumbs__link" href="/steder">Steder</a></li>)"
          R"(<li class="breadcrumbs__list-item" aria-current="page">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-right"></use>)"
          "</svg>Torvet</li></ol></nav>");
    CHECK(back_link("/steder", english).markup() ==
          R"(<div><a href="/steder" class="back-link">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-left"></use></svg>Back)"
          "</a></div>");
}

TEST_CASE("steps") {
    const Language danish(LanguageCode::danish);
    CHECK(step_indicator({{"Sted", "/trin/1", StepState::done},
                          {"Tid", "/trin/2", StepState::failed, "To fejl"},
                          {"Send"}},
                         2, danish)
              .markup() ==
          R"(<ol class="step-indicator"><li><a class="step" href="/trin/1">)"
          R"(<span class="step-icon">)"
          R"(<svg class="icon-svg" focusable="false" role="img" aria-label="Trin 1 gennemført">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#check"></use></svg></span>)"
          R"(<div><span class="step-title">Sted</span></div></a></li>)"
          R"(<li class="current error"><a class="step" href="/trin/2" aria-current="step">)"
          R"(<span class="step-icon">)"
          R"(<svg class="icon-svg" focusable="false" role="img" aria-label="Fejl i trin 2">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#error"></use></svg></span>)"
          R"(<div><span class="step-title">Tid</span><span class="step-information">To fejl)"
          R"(</span></div></a></li><li class="disabled"><div class="step">)"
          R"(<span class="step-number"><span>3</span></span><div>)"
          R"(<span class="step-title">Send</span></div></div></li></ol>)");
    CHECK(step_subheading(2, 4, danish).markup() ==
          R"(<p class="step-subheading">Trin 2 af 4</p>)");
}

TEST_CASE("few pages are all shown") {
    const Language danish(LanguageCode::danish);
    const auto address = [](int page) { return "/steder?s=" + std::to_string(page); };
    CHECK(pagination({.current = 1, .total = 3, .address_of = address}, danish).markup() ==
          R"(<nav class="pagination" aria-label="Sider">)"
          R"(<span class="pagination-mobile">Side 1 af 3</span><ul class="pagination__items">)"
          R"(<li class="pagination-item pagination-number">)"
          R"(<a class="button current-page" href="/steder?s=1" aria-label="Side 1" )"
          R"(aria-current="page">1)"
          R"(</a></li><li class="pagination-item pagination-number">)"
          R"(<a class="button button-secondary" href="/steder?s=2" aria-label="Side 2">2</a>)"
          R"(</li><li class="pagination-item pagination-number">)"
          R"(<a class="button button-secondary" href="/steder?s=3" aria-label="Side 3">3</a>)"
          "</li></ul>"
          R"(<a class="button button-arrow button-next" href="/steder?s=2" aria-label="Næste )"
          R"(side">)"
          R"(<span class="pagination-nav-link">Næste</span>)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-right"></use></svg>)"
          R"(</a><a class="button button-arrow button-last" href="/steder?s=3">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#last-page"></use></svg>)"
          R"(<span class="sr-only">Sidste side</span></a></nav>)");
}

TEST_CASE("lists without an end have only two ways") {
    const Language danish(LanguageCode::danish);
    CHECK(
        previous_next({.previous = "/steder?foer=9", .next = "/steder?efter=1"}, danish).markup() ==
        R"(<nav class="pagination" aria-label="Sider">)"
        R"(<a class="button button-arrow button-previous" href="/steder?foer=9" )"
        R"(aria-label="Forrige side">)"
        R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
        R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-left"></use></svg>)"
        R"(<span class="pagination-nav-link">Forrige</span></a>)"
        R"(<a class="button button-arrow button-next" href="/steder?efter=1" aria-label="Næste )"
        R"(side">)"
        R"(<span class="pagination-nav-link">Næste</span>)"
        R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
        R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-right"></use></svg>)"
        "</a></nav>");
    CHECK(previous_next({.next = "/2024", .next_label = "2024", .label = "År"}, danish).markup() ==
          R"(<nav class="pagination" aria-label="År">)"
          R"(<a class="button button-arrow button-next" href="/2024" aria-label="2024">)"
          R"(<span class="pagination-nav-link">2024</span>)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-right"></use></svg>)"
          "</a></nav>");
}

TEST_CASE("of many pages the ends and the neighbours are shown") {
    CHECK(numbers_of(1, 7) == "1* 2 3 4 5 6 7");
    CHECK(numbers_of(1, 8) == "1* 2 3 4 5 … 8");
    CHECK(numbers_of(4, 8) == "1 2 3 4* 5 … 8");
    CHECK(numbers_of(5, 8) == "1 … 4 5* 6 7 8");
    CHECK(numbers_of(5, 9) == "1 … 4 5* 6 … 9");
    CHECK(numbers_of(9, 9) == "1 … 5 6 7 8 9*");
    CHECK(numbers_of(50, 100) == "1 … 49 50* 51 … 100");
}

TEST_CASE("a page beyond the last counts as the last") {
    CHECK(numbers_of(12, 3) == "1 2 3*");
    CHECK(numbers_of(0, 3) == "1* 2 3");
}

TEST_CASE("nothing to turn, nothing to see") {
    const Language danish(LanguageCode::danish);
    CHECK(pagination({.current = 1, .total = 1}, danish).empty());
    CHECK(previous_next({}, danish).empty());
    CHECK(breadcrumb({}, danish).empty());
}

}  // namespace web

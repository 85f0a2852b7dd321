#include <doctest/doctest.h>

#include "web/components/accordion.h"
#include "web/components/alert.h"
#include "web/components/details.h"
#include "web/components/empty_state.h"
#include "web/components/error_summary.h"
#include "web/components/modal.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

TEST_CASE("an alert names its kind") {
    const Language danish(LanguageCode::danish);
    const Language english(LanguageCode::english);
    CHECK(alert(AlertKind::success, "Stedet er gemt.", danish).markup() ==
          R"(<div class="alert alert-success">)"
          R"(<svg class="icon-svg alert-icon" focusable="false" role="img" aria-label="Succes">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#success"></use></svg>)"
          R"(<div class="alert-body"><p class="alert-text">Stedet er gemt.</p></div></div>)");
    CHECK(alert(AlertKind::warning, "The place is closed.", english).markup() ==
          R"(<div class="alert alert-warning">)"
          R"(<svg class="icon-svg alert-icon" focusable="false" role="img" aria-label="Warning">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#warning"></use></svg>)"
          R"(<div class="alert-body"><p class="alert-text">The place is closed.</p></div>)"
          "</div>");
    CHECK(alert({.kind = AlertKind::error,
                 .heading = "Det gik ikke",
                 .heading_level = HeadingLevel::h3,
                 .content = paragraphs("Prøv igen."),
                 .urgency = AlertUrgency::urgent},
                danish)
              .markup() ==
          R"(<div class="alert alert-error" role="alert">)"
          R"(<svg class="icon-svg alert-icon" focusable="false" role="img" aria-label="Fejl">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#error"></use></svg>)"
          R"(<div class="alert-body"><h3 class="alert-heading">Det gik ikke</h3><p>Prøv igen.)"
          "</p></div></div>");
    CHECK(alert({.kind = AlertKind::info, .heading = "Kun en overskrift"}, danish).markup() ==
          R"(<div class="alert alert-info">)"
          R"(<svg class="icon-svg alert-icon" focusable="false" role="img" )"
          R"(aria-label="Information">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#info"></use></svg>)"
          R"(<div class="alert-body"><h2 class="alert-heading">Kun en overskrift</h2></div>)"
          "</div>");
}

TEST_CASE("an error summary links to the fields") {
    const Language danish(LanguageCode::danish);
    const base::FieldErrors errors = {
        {"title", base::refuse("missing", "Skriv {}.", "titlen")},
        {"", base::refuse("version_conflict", "En anden har rettet imens.")}};
    CHECK(error_summary(errors, danish).markup() ==
          R"(<div data-module="error-summary" tabindex="-1">)"
          R"(<div class="alert alert-error" role="alert">)"
          R"(<svg class="icon-svg alert-icon" focusable="false" role="img" aria-label="Fejl">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#error"></use></svg>)"
          R"(<div class="alert-body"><h2 class="alert-heading">Der er 2 fejl i formularen)"
          R"(</h2><ul class="nobullet-list"><li>)"
          R"(<a class="function-link" href="#field-title">Skriv titlen.</a></li>)"
          "<li>En anden har rettet imens.</li></ul></div></div></div>");
}

TEST_CASE("an empty state") {
    CHECK(empty_state("Der er ingen steder endnu.", text("Opret")).markup() ==
          R"(<div class="empty-state"><p>Der er ingen steder endnu.</p>)"
          R"(<div class="button-row">Opret</div></div>)");
    CHECK(empty_state("Der er ingen steder endnu.").markup() ==
          R"(<div class="empty-state"><p>Der er ingen steder endnu.</p></div>)");
}

TEST_CASE("a window above the page, and the way to it") {
    const Language danish(LanguageCode::danish);
    CHECK(modal({.id = "close-place",
                 .heading = "Luk stedet?",
                 .content = paragraphs("Det kan fortrydes."),
                 .actions = modal_close_button("Fortryd")},
                danish)
              .markup() ==
          R"(<div class="fds-modal" id="close-place" aria-hidden="true" role="dialog" )"
          R"(aria-modal="true" aria-labelledby="close-place-heading">)"
          R"(<div class="modal-content"><div class="modal-header">)"
          R"(<h2 class="modal-title" id="close-place-heading">Luk stedet?</h2>)"
          R"(<button type="button" class="modal-close function-link" data-modal-close>)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#close"></use></svg>Luk)"
          R"(</button></div><div class="modal-body"><p>Det kan fortrydes.</p></div>)"
          R"(<div class="modal-footer">)"
          R"(<button type="button" class="button button-secondary" data-modal-close>Fortryd)"
          "</button></div></div></div>");
    CHECK(modal_link("Luk stedet", "close-place", "/steder/7/luk").markup() ==
          R"(<a class="button button-secondary" href="/steder/7/luk" data-module="modal" )"
          R"(data-target="close-place">Luk stedet)"
          "</a>");
}

TEST_CASE("details") {
    CHECK(details("Mere", text("indhold")).markup() ==
          R"(<details class="details"><summary class="details-summary">Mere</summary>)"
          R"(<div class="details-text">indhold</div></details>)");
    CHECK(details("Mere", text("indhold"), DetailsState::open).markup() ==
          R"(<details class="details" open><summary class="details-summary">Mere</summary>)"
          R"(<div class="details-text">indhold</div></details>)");
}

TEST_CASE("an accordion folds nothing away by itself") {
    const Language danish(LanguageCode::danish);
    CHECK(accordion({.id = "steps",
                     .items = {{"Før", text("forberedelse"), Unfolded::yes},
                               {"Efter", text("opfølgning")}},
                     .heading_level = HeadingLevel::h3,
                     .open_all_button = OpenAllButton::shown},
                    danish)
              .markup() ==
          "<div>"
          R"(<button type="button" class="accordion-bulk-button" )"
          R"(data-accordion-bulk-expand="true">Åbn alle)"
          R"(</button><ul class="accordion"><li><h3>)"
          R"(<button type="button" class="accordion-button" aria-expanded="true" )"
          R"(aria-controls="steps-1">)"
          R"(<span class="accordion-title">Før</span></button></h3>)"
          R"(<div id="steps-1" aria-hidden="false" class="accordion-content">forberedelse)"
          "</div></li><li><h3>"
          R"(<button type="button" class="accordion-button" aria-expanded="false" )"
          R"(aria-controls="steps-2">)"
          R"(<span class="accordion-title">Efter</span></button></h3>)"
          R"(<div id="steps-2" aria-hidden="false" class="accordion-content">opfølgning</div>)"
          "</li></ul></div>");
}

TEST_CASE("without errors there is no summary") {
    const Language danish(LanguageCode::danish);
    CHECK(error_summary({}, danish).empty());
}

TEST_CASE("a single error is one") {
    const Language english(LanguageCode::english);
    const base::FieldErrors errors = {{"title", base::refuse("missing", "Skriv {}.", "x")}};
    const std::string markup = error_summary(errors, english).markup();
    CHECK(markup.find("There is an error in the form") != std::string::npos);
    CHECK(markup.find(">Enter x.</a>") != std::string::npos);
}

}  // namespace web

#include "web/components/page_shell.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "web/components/accordion.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/card.h"
#include "web/components/chart_figure.h"
#include "web/components/checkbox_group.h"
#include "web/components/definition_list.h"
#include "web/components/details.h"
#include "web/components/error_summary.h"
#include "web/components/figure_card.h"
#include "web/components/form.h"
#include "web/components/modal.h"
#include "web/components/pagination.h"
#include "web/components/radio_group.h"
#include "web/components/search_box.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/step_indicator.h"
#include "web/components/table.h"
#include "web/components/tabs.h"
#include "web/components/tag.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/html.h"
#include "web/language.h"
#include "web/testing/page_rules.h"

namespace web {

namespace {

// A page with all that a signed-in user's page can have.
PageShell signed_in() {
    PageShell page;
    page.solution = "Kriminalforebyggelse og tryghed";
    page.authority = "Ishøj Kommune";
    page.authority_contact = "Ishøj Store Torv 20, 2635 Ishøj";
    page.asset_base = "/assets/0f3c";
    page.user_name = "Anne Møller";
    page.csrf_token = "abc";
    page.environment_banner = "Demonstration: opdigtede data.";
    page.navigation = {{"Steder", "/steder", true}, {"Indsatser", "/indsatser"}};
    page.footer_links = {{"Tilgængelighed", "/tilgaengelighed"}};
    page.language_switch_path = "/steder?art=park&side=2";
    page.title = "Torvet";
    page.breadcrumb = {{"Steder", "/steder"}, {"Torvet"}};
    page.notice = "Stedet er gemt.";
    page.above_heading = step_subheading(1, 2, Language(LanguageCode::danish));
    page.heading_actions = link_button({.label = "Ret", .href = "/steder/7/ret"});
    page.main = paragraphs("Indhold");
    page.modals = modal({.id = "m", .heading = "Luk?"}, Language(LanguageCode::danish));
    page.charts = PageShell::Charts::drawn;
    page.listing = PageShell::Listing::listed;
    return page;
}

// All components on one page, each in a way that shows errors, hints and the like.
Html everything(const Language& language) {
    const base::FieldErrors errors = {{"name", base::refuse("missing", "Skriv {}.", "navnet")},
                                      {"mood", base::refuse("missing", "Vælg {}.", "stemningen")},
                                      {"agreed", base::refuse("missing", "Vælg {}.", "aftalen")}};
    Html fields;
    fields.add(
        text_field({.name = "name",
                    .label = "Navn",
                    .hint = "Kort",
                    .error = "Skriv navnet.",
                    .prefix = "nr.",
                    .suffix = "stk.",
                    .character_limit = 40,
                    .suggestions = {"Torvet"}},
                   language),
        text_area({.name = "note",
                   .label = "Notat",
                   .character_limit = 2000,
                   .access_reminder = AccessReminder::shown},
                  language),
        text_field({.name = "file", .label = "Fil", .type = InputType::file}, language),
        select_field({.name = "place",
                      .label = "Sted",
                      .options = {{"1", "Torvet", "Pladser"}},
                      .empty_option = "Vælg"},
                     language),
        radio_group(
            {.name = "mood",
             .legend = "Stemning",
             .choices = {{"good", "God", "Ro"},
                         {.value = "other",
                          .label = "Anden",
                          .revealed = text_field({.name = "which", .label = "Hvilken"}, language)}},
             .hint = "Indtryk",
             .error = "Vælg stemningen."},
            language),
        checkbox_group({.name = "themes",
                        .legend = "Temaer",
                        .choices = {{"noise", "Støj", "Larm"}, {"fights", "Slagsmål"}},
                        .hint = "Flere",
                        .error = "Vælg temaerne."},
                       language),
        checkbox({.name = "agreed", .label = "Aftalt", .hint = "Nu", .error = "Vælg."}, language),
        field_set("Tid", field_row(text_field(
                             {.name = "day", .label = "Dag", .type = InputType::date}, language))),
        button_row(button({.label = "Gem"})));
    Table table({.caption = "Steder",
                 .columns = {{"Navn", ColumnKind::heading},
                             {.heading = "Besøg", .sort_address = "/steder?sort=1"}}},
                language);
    table.row("Torvet", 12);
    Html html;
    html.add(
        error_summary(errors, language),
        form({.action = "/x", .csrf_token = "abc", .encoding = FormEncoding::multipart}, fields),
        search_form({.action = "/steder"}, language), tabs("Dele", {{"Overblik", "/steder", true}}),
        tag("Støj", "/stoej"), status_tag(StatusKind::done, "Afsluttet"),
        figure_cards({{"Besøg", "12", "i år", "/tal"}}, language),
        definition_list({{"Sted", text("Torvet")}}), details("Mere", text("x")),
        accordion({.id = "steps", .items = {{"Før", text("x")}}}, language),
        card_grid({{.heading = "Torvet", .href = "/steder/7"}}),
        chart_figure({.title = "Besøg",
                      .specification = "/tal.json",
                      .description = "Besøg",
                      .data_table = table.finish()},
                     language),
        pagination({.current = 5,
                    .total = 20,
                    .address_of = [](int page) { return "/s/" + std::to_string(page); }},
                   language),
        post_button({.label = "Slet", .action = "/y", .csrf_token = "abc"}),
        modal_link("Luk", "m", "/luk"));
    return html;
}

// The answer a server would give with this page.
testing::HttpResponse answer_with(const Html& page) {
    return {.status = 200,
            .headers = {{"content-type", "text/html; charset=utf-8"},
                        {"cache-control", "no-store"},
                        {"content-security-policy",
                         "default-src 'none'; base-uri 'none'; form-action 'self'; "
                         "frame-ancestors 'none'; script-src 'self'"}},
            .body = std::string(page.markup())};
}

}  // namespace

TEST_CASE("the smallest page") {
    const Language danish(LanguageCode::danish);
    PageShell page;
    page.asset_base = "/assets/0f3c";
    page.title = "Log ind";
    page.sign_in = {};
    page.main = paragraphs("Velkommen");
    CHECK(page_shell(page, danish).markup() ==
          "<!DOCTYPE html>\n"
          "<html lang=\"da\"><head>\n"
          "<meta charset=\"utf-8\">\n"
          "<title>Log ind – Trygby</title>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"robots\" content=\"noindex, nofollow\">\n"
          "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/assets/0f3c/img/favicon.svg\">\n"
          "<link rel=\"stylesheet\" href=\"/assets/0f3c/css/dkfds.min.css\">\n"
          "<link rel=\"stylesheet\" href=\"/assets/0f3c/css/site.css\">\n"
          "<script defer src=\"/assets/0f3c/js/app.js\"></script>\n"
          "</head>\n"
          R"(<body><a class="skipnav" href="#main-content">Gå til sidens indhold</a>)"
          R"(<header class="header"><div class="portal-info">)"
          R"(<div class="portal-info-inner container"><a href="/" class="logo"><span>Trygby)"
          "</span></a>"
          R"(<button type="button" class="function-link button-menu-open js-menu-open ml-auto )"
          R"(d-print-none" aria-haspopup="dialog">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#menu"></use></svg>Menu)"
          R"(</button><div class="portal-user"></div></div></div><div class="overlay"></div>)"
          R"(<div class="mobile-drawer" role="dialog" aria-modal="true" )"
          R"(aria-labelledby="menu-heading">)"
          R"(<div class="menu-top"><h2 id="menu-heading" class="menu-heading">Menu</h2>)"
          R"(<button type="button" class="function-link button-menu-close js-menu-close" )"
          R"(aria-label="Luk menu">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#close"></use></svg>Luk)"
          R"(</button></div></div></header><div class="container page-container">)"
          R"(<main id="main-content" tabindex="-1"><h1>Log ind</h1><p>Velkommen</p></main>)"
          R"(</div><footer><div class="footer"><div class="container"></div></div></footer>)"
          "</body></html>\n");
}

TEST_CASE("a page of someone signed in") {
    const Language danish(LanguageCode::danish);
    PageShell page = signed_in();
    CHECK(page_shell(page, danish).markup() ==
          "<!DOCTYPE html>\n"
          "<html lang=\"da\"><head>\n"
          "<meta charset=\"utf-8\">\n"
          "<title>Torvet – Trygby</title>\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/assets/0f3c/img/favicon.svg\">\n"
          "<link rel=\"stylesheet\" href=\"/assets/0f3c/css/dkfds.min.css\">\n"
          "<link rel=\"stylesheet\" href=\"/assets/0f3c/css/site.css\">\n"
          "<script defer src=\"/assets/0f3c/js/app.js\"></script>\n"
          "<script defer src=\"/assets/0f3c/js/chart.js\"></script>\n"
          "</head>\n"
          R"(<body><a class="skipnav" href="#main-content">Gå til sidens indhold</a>)"
          R"(<header class="header"><div class="demonstration-banner">)"
          R"(<p>Demonstration: opdigtede data.</p></div><div class="portal-info">)"
          R"(<div class="portal-info-inner container"><a href="/" class="logo"><span>Trygby)"
          "</span></a>"
          R"(<button type="button" class="function-link button-menu-open js-menu-open ml-auto )"
          R"(d-print-none" aria-haspopup="dialog">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#menu"></use></svg>Menu)"
          R"(</button><div class="portal-user">)"
          R"(<a class="function-link d-inline-flex align-items-center mr-5 d-print-none" )"
          R"(href="/sprog?til=en&amp;side=%2Fsteder%3Fart%3Dpark%26side%3D2" lang="en" )"
          R"(hreflang="en">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#language"></use></svg>English)"
          R"(</a><p class="user">Anne Møller</p>)"
          R"(<form class="form-inline" method="post" action="/log-ud" novalidate>)"
          R"(<input type="hidden" name="csrf_token" value="abc">)"
          R"(<button type="submit" class="function-link d-print-none log-off">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#lock"></use></svg>Log af)"
          R"(</button></form></div></div></div><div class="overlay"></div>)"
          R"(<div class="solution-info"><div class="solution-info-inner container">)"
          R"(<div class="solution-heading"><a href="/">Kriminalforebyggelse og tryghed</a>)"
          R"(</div><div class="additional-info"><p>)"
          R"(<strong class="authority-name">Ishøj Kommune</strong></p></div></div></div>)"
          R"(<div class="navigation-menu"><div class="navigation-menu-inner container">)"
          R"(<nav class="nav" aria-label="Hovedmenu"><ul class="mainmenu">)"
          R"(<li class="active current">)"
          R"(<a href="/steder" class="nav-link" aria-current="true"><span>Steder</span></a>)"
          R"(</li><li><a href="/indsatser" class="nav-link"><span>Indsatser</span></a></li>)"
          "</ul></nav></div></div>"
          R"(<div class="mobile-drawer" role="dialog" aria-modal="true" )"
          R"(aria-labelledby="menu-heading">)"
          R"(<div class="menu-top"><h2 id="menu-heading" class="menu-heading">Menu</h2>)"
          R"(<button type="button" class="function-link button-menu-close js-menu-close" )"
          R"(aria-label="Luk menu">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#close"></use></svg>Luk)"
          R"(</button></div><nav class="navigation-menu-mobile" aria-label="Hovedmenu">)"
          R"(<ul class="mainmenu"><li class="active current">)"
          R"(<a href="/steder" class="nav-link" aria-current="true"><span>Steder</span></a>)"
          R"(</li><li><a href="/indsatser" class="nav-link"><span>Indsatser</span></a></li>)"
          R"(</ul></nav><div class="portal-info-mobile"><h3 class="sr-only">Bruger</h3>)"
          R"(<p class="user">Anne Møller</p>)"
          R"(<form class="form-inline" method="post" action="/log-ud" novalidate>)"
          R"(<input type="hidden" name="csrf_token" value="abc">)"
          R"(<button type="submit" class="function-link d-print-none log-off">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#lock"></use></svg>Log af)"
          R"(</button></form></div><div class="solution-info-mobile">)"
          R"(<h3 class="sr-only">Myndighed</h3><p>)"
          R"(<strong class="authority-name">Ishøj Kommune</strong></p>)"
          "<p>Ishøj Store Torv 20, 2635 Ishøj</p></div>"
          R"(<div class="language-switcher-mobile"><h3>Vælg sprog</h3><ul><li>)"
          R"(<a href="/sprog?til=da&amp;side=%2Fsteder%3Fart%3Dpark%26side%3D2" lang="da" )"
          R"(aria-current="true">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#check"></use></svg>Dansk</a>)"
          "</li><li>"
          R"(<a href="/sprog?til=en&amp;side=%2Fsteder%3Fart%3Dpark%26side%3D2" lang="en">English)"
          R"(</a></li></ul></div></div></header><div class="container page-container">)"
          R"(<nav class="breadcrumbs" aria-label="Brødkrumme"><ol class="breadcrumbs__list">)"
          R"(<li class="breadcrumbs__list-item">)"
          R"(<a class="breadcrumbs__link" href="/steder">Steder</a></li>)"
          R"(<li class="breadcrumbs__list-item" aria-current="page">)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#chevron-right"></use>)"
          R"(</svg>Torvet</li></ol></nav><main id="main-content" tabindex="-1">)"
          R"(<div class="alert alert-success">)"
          R"(<svg class="icon-svg alert-icon" focusable="false" role="img" aria-label="Succes">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#success"></use></svg>)"
          R"(<div class="alert-body"><p class="alert-text">Stedet er gemt.</p></div></div>)"
          R"(<p class="step-subheading">Trin 1 af 2</p><div class="page-heading"><h1>Torvet)"
          R"(</h1><div class="button-row">)"
          R"(<a class="button button-primary" href="/steder/7/ret">Ret</a></div></div>)"
          R"(<p>Indhold</p></main></div><footer><div class="footer"><div class="container">)"
          R"(<p><strong class="authority-name">Ishøj Kommune</strong></p>)"
          "<p>Ishøj Store Torv 20, 2635 Ishøj</p>"
          R"(<ul class="mt-4 align-text-left unstyled-list inline-list">)"
          R"(<li class="d-print-none">)"
          R"(<a class="function-link" href="/tilgaengelighed">Tilgængelighed</a></li></ul>)"
          R"(</div></div></footer><div class="fds-modal-container">)"
          R"(<div class="fds-modal" id="m" aria-hidden="true" role="dialog" aria-modal="true" )"
          R"(aria-labelledby="m-heading">)"
          R"(<div class="modal-content"><div class="modal-header">)"
          R"(<h2 class="modal-title" id="m-heading">Luk?</h2>)"
          R"(<button type="button" class="modal-close function-link" data-modal-close>)"
          R"(<svg class="icon-svg" focusable="false" aria-hidden="true">)"
          R"(<use href="/assets/dkfds-11.2.0/all-svg-icons.svg#close"></use></svg>Luk)"
          "</button></div><div class=\"modal-body\"></div></div></div></div></body></html>\n");
}

TEST_CASE("a page with every component keeps the rules, in both languages") {
    for (const LanguageCode code : {LanguageCode::danish, LanguageCode::english}) {
        const Language language(code);
        PageShell page = signed_in();
        page.main = everything(language);
        const auto violations = testing::page_violations(answer_with(page_shell(page, language)));
        CHECK(violations == std::vector<std::string>{});
    }
}

TEST_CASE("the rules are really asked") {
    const Language danish(LanguageCode::danish);
    PageShell page = signed_in();
    page.main = Html("<h1>Endnu en</h1>"_html);
    CHECK(!testing::page_violations(answer_with(page_shell(page, danish))).empty());
}

TEST_CASE("an English page says so and offers Danish") {
    const Language english(LanguageCode::english);
    const std::string markup = page_shell(signed_in(), english).markup();
    CHECK(markup.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    CHECK(markup.find(
              "til=da&amp;side=%2Fsteder%3Fart%3Dpark%26side%3D2\" lang=\"da\" hreflang=\"da\"") !=
          std::string::npos);
    CHECK(markup.find("Skip to main content") != std::string::npos);
    CHECK(markup.find("Sign out") != std::string::npos);
    CHECK(markup.find("Log af") == std::string::npos);
}

TEST_CASE("whoever isn't signed in is offered to, and has no way out") {
    const Language danish(LanguageCode::danish);
    PageShell page;
    page.title = "Forside";
    const std::string markup = page_shell(page, danish).markup();
    CHECK(markup.find("href=\"/log-ind\"") != std::string::npos);
    CHECK(markup.find("log-off") == std::string::npos);
    const std::string other = page_shell(signed_in(), danish).markup();
    CHECK(other.find("href=\"/log-ind\"") == std::string::npos);
    CHECK(other.find("log-off") != std::string::npos);
}

TEST_CASE("a page needs a title, and a signed-in user's page the token to sign out") {
    const Language danish(LanguageCode::danish);
    CHECK_THROWS_AS(page_shell(PageShell(), danish), std::logic_error);
    PageShell page = signed_in();
    page.csrf_token = {};
    CHECK_THROWS_AS(page_shell(page, danish), std::logic_error);
}

}  // namespace web

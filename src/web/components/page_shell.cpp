#include "web/components/page_shell.h"

#include <stdexcept>

#include "web/components/alert.h"
#include "web/components/attribute.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/icon.h"

namespace web {

namespace {

// One drawing of one page; the parts of the document in the order in which they stand in it, each
// written straight into the document.
class Shell {
  public:
    Shell(const PageShell& page, const Language& language)
        : page_(page),
          language_(language),
          account_(account()),
          navigation_items_(navigation_items()) {}

    Html document() const;

  private:
    void head(Html& html) const;
    void asset(Html& html, Literal before, Literal path, Literal after) const;
    void banner(Html& html) const;
    void header(Html& html) const;
    void portal(Html& html) const;
    Html account() const;
    void solution(Html& html) const;
    void navigation(Html& html) const;
    Html navigation_items() const;
    void drawer(Html& html) const;
    void authority_lines(Html& html) const;
    void language_link(Html& html) const;
    void drawer_languages(Html& html) const;
    void main(Html& html) const;
    void title_line(Html& html) const;
    void footer(Html& html) const;

    std::string switch_address(LanguageCode code) const;

    const PageShell& page_;
    const Language& language_;
    // These stand in the header and in the phone's menu.
    const Html account_;
    const Html navigation_items_;
};

constexpr std::string_view tag_of(LanguageCode code) {
    return code == LanguageCode::danish ? "da" : "en";
}

// Each language in its own words.
constexpr std::string_view name_of(LanguageCode code) {
    return code == LanguageCode::danish ? "Dansk" : "English";
}

constexpr LanguageCode other_than(LanguageCode code) {
    return code == LanguageCode::danish ? LanguageCode::english : LanguageCode::danish;
}

Html Shell::document() const {
    Html html;
    html.reserve(page_.main.markup().size() + 12 * 1024);
    html.add("<!DOCTYPE html>\n<html lang=\""_html, language_.tag(), "\">"_html);
    head(html);
    html.add("<body><a class=\"skipnav\" href=\"#main-content\">"_html,
             language_.say("Gå til sidens indhold"), "</a>"_html);
    header(html);
    main(html);
    footer(html);
    if (!page_.modals.empty()) {
        html.add("<div class=\"fds-modal-container\">"_html, page_.modals, "</div>"_html);
    }
    html.add("</body></html>\n"_html);
    return html;
}

void Shell::asset(Html& html, Literal before, Literal path, Literal after) const {
    html.add(before, page_.asset_base, path, after, "\n"_html);
}

void Shell::head(Html& html) const {
    html.add("<head>\n<meta charset=\"utf-8\">\n<title>"_html, page_.title);
    if (page_.title != page_.product) html.add(" – "_html, page_.product);
    html.add("</title>\n"_html,
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"_html);
    if (page_.listing == PageShell::Listing::hidden) {
        html.add("<meta name=\"robots\" content=\"noindex, nofollow\">\n"_html);
    }
    asset(html, "<link rel=\"icon\" type=\"image/svg+xml\" href=\""_html, "/img/favicon.svg"_html,
          "\">"_html);
    asset(html, "<link rel=\"stylesheet\" href=\""_html, "/css/dkfds.min.css"_html, "\">"_html);
    asset(html, "<link rel=\"stylesheet\" href=\""_html, "/css/site.css"_html, "\">"_html);
    asset(html, "<script defer src=\""_html, "/js/app.js"_html, "\"></script>"_html);
    if (page_.charts == PageShell::Charts::drawn) {
        asset(html, "<script defer src=\""_html, "/js/chart.js"_html, "\"></script>"_html);
    }
    html.add("</head>\n"_html);
}

void Shell::banner(Html& html) const {
    if (page_.environment_banner.empty()) return;
    html.add("<div class=\"demonstration-banner\"><p>"_html, page_.environment_banner,
             "</p></div>"_html);
}

void Shell::header(Html& html) const {
    html.add("<header class=\"header\">"_html);
    banner(html);
    portal(html);
    html.add("<div class=\"overlay\"></div>"_html);
    solution(html);
    navigation(html);
    drawer(html);
    html.add("</header>"_html);
}

void Shell::portal(Html& html) const {
    html.add("<div class=\"portal-info\"><div class=\"portal-info-inner container\">"_html,
             "<a href=\""_html, page_.home.address(), "\" class=\"logo\"><span>"_html,
             page_.product, "</span></a>"_html,
             "<button type=\"button\" class=\"function-link button-menu-open js-menu-open "_html,
             "ml-auto d-print-none\" aria-haspopup=\"dialog\">"_html, icon(Icon::menu),
             language_.say("Menu"), "</button><div class=\"portal-user\">"_html);
    language_link(html);
    html.add(account_, "</div></div></div>"_html);
}

// Who is signed in and the way out, or the way in.
Html Shell::account() const {
    Html html;
    if (!page_.user_name.empty()) {
        Html out("<button type=\"submit\" class=\"function-link d-print-none log-off\">"_html);
        out.add(icon(Icon::lock), language_.say("Log af"), "</button>"_html);
        html.add("<p class=\"user\">"_html, page_.user_name, "</p>"_html,
                 form({.action = page_.sign_out,
                       .csrf_token = page_.csrf_token,
                       .layout = FormLayout::inline_button},
                      out));
    } else if (!page_.sign_in.empty()) {
        html.add("<a class=\"function-link d-print-none log-on\" href=\""_html,
                 page_.sign_in.address(), "\">"_html, icon(Icon::lock), language_.say("Log ind"),
                 "</a>"_html);
    }
    return html;
}

void Shell::solution(Html& html) const {
    if (page_.solution.empty()) return;
    html.add("<div class=\"solution-info\"><div class=\"solution-info-inner container\">"_html,
             "<div class=\"solution-heading\"><a href=\""_html, page_.home.address(), "\">"_html,
             page_.solution, "</a></div>"_html);
    if (!page_.authority.empty()) {
        html.add("<div class=\"additional-info\"><p><strong class=\"authority-name\">"_html,
                 page_.authority, "</strong></p></div>"_html);
    }
    html.add("</div></div>"_html);
}

Html Shell::navigation_items() const {
    Html html;
    for (const NavigationItem& item : page_.navigation) {
        html.add("<li"_html);
        if (item.current) html.add(" class=\"active current\""_html);
        html.add("><a href=\""_html, item.href.address(), "\" class=\"nav-link\""_html);
        if (item.current) html.add(" aria-current=\"true\""_html);
        html.add("><span>"_html, item.label, "</span></a></li>"_html);
    }
    return html;
}

void Shell::navigation(Html& html) const {
    if (page_.navigation.empty()) return;
    html.add("<div class=\"navigation-menu\"><div class=\"navigation-menu-inner container\">"_html,
             "<nav class=\"nav\" aria-label=\""_html, language_.say("Hovedmenu"),
             "\"><ul class=\"mainmenu\">"_html, navigation_items_, "</ul></nav></div></div>"_html);
}

// The phone's menu. Without scripts the style sheet shows the ordinary menu instead.
void Shell::drawer(Html& html) const {
    html.add(
        "<div class=\"mobile-drawer\" role=\"dialog\" aria-modal=\"true\" "_html,
        "aria-labelledby=\"menu-heading\"><div class=\"menu-top\"><h2 id=\"menu-heading\" "_html,
        "class=\"menu-heading\">"_html, language_.say("Menu"),
        "</h2><button type=\"button\" class=\"function-link button-menu-close "_html,
        "js-menu-close\" aria-label=\""_html, language_.say("Luk menu"), "\">"_html,
        icon(Icon::close), language_.say("Luk"), "</button></div>"_html);
    if (!page_.navigation.empty()) {
        html.add("<nav class=\"navigation-menu-mobile\" aria-label=\""_html,
                 language_.say("Hovedmenu"), "\"><ul class=\"mainmenu\">"_html, navigation_items_,
                 "</ul></nav>"_html);
    }
    if (!account_.empty()) {
        html.add("<div class=\"portal-info-mobile\"><h3 class=\"sr-only\">"_html,
                 language_.say("Bruger"), "</h3>"_html, account_, "</div>"_html);
    }
    if (!page_.authority.empty()) {
        html.add("<div class=\"solution-info-mobile\"><h3 class=\"sr-only\">"_html,
                 language_.say("Myndighed"), "</h3>"_html);
        authority_lines(html);
        html.add("</div>"_html);
    }
    drawer_languages(html);
    html.add("</div>"_html);
}

void Shell::authority_lines(Html& html) const {
    html.add("<p><strong class=\"authority-name\">"_html, page_.authority, "</strong></p>"_html);
    if (!page_.authority_contact.empty()) {
        html.add("<p>"_html, page_.authority_contact, "</p>"_html);
    }
}

std::string Shell::switch_address(LanguageCode code) const {
    return address_with_query(
        "/sprog", {{"til", std::string(tag_of(code))}, {"side", page_.language_switch_path}});
}

void Shell::language_link(Html& html) const {
    if (page_.language_switch_path.empty()) return;
    const LanguageCode other = other_than(language_.code());
    html.add("<a class=\"function-link d-inline-flex align-items-center mr-5 d-print-none\" "_html,
             "href=\""_html, switch_address(other), "\" lang=\""_html, tag_of(other),
             "\" hreflang=\""_html, tag_of(other), "\">"_html, icon(Icon::language), name_of(other),
             "</a>"_html);
}

void Shell::drawer_languages(Html& html) const {
    if (page_.language_switch_path.empty()) return;
    const LanguageCode own = language_.code();
    const LanguageCode other = other_than(own);
    html.add("<div class=\"language-switcher-mobile\"><h3>"_html, language_.say("Vælg sprog"),
             "</h3><ul><li><a href=\""_html, switch_address(own), "\" lang=\""_html, tag_of(own),
             "\" aria-current=\"true\">"_html, icon(Icon::check), name_of(own),
             "</a></li><li><a href=\""_html, switch_address(other), "\" lang=\""_html,
             tag_of(other), "\">"_html, name_of(other), "</a></li></ul></div>"_html);
}

void Shell::main(Html& html) const {
    html.add("<div class=\"container page-container\">"_html,
             web::breadcrumb(page_.breadcrumb, language_),
             "<main id=\"main-content\" tabindex=\"-1\">"_html);
    if (!page_.notice.empty()) html.add(alert(AlertKind::success, page_.notice, language_));
    html.add(page_.above_heading);
    title_line(html);
    html.add(page_.main, "</main></div>"_html);
}

void Shell::title_line(Html& html) const {
    if (page_.heading_actions.empty()) {
        html.add("<h1>"_html, page_.title, "</h1>"_html);
    } else {
        html.add("<div class=\"page-heading\"><h1>"_html, page_.title,
                 "</h1><div class=\"button-row\">"_html, page_.heading_actions,
                 "</div></div>"_html);
    }
}

void Shell::footer(Html& html) const {
    html.add("<footer><div class=\"footer\"><div class=\"container\">"_html);
    if (!page_.authority.empty()) authority_lines(html);
    if (!page_.footer_links.empty()) {
        html.add("<ul class=\"mt-4 align-text-left unstyled-list inline-list\">"_html);
        for (const NavigationItem& item : page_.footer_links) {
            html.add("<li class=\"d-print-none\"><a class=\"function-link\" href=\""_html,
                     item.href.address(), "\">"_html, item.label, "</a></li>"_html);
        }
        html.add("</ul>"_html);
    }
    html.add("</div></div></footer>"_html);
}

}  // namespace

Html page_shell(const PageShell& page, const Language& language) {
    if (page.title.empty()) throw std::logic_error("a page needs a title");
    return Shell(page, language).document();
}

}  // namespace web

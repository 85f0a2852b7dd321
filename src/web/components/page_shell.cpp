#include "web/components/page_shell.h"

#include <stdexcept>

#include "web/components/alert.h"
#include "web/components/attribute.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/icon.h"

namespace web {

namespace {

// One drawing of one page; the parts of the document in the order in which they stand in it.
class Shell {
  public:
    Shell(const PageShell& page, const Language& language) : page_(page), language_(language) {}

    Html document() const;

  private:
    Html head() const;
    Html asset(Literal before, Literal path, Literal after) const;
    Html banner() const;
    Html header() const;
    Html portal() const;
    Html account() const;
    Html solution() const;
    Html navigation() const;
    Html navigation_items() const;
    Html drawer() const;
    Html authority_lines() const;
    Html language_link() const;
    Html drawer_languages() const;
    Html main() const;
    Html title_line() const;
    Html footer() const;

    std::string switch_address(LanguageCode code) const;

    const PageShell& page_;
    const Language& language_;
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
    html.add("<!DOCTYPE html>\n<html lang=\""_html, language_.tag(), "\">"_html, head(),
             "<body><a class=\"skipnav\" href=\"#main-content\">"_html,
             language_.say("Gå til sidens indhold"), "</a>"_html, header(), main(), footer());
    if (!page_.modals.empty()) {
        html.add("<div class=\"fds-modal-container\">"_html, page_.modals, "</div>"_html);
    }
    html.add("</body></html>\n"_html);
    return html;
}

Html Shell::asset(Literal before, Literal path, Literal after) const {
    Html html;
    html.add(before, page_.asset_base, path, after, "\n"_html);
    return html;
}

Html Shell::head() const {
    Html html;
    html.reserve(2 * 1024);
    html.add("<head>\n<meta charset=\"utf-8\">\n<title>"_html, page_.title);
    if (page_.title != page_.product) html.add(" – "_html, page_.product);
    html.add("</title>\n"_html,
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"_html);
    if (page_.listing == PageShell::Listing::hidden) {
        html.add("<meta name=\"robots\" content=\"noindex, nofollow\">\n"_html);
    }
    html.add(asset("<link rel=\"icon\" type=\"image/svg+xml\" href=\""_html,
                   "/img/favicon.svg"_html, "\">"_html),
             asset("<link rel=\"stylesheet\" href=\""_html, "/css/dkfds.min.css"_html, "\">"_html),
             asset("<link rel=\"stylesheet\" href=\""_html, "/css/site.css"_html, "\">"_html),
             asset("<script defer src=\""_html, "/js/app.js"_html, "\"></script>"_html));
    if (page_.charts == PageShell::Charts::drawn) {
        html.add(asset("<script defer src=\""_html, "/js/chart.js"_html, "\"></script>"_html));
    }
    html.add("</head>\n"_html);
    return html;
}

Html Shell::banner() const {
    Html html;
    if (page_.environment_banner.empty()) return html;
    html.add("<div class=\"demonstration-banner\"><p>"_html, page_.environment_banner,
             "</p></div>"_html);
    return html;
}

Html Shell::header() const {
    Html html;
    html.reserve(8 * 1024);
    html.add("<header class=\"header\">"_html, banner(), portal(),
             "<div class=\"overlay\"></div>"_html, solution(), navigation(), drawer(),
             "</header>"_html);
    return html;
}

Html Shell::portal() const {
    Html html;
    html.reserve(2 * 1024);
    html.add("<div class=\"portal-info\"><div class=\"portal-info-inner container\">"_html,
             "<a href=\""_html, page_.home.address(), "\" class=\"logo\"><span>"_html,
             page_.product, "</span></a>"_html,
             "<button type=\"button\" class=\"function-link button-menu-open js-menu-open "_html,
             "ml-auto d-print-none\" aria-haspopup=\"dialog\">"_html, icon(Icon::menu),
             language_.say("Menu"), "</button><div class=\"portal-user\">"_html, language_link(),
             account(), "</div></div></div>"_html);
    return html;
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

Html Shell::solution() const {
    Html html;
    if (page_.solution.empty()) return html;
    html.add("<div class=\"solution-info\"><div class=\"solution-info-inner container\">"_html,
             "<div class=\"solution-heading\"><a href=\""_html, page_.home.address(), "\">"_html,
             page_.solution, "</a></div>"_html);
    if (!page_.authority.empty()) {
        html.add("<div class=\"additional-info\"><p><strong class=\"authority-name\">"_html,
                 page_.authority, "</strong></p></div>"_html);
    }
    html.add("</div></div>"_html);
    return html;
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

Html Shell::navigation() const {
    Html html;
    html.reserve(2 * 1024);
    if (page_.navigation.empty()) return html;
    html.add("<div class=\"navigation-menu\"><div class=\"navigation-menu-inner container\">"_html,
             "<nav class=\"nav\" aria-label=\""_html, language_.say("Hovedmenu"),
             "\"><ul class=\"mainmenu\">"_html, navigation_items(), "</ul></nav></div></div>"_html);
    return html;
}

// The phone's menu. Without scripts the style sheet shows the ordinary menu instead.
Html Shell::drawer() const {
    Html html;
    html.reserve(4 * 1024);
    html.add(
        "<div class=\"mobile-drawer\" role=\"dialog\" aria-modal=\"true\" "_html,
        "aria-labelledby=\"menu-heading\"><div class=\"menu-top\"><h2 id=\"menu-heading\" "_html,
        "class=\"menu-heading\">"_html, language_.say("Menu"),
        "</h2><button type=\"button\" class=\"function-link button-menu-close "_html,
        "js-menu-close\" aria-label=\""_html, language_.say("Luk menu"), "\">"_html,
        icon(Icon::close), language_.say("Luk"), "</button></div>"_html);
    if (!page_.navigation.empty()) {
        html.add("<nav class=\"navigation-menu-mobile\" aria-label=\""_html,
                 language_.say("Hovedmenu"), "\"><ul class=\"mainmenu\">"_html, navigation_items(),
                 "</ul></nav>"_html);
    }
    const Html user = account();
    if (!user.empty()) {
        html.add("<div class=\"portal-info-mobile\"><h3 class=\"sr-only\">"_html,
                 language_.say("Bruger"), "</h3>"_html, user, "</div>"_html);
    }
    if (!page_.authority.empty()) {
        html.add("<div class=\"solution-info-mobile\"><h3 class=\"sr-only\">"_html,
                 language_.say("Myndighed"), "</h3>"_html, authority_lines(), "</div>"_html);
    }
    html.add(drawer_languages(), "</div>"_html);
    return html;
}

Html Shell::authority_lines() const {
    Html html;
    html.add("<p><strong class=\"authority-name\">"_html, page_.authority, "</strong></p>"_html);
    if (!page_.authority_contact.empty()) {
        html.add("<p>"_html, page_.authority_contact, "</p>"_html);
    }
    return html;
}

std::string Shell::switch_address(LanguageCode code) const {
    return address_with_query(
        "/sprog", {{"til", std::string(tag_of(code))}, {"side", page_.language_switch_path}});
}

Html Shell::language_link() const {
    Html html;
    if (page_.language_switch_path.empty()) return html;
    const LanguageCode other = other_than(language_.code());
    html.add("<a class=\"function-link d-inline-flex align-items-center mr-5 d-print-none\" "_html,
             "href=\""_html, switch_address(other), "\" lang=\""_html, tag_of(other),
             "\" hreflang=\""_html, tag_of(other), "\">"_html, icon(Icon::language), name_of(other),
             "</a>"_html);
    return html;
}

Html Shell::drawer_languages() const {
    Html html;
    if (page_.language_switch_path.empty()) return html;
    const LanguageCode own = language_.code();
    const LanguageCode other = other_than(own);
    html.add("<div class=\"language-switcher-mobile\"><h3>"_html, language_.say("Vælg sprog"),
             "</h3><ul><li><a href=\""_html, switch_address(own), "\" lang=\""_html, tag_of(own),
             "\" aria-current=\"true\">"_html, icon(Icon::check), name_of(own),
             "</a></li><li><a href=\""_html, switch_address(other), "\" lang=\""_html,
             tag_of(other), "\">"_html, name_of(other), "</a></li></ul></div>"_html);
    return html;
}

Html Shell::main() const {
    Html html;
    html.reserve(page_.main.markup().size() + 2 * 1024);
    html.add("<div class=\"container page-container\">"_html,
             web::breadcrumb(page_.breadcrumb, language_),
             "<main id=\"main-content\" tabindex=\"-1\">"_html);
    if (!page_.notice.empty()) html.add(alert(AlertKind::success, page_.notice, language_));
    html.add(page_.above_heading, title_line(), page_.main, "</main></div>"_html);
    return html;
}

Html Shell::title_line() const {
    Html html;
    if (page_.heading_actions.empty()) {
        html.add("<h1>"_html, page_.title, "</h1>"_html);
    } else {
        html.add("<div class=\"page-heading\"><h1>"_html, page_.title,
                 "</h1><div class=\"button-row\">"_html, page_.heading_actions,
                 "</div></div>"_html);
    }
    return html;
}

Html Shell::footer() const {
    Html html("<footer><div class=\"footer\"><div class=\"container\">"_html);
    if (!page_.authority.empty()) html.add(authority_lines());
    if (!page_.footer_links.empty()) {
        html.add("<ul class=\"mt-4 align-text-left unstyled-list inline-list\">"_html);
        for (const NavigationItem& item : page_.footer_links) {
            html.add("<li class=\"d-print-none\"><a class=\"function-link\" href=\""_html,
                     item.href.address(), "\">"_html, item.label, "</a></li>"_html);
        }
        html.add("</ul>"_html);
    }
    html.add("</div></div></footer>"_html);
    return html;
}

}  // namespace

Html page_shell(const PageShell& page, const Language& language) {
    if (page.title.empty()) throw std::logic_error("a page needs a title");
    return Shell(page, language).document();
}

}  // namespace web

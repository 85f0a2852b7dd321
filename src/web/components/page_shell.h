#pragma once

#include <string>
#include <vector>

#include "web/components/breadcrumb.h"
#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

struct NavigationItem {
    PlainText label;
    Link href;
    bool current = false;
};

// What a page is made of. The first part is the same on all pages of one visit; the title and what
// follows it belong to the page.
struct PageShell {
    // The visit.
    PlainText product = "Trygby";
    PlainText solution = {};           // second line of the header; empty: no such line
    PlainText authority = {};          // whose solution this is, beside it and in the footer
    PlainText authority_contact = {};  // one line in the footer and the phone's menu
    Link home = "/";
    std::string asset_base;     // "/assets/<hash>"
    PlainText user_name = {};   // empty: not signed in
    PlainText csrf_token = {};  // for the sign-out form; must be given with user_name
    Link sign_in = "/log-ind";  // offered when nobody is signed in; no link: not offered
    Link sign_out = "/log-ud";
    PlainText environment_banner = {};  // e.g. that this is a demonstration
    std::vector<NavigationItem> navigation = {};
    std::vector<NavigationItem> footer_links = {};
    // Path and query of this page, for the language switch (/sprog?til=en&side=…); empty: no
    // switch.
    std::string language_switch_path = {};

    // The page.
    PlainText title;  // the h1, and the beginning of the window's title
    std::vector<BreadcrumbItem> breadcrumb = {};
    PlainText notice = {};      // what has just succeeded
    Html above_heading = {};    // e.g. step_subheading()
    Html heading_actions = {};  // buttons beside the h1
    Html main = {};
    Html modals = {};
    enum class Charts { none, drawn } charts = Charts::none;
    // Search engines may list public pages only.
    enum class Listing { hidden, listed } listing = Listing::hidden;
};

// The complete document.
Html page_shell(const PageShell& page, const Language& language);

}  // namespace web

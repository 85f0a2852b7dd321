#include "web/components/pagination.h"

#include <algorithm>
#include <vector>

#include "web/components/attribute.h"
#include "web/components/icon.h"

namespace web {

namespace {

constexpr int gap = 0;

void add_range(std::vector<int>& numbers, int first, int last) {
    for (int page = first; page <= last; ++page) numbers.push_back(page);
}

// Up to seven numbers are all shown; of more, the ends and what is near the current page, with gaps
// between.
std::vector<int> shown_numbers(int current, int total) {
    std::vector<int> numbers;
    if (total <= 7) {
        add_range(numbers, 1, total);
    } else if (current < 5) {
        add_range(numbers, 1, 5);
        numbers.insert(numbers.end(), {gap, total});
    } else if (current + 4 > total) {
        numbers.insert(numbers.end(), {1, gap});
        add_range(numbers, total - 4, total);
    } else {
        numbers.insert(numbers.end(), {1, gap});
        add_range(numbers, current - 1, current + 1);
        numbers.insert(numbers.end(), {gap, total});
    }
    return numbers;
}

Html opening_of(const Pagination& pages, int page, Literal classes) {
    Html html;
    html.add("<a class=\"button "_html, classes, "\" href=\""_html,
             Link(pages.address_of(page)).address(), "\""_html);
    return html;
}

Html item_of(const Pagination& pages, int page, int total, const Language& language) {
    Html html;
    if (page == gap) {
        html.add("<li class=\"pagination-item pagination-overflow\"><span class=\"sr-only\">"_html,
                 language.say("Prikker for sider, der ikke vises"),
                 "</span><span aria-hidden=\"true\">…</span></li>"_html);
        return html;
    }
    const bool current = page == pages.current;
    const bool last = page == total && total > 7;
    const std::string number = language.number(page);
    const std::string label = last ? language.say_with("Sidste side, side {}", number)
                                   : language.say_with("Side {}", number);
    html.add("<li class=\"pagination-item pagination-number\">"_html,
             opening_of(pages, page, current ? "current-page"_html : "button-secondary"_html),
             " aria-label=\""_html, label, "\""_html);
    if (current) html.add(" aria-current=\"page\""_html);
    html.add(">"_html, number, "</a></li>"_html);
    return html;
}

struct Arrow {
    int page = 0;
    Literal classes;
    Icon icon;
    std::string_view label;
};

// The very first and very last page; shown on phones only, where there are no numbers.
Html end_arrow(const Pagination& pages, const Arrow& arrow) {
    Html html;
    html.add(opening_of(pages, arrow.page, arrow.classes), ">"_html, icon(arrow.icon),
             "<span class=\"sr-only\">"_html, arrow.label, "</span></a>"_html);
    return html;
}

// On phones only the icon is seen, so the link has its name besides.
struct Neighbour {
    Link href;
    std::string_view words;
    std::string_view name;
};

Html previous_arrow(const Neighbour& page) {
    Html html;
    html.add("<a class=\"button button-arrow button-previous\" href=\""_html, page.href.address(),
             "\" aria-label=\""_html, page.name, "\">"_html, icon(Icon::chevron_left),
             "<span class=\"pagination-nav-link\">"_html, page.words, "</span></a>"_html);
    return html;
}

Html next_arrow(const Neighbour& page) {
    Html html;
    html.add("<a class=\"button button-arrow button-next\" href=\""_html, page.href.address(),
             "\" aria-label=\""_html, page.name, "\"><span class=\"pagination-nav-link\">"_html,
             page.words, "</span>"_html, icon(Icon::chevron_right), "</a>"_html);
    return html;
}

Html opening_nav(const PlainText& label, const Language& language) {
    Html html("<nav class=\"pagination\" aria-label=\""_html);
    if (label.empty()) {
        html.add(language.say("Sider"));
    } else {
        html.add(label);
    }
    html.add("\">"_html);
    return html;
}

Neighbour previous_page(const Link& href, const Language& language) {
    return {href, language.say("Forrige"), language.say("Forrige side")};
}

Neighbour next_page(const Link& href, const Language& language) {
    return {href, language.say("Næste"), language.say("Næste side")};
}

void set_words(Neighbour& page, const PlainText& words) {
    if (words.empty()) return;
    page.words = words;
    page.name = words;
}

}  // namespace

Html pagination(const Pagination& asked, const Language& language) {
    if (asked.total <= 1) return {};
    Pagination pages = asked;
    pages.current = std::clamp(asked.current, 1, asked.total);
    const int current = pages.current;
    Html html = opening_nav(pages.label, language);
    if (current > 1) {
        html.add(end_arrow(pages, {1, "button-arrow button-first"_html, Icon::first_page,
                                   language.say("Første side")}),
                 previous_arrow(previous_page(pages.address_of(current - 1), language)));
    }
    html.add(
        "<span class=\"pagination-mobile\">"_html,
        language.say_with("Side {} af {}", language.number(current), language.number(pages.total)),
        "</span><ul class=\"pagination__items\">"_html);
    for (const int page : shown_numbers(current, pages.total)) {
        html.add(item_of(pages, page, pages.total, language));
    }
    html.add("</ul>"_html);
    if (current < pages.total) {
        html.add(next_arrow(next_page(pages.address_of(current + 1), language)),
                 end_arrow(pages, {pages.total, "button-arrow button-last"_html, Icon::last_page,
                                   language.say("Sidste side")}));
    }
    html.add("</nav>"_html);
    return html;
}

Html previous_next(const PreviousNext& pages, const Language& language) {
    if (pages.previous.empty() && pages.next.empty()) return {};
    Html html = opening_nav(pages.label, language);
    if (!pages.previous.empty()) {
        Neighbour page = previous_page(pages.previous, language);
        set_words(page, pages.previous_label);
        html.add(previous_arrow(page));
    }
    if (!pages.next.empty()) {
        Neighbour page = next_page(pages.next, language);
        set_words(page, pages.next_label);
        html.add(next_arrow(page));
    }
    html.add("</nav>"_html);
    return html;
}

}  // namespace web

#include "web/components/icon.h"

#include <array>
#include <cstddef>

namespace web {

namespace {

struct NamedIcon {
    Icon icon;
    Literal name;  // in the design system
};

// In the order of the enumeration.
constexpr std::array names = {
    NamedIcon{Icon::add_document, "add-document"_html},
    NamedIcon{Icon::arrow_forward, "arrow-forward"_html},
    NamedIcon{Icon::bookmark, "bookmark"_html},
    NamedIcon{Icon::calendar, "calendar-month"_html},
    NamedIcon{Icon::chat, "chat"_html},
    NamedIcon{Icon::check, "check"_html},
    NamedIcon{Icon::chevron_left, "chevron-left"_html},
    NamedIcon{Icon::chevron_right, "chevron-right"_html},
    NamedIcon{Icon::close, "close"_html},
    NamedIcon{Icon::copy, "copy"_html},
    NamedIcon{Icon::remove, "delete"_html},
    NamedIcon{Icon::document, "document"_html},
    NamedIcon{Icon::download, "download"_html},
    NamedIcon{Icon::edit, "edit"_html},
    NamedIcon{Icon::email, "email"_html},
    NamedIcon{Icon::error, "error"_html},
    NamedIcon{Icon::excel, "file-excel"_html},
    NamedIcon{Icon::first_page, "first-page"_html},
    NamedIcon{Icon::flag, "flag"_html},
    NamedIcon{Icon::groups, "groups"_html},
    NamedIcon{Icon::help, "help"_html},
    NamedIcon{Icon::home, "home"_html},
    NamedIcon{Icon::info, "info"_html},
    NamedIcon{Icon::language, "language"_html},
    NamedIcon{Icon::last_page, "last-page"_html},
    NamedIcon{Icon::link, "link"_html},
    NamedIcon{Icon::location, "location"_html},
    NamedIcon{Icon::lock, "lock"_html},
    NamedIcon{Icon::map, "map"_html},
    NamedIcon{Icon::menu, "menu"_html},
    NamedIcon{Icon::minus, "minus"_html},
    NamedIcon{Icon::open_in_new, "open-in-new"_html},
    NamedIcon{Icon::pdf, "file-pdf"_html},
    NamedIcon{Icon::person, "person"_html},
    NamedIcon{Icon::plus, "plus"_html},
    NamedIcon{Icon::print, "print"_html},
    NamedIcon{Icon::save, "save"_html},
    NamedIcon{Icon::search, "search"_html},
    NamedIcon{Icon::send, "send"_html},
    NamedIcon{Icon::settings, "settings"_html},
    NamedIcon{Icon::sort_ascending, "sort-table-ascending"_html},
    NamedIcon{Icon::sort_descending, "sort-table-descending"_html},
    NamedIcon{Icon::sort_none, "sort-table-none"_html},
    NamedIcon{Icon::success, "success"_html},
    NamedIcon{Icon::time, "time"_html},
    NamedIcon{Icon::tune, "tune"_html},
    NamedIcon{Icon::upload, "upload"_html},
    NamedIcon{Icon::visibility, "visibility"_html},
    NamedIcon{Icon::warning, "warning"_html},
    NamedIcon{Icon::word, "file-word"_html},
};

consteval bool is_in_order() {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (static_cast<std::size_t>(names[i].icon) != i) return false;
    }
    return names.back().icon == Icon::word;
}
static_assert(is_in_order());

}  // namespace

Html icon(Icon name, std::string_view label) {
    return icon(name, label, ""_html);
}

Html icon(Icon name, std::string_view label, Literal more_classes) {
    Html html("<svg class=\"icon-svg"_html);
    if (!more_classes.markup().empty()) html.add(" "_html, more_classes);
    html.add("\" focusable=\"false\""_html);
    if (label.empty()) {
        html.add(" aria-hidden=\"true\""_html);
    } else {
        html.add(" role=\"img\" aria-label=\""_html, label, "\""_html);
    }
    html.add("><use href=\""_html, icon_sprite_address, "#"_html,
             names[static_cast<std::size_t>(name)].name, "\"></use></svg>"_html);
    return html;
}

}  // namespace web

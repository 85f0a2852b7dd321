#include "web/components/icon.h"

#include <stdexcept>

namespace web {

namespace {

// The design system's name.
Literal name_of(Icon icon) {
    switch (icon) {
        case Icon::add_document: return "add-document"_html;
        case Icon::arrow_forward: return "arrow-forward"_html;
        case Icon::bookmark: return "bookmark"_html;
        case Icon::calendar: return "calendar-month"_html;
        case Icon::chat: return "chat"_html;
        case Icon::check: return "check"_html;
        case Icon::chevron_left: return "chevron-left"_html;
        case Icon::chevron_right: return "chevron-right"_html;
        case Icon::close: return "close"_html;
        case Icon::copy: return "copy"_html;
        case Icon::remove: return "delete"_html;
        case Icon::document: return "document"_html;
        case Icon::download: return "download"_html;
        case Icon::edit: return "edit"_html;
        case Icon::email: return "email"_html;
        case Icon::error: return "error"_html;
        case Icon::excel: return "file-excel"_html;
        case Icon::first_page: return "first-page"_html;
        case Icon::flag: return "flag"_html;
        case Icon::groups: return "groups"_html;
        case Icon::help: return "help"_html;
        case Icon::home: return "home"_html;
        case Icon::info: return "info"_html;
        case Icon::language: return "language"_html;
        case Icon::last_page: return "last-page"_html;
        case Icon::link: return "link"_html;
        case Icon::location: return "location"_html;
        case Icon::lock: return "lock"_html;
        case Icon::map: return "map"_html;
        case Icon::menu: return "menu"_html;
        case Icon::minus: return "minus"_html;
        case Icon::open_in_new: return "open-in-new"_html;
        case Icon::pdf: return "file-pdf"_html;
        case Icon::person: return "person"_html;
        case Icon::plus: return "plus"_html;
        case Icon::print: return "print"_html;
        case Icon::save: return "save"_html;
        case Icon::search: return "search"_html;
        case Icon::send: return "send"_html;
        case Icon::settings: return "settings"_html;
        case Icon::sort_ascending: return "sort-table-ascending"_html;
        case Icon::sort_descending: return "sort-table-descending"_html;
        case Icon::sort_none: return "sort-table-none"_html;
        case Icon::success: return "success"_html;
        case Icon::time: return "time"_html;
        case Icon::tune: return "tune"_html;
        case Icon::upload: return "upload"_html;
        case Icon::visibility: return "visibility"_html;
        case Icon::warning: return "warning"_html;
        case Icon::word: return "file-word"_html;
    }
    throw std::logic_error("an icon without a name");
}

}  // namespace

Html icon(Icon name, std::string_view label, Literal more_classes) {
    Html html("<svg class=\"icon-svg"_html);
    if (!more_classes.markup().empty()) html.add(" "_html, more_classes);
    html.add("\" focusable=\"false\""_html);
    if (label.empty()) {
        html.add(" aria-hidden=\"true\""_html);
    } else {
        html.add(" role=\"img\" aria-label=\""_html, label, "\""_html);
    }
    html.add("><use href=\""_html, icon_sprite_address, "#"_html, name_of(name), "\"></use></svg>"_html);
    return html;
}

}  // namespace web

#pragma once

#include <string_view>

#include "web/html.h"

namespace web {

// The design system's icons that the product uses. A new one is a line here and one in icon.cpp.
enum class Icon {
    add_document,
    arrow_forward,
    bookmark,
    calendar,
    chat,
    check,
    chevron_left,
    chevron_right,
    close,
    copy,
    remove,
    document,
    download,
    edit,
    email,
    error,
    excel,
    first_page,
    flag,
    groups,
    help,
    home,
    info,
    language,
    last_page,
    link,
    location,
    lock,
    map,
    menu,
    minus,
    open_in_new,
    pdf,
    person,
    plus,
    print,
    save,
    search,
    send,
    settings,
    sort_ascending,
    sort_descending,
    sort_none,
    success,
    time,
    tune,
    upload,
    visibility,
    warning,
    word
};

// The file with all icons must be served at this address; the design system's version in it lets
// browsers keep it for good.
inline constexpr std::string_view icon_sprite_address = "/assets/dkfds-11.2.0/all-svg-icons.svg";

// Without a label an ornament beside words, which assistive technology skips; with one it says
// something by itself.
Html icon(Icon name, std::string_view label = {});
Html icon(Icon name, std::string_view label, Literal more_classes);

}  // namespace web

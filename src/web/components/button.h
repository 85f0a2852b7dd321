#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "web/components/form.h"
#include "web/components/icon.h"
#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

enum class ButtonKind { primary, secondary, tertiary, warning };

// Sends the form it stands in.
struct Button {
    PlainText label;
    ButtonKind kind = ButtonKind::primary;
    PlainText name = {};  // with value: tells the handler which button was pressed
    PlainText value = {};
    std::optional<Icon> icon = std::nullopt;
    PlainText hidden_words = {};  // after the label, for assistive technology: what it acts on
    PlainText form_id = {};       // of a form elsewhere on the page
};

Html button(const Button& button);

// A link that looks like a button.
struct LinkButton {
    PlainText label;
    Link href;
    ButtonKind kind = ButtonKind::primary;
    std::optional<Icon> icon = std::nullopt;
    PlainText hidden_words = {};
};

Html link_button(const LinkButton& button);

// A form of its own around one button.
struct PostButton {
    PlainText label;
    Link action;
    PlainText csrf_token;
    HiddenFields hidden = {};
    ButtonKind kind = ButtonKind::secondary;
    std::optional<Icon> icon = std::nullopt;
    PlainText hidden_words = {};
};

Html post_button(const PostButton& button);

// Words that lead somewhere. `hidden_words` are added for assistive technology, where the words
// alone don't say where ("Ret" + "mødestedet Biblioteket"). Outside this namespace call it
// web::link: POSIX has a function of that name too.
Html link(const Link& href, const PlainText& words, const PlainText& hidden_words = {});

}  // namespace web

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"

namespace web {

// The field every POST form carries; the handler compares it with the session's.
inline constexpr std::string_view csrf_field_name = "csrf_token";

enum class FormMethod { get, post };
enum class FormEncoding { plain, multipart };  // multipart where files are sent
// Quick forms are for one thumb on a phone; filters stand in one row above a list; an inline form
// is around one button among others.
enum class FormLayout { normal, quick, filter, inline_button };

using HiddenFields = std::vector<std::pair<std::string, std::string>>;

// A form around its fields. The browser's own checks are off: the server answers with messages in
// the user's language and all values kept.
struct Form {
    Link action;
    FormMethod method = FormMethod::post;
    PlainText csrf_token;  // must be given with post: std::logic_error otherwise; not sent with get
    HiddenFields hidden = {};
    FormEncoding encoding = FormEncoding::plain;
    FormLayout layout = FormLayout::normal;
    PlainText label = {};  // names the form for assistive technology where a page has several
    PlainText id = {};
};

Html form(const Form& form, const Html& content);

// The buttons at the end of a form.
Html button_row(const Html& buttons);
// The same, within thumb's reach in a quick form.
Html sending_row(const Html& buttons);

// Fields side by side where there is room.
Html field_row(const Html& fields);

// Fields that belong together under a legend.
Html field_set(const PlainText& legend, const Html& fields, const PlainText& hint = {});

Html hidden_field(const PlainText& name, const PlainText& value);

}  // namespace web

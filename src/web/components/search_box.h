#pragma once

#include "web/components/form.h"
#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

// A search field with its button; sent with GET.
struct SearchForm {
    Link action;
    PlainText name = "q";
    PlainText value = {};
    PlainText label = {};  // for assistive technology; empty: "Søg"
    HiddenFields hidden = {};
    PlainText id = {};  // empty: field_id(name)
};

Html search_form(const SearchForm& form, const Language& language);

}  // namespace web

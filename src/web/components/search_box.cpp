#include "web/components/search_box.h"

#include "web/components/attribute.h"
#include "web/components/field_frame.h"

namespace web {

Html search_form(const SearchForm& search, const Language& language) {
    const std::string id = chosen_id(search.id, search.name);
    const std::string_view label =
        search.label.empty() ? language.say("Søg") : std::string_view(search.label);
    Html field;
    field.add("<div class=\"form-group search\"><label for=\""_html, id,
              "\" class=\"sr-only\">"_html, label, "</label><input class=\"form-input\" id=\""_html,
              id, "\" name=\""_html, search.name, "\" type=\"search\""_html);
    add_attribute(field, " value=\""_html, search.value);
    field.add("><button class=\"button button-search\" type=\"submit\">"_html, language.say("Søg"),
              "</button></div>"_html);
    return form({.action = search.action, .method = FormMethod::get, .hidden = search.hidden},
                field);
}

}  // namespace web

#include "web/testing/page_form.h"

#include <algorithm>
#include <stdexcept>

#include "web/testing/html_document.h"

namespace web::testing {

namespace {

bool belongs(const GumboNode* control, const GumboNode* form) {
    const auto named = attribute(control, "form");
    if (named) return attribute(form, "id") == named;
    return ancestor(control, GUMBO_TAG_FORM) == form;
}

bool is_disabled(const GumboNode* control) {
    if (has_attribute(control, "disabled")) return true;
    for (const GumboNode* around = ancestor(control, GUMBO_TAG_FIELDSET); around;
         around = ancestor(around, GUMBO_TAG_FIELDSET)) {
        if (has_attribute(around, "disabled")) return true;
    }
    return false;
}

void add_input(const GumboNode* input, const std::string& name, bool& submit_taken,
               NamesAndValues& values) {
    const std::string type = attribute(input, "type").value_or("text");
    const std::string value = attribute(input, "value").value_or("");
    if (type == "checkbox" || type == "radio") {
        if (!has_attribute(input, "checked")) return;
        values.emplace_back(name, attribute(input, "value").value_or("on"));
    } else if (type == "submit") {
        if (!submit_taken) values.emplace_back(name, value);
        submit_taken = true;
    } else if (type != "button" && type != "reset" && type != "image" && type != "file") {
        values.emplace_back(name, value);
    }
}

void add_select(const GumboNode* select, const std::string& name, NamesAndValues& values) {
    std::vector<std::string> chosen;
    std::optional<std::string> first;
    for (const GumboNode* option : descendants(select)) {
        if (!is(option, GUMBO_TAG_OPTION)) continue;
        const std::string value = attribute(option, "value").value_or(text_of(option));
        if (!first && !has_attribute(option, "disabled")) first = value;
        if (has_attribute(option, "selected")) chosen.push_back(value);
    }
    const bool many = has_attribute(select, "multiple");
    if (many) {
        for (const std::string& value : chosen) values.emplace_back(name, value);
    } else if (!chosen.empty()) {
        values.emplace_back(name, chosen.back());
    } else if (first) {
        values.emplace_back(name, *first);
    }
}

// As the parser gives it: a line break right behind the opening tag is gone already.
std::string content_of(const GumboNode* textarea) {
    std::string text;
    const GumboVector& children = textarea->v.element.children;
    for (unsigned i = 0; i < children.length; ++i) {
        const auto* child = static_cast<const GumboNode*>(children.data[i]);
        text += child->v.text.text;
    }
    return text;
}

NamesAndValues values_of(const HtmlDocument& page, const GumboNode* form) {
    NamesAndValues values;
    bool submit_taken = false;
    for (const GumboNode* control : page.elements()) {
        const std::string name = attribute(control, "name").value_or("");
        const bool submits = is(control, GUMBO_TAG_BUTTON) &&
                             attribute(control, "type").value_or("submit") == "submit";
        if (!belongs(control, form) || is_disabled(control)) continue;
        if (submits && name.empty()) submit_taken = true;
        if (name.empty()) continue;
        if (is(control, GUMBO_TAG_INPUT)) add_input(control, name, submit_taken, values);
        if (is(control, GUMBO_TAG_SELECT)) add_select(control, name, values);
        if (is(control, GUMBO_TAG_TEXTAREA)) values.emplace_back(name, content_of(control));
        if (submits && !submit_taken) {
            values.emplace_back(name, attribute(control, "value").value_or(""));
            submit_taken = true;
        }
    }
    return values;
}

}  // namespace

NamesAndValues form_values(const HttpResponse& page, std::string_view action) {
    const HtmlDocument document(page.body);
    std::vector<const GumboNode*> forms = document.elements(GUMBO_TAG_FORM);
    if (!action.empty()) {
        std::erase_if(forms,
                      [&](const GumboNode* form) { return attribute(form, "action") != action; });
    }
    if (forms.size() != 1) {
        throw std::runtime_error(std::to_string(forms.size()) + " forms with action '" +
                                 std::string(action) + "' on " + page.target);
    }
    return values_of(document, forms.front());
}

NamesAndValues filled_form(const HttpResponse& page, std::string_view action,
                           const NamesAndValues& filled) {
    NamesAndValues values = form_values(page, action);
    std::erase_if(values, [&](const auto& value) {
        return std::any_of(filled.begin(), filled.end(),
                           [&](const auto& one) { return one.first == value.first; });
    });
    values.insert(values.end(), filled.begin(), filled.end());
    return values;
}

}  // namespace web::testing

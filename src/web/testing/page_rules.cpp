#include "web/testing/page_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include "web/testing/html_document.h"

namespace web::testing {

namespace {

using Violations = std::vector<std::string>;

// Attributes whose value is a list of ids on the same page.
constexpr std::array reference_attributes = {
    "for",       "aria-describedby", "aria-labelledby", "aria-controls",
    "aria-owns", "aria-details",     "headers",         "list",
    "form"};

std::string described(const GumboNode* element) {
    std::string text = "<" + tag_name(element);
    for (const char* name : {"id", "name", "type", "href", "for"}) {
        if (const auto value = attribute(element, name)) {
            text += std::string(" ") + name + "=\"" + *value + "\"";
        }
    }
    return text + ">";
}

bool has_text(const GumboNode* element, const char* name) {
    const auto value = attribute(element, name);
    return value && value->find_first_not_of(" \t\n") != std::string::npos;
}

std::string type_of(const GumboNode* input) {
    return attribute(input, "type").value_or("text");
}

bool is_button(const GumboNode* element) {
    if (is(element, GUMBO_TAG_BUTTON)) return true;
    if (!is(element, GUMBO_TAG_INPUT)) return false;
    const std::string type = type_of(element);
    return type == "submit" || type == "button" || type == "reset" || type == "image";
}

bool is_filled_in(const GumboNode* element) {
    if (is(element, GUMBO_TAG_SELECT) || is(element, GUMBO_TAG_TEXTAREA)) return true;
    return is(element, GUMBO_TAG_INPUT) && !is_button(element) && type_of(element) != "hidden";
}

int heading_level(const GumboNode* element) {
    constexpr std::array levels = {GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3,
                                   GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6};
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (is(element, levels[i])) return static_cast<int>(i) + 1;
    }
    return 0;
}

std::set<std::string> ids_of(const HtmlDocument& page) {
    std::set<std::string> ids;
    for (const GumboNode* element : page.elements()) {
        if (const auto id = attribute(element, "id")) ids.insert(*id);
    }
    return ids;
}

void check_headers(const HttpResponse& response, Violations& found) {
    if (!response.header("content-type").starts_with("text/html")) {
        found.push_back("the answer is not HTML but '" + response.header("content-type") + "'");
    }
    if (response.header("cache-control").empty()) found.push_back("Cache-Control is missing");
    const std::string& policy = response.header("content-security-policy");
    for (const char* needed : {"default-src 'none'", "base-uri 'none'", "form-action 'self'",
                               "frame-ancestors 'none'", "script-src 'self'"}) {
        if (policy.find(needed) == std::string::npos) {
            found.push_back("Content-Security-Policy lacks " + std::string(needed));
        }
    }
    for (const char* weak : {"unsafe-inline", "unsafe-eval", "*", "http:", "https:"}) {
        if (policy.find(weak) != std::string::npos) {
            found.push_back("Content-Security-Policy allows " + std::string(weak));
        }
    }
}

void check_title(const HtmlDocument& page, Violations& found) {
    const auto roots = page.elements(GUMBO_TAG_HTML);
    if (roots.empty() || !has_text(roots.front(), "lang")) found.push_back("<html> has no lang");
    const auto headings = page.elements(GUMBO_TAG_H1);
    if (headings.size() != 1) {
        found.push_back("there are " + std::to_string(headings.size()) + " <h1>");
        return;
    }
    std::string title;
    for (const GumboNode* element : page.elements(GUMBO_TAG_TITLE)) {
        // Drawings have titles of their own.
        if (ancestor(element, GUMBO_TAG_HEAD)) title = text_of(element);
    }
    const std::string heading = text_of(headings.front());
    if (heading.empty()) found.push_back("<h1> has no text");
    if (!title.starts_with(heading)) {
        found.push_back("the title '" + title + "' doesn't begin with the heading '" + heading +
                        "'");
    }
}

void check_heading_levels(const HtmlDocument& page, Violations& found) {
    int previous = 1;
    for (const GumboNode* element : page.elements()) {
        const int level = heading_level(element);
        if (level == 0) continue;
        if (level > previous + 1) {
            found.push_back("heading '" + text_of(element) + "' skips from level " +
                            std::to_string(previous) + " to " + std::to_string(level));
        }
        previous = level;
    }
}

void check_ids(const HtmlDocument& page, Violations& found) {
    std::map<std::string, int> count;
    for (const GumboNode* element : page.elements()) {
        if (const auto id = attribute(element, "id")) ++count[*id];
    }
    for (const auto& [id, times] : count) {
        if (times > 1)
            found.push_back("id '" + id + "' stands " + std::to_string(times) + " times");
        if (id.empty() || id.find(' ') != std::string::npos) {
            found.push_back("'" + id + "' is no id");
        }
    }
}

void check_references(const HtmlDocument& page, const std::set<std::string>& ids,
                      Violations& found) {
    for (const GumboNode* element : page.elements()) {
        for (const char* name : reference_attributes) {
            std::istringstream words(attribute(element, name).value_or(""));
            for (std::string id; words >> id;) {
                if (ids.contains(id)) continue;
                found.push_back(described(element) + " names id '" + id + "' in " + name +
                                ", which isn't there");
            }
        }
        const std::string link = attribute(element, "href").value_or("");
        const bool fragment = link.size() > 1 && link.front() == '#' && is(element, GUMBO_TAG_A);
        if (fragment && link != "#top" && !ids.contains(link.substr(1))) {
            found.push_back(described(element) + " leads to nothing on this page");
        }
    }
}

bool is_labelled(const GumboNode* control, const std::vector<const GumboNode*>& labels) {
    if (has_text(control, "aria-label") || has_text(control, "aria-labelledby")) return true;
    const auto id = attribute(control, "id");
    return std::any_of(labels.begin(), labels.end(), [&](const GumboNode* label) {
        const auto target = attribute(label, "for");
        const bool belongs = target ? target == id : ancestor(control, GUMBO_TAG_LABEL) == label;
        return belongs && !name_of(label).empty();
    });
}

void check_controls(const HtmlDocument& page, Violations& found) {
    const auto labels = page.elements(GUMBO_TAG_LABEL);
    for (const GumboNode* element : page.elements()) {
        if (is_filled_in(element) && !is_labelled(element, labels)) {
            found.push_back(described(element) + " has no label");
        }
        if (!is_button(element)) continue;
        const bool named = has_text(element, "aria-label") ||
                           has_text(element, "aria-labelledby") || has_text(element, "value") ||
                           has_text(element, "alt") || !name_of(element).empty();
        const bool value_counts = !is(element, GUMBO_TAG_BUTTON) || !has_text(element, "value") ||
                                  !name_of(element).empty() || has_text(element, "aria-labelledby");
        if (!named || !value_counts) found.push_back(described(element) + " has no text");
    }
}

void check_form(const GumboNode* form, Violations& found) {
    const std::string method = attribute(form, "method").value_or("");
    const std::string action = attribute(form, "action").value_or("");
    const std::string name = "form with action '" + action + "'";
    if (method != "get" && method != "post") found.push_back(name + " has no method get or post");
    if (action.empty()) found.push_back("a form has no action");
    bool token = false;
    bool files = false;
    for (const GumboNode* element : descendants(form)) {
        if (!is(element, GUMBO_TAG_INPUT)) continue;
        files = files || type_of(element) == "file";
        token = token || (attribute(element, "name") == "csrf_token" &&
                          type_of(element) == "hidden" && has_text(element, "value"));
    }
    if (method == "post" && !token) found.push_back(name + " has no csrf_token");
    if (method == "get" && token) found.push_back(name + " shows its csrf_token in the address");
    if (files && attribute(form, "enctype") != "multipart/form-data") {
        found.push_back(name + " takes files but isn't multipart/form-data");
    }
}

void check_words(const HtmlDocument& page, Violations& found) {
    for (const GumboNode* image : page.elements(GUMBO_TAG_IMG)) {
        if (!has_attribute(image, "alt")) {
            found.push_back("image '" + attribute(image, "src").value_or("") + "' has no alt");
        }
    }
    for (const GumboNode* link : page.elements(GUMBO_TAG_A)) {
        if (!has_attribute(link, "href")) continue;
        if (name_of(link).empty() && !has_text(link, "aria-labelledby")) {
            found.push_back(described(link) + " has no text");
        }
    }
}

void check_tables(const HtmlDocument& page, Violations& found) {
    for (const GumboNode* table : page.elements(GUMBO_TAG_TABLE)) {
        bool named = has_text(table, "aria-label") || has_text(table, "aria-labelledby");
        for (const GumboNode* element : descendants(table)) {
            const bool caption =
                is(element, GUMBO_TAG_CAPTION) && ancestor(element, GUMBO_TAG_TABLE) == table;
            named = named || (caption && !text_of(element).empty());
        }
        if (!named) found.push_back("a table has neither caption nor aria-label");
    }
    for (const GumboNode* cell : page.elements(GUMBO_TAG_TH)) {
        const std::string scope = attribute(cell, "scope").value_or("");
        if (scope != "col" && scope != "row" && scope != "colgroup" && scope != "rowgroup") {
            found.push_back("heading cell '" + text_of(cell) + "' has no scope");
        }
    }
}

bool is_data(const GumboNode* script) {
    const std::string type = attribute(script, "type").value_or("");
    return type == "application/json" || type == "application/ld+json";
}

void check_no_code_within(const HtmlDocument& page, Violations& found) {
    for (const GumboNode* script : page.elements(GUMBO_TAG_SCRIPT)) {
        if (!has_text(script, "src") && !is_data(script)) {
            found.push_back("there is a script within the page");
        }
    }
    if (!page.elements(GUMBO_TAG_STYLE).empty()) found.push_back("there is a <style>");
    for (const GumboNode* element : page.elements()) {
        const GumboVector& attributes = element->v.element.attributes;
        for (unsigned i = 0; i < attributes.length; ++i) {
            const auto* one = static_cast<const GumboAttribute*>(attributes.data[i]);
            const std::string_view name = one->name;
            if (name == "style" || name.starts_with("on")) {
                found.push_back(described(element) + " has the attribute " + std::string(name));
            }
            if (std::string_view(one->value).starts_with("javascript:")) {
                found.push_back(described(element) + " holds a script in " + std::string(name));
            }
        }
    }
}

}  // namespace

std::vector<std::string> page_violations(const HttpResponse& response) {
    Violations found;
    check_headers(response, found);
    const HtmlDocument page(response.body);
    for (const std::string& error : page.errors()) found.push_back(error);
    check_title(page, found);
    check_heading_levels(page, found);
    check_ids(page, found);
    check_references(page, ids_of(page), found);
    check_controls(page, found);
    for (const GumboNode* form : page.elements(GUMBO_TAG_FORM)) check_form(form, found);
    check_words(page, found);
    check_tables(page, found);
    check_no_code_within(page, found);
    return found;
}

}  // namespace web::testing

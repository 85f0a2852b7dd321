#include "app/testing/page_parts.h"

#include <algorithm>

#include "web/components/link.h"

namespace app::testing {

namespace {

std::string unescaped(std::string_view attribute) {
    struct Entity {
        std::string_view written;
        char meant;
    };
    constexpr Entity entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string text;
    for (std::size_t at = 0; at < attribute.size();) {
        const auto* const entity = std::find_if(
            std::begin(entities), std::end(entities),
            [&](const Entity& one) { return attribute.substr(at).starts_with(one.written); });
        if (entity == std::end(entities)) {
            text += attribute[at++];
        } else {
            text += entity->meant;
            at += entity->written.size();
        }
    }
    return text;
}

// A tag: from < to >.
std::string_view tag_at(std::string_view html, std::size_t at) {
    return html.substr(at, html.find('>', at) - at);
}

bool has_attribute(std::string_view tag, std::string_view name) {
    const std::string before = " " + std::string(name);
    const std::size_t at = tag.find(before);
    if (at == std::string_view::npos) return false;
    const std::size_t end = at + before.size();
    return end == tag.size() || tag[end] == ' ' || tag[end] == '=' || tag[end] == '/';
}

std::string attribute(std::string_view tag, std::string_view name) {
    const std::string before = " " + std::string(name) + "=\"";
    const std::size_t at = tag.find(before);
    if (at == std::string_view::npos) return {};
    const std::size_t begin = at + before.size();
    return unescaped(tag.substr(begin, tag.find('"', begin) - begin));
}

// Everything between `from` and `to`, again and again.
std::vector<std::string_view> pieces(std::string_view html, std::string_view from,
                                     std::string_view to) {
    std::vector<std::string_view> found;
    for (std::size_t at = html.find(from); at != std::string_view::npos;
         at = html.find(from, at + 1)) {
        const char after = at + from.size() < html.size() ? html[at + from.size()] : ' ';
        if (after == ' ' || after == '>' || after == '\n')
            found.push_back(html.substr(at, html.find(to, at) - at));
    }
    return found;
}

// The address a link leads to from the page; empty when it leaves the site or the page.
std::string resolved(const std::string& link, std::string_view target) {
    if (link.starts_with("//") || link.starts_with("#")) return {};
    std::string bare = link.substr(0, link.find('#'));
    if (bare.starts_with("/")) return bare;
    const std::string_view path = target.substr(0, target.find('?'));
    if (bare.starts_with("?")) return std::string(path) + bare;
    return {};
}

void add_input(std::string_view tag, PageForm& form) {
    const std::string type = attribute(tag, "type");
    form.has_password |= type == "password";
    form.has_file |= type == "file";
    PageField field;
    field.name = attribute(tag, "name");
    field.value = attribute(tag, "value");
    if (field.name.empty() || type == "submit" || type == "button") return;
    if (type == "radio" || type == "checkbox") {
        if (field.value.empty()) field.value = "on";
        const auto known = std::find_if(
            form.fields.begin(), form.fields.end(),
            [&](const PageField& one) { return type == "radio" && one.name == field.name; });
        const bool checked = has_attribute(tag, "checked");
        if (known != form.fields.end()) {
            known->choices.push_back(field.value);
            if (checked) known->value = field.value;
            known->is_sent |= checked;
            return;
        }
        field.choices = {field.value};
        field.is_sent = checked;
    } else {
        field.is_text = type != "hidden";
    }
    form.fields.push_back(std::move(field));
}

void add_select(std::string_view element, PageForm& form) {
    PageField field;
    field.name = attribute(tag_at(element, 0), "name");
    bool first = true;
    for (const std::string_view option : pieces(element, "<option", ">")) {
        const std::string value = attribute(option, "value");
        if (first || has_attribute(option, "selected")) field.value = value;
        if (!value.empty()) field.choices.push_back(value);
        first = false;
    }
    if (!field.name.empty()) form.fields.push_back(std::move(field));
}

PageForm form_of(std::string_view element, std::string_view target) {
    PageForm form;
    const std::string_view tag = tag_at(element, 0);
    form.is_post = attribute(tag, "method") == "post";
    const std::string action = attribute(tag, "action");
    form.action = action.empty() ? std::string(target) : resolved(action, target);
    for (const std::string_view input : pieces(element, "<input", ">")) add_input(input, form);
    for (const std::string_view select : pieces(element, "<select", "</select>"))
        add_select(select, form);
    for (const std::string_view area : pieces(element, "<textarea", "</textarea>")) {
        PageField field;
        field.name = attribute(tag_at(area, 0), "name");
        field.value = unescaped(area.substr(std::min(area.size(), area.find('>') + 1)));
        field.is_text = true;
        form.fields.push_back(std::move(field));
    }
    return form;
}

}  // namespace

PageParts parts_of(std::string_view html, std::string_view target) {
    PageParts parts;
    for (const std::string_view tag : {"<a", "<link", "<img", "<iframe", "<embed", "<object"})
        for (const std::string_view element : pieces(html, tag, ">"))
            for (const std::string_view name : {"href", "src", "data", "data-spec"}) {
                const std::string link = resolved(attribute(element, name), target);
                if (!link.empty()) parts.links.push_back(link);
            }
    for (const std::string_view element : pieces(html, "<form", "</form>"))
        parts.forms.push_back(form_of(element, target));
    return parts;
}

std::string encoded_fields(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string text;
    for (const auto& [name, value] : fields)
        text += (text.empty() ? "" : "&") + web::encode_component(name) + "=" +
                web::encode_component(value);
    return text;
}

}  // namespace app::testing

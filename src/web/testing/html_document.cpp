#include "web/testing/html_document.h"

#include <cstring>
#include <utility>

#include "base/text.h"

namespace web::testing {

namespace {

const GumboVector& children_of(const GumboNode* node) {
    return node->type == GUMBO_NODE_DOCUMENT ? node->v.document.children : node->v.element.children;
}

bool has_children(const GumboNode* node) {
    return node->type == GUMBO_NODE_DOCUMENT || node->type == GUMBO_NODE_ELEMENT ||
           node->type == GUMBO_NODE_TEMPLATE;
}

// A walk without recursion through the children: deep pages must not end the test program.
void collect(const GumboNode* top, std::vector<const GumboNode*>& elements) {
    std::vector<const GumboNode*> pending{top};
    while (!pending.empty()) {
        const GumboNode* node = pending.back();
        pending.pop_back();
        if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE) {
            elements.push_back(node);
        }
        if (!has_children(node)) continue;
        const GumboVector& children = children_of(node);
        for (unsigned i = children.length; i > 0; --i) {
            pending.push_back(static_cast<const GumboNode*>(children.data[i - 1]));
        }
    }
}

enum class Names { left_out, included };

void append_text(const GumboNode* node, Names names, std::string& text) {
    if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
        node->type == GUMBO_NODE_CDATA) {
        text += node->v.text.text;
        return;
    }
    if (!has_children(node)) return;
    if (is(node, GUMBO_TAG_SCRIPT) || is(node, GUMBO_TAG_STYLE)) return;
    if (names == Names::included && node->type == GUMBO_NODE_ELEMENT) {
        text += " " + attribute(node, "alt").value_or("") + " " +
                attribute(node, "aria-label").value_or("") + " ";
    }
    const GumboVector& children = children_of(node);
    for (unsigned i = 0; i < children.length; ++i) {
        append_text(static_cast<const GumboNode*>(children.data[i]), names, text);
    }
}

std::string with_single_blanks(std::string_view text) {
    std::string single;
    bool blank = false;
    for (const char c : text) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            blank = true;
            continue;
        }
        if (blank && !single.empty()) single += ' ';
        blank = false;
        single += c;
    }
    return base::trim(single);
}

// What stands first in Gumbo's errors. Its public header keeps them closed, but a complaint without
// a place is of no use.
struct ErrorBegin {
    int type;
    GumboSourcePosition position;
};

}  // namespace

HtmlDocument::HtmlDocument(std::string html) : html_(std::move(html)) {
    output_ = gumbo_parse_with_options(&kGumboDefaultOptions, html_.data(), html_.size());
    collect(output_->document, elements_);
}

HtmlDocument::~HtmlDocument() {
    gumbo_destroy_output(&kGumboDefaultOptions, output_);
}

std::vector<const GumboNode*> HtmlDocument::elements(GumboTag tag) const {
    std::vector<const GumboNode*> found;
    for (const GumboNode* element : elements_) {
        if (is(element, tag)) found.push_back(element);
    }
    return found;
}

std::vector<std::string> HtmlDocument::errors() const {
    std::vector<std::string> described;
    for (unsigned i = 0; i < output_->errors.length; ++i) {
        ErrorBegin error{};
        std::memcpy(&error, output_->errors.data[i], sizeof error);
        described.push_back("HTML error of Gumbo's type " + std::to_string(error.type) +
                            " in line " + std::to_string(error.position.line) + ", column " +
                            std::to_string(error.position.column));
    }
    return described;
}

std::string tag_name(const GumboNode* element) {
    return gumbo_normalized_tagname(element->v.element.tag);
}

bool is(const GumboNode* element, GumboTag tag) {
    return (element->type == GUMBO_NODE_ELEMENT || element->type == GUMBO_NODE_TEMPLATE) &&
           element->v.element.tag == tag;
}

std::optional<std::string> attribute(const GumboNode* element, const char* name) {
    const GumboAttribute* found = gumbo_get_attribute(&element->v.element.attributes, name);
    if (!found) return std::nullopt;
    return std::string(found->value);
}

bool has_attribute(const GumboNode* element, const char* name) {
    return attribute(element, name).has_value();
}

std::string text_of(const GumboNode* element) {
    std::string text;
    append_text(element, Names::left_out, text);
    return with_single_blanks(text);
}

std::string name_of(const GumboNode* element) {
    std::string text;
    append_text(element, Names::included, text);
    return with_single_blanks(text);
}

const GumboNode* ancestor(const GumboNode* element, GumboTag tag) {
    for (const GumboNode* node = element->parent; node; node = node->parent) {
        if (is(node, tag)) return node;
    }
    return nullptr;
}

std::vector<const GumboNode*> descendants(const GumboNode* element) {
    std::vector<const GumboNode*> found;
    collect(element, found);
    found.erase(found.begin());
    return found;
}

}  // namespace web::testing

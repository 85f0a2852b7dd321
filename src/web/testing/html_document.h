#pragma once

#include <gumbo.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace web::testing {

// An HTML page as a browser would read it. Elements live as long as the document.
class HtmlDocument {
  public:
    explicit HtmlDocument(std::string html);
    ~HtmlDocument();
    HtmlDocument(const HtmlDocument&) = delete;
    HtmlDocument& operator=(const HtmlDocument&) = delete;

    // All elements in the order of the page.
    const std::vector<const GumboNode*>& elements() const { return elements_; }
    std::vector<const GumboNode*> elements(GumboTag tag) const;
    // The parser's complaints, one line each.
    std::vector<std::string> errors() const;

  private:
    std::string html_;
    GumboOutput* output_;
    std::vector<const GumboNode*> elements_;
};

std::string tag_name(const GumboNode* element);
bool is(const GumboNode* element, GumboTag tag);
std::optional<std::string> attribute(const GumboNode* element, const char* name);
bool has_attribute(const GumboNode* element, const char* name);
// Of the element and all below it, white space made single. Without scripts and styles.
std::string text_of(const GumboNode* element);
// text_of, plus the alternative texts of images and aria-label: what a screen reader would say.
std::string name_of(const GumboNode* element);
// The nearest element around this one with that tag; null when there is none.
const GumboNode* ancestor(const GumboNode* element, GumboTag tag);
std::vector<const GumboNode*> descendants(const GumboNode* element);

}  // namespace web::testing

#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace formats {

// Writes a document piece by piece; nothing of it stays in memory but the names of open elements.
// Texts and values are escaped here and nowhere else; characters that XML 1.0 doesn't know become
// U+FFFD. Names are the program's own: a wrong one is a bug and throws std::logic_error, as does
// ending what isn't open. Not thread-safe.
class XmlWriter {
  public:
    struct Attribute {
        std::string_view name;
        std::string_view value;
    };

    // The stream must outlive it. Writes the declaration: UTF-8.
    explicit XmlWriter(std::ostream& out);

    void start(std::string_view name, const std::vector<Attribute>& attributes = {});
    void end();
    // An element with nothing but a text.
    void element(std::string_view name, std::string_view text);
    // An element without content.
    void empty(std::string_view name, const std::vector<Attribute>& attributes = {});

  private:
    void begin_tag(std::string_view name, const std::vector<Attribute>& attributes);
    void new_line();

    std::ostream& out_;
    std::vector<std::string> open_;
};

// As a text or a value in quotation marks stands in a document.
std::string escaped_xml(std::string_view text);

}  // namespace formats

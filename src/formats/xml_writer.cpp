#include "formats/xml_writer.h"

#include <algorithm>
#include <stdexcept>

namespace formats {
namespace {

bool is_name(std::string_view name) {
    const auto letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto other = [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
    };
    return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), other);
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// Control characters other than tab and line breaks have no place in XML 1.0, escaped or not.
bool is_forbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

}  // namespace

std::string escaped_xml(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else if (c == '"')
            escaped += "&quot;";
        else if (c == '\r')
            escaped += "&#13;";
        else if (is_forbidden(c))
            escaped += replacement;
        else
            escaped += c;
    }
    return escaped;
}

XmlWriter::XmlWriter(std::ostream& out) : out_(out) {
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
}

void XmlWriter::new_line() {
    out_ << '\n' << std::string(open_.size(), ' ');
}

void XmlWriter::begin_tag(std::string_view name, const std::vector<Attribute>& attributes) {
    if (!is_name(name)) throw std::logic_error("formats: no name of an element");
    new_line();
    out_ << '<' << name;
    for (const Attribute& attribute : attributes) {
        if (!is_name(attribute.name)) throw std::logic_error("formats: no name of an attribute");
        out_ << ' ' << attribute.name << "=\"" << escaped_xml(attribute.value) << '"';
    }
}

void XmlWriter::start(std::string_view name, const std::vector<Attribute>& attributes) {
    begin_tag(name, attributes);
    out_ << '>';
    open_.emplace_back(name);
}

void XmlWriter::end() {
    if (open_.empty()) throw std::logic_error("formats: no element is open");
    const std::string name = open_.back();
    open_.pop_back();
    new_line();
    out_ << "</" << name << '>';
    if (open_.empty()) out_ << '\n';
}

void XmlWriter::element(std::string_view name, std::string_view text) {
    begin_tag(name, {});
    out_ << '>' << escaped_xml(text) << "</" << name << '>';
}

void XmlWriter::empty(std::string_view name, const std::vector<Attribute>& attributes) {
    begin_tag(name, attributes);
    out_ << "/>";
}

}  // namespace formats

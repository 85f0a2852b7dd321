#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace formats {

// The attributes of one element, by name without namespace. Valid during one call to start().
class XmlAttributes {
  public:
    // `pairs`: name, value, name, value, …, nullptr.
    explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
    std::optional<std::string_view> find(std::string_view name) const;

  private:
    const char* const* pairs_;
};

// What one kind of document does with its elements; names come without namespace.
class XmlHandler {
  public:
    XmlHandler() = default;
    XmlHandler(const XmlHandler&) = delete;
    XmlHandler& operator=(const XmlHandler&) = delete;
    virtual ~XmlHandler() = default;

    virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void end(std::string_view /*name*/) {}
    // A text may come in several pieces.
    virtual void text(std::string_view /*text*/) {}

    const std::optional<base::Error>& failure() const { return failure_; }

  protected:
    // Ends the parsing; the parser returns this error.
    void fail(base::Error error) {
        if (!failure_) failure_ = std::move(error);
    }

  private:
    std::optional<base::Error> failure_;
};

// Parses a document piece by piece. A document type declaration, and with it every entity, is
// refused; so are elements nested deeper than 64 and a single tag longer than 1 MB.
// Codes: xml_document_type, xml_too_deep, xml_too_long, xml_malformed and what the handler fails
// with. What the handler throws passes through. Not thread-safe.
class XmlParser {
  public:
    explicit XmlParser(XmlHandler& handler);
    ~XmlParser();
    XmlParser(const XmlParser&) = delete;
    XmlParser& operator=(const XmlParser&) = delete;

    base::Result<void> feed(std::string_view bytes);
    base::Result<void> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace formats

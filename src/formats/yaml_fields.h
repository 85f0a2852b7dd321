#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "formats/file_mistake.h"
#include "formats/yaml_document.h"

namespace formats {

// Reads the fields of one mapping by name, and notes every mistake with file, line and field.
// A value that doesn't fit is left as it was, and reading goes on.
class YamlFields {
  public:
    YamlFields(const YamlNode& mapping, std::string file, std::string path, Mistakes& mistakes)
        : mapping_(mapping), file_(std::move(file)), path_(std::move(path)), mistakes_(mistakes) {}

    // Required: absent or empty is a mistake.
    std::string text(std::string_view name);
    int number(std::string_view name, int least, int most);
    // "yes" or "no".
    bool yes_or_no(std::string_view name);
    // Optional.
    std::string optional_text(std::string_view name);
    std::optional<int> optional_number(std::string_view name, int least, int most);
    std::optional<base::Date> optional_date(std::string_view name);
    bool optional_yes(std::string_view name);
    // Each text of a list, with a way to say what is wrong with it; an absent list is empty.
    using TakeText = std::function<std::optional<base::Error>(const std::string&)>;
    void each_text(std::string_view name, const TakeText& take);
    // Each mapping of a list.
    void each(std::string_view name, const std::function<void(YamlFields&)>& take);

    // Something that the caller found, at a field that was read or at the mapping itself ("").
    void wrong(std::string_view name, base::Error error);

    // Call once all fields were read: names that nobody asked for are mistakes.
    void finish();

  private:
    const YamlNode* find(std::string_view name);
    const YamlNode* scalar(std::string_view name);
    std::string path_of(std::string_view name) const;
    void add(int line, std::string field, base::Error error);

    const YamlNode& mapping_;
    std::string file_;
    std::string path_;
    Mistakes& mistakes_;
    std::vector<std::string_view> known_;
};

// Reads a whole file whose root is a mapping.
void read_yaml_fields(std::string_view file, std::string_view text, Mistakes& mistakes,
                      const std::function<void(YamlFields&)>& take);

}  // namespace formats

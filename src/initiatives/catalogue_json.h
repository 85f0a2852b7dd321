#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "formats/yaml_document.h"

namespace initiatives {

// The same tree as JSON: mappings as objects, lists as arrays, every scalar as a string. Reads much
// faster than YAML, so the database holds this.
std::string to_json(const formats::YamlNode& node);

// Empty when the text is no JSON of that kind.
std::optional<formats::YamlNode> from_json(std::string_view text);

}  // namespace initiatives

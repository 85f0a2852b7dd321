#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string_view>
#include <vector>

#include "access/identity_provider.h"
#include "base/result.h"

namespace app {

// The list under identity_providers. `name` is the file's in messages; relative paths are relative
// to `folder`. Reads the files with the clients' secrets. Refused with "configuration", naming
// file, line, key and what was expected.
base::Result<std::vector<access::IdentityProvider>> read_identity_providers(
    const YAML::Node& list, std::string_view name, const std::filesystem::path& folder);

}  // namespace app

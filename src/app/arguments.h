#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace app {

// A command line taken apart: words in their order and --name VALUE pairs (--name alone where it is
// a switch).
struct Arguments {
    std::vector<std::string> words;
    std::map<std::string, std::string, std::less<>> options;

    // Empty text when not given.
    const std::string& option(std::string_view name) const;
    bool has(std::string_view name) const { return options.contains(name); }
};

// Refused with "usage" for an option that is not in `known` or lacks its value. A known name that
// ends in "!" is a switch without a value.
base::Result<Arguments> parse_arguments(const std::vector<std::string>& given,
                                        const std::vector<std::string_view>& known);

}  // namespace app

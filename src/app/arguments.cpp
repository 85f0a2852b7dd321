#include "app/arguments.h"

#include <algorithm>

namespace app {

const std::string& Arguments::option(std::string_view name) const {
    static const std::string none;
    const auto found = options.find(name);
    return found == options.end() ? none : found->second;
}

base::Result<Arguments> parse_arguments(const std::vector<std::string>& given,
                                        const std::vector<std::string_view>& known) {
    Arguments arguments;
    for (std::size_t i = 0; i < given.size(); ++i) {
        if (!given[i].starts_with("--")) {
            arguments.words.push_back(given[i]);
            continue;
        }
        const std::string name = given[i].substr(2);
        if (std::find(known.begin(), known.end(), name + "!") != known.end()) {
            arguments.options[name] = "";
            continue;
        }
        if (std::find(known.begin(), known.end(), name) == known.end())
            return base::refuse("usage", "Ukendt valgmulighed: {}", given[i]);
        if (i + 1 == given.size())
            return base::refuse("usage", "Der mangler en værdi efter {}.", given[i]);
        arguments.options[name] = given[++i];
    }
    return arguments;
}

}  // namespace app

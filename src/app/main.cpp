#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "app/command.h"

namespace {

// Danish where the terminal is Danish, otherwise English.
std::string language_tag() {
    for (const char* name : {"TRYGBY_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value && *value != '\0') return std::string(value).starts_with("da") ? "da" : "en";
    }
    return "en";
}

}  // namespace

int main(int count, char** values) {
    try {
        return app::run(std::vector<std::string>(values + 1, values + count), language_tag(),
                        std::cout, std::cerr);
    } catch (const std::exception& failure) {
        std::cerr << "trygby: " << failure.what() << std::endl;
        return 1;
    }
}

#include "app/address_list.h"

#include <algorithm>
#include <vector>

namespace app {

std::string address_list(const web::Router& router) {
    std::vector<std::string> lines;
    for (const web::Route& route : router.routes()) {
        // Their addresses hold a digest of their content.
        if (route.pattern.starts_with("/assets/")) continue;
        lines.push_back(route.pattern + (route.method == web::Method::get ? " GET " : " POST ") +
                        route.guard.permission() + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
}

}  // namespace app

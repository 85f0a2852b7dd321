#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a crawler needs of our own markup: where a page leads to, and its forms.
namespace app::testing {

struct PageField {
    std::string name;
    std::string value;                 // as it would be sent untouched
    std::vector<std::string> choices;  // of a select or radio group, without the empty one
    bool is_text = false;              // free text
    bool is_sent = true;               // false: an unchecked box
};

struct PageForm {
    bool is_post = false;
    std::string action;  // path and query
    std::vector<PageField> fields;
    bool has_password = false;
    bool has_file = false;
};

struct PageParts {
    std::vector<std::string> links;  // paths of this site, with queries
    std::vector<PageForm> forms;
};

// `target` is the page's own address, for what is relative to it.
PageParts parts_of(std::string_view html, std::string_view target);

// name=value&name=value
std::string encoded_fields(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace app::testing

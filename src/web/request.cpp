#include "web/request.h"

namespace web {

namespace {

const std::string no_text;

const std::string& find_text(const std::map<std::string, std::string, std::less<>>& texts,
                             std::string_view name) {
    const auto found = texts.find(name);
    return found == texts.end() ? no_text : found->second;
}

}  // namespace

void Fields::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

const std::string& Fields::value(std::string_view name) const {
    for (const auto& [field, value] : fields_) {
        if (field == name) return value;
    }
    return no_text;
}

bool Fields::has(std::string_view name) const {
    for (const auto& field : fields_) {
        if (field.first == name) return true;
    }
    return false;
}

std::vector<std::string> Fields::values(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [field, value] : fields_) {
        if (field == name) found.push_back(value);
    }
    return found;
}

const std::string& Request::header(std::string_view lower_case_name) const {
    return find_text(headers, lower_case_name);
}

const std::string& Request::cookie(std::string_view name) const {
    return find_text(cookies, name);
}

const std::string& Request::parameter(std::string_view name) const {
    return find_text(parameters, name);
}

}  // namespace web

#include "initiatives/catalogue_json.h"

#include <boost/json.hpp>

namespace initiatives {

namespace {

boost::json::value value_of(const formats::YamlNode& node) {
    switch (node.kind) {
        case formats::YamlNode::Kind::empty:
            return nullptr;
        case formats::YamlNode::Kind::scalar:
            return boost::json::string(node.text);
        case formats::YamlNode::Kind::list: {
            boost::json::array array;
            for (const formats::YamlNode& child : node.children) array.push_back(value_of(child));
            return array;
        }
        case formats::YamlNode::Kind::mapping: {
            boost::json::object object;
            for (std::size_t i = 0; i < node.names.size(); ++i) {
                object[node.names[i]] = value_of(node.children[i]);
            }
            return object;
        }
    }
    return nullptr;
}

// Empty for numbers and truth values, which to_json() never writes.
std::optional<formats::YamlNode> node_of(const boost::json::value& value) {
    if (value.is_null()) return formats::YamlNode{};
    if (const auto* text = value.if_string()) return formats::YamlNode::scalar(std::string(*text));
    if (const auto* array = value.if_array()) {
        formats::YamlNode list = formats::YamlNode::list();
        for (const boost::json::value& item : *array) {
            auto child = node_of(item);
            if (!child) return std::nullopt;
            list.add(std::move(*child));
        }
        return list;
    }
    if (const auto* object = value.if_object()) {
        formats::YamlNode mapping = formats::YamlNode::mapping();
        for (const auto& [name, item] : *object) {
            auto child = node_of(item);
            if (!child) return std::nullopt;
            mapping.add(std::string(name), std::move(*child));
        }
        return mapping;
    }
    return std::nullopt;
}

}  // namespace

std::string to_json(const formats::YamlNode& node) {
    return boost::json::serialize(value_of(node));
}

std::optional<formats::YamlNode> from_json(std::string_view text) {
    boost::system::error_code problem;
    const boost::json::value value = boost::json::parse(text, problem);
    return problem ? std::nullopt : node_of(value);
}

}  // namespace initiatives

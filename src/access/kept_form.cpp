#include "access/kept_form.h"

#include <charconv>
#include <cstddef>

namespace access {

namespace {

// Each text is preceded by its length: it may hold any sign.
void append(std::string& bytes, std::string_view text) {
    bytes += std::to_string(text.size());
    bytes += ':';
    bytes += text;
}

std::optional<std::string> take(std::string_view& bytes) {
    std::size_t length = 0;
    const auto [end, error] = std::from_chars(bytes.data(), bytes.data() + bytes.size(), length);
    if (error != std::errc()) return std::nullopt;
    const auto digits = static_cast<std::size_t>(end - bytes.data());
    if (digits >= bytes.size() || bytes[digits] != ':') return std::nullopt;
    bytes.remove_prefix(digits + 1);
    if (length > bytes.size()) return std::nullopt;
    std::string text(bytes.substr(0, length));
    bytes.remove_prefix(length);
    return text;
}

}  // namespace

std::optional<std::string> packed(const KeptForm& form) {
    std::string bytes;
    append(bytes, form.target);
    for (const auto& [name, value] : form.fields) {
        if (name == "csrf_token" || name == kept_form_field) continue;
        append(bytes, name);
        append(bytes, value);
        if (bytes.size() > kept_form_bytes) return std::nullopt;
    }
    return bytes;
}

std::optional<KeptForm> unpacked(std::string_view bytes) {
    const auto target = take(bytes);
    if (!target) return std::nullopt;
    KeptForm form{*target, {}};
    while (!bytes.empty()) {
        auto name = take(bytes);
        if (!name) return std::nullopt;
        auto value = take(bytes);
        if (!value) return std::nullopt;
        form.fields.emplace_back(std::move(*name), std::move(*value));
    }
    return form;
}

}  // namespace access

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace access {

// A form that was sent after its session had expired. It is kept, encrypted, for the account it
// came from, and offered again after signing in.
struct KeptForm {
    std::string target;  // path and query it was sent to
    std::vector<std::pair<std::string, std::string>> fields;

    bool operator==(const KeptForm&) const = default;
};

// How long after the session's end a form is still taken, and how long it is kept.
constexpr std::chrono::hours kept_form_taken_for{12};
constexpr std::chrono::hours kept_form_lifetime{24};
constexpr std::size_t kept_form_bytes = 64 * 1024;
constexpr int kept_forms_per_account = 5;
// The hidden field by which a form that is sent again names itself.
constexpr std::string_view kept_form_field = "kept_form";

// As bytes for encrypting. Empty when the form is too large to keep. The protection token is left
// out.
std::optional<std::string> packed(const KeptForm& form);
std::optional<KeptForm> unpacked(std::string_view bytes);

}  // namespace access

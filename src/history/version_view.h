#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "access/visit.h"
#include "history/history.h"
#include "web/html.h"

namespace history {

// How a module's fields are shown: the label of a key and its value in words.
struct Wording {
    std::function<std::string(std::string_view key)> label;
    std::function<std::string(std::string_view key, const std::string& value)> value;
};

// All versions, newest first: when, who, what changed; with a button that makes an older version
// the current one (POST to `restore_path` with csrf_token and `version`) when `restore_path` isn't
// empty.
web::Html versions_section(const access::Visit& visit, const std::vector<Version>& versions,
                           const Wording& wording, std::string_view restore_path);

// The page for a change that met another's: what the other changed meanwhile, and for every field
// that both changed a choice between the two. Posts to `action` everything of `merge.merged` and
// the choices as plain form fields with `version` = `their_version`, which resolve() below turns
// back into a form.
web::Response conflict_page(const access::Visit& visit, std::string_view title, const Merge& merge,
                            const Version& theirs, const Wording& wording, std::string_view action);

// When the form comes from conflict_page, the fields with every choice made; otherwise the form as
// it is.
web::Fields resolve(const web::Fields& form);

}  // namespace history

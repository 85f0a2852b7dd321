#pragma once

#include <string_view>

namespace access {

// True for "/…" on this site: one slash, no back slash, no control or white-space sign, at most
// 2,000 bytes. What a caller asks to be led to goes through here, so that no one is led elsewhere.
bool is_own_path(std::string_view path);

}  // namespace access

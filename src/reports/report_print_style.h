#pragma once

#include <string>
#include <string_view>

namespace reports {

// The style sheet of the printed report. `running_head` stands at the top of every page.
std::string print_style(std::string_view running_head);

}  // namespace reports

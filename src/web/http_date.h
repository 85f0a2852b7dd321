#pragma once

#include <chrono>
#include <string>

// Internal to web.
namespace web {

// As HTTP writes a moment: Sun, 06 Nov 1994 08:49:37 GMT
std::string http_date(std::chrono::sys_seconds time);

}  // namespace web

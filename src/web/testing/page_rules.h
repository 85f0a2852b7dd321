#pragma once

#include <string>
#include <vector>

#include "web/testing/http_client.h"

namespace web::testing {

// What in this HTML answer breaks the rules every page of the program must keep, one sentence each;
// empty when nothing does. The rules: valid HTML without parse errors; html lang; exactly one h1,
// and a title that begins with its text; headings that skip no level; no id twice, and every id
// named by for, aria-describedby, aria-labelledby, aria-controls, headers or list exists; every
// form control has a label; every form has method and action, every POST form a hidden csrf_token;
// images have alt; links and buttons have words; tables have a name, and th a scope; no script,
// style or handler within the page; a strict Content-Security-Policy, and Cache-Control.
std::vector<std::string> page_violations(const HttpResponse& response);

}  // namespace web::testing

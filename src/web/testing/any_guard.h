#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "web/route.h"

namespace web::testing {

// Makes guards without access, for tests of what lies around them. Compiled only into test
// programs.
class AnyGuard {
  public:
    // Lets everyone in; the request gets an Admitted without content.
    static RouteGuard open() {
        return with("public", [](const Request&) -> RouteGuard::Verdict {
            return std::make_shared<const Admitted>();
        });
    }

    // Lets no one in: answers with this status and a short text.
    static RouteGuard closed(int status = 403) {
        return with("nobody", [status](const Request&) -> RouteGuard::Verdict {
            return text_response("refused", status);
        });
    }

    static RouteGuard with(std::string permission,
                           std::function<RouteGuard::Verdict(const Request&)> check) {
        return RouteGuard(std::move(permission), std::move(check));
    }
};

}  // namespace web::testing

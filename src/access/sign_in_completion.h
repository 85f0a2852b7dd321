#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "access/session_store.h"
#include "access/throttle.h"
#include "access/visit.h"
#include "web/html.h"
#include "web/request.h"

// What all ways to sign in have in common. Used within access.
namespace access {

// The person is who they say: starts the session, writes the line in the trail, commits, and leads
// to a form that was kept, else to `next_path`. A session that this browser still had ends. Staff
// of another agency are refused while nothing about persons is in use (R40).
web::Response complete_sign_in(const Visit& visit, store::WriteTransaction& transaction,
                               std::int64_t account_id, const SessionOrigin& origin,
                               const std::string& next_path);

// Where to go after signing in: an own path from the field or query `side`, else the start page.
std::string next_path_in(const web::Fields& fields);

// A session and its line in the trail must be saved, so with a full disk nobody new comes in. Asked
// before somebody types a code or is sent to an identity provider in vain.
bool can_sign_in_now(const Visit& visit);
// Says so, 507.
web::Response no_sign_in_page(const Visit& visit);
// Who meets the full disk first must not wait for it afterwards: takes the attempt back when the
// work fails because nothing could be saved, and lets the failure pass.
template <class Work>
auto counting_only_attempts(Throttle& throttle, const std::string& key, Work work) {
    try {
        return work();
    } catch (const store::Failure&) {
        throttle.take_back(key);
        throw;
    }
}

// What went wrong, at the top of the page.
web::Html urgent_alert(const Visit& visit, std::string_view sentence);
std::string wait_sentence(const Visit& visit, std::chrono::seconds wait);

// A line in the log about a caller nobody knows yet.
void note_caller(const Visit& visit, std::string_view event);

}  // namespace access

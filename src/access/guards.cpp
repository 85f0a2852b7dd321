#include "access/guards.h"

#include <memory>
#include <optional>
#include <utility>

#include "access/cookie.h"
#include "access/csrf.h"
#include "access/impact_assessment_store.h"
#include "access/kept_form_store.h"
#include "access/own_path.h"
#include "access/request_visit.h"
#include "access/session_store.h"
#include "web/components/alert.h"
#include "web/components/link.h"

namespace access {

namespace {

using Verdict = web::RouteGuard::Verdict;

std::optional<FoundSession> session_of(const Services& services, const web::Request& request,
                                       base::Instant now) {
    const std::string& token = cookie_value(services, request, Cookie::session);
    if (token.empty()) return std::nullopt;
    store::ReadTransaction transaction = services.database.read();
    auto session = find_session(transaction, token, web::to_local(now).date);
    if (session)
        session->times.last_used_at =
            services.protection.uses.last_use(session->id, session->times.last_used_at);
    return session;
}

bool is_account_open(const FoundSession& session, base::Instant now) {
    return !session.closed_on || web::to_local(now).date < *session.closed_on;
}

bool is_usable(const FoundSession& session, base::Instant now) {
    return is_session_open(session.times, now) && is_account_open(session, now);
}

std::shared_ptr<Visitor> visitor_of(const Services& services, const web::Request& request,
                                    const FoundSession& session) {
    auto visitor = std::make_shared<Visitor>();
    visitor->account_id = session.account_id;
    visitor->session_id = session.id;
    visitor->staff_member_id = session.staff_member_id;
    visitor->username = session.username;
    visitor->name = session.name;
    visitor->unit_key = session.unit_key;
    visitor->roles = session.roles;
    visitor->permissions = permissions_of(session.roles);
    visitor->assurance = assurance_of({.stated = session.stated_assurance,
                                       .identity_checked = session.identity_checked,
                                       .demonstration = services.demonstration});
    visitor->agency_cvr = session.agency_cvr;
    visitor->language = language_of(services, request, session.language).code();
    visitor->csrf_token = masked_csrf_token(session.csrf_secret);
    return visitor;
}

// The session goes on even where its time of last use can't be written (a full disk, a long queue):
// reading must stay possible then, for longer than a session lasts unused.
void touch(const Services& services, const FoundSession& session, base::Instant now) {
    if (!is_touch_due(session.times, now)) return;
    try {
        store::WriteTransaction transaction = services.database.write();
        touch_session(transaction, session.id, now);
        transaction.commit();
        services.protection.uses.forget(session.id, now);
    } catch (const store::Failure& failure) {
        if (failure.kind != store::Failure::Kind::busy &&
            failure.kind != store::Failure::Kind::read_only) {
            throw;
        }
        services.protection.uses.note(session.id, now);
    }
}

bool is_from_own_site(const web::Request& request) {
    return is_own_form(
        FormOrigin{request.header("origin"), request.header("sec-fetch-site"), request.host});
}

bool is_protected_form(const web::Request& request, const FoundSession& session) {
    return is_from_own_site(request) &&
           csrf_token_fits(session.csrf_secret, request.form.value("csrf_token"));
}

bool wants_page(const web::Request& request) {
    if (request.method == web::Method::post) return false;
    const std::string& accepted = request.header("accept");
    return accepted.empty() || accepted.find("text/html") != std::string::npos;
}

class Gate {
  public:
    Gate(const Services& services, std::string pattern)
        : services_(services), pattern_(std::move(pattern)) {}

    Verdict admit(const web::Request& request, Permission permission) const {
        const base::Instant now = services_.now();
        const auto session = session_of(services_, request, now);
        if (!session) return unknown_caller(request, now);
        if (!is_usable(*session, now)) return late_caller(request, *session, permission, now);

        const auto visitor = visitor_of(services_, request, *session);
        const Visit visit = visit_as(request, visitor.get(), now);
        if (request.method == web::Method::post && !is_protected_form(request, *session)) {
            return refuse_form(visit);
        }
        if (!visitor->may(permission)) return visit.refused(permission_code(permission));
        if (is_shut(permission)) return shut_page(visit);
        touch(services_, *session, now);
        return visitor;
    }

    Verdict admit_everyone(const web::Request& request) const {
        const base::Instant now = services_.now();
        if (request.method == web::Method::post && !is_from_own_site(request)) {
            note(request, now, "form_from_elsewhere");
            return unprotected_form_page(visit_as(request, nullptr, now));
        }
        const auto session = session_of(services_, request, now);
        if (!session || !is_usable(*session, now)) return std::make_shared<const web::Admitted>();
        touch(services_, *session, now);
        return visitor_of(services_, request, *session);
    }

  private:
    Visit visit_as(const web::Request& request, const Visitor* visitor, base::Instant now) const {
        return make_visit(services_, request, visitor, now, pattern_);
    }

    void note(const web::Request& request, base::Instant now, std::string_view event) const {
        services_.protection.callers.note(now, event, pattern_, request.remote_address);
    }

    web::Response unknown_caller(const web::Request& request, base::Instant now) const {
        note(request, now, "not_signed_in");
        if (!wants_page(request)) {
            return sign_in_needed_page(visit_as(request, nullptr, now));
        }
        const bool leads_back = is_own_path(request.target) && request.target != "/";
        return web::see_other(
            web::address_with_query("/log-ind", {{"side", leads_back ? request.target : ""}}));
    }

    // The session is over. What a form held is kept for the same account.
    web::Response late_caller(const web::Request& request, const FoundSession& session,
                              Permission permission, base::Instant now) const {
        const bool in_time = now < session_end(session.times) + kept_form_taken_for;
        // Forms of the own account hold passwords; those are typed again.
        const bool may_be_kept = request.method == web::Method::post && in_time &&
                                 permission != Permission::own_account &&
                                 is_account_open(session, now) &&
                                 is_protected_form(request, session);
        if (!may_be_kept) return unknown_caller(request, now);
        store::WriteTransaction transaction = services_.database.write();
        const auto id = keep_form(transaction, services_.protection.secrets, session.account_id,
                                  KeptForm{request.target, request.form.all()}, now);
        transaction.commit();
        note(request, now, id ? "form_kept" : "form_too_large_to_keep");
        return web::see_other(id ? "/log-ind?grund=gemt" : "/log-ind?grund=for-stor");
    }

    // R40: asked at every request, so that a withdrawal holds from the next one on.
    bool is_shut(Permission permission) const {
        const auto module = module_behind(permission);
        if (!module) return false;
        store::ReadTransaction reading = services_.database.read();
        return !is_in_use(reading, *module);
    }

    static web::Response shut_page(const Visit& visit) {
        const base::Error reason = not_in_use();
        visit.record_refusal(reason.code);
        constexpr int forbidden = 403;
        return visit.page(
            visit.language.say("Ikke taget i brug"),
            web::alert(web::AlertKind::info, visit.language.say(reason), visit.language),
            {.status = forbidden});
    }

    web::Response refuse_form(const Visit& visit) const {
        visit.record_refusal("csrf");
        return unprotected_form_page(visit);
    }

    const Services& services_;
    const std::string pattern_;
};

}  // namespace

web::RouteGuard Guards::require(Permission permission, std::string pattern) const {
    return web::RouteGuard(
        std::string(permission_code(permission)),
        [gate = Gate(services_, std::move(pattern)), permission](const web::Request& request) {
            return gate.admit(request, permission);
        });
}

web::RouteGuard Guards::everyone(std::string pattern) const {
    return web::RouteGuard(
        "public", [gate = Gate(services_, std::move(pattern))](const web::Request& request) {
            return gate.admit_everyone(request);
        });
}

web::RouteGuard Guards::without_visitor() {
    return web::RouteGuard("public", [](const web::Request&) -> web::RouteGuard::Verdict {
        return std::make_shared<const web::Admitted>();
    });
}

}  // namespace access

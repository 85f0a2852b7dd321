#include "access/visit.h"

#include <array>
#include <stdexcept>

#include "access/cookie.h"
#include "access/guards.h"
#include "access/kept_form_store.h"
#include "access/request_visit.h"
#include "access/rule.h"

namespace access {

namespace {

struct Notice {
    std::string_view code;
    std::string_view sentence;
};

constexpr std::array<Notice, 12> notices = {{
    {"gemt", base::danish("Ændringerne er gemt.")},
    {"oprettet", base::danish("Det er oprettet.")},
    {"slettet", base::danish("Det er slettet.")},
    {"fortrudt", base::danish("Ændringen er fortrudt.")},
    {"genskabt", base::danish("Det er genskabt.")},
    {"aflyst", base::danish("Det er aflyst.")},
    {"importeret", base::danish("Rækkerne er indlæst.")},
    {"sendt", base::danish("Det er sendt.")},
    {"godkendt", base::danish("Det er godkendt.")},
    {"udgivet", base::danish("Det er udgivet.")},
    {"trukket", base::danish("Det er trukket tilbage.")},
    {"afsluttet", base::danish("Det er afsluttet.")},
}};

std::string_view notice_of(const web::Request& request) {
    const std::string& asked = request.query.value("besked");
    for (const Notice& notice : notices) {
        if (notice.code == asked) return notice.sentence;
    }
    return {};
}

// The longest item that the page lies below, so that /indsatser/ny belongs to /indsatser.
bool is_current(const NavigationItem& item, std::string_view path) {
    if (item.href == "/") return path == "/";
    return path == item.href ||
           (path.starts_with(item.href) && path.substr(item.href.size()).starts_with("/"));
}

std::vector<web::NavigationItem> navigation_for(const Visit& visit) {
    std::vector<web::NavigationItem> items;
    for (const NavigationItem& item : visit.services.navigation) {
        if (!visit.may(item.permission)) continue;
        items.push_back({.label = visit.language.say(item.label),
                         .href = item.href,
                         .current = is_current(item, visit.request.path)});
    }
    return items;
}

web::PageShell shell_for(const Visit& visit) {
    web::PageShell shell;
    shell.solution = visit.language.say("Tryghed og kriminalitetsforebyggelse");
    shell.authority = visit.services.municipality_name;
    shell.asset_base = visit.services.asset_base;
    if (visit.visitor) {
        shell.user_name = visit.visitor->name;
        shell.csrf_token = visit.visitor->csrf_token;
        shell.navigation = navigation_for(visit);
    } else if (!cookie_value(visit.services, visit.request, Cookie::session).empty()) {
        // Someone whose session wasn't looked up (an unknown address) or is over.
        shell.sign_in = {};
    }
    if (visit.services.demonstration) {
        shell.environment_banner =
            visit.language.say("Demonstration: alle personer og registreringer er opdigtede.");
    }
    // A page that answers a form can't be fetched again by its address.
    if (visit.request.method != web::Method::post) {
        shell.language_switch_path = visit.request.target;
    }
    if (visit.visitor) {
        shell.footer_links.push_back({.label = visit.language.say("Min konto"), .href = "/konto"});
    }
    shell.footer_links.push_back(
        {.label = visit.language.say("Tryghed i kommunen"), .href = "/offentligt"});
    shell.footer_links.push_back(
        {.label = visit.language.say("Tilgængelighedserklæring"), .href = "/was"});
    shell.footer_links.push_back(
        {.label = visit.language.say("Privatliv og cookies"), .href = "/privatliv"});
    return shell;
}

// The request's own visit, as the guard admitted it.
Visit visit_of(const Services& services, const web::Request& request, std::string_view pattern) {
    const auto* visitor = dynamic_cast<const Visitor*>(request.admitted.get());
    return make_visit(services, request, visitor, services.now(), pattern);
}

// A form that was kept over an expired session and has now been taken is needed no longer. Where
// the handler failed, by exception or 5xx, it is still there.
void forget_kept_form(const Visit& visit, const web::Response& response) {
    constexpr int first_failure = 500;
    const std::string& id = visit.request.form.value(kept_form_field);
    if (id.empty() || !visit.visitor || response.status >= first_failure) return;
    store::WriteTransaction transaction = visit.services.database.write();
    remove_kept_form(transaction, visit.visitor->account_id, id);
    transaction.commit();
}

web::Handler handler_of(const Services& services, std::string pattern, PageHandler handler) {
    return [&services, pattern = std::move(pattern),
            handler = std::move(handler)](const web::Request& request) {
        const Visit visit = visit_of(services, request, pattern);
        web::Response response = handler(visit);
        forget_kept_form(visit, response);
        return response;
    };
}

}  // namespace

base::Date Visit::today() const {
    return web::to_local(now).date;
}

const Visitor& Visit::user() const {
    if (!visitor) throw std::logic_error("access: a public route asked for its user");
    return *visitor;
}

const std::string& Visit::csrf_token() const {
    static const std::string nobody = "nobody-signed-in";
    return visitor ? visitor->csrf_token : nobody;
}

std::string Visit::absolute_address(std::string_view path) const {
    if (!services.public_address.empty()) return services.public_address + std::string(path);
    return (request.secure ? "https://" : "http://") + request.host + std::string(path);
}

void Visit::record(store::WriteTransaction& transaction, trail::Action action,
                   std::string_view subject_kind, std::string_view subject_id,
                   std::string_view reference) const {
    trail::append(transaction, now,
                  trail::Line{user().actor(), action, std::string(subject_kind),
                              std::string(subject_id), "", "", "", std::string(reference)});
}

web::Response Visit::page(std::string_view title, const web::Html& content) const {
    return page(title, content, PageOptions{});
}

web::Response Visit::page(std::string_view title, const web::Html& content,
                          const PageOptions& options) const {
    web::PageShell shell = shell_for(*this);
    shell.title = title;
    for (const auto& [label, href] : options.breadcrumb) {
        shell.breadcrumb.push_back(
            {.label = label, .href = href.empty() ? web::Link() : web::Link(href)});
    }
    if (request.method != web::Method::post) {
        const std::string_view notice = notice_of(request);
        if (!notice.empty()) shell.notice = language.say(notice);
    }
    if (!visitor && !services.demonstration) shell.listing = options.listing;
    if (options.charts) shell.charts = web::PageShell::Charts::drawn;
    shell.main = content;
    return web::html_response(web::page_shell(shell, language), options.status);
}

web::Response Visit::not_found() const {
    return page(language.say("Siden findes ikke"),
                web::paragraphs(language.say("Vi fandt ikke noget, du har adgang til at se.")),
                {.status = 404});
}

void Visit::record_refusal(std::string_view rule) const {
    const std::string route(pattern.empty() ? std::string_view("-") : pattern);
    trail::append_alone(services.database, now,
                        trail::Line{user().actor(), trail::Action::refuse, "route", route, "", "",
                                    std::string(rule), route});
}

web::Response Visit::refused(std::string_view rule) const {
    record_refusal(rule);
    const auto permission = permission_of(rule);
    if (permission == Permission::see_trail) {
        return page(language.say("Du har ikke adgang"),
                    web::paragraphs(language.say(rule_sentence(Rule::R30))), {.status = 403});
    }
    web::Html content = web::paragraphs(
        permission ? language.say_with("Din rolle giver ikke retten til at {}.",
                                       language.say(permission_name(*permission)))
                   : std::string(language.say("Din rolle giver ikke adgang hertil.")));
    content.add(web::paragraphs(
        language.say("Afvisningen er skrevet i sporet. Mangler du adgang til dit arbejde, så tal "
                     "med din leder.")));
    return page(language.say("Du har ikke adgang"), content, {.status = 403});
}

void Routes::get(const std::string& pattern, Permission permission, PageHandler handler) {
    router_.add(web::Route{web::Method::get, pattern,
                           Guards(services_).require(permission, pattern),
                           handler_of(services_, pattern, std::move(handler))});
}

void Routes::post(const std::string& pattern, Permission permission, PageHandler handler,
                  web::RouteLimits limits) {
    router_.add(web::Route{web::Method::post, pattern,
                           Guards(services_).require(permission, pattern),
                           handler_of(services_, pattern, std::move(handler)), limits});
}

void Routes::get_public(const std::string& pattern, PageHandler handler) {
    router_.add(web::Route{web::Method::get, pattern, Guards(services_).everyone(pattern),
                           handler_of(services_, pattern, std::move(handler))});
}

void Routes::post_public(const std::string& pattern, PageHandler handler, web::RouteLimits limits) {
    router_.add(web::Route{web::Method::post, pattern, Guards(services_).everyone(pattern),
                           handler_of(services_, pattern, std::move(handler)), limits});
}

}  // namespace access

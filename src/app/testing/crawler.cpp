#include "app/testing/crawler.h"

#include <deque>
#include <fstream>
#include <iterator>
#include <tuple>
#include <utility>

#include "app/testing/canary_words.h"
#include "app/testing/page_parts.h"
#include "web/form_decoding.h"

namespace app::testing {

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The path of a pattern with `id` in the place of every {…}.
std::string filled(std::string_view pattern, std::string_view id) {
    std::string path;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] != '{') {
            path += pattern[at];
            continue;
        }
        path += id;
        at = pattern.find('}', at);
    }
    return path;
}

std::string names_in(std::string_view query) {
    std::set<std::string> names;
    const web::DecodedFields decoded = web::decode_urlencoded(query, 200);
    for (const auto& [name, value] : decoded.fields.all()) names.insert(name);
    std::string text;
    for (const std::string& name : names) text += " " + name;
    return text;
}

Fields untouched(const PageForm& form) {
    Fields fields;
    for (const PageField& field : form.fields)
        if (field.is_sent && !field.name.empty()) fields.emplace_back(field.name, field.value);
    return fields;
}

Fields with(Fields fields, const std::string& name, const std::string& value) {
    for (auto& [field, old] : fields) {
        if (field != name) continue;
        old = value;
        return fields;
    }
    fields.emplace_back(name, value);
    return fields;
}

class Walk {
  public:
    Walk(const web::Dispatcher& site, const CrawlStart& start, const CrawlLimits& limits)
        : site_(site), start_(start), limits_(limits) {}

    Crawled run() {
        queue_.emplace_back("/");
        for (const web::Route& route : site_.router.routes()) {
            if (route.method != web::Method::get || route.pattern.starts_with("/assets")) continue;
            if (route.pattern.find('{') == std::string::npos) {
                queue_.push_back(route.pattern);
                continue;
            }
            for (const std::string& id : start_.ids) queue_.push_back(filled(route.pattern, id));
        }
        while (!queue_.empty()) {
            const std::string target = queue_.front();
            queue_.pop_front();
            visit(target);
        }
        return std::move(crawled_);
    }

  private:
    web::Request request_to(std::string_view target) const {
        web::Request request;
        request.target = target;
        const std::size_t mark = target.find('?');
        request.path = web::decode_path(target.substr(0, mark)).value_or("/");
        if (mark != std::string_view::npos)
            request.query = web::decode_urlencoded(target.substr(mark + 1), 200).fields;
        request.headers["accept"] = "text/html";
        if (!start_.cookie.empty()) request.cookies["trygby"] = start_.cookie;
        request.remote_address = request.host = "127.0.0.1";
        request.number = "crawl";
        return request;
    }

    void visit(const std::string& target) {
        const std::string_view path = std::string_view(target).substr(0, target.find('?'));
        const auto decoded = web::decode_path(path);
        if (!decoded || !asked_.insert("GET " + target).second) return;
        const web::Router::Match match = site_.router.find(web::Method::get, *decoded);
        if (!match.route || match.route->pattern.starts_with("/assets")) return;
        const std::string query =
            path.size() < target.size() ? target.substr(path.size() + 1) : std::string();
        if (closed_.contains(match.route->pattern)) return;
        const std::string kind = match.route->pattern + names_in(query);
        const bool is_list = match.route->pattern.find('{') == std::string::npos;
        if (++pages_[kind] > (is_list ? limits_.lists_of_a_kind : limits_.pages_of_a_kind)) return;
        answer(request_to(target), "GET " + target, match.route->pattern);
    }

    void send(const std::string& action, const Fields& fields) {
        const std::string_view path = std::string_view(action).substr(0, action.find('?'));
        const auto decoded = web::decode_path(path);
        if (!decoded) return;
        const web::Router::Match match = site_.router.find(web::Method::post, *decoded);
        if (!match.route || !start_.post_paths.contains(match.route->pattern)) return;
        // What changes something is not sent twice: it might end the very session.
        if (crawled_.changed.contains(match.route->pattern)) return;
        std::string key = "POST " + action;
        for (const auto& [name, value] : fields)
            if (name != "csrf_token") key.append(" ").append(name).append("=").append(value);
        if (!asked_.insert(key).second) return;
        if (++posts_[match.route->pattern] > limits_.forms_of_a_kind) return;
        web::Request request = request_to(action);
        request.method = web::Method::post;
        for (const auto& [name, value] : fields) request.form.add(name, value);
        answer(std::move(request), key, match.route->pattern);
    }

    void answer(web::Request request, const std::string& asked, const std::string& pattern) {
        ++crawled_.requests;
        const std::string target = request.target;
        const bool is_post = request.method == web::Method::post;
        const web::Response response = site_.handle(request);
        if (response.status == 200) (is_post ? crawled_.shown : crawled_.reached).insert(pattern);
        if (response.status >= 500) crawled_.went_wrong.push_back(asked);
        if (is_post && response.status == 303) crawled_.changed.insert(pattern);
        // A guard knows no id: where it stops this user once, it stops always.
        if (response.status == 403 || response.status == 303) {
            const web::Route& route = *site_.router.find(request.method, request.path).route;
            if (std::holds_alternative<web::Response>(route.guard.check(request)))
                closed_.insert(pattern);
        }
        const std::string bytes = bytes_of(response);
        const std::set<std::string> said = canaries_in(asked);
        for (const std::string& canary : canaries_in(bytes))
            if (!said.contains(canary)) crawled_.seen.emplace(canary, asked);
        for (const auto& [name, value] : response.headers)
            if (name == "Location" && value.starts_with("/")) queue_.push_back(value);
        if (!response.content_type.starts_with("text/html")) return;
        const PageParts parts = parts_of(bytes, target);
        for (const std::string& link : parts.links) queue_.push_back(link);
        for (const PageForm& form : parts.forms) {
            if (form.is_post) {
                send_form(form);
            } else {
                ask_form(form);
            }
        }
    }

    // Untouched, each choice of each list once, and each free text once with each word.
    std::vector<Fields> variants(const PageForm& form) const {
        const Fields plain = untouched(form);
        std::vector<Fields> all = {plain};
        for (const PageField& field : form.fields) {
            for (const std::string& choice : field.choices)
                all.push_back(with(plain, field.name, choice));
        }
        for (const PageField& text : form.fields) {
            if (!text.is_text || text.name.empty()) continue;
            for (std::size_t i = 0; i < start_.typed.size() && i < limits_.words; ++i) {
                const Fields typed = with(plain, text.name, start_.typed[i]);
                all.push_back(typed);
                // What must be chosen besides: the first of each list, and the second.
                Fields first = typed;
                Fields second = typed;
                for (const PageField& list : form.fields) {
                    if (list.choices.empty()) continue;
                    first = with(first, list.name, list.choices.front());
                    second = with(second, list.name, list.choices[list.choices.size() > 1 ? 1 : 0]);
                }
                all.push_back(std::move(first));
                all.push_back(std::move(second));
            }
        }
        return all;
    }

    void ask_form(const PageForm& form) {
        const std::string path = form.action.substr(0, form.action.find('?'));
        for (const Fields& fields : variants(form))
            queue_.push_back(path + "?" + encoded_fields(fields));
    }

    void send_form(const PageForm& form) {
        if (form.has_password || form.has_file) return;
        const auto decoded = web::decode_path(form.action.substr(0, form.action.find('?')));
        if (!decoded) return;
        const web::Router::Match match = site_.router.find(web::Method::post, *decoded);
        if (!match.route) return;
        for (const Fields& fields : variants(form)) send(form.action, fields);
        // The same form for those whose page doesn't offer it.
        if (match.route->pattern.find('{') == std::string::npos) return;
        for (const std::string& id : start_.ids)
            send(filled(match.route->pattern, id), untouched(form));
    }

    const web::Dispatcher& site_;
    const CrawlStart& start_;
    const CrawlLimits& limits_;
    std::deque<std::string> queue_;
    std::set<std::string> asked_;
    std::set<std::string> closed_;
    std::map<std::string, std::size_t> pages_;
    std::map<std::string, std::size_t> posts_;
    Crawled crawled_;
};

}  // namespace

std::string bytes_of(const web::Response& response) {
    std::string bytes;
    if (const auto* text = std::get_if<std::string>(&response.body)) {
        bytes = *text;
    } else if (const auto* fixed = std::get_if<web::StaticBody>(&response.body)) {
        bytes = fixed->bytes;
    } else if (const auto* file = std::get_if<web::FileBody>(&response.body)) {
        std::ifstream content(file->path, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(content), {});
    } else {
        const auto& stream = std::get<web::StreamBody>(response.body);
        for (std::string piece = stream(); !piece.empty(); piece = stream()) bytes += piece;
    }
    for (const auto& [name, value] : response.headers)
        bytes.append("\n").append(name).append(": ").append(value);
    return bytes;
}

Crawled crawl(const web::Dispatcher& site, const CrawlStart& start, const CrawlLimits& limits) {
    return Walk(site, start, limits).run();
}

}  // namespace app::testing

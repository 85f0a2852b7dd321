#include "web/route.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

namespace web {

namespace {

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    if (path.empty() || path.front() != '/') return segments;
    path.remove_prefix(1);
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
         slash = path.find('/')) {
        segments.emplace_back(path.substr(0, slash));
        path.remove_prefix(slash + 1);
    }
    segments.emplace_back(path);
    return segments;
}

bool is_well_formed(std::string_view pattern, const std::vector<std::string>& segments) {
    if (pattern == "/") return true;
    if (segments.empty()) return false;
    std::vector<std::string_view> names;
    for (const std::string& segment : segments) {
        if (segment.empty()) return false;
        if (is_parameter(segment)) {
            if (std::find(names.begin(), names.end(), segment) != names.end()) return false;
            names.push_back(segment);
        } else if (segment.find_first_of("{}?#% \"\\") != std::string::npos) {
            return false;
        }
    }
    return true;
}

bool same_shape(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const std::string& one, const std::string& other) {
                          return one == other || (is_parameter(one) && is_parameter(other));
                      });
}

// Literal segments before parameters, compared from the left.
bool more_literal(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                        [](const std::string& one, const std::string& other) {
                                            return !is_parameter(one) && is_parameter(other);
                                        });
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool fitting = is_parameter(pattern[i]) ? !path[i].empty() : pattern[i] == path[i];
        if (!fitting) return false;
    }
    return true;
}

bool answers(const Route& route, Method method) {
    return route.method == method || (route.method == Method::get && method == Method::head);
}

}  // namespace

void Router::add(Route route) {
    std::vector<std::string> segments = segments_of(route.pattern);
    if (route.method == Method::head || !is_well_formed(route.pattern, segments)) {
        throw std::logic_error("malformed route: " + route.pattern);
    }
    std::vector<Pattern>& patterns = patterns_[segments.size()];
    for (const Pattern& pattern : patterns) {
        if (routes_[pattern.route].method == route.method &&
            same_shape(pattern.segments, segments)) {
            throw std::logic_error("route taken: " + route.pattern);
        }
    }
    const auto place =
        std::upper_bound(patterns.begin(), patterns.end(), segments,
                         [](const std::vector<std::string>& added, const Pattern& there) {
                             return more_literal(added, there.segments);
                         });
    patterns.insert(place, Pattern{routes_.size(), std::move(segments)});
    routes_.push_back(std::move(route));
}

Router::Match Router::find(Method method, std::string_view path) const {
    Match match;
    const std::vector<std::string> segments = segments_of(path);
    const auto patterns = patterns_.find(segments.size());
    if (patterns == patterns_.end()) return match;
    for (const Pattern& pattern : patterns->second) {
        if (!fits(pattern.segments, segments)) continue;
        match.path_known = true;
        if (!answers(routes_[pattern.route], method)) continue;
        match.route = &routes_[pattern.route];
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const std::string& name = pattern.segments[i];
            if (is_parameter(name)) {
                match.parameters.emplace(name.substr(1, name.size() - 2), segments[i]);
            }
        }
        break;
    }
    return match;
}

std::string Router::allowed_methods(std::string_view path) const {
    std::string allowed;
    if (find(Method::get, path).route) allowed = "GET, HEAD";
    if (find(Method::post, path).route) allowed += allowed.empty() ? "POST" : ", POST";
    return allowed;
}

Response Dispatcher::handle(Request& request) const {
    return handle(request, router.find(request.method, request.path));
}

Response Dispatcher::handle(Request& request, const Router::Match& match) const {
    if (!match.route) {
        Response page = error_page(request, match.path_known ? 405 : 404);
        if (match.path_known) page.header("Allow", router.allowed_methods(request.path));
        return page;
    }
    try {
        request.parameters = match.parameters;
        RouteGuard::Verdict verdict = match.route->guard.check(request);
        if (auto* instead = std::get_if<Response>(&verdict)) return std::move(*instead);
        request.admitted = std::get<std::shared_ptr<const Admitted>>(std::move(verdict));
        return match.route->handler(request);
    } catch (const std::exception& exception) {
        log_failure(request, exception.what());
        return error_page(request, status_of ? status_of(exception) : 500);
    } catch (...) {
        log_failure(request, "an exception of unknown type");
        return error_page(request, 500);
    }
}

}  // namespace web

#include "page_walk.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>

#include "web/form_decoding.h"

namespace bench {
namespace {

// How many addresses of the same pattern and the same names in the query are asked for: without a
// query enough for every initiative.
constexpr int most_records_of_a_kind = 100;
constexpr int most_queries_of_a_kind = 4;

// What the user asked for grows with what he asked for, and some of it takes seconds to print.
constexpr std::array<std::string_view, 7> not_pages = {
    "eksport.", "/filer/", "/hent", "/kalender/{file}", "/assets/", ".pdf", ".docx"};

struct Allowed {
    std::string_view sql;
    std::string_view reason;
};
// What is read whole on purpose, because no registration makes it longer.
constexpr std::array allowed_scans = {
    Allowed{"from agency order by name", "the agencies that the town works with: tens, by hand"},
    Allowed{"from forum order by name_da", "the town's forums: a dozen, by hand"},
    Allowed{"from seat join forum", "who sits in the forums: the record lists them all"},
    Allowed{"from table_description as tables", "one row for each column of the tables"},
    Allowed{"from sqlite_schema where", "the tables' own names: as many as the program made"},
    Allowed{"from schema_migration order by number", "one row for each migration"},
    Allowed{"last_line from look_up_run", "the look-up index's runs: at most eight a level"},
};

std::string_view reason_to_scan(const std::string& sql) {
    for (const Allowed& allowed : allowed_scans)
        if (sql.find(allowed.sql) != std::string::npos) return allowed.reason;
    return {};
}

bool is_page(std::string_view pattern) {
    return std::none_of(not_pages.begin(), not_pages.end(), [&](std::string_view part) {
        return pattern.find(part) != std::string_view::npos;
    });
}

// Every 256th line of the trail sums up the 256 before it: always as much work, but whichever page
// writes that line seems to do more than it does.
bool summed_up_lines(const FetchedPage& page) {
    return std::any_of(page.statements.begin(), page.statements.end(), [](const auto& statement) {
        return statement.sql.starts_with("insert into trail_tile");
    });
}

std::string unescaped(std::string_view attribute) {
    std::string text(attribute);
    for (std::size_t at = text.find("&amp;"); at != std::string::npos;
         at = text.find("&amp;", at + 1))
        text.replace(at, 5, "&");
    return text;
}

// The values of an attribute in a piece of our own markup, in their order.
std::vector<std::string> values_of(std::string_view html, std::string_view attribute) {
    const std::string before = " " + std::string(attribute) + "=\"";
    std::vector<std::string> values;
    for (std::size_t at = html.find(before); at != std::string_view::npos;
         at = html.find(before, at)) {
        at += before.size();
        values.push_back(unescaped(html.substr(at, html.find('"', at) - at)));
    }
    return values;
}

std::vector<std::string_view> pieces(std::string_view html, std::string_view from,
                                     std::string_view to) {
    std::vector<std::string_view> found;
    for (std::size_t at = html.find(from); at != std::string_view::npos;
         at = html.find(from, at + 1))
        found.push_back(html.substr(at, html.find(to, at) - at));
    return found;
}

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (std::isalnum(byte) != 0 || character == '-' || character == '_' || character == '.') {
            out += character;
        } else {
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
    }
    return out;
}

// Pages that no link leads to from the start page.
constexpr std::array<std::string_view, 7> further_starts = {"/sundhed",
                                                            "/robots.txt",
                                                            "/privatliv",
                                                            "/import",
                                                            "/kode-app",
                                                            "/aktiviteter/1/afholdt",
                                                            "/aktiviteter/1/aflys"};

// What a form with method get can ask for: each list alone, each pair, and all lists at once.
void add_filters(std::string_view form, std::vector<std::string>& targets) {
    const std::vector<std::string> actions = values_of(form.substr(0, form.find('>')), "action");
    if (actions.empty()) return;
    std::vector<std::pair<std::string, std::vector<std::string>>> lists;
    for (const std::string_view list : pieces(form, "<select", "</select>")) {
        std::vector<std::string> values = values_of(list, "value");
        std::erase(values, "");
        const std::vector<std::string> names = values_of(list, "name");
        if (!names.empty() && !values.empty()) lists.emplace_back(names.front(), values);
    }
    for (const std::string_view field : pieces(form, "<input", ">"))
        for (const std::string& name : values_of(field, "name")) {
            const std::vector<std::string> kind = values_of(field, "type");
            if (!kind.empty() && (kind.front() == "text" || kind.front() == "search"))
                lists.push_back({name, {"unge"}});
        }
    const auto field = [](const auto& list, std::size_t choice) {
        return list.first + "=" + encoded(list.second[std::min(choice, list.second.size() - 1)]);
    };
    for (std::size_t choice : {0U, 1U}) {
        std::string all = actions.front() + "?";
        for (const auto& list : lists) {
            all += field(list, choice) + "&";
            targets.push_back(actions.front() + "?" + field(list, choice));
            for (const auto& other : lists)
                if (list.first < other.first)
                    targets.push_back(actions.front() + "?" + field(list, choice) + "&" +
                                      field(other, choice));
        }
        targets.push_back(all);
    }
}

std::vector<std::string> targets_in(std::string_view html) {
    std::vector<std::string> targets;
    for (const char* attribute : {"href", "data-chart-url"})
        for (std::string& link : values_of(html, attribute))
            if (link.starts_with('/') && !link.starts_with("//"))
                targets.push_back(link.substr(0, link.find('#')));
    for (const std::string_view form : pieces(html, "<form", "</form>"))
        if (form.find("method=\"get\"") != std::string_view::npos) add_filters(form, targets);
    return targets;
}

// The route's pattern with the names of what is asked for: pages of the same kind.
std::string kind_of(const web::Router& router, const std::string& target) {
    const std::size_t mark = target.find('?');
    const auto path = web::decode_path(target.substr(0, mark));
    const web::Router::Match match =
        path ? router.find(web::Method::get, *path) : web::Router::Match();
    if (match.route == nullptr || !is_page(match.route->pattern)) return {};
    std::set<std::string> names;
    if (mark != std::string::npos) {
        constexpr std::size_t most_fields = 200;
        const web::DecodedFields query =
            web::decode_urlencoded(std::string_view(target).substr(mark + 1), most_fields);
        for (const auto& [name, value] : query.fields.all())
            if (!value.empty()) names.insert(name);
    }
    std::string kind = match.route->pattern;
    for (const std::string& name : names) kind += (kind.find('?') == kind.npos ? "?" : "&") + name;
    return kind;
}

class Walk {
  public:
    Walk(DemoSite& site, std::string user, std::set<std::string>& reached, std::ostream& out)
        : site_(site),
          user_(std::move(user)),
          token_(user_.empty() ? std::string() : site.sign_in(user_)),
          reached_(reached),
          out_(out) {
        if (user_.empty()) user_ = "-";
    }

    void from(const std::string& target) {
        ask(target);
        for (const std::string_view further : further_starts) ask(std::string(further));
        for (; !waiting_.empty(); waiting_.pop_front()) visit(waiting_.front());
    }

  private:
    void ask(const std::string& target) {
        if (!seen_.insert(target).second) return;
        const std::string kind = kind_of(site_.router(), target);
        const bool asks = kind.find('?') != std::string::npos;
        const int most = asks ? most_queries_of_a_kind : most_records_of_a_kind;
        if (kind.empty() || counts_[kind]++ >= most) return;
        waiting_.push_back({kind, target});
    }

    void visit(const std::pair<std::string, std::string>& address) {
        const auto& [kind, target] = address;
        FetchedPage page = site_.fetch(target, token_);
        if (summed_up_lines(page)) page = site_.fetch(target, token_);
        std::int64_t steps = 0;
        for (const Statement& statement : page.statements) {
            steps += statement.steps;
            if (statement.scan_steps == 0) continue;
            out_ << "scan\t" << kind << '\t' << target << '\t' << statement.scan_steps << '\t'
                 << reason_to_scan(statement.sql) << '\t' << statement.sql << '\n';
        }
        out_ << kind << '\t' << user_ << '\t' << target << '\t' << page.response.status << '\t'
             << steps << '\n';
        if (page.response.status == 200) reached_.insert(kind.substr(0, kind.find('?')));
        for (const auto& [name, value] : page.response.headers)
            if (name == "Location") ask(value);
        const auto* body = std::get_if<std::string>(&page.response.body);
        if (body == nullptr || !page.response.content_type.starts_with("text/html")) return;
        for (const std::string& found : targets_in(*body)) ask(found);
    }

    DemoSite& site_;
    std::string user_;
    std::string token_;
    std::set<std::string>& reached_;
    std::ostream& out_;
    std::set<std::string> seen_;
    std::map<std::string, int> counts_;
    std::deque<std::pair<std::string, std::string>> waiting_;
};

}  // namespace

void walk(DemoSite& site, std::ostream& out) {
    std::set<std::string> reached;
    for (const app::DemoUser& user : site.users())
        Walk(site, user.username, reached, out).from("/");
    Walk(site, "", reached, out).from("/offentligt");
    for (const web::Route& route : site.router().routes())
        if (route.method == web::Method::get && is_page(route.pattern) &&
            !reached.contains(route.pattern))
            out << "unreached\t" << route.pattern << '\n';
}

}  // namespace bench

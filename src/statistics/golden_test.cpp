#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "statistics/analyse.h"

// Every golden value of shared/statistics that a file of testing/goldens maps to a specification
// and a path in its output, run as `trygby analyse` runs it. Skipped where the references aren't at
// hand.
namespace {

namespace json = boost::json;

std::filesystem::path shared_folder() {
    const char* shared = std::getenv("TRYGBY_SHARED");
    return shared ? std::filesystem::path(shared)
                  : std::filesystem::path(TRYGBY_SOURCE_DIR) / ".." / "shared";
}

std::string file_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

base::Result<std::string> read_shared(const std::string& name) {
    for (const char* folder : {"statistics/data", "data/denmark"}) {
        const std::filesystem::path path = shared_folder() / folder / name;
        if (std::filesystem::exists(path)) return file_text(path);
    }
    return base::refuse("no_file", "no file");
}

std::map<std::string, std::string> golden_values(const std::string& file) {
    std::map<std::string, std::string> values;
    std::istringstream lines(file_text(shared_folder() / "statistics" / "expected" / file));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t key = line.find('\t');
        values[line.substr(0, key)] = line.substr(key + 1, line.find('\t', key + 1) - key - 1);
    }
    return values;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

// What stands for each {} of the pattern, or nothing when the key is another.
bool match(std::string_view pattern, std::string_view key, std::vector<std::string>& found) {
    found.clear();
    while (true) {
        const std::size_t hole = pattern.find("{}");
        const std::string_view literal = pattern.substr(0, hole);
        if (!key.starts_with(literal)) return false;
        key.remove_prefix(literal.size());
        if (hole == std::string_view::npos) return key.empty();
        pattern.remove_prefix(hole + 2);
        const std::string_view next = pattern.substr(0, pattern.find("{}"));
        const std::size_t end = next.empty() ? key.size() : key.find(next);
        if (end == 0 || end == std::string_view::npos) return false;
        found.emplace_back(key.substr(0, end));
        key.remove_prefix(end);
    }
}

std::string filled(std::string path, const std::vector<std::string>& found) {
    for (const std::string& each : found) {
        const std::size_t hole = path.find("{}");
        if (hole != std::string::npos) path.replace(hole, 2, each);
    }
    return path;
}

// What stands at a path: a member of an object, or the element of an array with this name or label.
const json::value* node_at(const json::value& answer, const std::string& path) {
    const json::value* here = &answer;
    std::istringstream segments(path);
    for (std::string segment; std::getline(segments, segment, '/') && here;) {
        const json::value* next = nullptr;
        if (here->is_object()) next = here->get_object().if_contains(segment);
        if (here->is_array())
            for (const json::value& each : here->get_array())
                for (const char* label : {"name", "at"}) {
                    const json::value* named = each.get_object().if_contains(label);
                    if (!next && named && named->get_string() == segment) next = &each;
                }
        here = next;
    }
    return here;
}

double value_at(const json::value& answer, const std::string& path) {
    const json::value* node = node_at(answer, path);
    return node && node->is_number() ? node->to_number<double>() : std::nan("");
}

std::string text_at(const json::value& answer, const std::string& path) {
    const json::value* node = node_at(answer, path);
    return node && node->is_string() ? std::string(node->get_string()) : "nothing";
}

// Where a golden value stands in the answer, and how it is compared. A case has a relative
// tolerance, and may have an "absolute" one for values that are 0 but for rounding, and "compare":
// "at_most" for what a search may find better than the reference did. In a map: a path; a path and
// a factor; or an object with the path and
//   "null": the golden number that stands where the answer has none (NA needs nothing said);
//   "replicates": a p-value by chance, within 3·√(p(1 − p)/replicates);
//   "error": the path of the standard error of a simulated value: three of them are allowed;
//   "tolerance": its own;
//   "texts" (paths) with "between", and "comma": texts put together, commas written otherwise.
struct Target {
    std::string path;
    double factor = 1, tolerance = 0, replicates = 0;
    double null_is = std::nan("");
    double absolute = 0;
    bool at_most = false;
    std::vector<std::string> texts;
    std::string between, comma = ",", error;
};

Target target_of(const json::value& value, const json::object& one) {
    Target target;
    target.tolerance = one.at("tolerance").to_number<double>();
    if (const json::value* absolute = one.if_contains("absolute"))
        target.absolute = absolute->to_number<double>();
    target.at_most = one.contains("compare") && one.at("compare").get_string() == "at_most";
    if (value.is_string()) target.path = std::string(value.get_string());
    if (value.is_array()) {
        target.path = std::string(value.get_array()[0].get_string());
        target.factor = value.get_array()[1].to_number<double>();
    }
    if (!value.is_object()) return target;
    const json::object& object = value.get_object();
    const auto number = [&](const char* name, double& into) {
        if (const json::value* found = object.if_contains(name)) into = found->to_number<double>();
    };
    const auto text = [&](const char* name, std::string& into) {
        if (const json::value* found = object.if_contains(name))
            into = std::string(found->get_string());
    };
    number("null", target.null_is);
    number("replicates", target.replicates);
    number("tolerance", target.tolerance);
    text("path", target.path);
    text("error", target.error);
    text("between", target.between);
    text("comma", target.comma);
    if (const json::value* texts = object.if_contains("texts"))
        for (const json::value& each : texts->get_array())
            target.texts.emplace_back(each.get_string());
    return target;
}

bool agrees(double computed, double expected, const Target& target) {
    if (target.at_most) return computed <= expected * (1 + target.tolerance);
    if (expected == 0) return std::abs(computed) < 1e-12;
    return std::abs(computed - expected) <= target.tolerance * std::abs(expected) + target.absolute;
}

// Whether the answer has the golden value; `computed` says what it has.
bool has_golden(const json::value& answer, const Target& target,
                const std::vector<std::string>& found, const std::string& golden,
                std::string& computed) {
    if (!target.texts.empty()) {
        computed.clear();
        for (const std::string& path : target.texts)
            computed += (computed.empty() ? "" : target.between) +
                        replaced(text_at(answer, filled(path, found)), ",", target.comma);
        return computed == golden;
    }
    const json::value* node = node_at(answer, filled(target.path, found));
    computed = node ? json::serialize(*node) : "nothing";
    if (!node) return false;
    if (node->is_string()) return node->get_string() == golden;
    if (golden == "NA") return node->is_null();
    double expected = 0;
    std::from_chars(golden.data(), golden.data() + golden.size(), expected);
    if (node->is_null()) return expected == target.null_is;
    if (!node->is_number()) return false;
    const double number = target.factor * node->to_number<double>();
    if (target.replicates > 0)
        return std::abs(number - expected) <=
               3 * std::sqrt(expected * (1 - expected) / target.replicates);
    if (!target.error.empty())
        return std::abs(number - expected) <=
               3 * value_at(answer, filled(target.error, found)) + 1e-12;
    return agrees(number, expected, target);
}

json::value answer_of(const std::string& specification) {
    const auto analysis = statistics::analyse(specification, read_shared);
    if (!analysis) {
        std::string arguments;
        for (const std::string& each : analysis.error().arguments) arguments += " " + each;
        FAIL_CHECK(specification << " refused: " << analysis.error().code << arguments);
        return {};
    }
    return json::parse(statistics::analysis_json(
        *analysis, "test", [](const base::Error& error) { return error.code; }));
}

void check_case(const json::object& one, const std::string& stand_in,
                const std::map<std::string, std::string>& golden, std::set<std::string>& covered) {
    const std::string specification =
        replaced(json::serialize(one.at("specification")), "\"@\"", "\"" + stand_in + "\"");
    const json::value answer = answer_of(specification);
    for (const auto& [written, target] : one.at("values").get_object()) {
        const std::string pattern = replaced(std::string(written), "@", stand_in);
        const Target place = target_of(target, one);
        std::vector<std::string> found;
        bool any = false;
        for (const auto& each : golden) {
            const std::string &key = each.first, &text = each.second;
            if (!match(pattern, key, found)) continue;
            any = true;
            std::string computed;
            const bool right = has_golden(answer, place, found, text, computed);
            if (!right)
                FAIL_CHECK(key << " is " << text << ", computed " << computed << " at "
                               << filled(place.path, found));
            if (right) covered.insert(key);
        }
        if (!any) FAIL_CHECK("no golden value is named like " << pattern);
    }
}

void check_file(const json::object& file) {
    const std::string name(file.at("file").get_string());
    const auto golden = golden_values(name);
    std::set<std::string> covered;
    for (const json::value& value : file.at("cases").get_array()) {
        const json::object& one = value.get_object();
        if (!one.contains("each")) check_case(one, "@", golden, covered);
        if (one.contains("each"))
            for (const json::value& each : one.at("each").get_array())
                check_case(one, std::string(each.get_string()), golden, covered);
    }
    std::size_t other_families = 0;
    for (const auto& each : golden) {
        const std::string& key = each.first;
        bool other = false;
        for (const json::value& prefix : file.at("not_yet").get_array())
            other = other || key.starts_with(std::string_view(prefix.get_string()));
        other_families += other ? 1 : 0;
        if (!other && !covered.contains(key)) FAIL_CHECK(name << ": nothing gives " << key);
    }
    MESSAGE(name << ": " << covered.size() << " of " << golden.size() << " golden values, "
                 << other_families << " belong to methods not built yet");
}

}  // namespace

TEST_CASE("every golden value of the built methods comes out of trygby analyse") {
    if (!std::filesystem::exists(shared_folder() / "statistics" / "expected")) {
        MESSAGE("skipped: the reference data of ../shared/statistics are not here");
        return;
    }
    std::vector<std::filesystem::path> maps;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(TRYGBY_SOURCE_DIR) / "src" /
                                             "statistics" / "testing" / "goldens"))
        maps.push_back(entry.path());
    std::sort(maps.begin(), maps.end());
    CHECK(maps.size() >= 5);
    for (const auto& path : maps) check_file(json::parse(file_text(path)).get_object());
}

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

// The number at a path: a member of an object, or the element of an array with this name or label.
double value_at(const json::value& answer, const std::string& path) {
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
    return here && here->is_number() ? here->to_number<double>() : std::nan("");
}

// `absolute` is for values that are 0 but for rounding.
bool agrees(double computed, double expected, double tolerance, double absolute) {
    if (expected == 0) return std::abs(computed) < 1e-12;
    return std::abs(computed - expected) <= tolerance * std::abs(expected) + absolute;
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
    const double tolerance = one.at("tolerance").to_number<double>();
    const double absolute = one.contains("absolute") ? one.at("absolute").to_number<double>() : 0;
    const json::value answer = answer_of(specification);
    for (const auto& [written, target] : one.at("values").get_object()) {
        const std::string pattern = replaced(std::string(written), "@", stand_in);
        const bool scaled = target.is_array();
        const std::string path(scaled ? target.get_array()[0].get_string() : target.get_string());
        const double factor = scaled ? target.get_array()[1].to_number<double>() : 1;
        std::vector<std::string> found;
        bool any = false;
        for (const auto& each : golden) {
            const std::string &key = each.first, &text = each.second;
            if (!match(pattern, key, found)) continue;
            any = true;
            double expected = 0;
            std::from_chars(text.data(), text.data() + text.size(), expected);
            const double computed = factor * value_at(answer, filled(path, found));
            const bool right = agrees(computed, expected, tolerance, absolute);
            if (!right)
                FAIL_CHECK(key << " is " << text << ", computed " << computed << " at "
                               << filled(path, found));
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

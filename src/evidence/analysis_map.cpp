#include "evidence/analysis_map.h"

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <map>

namespace evidence {
namespace {

namespace json = boost::json;
using statistics::Analysis;

constexpr std::array<double, 4> cuts = {-2.575829, -1.959964, 1.959964, 2.575829};

std::array<std::string_view, 5> class_names() {
    return {base::danish("Langt under naboerne"), base::danish("Under naboerne"),
            base::danish("Som ved tilfælde"), base::danish("Over naboerne"),
            base::danish("Langt over naboerne")};
}

std::string class_of(double value, const web::Language& language) {
    std::size_t at = 0;
    while (at < cuts.size() && value > cuts[at]) ++at;
    return std::string(language.say(class_names()[at]));
}

base::Error bad_map(const std::string& file) {
    return base::refuse("bad_map", "Filen {} er ikke et kort over områderne (GeoJSON).", file);
}

base::Result<std::map<std::string, double>> values_of(const Analysis& analysis,
                                                      const AnalysisPart& part) {
    for (const auto& series : analysis.series) {
        if (series.name != "areas") continue;
        for (const auto& [name, values] : series.columns) {
            if (name != part.map_column) continue;
            std::map<std::string, double> found;
            for (std::size_t at = 0; at < values.size(); ++at)
                if (std::isfinite(values[at])) found[series.at[at]] = values[at];
            return found;
        }
    }
    return base::refuse("no_areas", "Analysen har ingen områder med tallet »{}«.", part.map_column);
}

std::string text_of(const json::object& properties, std::string_view name) {
    const json::value* value = properties.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

base::Result<charts::Map> map_of(const Analysis& analysis, const AnalysisPart& part,
                                 const AnalysisShelf& shelf, const web::Language& language) {
    const auto values = values_of(analysis, part);
    if (!values) return values.error();
    const auto text = shelf.data_file(part.map_file);
    if (!text) return text.error();
    boost::system::error_code failure;
    const json::value document = json::parse(*text, failure);
    if (failure || !document.is_object() || !document.get_object().contains("features") ||
        !document.at("features").is_array())
        return bad_map(part.map_file);
    charts::Map map;
    map.words.title = part.heading.in(language.tag());
    map.words.y_title = language.say("Mod naboerne (z)");
    map.without_value = language.say("Uden naboer");
    for (const std::string_view name : class_names()) map.classes.emplace_back(language.say(name));
    std::size_t unusual = 0, without = 0;
    for (const json::value& feature : document.at("features").get_array()) {
        const json::object* object = feature.if_object();
        if (!object || !object->contains("geometry") || !object->contains("properties") ||
            !object->at("properties").is_object())
            return bad_map(part.map_file);
        const std::string key = text_of(object->at("properties").get_object(), part.map_property);
        const auto value = values->find(key);
        charts::MapArea area{key, json::serialize(object->at("geometry")), {}, {}};
        if (const std::string name = text_of(object->at("properties").get_object(), "n");
            !name.empty())
            area.name = name;
        if (value != values->end()) {
            area.value = value->second;
            area.value_class = class_of(value->second, language);
            if (std::abs(value->second) > cuts.back()) ++unusual;
        } else {
            ++without;
        }
        map.areas.push_back(std::move(area));
    }
    map.words.description = language.say_with(
        "Kort over {} områder. {} ligger langt fra, hvad naboerne får en til at vente; {} er uden "
        "naboer og har intet tal.",
        std::to_string(map.areas.size()), std::to_string(unusual), std::to_string(without));
    return map;
}

}  // namespace evidence

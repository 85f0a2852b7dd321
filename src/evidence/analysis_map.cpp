#include "evidence/analysis_map.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <map>

namespace evidence {
namespace {

namespace json = boost::json;
using statistics::Analysis;

constexpr std::array<double, 4> cuts = {-2.575829, -1.959964, 1.959964, 2.575829};

// What the five classes and the statistic are called.
struct MapTerms {
    std::array<std::string_view, 5> classes;
    std::string_view statistic;
    std::string_view finding;
};

// Getis and Ord's: an area together with its neighbours, against all.
const MapTerms& high_or_low() {
    static const MapTerms terms{
        {base::danish("Langt under resten"), base::danish("Under resten"),
         base::danish("Som ved tilfælde"), base::danish("Over resten"),
         base::danish("Langt over resten")},
        base::danish("Området og dets naboer mod resten (z)"),
        base::danish("Kort over {} områder. {} ligger sammen med deres naboer langt over eller "
                     "under resten, og {} gør det også, når der regnes med, hvor mange områder der "
                     "er prøvet på én gang. {} er uden naboer og har intet tal.")};
    return terms;
}

// Local Moran: whether an area is like its neighbours.
const MapTerms& alike_or_not() {
    static const MapTerms terms{
        {base::danish("Langt fra naboerne"), base::danish("Fra naboerne"),
         base::danish("Som ved tilfælde"), base::danish("Lig naboerne"),
         base::danish("Meget lig naboerne")},
        base::danish("Lighed med naboerne (z)"),
        base::danish("Kort over {} områder. {} er langt mere lige eller ulige deres naboer, end "
                     "tilfældet giver, og {} er det også, når der regnes med, hvor mange områder "
                     "der er prøvet på én gang. {} er uden naboer og har intet tal.")};
    return terms;
}

const MapTerms& terms_of(const AnalysisPart& part) {
    boost::system::error_code failure;
    const json::value specification = json::parse(part.specification, failure);
    const json::object* fields = failure ? nullptr : specification.if_object();
    const json::value* statistic = fields ? fields->if_contains("statistic") : nullptr;
    const bool is_moran = statistic && statistic->is_string() && statistic->get_string() == "moran";
    return is_moran ? alike_or_not() : high_or_low();
}

std::size_t class_of(double value) {
    std::size_t at = 0;
    while (at < cuts.size() && value > cuts[at]) ++at;
    return at;
}

// Of the areas' p-values, as corrected for how many they are.
std::size_t still_unusual(const Analysis& analysis) {
    for (const auto& series : analysis.series)
        if (series.name == "areas")
            for (const auto& [name, values] : series.columns)
                if (name == "p_corrected")
                    return static_cast<std::size_t>(std::count_if(
                        values.begin(), values.end(), [](double p) { return p < 0.05; }));
    return 0;
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
    const MapTerms& terms = terms_of(part);
    map.words.y_title = language.say(terms.statistic);
    map.without_value = language.say("Uden naboer");
    for (const std::string_view name : terms.classes) map.classes.emplace_back(language.say(name));
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
            area.value_class = map.classes[class_of(value->second)];
            if (std::abs(value->second) > cuts.back()) ++unusual;
        } else {
            ++without;
        }
        map.areas.push_back(std::move(area));
    }
    map.words.description =
        language.say_with(terms.finding, std::to_string(map.areas.size()), std::to_string(unusual),
                          std::to_string(still_unusual(analysis)), std::to_string(without));
    return map;
}

}  // namespace evidence

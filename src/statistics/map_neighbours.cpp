#include <boost/json.hpp>
#include <map>
#include <optional>

#include "statistics/contiguity.h"
#include "statistics/method_internal.h"
#include "statistics/refusals.h"

// Neighbours by a map of the areas: a GeoJSON file of polygons.
namespace statistics {
namespace {

namespace json = boost::json;

constexpr double usual_snap = 1.490116119384766e-8;  // as spdep: the root of a double's precision

base::Error bad_map(const std::string& file) {
    return base::refuse("bad_map", "Filen {} er ikke et kort over områderne (GeoJSON).", file);
}

bool add_rings(const json::value& polygon, Shape& shape) {
    const json::array* rings = polygon.if_array();
    if (!rings) return false;
    for (const json::value& ring : *rings) {
        const json::array* corners = ring.if_array();
        if (!corners) return false;
        shape.emplace_back();
        for (const json::value& corner : *corners) {
            const json::array* numbers = corner.if_array();
            if (!numbers || numbers->size() < 2 || !(*numbers)[0].is_number() ||
                !(*numbers)[1].is_number())
                return false;
            shape.back().push_back(
                {(*numbers)[0].to_number<double>(), (*numbers)[1].to_number<double>()});
        }
    }
    return true;
}

std::optional<Shape> shape_of(const json::object& feature) {
    const json::value* geometry = feature.if_contains("geometry");
    if (!geometry || !geometry->is_object()) return std::nullopt;
    const json::object& parts = geometry->get_object();
    const json::value* type = parts.if_contains("type");
    const json::value* coordinates = parts.if_contains("coordinates");
    if (!type || !type->is_string() || !coordinates) return std::nullopt;
    Shape shape;
    if (type->get_string() == "Polygon")
        return add_rings(*coordinates, shape) ? std::optional(shape) : std::nullopt;
    if (type->get_string() != "MultiPolygon" || !coordinates->is_array()) return std::nullopt;
    for (const json::value& polygon : coordinates->get_array())
        if (!add_rings(polygon, shape)) return std::nullopt;
    return shape;
}

// Text as it stands, numbers as they stand in a CSV file.
std::optional<std::string> property_of(const json::object& feature, const std::string& name) {
    const json::value* properties = feature.if_contains("properties");
    if (!properties || !properties->is_object()) return std::nullopt;
    const json::value* value = properties->get_object().if_contains(name);
    if (!value) return std::nullopt;
    if (value->is_string()) return std::string(value->get_string());
    if (value->is_number()) return shortest(value->to_number<double>());
    return std::nullopt;
}

// The shapes by the areas' names, or by their numbers from 1 where no property names them.
std::map<std::string, Shape> shapes_of(const std::string& text, const std::string& file,
                                       const std::optional<std::string>& property) {
    boost::system::error_code failure;
    const json::value document = json::parse(text, failure);
    const json::object* whole = failure ? nullptr : document.if_object();
    const json::value* features = whole ? whole->if_contains("features") : nullptr;
    if (!features || !features->is_array()) throw Refused{bad_map(file)};
    std::map<std::string, Shape> shapes;
    std::size_t number = 0;
    for (const json::value& feature : features->get_array()) {
        if (!feature.is_object()) throw Refused{bad_map(file)};
        const auto name = property ? property_of(feature.get_object(), *property)
                                   : std::optional(std::to_string(++number));
        if (!name) throw Refused{unknown_variable(*property)};
        auto shape = shape_of(feature.get_object());
        if (!shape) throw Refused{bad_map(file)};
        // An area may be several features.
        Shape& all = shapes[*name];
        all.insert(all.end(), shape->begin(), shape->end());
    }
    return shapes;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> touching_pairs(const Run& run) {
    const Specification wish = run.specification.object("neighbours");
    const std::string file = wish.text("data");
    const auto property = wish.optional_text("property");
    const std::map<std::string, Shape> shapes = shapes_of(must(run.read(file)), file, property);
    std::vector<Shape> ordered;
    const std::vector<std::string> labels = run.labels("area");
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const auto at = shapes.find(property ? labels[row] : std::to_string(row + 1));
        if (at == shapes.end())
            throw Refused{
                base::refuse("not_on_map", "„{}“ er ikke på kortet {}.", labels[row], file)};
        ordered.push_back(at->second);
    }
    const Contiguity kind =
        wish.choice("contiguity", "queen|rook") == "queen" ? Contiguity::queen : Contiguity::rook;
    const SpatialWeights weights =
        must(contiguous(ordered, kind, wish.number_or("snap", usual_snap)));
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t area = 0; area < weights.areas(); ++area)
        for (const std::uint32_t other : weights.of(area)) pairs.emplace_back(area, other);
    return pairs;
}

}  // namespace statistics

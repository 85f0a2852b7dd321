#include "reports/report_units.h"

namespace reports {
namespace {

constexpr int most_levels = 10;  // a loop in the catalogue's units must not become one here

}  // namespace

bool is_part_of(const initiatives::Catalogue& catalogue, std::string unit, std::string_view whole) {
    for (int level = 0; level < most_levels && !unit.empty(); ++level) {
        if (unit == whole) return true;
        const initiatives::Entry* entry = initiatives::Catalogue::find(catalogue.units, unit);
        unit = entry ? entry->parent : std::string();
    }
    return false;
}

std::vector<std::string> unread_units(const Report& report, std::string_view text_fingerprint) {
    std::vector<std::string> unread;
    for (const WritingUnit& unit : report.units)
        if (unit.read_fingerprint != text_fingerprint) unread.push_back(unit.unit_key);
    return unread;
}

std::vector<std::string> unit_names(const initiatives::Catalogue& catalogue,
                                    const std::vector<std::string>& units,
                                    std::string_view language_tag) {
    std::vector<std::string> names;
    names.reserve(units.size());
    for (const std::string& unit : units)
        names.push_back(initiatives::Catalogue::name_in(catalogue.units, unit, language_tag));
    return names;
}

}  // namespace reports

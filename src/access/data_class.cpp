#include "access/data_class.h"

#include <array>

#include "base/code_table.h"
#include "base/result.h"

namespace access {

namespace {

constexpr base::CodeTable<DataClass, 8> codes = {{{
    {DataClass::open, "open"},
    {DataClass::internal, "internal"},
    {DataClass::personal, "personal"},
    {DataClass::confidential, "confidential"},
    {DataClass::offence, "offence"},
    {DataClass::health, "health"},
    {DataClass::threat, "threat"},
    {DataClass::cpr, "cpr"},
}}};
constexpr base::CodeTable<DataClass, 8> names = {{{
    {DataClass::open, base::danish("Åben")},
    {DataClass::internal, base::danish("Intern")},
    {DataClass::personal, base::danish("Personoplysning")},
    {DataClass::confidential, base::danish("Fortrolig oplysning")},
    {DataClass::offence, base::danish("Strafbart forhold")},
    {DataClass::health, base::danish("Helbredsoplysning")},
    {DataClass::threat, base::danish("Trusselsvurdering")},
    {DataClass::cpr, base::danish("Personnummer")},
}}};
constexpr std::array<DataClass, 8> in_order = {
    DataClass::open,    DataClass::internal, DataClass::personal, DataClass::confidential,
    DataClass::offence, DataClass::health,   DataClass::threat,   DataClass::cpr};

}  // namespace

std::span<const DataClass> all_data_classes() {
    return in_order;
}
std::string_view data_class_code(DataClass data_class) {
    return codes.code_of(data_class);
}
std::optional<DataClass> data_class_of(std::string_view code) {
    return codes.value_of(code);
}
std::string_view data_class_name(DataClass data_class) {
    return names.code_of(data_class);
}

}  // namespace access

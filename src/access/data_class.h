#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/enum_set.h"

// How much a field tells. Every column of the database has one (column_description).
namespace access {

enum class DataClass {
    open,          // may be published
    internal,      // the program's own and staff's work, about no citizen
    personal,      // ordinary personal data
    confidential,  // purely private matters
    offence,       // suspicion, charge, conviction (R15)
    health,
    threat,  // threat assessments: exit coordinators only
    cpr      // the civil registration number
};
using DataClasses = base::EnumSet<DataClass>;

std::span<const DataClass> all_data_classes();
std::string_view data_class_code(DataClass data_class);
std::optional<DataClass> data_class_of(std::string_view code);
std::string_view data_class_name(DataClass data_class);  // Danish

}  // namespace access

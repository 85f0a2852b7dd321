#pragma once

#include <string>
#include <string_view>

#include "access/data_class.h"

namespace access {

// As a column holds several classes: "personal,offence".
std::string data_class_list(DataClasses classes);
// Something unknown is taken for the most guarded class, so that it opens nothing.
DataClasses data_classes_in(std::string_view list);

}  // namespace access

#include "access/data_class_list.h"

#include "base/text.h"

namespace access {

std::string data_class_list(DataClasses classes) {
    std::string list;
    for (const DataClass data_class : all_data_classes()) {
        if (!classes.has(data_class)) continue;
        if (!list.empty()) list += ",";
        list += data_class_code(data_class);
    }
    return list;
}

DataClasses data_classes_in(std::string_view list) {
    DataClasses classes;
    if (list.empty()) return classes;
    for (const std::string& code : base::split(list, ',')) {
        classes.add(data_class_of(code).value_or(DataClass::threat));
    }
    return classes;
}

}  // namespace access

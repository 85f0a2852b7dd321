#include "formats/file_mistake.h"

namespace formats {

std::string place_of(const Mistake& mistake) {
    std::string place = mistake.file + ":";
    if (mistake.line > 0) place += std::to_string(mistake.line) + ":";
    place += " ";
    if (!mistake.field.empty()) place += mistake.field + ": ";
    return place;
}

}  // namespace formats

#include "formats/cell.h"

#include <algorithm>

namespace formats {

std::string column_letters(std::size_t column) {
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        letters += static_cast<char>('A' + (rest - 1) % 26);
    }
    std::reverse(letters.begin(), letters.end());
    return letters;
}

}  // namespace formats

#include "initiatives/catalogue_key.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace initiatives {

std::string key_from(const Words& name) {
    const std::string folded = base::fold_for_search(name.en.empty() ? name.da : name.en);
    std::string key;
    const auto add = [&](std::string_view letters) { key += letters; };
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const std::string_view two = std::string_view(folded).substr(i, 2);
        if (two == "æ")
            add("ae"), ++i;
        else if (two == "ø")
            add("oe"), ++i;
        else if (two == "å")
            add("aa"), ++i;
        else if ((folded[i] >= 'a' && folded[i] <= 'z') || (folded[i] >= '0' && folded[i] <= '9'))
            key += folded[i];
        else if (!key.empty() && key.back() != '_')
            key += '_';
    }
    constexpr std::size_t most = 50;  // leaves room for a number
    key.resize(std::min(key.size(), most));
    while (key.ends_with('_')) key.pop_back();
    if (key.empty() || key[0] < 'a' || key[0] > 'z')
        key.insert(0, key.empty() ? "entry" : "entry_");
    return key;
}

std::string free_key(const std::string& wanted, std::set<std::string>& taken) {
    std::string key = wanted;
    for (int number = 2; taken.contains(key); ++number) {
        key = wanted + "_" + std::to_string(number);
    }
    taken.insert(key);
    return key;
}

}  // namespace initiatives

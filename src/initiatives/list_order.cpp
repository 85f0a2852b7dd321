#include "initiatives/list_order.h"

#include <algorithm>
#include <optional>

#include "base/digest.h"

namespace initiatives {

std::string order_mark(const CatalogueList& list, const Catalogue& catalogue) {
    std::string keys;
    for (std::size_t i = 0; i < list.size(catalogue); ++i) keys += list.key(catalogue, i) + "\n";
    return base::sha256_hex(keys);
}

const ListField* rows_field(const CatalogueList& list, const formats::YamlNode& entry) {
    for (const ListField& field : list.fields()) {
        const formats::YamlNode* rows =
            field.shape == ListField::Shape::entries ? entry.find(field.name) : nullptr;
        if (rows && !rows->children.empty()) return &field;
    }
    return nullptr;
}

std::vector<std::size_t> arrangement(const std::vector<std::size_t>& wanted) {
    std::vector<std::optional<std::size_t>> places(wanted.size());
    std::vector<std::size_t> moved;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (wanted[i] != i) moved.push_back(i);
    std::stable_sort(moved.begin(), moved.end(),
                     [&](std::size_t a, std::size_t b) { return wanted[a] < wanted[b]; });
    for (const std::size_t entry : moved) {
        std::size_t place = wanted[entry];
        while (places[place]) place = (place + 1) % places.size();
        places[place] = entry;
    }
    auto free = places.begin();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] != i) continue;
        free = std::find(free, places.end(), std::nullopt);
        *free = i;
    }
    std::vector<std::size_t> order;
    for (const auto& place : places) order.push_back(place.value_or(0));
    return order;
}

void move_one(std::vector<std::size_t>& order, std::size_t entry, Step step) {
    const auto at = std::find(order.begin(), order.end(), entry);
    if (at == order.end()) return;
    if (step == Step::up && at != order.begin()) std::iter_swap(at, at - 1);
    if (step == Step::down && at + 1 != order.end()) std::iter_swap(at, at + 1);
}

}  // namespace initiatives

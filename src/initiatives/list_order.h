#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "initiatives/catalogue_list.h"

// In which order a list's entries stand.
namespace initiatives {

// The order in short: another one as soon as an entry was moved, added or taken out.
std::string order_mark(const CatalogueList& list, const Catalogue& catalogue);

// The field of an entry that is a list of rows (seats, positions, wordings); nullptr when it has no
// such field, or no row in it.
const ListField* rows_field(const CatalogueList& list, const formats::YamlNode& entry);

// Who stands where, when the entry at `i` is wanted at `wanted[i]`: those that are wanted elsewhere
// than they stand get their place, the first of them where several want the same one, and the
// others fill up in the order they had. Places are below wanted.size().
std::vector<std::size_t> arrangement(const std::vector<std::size_t>& wanted);

// One place up or down; as it is at either end.
enum class Step { up, down };
void move_one(std::vector<std::size_t>& order, std::size_t entry, Step step);

}  // namespace initiatives

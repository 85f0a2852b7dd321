#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/visit.h"
#include "initiatives/catalogue_list.h"
#include "web/language.h"

// Where the pages of the catalogue's lists stand, and what the lists are called there.
namespace initiatives {

inline constexpr std::string_view lists_address = "/lister";
// The last part of the address of a list's order, and of that of an entry's rows; no entry may have
// it as its key.
inline constexpr std::string_view order_part = "raekkefoelge";

struct ListWords {
    std::string_view list;
    std::string_view address;
    std::string_view title;    // Danish, as are the following
    std::string_view new_one;  // "Ny samarbejdspartner"
};

// nullptr when there is no such list.
const ListWords* list_words(std::string_view list);

// What an address names: a list and perhaps one of its entries.
struct ListPlace {
    const CatalogueList* list = nullptr;  // none: the address names no list
    const ListWords* words = nullptr;
    std::string key;

    std::string list_address() const;
    std::string address() const;
    std::string order_address() const;
    std::string row_order_address() const;
};

ListPlace list_place_of(const access::Visit& visit);
ListPlace entry_place_of(const access::Visit& visit);

using Breadcrumb = std::vector<std::pair<std::string, std::string>>;
Breadcrumb lists_breadcrumb(const web::Language& language);
Breadcrumb list_breadcrumb(const ListPlace& place, const web::Language& language);

std::string name_of_entry(const formats::YamlNode& entry, const web::Language& language);

}  // namespace initiatives

#include "initiatives/list_place.h"

#include "base/text.h"

namespace initiatives {

namespace {

constexpr ListWords all_words[] = {
    {"goals", "maal", base::danish("Mål"), base::danish("Nyt mål")},
    {"prevention_levels", "forebyggelsesniveauer", base::danish("Forebyggelsesniveauer"),
     base::danish("Nyt forebyggelsesniveau")},
    {"principles", "principper", base::danish("Principper"), base::danish("Nyt princip")},
    {"target_groups", "maalgrupper", base::danish("Målgrupper"), base::danish("Ny målgruppe")},
    {"partners", "partnere", base::danish("Samarbejdspartnere"),
     base::danish("Ny samarbejdspartner")},
    {"units", "enheder", base::danish("Enheder"), base::danish("Ny enhed")},
    {"districts", "distrikter", base::danish("Distrikter"), base::danish("Nyt distrikt")},
    {"forums", "fora", base::danish("Mødefora"), base::danish("Nyt mødeforum")},
    {"year_wheel", "aarshjul", base::danish("Årshjul"), base::danish("Ny dato i årshjulet")},
    {"glossary", "ordliste", base::danish("Ordliste"), base::danish("Nyt ord")},
};

}  // namespace

const ListWords* list_words(std::string_view list) {
    for (const ListWords& words : all_words) {
        if (words.list == list) return &words;
    }
    return nullptr;
}

std::string ListPlace::list_address() const {
    return std::string(lists_address) + "/" + std::string(words->address);
}

std::string ListPlace::address() const {
    return list_address() + "/" + web::encode_component(key);
}

std::string ListPlace::order_address() const {
    return list_address() + "/" + std::string(order_part);
}

std::string ListPlace::row_order_address() const {
    return address() + "/" + std::string(order_part);
}

ListPlace list_place_of(const access::Visit& visit) {
    ListPlace place;
    for (const ListWords& words : all_words) {
        if (words.address != visit.request.parameter("list")) continue;
        place.list = catalogue_list(words.list);
        place.words = &words;
    }
    return place;
}

ListPlace entry_place_of(const access::Visit& visit) {
    ListPlace place = list_place_of(visit);
    place.key = visit.request.parameter("key");
    return place;
}

Breadcrumb lists_breadcrumb(const web::Language& language) {
    return {{std::string(language.say("Indsatser")), "/indsatser"},
            {std::string(language.say("Katalogets lister")), std::string(lists_address)}};
}

Breadcrumb list_breadcrumb(const ListPlace& place, const web::Language& language) {
    Breadcrumb path = lists_breadcrumb(language);
    path.emplace_back(std::string(language.say(place.words->title)), place.list_address());
    return path;
}

std::string name_of_entry(const formats::YamlNode& entry, const web::Language& language) {
    return entry_name(entry).in(language.tag());
}

}  // namespace initiatives

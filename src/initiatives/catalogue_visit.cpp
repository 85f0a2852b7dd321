#include "initiatives/catalogue_visit.h"

#include <charconv>

#include "initiatives/catalogue_check.h"
#include "web/components/link.h"

namespace initiatives {

std::shared_ptr<const Catalogue> catalogue_for(const access::Visit& visit,
                                               CurrentCatalogue& current) {
    store::ReadTransaction reading = visit.services.database.read();
    return current.get(reading);
}

int year_in(const std::string& text) {
    int year = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), year);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole && year >= first_possible_year && year <= last_possible_year ? year : 0;
}

std::string initiative_address(std::string_view key) {
    return "/indsatser/" + web::encode_component(key);
}

std::string partner_address(std::string_view key) {
    return "/partnere/" + web::encode_component(key);
}

}  // namespace initiatives

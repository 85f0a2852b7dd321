#include "initiatives/catalogue_visit.h"

#include <charconv>

#include "initiatives/catalogue_check.h"
#include "web/components/button.h"
#include "web/components/form.h"
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

web::Html change_link(const access::Visit& visit, std::string_view list) {
    if (!visit.may(access::Permission::edit_initiatives)) return {};
    return web::button_row(web::link_button({.label = visit.language.say("Ret listen"),
                                             .href = "/lister/" + std::string(list),
                                             .kind = web::ButtonKind::secondary}));
}

}  // namespace initiatives

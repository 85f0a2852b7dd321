#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "access/visit.h"
#include "initiatives/current_catalogue.h"
#include "initiatives/registered_uses.h"
#include "web/html.h"

// What the pages of this module share.
namespace initiatives {

std::shared_ptr<const Catalogue> catalogue_for(const access::Visit& visit,
                                               CurrentCatalogue& current);

// A year from a query, between 1900 and 2200; 0 when it is none.
int year_in(const std::string& text);

std::string initiative_address(std::string_view key);
std::string partner_address(std::string_view key);

// To where one of the lists is changed ("partnere"), for those who may.
web::Html change_link(const access::Visit& visit, std::string_view list);

// Routes of the other files of this module.
void add_edit_routes(access::Routes& routes, CurrentCatalogue& current);
void add_remove_routes(access::Routes& routes, CurrentCatalogue& current,
                       const RegisteredUses& registered);
void add_plan_routes(access::Routes& routes, CurrentCatalogue& current);
void add_reference_routes(access::Routes& routes, CurrentCatalogue& current);
void add_list_order_routes(access::Routes& routes, CurrentCatalogue& current);
void add_list_routes(access::Routes& routes, CurrentCatalogue& current,
                     const RegisteredUses& registered);

}  // namespace initiatives

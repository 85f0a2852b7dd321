#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

// What the pages of this module share.
namespace initiatives {

std::shared_ptr<const Catalogue> catalogue_for(const access::Visit& visit,
                                               CurrentCatalogue& current);

// A year from a query, between 1900 and 2200; 0 when it is none.
int year_in(const std::string& text);

std::string initiative_address(std::string_view key);
std::string partner_address(std::string_view key);

// Routes of the other files of this module.
void add_edit_routes(access::Routes& routes, CurrentCatalogue& current);
void add_plan_routes(access::Routes& routes, CurrentCatalogue& current);
void add_reference_routes(access::Routes& routes, CurrentCatalogue& current);

}  // namespace initiatives

#pragma once

#include "access/visit.h"
#include "base/result.h"
#include "people/registry.h"
#include "web/html.h"

namespace people {

// On a person's page: the families and groups the person belongs to and the relations to others,
// as far as the reader has a warrant for each; the same words where there are none and where none
// may be seen. Empty for who may see the person but nothing confidential, such as a mentor.
base::Result<web::Html> belonging_section(const access::Visit& visit, const Registry& registry,
                                          access::PersonId person, access::Purpose purpose);

}  // namespace people

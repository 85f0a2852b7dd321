#pragma once

#include <string>

#include "access/policy.h"
#include "access/subject.h"
#include "access/visit.h"
#include "base/result.h"
#include "people/registry.h"
#include "web/response.h"

// What pages about a person have in common, here and in the modules that attach to persons.
namespace people {

// The question that a route asks for a purpose; the route stands in the trail.
access::Question question_for(const access::Visit& visit, access::Purpose purpose,
                              access::Action action);

// The answer to a refusal: what is hidden looks like an unknown address, what is asked for comes as
// the choice of a purpose, the rest as the rule's sentence.
web::Response refusal_page(const access::Visit& visit, const Registry& registry,
                           const base::Error& error);

// The address of a person's page for a purpose.
std::string person_path(access::PersonId person);
std::string person_path(access::PersonId person, access::Purpose purpose);

// The person of the route; 0 when it is no number.
access::PersonId person_of(const access::Visit& visit);

}  // namespace people

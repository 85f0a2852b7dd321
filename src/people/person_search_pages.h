#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "access/visit.h"
#include "base/field_error.h"
#include "base/result.h"
#include "people/person_index_store.h"
#include "people/person_store.h"
#include "people/registry.h"
#include "web/html.h"
#include "web/request.h"

// Finding someone by name or number, wherever a page asks for a person.
namespace people {

struct PersonSearch {
    std::optional<access::Purpose> purpose;
    Criteria criteria;
    base::FieldErrors errors;
};
PersonSearch read_search(const access::Visit& visit);

// The fields for name and civil registration number.
web::Html search_fields(const access::Visit& visit, const web::Fields& filled,
                        const base::FieldErrors& errors);

inline constexpr std::size_t shown_persons_max = 50;

// Those of the found whom the visitor may see, by name: through the own work, or through what was
// disclosed to the own agency. At most shown_persons_max. The search has no errors; its criteria
// stand sealed beside its line (R30).
base::Result<std::vector<Person>> find_persons(const access::Visit& visit, const Registry& registry,
                                               const PersonSearch& search);

// The persons of these numbers that the visitor may see for the purpose, by name.
base::Result<std::vector<Person>> visible_persons(const access::Visit& visit,
                                                  const Registry& registry, access::Purpose purpose,
                                                  const std::vector<access::PersonId>& ids);

// Which of the found is meant; `chosen` is the number that was sent.
web::Html person_choice(const access::Visit& visit, const std::vector<Person>& persons,
                        std::string_view chosen, std::string_view error);

}  // namespace people

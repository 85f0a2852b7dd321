#include "access/visitor_assignment.h"

#include "access/assignment_store.h"

namespace access {

template <class Subject>
base::Result<void> assign_to_visitor(store::WriteTransaction& transaction, const Visit& visit,
                                     const Warrant<Subject>& warrant) {
    const auto added = add_assignment(transaction, warrant,
                                      {.id = 0,
                                       .account_id = visit.user().account_id,
                                       .part = Part::responsible,
                                       .purpose = warrant.purpose(),
                                       .unit_key = visit.user().unit_key,
                                       .validity = {visit.today(), {}},
                                       .assigned_by = visit.user().account_id},
                                      visit.now);
    return added ? base::Result<void>() : added.error();
}

template base::Result<void> assign_to_visitor(store::WriteTransaction&, const Visit&,
                                              const Warrant<PersonId>&);
template base::Result<void> assign_to_visitor(store::WriteTransaction&, const Visit&,
                                              const Warrant<FamilyId>&);
template base::Result<void> assign_to_visitor(store::WriteTransaction&, const Visit&,
                                              const Warrant<GroupId>&);

}  // namespace access

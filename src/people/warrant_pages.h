#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/visit.h"
#include "access/warrant_office.h"
#include "people/moment.h"
#include "people/registry.h"
#include "people/warrant_answers.h"
#include "web/components/form.h"
#include "web/components/select_field.h"
#include "web/html.h"
#include "web/response.h"

// How this module's pages ask for warrants, and what they show when none is given.
namespace people {

// The purpose that was chosen in the form or the address (R02).
base::Result<access::Purpose> chosen_purpose(const access::Visit& visit);

// The same for what is confidential: families and groups, and who belongs to them.
access::Question confidential_question(const access::Visit& visit, access::Purpose purpose,
                                       access::Action action);

Moment moment_of(const access::Visit& visit);

// The purposes that the visitor's agency has today.
std::vector<web::SelectOption> purpose_choices(const access::Visit& visit,
                                               const Registry& registry);
web::Html purpose_field(const access::Visit& visit, const Registry& registry,
                        std::string_view chosen, std::string_view error = {});

// The first `most` of those that the visitor may see, with a warrant each, in the order of `ids`.
// What is hidden is left out before anything is asked for, so that neither the page, nor whether
// there is a next one, nor the trail tells that it is there; nor is anyone shown who is known
// through a disclosure only (R04: only the item is).
template <class Subject>
struct KnownPage {
    std::vector<access::Warrant<Subject>> warrants;
    bool has_more = false;
};
template <class Subject>
base::Result<KnownPage<Subject>> known_page(const access::Visit& visit, const Registry& registry,
                                            const access::Question& question,
                                            const std::vector<Subject>& ids, std::size_t most);

// Changes what two records say of each other: a warrant for each in one transaction, where a
// refusal leaves its line and nothing else. `work` returns a base::Result.
template <class First, class Second, class Work>
auto change_both(const access::Visit& visit, const Registry& registry,
                 const access::Question& question, First first, Second second, Work work)
    -> decltype(work(std::declval<store::WriteTransaction&>(),
                     std::declval<const access::Warrant<First>&>(),
                     std::declval<const access::Warrant<Second>&>())) {
    const access::Actor actor = registry.actor(visit);
    store::WriteTransaction writing = visit.services.database.write();
    const auto one = registry.office.for_change(writing, actor, question, first, visit.now);
    if (!one) {
        writing.commit();
        return one.error();
    }
    const auto other = registry.office.for_change(writing, actor, question, second, visit.now);
    if (!other) {
        writing.commit();
        return other.error();
    }
    auto done = work(writing, *one, *other);
    if (done.ok()) writing.commit();
    return done;
}

// What has to stand over everything shown under such a warrant: that it is not for investigation
// (R06), and that it was opened through the emergency door (R41).
web::Html notices_of(const access::Visit& visit, access::Obligations obligations);
web::Html warrant_notices(const access::Visit& visit, const access::WarrantContent& warrant);

web::HiddenFields purpose_hidden(access::Purpose purpose);

}  // namespace people

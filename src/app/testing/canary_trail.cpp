#include <stdexcept>

#include "app/testing/canary_town.h"
#include "trail/citizen_log_store.h"
#include "trail/look_up_review_store.h"
#include "trail/search_criteria_store.h"

// How the tables of `trail` are filled for the leak test.
namespace app::testing {

namespace {

void fill_search(CanaryTown& town) {
    const auto criteria =
        trail::seal_criteria(town.vault(), canary_now(), town.plan().search_criteria);
    if (!criteria) throw std::runtime_error("search criteria: " + criteria.error().code);
    const access::Actor actor = [&] {
        store::ReadTransaction reading = town.database().read();
        return town.actor(reading, 0);
    }();
    const auto searched = town.office().for_search(
        actor, CanaryTown::question(access::Purpose::support, access::Action::search),
        access::SubjectKind::person, *criteria, canary_now());
    if (!searched) throw std::runtime_error("a search: " + searched.error().code);
}

void fill_name_decision(CanaryTown& town) {
    store::WriteTransaction writing = town.database().write();
    trail::decide_names(writing, std::to_string(town.person(0).value),
                        {.names = trail::StaffNames::hidden,
                         .reason = town.plan().name_reason,
                         .decided_at = canary_now(),
                         .account_id = town.account_id(0)});
    writing.commit();
}

// One look-up by whoever is responsible, and a review that draws it.
void fill_review(CanaryTown& town) {
    const PlannedPerson& person = town.plan().persons[0];
    const access::Actor actor = [&] {
        store::ReadTransaction reading = town.database().read();
        return town.actor(reading, person.responsible);
    }();
    const auto looked =
        town.office().for_reading(actor, CanaryTown::question(person.purpose, access::Action::read),
                                  town.person(0), canary_now());
    if (!looked) throw std::runtime_error("a look-up: " + looked.error().code);
    store::WriteTransaction writing = town.database().write();
    const trail::Comparer comparer{
        {}, [](store::Connection&, const trail::LookUp&) { return trail::Comparison{}; }};
    const std::int64_t review =
        trail::draw_review(writing, canary_now(), comparer, [](base::Instant) { return 11 * 60; });
    const auto items = trail::review_items(writing, review);
    const auto decided =
        trail::decide_review_item(writing, canary_now(), town.account_id(13), items.at(0),
                                  trail::ReviewOutcome::in_order, town.plan().review_note);
    if (!decided) throw std::runtime_error("a review: " + decided.error().code);
    writing.commit();
}

}  // namespace

std::vector<CanaryTable> trail_canary_tables() {
    return {
        {"trail_line", {}, {"actor", "subject_id"}, {}},
        {"trail_search", {"sealed"}, {}, fill_search},
        {"trail_name_decision", {"reason"}, {"person_id"}, fill_name_decision},
        {"look_up_review_item", {"note"}, {"actor", "person_id"}, fill_review},
    };
}

}  // namespace app::testing

#include <stdexcept>

#include "access/break_glass_store.h"
#include "access/disclosure_store.h"
#include "app/testing/canary_town.h"
#include "organisation/agency_store.h"
#include "people/consent_store.h"

// How the tables of `access` are filled for the leak test.
namespace app::testing {

namespace {

using access::Action;
using access::PersonId;
using access::Purpose;

using PersonWarrant = access::Warrant<PersonId>;

access::ItemReference item_reference(std::size_t person, std::size_t item) {
    constexpr std::size_t most_items = 1000;
    return {"canary", static_cast<std::int64_t>(person * most_items + item + 1)};
}

// How its page seals it: under the subject's key, in this context.
vault::Sealed sealed(CanaryTown& town, std::size_t person, const char* context,
                     const std::string& text) {
    const std::string subject =
        town.vault_name(access::SubjectKind::person, town.person(person).value);
    return town.vault().seal(subject, context, text).value();
}

std::optional<std::int64_t> consent_row(store::Connection& connection, PersonId person,
                                        const PlannedDisclosure& disclosure) {
    if (!disclosure.consent) return std::nullopt;
    return connection.integer(
        "select id from consent where person_id = $1 order by id limit 1 offset $2", person.value,
        static_cast<std::int64_t>(*disclosure.consent));
}

void share(CanaryTown& town, std::size_t number, std::size_t item,
           const PlannedDisclosure& disclosure) {
    const PlannedPerson& person = town.plan().persons[number];
    access::Question question = CanaryTown::question(disclosure.purpose, Action::disclose);
    question.item = item_reference(number, item);
    access::DisclosureDraft draft;
    draft.receiver_cvr = disclosure.receiver_cvr;
    draft.forum_key = disclosure.forum;
    draft.forum = disclosure.kind;
    draft.receiver_has_seat = true;
    draft.bases = disclosure.bases;
    draft.necessity = disclosure.necessity + ", som de skal vide";
    {
        store::ReadTransaction reading = town.database().read();
        draft.receiver = organisation::find_agency(reading, disclosure.receiver_cvr);
    }
    question.disclosure = draft;
    const vault::Sealed necessity =
        sealed(town, number, "disclosure.necessity", disclosure.necessity);
    town.change(person.responsible, number, question,
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    if (warrant.consent_id() != consent_row(writing, warrant.subject(), disclosure))
                        return base::Result<void>(
                            base::refuse("canary_plan", "Et andet samtykke end planlagt."));
                    (void)access::share(writing, warrant, necessity, canary_now());
                    return base::Result<void>();
                });
}

void decline(CanaryTown& town, std::size_t number, std::size_t item, const std::string& receiver,
             const std::string& forum) {
    const PlannedPerson& person = town.plan().persons[number];
    access::Question question = CanaryTown::question(person.purpose, Action::decline);
    question.item = item_reference(number, item);
    town.change(person.responsible, number, question,
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    access::decline(writing, warrant, receiver, forum, canary_now());
                    return base::Result<void>();
                });
}

// A charge that is dropped was one when it was shared.
access::OffenceStatus first_status(const PlannedItem& item) {
    return item.offence == access::OffenceStatus::dropped ? access::OffenceStatus::charged
                                                          : item.offence;
}

void add_item(CanaryTown& town, std::size_t number, std::size_t index) {
    const PlannedPerson& person = town.plan().persons[number];
    const PlannedItem& item = person.items[index];
    const access::ItemReference reference = item_reference(number, index);
    town.change(person.responsible, number, CanaryTown::question(person.purpose, Action::create),
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    access::add_shareable_item(writing, warrant, reference,
                                               organisation::AgencyKind::municipality, item.classes,
                                               first_status(item), canary_now());
                    return base::Result<void>();
                });
    for (const PlannedDisclosure& disclosure : item.disclosures) {
        share(town, number, index, disclosure);
        if (disclosure.then_declined)
            decline(town, number, index, disclosure.receiver_cvr, disclosure.forum);
    }
    for (const std::string& receiver : item.declined_to)
        decline(town, number, index, receiver, "ssp_nu");
    if (item.offence == first_status(item)) return;
    town.change(person.responsible, number, CanaryTown::question(person.purpose, Action::change),
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    return access::change_offence_status(writing, warrant, reference, item.offence,
                                                         canary_now());
                });
}

// What was shared on a consent stood on it while it held; afterwards it is withdrawn.
void withdraw_consents(CanaryTown& town, std::size_t number) {
    const PlannedPerson& person = town.plan().persons[number];
    for (std::size_t i = 0; i < person.consents.size(); ++i) {
        if (!person.consents[i].withdrawn_on) continue;
        town.change(
            person.responsible, number, CanaryTown::question(person.purpose, Action::change),
            [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                const auto id = writing.integer(
                    "select id from consent where person_id = $1 order by id limit 1 offset $2",
                    warrant.subject().value, static_cast<std::int64_t>(i));
                return people::withdraw_consent(writing, town.vault(), warrant, id.value(),
                                                *person.consents[i].withdrawn_on, town.moment());
            });
    }
}

void fill_disclosures(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t person = 0; person < plan.persons.size(); ++person) {
        for (std::size_t item = 0; item < plan.persons[person].items.size(); ++item)
            add_item(town, person, item);
        withdraw_consents(town, person);
    }
}

void fill_doors(CanaryTown& town) {
    for (const PlannedDoor& door : town.plan().doors) {
        const vault::Sealed reason = sealed(town, door.person, "break_glass.reason", door.reason);
        store::WriteTransaction writing = town.database().write();
        const auto opened =
            access::break_glass(writing, town.actor(writing, door.user), town.person(door.person),
                                reason, *town.office().law(), canary_now());
        if (!opened) throw std::runtime_error("an emergency door: " + opened.error().code);
        writing.commit();
    }
}

}  // namespace

std::vector<CanaryTable> access_canary_tables() {
    return {
        {"assignment",
         {},
         {"subject_id", "account_id", "part", "purpose", "agency_cvr", "unit_key", "valid_from",
          "valid_to"},
         {}},
        {"shareable_item",
         {},
         {"subject_id", "holder_cvr", "holder_kind", "data_classes", "offence"},
         {}},
        {"disclosure",
         {"necessity"},
         {"subject_id", "item_kind", "item_id", "holder_cvr", "receiver_cvr", "forum_key", "answer",
          "bases", "consent_id", "made_at", "made_on"},
         fill_disclosures},
        {"break_glass", {"reason"}, {"subject_id"}, fill_doors},
    };
}

}  // namespace app::testing

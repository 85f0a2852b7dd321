#include <stdexcept>

#include "access/break_glass_store.h"
#include "access/disclosure_store.h"
#include "app/testing/canary_town.h"
#include "organisation/agency_store.h"
#include "people/consent_store.h"
#include "people/note_store.h"
#include "people/sharing_store.h"

// How the tables of `access` are filled for the leak test.
namespace app::testing {

namespace {

using access::Action;
using access::PersonId;
using access::Purpose;

using PersonWarrant = access::Warrant<PersonId>;

// About a note, as its page asks.
access::Question question_about(const PlannedItem& item, Action action) {
    access::Question question = CanaryTown::question(item.purpose, action);
    question.classes = people::classes_of(item.data_class);
    return question;
}

std::optional<std::int64_t> consent_row(store::Connection& connection, PersonId person,
                                        const PlannedDisclosure& disclosure) {
    if (!disclosure.consent) return std::nullopt;
    return connection.integer(
        "select id from consent where person_id = $1 order by id limit 1 offset $2", person.value,
        static_cast<std::int64_t>(*disclosure.consent));
}

void share(CanaryTown& town, std::size_t number, const PlannedItem& item, std::int64_t note,
           const PlannedDisclosure& disclosure) {
    const PlannedPerson& person = town.plan().persons[number];
    access::Question question = question_about(item, Action::disclose);
    question.item = people::note_item(note);
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
    town.change(person.responsible, number, question,
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    if (warrant.consent_id() != consent_row(writing, warrant.subject(), disclosure))
                        return base::Result<void>(
                            base::refuse("canary_plan", "Et andet samtykke end planlagt."));
                    (void)people::share_item(writing, town.vault(), warrant, canary_now());
                    return base::Result<void>();
                });
}

void decline(CanaryTown& town, std::size_t number, const PlannedItem& item, std::int64_t note,
             const std::string& receiver, const std::string& forum) {
    const PlannedPerson& person = town.plan().persons[number];
    access::Question question = question_about(item, Action::decline);
    question.item = people::note_item(note);
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

std::int64_t add_note(CanaryTown& town, std::size_t number, const PlannedItem& item) {
    people::Note note;
    note.data_class = item.data_class;
    note.offence = first_status(item);
    note.text = item.text;
    note.noted_on = canary_day();
    std::int64_t id = 0;
    town.change(town.plan().persons[number].responsible, number,
                question_about(item, Action::create),
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    const auto added =
                        people::add_note(writing, town.vault(), warrant, note,
                                         organisation::AgencyKind::municipality, town.moment());
                    if (!added) return base::Result<void>(added.error());
                    id = *added;
                    return base::Result<void>();
                });
    return id;
}

void add_item(CanaryTown& town, std::size_t number, const PlannedItem& item) {
    const std::int64_t note = add_note(town, number, item);
    for (const PlannedDisclosure& disclosure : item.disclosures) {
        share(town, number, item, note, disclosure);
        if (disclosure.then_declined)
            decline(town, number, item, note, disclosure.receiver_cvr, disclosure.forum);
    }
    for (const std::string& receiver : item.declined_to)
        decline(town, number, item, note, receiver, "ssp_nu");
    if (item.offence == first_status(item)) return;
    access::Question question = question_about(item, Action::change);
    question.item = people::note_item(note);
    town.change(town.plan().persons[number].responsible, number, question,
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    return people::change_charge(writing, warrant, item.offence, canary_now());
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
        for (const PlannedItem& item : plan.persons[person].items) add_item(town, person, item);
        withdraw_consents(town, person);
    }
}

void fill_doors(CanaryTown& town) {
    for (const PlannedDoor& door : town.plan().doors) {
        store::WriteTransaction writing = town.database().write();
        const vault::Sealed reason =
            people::seal_door_reason(writing, town.vault(), town.person(door.person), door.reason);
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
        {"note", {"text"}, {"person_id", "data_class", "noted_on", "holder_cvr"}, {}},
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

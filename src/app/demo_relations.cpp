#include "app/demo_relations.h"

#include <array>
#include <string>
#include <vector>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/assignment_store.h"
#include "access/disclosure_store.h"
#include "app/demo_persons.h"
#include "organisation/agency_store.h"
#include "people/moving_store.h"
#include "people/note_store.h"
#include "people/sharing_store.h"
#include "web/language.h"

namespace app {
namespace {

using access::Action;
using access::DataClass;
using access::PersonId;
using access::Purpose;

using PersonWarrant = access::Warrant<PersonId>;

struct DemoSeat {
    std::string_view username;
    std::string_view agency_cvr;
    std::vector<std::string_view> forums;
};

const std::vector<DemoSeat>& demo_seats() {
    static const std::vector<DemoSeat> seats{
        {"medarbejder", "11931316", {"ssp_now"}},
        {"koordinator", "11931316", {"ssp_now", "psp", "ksp", "local_council"}},
        {"politi", "99000001", {"ssp_now", "psp", "ksp", "local_council"}},
        {"psykiatri", "99000002", {"psp"}},
        {"kriminalforsorg", "99000003", {"ksp"}},
        {"skole", "99000004", {"ssp_now"}},
        {"boligforening", "99000005", {"local_council"}},
        {"institution", "99000006", {"ssp_now"}},
    };
    return seats;
}

// One of the demonstration's users at work.
struct Worker {
    store::Database& database;
    PersonServices& services;
    std::int64_t account_id;
    base::Instant now;

    access::Actor actor() const {
        store::ReadTransaction reading = database.read();
        return demo_actor(reading, account_id, now);
    }
    people::Moment moment() const { return {now, web::to_local(now).date}; }
    access::Question question(Purpose purpose, Action action) const {
        access::Question question;
        question.purpose = purpose;
        question.action = action;
        question.reference = "demo";
        return question;
    }
};

base::Result<std::int64_t> assign(const Worker& worker, PersonId person, Purpose for_purpose) {
    return worker.services.office().change(
        worker.actor(), worker.question(Purpose::support, Action::assign), person, worker.now,
        [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return access::add_assignment(writing, warrant,
                                          {.id = 0,
                                           .account_id = worker.account_id,
                                           .part = access::Part::responsible,
                                           .purpose = for_purpose,
                                           .unit_key = {},
                                           .validity = {worker.moment().today, {}},
                                           .assigned_by = worker.account_id},
                                          worker.now);
        });
}

struct NewNote {
    PersonId person;
    Purpose purpose;
    DataClass data_class;
    access::OffenceStatus offence;
    std::string_view text;
};

base::Result<std::int64_t> write_note(const Worker& worker, const NewNote& written) {
    const access::Actor actor = worker.actor();
    access::Question question = worker.question(written.purpose, Action::create);
    question.classes = people::classes_of(written.data_class);
    return worker.services.office().change(
        actor, question, written.person, worker.now,
        [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            people::Note note;
            note.data_class = written.data_class;
            note.offence = written.offence;
            note.text = written.text;
            note.noted_on = worker.moment().today;
            return people::add_note(writing, worker.services.vault(), warrant, note,
                                    actor.agency_kind, worker.moment());
        });
}

struct NewDisclosure {
    std::string receiver_cvr;
    std::string forum_key;
    std::vector<std::string> bases;
    std::string necessity;
};

access::DisclosureDraft draft_of(const Worker& worker, const NewDisclosure& shared) {
    store::ReadTransaction reading = worker.database.read();
    access::DisclosureDraft draft;
    draft.receiver_cvr = shared.receiver_cvr;
    draft.receiver = organisation::find_agency(reading, shared.receiver_cvr);
    draft.forum_key = shared.forum_key;
    draft.forum = organisation::find_forum(reading, shared.forum_key).value().kind;
    draft.receiver_has_seat = organisation::agency_sits_in(reading, shared.receiver_cvr,
                                                           shared.forum_key, worker.moment().today);
    draft.bases = shared.bases;
    draft.necessity = shared.necessity;
    return draft;
}

base::Result<void> write_and_share(const Worker& worker, const NewNote& written,
                                   const std::vector<NewDisclosure>& shared_with) {
    const auto note = write_note(worker, written);
    if (!note) return note.error();
    for (const NewDisclosure& shared : shared_with) {
        access::Question question = worker.question(written.purpose, Action::disclose);
        question.classes = people::classes_of(written.data_class);
        question.item = people::note_item(*note);
        question.disclosure = draft_of(worker, shared);
        const auto done = worker.services.office().change(
            worker.actor(), question, written.person, worker.now,
            [&](store::WriteTransaction& writing,
                const PersonWarrant& warrant) -> base::Result<std::int64_t> {
                return people::share_item(writing, worker.services.vault(), warrant, worker.now);
            });
        if (!done) return done.error();
    }
    return {};
}

base::Result<void> write_and_decline(const Worker& worker, const NewNote& written,
                                     const std::string& receiver_cvr,
                                     const std::string& forum_key) {
    const auto note = write_note(worker, written);
    if (!note) return note.error();
    access::Question question = worker.question(written.purpose, Action::decline);
    question.item = people::note_item(*note);
    return worker.services.office().change(
        worker.actor(), question, written.person, worker.now,
        [&](store::WriteTransaction& writing, const PersonWarrant& warrant) -> base::Result<void> {
            access::decline(writing, warrant, receiver_cvr, forum_key, worker.now);
            return {};
        });
}

// SSP: the first invented person, with the street worker.
base::Result<void> make_ssp(const Worker& worker, PersonId person) {
    if (const auto assigned = assign(worker, person, Purpose::ssp); !assigned)
        return assigned.error();
    const std::vector<std::string> basis{"RPL115_1_1"};
    auto done = write_and_share(
        worker,
        {person, Purpose::ssp, DataClass::confidential, access::OffenceStatus::none,
         "Har skiftet omgangskreds efter sommerferien og er holdt op med at gå til fodbold."},
        {{"99000001", "ssp_now", basis,
          "Politiet møder gruppen om aftenen og kan støtte den aftale, familien har lavet."},
         {"99000004", "ssp_now", basis,
          "Skolen skal kende baggrunden for at kunne holde fast i lektiecaféen."}});
    if (!done) return done;
    done = write_and_share(worker,
                           {person, Purpose::ssp, DataClass::personal, access::OffenceStatus::none,
                            "Vil gerne begynde til boksning på værestedet."},
                           {{"99000006", "ssp_now", basis,
                             "Værestedet skal vide det for at kunne tage godt imod og følge op."}});
    if (!done) return done;
    return write_and_decline(
        worker,
        {person, Purpose::ssp, DataClass::confidential, access::OffenceStatus::none,
         "Forældrene har fortalt om deres skilsmisse i fortrolighed."},
        "99000001", "ssp_now");
}

// PSP and KSP: persons of the coordinator; one of them known to psychiatry too.
base::Result<void> make_psp_and_ksp(const Worker& worker, PersonId first, PersonId second) {
    if (const auto assigned = assign(worker, first, Purpose::psp); !assigned)
        return assigned.error();
    auto done = write_and_share(
        worker,
        {first, Purpose::psp, DataClass::confidential, access::OffenceStatus::none,
         "Sover dårligt og er begyndt at isolere sig i lejligheden."},
        {{"99000002",
          "psp",
          {"RPL115_1_2"},
          "Psykiatrien skal kunne vurdere, om der er brug for et besøg i hjemmet."}});
    if (!done) return done;
    if (const auto assigned = assign(worker, second, Purpose::ksp); !assigned)
        return assigned.error();
    return write_and_share(
        worker,
        {second, Purpose::ksp, DataClass::offence, access::OffenceStatus::convicted,
         "Afsoner en dom for hærværk og løsladesaftalen gælder fra næste måned."},
        {{"99000003",
          "ksp",
          {"RPL115_1_3A", "DBL8_2_2"},
          "Kriminalforsorgen og kommunen skal lave løsladelsens plan sammen."}});
}

// Psychiatry holds this itself, and its health person decides.
base::Result<void> make_received(const Worker& nurse) {
    people::PersonDetails details;
    details.given_names = "Malthe";
    details.family_name = "Grønholt";
    details.cpr = people::CprNumber::parse("650304-4815").value();
    details.sex = people::Sex::male;
    const auto person = add_demo_person(nurse.database, nurse.services,
                                        {details, nurse.account_id, Purpose::psp}, nurse.now);
    if (!person) return person.error();
    return write_and_share(
        nurse,
        {*person, Purpose::psp, DataClass::health, access::OffenceStatus::none,
         "Er i behandling og har brug for, at samme medarbejder kommer hver gang."},
        {{"11931316",
          "psp",
          {"SUL43_2_2"},
          "Kommunens medarbejder skal tage hensynet, ellers afbrydes behandlingen."}});
}

// One who moved away: nothing more is written of them (R48).
base::Result<void> move_away(const Worker& worker, PersonId person) {
    access::Question question = worker.question(Purpose::support, Action::change);
    question.classes.add(DataClass::confidential);
    return worker.services.office().change(
        worker.actor(), question, person, worker.now,
        [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
            return people::note_move(writing, worker.services.vault(), warrant,
                                     {worker.moment().today, "Opdigtet Kommune"}, worker.moment());
        });
}

}  // namespace

void seat_demo_partners(store::WriteTransaction& writing, const DemoAccounts& account_of,
                        base::Instant now) {
    const base::Date today = web::to_local(now).date;
    for (const DemoSeat& seat : demo_seats()) {
        const std::int64_t account = account_of(seat.username);
        const std::string cvr(seat.agency_cvr);
        if (access::agency_of_account(writing, account) != cvr)
            access::set_agency(writing, account, cvr);
        const std::int64_t staff = access::find_account(writing, account).value().staff_member_id;
        for (const std::string_view forum : seat.forums)
            organisation::add_seat(writing, {0,
                                             std::string(forum),
                                             organisation::find_forum(writing, forum).value().kind,
                                             cvr,
                                             staff,
                                             {today, {}}});
    }
    access::grant_mark(writing, account_of("psykiatri"), access::Mark::health_person,
                       account_of("administrator"), today);
}

base::Result<void> make_demo_relations(store::Database& database, PersonServices& services,
                                       const DemoAccounts& account_of, base::Instant now) {
    const auto worker_named = [&](std::string_view username) {
        return Worker{database, services, account_of(username), now};
    };
    // The persons registered in turn by the street worker and the coordinator.
    auto made = make_ssp(worker_named("medarbejder"), {1});
    if (!made) return made;
    made = make_psp_and_ksp(worker_named("koordinator"), {2}, {4});
    if (!made) return made;
    made = move_away(worker_named("koordinator"), {8});
    if (!made) return made;
    return make_received(worker_named("psykiatri"));
}

}  // namespace app

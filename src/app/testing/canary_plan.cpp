#include "app/testing/canary_plan.h"

#include <algorithm>
#include <array>
#include <random>

#include "app/testing/canary_words.h"

namespace app::testing {

namespace {

using access::Mark;
using access::Part;
using access::Purpose;
using access::Role;
using access::SubjectKind;
using organisation::AgencyKind;
using organisation::ForumKind;

constexpr const char* police = "99000001";
constexpr const char* psychiatry = "99000002";
constexpr const char* prisons = "99000003";
constexpr const char* school = "99000004";
constexpr const char* housing = "99000005";
constexpr const char* institution = "99000006";
constexpr const char* sports_club = "99000007";
constexpr const char* shop = "99000008";
constexpr const char* other_school = "99000009";

organisation::Validity since(int days) {
    return {base::add_days(canary_day(), -days), {}};
}
organisation::Validity ended() {
    return {base::add_days(canary_day(), -100), base::add_days(canary_day(), -1)};
}
organisation::Validity not_begun() {
    return {base::add_days(canary_day(), 1), {}};
}

PlannedSeat seat(const char* forum, ForumKind kind, organisation::Validity validity = since(50)) {
    return {forum, kind, validity};
}

PlannedUser own(const char* username, std::vector<Role> roles, const char* unit,
                const char* leads = "") {
    PlannedUser user;
    user.username = username;
    user.roles = std::move(roles);
    user.agency_cvr = canary_town_cvr;
    user.unit = unit;
    user.leads = leads;
    return user;
}

PlannedUser other(const char* username, const char* cvr, AgencyKind kind,
                  std::vector<PlannedSeat> seats) {
    PlannedUser user;
    user.username = username;
    user.roles = {Role::partner};
    user.agency_cvr = cvr;
    user.agency_kind = kind;
    user.seats = std::move(seats);
    return user;
}

// Every role and every kind of agency; assigned, not assigned, no longer and not yet.
std::vector<PlannedUser> planned_users() {
    std::vector<PlannedUser> users = {
        own("familie.a", {Role::worker}, "familie"),
        own("familie.b", {Role::worker}, "familie"),
        own("familie.c", {Role::worker}, "familie"),
        own("unge.a", {Role::worker}, "unge"),
        own("unge.b", {Role::worker}, "unge"),
        own("mentor", {Role::worker}, "unge"),
        own("exit", {Role::worker}, "unge"),
        own("tidligere", {Role::worker}, "familie"),
        own("kommende", {Role::worker}, "familie"),
        own("noedadgang", {Role::worker}, "unge"),
        own("lav.sikring", {Role::worker}, "familie"),
        own("koordinator.a", {Role::coordinator}, "unge"),
        own("koordinator.b", {Role::coordinator}, "unge"),
        own("leder.familie", {Role::leader}, "familie", "familie"),
        own("leder.unge", {Role::leader}, "unge", "unge"),
        own("leder.uden", {Role::leader}, "unge"),
        own("analytiker", {Role::analyst}, "unge"),
        own("politiker", {Role::politician}, ""),
        own("raadgiver", {Role::data_protection_officer}, ""),
        own("administrator", {Role::administrator}, ""),
        own("dobbelt", {Role::administrator, Role::worker}, "familie"),
        other("betjent.ssp", police, AgencyKind::police, {seat("ssp_nu", ForumKind::ssp)}),
        other("betjent.psp", police, AgencyKind::police, {seat("psp", ForumKind::psp)}),
        other("betjent.uden", police, AgencyKind::police, {}),
        other("betjent.ude", police, AgencyKind::police, {seat("ssp_nu", ForumKind::ssp, ended())}),
        other("psykiater", psychiatry, AgencyKind::psychiatry, {seat("psp", ForumKind::psp)}),
        other("faengsel", prisons, AgencyKind::prison_service, {seat("ksp", ForumKind::ksp)}),
        other("skole", school, AgencyKind::school, {seat("ssp_nu", ForumKind::ssp)}),
        other("nabo.skole", other_school, AgencyKind::school, {seat("ssp_nu", ForumKind::ssp)}),
        other("boligforening", housing, AgencyKind::housing_association, {}),
        other("institution", institution, AgencyKind::self_governing_institution,
              {seat("ssp_nu", ForumKind::ssp)}),
        other("klub", sports_club, AgencyKind::association, {}),
        other("butik", shop, AgencyKind::business, {})};
    users[6].marks.add(Mark::exit_coordinator);
    users[10].assured = false;
    users[25].marks.add(Mark::health_person);
    return users;
}

std::size_t user_called(const Plan& plan, std::string_view name) {
    for (std::size_t i = 0; i < plan.users.size(); ++i)
        if (plan.users[i].username == name) return i;
    return 0;
}

// Deals out words, days and numbers, none of them twice.
class Dealer {
  public:
    explicit Dealer(std::uint64_t seed) : engine_(seed) {}

    std::string word() { return canary_word(next_word_++); }
    // Years in which nothing else happens; those with a number have days of their own.
    base::Date birthday() { return base::add_days(base::date_of(2009, 6, 1), next_day_++); }
    people::CprNumber number() {
        const base::Date born = base::add_days(base::date_of(2014, 12, 1), next_number_);
        const std::string iso = base::iso_date(born);
        const std::string text = std::to_string(base::day_of(born) + 60) + iso.substr(5, 2) +
                                 iso.substr(2, 2) + "-" + std::to_string(4000 + next_number_++);
        return people::CprNumber::parse(text).value();
    }
    bool once_in(unsigned times) { return engine_() % times == 0; }
    std::size_t below(std::size_t bound) { return engine_() % bound; }

  private:
    std::mt19937_64 engine_;
    std::size_t next_word_ = 0;
    int next_day_ = 0;
    int next_number_ = 0;
};

void add_further_assignments(const Plan& plan, Dealer& dealer, PlannedPerson& person) {
    const auto add = [&](const char* user, Part part, Purpose purpose, const char* unit,
                         organisation::Validity validity) {
        person.assignments.push_back({user_called(plan, user), part, purpose, unit, validity});
    };
    switch (dealer.below(12)) {
        case 0:
            return add("mentor", Part::mentor, Purpose::mentoring, "", since(30));
        case 1:
            return add("tidligere", Part::assigned, Purpose::support, "familie", ended());
        case 2:
            return add("kommende", Part::assigned, Purpose::support, "familie", not_begun());
        case 3:
            return add("exit", Part::assigned, Purpose::exit_help, "", since(30));
        case 4:
            return add("lav.sikring", Part::assigned, Purpose::support, "", since(30));
        case 5:
            return add("dobbelt", Part::assigned, Purpose::support, "", since(30));
        case 6:
            return add("koordinator.a", Part::assigned, Purpose::concern, "unge", since(30));
        case 7:
            return add("unge.b", Part::assigned, Purpose::support, "unge", since(30));
        case 8:
            // Two at once, for different things.
            add("mentor", Part::mentor, Purpose::mentoring, "", since(30));
            return add("familie.b", Part::assigned, Purpose::youth_board, "", since(30));
        default:
            return;
    }
}

PlannedConsent consent_to(Dealer& dealer, const char* receiver, ForumKind forum) {
    PlannedConsent consent;
    consent.receiver_cvr = receiver;
    consent.forum = forum;
    consent.data = dealer.word();
    consent.text_version = dealer.word();
    return consent;
}

PlannedPerson planned_person(const Plan& plan, Dealer& dealer) {
    constexpr std::array responsible = {"familie.a", "familie.b", "unge.a", "unge.b",
                                        "koordinator.a"};
    PlannedPerson person;
    person.responsible = user_called(plan, responsible.at(dealer.below(responsible.size())));
    if (dealer.once_in(10)) {
        person.responsible = user_called(plan, dealer.once_in(2) ? "skole" : "betjent.ssp");
        person.purpose = Purpose::ssp;
    }
    const PlannedUser& user = plan.users[person.responsible];
    const bool is_own = user.agency_cvr == canary_town_cvr;
    person.given_names = dealer.word();
    person.family_name = dealer.word();
    if (dealer.once_in(4)) person.former_family_name = dealer.word();
    if (dealer.once_in(2)) person.cpr = dealer.number();
    person.born_on = person.cpr ? person.cpr->born_on() : dealer.birthday();
    person.street = dealer.word();
    person.town = dealer.word();
    person.address_protected = dealer.once_in(3);
    person.assignments = {
        {person.responsible, Part::responsible, person.purpose, user.unit, since(40)}};
    if (is_own) add_further_assignments(plan, dealer, person);
    if (dealer.once_in(2)) person.consents.push_back(consent_to(dealer, school, ForumKind::ssp));
    if (dealer.once_in(2)) person.duty_explanation = dealer.word();
    return person;
}

struct Way {
    const char* receiver;
    const char* forum;
    ForumKind kind;
    Purpose purpose;
    const char* basis;
};
constexpr std::array ways = {
    Way{police, "ssp_nu", ForumKind::ssp, Purpose::ssp, "RPL115_1_1"},
    Way{psychiatry, "psp", ForumKind::psp, Purpose::psp, "RPL115_1_2"},
    Way{prisons, "ksp", ForumKind::ksp, Purpose::ksp, "RPL115_1_3A"},
    Way{school, "ssp_nu", ForumKind::ssp, Purpose::ssp, "CONSENT"},
    Way{police, "psp", ForumKind::psp, Purpose::psp, "RPL115_1_2"},
    Way{institution, "ssp_nu", ForumKind::ssp, Purpose::ssp, "RPL115_1_1"}};

// The first one to this agency in this forum; the office takes that too.
std::size_t consent_for(Dealer& dealer, PlannedPerson& person, const Way& way) {
    for (std::size_t i = 0; i < person.consents.size(); ++i)
        if (person.consents[i].receiver_cvr == way.receiver && person.consents[i].forum == way.kind)
            return i;
    person.consents.push_back(consent_to(dealer, way.receiver, way.kind));
    return person.consents.size() - 1;
}

PlannedItem planned_item(Dealer& dealer, PlannedPerson& person) {
    const Way& way = ways.at(dealer.below(ways.size()));
    PlannedItem item;
    item.text = dealer.word();
    item.purpose = way.purpose;
    PlannedDisclosure disclosure;
    disclosure.receiver_cvr = way.receiver;
    disclosure.forum = way.forum;
    disclosure.kind = way.kind;
    disclosure.purpose = way.purpose;
    disclosure.bases = {way.basis};
    disclosure.necessity = dealer.word();
    disclosure.then_declined = dealer.once_in(6);
    if (disclosure.bases.front() == "CONSENT") {
        disclosure.consent = consent_for(dealer, person, way);
        if (dealer.once_in(3)) person.consents[*disclosure.consent].withdrawn_on = canary_day();
    } else if (dealer.once_in(4)) {
        // A charge, settled or dropped after it was shared.
        item.data_class = access::DataClass::offence;
        disclosure.bases.emplace_back("DBL8_2_3");
        item.offence =
            dealer.once_in(2) ? access::OffenceStatus::dropped : access::OffenceStatus::charged;
    }
    item.disclosures.push_back(std::move(disclosure));
    if (dealer.once_in(5)) item.declined_to.emplace_back(other_school);
    const auto has = [&](Purpose purpose) {
        for (const PlannedAssignment& assignment : person.assignments)
            if (assignment.user == person.responsible && assignment.purpose == purpose) return true;
        return false;
    };
    if (!has(way.purpose))
        person.assignments.push_back(
            {person.responsible, Part::responsible, way.purpose, "", since(40)});
    return item;
}

// Another person of the same responsible, if one came before.
std::optional<std::size_t> earlier_of_same(const Plan& plan, std::size_t person) {
    for (std::size_t i = person; i-- > 0;) {
        const PlannedPerson& before = plan.persons[i];
        if (before.responsible == plan.persons[person].responsible && !before.merged_into &&
            before.ending == Ending::none)
            return i;
    }
    return std::nullopt;
}

void relate(Plan& plan, Dealer& dealer) {
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        PlannedPerson& person = plan.persons[i];
        const std::optional<std::size_t> earlier = earlier_of_same(plan, i);
        if (!earlier || person.ending != Ending::none) continue;
        const bool is_own = plan.users[person.responsible].agency_cvr == canary_town_cvr;
        if (dealer.once_in(12) && is_own) {
            person.merged_into = earlier;
        } else if (dealer.once_in(4)) {
            person.related_to = earlier;
            person.relation_note = dealer.word();
        }
    }
}

PlannedCircle planned_circle(const Plan& plan, Dealer& dealer, SubjectKind kind) {
    constexpr std::array responsible = {"familie.a", "unge.a", "unge.b"};
    PlannedCircle circle;
    circle.kind = kind;
    circle.responsible = user_called(plan, responsible.at(dealer.below(responsible.size())));
    circle.name = dealer.word();
    circle.description = dealer.word();
    circle.assignments = {{circle.responsible, Part::responsible, Purpose::support,
                           plan.users[circle.responsible].unit, since(40)}};
    for (std::size_t i = 0; i < plan.persons.size() && circle.members.size() < 3; ++i) {
        const PlannedPerson& person = plan.persons[i];
        const bool fits = person.responsible == circle.responsible && !person.merged_into &&
                          person.ending == Ending::none;
        if (fits && dealer.once_in(3)) circle.members.push_back({i, dealer.word()});
    }
    return circle;
}

void add_doors(Plan& plan, Dealer& dealer) {
    const std::size_t user = user_called(plan, "noedadgang");
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const PlannedPerson& person = plan.persons[i];
        const bool is_own = plan.users[person.responsible].agency_cvr == canary_town_cvr;
        if (!is_own || person.merged_into || person.ending != Ending::none) continue;
        plan.doors.push_back({user, i, dealer.word()});
        return;
    }
}

// Of the municipality's own, as long as someone works with them.
std::vector<std::size_t> own_persons(const Plan& plan) {
    std::vector<std::size_t> own;
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const PlannedPerson& person = plan.persons[i];
        const bool is_own = plan.users[person.responsible].agency_cvr == canary_town_cvr;
        if (is_own && !person.merged_into && person.ending == Ending::none) own.push_back(i);
    }
    return own;
}

// Days so far apart that no day of receiving is another's last day for the answer.
void add_access_requests(Plan& plan, Dealer& dealer) {
    constexpr int most = 60;
    constexpr int days_apart = 62;
    int asked = 0;
    for (const std::size_t number : own_persons(plan)) {
        if (asked == most || (asked > 0 && !dealer.once_in(3))) continue;
        PlannedPerson& person = plan.persons[number];
        person.asked_for_access_on =
            base::add_days(base::date_of(1950, 1, 1), days_apart * asked++);
        person.assignments.push_back({person.responsible, Part::responsible,
                                      Purpose::subject_access, plan.users[person.responsible].unit,
                                      since(40)});
    }
}

void add_holds(Plan& plan, Dealer& dealer) {
    for (const std::size_t number : own_persons(plan)) {
        if (!plan.holds.empty() && !dealer.once_in(10)) continue;
        PlannedHold hold{number, dealer.word(), {}};
        if (plan.holds.size() % 2 == 0) hold.lifted_reason = dealer.word();
        plan.holds.push_back(std::move(hold));
    }
}

// Last of all: of who moved away nothing is written any more.
void add_moves(Plan& plan, Dealer& dealer) {
    bool has_one = false;
    for (const std::size_t number : own_persons(plan)) {
        if (has_one && !dealer.once_in(12)) continue;
        plan.persons[number].moved_to = dealer.word();
        has_one = true;
    }
}

// Someone who works with the leader's unit, and a colleague's.
void add_relatives(Plan& plan) {
    const std::size_t leader = user_called(plan, "leder.familie");
    for (const std::size_t number : own_persons(plan)) {
        const PlannedUser& responsible = plan.users[plan.persons[number].responsible];
        if (responsible.unit != plan.users[leader].leads) continue;
        plan.relatives.push_back({number, user_called(plan, "familie.c"), leader});
        return;
    }
}

// Nobody works with them any more, and what was written has been kept for long enough.
PlannedPerson ended_person(const Plan& plan, Dealer& dealer, Ending ending) {
    PlannedPerson person;
    person.responsible = user_called(plan, "familie.a");
    person.ending = ending;
    person.given_names = dealer.word();
    person.family_name = dealer.word();
    person.born_on = dealer.birthday();
    person.street = dealer.word();
    person.town = dealer.word();
    person.assignments = {{person.responsible,
                           Part::responsible,
                           ending == Ending::delivered ? Purpose::support : Purpose::concern,
                           "familie",
                           {base::date_of(2019, 6, 1), base::date_of(2020, 6, 1)}}};
    return person;
}

}  // namespace

base::Date canary_day() {
    return base::date_of(2026, 9, 1);
}

base::Instant canary_now() {
    return base::parse_instant("2026-09-01T09:00:00Z").value();
}

std::size_t Plan::leader() const {
    const auto found = std::find_if(users.begin(), users.end(), [](const PlannedUser& user) {
        return user.username == "leder.uden";
    });
    return static_cast<std::size_t>(found - users.begin());
}

const std::vector<PlannedAssignment>& Plan::assignments_of(PlannedSubject subject) const {
    switch (subject.kind) {
        case SubjectKind::person:
            return persons.at(subject.number).assignments;
        case SubjectKind::family:
            return families.at(subject.number).assignments;
        case SubjectKind::group:
            break;
    }
    return groups.at(subject.number).assignments;
}

std::size_t Plan::count_of(SubjectKind kind) const {
    if (kind == SubjectKind::person) return persons.size();
    return kind == SubjectKind::family ? families.size() : groups.size();
}

Plan make_canary_plan(std::size_t persons, std::size_t disclosures, std::uint64_t seed) {
    Plan plan;
    Dealer dealer(seed);
    plan.users = planned_users();
    for (std::size_t i = 0; i < persons; ++i) plan.persons.push_back(planned_person(plan, dealer));
    for (std::size_t dealt = 0; dealt < disclosures;) {
        PlannedPerson& person = plan.persons[dealer.below(persons)];
        if (plan.users[person.responsible].agency_cvr != canary_town_cvr) continue;
        person.items.push_back(planned_item(dealer, person));
        ++dealt;
    }
    for (const Ending ending : {Ending::proposed, Ending::delivered, Ending::erased})
        plan.persons.push_back(ended_person(plan, dealer, ending));
    relate(plan, dealer);
    for (std::size_t i = 0; i < persons / 6 + 1; ++i)
        plan.families.push_back(planned_circle(plan, dealer, SubjectKind::family));
    for (std::size_t i = 0; i < persons / 10 + 1; ++i)
        plan.groups.push_back(planned_circle(plan, dealer, SubjectKind::group));
    add_doors(plan, dealer);
    add_access_requests(plan, dealer);
    add_holds(plan, dealer);
    plan.name_reason = dealer.word();
    plan.review_note = dealer.word();
    plan.search_criteria = dealer.word();
    add_moves(plan, dealer);
    add_relatives(plan);
    return plan;
}

namespace {

// Gathers canaries; words become tokens here.
class Gathering {
  public:
    explicit Gathering(const Plan& plan) : plan_(plan) {}

    Canary& add(const char* table, const char* column, Opening opening, std::string token,
                std::vector<PlannedSubject> subjects) {
        Canary canary;
        canary.tokens = {std::move(token)};
        canary.table = table;
        canary.column = column;
        canary.opening = opening;
        canary.subjects = std::move(subjects);
        all.push_back(std::move(canary));
        return all.back();
    }

    void add_person(std::size_t number) {
        const PlannedPerson& person = plan_.persons[number];
        const PlannedSubject self{SubjectKind::person, number};
        const auto word = [&](const char* table, const char* column, Opening opening,
                              const std::string& text) {
            if (!text.empty()) add(table, column, opening, word_token(text), {self});
        };
        word("person", "given_names", Opening::identity, person.given_names);
        word("person", "family_name", Opening::identity, person.family_name);
        word("sealed_version", "content", Opening::version, person.former_family_name);
        word("person", "address", Opening::address, person.street);
        word("person", "address", Opening::address, person.town);
        word("person", "moved_to", Opening::address, person.moved_to);
        add("person", "born_on", Opening::identity, day_token(person.born_on), {self});
        if (person.cpr) {
            const std::string& digits = person.cpr->digits();
            add("person", "cpr", Opening::number, digits, {self})
                .tokens.push_back("-" + digits.substr(6));
        }
        for (const PlannedConsent& consent : person.consents) {
            word("consent", "data", Opening::own_record, consent.data);
            word("consent", "text_version", Opening::own_record, consent.text_version);
        }
        word("duty_to_inform", "explanation", Opening::own_record, person.duty_explanation);
        if (person.related_to)
            add("person_relation", "note", Opening::pair, word_token(person.relation_note),
                {self, {SubjectKind::person, *person.related_to}});
        if (person.asked_for_access_on) add_request(self, *person.asked_for_access_on);
        add_disclosures(self, person);
    }

    // It must be answered within a month.
    void add_request(PlannedSubject self, base::Date day) {
        const base::Date due(std::chrono::sys_days(day + std::chrono::months(1)));
        add("access_request", "received_on", Opening::access_request, day_token(day), {self});
        add("access_request", "due_on", Opening::access_request, day_token(due), {self});
    }

    void add_disclosures(PlannedSubject self, const PlannedPerson& person) {
        for (std::size_t item = 0; item < person.items.size(); ++item) {
            add("note", "text", Opening::note, word_token(person.items[item].text), {self}).item =
                item;
            const auto& disclosures = person.items[item].disclosures;
            for (std::size_t i = 0; i < disclosures.size(); ++i) {
                Canary& canary = add("disclosure", "necessity", Opening::disclosure,
                                     word_token(disclosures[i].necessity), {self});
                canary.item = item;
                canary.disclosure = i;
            }
        }
    }

    void add_circle(const PlannedCircle& circle, std::size_t number) {
        const char* table = circle.kind == SubjectKind::family ? "family" : "youth_group";
        const PlannedSubject self{circle.kind, number};
        add(table, "name", Opening::own_record, word_token(circle.name), {self});
        add(table, "description", Opening::own_record, word_token(circle.description), {self});
        for (const PlannedCircle::Member& member : circle.members)
            add("membership", "reason", Opening::pair, word_token(member.reason),
                {self, {SubjectKind::person, member.person}});
    }

    std::vector<Canary> all;

  private:
    const Plan& plan_;
};

}  // namespace

std::vector<Canary> canaries_of(const Plan& plan) {
    Gathering gathering(plan);
    for (std::size_t i = 0; i < plan.persons.size(); ++i) gathering.add_person(i);
    for (std::size_t i = 0; i < plan.families.size(); ++i)
        gathering.add_circle(plan.families[i], i);
    for (std::size_t i = 0; i < plan.groups.size(); ++i) gathering.add_circle(plan.groups[i], i);
    for (const PlannedDoor& door : plan.doors)
        gathering
            .add("break_glass", "reason", Opening::door, word_token(door.reason),
                 {{SubjectKind::person, door.person}})
            .user = door.user;
    for (const PlannedHold& hold : plan.holds) {
        const PlannedSubject held{SubjectKind::person, hold.person};
        gathering.add("legal_hold", "reason", Opening::hold, word_token(hold.reason), {held});
        if (!hold.lifted_reason.empty())
            gathering.add("legal_hold", "lifted_reason", Opening::hold,
                          word_token(hold.lifted_reason), {held});
    }
    const PlannedSubject first{SubjectKind::person, 0};
    gathering.add("trail_name_decision", "reason", Opening::name_decision,
                  word_token(plan.name_reason), {first});
    gathering.add("look_up_review_item", "note", Opening::look_up_review,
                  word_token(plan.review_note), {first});
    gathering.add("trail_search", "sealed", Opening::search, word_token(plan.search_criteria), {});
    return gathering.all;
}

}  // namespace app::testing

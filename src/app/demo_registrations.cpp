#include "app/demo_registrations.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace app {
namespace {

using activities::Activity;
using initiatives::Initiative;
using initiatives::Kind;

// How often something is done under an initiative of a kind, and with how many.
struct Rhythm {
    Kind kind;
    int times_a_year;
    int participants_lowest;
    int participants_highest;
    int hours;
};
constexpr std::array rhythms{
    Rhythm{Kind::activity, 44, 4, 26, 3}, Rhythm{Kind::casework, 24, 1, 4, 1},
    Rhythm{Kind::forum, 11, 6, 14, 2},    Rhythm{Kind::place_work, 14, 3, 18, 2},
    Rhythm{Kind::project, 8, 4, 12, 2},   Rhythm{Kind::guide, 10, 8, 25, 2},
    Rhythm{Kind::analysis, 2, 2, 6, 2},
};

const Rhythm& rhythm_of(const Initiative& initiative) {
    for (const Rhythm& rhythm : rhythms)
        for (const Kind kind : initiative.kinds)
            if (rhythm.kind == kind) return rhythm;
    return rhythms.front();
}

constexpr std::array<std::string_view, 8> notes{
    "Rolig aften, god stemning.",
    "Mange nye ansigter. Aftalt at komme igen i næste uge.",
    "Snak om fritid og skole. Flere vil prøve en klub.",
    "Kort og god. Materialer delt ud.",
    "Regn, færre end ellers.",
    "Naboer kom forbi og var glade for, at der var nogen.",
    "Aftalt opfølgning på næste møde.",
    "Vi fik talt om, hvad der gør pladsen rar at være på.",
};
constexpr std::array<std::string_view, 7> places_in_town{
    "Ved biblioteket", "På boldbanen", "Ved stationen", "I klubben",
    "På torvet",       "I aulaen",     "Ved søen"};
constexpr std::array<std::string_view, 4> material_names{"Foldere", "Plakater", "Førstehjælpssæt",
                                                         "Undervisningshæfter"};

base::Date day_in(DemoRandom& random, base::Date first, base::Date last) {
    return base::add_days(first,
                          static_cast<int>(random.below(base::days_between(first, last) + 1)));
}

std::string district_for(const initiatives::Edition& edition,
                         const initiatives::Catalogue& catalogue, DemoRandom& random) {
    if (!edition.districts.empty()) return random.one_of(edition.districts);
    return random.one_of(catalogue.districts).key;
}

// Spread over age groups and sexes so that the cells add up to the total.
void spread(activities::Attendance& attendance, const initiatives::Edition& edition,
            DemoRandom& random) {
    using activities::AgeGroup;
    std::vector<AgeGroup> groups{AgeGroup::from_10_to_14, AgeGroup::from_15_to_17,
                                 AgeGroup::from_18_to_24};
    if (edition.age_from.value_or(0) >= 18) groups = {AgeGroup::from_18_to_24, AgeGroup::from_25};
    if (edition.target_groups.empty() && !edition.age_from) groups.push_back(AgeGroup::from_25);
    for (std::int64_t i = 0; i < attendance.total; ++i) {
        const auto group = static_cast<std::size_t>(random.one_of(groups));
        const std::size_t sex = random.chance(92) ? (random.chance(58) ? 1 : 0) : 2;
        ++attendance.cells[group][sex];
    }
}

activities::State state_for(DemoRandom& random) {
    return random.chance(93) ? activities::State::held : activities::State::cancelled;
}

Activity invent_activity(const Initiative& initiative, const initiatives::Edition& edition,
                         const initiatives::Catalogue& catalogue, base::Date day,
                         const std::vector<std::int64_t>& staff, DemoRandom& random) {
    const Rhythm& rhythm = rhythm_of(initiative);
    Activity activity;
    activity.initiative = initiative.key;
    if (!edition.activities.empty() && random.chance(60))
        activity.planned_activity = random.one_of(edition.activities).key;
    activity.district = district_for(edition, catalogue, random);
    if (random.chance(40))
        activity.place = random.one_of(std::span<const std::string_view>(places_in_town));
    activity.starts_at = {
        day, static_cast<int>(random.between(9, 20)) * 60 + static_cast<int>(random.below(2)) * 30};
    activity.ends_at = activity.starts_at;
    activity.ends_at->minute_of_day =
        std::min(1439, activity.starts_at.minute_of_day + rhythm.hours * 60);
    activity.state = state_for(random);
    const auto team = random.between(1, 2);
    for (std::int64_t i = 0; i < team; ++i) {
        const std::int64_t member = random.one_of(staff);
        if (std::find(activity.staff.begin(), activity.staff.end(), member) == activity.staff.end())
            activity.staff.push_back(member);
    }
    if (activity.state == activities::State::cancelled) {
        activity.cancel_reason = "Sygdom";
        return activity;
    }
    if (random.chance(86)) {
        activity.attendance.counted = true;
        activity.attendance.total =
            random.between(rhythm.participants_lowest, rhythm.participants_highest);
        if (random.chance(70)) spread(activity.attendance, edition, random);
    }
    if (!edition.partners.empty() && random.chance(35))
        activity.partners.push_back(random.one_of(edition.partners).partner);
    if (random.chance(15))
        activity.materials.push_back(
            {std::string(random.one_of(std::span<const std::string_view>(material_names))),
             random.between(5, 60)});
    if (random.chance(50)) activity.note = random.one_of(std::span<const std::string_view>(notes));
    return activity;
}

void invent_activities(DemoYear& result, const Initiative& initiative,
                       const initiatives::Catalogue& catalogue, int year,
                       const std::vector<std::int64_t>& staff, int scale, DemoRandom& random) {
    const initiatives::Edition& edition = *initiative.edition_in(year);
    const base::Date first = std::max(base::date_of(year, 1, 2), edition.start.first_day());
    base::Date last = std::min(base::date_of(year, 12, 20), edition.end.last_day());
    if (first > last) return;
    const int whole_year = rhythm_of(initiative).times_a_year * scale;
    const int times = std::max(1, whole_year * (base::days_between(first, last) + 1) / 353);
    for (int i = 0; i < times; ++i)
        result.activities.push_back(invent_activity(initiative, edition, catalogue,
                                                    day_in(random, first, last), staff, random));
}

struct Talk {
    activities::EnquirySubject subject;
    std::string_view question;
    std::string_view answer;
};
constexpr std::array talks{
    Talk{activities::EnquirySubject::unsafe_feeling,
         "Er utryg ved at gå hjem fra stationen om aftenen.",
         "Fortalt om gadeplan og lyset på stien. Lovet at give det videre."},
    Talk{activities::EnquirySubject::young_people,
         "En gruppe unge holder til i opgangen hver aften.",
         "Aftalt, at det operative team kommer forbi i denne uge."},
    Talk{activities::EnquirySubject::own_child,
         "Forælder vil høre, hvad man kan gøre, når barnet ikke kommer hjem.",
         "Råd om samtale og kontakt til skolen. Tilbud om et møde."},
    Talk{activities::EnquirySubject::traffic, "Knallerter på stien gør det farligt for de mindste.",
         "Givet videre til vejafdelingen og lokalpolitiet."},
    Talk{activities::EnquirySubject::online_abuse, "Hvordan får man et billede fjernet fra nettet?",
         "Vejledt trin for trin efter guiden om digitale krænkelser."},
    Talk{activities::EnquirySubject::leisure_offers,
         "Er der et sted, hvor en dreng på 13 kan dyrke boksning?",
         "Fortalt om fritidspas og to klubber."},
    Talk{activities::EnquirySubject::vandalism, "Legepladsen er ødelagt igen.",
         "Meldt til Park og Vej."},
    Talk{activities::EnquirySubject::neighbours, "Naboer skændes om støj i gården.",
         "Tilbud om mægling."},
};

void invent_enquiries(DemoYear& result, const initiatives::Catalogue& catalogue, int year,
                      int scale, DemoRandom& random) {
    const Initiative* advice = catalogue.find_initiative("advice_to_citizens");
    if (!advice || !catalogue.in_force(*advice, year)) return;
    const base::Date first =
        std::max(base::date_of(year, 1, 2), advice->edition_in(year)->start.first_day());
    const base::Date last = base::date_of(year, 12, 15);
    const int times = 150 * scale * (base::days_between(first, last) + 1) / 348;
    for (int i = 0; i < times; ++i) {
        const Talk& talk = random.one_of(std::span<const Talk>(talks));
        activities::Enquiry enquiry;
        enquiry.initiative = advice->key;
        enquiry.received_at = {day_in(random, first, last),
                               static_cast<int>(random.between(8 * 60, 18 * 60))};
        enquiry.channel = random.one_of(activities::all_channels());
        enquiry.subject = talk.subject;
        if (random.chance(70)) enquiry.district = random.one_of(catalogue.districts).key;
        enquiry.question = talk.question;
        if (random.chance(94)) {
            enquiry.answer = talk.answer;
            enquiry.answered_at = enquiry.received_at;
            enquiry.answered_at->date =
                base::add_days(enquiry.received_at.date, static_cast<int>(random.below(5)));
            enquiry.answered_at->minute_of_day = static_cast<int>(std::min<std::int64_t>(
                1439, enquiry.received_at.minute_of_day + random.between(10, 300)));
            if (random.chance(25)) enquiry.referred_to = random.one_of(catalogue.units).key;
        }
        result.enquiries.push_back(std::move(enquiry));
    }
}

struct Sight {
    places::Category category;
    std::string_view text;
};
constexpr std::array sights{
    Sight{places::Category::vandalism, "Rude slået ind ved cykelskuret."},
    Sight{places::Category::graffiti, "Ny graffiti på muren mod stien."},
    Sight{places::Category::litter, "Dåser og papkasser ved bænkene efter weekenden."},
    Sight{places::Category::lighting, "To lamper ude af drift, meget mørkt."},
    Sight{places::Category::noise, "Høj musik til efter klokken 23."},
    Sight{places::Category::unwanted_stay, "Ophold på skolens område efter lukketid."},
    Sight{places::Category::moped_nuisance, "Kørsel på gangstien i høj fart."},
    Sight{places::Category::life_and_company, "Mange familier ude, grill og bold. Rar stemning."},
    Sight{places::Category::traffic, "Biler holder på fortovet ved indgangen."},
};

void invent_observations(DemoYear& result, const initiatives::Catalogue& catalogue, int year,
                         int scale, DemoRandom& random) {
    const auto in_force = [&](std::string_view key) {
        const Initiative* initiative = catalogue.find_initiative(key);
        return initiative && catalogue.in_force(*initiative, year);
    };
    for (int i = 0; i < 420 * scale; ++i) {
        const Sight& sight = random.one_of(std::span<const Sight>(sights));
        places::Observation observation;
        observation.category = sight.category;
        observation.district = random.one_of(catalogue.districts).key;
        if (random.chance(50))
            observation.place = random.one_of(std::span<const std::string_view>(places_in_town));
        observation.observed_at = {
            day_in(random, base::date_of(year, 1, 1), base::date_of(year, 12, 28)),
            static_cast<int>(random.between(7 * 60, 23 * 60 + 30))};
        observation.text = sight.text;
        if (sight.category == places::Category::unwanted_stay && in_force("youth_outside"))
            observation.initiative = "youth_outside";
        result.observations.push_back(std::move(observation));
    }
}

}  // namespace

DemoYear invent_year(const initiatives::Catalogue& catalogue, int year,
                     const std::vector<std::int64_t>& staff_members, int scale,
                     DemoRandom& random) {
    DemoYear result;
    for (const Initiative& initiative : catalogue.initiatives)
        if (catalogue.in_force(initiative, year))
            invent_activities(result, initiative, catalogue, year, staff_members, scale, random);
    invent_enquiries(result, catalogue, year, scale, random);
    invent_observations(result, catalogue, year, scale, random);
    const auto by_start = [](const auto& left, const auto& right) {
        return left.starts_at < right.starts_at;
    };
    std::stable_sort(result.activities.begin(), result.activities.end(), by_start);
    return result;
}

}  // namespace app

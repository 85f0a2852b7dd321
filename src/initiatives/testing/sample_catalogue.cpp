#include "initiatives/testing/sample_catalogue.h"

#include <stdexcept>

namespace initiatives::testing {

namespace {

constexpr const char* municipality = R"(municipality:
  key: exampleby
  name: {da: Eksempelby Kommune, en: Municipality of Eksempelby}
  codes: {municipality: "999", region: "1084"}
  plan_years: [2014]
  report_years: [2024]
  mandates:
    - key: adoption
      name: {da: Vedtagelse, en: Adoption}
      body: council
      date: 2014-01
)";

constexpr const char* goals = R"(goals:
  - key: safe_town
    wordings:
      - period: 2014
        number: 1
        name: {da: Byen er tryg, en: The town is safe}
        text: {da: Trygt hele døgnet, en: Safe at all hours}
        from: 2014-01
        source_rows: [A1]
      - period: 2024
        number: 1
        name: {da: Flere oplever en tryg by, en: More feel safe}
        from: 2023-11-27
  - key: fewer_victims
    wordings:
      - period: 2014
        number: 2
        name: {da: Færre ofre, en: Fewer victims}
      - period: 2024
        number: 3
        name: {da: Færre er ofre, en: Fewer are victims}
  - key: new_generations
    wordings:
      - period: 2014
        number: 3
        name: {da: Nye generationer, en: New generations}
      - period: 2024
        number: 2
        name: {da: Færre unge i kriminalitet, en: Fewer young into crime}
)";

constexpr const char* prevention_levels = R"(prevention_levels:
  - key: build_up
    name: {da: Opbygning, en: Building up}
    orientations: []
  - key: crime_prevention
    name: {da: Kriminalitetsforebyggelse, en: Crime prevention}
    orientations: [proactive, reactive]
    focus_of_plan: [2014]
)";

constexpr const char* principles = R"(principles:
  - key: early
    group: proactive
    name: {da: Tidlig, en: Early}
  - key: good_neighbours
    group: public_space
    name: {da: Godt naboskab, en: Good neighbours}
)";

constexpr const char* target_groups = R"(target_groups:
  - key: young
    name: {da: Unge, en: Young people}
    age_from: 13
    age_to: 24
)";

constexpr const char* partners = R"(partners:
  - key: local_police
    name: {da: Lokalpolitiet, en: Local police}
    kind: police
  - key: housing_companies
    name: {da: Boligselskaberne, en: Housing companies}
    kind: housing
)";

constexpr const char* units = R"(units:
  - key: council
    name: {da: Byrådet, en: Municipal council}
    kind: council
    from: 2014
  - key: street_team
    name: {da: Gadeteamet, en: Street team}
    kind: team
    parent: council
    from: 2014
    to: 2024-08
    successor: operative_team
  - key: operative_team
    name: {da: Det Operative Team, en: Operative Team}
    kind: team
    parent: council
    from: 2024-08-01
    positions:
      - key: street_worker
        name: {da: Gadeplansmedarbejder, en: Street worker}
        headcount: 4
        from: 2024-08-01
)";

constexpr const char* districts = R"(districts:
  - key: town_centre
    name: {da: Bymidten, en: Town centre}
    kind: town_centre
  - key: north_park
    name: {da: Nordparken, en: North Park}
    kind: housing_area
    parent: town_centre
)";

constexpr const char* forums = R"(forums:
  - key: local_council
    name: {da: Lokalrådet, en: Local council}
    kind: local_council
    recurrence: {da: Hvert kvartal, en: Every quarter}
    seats:
      - {name: {da: Politiet, en: The police}, partner: local_police}
      - {name: {da: Formanden, en: The chair}, unit: council}
    names_persons: never
    from: 2014
)";

constexpr const char* year_wheel = R"(year_wheel:
  - key: annual_report
    name: {da: Årsrapport, en: Annual report}
    text: {da: Sendes til udvalget, en: Sent to the committee}
    month: 3
    kind: report
    owner_unit: council
    from: 2025
)";

constexpr const char* glossary = R"(glossary:
  - key: ssp
    term: {da: SSP, en: School-social-police cooperation}
    text: {da: Samarbejde om børn og unge, en: Cooperation on children and young people}
  - key: safety_walk
    term: {da: Tryghedsvandring, en: Safety walk}
    text: {da: En tur gennem et område, en: A walk through an area}
    see: [ssp]
)";

constexpr const char* safety_walks = R"(key: safety_walks
kinds: [place_work, activity]
source_rows: [B4]
editions:
  - period: 2014
    name: {da: Tryghedsvandringer, en: Safety walks}
    goal: safe_town
    goal_basis: document
    other_goals: [fewer_victims]
    listed_in: goal_table
    order: 2
    purpose: {da: "Finde steder, der føles utrygge", en: Find places that feel unsafe}
    period_text: {da: Handleplan 2014, en: The 2014 plan}
    start: 2014
    end: 2016-summer
    status: {2014: in_progress, 2016: completed}
    prevention_level: crime_prevention
    orientation: [proactive]
    principles: [good_neighbours]
    settings: [housing]
    districts: [north_park]
    owner_unit: council
    partners:
      - {partner: housing_companies, role: {da: Arrangerer, en: Arrange}}
      - {partner: local_police}
    forums: [local_council]
    activities:
      - {key: walk, name: {da: Vandring, en: Walk}}
    figures:
      - {key: walks, name: {da: Vandringer, en: Walks}, target: 4, source: activities_held}
    evaluation:
      design: before_after
      indicators:
        - {da: Tryghed på stedet, en: Felt safety at the place}
    legal_basis: [GENERAL]
    personal_data: none
    history:
      - {date: 2014-08-01, text: {da: Første vandring, en: First walk}}
)";

constexpr const char* street_work = R"(key: street_work
kinds: [activity]
source_rows: [B1, F3]
editions:
  - period: 2014
    name: {da: Tryghedsskabende gadeplansarbejde, en: Safety-creating street work}
    goal: safe_town
    goal_basis: document
    other_goals: []
    listed_in: goal_table
    order: 1
    purpose: {da: Være synlig ved arrangementer, en: Be visible at events}
    start: 2014
    status: {2014: in_progress}
    principles: [early]
    owner_unit: street_team
    partners:
      - {partner: local_police}
  - period: 2024
    name: {da: Gadeplan i gadebilledet, en: Street workers in the streets}
    goal: safe_town
    goal_basis: document
    other_goals: []
    listed_in: goal_table
    order: 3
    purpose: {da: Synlig tilstedeværelse, en: Visible presence}
    period_text: {da: Ophørt sommeren 2024, en: Ended in the summer of 2024}
    end: 2024-summer
    status: {2024: ended}
    owner_unit: street_team
)";

constexpr const char* leisure_pass = R"(key: leisure_pass
kinds: [casework]
source_rows: [F11]
editions:
  - period: 2024
    name: {da: Fritidspas, en: Leisure pass}
    goal: new_generations
    goal_basis: document
    other_goals: []
    listed_in: goal_table
    order: 1
    purpose: {da: Give børn og unge en aktiv fritid, en: Give the young an active spare time}
    period_text: {da: Fra sommeren 2024, en: From the summer of 2024}
    start: 2024-summer
    status: {2024: in_progress, 2025: continues}
    prevention_level: build_up
    target_groups: [young]
    age_from: 7
    age_to: 17
    owner_unit: operative_team
    personal_data: consent
    legal_basis: [CONSENT]
)";

}  // namespace

CatalogueFiles sample_files() {
    return {{"municipality.yaml", municipality},
            {"goals.yaml", goals},
            {"prevention_levels.yaml", prevention_levels},
            {"principles.yaml", principles},
            {"target_groups.yaml", target_groups},
            {"partners.yaml", partners},
            {"units.yaml", units},
            {"districts.yaml", districts},
            {"forums.yaml", forums},
            {"year_wheel.yaml", year_wheel},
            {"glossary.yaml", glossary},
            {"initiatives/safety_walks.yaml", safety_walks},
            {"initiatives/street_work.yaml", street_work},
            {"initiatives/leisure_pass.yaml", leisure_pass}};
}

Catalogue sample_catalogue() {
    ReadCatalogue read = read_catalogue(sample_files(), RequiredLanguages::both);
    if (!read.mistakes.empty()) {
        const Mistake& first = read.mistakes.front();
        throw std::logic_error("sample catalogue: " + first.file + ":" +
                               std::to_string(first.line) + " " + first.field + " " +
                               first.error.message);
    }
    return std::move(read.catalogue);
}

}  // namespace initiatives::testing

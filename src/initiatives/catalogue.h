#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

// Goals, the catalogue of initiatives and the lists they refer to, as plain values. Holds no
// person. The file format and its rules stand in catalogue/README.md.
namespace initiatives {

// Text in Danish and English; English may be empty.
struct Words {
    std::string da;
    std::string en;

    // English where wanted and there is any, otherwise Danish.
    const std::string& in(std::string_view language_tag) const {
        return language_tag == "en" && !en.empty() ? en : da;
    }
    bool empty() const { return da.empty() && en.empty(); }
    bool operator==(const Words&) const = default;
};

// As exact as the source: 2014, 2024-spring, 2024-08 or 2024-08-01.
struct PartialDate {
    std::string text;  // as written; empty: not known

    std::optional<int> year() const;
    base::Date first_day() const;  // of the span it may mean; 0001-01-01 when empty
    base::Date last_day() const;   // 9999-12-31 when empty
    // As the end of a validity: an exact day is itself the first that no longer counts; of a longer
    // span all of it still counts. 9999-12-31 when empty.
    base::Date first_day_after() const;
    bool empty() const { return text.empty(); }
    bool operator==(const PartialDate&) const = default;
};
std::optional<PartialDate> parse_partial_date(std::string_view text);

enum class Status { planned, in_progress, carried_out, continues, ended, completed };
std::string_view status_code(Status status);
std::optional<Status> status_of(std::string_view code);
std::string_view status_name(Status status);  // Danish

enum class Kind { casework, activity, forum, place_work, project, guide, analysis };
std::string_view kind_code(Kind kind);
std::optional<Kind> kind_of(std::string_view code);
std::string_view kind_name(Kind kind);  // Danish: "Forløb"

struct PartnerLink {
    std::string partner;  // key
    Words role;
    bool operator==(const PartnerLink&) const = default;
};
struct PlannedActivity {
    std::string key;
    Words name;
    Words text;
    bool operator==(const PlannedActivity&) const = default;
};
struct FigureDefinition {
    std::string key;
    Words name;
    Words unit;
    std::optional<double> target;
    std::string source;  // activities_held, participants, enquiries, …, manual
    std::string counts;  // what a manual one counts: persons, other; empty: persons
    bool operator==(const FigureDefinition&) const = default;
};
struct Evaluation {
    std::string design;
    Words comparison;
    std::vector<Words> indicators;
    bool operator==(const Evaluation&) const = default;
};
struct Method {
    std::string name;
    Words evidence;
    std::string citation;
    bool operator==(const Method&) const = default;
};
struct HistoryNote {
    PartialDate date;
    Words text;
    bool operator==(const HistoryNote&) const = default;
};

// An initiative as one period knows it.
struct Edition {
    int period = 0;
    Words name;
    std::string goal;
    std::string goal_basis;  // document, ours
    std::vector<std::string> other_goals;
    std::string listed_in;  // goal_table, next_years_focus, context
    int order = 0;
    Words purpose;
    Words period_text;
    PartialDate start;
    PartialDate end;
    std::map<int, Status> status;
    Words description;
    Words problem;
    Words theory_of_change;
    std::string prevention_level;
    std::vector<std::string> orientation;
    std::string reach;
    std::vector<std::string> principles;
    std::vector<std::string> settings;
    std::vector<std::string> target_groups;
    Words target_group_text;
    std::optional<int> age_from;
    std::optional<int> age_to;
    std::vector<std::string> districts;
    std::vector<Words> places;
    std::string owner_unit;
    std::vector<PartnerLink> partners;
    std::vector<std::string> forums;
    std::vector<PlannedActivity> activities;
    std::vector<FigureDefinition> figures;
    Evaluation evaluation;
    Method method;
    std::vector<std::string> legal_basis;
    std::string personal_data;
    Words funding;
    Words steering;
    std::vector<HistoryNote> history;
    std::vector<Words> uncertain;

    bool operator==(const Edition&) const = default;
};

struct Initiative {
    std::string key;
    std::vector<Kind> kinds;
    std::vector<std::string> source_rows;
    std::vector<Edition> editions;  // oldest first, never empty

    const Edition& latest() const { return editions.back(); }
    // The edition of the newest period that is not after `year`; nullptr when the initiative came
    // later.
    const Edition* edition_in(int year) const;
    // Its status that year; empty when nothing is stated for the year.
    std::optional<Status> status_in(int year) const;
    bool operator==(const Initiative&) const = default;
};

struct GoalWording {
    int period = 0;
    int number = 0;
    Words name;
    Words text;
    std::string from;  // date
    std::vector<std::string> source_rows;
    bool operator==(const GoalWording&) const = default;
};
struct Goal {
    std::string key;
    std::vector<GoalWording> wordings;

    const GoalWording* wording_in(int year) const;
    bool operator==(const Goal&) const = default;
};

// An entry of one of the simple lists. Fields that a list does not have stay empty.
struct Entry {
    std::string key;
    Words name;
    Words text;
    std::string kind;
    std::string group;
    std::string parent;
    std::string district;
    std::string owner_unit;
    std::string successor;
    PartialDate from;
    PartialDate to;
    std::optional<int> age_from;
    std::optional<int> age_to;
    std::optional<int> month;
    std::optional<int> day;
    Words recurrence;
    Words purpose;
    std::string names_persons;
    std::vector<std::string> orientations;
    std::vector<int> focus_of_plan;
    std::vector<std::string> source_rows;
    std::vector<std::string> see;
    struct Seat {
        Words name;
        std::string partner;
        std::string unit;
        bool operator==(const Seat&) const = default;
    };
    std::vector<Seat> seats;
    struct Position {
        std::string key;
        Words name;
        std::optional<int> headcount;
        PartialDate from;
        PartialDate to;
        bool operator==(const Position&) const = default;
    };
    std::vector<Position> positions;
    bool operator==(const Entry&) const = default;
};

struct Municipality {
    // A policy of the council that the strategy builds on.
    struct Policy {
        std::string key;
        Words name;
        Words text;
        bool operator==(const Policy&) const = default;
    };
    // What a political body decided, and when.
    struct Mandate {
        std::string key;
        Words name;
        std::string body;  // unit key; may be empty
        PartialDate date;
        Words text;
        std::vector<std::string> source_rows;
        bool operator==(const Mandate&) const = default;
    };
    struct Duty {
        std::string key;
        PartialDate from;
        PartialDate to;
        std::string reference;  // to the law, in Danish
        Words text;
        std::vector<std::string> source_rows;
        bool operator==(const Duty&) const = default;
    };

    std::string key;
    Words name;
    std::string code;
    std::string region_code;                   // may be empty
    std::string statbank_group;                // may be empty
    std::vector<std::string> neighbour_codes;  // municipalities that share a border; may be empty
    std::vector<int> plan_years;
    std::vector<int> report_years;
    int first_year = 0;  // the first and last of the two lists above; 0 when both are empty
    int last_year = 0;
    std::vector<Policy> policies;
    std::vector<Mandate> mandates;
    std::vector<Duty> statutory_duties;
    std::vector<Words> notes;
    bool operator==(const Municipality&) const = default;
};

// Everything, immutable once made.
struct Catalogue {
    Municipality municipality;
    std::vector<Goal> goals;
    std::vector<Entry> prevention_levels;
    std::vector<Entry> principles;
    std::vector<Entry> target_groups;
    std::vector<Entry> partners;
    std::vector<Entry> units;
    std::vector<Entry> districts;
    std::vector<Entry> forums;
    std::vector<Entry> year_wheel;
    std::vector<Entry> glossary;
    std::vector<Initiative> initiatives;  // by key

    const Initiative* find_initiative(std::string_view key) const;
    const Goal* find_goal(std::string_view key) const;
    // nullptr when the list has no such key.
    static const Entry* find(const std::vector<Entry>& list, std::string_view key);
    // The name for a key in one of the lists, or the key itself when it is unknown.
    static std::string name_in(const std::vector<Entry>& list, std::string_view key,
                               std::string_view language_tag);
    // The newest period of the goals that is not after `year`; 0 when there is none.
    int period_in(int year) const;
    std::vector<int> periods() const;  // ascending

    // Whether there is work to register under the initiative in `year`: the year's own status says
    // so (anything but planned), or nothing is stated for the year, its span touches it and its
    // wording is of the plan that covers the year. What the newer plan did not take over is not
    // in force there, however open its end was in the older one.
    bool in_force(const Initiative& initiative, int year) const;
    // Whether work may be registered under it: it is in force, or it belongs to an older plan and
    // nobody has written down that it stopped.
    bool takes_registrations(const Initiative& initiative, int year) const;

    // Initiatives of a goal table: edition in force in `year`, listed_in "goal_table", by order.
    std::vector<const Initiative*> goal_table(std::string_view goal, int year) const;
    // Initiatives that the plan of `year` knows: their edition belongs to the plan's period, and
    // the year is the period's own or something is known of it (a status, or the span touches it).
    std::vector<const Initiative*> in_plan(int year) const;
    // Initiatives listed as the focus of the year after `year`.
    std::vector<const Initiative*> next_years_focus(int year) const;
    std::vector<int> years() const;  // with any status, ascending

    bool operator==(const Catalogue&) const = default;
};

}  // namespace initiatives

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/role.h"

// What the figures of the work mean, and what was counted of each. Pure.
namespace evidence {

// What a figure counts decides how a small one is treated where it is published (rule R28).
enum class Counted {
    things,           // activities, observations: shown as they are
    persons,          // 1 to 4 are hidden, with what would give them away
    part_of_persons,  // a part of the figure `whole`: shown where neither it nor the rest is small
    minutes           // a middle time of the persons in `whole`
};

struct FigureDefinition {
    std::string_view key;          // "participants"; as `source` in the catalogue
    std::string_view name;         // Danish, as are the following
    std::string_view unit;         // "deltagelser"
    std::string_view explanation;  // what is counted
    std::string_view rows;         // which rows count
    std::string_view limits;       // what it can't tell
    Counted counted = Counted::things;
    std::string_view whole{};  // key of the figure that this is a part of
    std::string_view rows_path{};
    access::Permission rows_permission = access::Permission::see_activities;
};

std::span<const FigureDefinition> all_figures();
// nullptr when there is no such figure.
const FigureDefinition* find_figure(std::string_view key);

// What the official figures of reported crime mean. They aren't counted here, and so are not among
// all_figures().
const FigureDefinition& crime_definition();
// What the figures mean that are entered by hand; each has its name and unit from the catalogue.
const FigureDefinition& entered_definition();
// Any definition, also of the official and the entered figures; nullptr when there is no such
// figure.
const FigureDefinition* find_definition(std::string_view key);

// What was registered under one initiative in one year.
struct InitiativeFigures {
    std::int64_t planned = 0;  // activities that are still planned
    std::int64_t held = 0;
    std::int64_t cancelled = 0;
    std::int64_t counted = 0;       // held, and attendance counted
    std::int64_t participants = 0;  // attendances
    std::int64_t enquiries = 0;
    std::int64_t answered = 0;
    std::int64_t referred = 0;
    std::int64_t observations = 0;
    std::int64_t good_stories = 0;
    std::optional<double> minutes_to_answer;  // the middle one

    bool empty() const;
    InitiativeFigures& operator+=(const InitiativeFigures& other);  // without the middle time
};

// The figure's value; empty when nothing could be counted (no activity was counted, no enquiry
// answered). A middle time comes in days.
std::optional<double> value_of(const InitiativeFigures& figures, std::string_view figure);

// The path to the rows behind a figure of an initiative in a year.
std::string rows_address(const FigureDefinition& figure, std::string_view initiative, int year);

}  // namespace evidence

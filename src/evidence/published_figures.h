#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evidence/figure.h"
#include "evidence/figure_store.h"

// The figures of a year as they may stand before everyone: small counts of persons are hidden
// together with whatever would give them away (rule R28). Pure: what goes out of here can be frozen
// and shown everywhere alike.
namespace evidence {

// A figure as it may be shown. `number` is set when known and only then: nothing hidden leaves.
struct PublishedFigure {
    enum class State {
        known,
        hidden,  // a small count of persons, or one that would give such a one away
        none     // nothing was counted, or it isn't known
    };
    State state = State::none;
    double number = 0;

    bool operator==(const PublishedFigure&) const = default;
};

inline constexpr std::string_view whole_municipality = "";

// (figure, subject) → what may be shown. A subject is "initiative:KEY", "goal:KEY" or
// whole_municipality. Parts of persons and middle times are there for initiatives only.
// The attendances of the municipality by age group and sex stand under attendance_figure (see
// attendance_subject); they are missing where they would give a small count away.
using FigureKey = std::pair<std::string, std::string>;
struct PublishedFigures {
    int year = 0;
    std::map<FigureKey, PublishedFigure> figures;

    const PublishedFigure& find(std::string_view figure, std::string_view subject) const;
    std::set<FigureKey> hidden() const;
};

// The first of the key of a figure that was entered by hand.
std::string entered_figure_key(std::string_view figure);

std::string initiative_subject(std::string_view initiative);
std::string goal_subject(std::string_view goal);

inline constexpr std::string_view attendance_figure = "attendance";
inline constexpr std::string_view all_of_them = "*";         // a sum
inline constexpr std::string_view registered_without = "-";  // neither age group nor sex
// Codes of activities::AgeGroup and activities::Sex, or the two above.
std::string attendance_subject(std::string_view age_group, std::string_view sex);

// `goals` gives the goal of every initiative (empty text for none). What an earlier edition of the
// same year's report hid stays hidden (`hidden_before`), so that two editions give nothing away
// together. The same figures always give the same pattern.
PublishedFigures publish(const YearFigures& figures,
                         const std::map<std::string, std::string>& goals,
                         const std::set<FigureKey>& hidden_before = {});

}  // namespace evidence

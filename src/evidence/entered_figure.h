#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/field_error.h"
#include "history/history.h"
#include "initiatives/catalogue.h"

// Figures of the catalogue with the source `manual`: nobody can count them here, so they are
// entered by hand, one for an initiative, a figure and a year. Pure.
namespace evidence {

struct EnteredFigure {
    std::int64_t id = 0;
    std::int64_t version = 0;
    std::string initiative;        // key
    std::string figure;            // key of the definition in the catalogue
    int year = 0;                  // that the figure is about
    std::optional<double> number;  // empty: it was looked into and isn't known
    base::Date data_date{};        // when it was made up
    std::string note;              // where it comes from
    std::int64_t account_id = 0;   // who last wrote it
    bool removed = false;
};

inline constexpr std::size_t note_characters_max = 500;
inline constexpr double number_max = 1e9;

// What the catalogue says of the figure in that year; nullptr when it isn't one to enter.
const initiatives::FigureDefinition* find_entered_definition(
    const initiatives::Catalogue& catalogue, std::string_view initiative, std::string_view figure,
    int year);
// The figures to enter in any of the initiative's editions, the newest edition's first.
std::vector<initiatives::FigureDefinition> entered_definitions(
    const initiatives::Initiative& initiative);

// Whether it counts persons, so that 1 to 4 are hidden where it is published (rule R28). So does
// every figure of which the catalogue doesn't say otherwise.
bool counts_persons(const initiatives::FigureDefinition* definition);

// Every rule on an entered figure; empty when it may be kept.
base::FieldErrors check(const EnteredFigure& figure,
                        const initiatives::FigureDefinition* definition, base::Date today);

history::Snapshot snapshot(const EnteredFigure& figure);

}  // namespace evidence

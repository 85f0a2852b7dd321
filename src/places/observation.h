#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/field_error.h"
#include "history/history.h"

// Observations of local problems, and of what works, at a place and a time. There are no fields for
// persons, and text that holds something like a civil registration number is refused (R12).
namespace places {

enum class Category {
    vandalism,
    graffiti,
    litter,
    lighting,
    noise,
    unwanted_stay,
    moped_nuisance,
    fire,
    burglary_signs,
    intoxication,
    threatening_atmosphere,
    traffic,
    life_and_company,
    other
};
std::span<const Category> all_categories();
std::string_view category_code(Category category);
std::optional<Category> category_of(std::string_view code);
std::string_view category_name(Category category);  // Danish

struct Observation {
    std::int64_t id = 0;
    std::int64_t version = 0;
    Category category = Category::other;
    std::string district;  // key of the catalogue
    std::string place;     // free words for the place, may be empty
    base::LocalTime observed_at;
    std::string text;
    std::string initiative;       // key, may be empty
    std::int64_t account_id = 0;  // who registered it
    bool removed = false;
};

inline constexpr std::size_t place_characters_max = 200;
inline constexpr std::size_t text_characters_max = 2000;

// Every rule on an observation, whoever it comes from and however old it is; empty when it may be
// kept. `now` in Copenhagen: an observation isn't from the future.
base::FieldErrors check(const Observation& observation, base::LocalTime now);

// What is asked of a new one typed in by hand besides: more than five years ago is most likely a
// slip of the pen. What is corrected, brought back or imported may be as old as it is.
base::FieldErrors check_new(const Observation& observation, base::LocalTime now);

history::Snapshot snapshot(const Observation& observation);

}  // namespace places

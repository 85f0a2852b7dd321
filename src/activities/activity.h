#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/field_error.h"
#include "history/history.h"

// An occurrence under an initiative: at a time and a place, with staff on it, planned, held or
// cancelled. Attendance is counted, never by name.
namespace activities {

enum class State { planned, held, cancelled };
std::string_view state_code(State state);
std::optional<State> state_of(std::string_view code);
std::string_view state_name(State state);  // Danish

enum class AgeGroup { under_10, from_10_to_14, from_15_to_17, from_18_to_24, from_25, unknown };
enum class Sex { female, male, unknown };
std::span<const AgeGroup> all_age_groups();
std::span<const Sex> all_sexes();
std::string_view age_group_code(AgeGroup group);  // "10-14"
std::string_view sex_code(Sex sex);
std::string_view age_group_name(AgeGroup group);  // Danish
std::string_view sex_name(Sex sex);

// Counts by age group and sex. `total` may be known without the cells ("how many" in the quick
// registration); when cells are given they add up to it.
struct Attendance {
    bool counted = false;  // false: marked as not counted
    std::int64_t total = 0;
    std::array<std::array<std::int64_t, 3>, 6> cells{};  // [age group][sex]

    bool operator==(const Attendance&) const = default;
};

struct Material {
    std::string name;
    std::int64_t quantity = 0;
    bool operator==(const Material&) const = default;
};

struct Activity {
    std::int64_t id = 0;
    std::int64_t version = 0;
    std::string initiative;        // key
    std::string title;             // may be empty: the initiative's name stands for it
    std::string planned_activity;  // key of the initiative's activities, may be empty
    std::string district;          // key, may be empty
    std::string place;
    base::LocalTime starts_at;
    std::optional<base::LocalTime> ends_at;
    State state = State::planned;
    Attendance attendance;
    std::vector<std::int64_t> staff;    // staff member ids: the rota
    std::vector<std::string> partners;  // keys: partners present
    std::vector<Material> materials;
    std::string note;
    std::string cancel_reason;
    std::optional<std::int64_t> series_id;
    std::int64_t account_id = 0;
    bool removed = false;
};

inline constexpr std::int64_t attendance_max = 20000;
inline constexpr std::size_t note_characters_max = 2000;

// Every rule on an activity; empty when it may be registered.
base::FieldErrors check(const Activity& activity, base::LocalTime now);

history::Snapshot snapshot(const Activity& activity);
// The reverse, apart from id, version, series and who registered it, which a snapshot doesn't hold.
// Content that is no activity is a bug and throws std::logic_error.
Activity activity_of(const history::Snapshot& snapshot);

// The key of a cell in forms and snapshots: "attendance_10-14_female".
std::string attendance_key(AgeGroup group, Sex sex);

// Staff member ids as a snapshot holds them: "3,12". Anything else is a bug and throws
// std::logic_error.
std::vector<std::int64_t> ids_of(const std::string& joined);

// "12 bolde" → 12 bolde; empty when the line doesn't begin with a number.
std::optional<Material> material_of(std::string_view line);

// The days of a recurring series, both ends included: every `interval` weeks on `weekdays` (1
// Monday … 7), at most 200 of them, without the days in `except`.
struct Recurrence {
    base::Date first;
    base::Date last;
    int interval_weeks = 1;
    std::vector<unsigned> weekdays;
    std::vector<base::Date> except;
};
base::Result<std::vector<base::Date>> occurrences(const Recurrence& recurrence);

}  // namespace activities

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

// Which look-ups a leader goes through (rule R31): all that are out of the ordinary in a way that
// can be named, and some drawn at random. Pure: the same look-ups, comparisons and seed give the
// same choice.
namespace trail {

struct LookUp {
    std::int64_t line = 0;  // in the trail
    base::Instant at{};
    int minute_of_day = 0;  // on the wall clock
    std::string actor;
    std::string person_id;
    std::string purpose;
    bool break_glass = false;
};

// What is held elsewhere. What isn't held isn't compared.
enum class Match { not_held, no, yes };
struct Comparison {
    Match own_work = Match::not_held;  // the actor had a task with the person then
    Match same_surname = Match::not_held;
    Match same_address = Match::not_held;
    Match own_family = Match::not_held;  // a leader wrote down that the person is the actor's
};

enum class Reason {
    sampled,
    outside_own_work,
    same_surname,
    same_address,
    own_family,
    repeated,
    at_night,
    break_glass
};
std::string_view reason_code(Reason reason);
std::string_view reason_name(Reason reason);  // Danish

struct ReviewRules {
    int sample_size = 20;
    int repeated_from = 5;  // look-ups of one person by one actor whose work it isn't known to be
    int night_from = 22 * 60;
    int night_to = 6 * 60;
};

struct DrawnLookUp {
    LookUp look_up;
    std::vector<Reason> reasons;  // never empty
};

// Every look-up with a reason of its own, and `sample_size` of the others at random: those whose
// SHA-256 of seed and line is lowest. In the order of the lines. Of repeated look-ups the latest
// stands for all.
std::vector<DrawnLookUp> draw_look_ups(
    const std::vector<LookUp>& look_ups,
    const std::function<Comparison(const LookUp&)>& comparison_of, const ReviewRules& rules,
    std::string_view seed);

enum class ReviewOutcome { in_order, follow_up, breach };
std::string_view outcome_code(ReviewOutcome outcome);
std::string_view outcome_name(ReviewOutcome outcome);  // Danish

// Nobody reviews a look-up of his own.
bool may_review(std::string_view reviewer, const LookUp& look_up);

}  // namespace trail

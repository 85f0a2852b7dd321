#include "trail/look_up_review.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "base/result.h"
#include "trail/merkle.h"

namespace trail {

namespace {

using ActorAndPerson = std::pair<std::string, std::string>;

bool is_at_night(int minute, const ReviewRules& rules) {
    if (rules.night_from <= rules.night_to)
        return minute >= rules.night_from && minute < rules.night_to;
    return minute >= rules.night_from || minute < rules.night_to;
}

Hash rank_of(std::string_view seed, std::int64_t line) {
    return sha256(std::string(seed) + ":" + std::to_string(line));
}

// The lines that stand for someone's repeated look-ups of one person.
std::set<std::int64_t> repeated_lines(const std::vector<LookUp>& look_ups,
                                      const std::vector<Comparison>& comparisons,
                                      const ReviewRules& rules) {
    struct Times {
        int count = 0;
        std::int64_t latest = 0;
    };
    std::map<ActorAndPerson, Times> times;
    for (std::size_t i = 0; i < look_ups.size(); ++i) {
        if (comparisons[i].own_work == Match::yes) continue;
        Times& found = times[{look_ups[i].actor, look_ups[i].person_id}];
        ++found.count;
        found.latest = std::max(found.latest, look_ups[i].line);
    }
    std::set<std::int64_t> lines;
    for (const auto& [who, found] : times) {
        if (found.count >= rules.repeated_from) lines.insert(found.latest);
    }
    return lines;
}

std::vector<Reason> named_reasons(const LookUp& look_up, const Comparison& comparison,
                                  bool is_repeated, const ReviewRules& rules) {
    std::vector<Reason> reasons;
    const auto add = [&reasons](bool holds, Reason reason) {
        if (holds) reasons.push_back(reason);
    };
    add(look_up.break_glass, Reason::break_glass);
    add(comparison.own_work == Match::no, Reason::outside_own_work);
    add(comparison.same_surname == Match::yes, Reason::same_surname);
    add(comparison.same_address == Match::yes, Reason::same_address);
    add(comparison.own_family == Match::yes, Reason::own_family);
    add(is_repeated, Reason::repeated);
    add(is_at_night(look_up.minute_of_day, rules), Reason::at_night);
    return reasons;
}

void add_sample(std::vector<DrawnLookUp>& drawn, const std::vector<LookUp>& others,
                const ReviewRules& rules, std::string_view seed) {
    std::map<Hash, const LookUp*> ranked;
    for (const LookUp& look_up : others) ranked[rank_of(seed, look_up.line)] = &look_up;
    int count = 0;
    for (const auto& [rank, look_up] : ranked) {
        if (count++ == rules.sample_size) break;
        drawn.push_back({*look_up, {Reason::sampled}});
    }
}

}  // namespace

std::string_view reason_code(Reason reason) {
    switch (reason) {
        case Reason::sampled:
            return "sampled";
        case Reason::outside_own_work:
            return "outside_own_work";
        case Reason::same_surname:
            return "same_surname";
        case Reason::same_address:
            return "same_address";
        case Reason::own_family:
            return "own_family";
        case Reason::repeated:
            return "repeated";
        case Reason::at_night:
            return "at_night";
        case Reason::break_glass:
            return "break_glass";
    }
    throw std::logic_error("trail: a reason without a code");
}

std::string_view reason_name(Reason reason) {
    switch (reason) {
        case Reason::sampled:
            return base::danish("tilfældigt udtrukket");
        case Reason::outside_own_work:
            return base::danish("uden for eget arbejde");
        case Reason::same_surname:
            return base::danish("samme efternavn");
        case Reason::same_address:
            return base::danish("samme adresse");
        case Reason::own_family:
            return base::danish("egen familie");
        case Reason::repeated:
            return base::danish("gentaget");
        case Reason::at_night:
            return base::danish("om natten");
        case Reason::break_glass:
            return base::danish("nødadgang");
    }
    throw std::logic_error("trail: a reason without a name");
}

std::vector<DrawnLookUp> draw_look_ups(
    const std::vector<LookUp>& look_ups,
    const std::function<Comparison(const LookUp&)>& comparison_of, const ReviewRules& rules,
    std::string_view seed) {
    std::vector<Comparison> comparisons;
    comparisons.reserve(look_ups.size());
    for (const LookUp& look_up : look_ups) comparisons.push_back(comparison_of(look_up));
    const std::set<std::int64_t> repeated = repeated_lines(look_ups, comparisons, rules);
    std::vector<DrawnLookUp> drawn;
    std::vector<LookUp> others;
    for (std::size_t i = 0; i < look_ups.size(); ++i) {
        std::vector<Reason> reasons =
            named_reasons(look_ups[i], comparisons[i], repeated.contains(look_ups[i].line), rules);
        if (reasons.empty()) {
            others.push_back(look_ups[i]);
        } else {
            drawn.push_back({look_ups[i], std::move(reasons)});
        }
    }
    add_sample(drawn, others, rules, seed);
    std::sort(drawn.begin(), drawn.end(), [](const DrawnLookUp& left, const DrawnLookUp& right) {
        return left.look_up.line < right.look_up.line;
    });
    return drawn;
}

std::string_view outcome_code(ReviewOutcome outcome) {
    switch (outcome) {
        case ReviewOutcome::in_order:
            return "in_order";
        case ReviewOutcome::follow_up:
            return "follow_up";
        case ReviewOutcome::breach:
            return "breach";
    }
    throw std::logic_error("trail: an outcome without a code");
}

std::string_view outcome_name(ReviewOutcome outcome) {
    switch (outcome) {
        case ReviewOutcome::in_order:
            return base::danish("I orden");
        case ReviewOutcome::follow_up:
            return base::danish("Skal følges op");
        case ReviewOutcome::breach:
            return base::danish("Brud på reglerne");
    }
    throw std::logic_error("trail: an outcome without a name");
}

bool may_review(std::string_view reviewer, const LookUp& look_up) {
    return reviewer != look_up.actor;
}

}  // namespace trail

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/data_class.h"
#include "base/date.h"
#include "base/enum_set.h"
#include "base/field_error.h"
#include "history/history.h"

// Breaches of personal data security: the register of GDPR article 33(5) and the clock of article
// 33(1) (rule R39). It names no person. Pure.
namespace citizen {

enum class BreachKind { confidentiality, integrity, availability };
using BreachKinds = base::EnumSet<BreachKind>;
std::span<const BreachKind> all_breach_kinds();
std::string_view breach_kind_code(BreachKind kind);
std::optional<BreachKind> breach_kind_of(std::string_view code);
std::string_view breach_kind_name(BreachKind kind);  // Danish

// Whether someone is told of a breach.
enum class Telling { undecided, told, not_needed };
std::string_view telling_code(Telling telling);
std::optional<Telling> telling_of(std::string_view code);

struct Breach {
    std::int64_t id = 0;
    std::int64_t version = 0;
    base::LocalTime discovered_at{};  // when the municipality learned of it: the clock starts
    BreachKinds kinds;
    access::DataClasses classes;          // of the data it concerns
    std::optional<std::int64_t> persons;  // about how many; empty: not known yet
    std::string what;                     // what happened
    std::string consequences;
    std::string measures;
    Telling authority = Telling::undecided;  // Datatilsynet
    std::optional<base::LocalTime> authority_told_at;
    std::string authority_reason;  // why late, or why not at all
    Telling subjects = Telling::undecided;
    std::optional<base::Date> subjects_told_on;
    std::string subjects_reason;  // why not
};

inline constexpr std::size_t breach_text_characters_max = 4000;
inline constexpr std::size_t breach_reason_characters_max = 1000;
inline constexpr std::int64_t breach_persons_max = 10'000'000;
inline constexpr std::chrono::hours breach_notice_limit{72};

// The same moments as in the entry, on a clock that knows no summer time.
struct BreachMoments {
    base::Instant discovered{};
    std::optional<base::Instant> authority_told;
    base::Instant now{};
};

// 72 hours after it was discovered, weekends included.
base::Instant notice_due(const BreachMoments& moments);

enum class NoticeClock { running, overdue, met, late, stopped };  // stopped: not needed
NoticeClock notice_clock(const Breach& breach, const BreachMoments& moments);

// Every rule on an entry of the register; empty when it may be kept. Codes: missing, kind,
// data_class, in_future, too_long, R12, persons, late_reason, reason, told_at, told_before.
base::FieldErrors check(const Breach& breach, const BreachMoments& moments);

history::Snapshot snapshot(const Breach& breach);

}  // namespace citizen

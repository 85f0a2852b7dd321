#include "access/rule_checks.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "access/rule.h"
#include "base/civil_registration_number.h"
#include "base/text.h"

namespace access {

namespace {

constexpr std::array<std::string_view, 7> harmless_orders = {
    "name", "born_on", "registered_on", "due_on", "district", "unit", "status"};

// As words or parts of words in English and Danish.
constexpr std::array<std::string_view, 20> numbers_on_persons = {
    "score",         "risk",   "rank",   "severity", "danger", "points",  "rating",
    "grade",         "level",  "weight", "threat_",  "total",  "average", "prediction",
    "traffic_light", "colour", "risiko", "niveau",   "farlig", "priority"};

// Names that hold one of the words and mean something else.
constexpr std::array<std::string_view, 4> harmless_names = {"prevention_level", "prevention_levels",
                                                            "assurance_level", "level_key"};

}  // namespace

base::Result<void> check_names_nobody(std::string_view text) {
    if (base::contains_civil_registration_number(text)) return refusal(Rule::R12);
    return {};
}

void check_text_about_nobody(base::FieldErrors& errors, std::string_view field,
                             std::string_view text, std::size_t characters_max) {
    if (!base::is_valid_utf8(text) || base::length_in_characters(text) > characters_max)
        errors.push_back({std::string(field), base::refuse("too_long", "Skriv højst {} tegn.",
                                                           std::to_string(characters_max))});
    if (const auto about_nobody = check_names_nobody(text); !about_nobody)
        errors.push_back({std::string(field), about_nobody.error()});
}

base::Result<void> check_order_of_persons(std::string_view key) {
    const bool harmless =
        std::find(harmless_orders.begin(), harmless_orders.end(), key) != harmless_orders.end();
    if (!harmless) return refusal(Rule::R26);
    return {};
}

bool names_a_number_on_persons(std::string_view name) {
    if (std::find(harmless_names.begin(), harmless_names.end(), name) != harmless_names.end()) {
        return false;
    }
    return std::any_of(numbers_on_persons.begin(), numbers_on_persons.end(),
                       [name](std::string_view word) { return name.find(word) != name.npos; });
}

base::Result<void> check_count(std::int64_t persons, const Law& law, base::Date today) {
    if (persons > 0 && persons < law.limit("smallest_count", today)) return refusal(Rule::R28);
    return {};
}

base::Result<void> check_reads_trail(const Actor& actor) {
    if (!actor.may(Permission::see_trail)) return refusal(Rule::R30);
    return {};
}

base::Result<void> check_duty_to_inform(std::optional<base::Date> told_on,
                                        std::string_view exemption, base::Date today) {
    const bool was_told = told_on && *told_on <= today;
    if (!was_told && base::trim(exemption).empty()) return refusal(Rule::R33);
    return {};
}

base::Date inform_before(base::Date registered_on, const Law& law) {
    return base::add_days(registered_on, law.limit("inform_days", registered_on));
}

base::Result<void> check_exemption(std::string_view reason) {
    if (base::trim(reason).empty()) {
        return base::refuse("exemption_reason", "Begrund undtagelsen.");
    }
    return {};
}

base::Error exemption_notice(std::string_view reason) {
    return refusal(Rule::R32, {base::trim(reason)});
}

base::Result<void> check_break_glass(std::string_view reason, const Law& law, base::Date today) {
    const auto characters = static_cast<int>(base::length_in_characters(base::trim(reason)));
    if (characters < law.limit("break_glass_characters", today)) return refusal(Rule::R41_reason);
    return {};
}

base::Instant break_glass_ends(base::Instant opened_at, const Law& law, base::Date today) {
    return opened_at + std::chrono::minutes(law.limit("break_glass_minutes", today));
}

base::Instant break_glass_review_due(base::Instant opened_at, const Law& law, base::Date today) {
    return opened_at + std::chrono::hours(law.limit("break_glass_review_hours", today));
}

base::Result<void> check_seat(const organisation::Agency& agency, organisation::ForumKind forum,
                              const Law& law, base::Date today) {
    const ForumEntry* entry = law.forum(forum, today);
    if (!entry || !may_sit(*entry, agency)) return refusal(Rule::R11);
    return {};
}

std::optional<base::Date> erasable_from(std::string_view retention_class, base::Date started_on,
                                        const Law& law) {
    const RetentionEntry* entry = law.retention_class(retention_class, started_on);
    if (!entry) return std::nullopt;
    return base::add_days(started_on, entry->days);
}

base::Instant breach_notice_due(base::Instant known_at, const Law& law, base::Date today) {
    return known_at + std::chrono::hours(law.limit("breach_hours", today));
}

}  // namespace access

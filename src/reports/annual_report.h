#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/role.h"
#include "base/date.h"
#include "base/field_error.h"
#include "base/result.h"
#include "history/history.h"

// The annual report of a year: where it stands, who may move it on, and its written sections. Pure.
namespace reports {

// Where the work is.
enum class Stage {
    draft,     // texts are written, figures are live
    frozen,    // signed; a document that never changes
    published  // the frozen document is the public one
};
// What everyone sees at the report's address. While a correction is being written, the published
// report stays where it is.
enum class Publication { none, open, withdrawn };

struct Standing {
    Stage stage = Stage::draft;
    Publication publication = Publication::none;

    bool operator==(const Standing&) const = default;
};

std::string_view stage_code(Stage stage);
std::optional<Stage> stage_of(std::string_view code);
std::string_view publication_code(Publication publication);
std::optional<Publication> publication_of(std::string_view code);
std::string_view standing_name(Standing standing);  // Danish: "Udgivet, en rettelse er i gang"

enum class Step {
    freeze,    // draft → frozen, once both units have read the texts through
    reopen,    // frozen → draft, before it was published
    publish,   // frozen → published
    correct,   // published → draft; says what and why
    withdraw,  // takes the public report away; says why
    send       // to the committee; moves nothing
};
std::string_view step_code(Step step);
std::optional<Step> step_of(std::string_view code);

inline constexpr std::size_t reason_characters_max = 500;

struct Attempt {
    access::Permissions permissions;  // of the one who wants it
    std::vector<std::string> unread;  // names of the units that haven't read the texts through
    std::string reason;
};

// The one place that says who may move a report where. Refused with "sign_reports" (not the right),
// "wrong_standing", "unread" or "reason".
base::Result<Standing> move(Standing from, Step step, const Attempt& attempt);

// The steps that lead on from here, whoever takes them.
std::vector<Step> steps_from(Standing standing);

bool is_writable(Standing standing);

// One written part of the report, with the unit that answers for it.
struct Section {
    std::int64_t id = 0;
    std::string key;  // "year", "goal.safe_town"
    std::int64_t version = 0;
    std::string unit_key;
    std::string text_da;
    std::string text_en;  // may be empty: the Danish text stands for it

    bool operator==(const Section&) const = default;
};

inline constexpr std::size_t section_characters_max = 20'000;

// A section of every report; those of the goals ("goal.KEY") come in between.
struct SectionKind {
    std::string_view key;
    std::string_view name;  // Danish
    std::string_view hint;  // Danish: what belongs there
};
std::span<const SectionKind> section_kinds();
const SectionKind* find_section_kind(std::string_view key);
inline constexpr std::string_view goal_section_prefix = "goal.";

// Every rule on a section; empty when it may be saved.
base::FieldErrors check(const Section& section);

history::Snapshot snapshot(const Section& section);

// Changes whenever any text or responsible unit does: what a unit has read through is known by it.
std::string fingerprint(const std::vector<Section>& sections);

}  // namespace reports

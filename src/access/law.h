#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/data_class.h"
#include "access/purpose.h"
#include "base/date.h"
#include "base/enum_set.h"
#include "organisation/agency.h"

// What the law says, as dated data that a lawyer can correct without a build: catalogue/law. Plain
// types and look-ups by date; law_file.h reads them.
namespace access {

using ForumKinds = base::EnumSet<organisation::ForumKind>;
using AgencyKinds = base::EnumSet<organisation::AgencyKind>;
using InstitutionAreas = base::EnumSet<organisation::InstitutionArea>;
using Purposes = base::EnumSet<Purpose>;

// Where an entry comes from. What no public source confirms is a lead for the lawyer.
enum class Confirmed { no, yes };
struct Source {
    std::string text;
    Confirmed confirmed = Confirmed::no;

    bool operator==(const Source&) const = default;
};

// A ground on which data may be passed on or used: RPL115_1_1, CONSENT.
struct LegalBasis {
    std::string code;
    std::string statute;
    std::string paragraph;
    std::string text_da;
    std::string text_en;
    organisation::Validity validity;
    ForumKinds allowed_forums;
    std::optional<int> min_age;  // whole years on the day, both inclusive
    std::optional<int> max_age;
    bool needs_consent = false;
    bool needs_necessity_text = false;
    bool may_be_refused = false;
    DataClasses opens;                // the special classes that need it: offence, health
    bool hands_over_on_move = false;  // still holds when the citizen has moved away (R48)
    bool needs_assessment = false;    // of radicalisation, recorded (R09, letter c)
    bool informs_patient = false;     // who is told afterwards
    Source source;

    bool operator==(const LegalBasis&) const = default;
};

struct PurposeEntry {
    Purpose purpose = Purpose::support;
    std::string text_da;
    std::string text_en;
    organisation::Validity validity;
    std::string basis;            // the code that stands in the trail when nothing nearer applies
    AgencyKinds agencies;         // whose staff may choose it
    DataClasses classes;          // what may be opened for it
    ForumKinds forums;            // the forums whose work it is; empty: none
    std::string retention_class;  // of work that is done for it: a key of `retention`
    // Whether it may be chosen by someone whose assignment has another purpose.
    bool for_every_assigned = false;
    bool for_leaders = false;
    Source source;

    bool operator==(const PurposeEntry&) const = default;
};

struct ForumEntry {
    organisation::ForumKind kind = organisation::ForumKind::general;
    std::string text_da;
    std::string text_en;
    organisation::Validity validity;
    AgencyKinds agencies;    // that may sit there
    InstitutionAreas areas;  // of self-governing institutions with a public task (R11)
    bool exchanges_personal_data = false;
    bool needs_signed_consent = false;      // before any exchange (R14)
    std::vector<std::string> needs_one_of;  // bases of which one is always stated (R09)
    Source source;

    bool operator==(const ForumEntry&) const = default;
};

struct AgeEntry {
    std::string key;  // "party", "ssp_limit"
    int years = 0;
    std::string text_da;
    std::string text_en;
    organisation::Validity validity;
    Source source;

    bool operator==(const AgeEntry&) const = default;
};

// Numbers that aren't ages: "necessity_characters", "smallest_count".
struct LimitEntry {
    std::string key;
    int value = 0;
    std::string text_da;
    std::string text_en;
    organisation::Validity validity;
    Source source;

    bool operator==(const LimitEntry&) const = default;
};

struct DataClassEntry {
    DataClass data_class = DataClass::internal;
    std::string text_da;
    std::string text_en;
    Source source;

    bool operator==(const DataClassEntry&) const = default;
};

// How long a kind of record is kept: P1825D from the end of the case.
struct RetentionEntry {
    std::string key;  // "ssp_meeting_list"
    std::string text_da;
    std::string text_en;
    organisation::Validity validity;
    std::string kle_number;
    int days = 0;  // of P<days>D
    std::string start_event;
    bool archive_first = false;  // delivered to the archive before it is erased (R36)
    Source source;

    bool operator==(const RetentionEntry&) const = default;
};

// Everything at once; a value, replaced as a whole when the files are read again. Look-ups find the
// entry that is in force on a day.
struct Law {
    std::vector<LegalBasis> bases;
    std::vector<PurposeEntry> purposes;
    std::vector<ForumEntry> forums;
    std::vector<AgeEntry> ages;
    std::vector<LimitEntry> limits;
    std::vector<DataClassEntry> data_classes;
    std::vector<RetentionEntry> retention;

    const LegalBasis* basis(std::string_view code, base::Date day) const;
    const PurposeEntry* purpose(Purpose purpose, base::Date day) const;
    const ForumEntry* forum(organisation::ForumKind kind, base::Date day) const;
    const RetentionEntry* retention_class(std::string_view key, base::Date day) const;
    std::optional<int> age(std::string_view key, base::Date day) const;
    // The loader demands every limit for every day, so a missing one is a bug: std::logic_error.
    int limit(std::string_view key, base::Date day) const;

    bool operator==(const Law&) const = default;
};

using LawPointer = std::shared_ptr<const Law>;

// Whether an agency may sit in a forum on a day (R11): its kind stands in the list, or it is a
// self-governing institution with a public task in one of the areas.
bool may_sit(const ForumEntry& forum, const organisation::Agency& agency);

// Whole years on a day. Born on 29 February: a year older on 1 March in ordinary years.
int age_on(base::Date born, base::Date day);

}  // namespace access

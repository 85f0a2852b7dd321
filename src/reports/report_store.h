#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "history/history.h"
#include "reports/annual_report.h"
#include "reports/report_texts.h"
#include "store/database.h"

// Reports in the database. Every change of a section is a version in `history` under the kind
// "report_section". Frozen editions and notes are only ever added. The functions expect checked
// texts and permitted steps; the caller records the trail line in the same transaction.
namespace reports {

inline constexpr std::string_view section_history_kind = "report_section";

struct Changer {
    std::int64_t account_id = 0;
    base::Instant now{};
};

// A unit that writes the report, and what it has read through.
struct WritingUnit {
    std::string unit_key;
    std::string read_fingerprint;  // of the texts then; empty: never
    std::string read_by;           // name
    std::optional<base::Instant> read_at;
};

struct Report {
    std::int64_t id = 0;
    int year = 0;
    std::int64_t version = 0;
    Standing standing;
    std::string correction;  // what is being corrected and why, while it is
    std::string withdrawn_reason;
    std::optional<base::Instant> withdrawn_at;
    std::string sent_to;  // unit key
    std::optional<base::Date> sent_on;
    std::vector<WritingUnit> units;
};

// Newest year first.
std::vector<Report> reports(store::Connection& connection);
std::optional<Report> find_report(store::Connection& connection, int year);

// A draft with these units and texts; sections that `texts` doesn't have are empty and the first
// unit's. Refused with "exists".
base::Result<std::int64_t> create_report(store::WriteTransaction& transaction,
                                         const ReportTexts& texts,
                                         const std::vector<std::string>& section_keys,
                                         const Changer& changer);

// In the order they were made.
std::vector<Section> sections_of(store::Connection& connection, std::int64_t report_id);
std::optional<Section> find_section(store::Connection& connection, std::int64_t report_id,
                                    std::string_view key);
// `section.version` is the version the change is based on. Refused with "version_conflict".
base::Result<void> change_section(store::WriteTransaction& transaction, const Section& section,
                                  const Changer& changer, history::Change change);

void mark_read(store::WriteTransaction& transaction, std::int64_t report_id,
               std::string_view unit_key, std::string_view read_fingerprint,
               const Changer& changer);

// Where the report stands now, and what belongs to it. `report.version` is the version the step is
// based on. Refused with "version_conflict".
base::Result<void> save_standing(store::WriteTransaction& transaction, const Report& report);

struct FrozenEdition {
    std::int64_t number = 0;
    std::string document;  // JSON
    std::string sha256;
    std::string correction;
    base::Instant frozen_at{};
    std::string frozen_by;  // name
    std::optional<base::Instant> published_at;
    bool reopened = false;
};
// Returns the new edition's number.
std::int64_t add_edition(store::WriteTransaction& transaction, std::int64_t report_id,
                         std::string_view document, std::string_view sha256,
                         std::string_view correction, const Changer& changer);
void publish_edition(store::WriteTransaction& transaction, std::int64_t report_id,
                     std::int64_t number, const Changer& changer);
void reopen_edition(store::WriteTransaction& transaction, std::int64_t report_id,
                    std::int64_t number, const Changer& changer);
// Newest first, all but their documents.
std::vector<FrozenEdition> editions_of(store::Connection& connection, std::int64_t report_id);
// The newest that was published; also of a withdrawn report.
std::optional<FrozenEdition> published_edition(store::Connection& connection,
                                               std::int64_t report_id);
// Frozen and not published; empty when there is none.
std::optional<FrozenEdition> frozen_edition(store::Connection& connection, std::int64_t report_id);

// A dated orientation note of figures that came after the freeze.
struct Note {
    std::int64_t number = 0;
    std::string text;
    std::string document;
    std::string sha256;
    base::Instant made_at{};
    std::string made_by;  // name
    std::optional<base::Instant> published_at;
};
std::int64_t add_note(store::WriteTransaction& transaction, std::int64_t report_id,
                      const std::string& text, std::string_view document, std::string_view sha256,
                      const Changer& changer);
void publish_note(store::WriteTransaction& transaction, std::int64_t report_id, std::int64_t number,
                  const Changer& changer);
// Newest first, all but their documents.
std::vector<Note> notes_of(store::Connection& connection, std::int64_t report_id);
std::optional<Note> find_note(store::Connection& connection, std::int64_t report_id,
                              std::int64_t number);

// Whether the unit writes or wrote a report or one of its sections.
bool unit_writes_reports(store::Connection& connection, const std::string& unit);

// What everyone may see: published reports that aren't withdrawn, newest first.
struct PublicReport {
    int year = 0;
    std::int64_t edition = 0;
    base::Instant published_at{};
    std::string correction;
};
std::vector<PublicReport> public_reports(store::Connection& connection);

}  // namespace reports

#include "reports/report_store.h"

#include <algorithm>

namespace reports {
namespace {

constexpr std::string_view report_columns =
    "id, year, version, stage, publication, correction_da, withdrawn_reason, withdrawn_at, "
    "sent_to, sent_on";

std::optional<base::Instant> optional_instant(const store::Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    return base::parse_instant(row.text_view(column));
}

Report read_report(const store::Row& row) {
    Report report;
    report.id = row.integer(0);
    report.year = static_cast<int>(row.integer(1));
    report.version = row.integer(2);
    report.standing = {stage_of(row.text_view(3)).value(),
                       publication_of(row.text_view(4)).value()};
    report.correction = row.text(5);
    report.withdrawn_reason = row.text(6);
    report.withdrawn_at = optional_instant(row, 7);
    report.sent_to = row.text(8);
    if (!row.is_null(9)) report.sent_on = base::parse_date(row.text_view(9));
    return report;
}

// The name of whoever holds an account, "" when there is none (0: the command line).
std::string name_of(store::Connection& connection, std::optional<std::int64_t> account_id) {
    if (!account_id) return {};
    return connection
        .text(
            "select staff_member.name from account join staff_member on staff_member.id = "
            "account.staff_member_id where account.id = $1",
            *account_id)
        .value_or("");
}

void read_units(store::Connection& connection, Report& report) {
    std::vector<std::optional<std::int64_t>> readers;
    for (const store::Row& row :
         connection.query("select unit_key, read_fingerprint, read_at, read_by from report_unit "
                          "where report_id = $1 order by position",
                          report.id)) {
        report.units.push_back({row.text(0), row.text(1), {}, optional_instant(row, 2)});
        readers.push_back(row.optional_integer(3));
    }
    for (std::size_t i = 0; i < readers.size(); ++i)
        report.units[i].read_by = name_of(connection, readers[i]);
}

Section read_section(const store::Row& row) {
    return {row.integer(0), row.text(1), row.integer(2), row.text(3), row.text(4), row.text(5)};
}

constexpr std::string_view section_columns = "id, section_key, version, unit_key, text_da, text_en";

void save_version(store::WriteTransaction& transaction, const Section& section,
                  const Changer& changer, history::Change change) {
    history::save(transaction, section_history_kind, section.id,
                  {section.version, change, changer.account_id, changer.now, snapshot(section)});
}

void add_section(store::WriteTransaction& transaction, std::int64_t report_id,
                 const ReportTexts::Text& text, const Changer& changer) {
    Section section{0, text.key, 1, text.unit_key, text.da, text.en};
    section.id = transaction
                     .integer(
                         "insert into report_section (report_id, section_key, version, "
                         "unit_key, text_da, text_en) values ($1, $2, 1, $3, $4, $5) "
                         "returning id",
                         report_id, section.key, section.unit_key, section.text_da, section.text_en)
                     .value();
    save_version(transaction, section, changer, history::Change::created);
}

ReportTexts::Text text_for(const ReportTexts& texts, const std::string& key) {
    for (const ReportTexts::Text& text : texts.sections)
        if (text.key == key) return text;
    return {key, texts.units.front(), {}, {}};
}

// Editions with their documents or without.
constexpr std::string_view edition_columns =
    "number, sha256, correction_da, frozen_at, frozen_by, published_at, reopened_at";

struct ReadEdition {
    FrozenEdition edition;
    std::int64_t frozen_by = 0;
};

ReadEdition read_edition(const store::Row& row) {
    ReadEdition read;
    read.edition.number = row.integer(0);
    read.edition.sha256 = row.text(1);
    read.edition.correction = row.text(2);
    read.edition.frozen_at = base::parse_instant(row.text_view(3)).value();
    read.frozen_by = row.integer(4);
    read.edition.published_at = optional_instant(row, 5);
    read.edition.reopened = !row.is_null(6);
    return read;
}

std::optional<FrozenEdition> one_edition(store::Connection& connection, std::int64_t report_id,
                                         std::string_view condition) {
    std::optional<ReadEdition> read;
    {
        store::Rows rows =
            connection.query("select " + std::string(edition_columns) +
                                 ", document from report_edition where report_id = $1 and " +
                                 std::string(condition) + " order by number desc limit 1",
                             report_id);
        if (!rows.next()) return std::nullopt;
        read = read_edition(rows.row());
        read->edition.document = rows.row().text(7);
    }
    read->edition.frozen_by = name_of(connection, read->frozen_by);
    return std::move(read->edition);
}

constexpr std::string_view note_columns = "number, text_da, sha256, made_at, made_by, published_at";

struct ReadNote {
    Note note;
    std::int64_t made_by = 0;
};

ReadNote read_note(const store::Row& row) {
    ReadNote read;
    read.note.number = row.integer(0);
    read.note.text = row.text(1);
    read.note.sha256 = row.text(2);
    read.note.made_at = base::parse_instant(row.text_view(3)).value();
    read.made_by = row.integer(4);
    read.note.published_at = optional_instant(row, 5);
    return read;
}

base::Error version_conflict() {
    return base::refuse("version_conflict", "En anden har ændret rapporten imens.");
}

std::optional<std::string> instant_text(const std::optional<base::Instant>& instant) {
    if (!instant) return std::nullopt;
    return base::iso_instant(*instant);
}

}  // namespace

std::vector<Report> reports(store::Connection& connection) {
    std::vector<Report> found;
    for (const store::Row& row : connection.query("select " + std::string(report_columns) +
                                                  " from report where year > 0 order by year desc"))
        found.push_back(read_report(row));
    for (Report& report : found) read_units(connection, report);
    return found;
}

std::optional<Report> find_report(store::Connection& connection, int year) {
    std::optional<Report> report;
    {
        store::Rows rows = connection.query(
            "select " + std::string(report_columns) + " from report where year = $1", year);
        if (!rows.next()) return std::nullopt;
        report = read_report(rows.row());
    }
    read_units(connection, *report);
    return report;
}

base::Result<std::int64_t> create_report(store::WriteTransaction& transaction,
                                         const ReportTexts& texts,
                                         const std::vector<std::string>& section_keys,
                                         const Changer& changer) {
    if (transaction.integer("select id from report where year = $1", texts.year))
        return base::refuse("exists", "Rapporten for {} er allerede begyndt.",
                            std::to_string(texts.year));
    const std::int64_t id =
        transaction
            .integer(
                "insert into report (year, version, stage, publication, correction_da, "
                "withdrawn_reason, sent_to, account_id, created_at) "
                "values ($1, 1, 'draft', 'none', '', '', '', $2, $3) returning id",
                texts.year, changer.account_id, base::iso_instant(changer.now))
            .value();
    std::int64_t position = 0;
    for (const std::string& unit : texts.units)
        transaction.execute(
            "insert into report_unit (report_id, position, unit_key, "
            "read_fingerprint) values ($1, $2, $3, '')",
            id, ++position, unit);
    for (const std::string& key : section_keys)
        add_section(transaction, id, text_for(texts, key), changer);
    return id;
}

std::vector<Section> sections_of(store::Connection& connection, std::int64_t report_id) {
    std::vector<Section> sections;
    for (const store::Row& row :
         connection.query("select " + std::string(section_columns) +
                              " from report_section where report_id = $1 order by id",
                          report_id))
        sections.push_back(read_section(row));
    return sections;
}

std::optional<Section> find_section(store::Connection& connection, std::int64_t report_id,
                                    std::string_view key) {
    store::Rows rows =
        connection.query("select " + std::string(section_columns) +
                             " from report_section where report_id = $1 and section_key = $2",
                         report_id, key);
    if (!rows.next()) return std::nullopt;
    return read_section(rows.row());
}

base::Result<void> change_section(store::WriteTransaction& transaction, const Section& section,
                                  const Changer& changer, history::Change change) {
    Section after = section;
    after.version = section.version + 1;
    const std::int64_t changed = transaction.execute(
        "update report_section set version = $3, unit_key = $4, text_da = $5, text_en = $6 "
        "where id = $1 and version = $2",
        after.id, section.version, after.version, after.unit_key, after.text_da, after.text_en);
    if (changed == 0) return version_conflict();
    save_version(transaction, after, changer, change);
    return {};
}

void mark_read(store::WriteTransaction& transaction, std::int64_t report_id,
               std::string_view unit_key, std::string_view read_fingerprint,
               const Changer& changer) {
    transaction.execute(
        "update report_unit set read_fingerprint = $3, read_by = $4, read_at = $5 "
        "where report_id = $1 and unit_key = $2",
        report_id, unit_key, read_fingerprint, changer.account_id, base::iso_instant(changer.now));
}

base::Result<void> save_standing(store::WriteTransaction& transaction, const Report& report) {
    const std::optional<std::string> sent_on =
        report.sent_on ? std::optional(base::iso_date(*report.sent_on)) : std::nullopt;
    const std::int64_t changed = transaction.execute(
        "update report set version = version + 1, stage = $3, publication = $4, "
        "correction_da = $5, withdrawn_reason = $6, withdrawn_at = $7, sent_to = $8, sent_on = $9 "
        "where id = $1 and version = $2",
        report.id, report.version, stage_code(report.standing.stage),
        publication_code(report.standing.publication), report.correction, report.withdrawn_reason,
        instant_text(report.withdrawn_at), report.sent_to, sent_on);
    if (changed == 0) return version_conflict();
    return {};
}

std::int64_t add_edition(store::WriteTransaction& transaction, std::int64_t report_id,
                         std::string_view document, std::string_view sha256,
                         std::string_view correction, const Changer& changer) {
    const std::int64_t number =
        transaction
            .integer("select max(number) from report_edition where report_id = $1", report_id)
            .value_or(0) +
        1;
    transaction.execute(
        "insert into report_edition (report_id, number, document, sha256, correction_da, "
        "frozen_at, frozen_by) values ($1, $2, $3, $4, $5, $6, $7)",
        report_id, number, document, sha256, correction, base::iso_instant(changer.now),
        changer.account_id);
    return number;
}

void publish_edition(store::WriteTransaction& transaction, std::int64_t report_id,
                     std::int64_t number, const Changer& changer) {
    transaction.execute(
        "update report_edition set published_at = $3, published_by = $4 "
        "where report_id = $1 and number = $2 and published_at is null",
        report_id, number, base::iso_instant(changer.now), changer.account_id);
}

void reopen_edition(store::WriteTransaction& transaction, std::int64_t report_id,
                    std::int64_t number, const Changer& changer) {
    transaction.execute(
        "update report_edition set reopened_at = $3 "
        "where report_id = $1 and number = $2 and published_at is null",
        report_id, number, base::iso_instant(changer.now));
}

std::vector<FrozenEdition> editions_of(store::Connection& connection, std::int64_t report_id) {
    std::vector<ReadEdition> read;
    for (const store::Row& row :
         connection.query("select " + std::string(edition_columns) +
                              " from report_edition where report_id = $1 order by number desc",
                          report_id))
        read.push_back(read_edition(row));
    std::vector<FrozenEdition> editions;
    for (ReadEdition& one : read) {
        one.edition.frozen_by = name_of(connection, one.frozen_by);
        editions.push_back(std::move(one.edition));
    }
    return editions;
}

std::optional<FrozenEdition> published_edition(store::Connection& connection,
                                               std::int64_t report_id) {
    return one_edition(connection, report_id, "published_at is not null");
}

std::optional<FrozenEdition> frozen_edition(store::Connection& connection, std::int64_t report_id) {
    return one_edition(connection, report_id, "published_at is null and reopened_at is null");
}

std::int64_t add_note(store::WriteTransaction& transaction, std::int64_t report_id,
                      const std::string& text, std::string_view document, std::string_view sha256,
                      const Changer& changer) {
    const std::int64_t number =
        transaction.integer("select max(number) from report_note where report_id = $1", report_id)
            .value_or(0) +
        1;
    transaction.execute(
        "insert into report_note (report_id, number, text_da, document, sha256, made_at, made_by) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        report_id, number, text, document, sha256, base::iso_instant(changer.now),
        changer.account_id);
    return number;
}

void publish_note(store::WriteTransaction& transaction, std::int64_t report_id, std::int64_t number,
                  const Changer& changer) {
    transaction.execute(
        "update report_note set published_at = $3, published_by = $4 "
        "where report_id = $1 and number = $2 and published_at is null",
        report_id, number, base::iso_instant(changer.now), changer.account_id);
}

std::vector<Note> notes_of(store::Connection& connection, std::int64_t report_id) {
    std::vector<ReadNote> read;
    for (const store::Row& row :
         connection.query("select " + std::string(note_columns) +
                              " from report_note where report_id = $1 order by number desc",
                          report_id))
        read.push_back(read_note(row));
    std::vector<Note> notes;
    for (ReadNote& one : read) {
        one.note.made_by = name_of(connection, one.made_by);
        notes.push_back(std::move(one.note));
    }
    return notes;
}

std::optional<Note> find_note(store::Connection& connection, std::int64_t report_id,
                              std::int64_t number) {
    std::optional<ReadNote> read;
    {
        store::Rows rows =
            connection.query("select " + std::string(note_columns) +
                                 ", document from report_note where report_id = $1 and number = $2",
                             report_id, number);
        if (!rows.next()) return std::nullopt;
        read = read_note(rows.row());
        read->note.document = rows.row().text(6);
    }
    read->note.made_by = name_of(connection, read->made_by);
    return std::move(read->note);
}

std::vector<PublicReport> public_reports(store::Connection& connection) {
    std::vector<PublicReport> found;
    for (const store::Row& row : connection.query(
             "select year, number, published_at, report_edition.correction_da from report "
             "join report_edition on report_edition.report_id = report.id "
             "where publication = 'open' and published_at is not null "
             "order by year desc, number desc")) {
        const int year = static_cast<int>(row.integer(0));
        if (!found.empty() && found.back().year == year) continue;  // an older edition
        found.push_back(
            {year, row.integer(1), base::parse_instant(row.text_view(2)).value(), row.text(3)});
    }
    return found;
}

bool unit_writes_reports(store::Connection& connection, const std::string& unit) {
    return connection.integer("select 1 from report_unit where unit_key = $1 limit 1", unit)
               .has_value() ||
           connection.integer("select 1 from report_section where unit_key = $1 limit 1", unit)
               .has_value();
}

}  // namespace reports

#include "evidence/official_statistics_store.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/digest.h"
#include "formats/statbank.h"

namespace evidence {
namespace {

struct FileContent {
    std::vector<OfficialFigure> figures;
    std::int64_t unknown = 0;
};

// Turns the file's columns into area, subject and period, whatever their order.
base::Result<FileContent> read_figures(std::istream& input) {
    FileContent content;
    std::optional<std::size_t> area_at;
    std::optional<std::size_t> time_at;
    formats::StatbankHandler handler;
    handler.on_header = [&](const formats::StatbankHeader& header) -> base::Result<void> {
        area_at = header.find("OMRÅDE");
        time_at = header.time_variable;
        if (!area_at) return base::refuse("no_area", "Filen har ingen kolonne OMRÅDE.");
        if (!time_at) return base::refuse("no_time", "Filen har ingen kolonne TID.");
        return {};
    };
    handler.on_row = [&](const formats::StatbankRow& row) -> base::Result<void> {
        OfficialFigure figure;
        figure.area = row.codes[*area_at];
        figure.period = row.codes[*time_at];
        for (std::size_t i = 0; i < row.codes.size(); ++i) {
            if (i == *area_at || i == *time_at) continue;
            figure.subject += (figure.subject.empty() ? "" : "/") + row.codes[i];
        }
        figure.value = row.value;
        if (!figure.value) ++content.unknown;
        content.figures.push_back(std::move(figure));
        return {};
    };
    const auto summary = formats::read_statbank(input, handler);
    if (!summary) return summary.error();
    return content;
}

Release read_release(const store::Row& row) {
    Release release;
    release.id = row.integer(0);
    release.table = row.text(1);
    release.file_name = row.text(2);
    release.checksum = row.text(3);
    release.retrieved_on = base::parse_date(row.text_view(4)).value();
    release.imported_at = base::parse_instant(row.text_view(5)).value();
    release.account_id = row.integer(6);
    release.figures = row.integer(7);
    release.changed = row.integer(8);
    release.unknown = row.integer(9);
    release.first_period = row.text(10);
    release.last_period = row.text(11);
    release.generated = row.integer(12) != 0;
    return release;
}

constexpr std::string_view release_columns =
    "id, table_code, file_name, checksum, retrieved_on, imported_at, account_id, figures, "
    "changed_figures, unknown_figures, first_period, last_period, generated";

using Key = std::tuple<std::string, std::string, std::string>;

// The values in force before this import. Rows come in the order of releases, so the last one of a
// key wins.
std::map<Key, std::optional<double>> values_in_force(store::Connection& connection,
                                                     std::string_view table) {
    std::map<Key, std::optional<double>> values;
    for (const store::Row& row : connection.query(
             "select area, subject, period, figure from official_figure where table_code = $1 "
             "order by area, subject, period, release_id",
             table))
        values[{row.text(0), row.text(1), row.text(2)}] = row.optional_real(3);
    return values;
}

Release describe(const ImportRequest& request, const FileContent& content, std::string checksum) {
    Release release;
    release.table = request.table;
    release.file_name = request.file_name;
    release.checksum = std::move(checksum);
    release.retrieved_on = request.retrieved_on;
    release.imported_at = request.now;
    release.account_id = request.account_id;
    release.figures = static_cast<std::int64_t>(content.figures.size());
    release.unknown = content.unknown;
    release.generated = request.generated;
    const auto [first, last] = std::minmax_element(
        content.figures.begin(), content.figures.end(),
        [](const auto& left, const auto& right) { return left.period < right.period; });
    release.first_period = first->period;
    release.last_period = last->period;
    return release;
}

void insert_release(store::WriteTransaction& transaction, Release& release) {
    release.id =
        transaction
            .integer(
                "insert into official_release (table_code, file_name, checksum, retrieved_on, "
                "imported_at, account_id, figures, changed_figures, unknown_figures, "
                "first_period, last_period, generated) "
                "values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11) returning id",
                release.table, release.file_name, release.checksum,
                base::iso_date(release.retrieved_on), base::iso_instant(release.imported_at),
                release.account_id, release.figures, release.unknown, release.first_period,
                release.last_period, release.generated ? 1 : 0)
            .value();
}

void insert_figures(store::WriteTransaction& transaction, Release& release,
                    const std::vector<OfficialFigure>& figures) {
    const auto before = values_in_force(transaction, release.table);
    for (const OfficialFigure& figure : figures) {
        const auto known = before.find({figure.area, figure.subject, figure.period});
        if (known != before.end() && known->second == figure.value) continue;
        if (known != before.end()) ++release.changed;
        transaction.execute(
            "insert into official_figure (table_code, area, subject, period, release_id, figure) "
            "values ($1, $2, $3, $4, $5, $6)",
            release.table, figure.area, figure.subject, figure.period, release.id, figure.value);
    }
    transaction.execute("update official_release set changed_figures = $2 where id = $1",
                        release.id, release.changed);
}

std::optional<Release> release_with(store::Connection& connection, const std::string& table,
                                    const std::string& checksum) {
    store::Rows rows = connection.query("select " + std::string(release_columns) +
                                            " from official_release "
                                            "where table_code = $1 and checksum = $2",
                                        table, checksum);
    if (!rows.next()) return std::nullopt;
    return read_release(rows.row());
}

bool is_table_code(const std::string& text) {
    return !text.empty() && text.size() <= 20 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

}  // namespace

std::variant<ImportOutcome, Refused> import_official_statistics(
    store::WriteTransaction& transaction, const ImportRequest& request) {
    if (!is_table_code(request.table))
        return Refused{{base::refuse(
            "table",
            "Skriv tabellens navn i Statistikbanken, fx STRAF11 (store bogstaver og tal).")}};
    std::ifstream file(request.file, std::ios::binary);
    if (!file) return Refused{{base::refuse("file", "Filen kan ikke læses.")}};
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const std::string checksum = base::sha256_hex(bytes.str());
    if (const auto known = release_with(transaction, request.table, checksum))
        return ImportOutcome{*known, true, {}};
    std::istringstream input(bytes.str());
    const base::Result<FileContent> content = read_figures(input);
    if (!content) return Refused{{content.error()}};
    Findings findings = check_figures(request.table, content->figures);
    if (!findings.refusals.empty()) return Refused{std::move(findings.refusals)};
    ImportOutcome outcome{describe(request, *content, checksum), false, std::move(findings.notes)};
    insert_release(transaction, outcome.release);
    insert_figures(transaction, outcome.release, content->figures);
    return outcome;
}

std::vector<Release> releases(store::Connection& connection, int limit) {
    std::vector<Release> found;
    for (const store::Row& row :
         connection.query("select " + std::string(release_columns) +
                              " from official_release where imported_at > '' "
                              "order by imported_at desc, id desc limit $1",
                          std::clamp(limit, 1, 500)))
        found.push_back(read_release(row));
    return found;
}

std::optional<Release> latest_release(store::Connection& connection, std::string_view table) {
    store::Rows rows = connection.query("select " + std::string(release_columns) +
                                            " from official_release where table_code = $1 "
                                            "order by id desc limit 1",
                                        table);
    if (!rows.next()) return std::nullopt;
    return read_release(rows.row());
}

std::map<std::string, std::optional<double>> series(store::Connection& connection,
                                                    std::string_view table, std::string_view area,
                                                    std::string_view subject) {
    std::map<std::string, std::optional<double>> values;
    for (const store::Row& row : connection.query(
             "select period, figure from official_figure "
             "where table_code = $1 and area = $2 and subject = $3 order by period, release_id",
             table, area, subject))
        values[row.text(0)] = row.optional_real(1);
    return values;
}

std::vector<std::pair<Release, std::optional<double>>> revisions(store::Connection& connection,
                                                                 std::string_view table,
                                                                 std::string_view area,
                                                                 std::string_view subject,
                                                                 std::string_view period) {
    std::vector<std::pair<Release, std::optional<double>>> found;
    for (const store::Row& row : connection.query(
             "select id, official_release.table_code, file_name, checksum, retrieved_on, "
             "imported_at, account_id, figures, changed_figures, unknown_figures, first_period, "
             "last_period, generated, figure from official_figure "
             "join official_release on official_release.id = release_id "
             "where official_figure.table_code = $1 and area = $2 and subject = $3 and period = $4 "
             "order by release_id",
             table, area, subject, period))
        found.emplace_back(read_release(row), row.optional_real(13));
    return found;
}

}  // namespace evidence

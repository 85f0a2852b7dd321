#include "evidence/official_revisions_store.h"

namespace evidence {
namespace {

constexpr std::size_t most_codes = 500;

}  // namespace

std::vector<RevisedFigure> revised_series(store::Connection& connection, std::string_view table,
                                          std::string_view area, std::string_view subject) {
    std::vector<RevisedFigure> found;
    for (const store::Row& row :
         connection.query("select period, retrieved_on, generated, figure from official_figure "
                          "join official_release on official_release.id = release_id "
                          "where official_figure.table_code = $1 and area = $2 and subject = $3 "
                          "order by period, release_id",
                          table, area, subject)) {
        if (found.empty() || found.back().period != row.text_view(0))
            found.push_back({row.text(0), {}});
        found.back().values.push_back({base::parse_date(row.text_view(1)).value(),
                                       row.integer(2) != 0, row.optional_real(3)});
    }
    return found;
}

// Asking for the next code again and again reads one row of the index each time, where "distinct"
// would read them all.
std::vector<std::string> areas_of(store::Connection& connection, std::string_view table) {
    std::vector<std::string> codes;
    std::string last;
    while (codes.size() < most_codes) {
        const auto next = connection.text(
            "select min(area) from official_figure where table_code = $1 and area > $2", table,
            last);
        if (!next) break;
        codes.push_back(*next);
        last = *next;
    }
    return codes;
}

std::vector<std::string> subjects_of(store::Connection& connection, std::string_view table,
                                     std::string_view area) {
    std::vector<std::string> codes;
    std::string last;
    while (codes.size() < most_codes) {
        const auto next = connection.text(
            "select min(subject) from official_figure where table_code = $1 and area = $2 and "
            "subject > $3",
            table, area, last);
        if (!next) break;
        codes.push_back(*next);
        last = *next;
    }
    return codes;
}

}  // namespace evidence

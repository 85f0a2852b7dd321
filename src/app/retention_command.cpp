#include "app/retention_command.h"

#include "access/current_law.h"
#include "app/instance.h"
#include "citizen/retention_overview.h"
#include "people/erasure_words.h"

namespace app {
namespace {

void print_row(const citizen::RetentionOverview& overview, std::size_t row,
               const std::string& heading, const web::Language& language, std::ostream& out) {
    out << heading << "\n";
    for (std::size_t column = 0; column < overview.cells[row].size(); ++column) {
        const auto& cell = overview.cells[row][column];
        if (cell == 0) continue;
        const bool is_sum = column == overview.months.size();
        const std::string_view month = is_sum ? language.say("I alt")
                                       : overview.months[column].empty()
                                           ? language.say("Senere")
                                           : std::string_view(overview.months[column]);
        out << "  " << month << ": "
            << (cell ? std::to_string(*cell) : std::string(language.say("under 5 eller skjult")))
            << "\n";
    }
}

}  // namespace

int print_retention(const Configuration& configuration, store::Database& database,
                    const web::Language& language, std::ostream& out, std::ostream& err) {
    const base::Instant now = system_now();
    const auto current = access::CurrentLaw::open(
        configuration.law_directory, [&err](std::string_view line) { err << line << "\n"; });
    if (!current) {
        err << "trygby: " << language.say(current.error()) << std::endl;
        return 1;
    }
    const access::LawPointer law = (*current)->get(now);
    const citizen::RetentionOverview overview =
        citizen::retention_overview(people::forecast_erasures(
            database, people::own_retention_sources(), *law, web::to_local(now).date));
    if (overview.cells.empty())
        out << language.say("Ingen personer har en frist endnu.") << std::endl;
    for (std::size_t row = 0; row < overview.cells.size(); ++row)
        print_row(overview, row,
                  row == overview.classes.size()
                      ? std::string(language.say("I alt"))
                      : people::retention_class_words(*law, overview.classes[row], language),
                  language, out);
    out << language.say("Intet er ændret.") << std::endl;
    return 0;
}

}  // namespace app

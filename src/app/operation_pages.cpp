#include "app/operation_pages.h"

#include <filesystem>

#include "app/version.h"
#include "web/components/alert.h"
#include "web/components/definition_list.h"
#include "web/components/heading.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"

namespace app {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

web::Html outcome_tag(const JobRun& run, const web::Language& language) {
    if (run.outcome == "done")
        return web::status_tag(web::StatusKind::done, language.say("Gennemført"));
    if (run.outcome == "failed")
        return web::status_tag(web::StatusKind::attention, language.say("Fejlet"));
    return web::status_tag(web::StatusKind::ongoing, language.say("I gang"));
}

web::Html jobs_table(const Visit& visit, const std::vector<Job>& jobs) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Planlagte job og deres seneste kørsel"),
         .columns = {{.heading = language.say("Job"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hver dag eller time")},
                     {.heading = language.say("Seneste kørsel")},
                     {.heading = language.say("Resultat")},
                     {.heading = language.say("Besked")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    store::ReadTransaction reading = visit.services.database.read();
    for (const Job& job : jobs) {
        const std::optional<JobRun> run = last_run(reading, job.code);
        table.row(
            language.say(job.name),
            job.rhythm == Job::Rhythm::daily ? language.time_of_day(job.minute_of_day)
                                             : language.say_with("Hver time, {} minutter over",
                                                                 std::to_string(job.minute_of_day)),
            run ? language.instant(run->started_at) : std::string(language.say("Ikke kørt endnu")),
            run ? outcome_tag(*run, language) : web::Html(), run ? run->message : std::string());
    }
    return table.finish();
}

web::Html facts(const Visit& visit) {
    const web::Language& language = visit.language;
    const store::DatabaseStatistics statistics = visit.services.database.statistics();
    std::error_code failure;
    const auto space = std::filesystem::space(visit.services.working_directory, failure);
    const std::string free =
        failure
            ? "–"
            : language.decimal(static_cast<double>(space.available) / (1024.0 * 1024 * 1024), 1) +
                  " GiB";
    return web::definition_list(
        {{language.say("Programmets version"), web::text(version())},
         {language.say("Databasens version"),
          web::text(std::to_string(visit.services.database.schema_number()))},
         {language.say("Fri plads på disken"), web::text(free)},
         {language.say("Skrivninger siden start"),
          web::text(language.number(static_cast<std::int64_t>(statistics.write_transactions)))}});
}

web::Response show(const Visit& visit, const std::vector<Job>& jobs) {
    web::Html content;
    if (visit.services.database.statistics().read_only)
        content.add(
            web::alert(web::AlertKind::error,
                       visit.language.say("Disken er fuld eller kan ikke skrives. Tjenesten viser, "
                                          "hvad der er, men kan ikke gemme."),
                       visit.language));
    content.add(jobs_table(visit, jobs),
                web::heading(web::HeadingLevel::h2, visit.language.say("Systemet")), facts(visit));
    return visit.page(visit.language.say("Drift"), content);
}

}  // namespace

void add_operation_routes(access::Routes& routes, const std::vector<Job>& jobs) {
    routes.get("/drift", Permission::see_operation,
               [jobs](const Visit& visit) { return show(visit, jobs); });
}

}  // namespace app

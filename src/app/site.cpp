#include "app/site.h"

#include <span>
#include <stdexcept>

#include "access/access_pages.h"
#include "access/agency_pages.h"
#include "access/error_page.h"
#include "access/forum_pages.h"
#include "access/guards.h"
#include "activities/activity_pages.h"
#include "activities/enquiry_pages.h"
#include "activities/import_pages.h"
#include "app/operation_pages.h"
#include "app/registered_uses.h"
#include "app/running_program.h"
#include "app/start_pages.h"
#include "app/version.h"
#include "citizen/breach_pages.h"
#include "citizen/certificate_pages.h"
#include "citizen/citizen_pages.h"
#include "citizen/processing_record_pages.h"
#include "citizen/retention_overview_pages.h"
#include "citizen/subject_access_pages.h"
#include "evidence/analysis_pages.h"
#include "evidence/crime_level_pages.h"
#include "evidence/entered_figure_pages.h"
#include "evidence/figure_pages.h"
#include "evidence/official_statistics_pages.h"
#include "initiatives/initiative_pages.h"
#include "initiatives/story_pages.h"
#include "people/archive_pages.h"
#include "people/assignment_pages.h"
#include "people/break_glass_pages.h"
#include "people/circle_pages.h"
#include "people/consent_pages.h"
#include "people/duplicate_pages.h"
#include "people/erasure_pages.h"
#include "people/erasure_register_pages.h"
#include "people/legal_hold_pages.h"
#include "people/log_search_pages.h"
#include "people/moving_pages.h"
#include "people/note_pages.h"
#include "people/own_access_sources.h"
#include "people/own_work_pages.h"
#include "people/person_pages.h"
#include "people/received_pages.h"
#include "people/relation_pages.h"
#include "people/sharing_pages.h"
#include "people/staff_relative_pages.h"
#include "places/observation_pages.h"
#include "reports/published_report_pages.h"
#include "reports/report_pages.h"
#include "web/components/icon.h"

namespace app {

// Made by the build from frontend/dist.
std::span<const web::EmbeddedFile> frontend_files();

namespace {

// The bytes of one of the front end's files, for reports that carry their own style and pictures.
std::string asset_bytes(std::string_view path) {
    for (const web::EmbeddedFile& file : frontend_files())
        if (file.path == path) return std::string(file.bytes);
    throw std::logic_error("no such asset: " + std::string(path));
}

// The main navigation, in its order.
std::vector<access::NavigationItem> navigation() {
    using access::Permission;
    return {
        {base::danish("Indsatser"), "/indsatser", Permission::see_initiatives},
        {base::danish("Aktiviteter"), "/aktiviteter", Permission::see_activities},
        {base::danish("Henvendelser"), "/henvendelser", Permission::see_enquiries},
        {base::danish("Observationer"), "/observationer", Permission::see_observations},
        {base::danish("Personer"), "/personer", Permission::see_persons},
        {base::danish("Delt med os"), "/delt", Permission::see_received},
        {base::danish("Statistik"), "/statistik", Permission::see_statistics},
        {base::danish("Analyser"), "/analyser", Permission::see_statistics},
        {base::danish("Rapporter"), "/rapporter", Permission::see_report_drafts},
        {base::danish("Organisation"), "/organisation", Permission::see_initiatives},
        {base::danish("Brugere"), "/brugere", Permission::manage_accounts},
        {base::danish("Sporet"), "/sporet", Permission::see_trail},
        {base::danish("Kontrol af opslag"), "/opslagskontrol", Permission::review_look_ups},
        {base::danish("Konsekvensanalyser"), "/konsekvensanalyse",
         Permission::sign_impact_assessments},
        {base::danish("Fortegnelse"), "/fortegnelse", Permission::see_processing_record},
        {base::danish("Drift"), "/drift", Permission::see_operation},
        {base::danish("Nødadgange"), "/noedadgange", Permission::review_look_ups},
        {base::danish("Sletning"), "/sletning", Permission::see_erasures},
        {base::danish("Samarbejdsfora"), "/samarbejdsfora", Permission::manage_forums},
    };
}

access::Services services_of(const Configuration& configuration, store::Database& database,
                             std::function<base::Instant()> now, access::Protection& protection,
                             const access::IdentityProviders& identity_providers,
                             const web::Language& danish, const web::Language& english,
                             const web::Assets& assets) {
    const std::string sheet = assets.address("css/site.css");
    return {.database = database,
            .now = std::move(now),
            .protection = protection,
            .danish = danish,
            .english = english,
            .asset_base = sheet.substr(0, sheet.size() - std::string_view("/css/site.css").size()),
            .public_address = configuration.public_address,
            .municipality_name = configuration.municipality_name,
            .demonstration = configuration.demonstration,
            .secure_cookies = !configuration.certificate_file.empty() ||
                              configuration.public_address.starts_with("https://"),
            .identity_providers = &identity_providers,
            .navigation = navigation(),
            .working_directory = configuration.working_directory(),
            .trail_heads_file = configuration.trail_heads()};
}

}  // namespace

Site::Site(const Configuration& configuration, store::Database& database, access::Secrets secrets,
           std::function<base::Instant()> now, const std::function<void(std::string_view)>& log,
           const std::vector<Job>& jobs, std::unique_ptr<PersonServices> persons)
    : assets_(frontend_files()),
      protection_(secrets, log),
      identity_providers_(configuration.identity_providers),
      analyses_(configuration.analyses_directory, configuration.analysis_data(),
                std::string(version())),
      report_files_(configuration.data_directory / "reports", asset_bytes),
      persons_(std::move(persons)),
      access_sources_(people::own_access_sources()),
      program_(running_program(configuration)),
      services_(services_of(configuration, database, std::move(now), protection_,
                            identity_providers_, danish_, english_, assets_)),
      dispatcher_{
          router_,
          [this](const web::Request& request, int status) {
              return access::error_page(services_, request, status);
          },
          [log](const web::Request& request, std::string_view cause) {
              log("failure request=" + request.number + " cause=\"" + std::string(cause) + "\"");
          },
          access::status_of_exception} {
    add_routes(jobs);
}

// The table of contents of the program: every module's routes, in one list.
void Site::add_routes(const std::vector<Job>& jobs) {
    assets_.add_routes(router_, access::Guards::without_visitor());
    router_.add({web::Method::get, std::string(web::icon_sprite_address),
                 access::Guards::without_visitor(),
                 [sprite = assets_.response("img/all-svg-icons.svg").value()](const web::Request&) {
                     return sprite;
                 }});
    access::Routes routes(router_, services_);
    access::add_routes(routes);
    initiatives::add_initiative_routes(routes, catalogue_, evidence::figures_section,
                                       registered_uses);
    initiatives::add_story_routes(routes, catalogue_);
    places::add_observation_routes(routes, catalogue_);
    activities::add_activity_routes(routes, catalogue_);
    activities::add_enquiry_routes(routes, catalogue_);
    evidence::add_figure_routes(routes, catalogue_);
    evidence::add_entered_figure_routes(routes, catalogue_);
    evidence::add_official_statistics_routes(routes, catalogue_);
    evidence::add_crime_level_routes(routes, catalogue_);
    evidence::add_analysis_routes(routes, analyses_);
    activities::add_import_routes(routes, catalogue_);
    reports::add_report_routes(routes, catalogue_, report_files_);
    reports::add_published_report_routes(routes, catalogue_, report_files_);
    people::add_person_routes(routes, persons_->registry());
    people::add_consent_routes(routes, persons_->registry());
    people::add_note_routes(routes, persons_->registry());
    people::add_sharing_routes(routes, persons_->registry());
    people::add_assignment_routes(routes, persons_->registry());
    people::add_received_routes(routes, persons_->registry());
    people::add_break_glass_routes(routes, persons_->registry());
    access::add_agency_routes(routes);
    access::add_forum_routes(routes, persons_->office());
    people::add_relation_routes(routes, persons_->registry());
    people::add_circle_routes(routes, persons_->registry());
    people::add_own_work_routes(routes, persons_->registry());
    people::add_duplicate_routes(routes, persons_->registry());
    people::add_moving_routes(routes, persons_->registry());
    people::add_staff_relative_routes(routes, persons_->registry());
    people::add_erasure_routes(routes, persons_->retention());
    people::add_erasure_register_routes(routes, persons_->retention());
    citizen::add_certificate_routes(routes, persons_->retention(), press_);
    people::add_legal_hold_routes(routes, persons_->retention());
    people::add_archive_routes(routes);
    citizen::add_retention_overview_routes(routes, persons_->retention());
    people::add_log_search_routes(routes, persons_->registry());
    citizen::add_subject_access_routes(routes, persons_->registry(), access_sources_, press_);
    citizen::add_processing_record_routes(routes, persons_->registry(), program_, press_);
    citizen::add_citizen_routes(routes);
    citizen::add_breach_routes(routes);
    add_start_routes(routes, catalogue_);
    add_operation_routes(routes, jobs);
}

}  // namespace app

#pragma once

#include <memory>
#include <string>

#include "access/openid_provider.h"
#include "access/protection.h"
#include "access/visit.h"
#include "app/configuration.h"
#include "app/job.h"
#include "app/person_services.h"
#include "citizen/paper.h"
#include "citizen/processing_record.h"
#include "evidence/analysis_shelf.h"
#include "initiatives/current_catalogue.h"
#include "people/subject_access.h"
#include "reports/report_files.h"
#include "store/database.h"
#include "web/assets.h"
#include "web/language.h"
#include "web/route.h"

namespace app {

// Everything that answers requests, put together: languages, services, routes. Lives on the heap
// because its parts refer to each other. Without person services there are no pages about persons.
class Site {
  public:
    Site(const Configuration& configuration, store::Database& database, access::Secrets secrets,
         std::function<base::Instant()> now, const std::function<void(std::string_view)>& log,
         const std::vector<Job>& jobs, std::unique_ptr<PersonServices> persons);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    const web::Dispatcher& dispatcher() const { return dispatcher_; }
    const web::Router& router() const { return router_; }

  private:
    void add_routes(const std::vector<Job>& jobs);

    web::Language danish_{web::LanguageCode::danish};
    web::Language english_{web::LanguageCode::english};
    web::Assets assets_;
    access::Protection protection_;
    access::IdentityProviders identity_providers_;
    initiatives::CurrentCatalogue catalogue_;
    evidence::AnalysisShelf analyses_;
    reports::ReportFiles report_files_;
    std::unique_ptr<PersonServices> persons_;
    std::vector<people::SubjectAccessSource> access_sources_;
    citizen::Press press_;
    citizen::RunningProgram program_;
    access::Services services_;
    web::Router router_;
    web::Dispatcher dispatcher_;
};

}  // namespace app

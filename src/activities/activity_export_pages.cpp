#include "activities/activity_export_pages.h"

#include <optional>
#include <system_error>

#include "access/random_token.h"
#include "activities/activity_form.h"
#include "activities/activity_subject.h"
#include "web/components/alert.h"

namespace activities {
namespace {

// A file that goes away unless it is handed over.
class UnfinishedFile {
  public:
    UnfinishedFile(const std::filesystem::path& folder, std::string_view ending)
        : path_(folder / ("export-" + access::random_token() + std::string(ending))) {}
    ~UnfinishedFile() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove(path_, ignored);
    }
    UnfinishedFile(const UnfinishedFile&) = delete;
    UnfinishedFile& operator=(const UnfinishedFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path hand_over() { return std::exchange(path_, {}); }

  private:
    std::filesystem::path path_;
};

}  // namespace

web::Response export_page(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                          ExportFormat format) {
    // The route asks for the right to export; what is exported must be visible too.
    if (!visit.may(access::Permission::see_activities))
        return visit.refused(access::permission_code(access::Permission::see_activities));
    const bool csv = format == ExportFormat::csv;
    UnfinishedFile file(visit.services.working_directory, csv ? ".csv" : ".xlsx");
    std::optional<base::Result<std::int64_t>> rows;
    {
        store::ReadTransaction reading = visit.services.database.read();
        const CataloguePointer catalogue = current.get(reading);
        rows = write_export(reading, {*catalogue, visit.language, filter_of(visit.request.query),
                                      format, file.path(), visit.now});
    }
    if (!rows->ok()) {
        const bool too_many = rows->error().code == "too_many";
        return form_page(
            visit, visit.language.say("Listen blev ikke hentet"),
            web::alert(web::AlertKind::warning, visit.language.say(rows->error()), visit.language),
            "", "", too_many ? refused_status : 500);
    }
    {
        store::WriteTransaction writing = visit.services.database.write();
        visit.record(writing, trail::Action::extract, "activity", "list",
                     std::string(csv ? "csv" : "xlsx") + " rows " + std::to_string(rows->value()));
        writing.commit();
    }
    const std::string name = std::string(visit.language.say("aktiviteter")) + "-" +
                             base::iso_date(visit.today()) + (csv ? ".csv" : ".xlsx");
    return web::attachment(
        csv ? "text/csv; charset=utf-8"
            : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        name, web::FileBody{file.hand_over(), web::FileBody::Afterwards::remove});
}

}  // namespace activities

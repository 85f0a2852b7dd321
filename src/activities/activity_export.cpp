#include "activities/activity_export.h"

#include <string>
#include <vector>

#include "activities/activity_words.h"
#include "initiatives/choice.h"

namespace activities {
namespace {

std::vector<std::string> headings(const web::Language& language) {
    std::vector<std::string> words;
    for (const std::string_view heading :
         {base::danish("Nummer"), base::danish("Dato"), base::danish("Start"),
          base::danish("Slutdato"), base::danish("Slut"), base::danish("Indsats"),
          base::danish("Slags"), base::danish("Titel"), base::danish("Distrikt"),
          base::danish("Sted"), base::danish("Status"), base::danish("Deltagere talt"),
          base::danish("Deltagere i alt")})
        words.emplace_back(language.say(heading));
    for (const AgeGroup group : all_age_groups())
        for (const Sex sex : all_sexes()) words.push_back(group_in(group, sex, language));
    for (const std::string_view heading :
         {base::danish("Medarbejdere"), base::danish("Samarbejdspartnere til stede"),
          base::danish("Materialer"), base::danish("Note"), base::danish("Hvorfor aflyst")})
        words.emplace_back(language.say(heading));
    return words;
}

// Names are looked up once, when the first row needs them.
class StaffDirectory {
  public:
    explicit StaffDirectory(store::Connection& connection) : connection_(connection) {}

    std::string names_of(const std::vector<std::int64_t>& staff) {
        std::vector<std::int64_t> unknown;
        for (const std::int64_t id : staff)
            if (!names_.contains(id)) unknown.push_back(id);
        if (!unknown.empty()) names_.merge(staff_names(connection_, unknown));
        return staff_in(staff, names_);
    }

  private:
    store::Connection& connection_;
    StaffNames names_;
};

void write_times(formats::TableOutput& output, const Activity& activity) {
    output.date(activity.starts_at.date);
    output.text(base::time_of_day(activity.starts_at.minute_of_day));
    if (activity.ends_at) {
        output.date(activity.ends_at->date);
        output.text(base::time_of_day(activity.ends_at->minute_of_day));
    } else {
        output.empty();
        output.empty();
    }
}

void write_attendance(formats::TableOutput& output, const Attendance& attendance,
                      const web::Language& language) {
    output.text(language.say(attendance.counted ? base::danish("Ja") : base::danish("Nej")));
    if (attendance.counted) {
        output.integer(attendance.total);
    } else {
        output.empty();
    }
    for (const auto& group : attendance.cells) {
        for (const std::int64_t count : group) {
            if (count == 0) {
                output.empty();
            } else {
                output.integer(count);
            }
        }
    }
}

void write_row(formats::TableOutput& output, const Activity& activity, const ExportRequest& request,
               StaffDirectory& staff) {
    const initiatives::Catalogue& catalogue = request.catalogue;
    const web::Language& language = request.language;
    output.integer(activity.id);
    write_times(output, activity);
    output.text(initiative_in(activity, catalogue, language));
    output.text(planned_activity_in(activity, catalogue, language));
    output.text(activity.title);
    output.text(initiatives::district_name(catalogue, activity.district, language));
    output.text(activity.place);
    output.text(language.say(state_name(activity.state)));
    write_attendance(output, activity.attendance, language);
    output.text(staff.names_of(activity.staff));
    output.text(partners_in(activity.partners, catalogue, language));
    output.text(materials_in(activity));
    output.text(activity.note);
    output.text(activity.cancel_reason);
    output.end_row();
}

}  // namespace

base::Result<std::filesystem::path> write_export(store::Connection& connection,
                                                 const ExportRequest& request) {
    base::Result<formats::TableOutput> output = formats::TableOutput::create(
        request.folder, request.format, request.language.say("Aktiviteter"),
        headings(request.language), request.now);
    if (!output) return output.error();
    StaffDirectory staff(connection);
    std::int64_t rows = 0;
    each_activity(connection, request.filter, [&](const Activity& activity) {
        if (++rows > request.rows_max) return false;
        write_row(*output, activity, request, staff);
        return true;
    });
    if (rows > request.rows_max)
        return base::refuse("too_many",
                            "Listen har mere end {} rækker. Vælg et år eller en indsats, og prøv "
                            "igen.",
                            std::to_string(request.rows_max));
    return output->finish();
}

}  // namespace activities

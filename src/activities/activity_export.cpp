#include "activities/activity_export.h"

#include <fstream>
#include <string>
#include <vector>

#include "activities/activity_words.h"
#include "formats/csv.h"
#include "formats/xlsx_writer.h"

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
        for (const Sex sex : all_sexes())
            words.push_back(language.say_with("{}, {}", language.say(age_group_name(group)),
                                              language.say(sex_name(sex))));
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

// Both writers have the same words for a cell, so that both files have the same columns.
template <class Writer>
class RowWriter {
  public:
    RowWriter(Writer& writer, const ExportRequest& request, store::Connection& connection)
        : writer_(writer),
          catalogue_(request.catalogue),
          language_(request.language),
          staff_(connection) {}

    void write(const Activity& activity) {
        writer_.integer(activity.id);
        write_times(activity);
        writer_.text(initiative_in(activity, catalogue_, language_));
        writer_.text(planned_activity_in(activity, catalogue_, language_));
        writer_.text(activity.title);
        writer_.text(activity.district.empty()
                         ? std::string()
                         : initiatives::Catalogue::name_in(catalogue_.districts, activity.district,
                                                           language_.tag()));
        writer_.text(activity.place);
        writer_.text(language_.say(state_name(activity.state)));
        write_attendance(activity.attendance);
        writer_.text(staff_.names_of(activity.staff));
        writer_.text(partners_in(activity.partners, catalogue_, language_));
        writer_.text(materials_in(activity));
        writer_.text(activity.note);
        writer_.text(activity.cancel_reason);
        writer_.end_row();
    }

  private:
    void write_times(const Activity& activity) {
        writer_.date(activity.starts_at.date);
        writer_.text(base::time_of_day(activity.starts_at.minute_of_day));
        if (activity.ends_at) {
            writer_.date(activity.ends_at->date);
            writer_.text(base::time_of_day(activity.ends_at->minute_of_day));
        } else {
            writer_.empty();
            writer_.empty();
        }
    }

    void write_attendance(const Attendance& attendance) {
        writer_.text(language_.say(attendance.counted ? base::danish("Ja") : base::danish("Nej")));
        if (attendance.counted) {
            writer_.integer(attendance.total);
        } else {
            writer_.empty();
        }
        for (const auto& group : attendance.cells)
            for (const std::int64_t count : group) {
                if (count == 0) {
                    writer_.empty();
                } else {
                    writer_.integer(count);
                }
            }
    }

    Writer& writer_;
    const initiatives::Catalogue& catalogue_;
    const web::Language& language_;
    StaffDirectory staff_;
};

base::Error too_many() {
    return base::refuse("too_many",
                        "Listen har mere end {} rækker. Vælg et år eller en indsats, og prøv igen.",
                        std::to_string(export_rows_max));
}

base::Error not_written() {
    return base::refuse("not_written", "Filen kunne ikke skrives. Prøv igen om lidt.");
}

// Returns the number of rows; one more than allowed when there are too many.
template <class Writer>
std::int64_t write_rows(store::Connection& connection, const ExportRequest& request,
                        Writer& writer) {
    RowWriter<Writer> rows(writer, request, connection);
    std::int64_t count = 0;
    each_activity(connection, request.filter, [&](const Activity& activity) {
        if (++count > export_rows_max) return false;
        rows.write(activity);
        return true;
    });
    return count;
}

base::Result<std::int64_t> write_csv(store::Connection& connection, const ExportRequest& request) {
    std::ofstream file(request.file, std::ios::binary);
    formats::CsvWriter writer(file);
    for (const std::string& heading : headings(request.language)) writer.text(heading);
    writer.end_row();
    const std::int64_t count = write_rows(connection, request, writer);
    file.close();
    if (!file) return not_written();
    if (count > export_rows_max) return too_many();
    return count;
}

base::Result<std::int64_t> write_xlsx(store::Connection& connection, const ExportRequest& request) {
    const std::string title(request.language.say("Aktiviteter"));
    base::Result<formats::XlsxWriter> writer =
        formats::XlsxWriter::create(request.file, {title, request.now});
    if (!writer) return not_written();
    std::vector<formats::SheetColumn> columns;
    for (const std::string& heading : headings(request.language)) columns.push_back({heading});
    writer->begin_sheet(title, columns);
    const std::int64_t count = write_rows(connection, request, *writer);
    if (count > export_rows_max) return too_many();
    if (!writer->finish()) return not_written();
    return count;
}

}  // namespace

base::Result<std::int64_t> write_export(store::Connection& connection,
                                        const ExportRequest& request) {
    return request.format == ExportFormat::csv ? write_csv(connection, request)
                                               : write_xlsx(connection, request);
}

}  // namespace activities

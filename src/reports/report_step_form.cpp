#include "reports/report_step_form.h"

#include "web/form.h"

namespace reports {
namespace {

constexpr std::int64_t highest_version = 1'000'000'000;
constexpr int first_report_year = 2014;

StepForm read_common(web::FormReader& form, Step step) {
    StepForm read;
    read.version = form.optional_whole("version", {.what = base::danish("versionen"),
                                                   .minimum = 0,
                                                   .maximum = highest_version})
                       .value_or(0);
    read.reason = form.optional_text(
        reason_field_name(step),
        {.what = base::danish("begrundelsen"), .characters = reason_characters_max});
    return read;
}

}  // namespace

std::string reason_field_name(Step step) {
    return "reason_" + std::string(step_code(step));
}

StepForm read_step_form(const web::Fields& sent, Step step) {
    web::FormReader form(sent);
    StepForm read = read_common(form, step);
    read.errors = form.errors();
    return read;
}

StepForm read_send_form(const web::Fields& sent, const std::vector<std::string>& committees,
                        base::Date today) {
    web::FormReader form(sent);
    StepForm read = read_common(form, Step::send);
    read.sent_to = form.required_choice("sent_to", base::danish("udvalget"), committees);
    read.sent_on = form.required_date("sent_on", base::danish("datoen"));
    if (read.sent_on && *read.sent_on > today)
        form.refuse("sent_on", base::refuse("future", "Datoen kan ikke være i fremtiden."));
    read.errors = form.errors();
    return read;
}

NewReportForm read_new_report_form(const web::Fields& sent, const std::vector<std::string>& units,
                                   base::Date today) {
    NewReportForm read;
    web::FormReader form(sent);
    read.year = static_cast<int>(form.required_whole("year", {.what = base::danish("året"),
                                                              .minimum = first_report_year,
                                                              .maximum = base::year_of(today)})
                                     .value_or(0));
    read.units = form.required_choices("units", base::danish("enhederne"), units);
    if (!read.units.empty() && read.units.size() != 2)
        form.refuse("units", base::refuse("two_units",
                                          "Vælg to enheder: rapporten skrives i "
                                          "fællesskab og læses igennem af begge."));
    read.errors = form.errors();
    return read;
}

}  // namespace reports

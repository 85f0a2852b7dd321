#include "reports/report_section_form.h"

#include "web/form.h"

namespace reports {

SectionForm read_section_form(const web::Fields& sent, const std::vector<std::string>& units) {
    SectionForm read;
    web::FormReader form(sent);
    read.section.version = form.required_whole("version", {.what = base::danish("versionen"),
                                                           .minimum = 1,
                                                           .maximum = 1'000'000'000})
                               .value_or(0);
    read.section.unit_key =
        form.required_choice("unit_key", base::danish("den ansvarlige enhed"), units);
    read.section.text_da = form.optional_text("text_da", {.what = base::danish("teksten på dansk"),
                                                          .characters = section_characters_max});
    read.section.text_en = form.optional_text(
        "text_en",
        {.what = base::danish("teksten på engelsk"), .characters = section_characters_max});
    for (const base::FieldError& error : check(read.section))
        if (error.field != "unit_key") form.refuse(error.field, error.error);
    read.errors = form.errors();
    return read;
}

}  // namespace reports

#include "evidence/entered_figure_form.h"

#include "base/text.h"
#include "web/form.h"

namespace evidence {

EnteredFigureInput read_entered_figure(const web::Fields& form, const EnteredFigure& of,
                                       const initiatives::FigureDefinition* definition,
                                       base::Date today) {
    web::FormReader reader(form);
    EnteredFigureInput input{of, {}};
    EnteredFigure& figure = input.figure;
    figure.number = std::nullopt;
    const std::string state =
        reader.required_choice("state", base::danish("om tallet kendes"), {"known", "unknown"});
    if (state == "known") {
        figure.number = reader.required_decimal(
            "number", {.what = base::danish("tallet"), .minimum = 0, .maximum = number_max});
    } else if (state == "unknown" && !base::trim(form.value("number")).empty()) {
        reader.refuse("number", base::refuse("unknown_with_number",
                                             "Der står et tal, men der er valgt, at det ikke "
                                             "kendes."));
    }
    figure.data_date = reader.required_date("data_date", base::danish("datoen")).value_or(today);
    figure.note = reader.required_text(
        "note", {.what = base::danish("kilden"), .characters = note_characters_max});
    input.errors = reader.errors();
    web::add_rules(input.errors, check(figure, definition, today));
    return input;
}

}  // namespace evidence

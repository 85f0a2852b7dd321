#pragma once

#include "evidence/entered_figure.h"
#include "web/request.h"

namespace evidence {

struct EnteredFigureInput {
    EnteredFigure figure;
    base::FieldErrors errors;
};
// What was sent about the figure `of` stands for: its initiative, figure and year are given.
EnteredFigureInput read_entered_figure(const web::Fields& form, const EnteredFigure& of,
                                       const initiatives::FigureDefinition* definition,
                                       base::Date today);

}  // namespace evidence

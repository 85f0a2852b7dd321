#pragma once

#include <vector>

#include "web/components/link.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

enum class StepState { upcoming, done, failed };

struct Step {
    PlainText title;
    Link href = {};  // none: the step can't be opened yet
    StepState state = StepState::upcoming;
    PlainText note = {};
};

// The steps of a longer task; `current` counts from 1.
Html step_indicator(const std::vector<Step>& steps, int current, const Language& language);

// "Trin 2 af 4", for the line above the heading.
Html step_subheading(int current, int total, const Language& language);

}  // namespace web

#pragma once

#include "web/components/heading.h"
#include "web/components/plain_text.h"
#include "web/html.h"
#include "web/language.h"

namespace web {

enum class AlertKind { info, success, warning, error };
// Urgent alerts are read aloud at once; only for what appears as an answer to what the user did.
enum class AlertUrgency { calm, urgent };

struct Alert {
    AlertKind kind = AlertKind::info;
    PlainText heading;
    HeadingLevel heading_level = HeadingLevel::h2;
    Html content;  // phrases (text(), links), or paragraphs and lists
    AlertUrgency urgency = AlertUrgency::calm;
};

Html alert(const Alert& alert, const Language& language);

// One sentence.
Html alert(AlertKind kind, const PlainText& sentence, const Language& language);

}  // namespace web

#pragma once

#include <string>
#include <string_view>

#include "reports/report_document.h"
#include "web/language.h"

namespace reports {

// A number as it stands in every rendering: "1.234", "12,3 (10,1 til 14,8)", "+5,0 % (−2,0 til
// +12,4)", "skjult", "ikke oplyst", "–".
std::string amount_words(const Amount& amount, const web::Language& language);

// What stands on a frozen edition beside its content.
struct EditionFrame {
    int number = 1;
    base::Date frozen_on{};
    std::string signed_by;   // name
    std::string sha256;      // of the frozen document
    std::string correction;  // what it corrects and why; empty in the first
};

// "Udgave 1, låst 12. marts 2026 og underskrevet af …".
std::string edition_words(const EditionFrame& frame, const web::Language& language);
// "Rettet den 4. april 2026: …"; empty in the first edition.
std::string correction_words(const EditionFrame& frame, const web::Language& language);

}  // namespace reports

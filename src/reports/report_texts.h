#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "initiatives/catalogue_check.h"

namespace reports {

// What a report begins with: who writes it and the first texts.
struct ReportTexts {
    struct Text {
        std::string key;
        std::string unit_key;
        std::string da;
        std::string en;
    };
    int year = 0;
    std::vector<std::string> units;
    std::vector<Text> sections;
};

// A file as catalogue/ishoej/reports/2024.yaml:
//
//     report:
//       year: 2024
//       units: [ishoej_ungdom, centre_children_prevention]
//       sections:
//         - key: year
//           unit: ishoej_ungdom
//           text: {da: …, en: …}
//
// An empty line in a text begins a new paragraph; it is written as "\n\n" in a quoted text.
struct ReadTexts {
    ReportTexts texts;  // usable when there are no mistakes
    initiatives::Mistakes mistakes;
};
ReadTexts read_report_texts(std::string_view path, std::string_view yaml);

}  // namespace reports

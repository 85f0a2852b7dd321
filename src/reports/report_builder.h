#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "evidence/crime_facts.h"
#include "evidence/figure_store.h"
#include "evidence/published_figures.h"
#include "initiatives/catalogue.h"
#include "reports/annual_report.h"
#include "reports/report_document.h"
#include "web/language.h"

namespace reports {

// What a report is made of. Everything is read before; nothing is looked up here.
struct ReportSubject {
    const initiatives::Catalogue& catalogue;
    int year = 0;
    std::vector<std::string> units;  // keys of those that write it
    std::vector<Section> sections;
    evidence::YearFigures figures;
    std::set<evidence::FigureKey> hidden_before;  // by earlier editions of this report
    const Document* year_before = nullptr;        // as it was frozen; nullptr: there is none
    evidence::CrimeFacts crime;
    base::Date today{};
    bool demonstration = false;  // what was registered is invented, and the report must say so
};

// The whole report, small counts hidden. The same subject always gives the same document.
Document build_report(const ReportSubject& subject, const web::Language& danish,
                      const web::Language& english);

// A short document with the newest official figures of the report's year, for the committee.
Document build_note(const ReportSubject& subject, const std::string& text,
                    const web::Language& danish, const web::Language& english);

// The sections of a year's report in their order: the fixed ones and one for each goal.
std::vector<std::string> section_keys(const initiatives::Catalogue& catalogue, int year);
// Their headings in the reader's language.
std::string section_title(const initiatives::Catalogue& catalogue, int year, std::string_view key,
                          const web::Language& language);

// Keys of the goals in a year, by number.
std::vector<std::string> goals_in(const initiatives::Catalogue& catalogue, int year);

}  // namespace reports

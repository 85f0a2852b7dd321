#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reports/report_builder.h"

// Internal to reports: the parts that build_report puts together.
namespace reports {

// Sentences in both languages at once.
class Both {
  public:
    Both(const web::Language& danish, const web::Language& english)
        : danish_(danish), english_(english) {}

    Words say(std::string_view sentence) const {
        return {std::string(danish_.say(sentence)), std::string(english_.say(sentence))};
    }
    // Words among the arguments are filled in per language; text as it is.
    template <class... Arguments>
    Words say_with(std::string_view sentence, const Arguments&... arguments) const {
        return {danish_.say_with(sentence, in_danish(arguments)...),
                english_.say_with(sentence, in_english(arguments)...)};
    }
    Words date(base::Date day) const { return {danish_.date(day), english_.date(day)}; }
    // Anything that is made with a language.
    template <class Make>
    Words made(const Make& make) const {
        return {make(danish_), make(english_)};
    }
    const web::Language& danish() const { return danish_; }
    const web::Language& english() const { return english_; }

  private:
    static std::string in_danish(const Words& words) { return words.da; }
    static std::string in_danish(std::string_view text) { return std::string(text); }
    static std::string in_english(const Words& words) { return words.in("en"); }
    static std::string in_english(std::string_view text) { return std::string(text); }

    const web::Language& danish_;
    const web::Language& english_;
};

// The same text in both languages.
Words plain(std::string text);
Cell words_cell(Words words);
Cell amount_cell(Amount amount);

TableColumn heading_column(Words words);
TableColumn words_column(Words words);
TableColumn number_column(Words words);

// Initiative – purpose – period of a goal, and of next year's focus.
DocumentTable goal_table(const ReportSubject& subject, const Both& both, const std::string& goal);
DocumentTable focus_table(const ReportSubject& subject, const Both& both);
// The units that write the report and those that answer for its initiatives.
DocumentTable organisation_table(const ReportSubject& subject, const Both& both);

// What was registered under the initiatives of a goal; without rows when nothing was.
DocumentTable goal_figures_table(const ReportSubject& subject, const Both& both,
                                 const evidence::PublishedFigures& published,
                                 const std::string& goal);
// What belongs to no goal of the year.
DocumentTable other_figures_table(const ReportSubject& subject, const Both& both,
                                  const evidence::PublishedFigures& published);
// What was entered by hand for the initiatives of a goal ("": of none), with where each figure
// comes from; without rows when nothing was.
DocumentTable entered_figures_table(const ReportSubject& subject, const Both& both,
                                    const evidence::PublishedFigures& published,
                                    const std::string& goal);
DocumentTable total_figures_table(const ReportSubject& subject, const Both& both,
                                  const evidence::PublishedFigures& published);
DocumentTable attendance_table(const ReportSubject& subject, const Both& both,
                               const evidence::PublishedFigures& published);
DocumentTable definitions_table(const Both& both);

// Charts, tables and sentences of the official figures.
std::vector<DocumentBlock> facts_blocks(const ReportSubject& subject, const Both& both);
DocumentTable sources_table(const ReportSubject& subject, const Both& both);
std::vector<DocumentSource> sources_of(const ReportSubject& subject);

// Goal of every initiative in the year, for the figures.
std::map<std::string, std::string> goals_of_initiatives(const initiatives::Catalogue& catalogue,
                                                        int year);

}  // namespace reports

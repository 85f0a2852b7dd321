#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "web/language.h"

// Plain documents that leave the house: the citizen's package, the record of processing.
namespace citizen {

struct PaperTable {
    std::string caption;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};

struct PaperSection {
    std::string heading;
    std::vector<std::string> paragraphs;
    std::vector<std::pair<std::string, std::string>> facts;  // label, value
    std::vector<PaperTable> tables;
};

struct Paper {
    std::string title;
    std::vector<std::string> paragraphs;
    std::vector<PaperSection> sections;
};

// One HTML file without anything beside it.
std::string paper_html(const Paper& paper, const web::Language& language);

// Turns papers into files, one at a time: each takes about a second and 200 MB. Safe from any
// thread. Code "busy" when the place is taken; else what formats/pdf.h and docx.h refuse.
class Press {
  public:
    // What makes the file of an HTML text.
    using Maker = std::function<base::Result<std::string>(const std::string& html,
                                                          const web::Language& language)>;
    Press();  // Chromium and pandoc
    Press(Maker pdf, Maker docx) : pdf_(std::move(pdf)), docx_(std::move(docx)) {}

    base::Result<std::string> pdf(const Paper& paper, const web::Language& language);
    base::Result<std::string> docx(const Paper& paper, const web::Language& language);

  private:
    base::Result<std::string> make(const Maker& maker, const Paper& paper,
                                   const web::Language& language);

    Maker pdf_;
    Maker docx_;
    std::mutex mutex_;  // held while a file is made
};

}  // namespace citizen

#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "evidence/analysis_page.h"
#include "statistics/analysis.h"

namespace evidence {

// The municipality's pages of analyses with their answers. An answer is worked out when somebody
// asks for it first and kept until the specification or one of its files changes. Any thread.
class AnalysisShelf {
  public:
    // `folder` has pages.yaml and the specifications, `data` the files that these name; an empty
    // folder is an empty shelf. `version` is the program's and stands in the answers.
    AnalysisShelf(std::filesystem::path folder, std::filesystem::path data, std::string version);

    const std::string& version() const { return version_; }

    // Read anew each time: a corrected page is there at once.
    std::vector<AnalysisPage> pages(formats::Mistakes& mistakes) const;

    // Refused as statistics::analyse() is.
    using Answer = base::Result<statistics::Analysis>;
    std::shared_ptr<const Answer> answer(const AnalysisPart& part);

    // A file of the data, as for maps; refused as formats::read_file_bytes does.
    base::Result<std::string> data_file(const std::string& name) const;

  private:
    struct Kept {
        std::map<std::string, std::filesystem::file_time_type> files;  // that it was made from
        std::shared_ptr<const Answer> answer;
    };
    bool holds(const Kept& kept) const;

    std::filesystem::path folder_, data_;
    std::string version_;
    std::mutex lock_;
    std::map<std::string, Kept> kept_;  // by the specification's text
};

}  // namespace evidence

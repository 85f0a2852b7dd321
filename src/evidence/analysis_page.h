#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/analysis_picture.h"
#include "formats/file_mistake.h"
#include "initiatives/catalogue.h"

// Pages of analyses as an analyst lays them out: a folder with pages.yaml and the specifications it
// names, each in the form of `trygby analyse` (docs/analyse.md). Never about persons: the figures
// are counts of areas and years.
namespace evidence {

struct AnalysisPart {
    std::string key;
    initiatives::Words heading;
    initiatives::Words text;    // how it is read, under the heading; may be empty
    std::string file;           // of the specification, in the folder
    std::string specification;  // its text
    // Where the areas lie, for a map: a GeoJSON file among the data, the property that names the
    // area, and the column of the series "areas" that is shown. Empty: no map.
    std::string map_file, map_property, map_column;
    PictureWish wish;  // what its picture should be, beyond what fits the method
};

struct AnalysisPage {
    std::string key;
    initiatives::Words title;
    initiatives::Words summary;
    std::vector<initiatives::Words> caveats;
    initiatives::Words note;  // beside every picture: where the figures come from; may be empty
    // Shows what the machinery can do with figures that nobody has verified: said at the top, and
    // never part of a report.
    bool is_engineering = false;
    std::vector<AnalysisPart> parts;
};

inline constexpr std::size_t most_analysis_pages = 50;
inline constexpr std::size_t most_analysis_parts = 40;

// Reads FOLDER/pages.yaml and the specifications. What is wrong is added to `mistakes` with file,
// line and field; pages without mistakes come back all the same.
std::vector<AnalysisPage> read_analysis_pages(const std::filesystem::path& folder,
                                              formats::Mistakes& mistakes);

}  // namespace evidence

#include <set>
#include <utility>

#include "evidence/analysis_page.h"
#include "evidence/analysis_picture.h"
#include "formats/file_bytes.h"
#include "formats/yaml_fields.h"

namespace evidence {
namespace {

using formats::YamlFields;

constexpr std::size_t largest_file_bytes = 256 * 1024;

bool is_key(std::string_view text) {
    return !text.empty() && text.size() <= 60 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
               std::string_view::npos;
}

std::string key_of(YamlFields& fields, std::set<std::string>& seen) {
    std::string key = fields.text("key");
    if (!is_key(key))
        fields.wrong("key", base::refuse("bad_key",
                                         "»{}« er ikke en nøgle: små bogstaver a-z, "
                                         "tal og understreg, højst 60 tegn.",
                                         key));
    if (!seen.insert(key).second)
        fields.wrong("key", base::refuse("twice", "»{}« står der to gange.", key));
    return key;
}

// The names must outlive the reading: literals.
initiatives::Words words_of(YamlFields& fields, std::string_view danish, std::string_view english) {
    return {fields.text(danish), fields.text(english)};
}

// In both languages or in none.
initiatives::Words optional_words_of(YamlFields& fields, std::string_view danish,
                                     std::string_view english) {
    initiatives::Words words{fields.optional_text(danish), fields.optional_text(english)};
    if (words.da.empty() != words.en.empty())
        fields.wrong(words.da.empty() ? danish : english,
                     base::refuse("one_language", "Teksten skal stå på begge sprog."));
    return words;
}

AnalysisPart part_of(YamlFields& fields, const std::filesystem::path& folder,
                     std::set<std::string>& seen) {
    AnalysisPart part;
    part.key = key_of(fields, seen);
    part.heading = words_of(fields, "heading_da", "heading_en");
    part.text = optional_words_of(fields, "text_da", "text_en");
    part.file = fields.text("specification");
    part.map_file = fields.optional_text("map");
    if (!part.map_file.empty()) {
        part.map_property = fields.text("map_property");
        part.map_column = fields.text("map_column");
    }
    part.wish = {fields.optional_text("picture"), fields.optional_text("highlight")};
    if (!is_picture_kind(part.wish.kind))
        fields.wrong(
            "picture",
            base::refuse("bad_picture", "Der er intet billede, der hedder »{}«.", part.wish.kind));
    // A file of the folder, never one elsewhere.
    const bool inside = part.file == std::filesystem::path(part.file).filename().string();
    auto text = inside ? formats::read_file_bytes(folder / part.file, largest_file_bytes)
                       : base::refuse("file_unreadable", "Filen {} kunne ikke læses.", part.file);
    if (text)
        part.specification = std::move(*text);
    else
        fields.wrong("specification", text.error());
    return part;
}

AnalysisPage page_of(YamlFields& fields, const std::filesystem::path& folder,
                     std::set<std::string>& seen) {
    AnalysisPage page;
    page.key = key_of(fields, seen);
    page.title = words_of(fields, "title_da", "title_en");
    page.summary = words_of(fields, "summary_da", "summary_en");
    page.note = optional_words_of(fields, "note_da", "note_en");
    page.is_engineering = fields.optional_yes("engineering");
    fields.each("caveats", [&](YamlFields& caveat) {
        page.caveats.push_back(words_of(caveat, "text_da", "text_en"));
    });
    std::set<std::string> parts;
    fields.each("parts",
                [&](YamlFields& part) { page.parts.push_back(part_of(part, folder, parts)); });
    if (page.parts.size() > most_analysis_parts)
        fields.wrong("parts", base::refuse("parts", "En side har højst {} dele.",
                                           std::to_string(most_analysis_parts)));
    return page;
}

}  // namespace

std::vector<AnalysisPage> read_analysis_pages(const std::filesystem::path& folder,
                                              formats::Mistakes& mistakes) {
    std::vector<AnalysisPage> pages;
    const auto text = formats::read_file_bytes(folder / "pages.yaml", largest_file_bytes);
    if (!text) {
        mistakes.push_back({"pages.yaml", 0, "", text.error()});
        return pages;
    }
    std::set<std::string> seen;
    formats::read_yaml_fields("pages.yaml", *text, mistakes, [&](YamlFields& root) {
        root.each("pages", [&](YamlFields& fields) {
            const std::size_t before = mistakes.size();
            AnalysisPage page = page_of(fields, folder, seen);
            if (mistakes.size() == before && pages.size() < most_analysis_pages)
                pages.push_back(std::move(page));
        });
    });
    return pages;
}

}  // namespace evidence

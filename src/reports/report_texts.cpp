#include "reports/report_texts.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "formats/yaml_document.h"
#include "reports/annual_report.h"

namespace reports {
namespace {

using formats::YamlNode;

constexpr std::size_t most_units = 4;
constexpr std::size_t most_sections = 40;

class Reader {
  public:
    explicit Reader(std::string_view path) : path_(path) {}

    ReadTexts read(const formats::YamlNode& root) {
        const formats::YamlNode* report = root.find("report");
        if (!report || report->kind != formats::YamlNode::Kind::mapping) {
            wrong(1, "report", base::refuse("missing", "Forventet: report med felter."));
            return std::move(read_);
        }
        known(*report, {"year", "units", "sections"});
        read_year(*report);
        read_units(*report);
        if (const formats::YamlNode* sections = report->find("sections"))
            for (const formats::YamlNode& section : sections->children) read_section(section);
        if (read_.texts.sections.size() > most_sections)
            wrong(report->line, "sections", base::refuse("too_many", "Der er for mange afsnit."));
        return std::move(read_);
    }

    void wrong(int line, std::string field, base::Error error) {
        read_.mistakes.push_back({path_, line, std::move(field), std::move(error)});
    }

    ReadTexts& so_far() { return read_; }

  private:
    void known(const formats::YamlNode& mapping, std::initializer_list<std::string_view> names) {
        for (std::size_t i = 0; i < mapping.names.size(); ++i)
            if (std::find(names.begin(), names.end(), mapping.names[i]) == names.end())
                wrong(mapping.name_lines[i], mapping.names[i],
                      base::refuse("unknown_field", "Feltet »{}« kendes ikke her.",
                                   mapping.names[i]));
    }

    std::string scalar(const formats::YamlNode& mapping, std::string_view name) {
        const formats::YamlNode* node = mapping.find(name);
        return node && node->kind == formats::YamlNode::Kind::scalar ? node->text : std::string();
    }

    void read_year(const formats::YamlNode& report) {
        const std::string text = scalar(report, "year");
        int year = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), year);
        const bool whole = problem == std::errc() && end == text.data() + text.size();
        if (!whole || year < 1900 || year > 2200)
            wrong(report.line, "year", base::refuse("year", "Forventet: et årstal."));
        read_.texts.year = year;
    }

    void read_units(const formats::YamlNode& report) {
        if (const formats::YamlNode* units = report.find("units"))
            for (const formats::YamlNode& unit : units->children)
                read_.texts.units.push_back(unit.text);
        if (read_.texts.units.empty() || read_.texts.units.size() > most_units)
            wrong(report.line, "units",
                  base::refuse("units", "Forventet: en til fire enheder, der skriver rapporten."));
    }

    void read_section(const formats::YamlNode& node) {
        known(node, {"key", "unit", "text"});
        ReportTexts::Text text;
        text.key = scalar(node, "key");
        text.unit_key = scalar(node, "unit");
        if (const formats::YamlNode* words = node.find("text")) {
            known(*words, {"da", "en"});
            text.da = base::trim(scalar(*words, "da"));
            text.en = base::trim(scalar(*words, "en"));
        }
        const bool is_goal = text.key.starts_with(goal_section_prefix);
        if (!is_goal && !find_section_kind(text.key))
            wrong(node.line, "key",
                  base::refuse("unknown_code", "»{}« er ikke et afsnit i rapporten.", text.key));
        for (const base::FieldError& error :
             check(Section{0, text.key, 1, text.unit_key, text.da, text.en}))
            wrong(node.line, error.field, error.error);
        read_.texts.sections.push_back(std::move(text));
    }

    std::string path_;
    ReadTexts read_;
};

}  // namespace

ReadTexts read_report_texts(std::string_view path, std::string_view yaml) {
    Reader reader(path);
    const formats::YamlDocument document = formats::read_yaml(yaml);
    if (document.mistakes.empty()) return reader.read(document.root);
    for (const formats::YamlMistake& mistake : document.mistakes)
        reader.wrong(mistake.line, "", mistake.error);
    return std::move(reader.so_far());
}

}  // namespace reports

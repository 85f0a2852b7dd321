#include "reports/report_command.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <ostream>

#include "formats/yaml_document.h"
#include "reports/report_builder.h"
#include "reports/report_store.h"
#include "reports/report_texts.h"
#include "trail/trail.h"

namespace reports {
namespace {

constexpr int done = 0;
constexpr int refused = 1;
constexpr int unusable = 2;

void check_units(ReadTexts& read, const std::string& name,
                 const initiatives::Catalogue& catalogue) {
    const auto known = [&](const std::string& unit) {
        return initiatives::Catalogue::find(catalogue.units, unit) != nullptr;
    };
    for (const std::string& unit : read.texts.units)
        if (!known(unit))
            read.mistakes.push_back(
                {name, 0, "units",
                 base::refuse("unknown_unit", "Enheden »{}« findes ikke.", unit)});
    for (const ReportTexts::Text& text : read.texts.sections) {
        const auto& units = read.texts.units;
        if (std::find(units.begin(), units.end(), text.unit_key) == units.end())
            read.mistakes.push_back(
                {name, 0, text.key,
                 base::refuse("unknown_unit", "Enheden »{}« skriver ikke denne rapport.",
                              text.unit_key)});
    }
}

void print(std::ostream& out, const initiatives::Mistakes& mistakes,
           const web::Language& language) {
    for (const initiatives::Mistake& mistake : mistakes) {
        out << mistake.file << ':';
        if (mistake.line > 0) out << mistake.line << ':';
        out << ' ';
        if (!mistake.field.empty()) out << mistake.field << ": ";
        out << language.say(mistake.error) << '\n';
    }
}

}  // namespace

int import_report_file(const std::filesystem::path& file, store::Database& database,
                       const initiatives::Catalogue& catalogue, base::Instant now,
                       const web::Language& language, std::ostream& out) {
    std::error_code problem;
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::file_size(file, problem) > formats::most_file_bytes) {
        out << language.say_with("{} kan ikke læses.", file.string()) << '\n';
        return unusable;
    }
    const std::string yaml{std::istreambuf_iterator<char>(stream), {}};
    const std::string name = file.filename().string();
    ReadTexts read = read_report_texts(name, yaml);
    if (read.mistakes.empty()) check_units(read, name, catalogue);
    if (!read.mistakes.empty()) {
        print(out, read.mistakes, language);
        return refused;
    }
    store::WriteTransaction transaction = database.write();
    const auto made =
        create_report(transaction, read.texts, section_keys(catalogue, read.texts.year), {0, now});
    if (!made) {
        out << language.say(made.error()) << '\n';
        return done;
    }
    const std::string year = std::to_string(read.texts.year);
    trail::append(transaction, now,
                  {.actor = "command",
                   .action = trail::Action::create,
                   .subject_kind = "report",
                   .subject_id = year});
    transaction.commit();
    out << language.say_with("Rapporten for {} er begyndt.", year) << '\n';
    return done;
}

}  // namespace reports

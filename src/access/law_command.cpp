#include "access/law_command.h"

#include <fstream>
#include <ostream>
#include <system_error>

#include "access/law_file.h"

namespace access {

namespace {

namespace fs = std::filesystem;

constexpr int done = 0;
constexpr int refused = 1;
constexpr int unusable = 2;

}  // namespace

int check_law(const fs::path& folder, const web::Language& language, std::ostream& out) {
    const base::Result<LawFiles> files =
        folder.empty() ? base::Result(built_in_law_files()) : law_files(folder);
    if (!files) {
        out << language.say(files.error()) << '\n';
        return unusable;
    }
    const ReadLaw read = read_law(*files);
    for (const formats::Mistake& mistake : read.mistakes) {
        out << formats::place_of(mistake) << language.say(mistake.error) << '\n';
    }
    if (!read.mistakes.empty()) {
        out << language.count("Én fejl.", "{} fejl.",
                              static_cast<std::int64_t>(read.mistakes.size()))
            << '\n';
        return refused;
    }
    out << language.say("Loven kan bruges. Disse oplysninger er ikke bekræftet af en kilde:")
        << '\n';
    for (const std::string& entry : unconfirmed(read.law)) out << "  " << entry << '\n';
    return done;
}

int export_law(const fs::path& folder, const web::Language& language, std::ostream& out) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    int result = done;
    for (const LawFile& file : embedded_law_files()) {
        const fs::path path = folder / file.name;
        if (fs::exists(path, problem)) {
            out << language.say_with("{} findes allerede og er ikke ændret.", path.string())
                << '\n';
            result = refused;
            continue;
        }
        std::ofstream stream(path, std::ios::binary);
        stream << file.text;
        if (!stream.flush()) return unusable;
    }
    return result;
}

}  // namespace access

#include "initiatives/catalogue_command.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <system_error>

namespace initiatives {

namespace {

namespace fs = std::filesystem;

constexpr int done = 0;
constexpr int refused = 1;
constexpr int unusable = 2;

void print(std::ostream& out, const Mistake& mistake, const web::Language& language) {
    out << formats::place_of(mistake) << language.say(mistake.error) << '\n';
}

void print(std::ostream& out, const Mistakes& mistakes, const web::Language& language) {
    for (const Mistake& mistake : mistakes) print(out, mistake, language);
    out << language.count("Én fejl.", "{} fejl.", static_cast<std::int64_t>(mistakes.size()))
        << '\n';
}

// The YAML files of the folder and of initiatives/ below it.
class Folder {
  public:
    explicit Folder(const fs::path& folder) : folder_(folder) {}

    // Empty when all could be read; otherwise what went wrong with the folder itself.
    std::optional<base::Error> read() {
        std::error_code problem;
        if (!fs::is_directory(folder_, problem)) {
            return base::refuse("no_folder", "Mappen {} findes ikke.", folder_.string());
        }
        for (const fs::path& part : {folder_, folder_ / "initiatives"}) {
            if (!fs::is_directory(part, problem)) continue;
            for (fs::directory_iterator entry(part, problem), end; entry != end && !problem;
                 entry.increment(problem)) {
                if (auto error = take(entry->path())) return error;
            }
            if (problem) {
                return base::refuse("unreadable", "{} kan ikke læses.", part.string());
            }
        }
        return std::nullopt;
    }

    CatalogueFiles files;
    Mistakes too_large;  // files that were not even read

  private:
    std::optional<base::Error> take(const fs::path& path) {
        std::error_code problem;
        if (path.extension() != ".yaml" || !fs::is_regular_file(path, problem)) return std::nullopt;
        if (files.size() + too_large.size() >= most_files) {
            return base::refuse("too_many_files", "Der er for mange filer. Højst {}.",
                                std::to_string(most_files));
        }
        const std::string name = path.lexically_relative(folder_).generic_string();
        if (fs::file_size(path, problem) > formats::most_file_bytes) {
            too_large.push_back({name, 0, "",
                                 base::refuse("too_large", "Filen er for stor. Højst {} KiB.",
                                              std::to_string(formats::most_file_bytes / 1024))});
            return std::nullopt;
        }
        std::ifstream stream(path, std::ios::binary);
        if (!stream) return base::refuse("unreadable", "{} kan ikke læses.", path.string());
        files[name] = std::string(std::istreambuf_iterator<char>(stream), {});
        return std::nullopt;
    }

    fs::path folder_;
};

std::string outcome_word(FileOutcome outcome, const web::Language& language) {
    switch (outcome) {
        case FileOutcome::created:
            return std::string(language.say("ny"));
        case FileOutcome::changed:
            return std::string(language.say("ændret"));
        case FileOutcome::unchanged:
            return std::string(language.say("uændret"));
        case FileOutcome::kept:
            return std::string(language.say("beholdt som ændret i browseren"));
        case FileOutcome::removed:
            return std::string(language.say("fjernet, historikken er bevaret"));
    }
    return {};
}

void print(std::ostream& out, const std::vector<ImportedFile>& files,
           const web::Language& language) {
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    for (const ImportedFile& file : files) {
        if (file.outcome == FileOutcome::unchanged) {
            ++unchanged;
            continue;
        }
        if (file.outcome != FileOutcome::kept) ++changed;
        out << file.path << ": " << outcome_word(file.outcome, language) << '\n';
    }
    out << language.say_with("{} filer ændrede kataloget, {} var uændrede.",
                             language.number(changed), language.number(unchanged))
        << '\n';
}

// Under another name first, so that no half file is ever left.
bool write_file(const fs::path& path, const std::string& content) {
    const fs::path unfinished = path.string() + ".new";
    {
        std::ofstream stream(unfinished, std::ios::binary | std::ios::trunc);
        stream << content;
        stream.flush();
        if (!stream) return false;
    }
    std::error_code problem;
    fs::rename(unfinished, path, problem);
    return !problem;
}

bool is_list_file(std::string_view path) {
    const auto lists = list_files();
    return std::find(lists.begin(), lists.end(), path) != lists.end();
}

bool write_files(const fs::path& folder, const CatalogueFiles& files) {
    std::error_code problem;
    fs::create_directories(folder / "initiatives", problem);
    if (problem) return false;
    return std::all_of(files.begin(), files.end(), [&](const auto& file) {
        return write_file(folder / file.first, file.second);
    });
}

}  // namespace

int check_catalogue_folder(const fs::path& folder, RequiredLanguages languages,
                           const web::Language& language, std::ostream& out) {
    Folder read(folder);
    if (const auto error = read.read()) {
        out << language.say(*error) << '\n';
        return unusable;
    }
    Mistakes mistakes = read_catalogue(read.files, languages).mistakes;
    mistakes.insert(mistakes.end(), read.too_large.begin(), read.too_large.end());
    if (!mistakes.empty()) {
        print(out, mistakes, language);
        return refused;
    }
    out << language.say_with("{} filer uden fejl.",
                             language.number(static_cast<std::int64_t>(read.files.size())))
        << '\n';
    return done;
}

int import_catalogue_folder(const fs::path& folder, store::Database& database,
                            const ImportOptions& options, const web::Language& language,
                            std::ostream& out) {
    Folder read(folder);
    if (const auto error = read.read()) {
        out << language.say(*error) << '\n';
        return unusable;
    }
    if (!read.too_large.empty()) {
        print(out, read.too_large, language);
        return refused;
    }
    ImportRequest request;
    request.files = std::move(read.files);
    request.languages = options.languages;
    request.browser_changes = options.browser_changes;
    request.actor = "command";
    request.now = options.now;
    request.is_used = options.is_used;
    const ImportResult result = import_catalogue(database, request);
    if (!result.mistakes.empty()) {
        print(out, result.mistakes, language);
        out << language.say("Intet er importeret.") << '\n';
        return refused;
    }
    print(out, result.files, language);
    return done;
}

int export_catalogue_folder(const fs::path& folder, store::Database& database,
                            const web::Language& language, std::ostream& out) {
    CatalogueFiles files;
    {
        store::ReadTransaction transaction = database.read();
        files = export_catalogue(transaction);
    }
    if (!write_files(folder, files)) {
        out << language.say_with("Der kan ikke skrives i {}.", folder.string()) << '\n';
        return unusable;
    }
    Folder written(folder);
    if (const auto error = written.read()) {
        out << language.say(*error) << '\n';
        return unusable;
    }
    for (const auto& [path, content] : written.files) {
        const bool ours = is_list_file(path) || path.starts_with("initiatives/");
        if (!ours || files.contains(path)) continue;
        out << path << ": " << language.say("hører ikke til kataloget og er ikke rørt") << '\n';
    }
    out << language.say_with("{} filer skrevet.",
                             language.number(static_cast<std::int64_t>(files.size())))
        << '\n';
    return done;
}

}  // namespace initiatives

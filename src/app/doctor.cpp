#include "app/doctor.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/instance.h"
#include "app/kept_totals.h"
#include "app/person_services.h"
#include "people/erasure_store.h"
#include "people/person_store.h"
#include "trail/heads_file.h"
#include "trail/look_up_index.h"

namespace app {
namespace {

// Prints lines and remembers whether any was bad.
class Report {
  public:
    Report(const web::Language& language, std::ostream& out) : language_(language), out_(out) {}

    void line(bool well, std::string_view subject, const std::string& found) {
        out_ << (well ? "  ok   " : "  FEJL ") << language_.say(subject) << ": " << found << "\n";
        all_well_ = all_well_ && well;
    }
    bool all_well() const { return all_well_; }

  private:
    const web::Language& language_;
    std::ostream& out_;
    bool all_well_ = true;
};

bool program_exists(std::string_view name) {
    const char* path = std::getenv("PATH");
    const std::string folders = path ? path : "/usr/bin";
    for (std::size_t start = 0; start <= folders.size();) {
        const std::size_t end = std::min(folders.find(':', start), folders.size());
        const std::string file = folders.substr(start, end - start) + "/" + std::string(name);
        std::error_code failure;
        const auto status = std::filesystem::status(file, failure);
        if (!failure && std::filesystem::is_regular_file(status)) return true;
        start = end + 1;
    }
    return false;
}

void examine_folders(const Configuration& configuration, Report& report) {
    std::error_code failure;
    const auto space = std::filesystem::space(configuration.data_directory, failure);
    report.line(!failure, base::danish("Datamappe"), configuration.data_directory.string());
    if (failure) return;
    const auto free_mebibytes = space.available / (1024 * 1024);
    report.line(free_mebibytes > 512, base::danish("Fri plads"),
                std::to_string(free_mebibytes) + " MiB");
    const auto permissions =
        std::filesystem::status(configuration.data_directory / "secrets.key", failure)
            .permissions();
    const bool closed = !failure && (permissions & std::filesystem::perms::others_read) ==
                                        std::filesystem::perms::none;
    report.line(closed, base::danish("Nøglefil"),
                (configuration.data_directory / "secrets.key").string());
}

// With the signed heads, where there are any.
void examine_trail(const Configuration& configuration, store::Database& database, Report& report,
                   const web::Language& language) {
    trail::VerificationOptions options;
    const bool has_heads = std::filesystem::exists(configuration.trail_heads());
    if (has_heads) {
        const auto heads = trail::read_heads(configuration.trail_heads());
        const bool whole = heads && heads->problems.empty();
        report.line(whole, base::danish("Sporets hoveder"),
                    whole ? std::to_string(heads->heads.size())
                          : language.say(heads ? heads->problems.front() : heads.error()));
        if (heads) options.known = heads->known();
    }
    const trail::Verification verification = trail::verify(database, options);
    report.line(!verification.first_broken, base::danish("Spor"),
                verification.first_broken ? "line " + std::to_string(*verification.first_broken)
                                          : std::to_string(verification.lines));
    const std::filesystem::path file = trail::look_up_file_of(configuration.database_file());
    const std::string faults = trail::look_up_index_faults(database, file);
    report.line(faults.empty(), base::danish("Indeks over opslag"),
                file.string() + (faults.empty() ? "" : ": " + faults));
}

void examine_data(store::Database& database, Report& report) {
    const std::string damage = database.check_integrity();
    report.line(damage.empty(), base::danish("Database"),
                damage.empty() ? "version " + std::to_string(database.schema_number()) : damage);
    store::ReadTransaction reading = database.read();
    const std::vector<std::string> findings = differing_totals(reading);
    report.line(findings.empty(), base::danish("Optællinger"),
                findings.empty() ? "=" : findings.front());
}

// Looking must not make a first key file. Opening the keys finishes what erasures left to do, so
// anything left is an error; while the program runs, it has the keys, and has looked at its start.
void examine_persons(const Configuration& configuration, store::Database& database, Report& report,
                     const web::Language& language) {
    const std::filesystem::path key_file = vault_options(configuration).key_file;
    if (!std::filesystem::exists(key_file)) {
        store::ReadTransaction reading = database.read();
        const bool nobody =
            reading.integer("select count(*) from (select 1 from person limit 1)") == 0;
        report.line(nobody, base::danish("Personernes nøgler"), key_file.string() + ": –");
        return;
    }
    const auto persons =
        PersonServices::open(configuration, database, system_now, [](std::string_view) {});
    if (!persons) {
        const bool in_use = persons.error().code == "key_file_in_use";
        for (const std::string_view what :
             {base::danish("Personernes nøgler"), base::danish("Sletninger")})
            report.line(in_use, what, language.say(persons.error()));
        return;
    }
    store::ReadTransaction reading = database.read();
    const auto missing = people::persons_without_key(reading, (*persons)->vault());
    report.line(missing.empty(), base::danish("Personernes nøgler"),
                missing.empty() ? "=" : std::to_string(missing.size()) + " person");
    const auto back = people::keys_that_came_back(reading, (*persons)->vault());
    report.line(back.empty(), base::danish("Sletninger"), std::to_string(back.size()));
}

}  // namespace

int examine(const Configuration& configuration, const web::Language& language, std::ostream& out) {
    Report report(language, out);
    examine_folders(configuration, report);
    const auto database = open_database(configuration);
    if (database) {
        examine_data(**database, report);
        examine_trail(configuration, **database, report, language);
        examine_persons(configuration, **database, report, language);
    } else {
        report.line(false, base::danish("Database"), language.say(database.error()));
    }
    for (const std::string_view program : {"chromium", "pandoc"})
        report.line(program_exists(program), base::danish("Program til dokumenter"),
                    std::string(program));
    out << std::flush;
    return report.all_well() ? 0 : 1;
}

}  // namespace app

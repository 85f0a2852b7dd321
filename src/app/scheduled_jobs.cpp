#include "app/scheduled_jobs.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "app/kept_totals.h"
#include "trail/trail.h"
#include "web/language.h"

namespace app {
namespace {

void remove_oldest(const std::filesystem::path& folder, std::size_t keep) {
    std::vector<std::filesystem::path> copies;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("trygby-") && name.ends_with(".db")) copies.push_back(entry.path());
    }
    std::sort(copies.begin(), copies.end());
    for (std::size_t i = 0; i + keep < copies.size(); ++i) std::filesystem::remove(copies[i]);
}

std::string verify_trail(store::Database& database) {
    store::ReadTransaction reading = database.read();
    const trail::Verification verification = trail::verify(reading);
    if (verification.first_broken)
        throw std::runtime_error("the trail is broken at line " +
                                 std::to_string(*verification.first_broken));
    return std::to_string(verification.lines) + " lines, whole";
}

std::string check_totals(store::Database& database) {
    store::ReadTransaction reading = database.read();
    const std::vector<std::string> findings = differing_totals(reading);
    if (!findings.empty()) throw std::runtime_error("totals differ: " + findings.front());
    return "totals agree";
}

}  // namespace

std::string back_up(const Configuration& configuration, store::Database& database,
                    base::Instant now) {
    std::filesystem::create_directories(configuration.backups());
    const std::string day = base::iso_date(web::to_local(now).date);
    const std::filesystem::path file = configuration.backups() / ("trygby-" + day + ".db");
    // Today's older copy stands until the new one is whole.
    const std::filesystem::path unfinished = configuration.backups() / "unfinished.db";
    std::filesystem::remove(unfinished);
    const base::Result<void> copied = database.backup(unfinished);
    if (!copied) throw std::runtime_error("backup: " + copied.error().code);
    std::filesystem::rename(unfinished, file);
    remove_oldest(configuration.backups(), configuration.backup_keep);
    return file.filename().string();
}

std::vector<Job> scheduled_jobs(const Configuration& configuration, store::Database& database) {
    return {
        {"backup", base::danish("Sikkerhedskopi"), 2 * 60,
         [configuration, &database](base::Instant now) {
             return back_up(configuration, database, now);
         }},
        {"trail_verify", base::danish("Kontrol af sporet"), 3 * 60,
         [&database](base::Instant) { return verify_trail(database); }},
        {"totals", base::danish("Kontrol af optællinger"), 3 * 60 + 30,
         [&database](base::Instant) { return check_totals(database); }},
    };
}

}  // namespace app

#include "app/scheduled_jobs.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "access/kept_form_store.h"
#include "app/instance.h"
#include "app/kept_totals.h"
#include "app/look_up_comparison.h"
#include "people/erasure_proposal_store.h"
#include "people/erasure_store.h"
#include "people/retention_forecast_store.h"
#include "trail/heads_file.h"
#include "trail/look_up_index.h"
#include "trail/look_up_review_store.h"
#include "trail/sealing.h"
#include "trail/search_criteria_store.h"
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

std::string verify_trail(const Configuration& configuration, store::Database& database) {
    trail::VerificationOptions options;
    std::size_t heads = 0;
    if (std::filesystem::exists(configuration.trail_heads())) {
        const auto read = trail::read_heads(configuration.trail_heads());
        if (!read || !read->problems.empty())
            throw std::runtime_error("the file of heads is damaged: " +
                                     (read ? read->problems.front() : read.error()).message);
        options.known = read->known();
        heads = options.known.size();
    }
    const trail::Verification verification = trail::verify(database, options);
    if (verification.first_broken)
        throw std::runtime_error("the trail is broken at line " +
                                 std::to_string(*verification.first_broken));
    const std::string faults = trail::look_up_index_faults(
        database, trail::look_up_file_of(configuration.database_file()));
    if (!faults.empty()) throw std::runtime_error("the index of look-ups is made anew: " + faults);
    return std::to_string(verification.lines) + " lines, " + std::to_string(heads) +
           " heads, whole";
}

std::string check_totals(store::Database& database) {
    store::ReadTransaction reading = database.read();
    const std::vector<std::string> findings = differing_totals(reading);
    if (!findings.empty()) throw std::runtime_error("totals differ: " + findings.front());
    return "totals agree";
}

std::string seal_trail(const Configuration& configuration, store::Database& database,
                       base::Instant now) {
    if (configuration.trail_years == 0) return "lines are kept for ever";
    const base::Date today = std::chrono::floor<std::chrono::days>(now);
    const base::Date limit =
        base::add_days(today, -static_cast<int>(configuration.trail_years) * 366);
    const std::int64_t sealed =
        trail::seal_lines_older_than(database, now, std::chrono::sys_days(limit));
    return std::to_string(sealed) + " lines sealed";
}

bool is_same_month(base::Instant left, base::Instant right) {
    const base::Date first = web::to_local(left).date;
    const base::Date second = web::to_local(right).date;
    return base::year_of(first) == base::year_of(second) &&
           base::month_of(first) == base::month_of(second);
}

// Once a month. What is held is compared; the staff's addresses aren't held, and the review says
// so.
std::string draw_look_up_review(store::Database& database, const vault::Vault& vault,
                                base::Instant now) {
    store::WriteTransaction writing = database.write();
    const std::vector<trail::LookUpReview> latest = trail::reviews(writing, 0, 1);
    if (!latest.empty() && is_same_month(latest.front().drawn_at, now))
        return "drawn already this month";
    const std::int64_t id =
        trail::draw_review(writing, now, look_up_comparer(vault),
                           [](base::Instant at) { return web::to_local(at).minute_of_day; });
    const auto review = trail::find_review(writing, id);
    writing.commit();
    return std::to_string(review->items) + " of " + std::to_string(review->look_ups) + " look-ups";
}

// Every night: what the day's approvals left to do, what goes by itself, and who is due.
std::string keep_retention(store::Database& database, PersonServices& persons, base::Instant now) {
    const auto finished = people::finish_erasures(database, persons.vault(), now);
    if (!finished) throw std::runtime_error("erasures: " + finished.error().code);
    const auto renewed = people::renew_index_after_erasures(database, persons.vault(), now);
    if (!renewed) throw std::runtime_error("index: " + renewed.error().code);
    const base::Date today = web::to_local(now).date;
    const access::LawPointer law = persons.law(now);
    const people::Forecast forecast =
        people::forecast_erasures(database, persons.retention().sources, *law, today);
    {
        store::WriteTransaction writing = database.write();
        access::remove_old_kept_forms(writing, now);
        people::keep_forecast(writing, forecast);
        writing.commit();
    }
    const people::ProposalRun run = people::propose_erasures(database, persons.retention().sources,
                                                             *law, {.now = now, .today = today});
    return std::to_string(run.proposed) + " of " + std::to_string(run.persons) + " proposed, " +
           std::to_string(run.lapsed) + " lapsed, " + std::to_string(*finished) + " keys destroyed";
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

std::string write_trail_head(const Configuration& configuration, store::Database& database,
                             base::Instant now) {
    const auto key = trail::load_or_create_signing_key(trail_key_source(configuration));
    if (!key) throw std::runtime_error("no head: " + key.error().code);
    const auto head = trail::write_head(database, *key, configuration.trail_heads(), now);
    if (!head && head.error().code == "trail_empty") return "no lines yet";
    if (!head) throw std::runtime_error("no head: " + head.error().code);
    return std::to_string(head->lines) + " lines, root " + head->root.substr(0, 16);
}

std::string back_up_keys(const Configuration& configuration, const vault::Vault& vault,
                         base::Instant now) {
    const std::filesystem::path folder = configuration.key_backups();
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    const auto copied = vault.back_up(folder, web::to_local(now).date,
                                      static_cast<int>(configuration.key_backup_days));
    if (!copied) throw std::runtime_error("key backup: " + copied.error().code);
    return copied->file.filename().string() + ", " + std::to_string(copied->removed.size()) +
           " removed";
}

std::string erase_search_criteria(const Configuration& configuration, store::Database& database,
                                  PersonServices& persons, base::Instant now) {
    int days = static_cast<int>(configuration.search_criteria_days);
    const access::LawPointer law = persons.law(now);
    const auto* entry = law->retention_class("search_criteria", web::to_local(now).date);
    if (entry) days = std::min(days, entry->days);
    const auto erased = trail::erase_old_criteria(database, persons.vault(), now, days);
    return std::to_string(erased.size()) + " months erased";
}

std::vector<Job> scheduled_jobs(const Configuration& configuration, store::Database& database,
                                PersonServices& persons) {
    return {
        {"backup", base::danish("Sikkerhedskopi"), 2 * 60,
         [configuration, &database](base::Instant now) {
             return back_up(configuration, database, now);
         }},
        {"key_backup", base::danish("Sikkerhedskopi af nøgler"), 2 * 60 + 15,
         [configuration, &persons](base::Instant now) {
             return back_up_keys(configuration, persons.vault(), now);
         }},
        {"retention", base::danish("Forslag om sletning"), 5 * 60,
         [&database, &persons](base::Instant now) {
             return keep_retention(database, persons, now);
         }},
        {"search_criteria", base::danish("Sletning af gamle søgekriterier"), 4 * 60 + 45,
         [configuration, &database, &persons](base::Instant now) {
             return erase_search_criteria(configuration, database, persons, now);
         }},
        {"trail_verify", base::danish("Kontrol af sporet"), 3 * 60,
         [configuration, &database](base::Instant) {
             return verify_trail(configuration, database);
         }},
        {"trail_head", base::danish("Underskrevet hoved af sporet"), 0,
         [configuration, &database](base::Instant now) {
             return write_trail_head(configuration, database, now);
         },
         Job::Rhythm::hourly},
        {"trail_seal", base::danish("Sletning af gamle linjers indhold"), 4 * 60,
         [configuration, &database](base::Instant now) {
             return seal_trail(configuration, database, now);
         }},
        {"look_up_review", base::danish("Udtræk til kontrol af opslag"), 4 * 60 + 30,
         [&database, &persons](base::Instant now) {
             return draw_look_up_review(database, persons.vault(), now);
         }},
        {"totals", base::danish("Kontrol af optællinger"), 3 * 60 + 30,
         [&database](base::Instant) { return check_totals(database); }},
    };
}

}  // namespace app

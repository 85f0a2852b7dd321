#include "app/serve.h"

#include <malloc.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <mutex>

#include "access/secrets.h"
#include "app/instance.h"
#include "app/scheduled_jobs.h"
#include "app/site.h"
#include "trail/look_up_index.h"
#include "web/server.h"

namespace app {
namespace {

// Lines of several threads, whole and in order.
class Log {
  public:
    explicit Log(std::ostream& out) : out_(out) {}

    void line(std::string_view text) {
        std::string whole = base::iso_instant(system_now()) + ' ';
        whole.append(text).append("\n");
        const std::lock_guard lock(mutex_);
        out_.clear();  // a line that a full disk refused must not silence those after it
        // In one piece: standard error writes each piece at once.
        out_.write(whole.data(), static_cast<std::streamsize>(whole.size())).flush();
    }

  private:
    std::mutex mutex_;
    std::ostream& out_;
};

std::string request_line(const web::RequestRecord& record) {
    return "request=" + record.number + " method=" + record.method + " route=" + record.pattern +
           " status=" + std::to_string(record.status) +
           " bytes=" + std::to_string(record.response_bytes) +
           " microseconds=" + std::to_string(record.duration.count());
}

web::ServerOptions server_options(const Configuration& configuration) {
    web::ServerOptions options;
    options.address = configuration.listen_address;
    options.port = configuration.listen_port;
    options.metrics_port = configuration.metrics_port;
    options.threads = configuration.worker_threads();
    options.connections = configuration.connections;
    options.temporary_directory = configuration.working_directory().string();
    options.certificate_file = configuration.certificate_file;
    options.private_key_file = configuration.private_key_file;
    options.trusted_proxies = configuration.trusted_proxies;
    return options;
}

std::string metrics_of(store::Database& database) {
    const store::DatabaseStatistics statistics = database.statistics();
    return "# TYPE trygby_database_commits_total counter\ntrygby_database_commits_total " +
           std::to_string(statistics.commits) +
           "\n# TYPE trygby_database_write_transactions_total counter\n"
           "trygby_database_write_transactions_total " +
           std::to_string(statistics.write_transactions) +
           "\n# TYPE trygby_database_full_scan_steps_total counter\n"
           "trygby_database_full_scan_steps_total " +
           std::to_string(statistics.full_scan_steps) +
           "\n# TYPE trygby_database_read_only gauge\ntrygby_database_read_only " +
           (statistics.read_only ? "1" : "0") + "\n";
}

// A page takes some hundred kilobytes for a moment. They are kept for the next page rather than
// given back to the system, which would fill them with zeros again each time.
void keep_freed_memory() {
    constexpr int kept_bytes = 1 << 20;
    mallopt(M_TRIM_THRESHOLD, kept_bytes);
    mallopt(M_MMAP_THRESHOLD, kept_bytes);
}

// Left over from a program that was killed while it sent or received files.
void clear_working_directory(const std::filesystem::path& folder) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.is_regular_file(ignored)) std::filesystem::remove(entry.path(), ignored);
}

// Blocks the two signals in this and all later threads, so that only wait() below takes them.
sigset_t block_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

}  // namespace

int serve(const Configuration& configuration, const web::Language& language, std::ostream& out,
          std::ostream& log_stream, const std::function<void()>& when_listening) {
    Log log(log_stream);
    const auto refuse = [&](const base::Error& error) {
        log.line("stopped reason=" + error.code + " message=\"" + language.say(error) + "\"");
        return 1;
    };
    keep_freed_memory();
    const sigset_t signals = block_stop_signals();
    auto database = open_database(configuration);
    if (!database) return refuse(database.error());
    base::Result<access::Secrets> secrets =
        access::Secrets::load_or_create(configuration.data_directory / "secrets.key");
    if (!secrets) return refuse(secrets.error());
    const auto log_line = [&log](std::string_view line) { log.line(line); };
    const auto trail_key = trail::load_or_create_signing_key(trail_key_source(configuration));
    if (!trail_key) return refuse(trail_key.error());
    auto persons = PersonServices::open(configuration, **database, system_now, log_line);
    if (!persons) return refuse(persons.error());
    clear_working_directory(configuration.working_directory());
    trail::LookUpIndex look_ups(
        **database,
        {.file = trail::look_up_file_of(configuration.database_file()), .log = log_line});

    const std::vector<Job> jobs = scheduled_jobs(configuration, **database, **persons);
    const auto site = std::make_unique<Site>(configuration, **database, *secrets, system_now,
                                             log_line, jobs, std::move(*persons));
    web::Server server(
        server_options(configuration), site->dispatcher(),
        [&log](const web::RequestRecord& record) { log.line(request_line(record)); },
        [&database] { return metrics_of(**database); });
    const base::Result<void> started = server.start();
    if (!started) return refuse(started.error());
    const Scheduler scheduler(**database, jobs, system_now);
    look_ups.follow();
    const std::string scheme = configuration.certificate_file.empty() ? "http" : "https";
    out << language.say_with("Trygby lytter på {}", scheme + "://" + configuration.listen_address +
                                                        ":" + std::to_string(server.port()) + "/")
        << std::endl;
    when_listening();
    int signal = 0;
    sigwait(&signals, &signal);
    log.line("stopping");
    server.stop();
    try {
        log.line("trail_head " + write_trail_head(configuration, **database, system_now()));
    } catch (const std::exception& failure) {
        log.line(std::string("trail_head failed: ") + failure.what());
    }
    log.line("stopped");
    return 0;
}

}  // namespace app

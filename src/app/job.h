#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/date.h"
#include "store/database.h"

namespace app {

// Something that runs by itself once a day, or once an hour.
struct Job {
    std::string code;       // "backup"
    std::string_view name;  // Danish
    int minute_of_day = 0;  // Copenhagen time; of an hourly job the minute of the hour
    // Returns what it gave, in words without personal data; throws when it failed.
    std::function<std::string(base::Instant now)> run;
    enum class Rhythm { daily, hourly } rhythm = Rhythm::daily;
};

struct JobRun {
    std::string job;
    base::Instant started_at{};
    std::optional<base::Instant> finished_at;
    std::string outcome;  // running, done, failed
    std::string message;
};

// Whether the job's time has passed today without a run having begun since.
bool is_due(const Job& job, std::optional<base::Instant> last_started, base::Instant now);

std::optional<JobRun> last_run(store::Connection& connection, std::string_view job);
std::vector<JobRun> recent_runs(store::Connection& connection, std::string_view job, int limit);

// Runs one job now and records how it went. Never throws for a job that fails.
JobRun run_job(store::Database& database, const Job& job,
               const std::function<base::Instant()>& now);

// Looks every half minute for what is due, on a thread of its own, half a minute after it began for
// the first time. What was missed while the program was off runs then.
class Scheduler {
  public:
    Scheduler(store::Database& database, std::vector<Job> jobs, std::function<base::Instant()> now);
    ~Scheduler();  // waits for a running job
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    const std::vector<Job>& jobs() const { return jobs_; }

  private:
    void work();

    store::Database& database_;
    const std::vector<Job> jobs_;
    const std::function<base::Instant()> now_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;  // protected by mutex_
    std::thread thread_;
};

}  // namespace app

#include "app/job.h"

#include <algorithm>

#include "web/language.h"

namespace app {
namespace {

JobRun read_run(const store::Row& row) {
    JobRun run;
    run.job = row.text(0);
    run.started_at = base::parse_instant(row.text_view(1)).value();
    if (!row.is_null(2)) run.finished_at = base::parse_instant(row.text_view(2));
    run.outcome = row.text(3);
    run.message = row.text(4);
    return run;
}

std::int64_t record_start(store::Database& database, const JobRun& run) {
    store::WriteTransaction writing = database.write();
    const std::int64_t id = writing
                                .integer(
                                    "insert into job_run (job, started_at, outcome, message) "
                                    "values ($1, $2, 'running', '') returning id",
                                    run.job, base::iso_instant(run.started_at))
                                .value();
    writing.commit();
    return id;
}

void record_end(store::Database& database, std::int64_t id, const JobRun& run) {
    store::WriteTransaction writing = database.write();
    writing.execute("update job_run set finished_at = $2, outcome = $3, message = $4 where id = $1",
                    id, base::iso_instant(run.finished_at.value()), run.outcome, run.message);
    writing.commit();
}

}  // namespace

bool is_due(const Job& job, std::optional<base::Instant> last_started, base::Instant now) {
    if (job.rhythm == Job::Rhythm::hourly) {
        const auto minutes = std::chrono::minutes(job.minute_of_day);
        const auto latest = std::chrono::floor<std::chrono::hours>(now - minutes) + minutes;
        // A run from the future: the clock has jumped back.
        return !last_started || *last_started < latest || *last_started > now;
    }
    const base::LocalTime local = web::to_local(now);
    base::LocalTime latest{local.date, job.minute_of_day};
    if (local.minute_of_day < job.minute_of_day) latest.date = base::add_days(local.date, -1);
    return !last_started || *last_started < web::to_instant(latest);
}

std::optional<JobRun> last_run(store::Connection& connection, std::string_view job) {
    std::vector<JobRun> runs = recent_runs(connection, job, 1);
    if (runs.empty()) return std::nullopt;
    return runs.front();
}

std::vector<JobRun> recent_runs(store::Connection& connection, std::string_view job, int limit) {
    std::vector<JobRun> runs;
    for (const store::Row& row : connection.query(
             "select job, started_at, finished_at, outcome, message from job_run where job = $1 "
             "order by started_at desc, id desc limit $2",
             job, std::clamp(limit, 1, 100)))
        runs.push_back(read_run(row));
    return runs;
}

JobRun run_job(store::Database& database, const Job& job,
               const std::function<base::Instant()>& now) {
    JobRun run;
    run.job = job.code;
    run.started_at = now();
    const std::int64_t id = record_start(database, run);
    try {
        run.message = job.run(run.started_at);
        run.outcome = "done";
    } catch (const std::exception& failure) {
        run.message = failure.what();
        run.outcome = "failed";
    }
    run.finished_at = now();
    record_end(database, id, run);
    return run;
}

Scheduler::Scheduler(store::Database& database, std::vector<Job> jobs,
                     std::function<base::Instant()> now)
    : database_(database),
      jobs_(std::move(jobs)),
      now_(std::move(now)),
      thread_([this] { work(); }) {}

Scheduler::~Scheduler() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Scheduler::work() {
    constexpr std::chrono::seconds between_looks{30};
    std::unique_lock lock(mutex_);
    // Those who wait for the program to start come before what it missed while it was off.
    while (!wake_.wait_for(lock, between_looks, [this] { return stopping_; })) {
        lock.unlock();
        // After a full disk: as soon as there is room again, changes are taken again.
        if (database_.statistics().read_only) database_.try_writing_again();
        for (const Job& job : jobs_) {
            try {
                std::optional<base::Instant> last;
                {
                    store::ReadTransaction reading = database_.read();
                    if (const auto run = last_run(reading, job.code)) last = run->started_at;
                }
                if (is_due(job, last, now_())) run_job(database_, job, now_);
            } catch (const store::Failure&) {
                // The database is busy or read-only; the job stays due and the next round tries
                // again.
            }
        }
        lock.lock();
    }
}

}  // namespace app

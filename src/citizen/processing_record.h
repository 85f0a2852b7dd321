#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "access/law.h"
#include "base/date.h"
#include "citizen/paper.h"
#include "store/database.h"
#include "web/language.h"

// The record of processing activities (GDPR article 30) and what the running program can prove for
// an impact assessment (article 35), both written from what is in force at this moment (R40): the
// law's files, the database's own description of its columns, the forums' seats, the configuration.
namespace citizen {

using Facts = std::vector<std::pair<std::string, std::string>>;

// What only the program knows that was put together: its configuration, its jobs.
struct RunningProgram {
    // Security measures, in words.
    std::function<Facts(const web::Language&)> measures;
    // What jobs found last.
    std::function<Facts(store::Connection&, const web::Language&)> proofs;
};

struct RecordQuestion {
    store::Connection& connection;
    const access::Law& law;
    const RunningProgram& program;
    const web::Language& language;
    std::string municipality;
    base::Instant now;
    base::Date today;
};

Paper processing_record(const RecordQuestion& question);

// A paper's content as data: title, sections with facts and tables.
std::string json_of(const Paper& paper);

// R28: a count of persons or of what they did that is small enough to point at someone is not said.
std::string count_words(std::int64_t count, const access::Law& law, base::Date today,
                        const web::Language& language);

}  // namespace citizen

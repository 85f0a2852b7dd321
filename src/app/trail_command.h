#pragma once

#include <ostream>
#include <string>

#include "app/configuration.h"
#include "store/database.h"
#include "web/language.h"

// The trail's commands: verify, head, prove, check-proof. Each returns the exit code: 0 done, 1
// refused or broken, said in one line on `err`.
namespace app {

struct TrailWords {
    std::string argument;  // the line of `prove`, the file of `check-proof`
    std::string heads;     // --heads; empty: the configured file, where there is one
    std::string key;       // --key: a public key known from paper
    bool rotate = false;   // --rotate
};

// Computes the whole trail anew and compares it with the heads.
int verify_trail(const Configuration& configuration, store::Database& database,
                 const TrailWords& words, const web::Language& language, std::ostream& out,
                 std::ostream& err);

// Signs the trail as it stands now and prints the head, ready for a mail.
int head_of_trail(const Configuration& configuration, store::Database& database,
                  const TrailWords& words, const web::Language& language, std::ostream& out,
                  std::ostream& err);

// Prints the proof, as JSON, that a line stands in the trail of the newest head.
int prove_trail_line(const Configuration& configuration, store::Database& database,
                     const TrailWords& words, const web::Language& language, std::ostream& out,
                     std::ostream& err);

// Checks such a file; needs neither database nor settings.
int check_trail_proof(const TrailWords& words, const web::Language& language, std::ostream& out,
                      std::ostream& err);

}  // namespace app

#pragma once

#include <ostream>
#include <string>

#include "app/configuration.h"
#include "store/database.h"
#include "web/language.h"

// `trygby archive`: archive versions for those who are to be erased (R38). Each returns the exit
// code: 0 done, 1 refused or something found, said in words.
namespace app {

struct ArchiveWords {
    std::string folder;
    std::string username;   // the leader's who orders it
    std::string code;       // of the leader's authenticator app, now
    std::string documents;  // a folder with documents of the municipality's own; may be empty
};

// `archive export FOLDER`: also while the service runs, with a copy of the keys and the rows as
// they were when it began. The package is made in the leader's name, who shows with a code to be
// there: the trail says who had it made, and the policy answers as it would on a page.
int export_archive(const Configuration& configuration, store::Database& database,
                   const ArchiveWords& words, const web::Language& language, std::ostream& out,
                   std::ostream& err);

// `archive check FOLDER`: needs neither database nor settings.
int check_archive_folder(const std::string& folder, const web::Language& language,
                         std::ostream& out, std::ostream& err);

}  // namespace app

#pragma once

#include <filesystem>
#include <iosfwd>

#include "web/language.h"

namespace access {

// `trygby law check [FOLDER]`: reads the folder, or the program's own law, and prints every mistake
// as FILE:LINE: FIELD: what is wrong; then what no source confirms. Returns the exit code: 0 may be
// used, 1 mistakes, 2 the folder can't be read.
int check_law(const std::filesystem::path& folder, const web::Language& language,
              std::ostream& out);

// `trygby law export FOLDER`: writes the program's own files there, for correcting them. Files that
// are there already are left alone and named; 1 then.
int export_law(const std::filesystem::path& folder, const web::Language& language,
               std::ostream& out);

}  // namespace access

#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "access/law.h"
#include "formats/file_mistake.h"

// The files of catalogue/law ↔ a Law. The format stands in catalogue/law/README.md.
namespace access {

using LawFiles = std::map<std::string, std::string>;  // "purposes.yaml" → content

struct ReadLaw {
    Law law;                     // as far as it could be read
    formats::Mistakes mistakes;  // empty when the law may be used
};

// Reads all files and checks what they say together: codes, references, dates that overlap, a
// purpose of investigation, numbers that the program needs. Every mistake with file, line and
// field.
ReadLaw read_law(const LawFiles& files);

// The files of a folder. Refused with "no_folder" or "unreadable".
base::Result<LawFiles> law_files(const std::filesystem::path& folder);

// What the program was built with.
LawFiles built_in_law_files();

// The entries that no source confirms: "legal_bases.yaml: BL133".
std::vector<std::string> unconfirmed(const Law& law);

// One embedded file; the list is made when building.
struct LawFile {
    std::string_view name;
    std::string_view text;
};
std::span<const LawFile> embedded_law_files();

}  // namespace access

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "formats/yaml_document.h"
#include "initiatives/catalogue.h"
#include "initiatives/catalogue_check.h"

// The catalogue's text files ↔ values. The format stands in catalogue/README.md.
namespace initiatives {

// Path inside the catalogue's folder ("goals.yaml", "initiatives/ssp_now.yaml") → content.
using CatalogueFiles = std::map<std::string, std::string>;

inline constexpr std::size_t most_files = 2000;

// "municipality.yaml" first, then the others in the order they are read.
std::span<const std::string_view> list_files();

struct ReadCatalogue {
    Catalogue catalogue;  // as far as it could be read
    Mistakes mistakes;    // by file and line; empty when the catalogue may be used
};

// Reads all files and checks what they say together. Every mistake with its line.
ReadCatalogue read_catalogue(const CatalogueFiles& files, RequiredLanguages languages);

struct ReadInitiative {
    std::optional<Initiative> initiative;  // empty when the text is no mapping at all
    Mistakes mistakes;                     // of form only; references are for read_catalogue
};
ReadInitiative read_initiative(std::string_view path, std::string_view text);

// Reads one list file into its place in `catalogue`. Mistakes of form only.
Mistakes read_list(std::string_view path, std::string_view text, Catalogue& catalogue);

// The canonical text: the order of fields of catalogue/README.md, nothing empty. Reading it gives
// an equal value.
std::string write_initiative(const Initiative& initiative);
std::string write_list(std::string_view path, const Catalogue& catalogue);

// What a description of fields writes, and what it reads from fields that stand at `path`
// ("partners[3]"). Mistakes of form only, with no file.
class FieldVisitor;
using DescribedFields = std::function<void(FieldVisitor&)>;
formats::YamlNode written_fields(const DescribedFields& describe);
Mistakes read_fields(const formats::YamlNode& fields, const std::string& path,
                     const DescribedFields& describe);

// An initiative's fields in the same order, and the way back; nothing when they have a mistake of
// form.
formats::YamlNode initiative_fields(const Initiative& initiative);
std::optional<Initiative> initiative_of(const formats::YamlNode& fields);

}  // namespace initiatives

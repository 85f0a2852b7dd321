#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/visit.h"
#include "activities/import_form.h"
#include "activities/import_upload.h"
#include "base/result.h"
#include "formats/table_input.h"
#include "initiatives/current_catalogue.h"
#include "web/html.h"

// What the steps of an import have in common: the file under way, and the frame of the pages.
namespace activities {

inline constexpr std::string_view import_root = "/import";
inline constexpr std::uint64_t import_file_bytes_max = 32 * 1024 * 1024;
inline constexpr std::size_t import_errors_shown = 200;

ImportFiles files_of(const access::Visit& visit);
ImportLanguages languages_of(const access::Visit& visit);

// A table with at least one row.
base::Result<formats::TableInput> read_upload(const std::filesystem::path& path);

// The file that the address names, among the visitor's own.
struct Import {
    ImportKind kind;
    std::string name;
    std::filesystem::path path;
    formats::TableInput table;
    std::shared_ptr<const initiatives::Catalogue> catalogue;

    std::string address() const {
        return "/import/" + std::string(import_kind_path(kind)) + "/" + name;
    }
};
std::optional<Import> find_import(const access::Visit& visit,
                                  initiatives::CurrentCatalogue& current);
// Why there is none, and the way to another.
web::Response import_gone_page(const access::Visit& visit);

// A page of one of the four steps; step 0 shows none.
web::Response import_page(const access::Visit& visit, std::string_view title, int step,
                          const web::Html& content, int status = 200);

std::string label_of(const ImportField& field, const web::Language& language);
// The field of an error and where in the file it stands: "Dato (kolonnen „Hvornår“)".
std::string place_of(const ImportError& error, ImportKind kind, const web::Language& language);

}  // namespace activities

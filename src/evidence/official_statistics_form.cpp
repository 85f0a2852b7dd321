#include "evidence/official_statistics_form.h"

#include <algorithm>

#include "web/form.h"

namespace evidence {
namespace {

bool is_table_name(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

const web::UploadedFile* file_of(const web::Request& request) {
    for (const web::UploadedFile& file : request.files)
        if (file.field == "file" && file.size_bytes > 0) return &file;
    return nullptr;
}

}  // namespace

StatisticsImportForm read_statistics_import(const web::Request& request, base::Date today) {
    StatisticsImportForm read;
    web::FormReader form(request.form);
    const web::UploadedFile* file = file_of(request);
    if (!file) form.refuse("file", base::refuse("missing", "Vælg en fil."));
    read.request.table =
        form.required_text("table", {.what = base::danish("tabellens navn"), .characters = 20});
    if (!is_table_name(read.request.table))
        form.refuse("table", base::refuse("table",
                                          "Skriv tabellens navn i Statistikbanken, fx STRAF11 "
                                          "(store bogstaver og tal)."));
    const auto day = form.required_date("retrieved_on", base::danish("datoen for hentningen"));
    if (day && *day > today)
        form.refuse("retrieved_on",
                    base::refuse("future", "Datoen for hentningen kan ikke være i fremtiden."));
    if (day) read.request.retrieved_on = *day;
    if (file) {
        read.request.file = file->path;
        read.request.file_name = file->file_name.substr(0, 200);
    }
    read.errors = form.errors();
    return read;
}

}  // namespace evidence

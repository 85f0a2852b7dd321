#include "activities/import_result_pages.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "formats/table_output.h"
#include "history/record_change.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/form.h"
#include "web/components/table.h"

namespace activities {
namespace {

using access::Visit;

std::string_view outcome_name(ImportOutcome outcome) {
    if (outcome == ImportOutcome::added) return base::danish("Tilføjet");
    return outcome == ImportOutcome::known ? base::danish("Fandtes i forvejen")
                                           : base::danish("Afvist");
}

std::string reasons(const ImportRow& row, ImportKind kind, const web::Language& language) {
    std::vector<std::string> sentences;
    for (const ImportError& error : row.errors)
        sentences.push_back(place_of(error, kind, language) + ": " + language.say(error.error));
    return base::join(sentences, " ");
}

// The result of every row, as a file; empty when there is no room for it.
std::optional<std::filesystem::path> write_result(const Visit& visit, ImportKind kind,
                                                  const std::vector<ImportRow>& rows,
                                                  const std::vector<ImportedRow>& results,
                                                  const std::filesystem::path& folder) {
    const web::Language& language = visit.language;
    auto output = formats::TableOutput::create(
        folder, formats::TableFormat::csv, language.say("Resultat"),
        {std::string(language.say("Linje")), std::string(language.say("Resultat")),
         std::string(language.say("Nummer")), std::string(language.say("Grund"))},
        visit.now);
    if (!output) return std::nullopt;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        output->integer(static_cast<std::int64_t>(rows[i].line));
        output->text(language.say(outcome_name(results[i].outcome)));
        if (results[i].id == 0)
            output->empty();
        else
            output->integer(results[i].id);
        output->text(reasons(rows[i], kind, language));
        output->end_row();
    }
    auto path = output->finish();
    return path ? std::optional(*path) : std::nullopt;
}

std::optional<ImportRun> find_run(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    auto run = find_import_run(reading, history::number_of(visit.request.parameter("run")));
    return run && run->account_id == visit.user().account_id ? run : std::nullopt;
}

// The rows that have no record, from the kept result.
web::Html refused_rows(const Visit& visit, const std::filesystem::path& result) {
    const web::Language& language = visit.language;
    const auto rows = formats::read_table_file(result, {.total_bytes = 4 * import_file_bytes_max});
    if (!rows) return {};
    web::Table table(
        {.caption = language.say("Rækker, der ikke kom med"),
         .columns = {{.heading = language.say("Linje"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Grund")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const formats::TableRow& row : rows->rows)
        if (row.cells.size() == 4 && row.cells[2].text.empty() &&
            table.rows() < import_errors_shown)
            table.row(row.cells[0].text, row.cells[3].text);
    return table.finish();
}

}  // namespace

void keep_result(const Visit& visit, const Import& import, const std::vector<ImportRow>& rows,
                 const std::vector<ImportedRow>& results) {
    const ImportFiles files = files_of(visit);
    if (const auto result = write_result(visit, import.kind, rows, results, files.folder()))
        files.keep_result(import.name, *result);
}

web::Response show_import_result(const Visit& visit) {
    const web::Language& language = visit.language;
    const auto run = find_run(visit);
    if (!run) return visit.not_found();
    const std::string& name = visit.request.parameter("file");
    const auto result = files_of(visit).find(name, ImportFiles::Part::result);
    web::Html content = web::definition_list(
        {{language.say("Hvad"), web::text(language.say(import_kind_name(run->kind)))},
         {language.say("Rækker i filen"), web::text(language.number(run->rows))},
         {language.say("Tilføjet"), web::text(language.number(run->added))},
         {language.say("Fandtes i forvejen"), web::text(language.number(run->known))},
         {language.say("Afvist"), web::text(language.number(run->refused))}});
    web::Html buttons;
    if (result)
        buttons.add(web::link_button(
            {.label = language.say("Hent resultatet af hver række"),
             .href = "/import/resultat/" + std::to_string(run->id) + "/" + name + "/hent",
             .kind = web::ButtonKind::secondary}));
    buttons.add(web::link_button({.label = language.say("Se listen"),
                                  .href = "/" + std::string(import_kind_path(run->kind))}),
                web::link_button({.label = language.say("Indlæs en fil til"),
                                  .href = import_root,
                                  .kind = web::ButtonKind::tertiary}));
    content.add(web::button_row(buttons));
    if (result && run->refused > 0) content.add(refused_rows(visit, *result));
    return import_page(visit, language.say("Resultat"), 4, content);
}

web::Response download_import_result(const Visit& visit) {
    const auto run = find_run(visit);
    const auto result =
        files_of(visit).find(visit.request.parameter("file"), ImportFiles::Part::result);
    if (!run || !result) return import_gone_page(visit);
    return web::attachment(std::string(formats::content_type_of(formats::TableFormat::csv)),
                           "import-" + std::to_string(run->id) + ".csv",
                           web::FileBody{*result, web::FileBody::Afterwards::keep});
}

}  // namespace activities

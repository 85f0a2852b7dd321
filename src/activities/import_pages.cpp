#include "activities/import_pages.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "access/error_page.h"
#include "activities/import_form.h"
#include "activities/import_result_pages.h"
#include "activities/import_store.h"
#include "activities/import_visit.h"
#include "base/digest.h"
#include "base/text.h"
#include "formats/file_bytes.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/checkbox_group.h"
#include "web/components/definition_list.h"
#include "web/components/details.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/radio_group.h"
#include "web/components/select_field.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace activities {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::size_t rows_shown = 20;

// ---- step 1: the file

std::string reached(const ImportRun& run, const web::Language& language) {
    if (run.done() == run.rows) return std::string(language.say("Til ende"));
    return language.say_with("{} af {} rækker", language.number(run.done()),
                             language.number(run.rows));
}

web::Html past_imports(const Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<ImportRun> runs;
    {
        store::ReadTransaction reading = visit.services.database.read();
        runs = import_runs(reading, 20);
    }
    if (runs.empty()) return {};
    web::Table table(
        {.caption = language.say("De seneste importer"),
         .columns = {{.heading = language.say("Hvornår"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvad")},
                     {.heading = language.say("Tilføjet"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Fandtes i forvejen"),
                      .kind = web::ColumnKind::number},
                     {.heading = language.say("Afvist"), .kind = web::ColumnKind::number},
                     {.heading = language.say("Nåede til")}}},
        language);
    for (const ImportRun& run : runs)
        table.row(language.instant(run.at), language.say(import_kind_name(run.kind)),
                  language.number(run.added), language.number(run.known),
                  language.number(run.refused), reached(run, language));
    web::Html html = table.finish();
    const bool unfinished = std::any_of(runs.begin(), runs.end(),
                                        [](const ImportRun& run) { return run.done() < run.rows; });
    if (unfinished) {
        html.add(web::paragraphs(language.say(
            "En import, der ikke er nået til ende, er i gang eller blev afbrudt. Blev den afbrudt, "
            "så indlæs filen igen: De rækker, der er kommet med, bliver ikke tilføjet to gange.")));
    }
    return html;
}

web::Response upload_page(const Visit& visit, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    std::vector<web::Choice> kinds;
    for (const ImportKind kind : all_import_kinds())
        kinds.push_back(
            {.value = import_kind_path(kind), .label = language.say(import_kind_name(kind))});
    web::Html fields;
    fields.add(web::radio_group({.name = "kind",
                                 .legend = language.say("Hvad er der i filen?"),
                                 .choices = std::move(kinds),
                                 .value = visit.request.method == web::Method::post
                                              ? visit.request.form.value("kind")
                                              : visit.request.query.value("kind"),
                                 .error = web::error_at(errors, "kind", language)},
                                language),
               web::text_field(
                   {.name = "file",
                    .label = language.say("Fil"),
                    .type = web::InputType::file,
                    .hint = language.say("CSV eller XLSX med overskrifter i første række. Højst "
                                         "50.000 rækker og 32 MB."),
                    .error = web::error_at(errors, "file", language),
                    .accept = ".csv,.txt,.xlsx"},
                   language),
               web::button_row(web::button({.label = language.say("Gå videre")})));
    web::Html content = web::error_summary(errors, language);
    content.add("<p>"_html,
                language.say("Intet gemmes, før du har set rækkerne. Den samme fil kan indlæses "
                             "igen: det, der findes i forvejen, kommer ikke med to gange."),
                "</p>"_html,
                web::form({.action = import_root,
                           .csrf_token = visit.csrf_token(),
                           .encoding = web::FormEncoding::multipart},
                          fields),
                past_imports(visit));
    return import_page(visit, language.say("Import"), 1, content, errors.empty() ? 200 : 422);
}

web::Response start(const Visit& visit, initiatives::CurrentCatalogue&) {
    return upload_page(visit, {});
}

web::Response upload(const Visit& visit, initiatives::CurrentCatalogue&) {
    const ImportFiles files = files_of(visit);
    files.remove_old();
    base::FieldErrors errors;
    const auto kind = import_kind_at(visit.request.form.value("kind"));
    if (!kind) errors.push_back({"kind", base::refuse("missing", "Vælg, hvad der er i filen.")});
    const auto file = std::find_if(visit.request.files.begin(), visit.request.files.end(),
                                   [](const auto& one) { return one.field == "file"; });
    if (file == visit.request.files.end()) {
        errors.push_back({"file", base::refuse("missing", "Vælg en fil.")});
    } else if (const auto table = read_upload(file->path); !table) {
        errors.push_back({"file", table.error()});
    }
    if (!errors.empty()) return upload_page(visit, errors);
    return web::see_other("/import/" + std::string(import_kind_path(*kind)) + "/" +
                          files.keep(file->path));
}

// ---- step 2: the columns

web::Html field_row(const ImportField& field, const Import& import, const web::Fields& filled,
                    const base::FieldErrors& errors, const web::Language& language) {
    std::vector<web::SelectOption> columns;
    for (std::size_t i = 0; i < import.table.columns.size(); ++i)
        columns.push_back({std::to_string(i + 1), import.table.columns[i]});
    const std::string column = "column." + field.name;
    const std::string preset = "preset." + field.name;
    const std::string label = label_of(field, language);
    web::Html both;
    both.add(web::select_field(
        {.name = column,
         .label = label,
         .options = std::move(columns),
         .value = filled.value(column),
         .empty_option = language.say("Ingen kolonne"),
         .error = web::error_at(errors, column, language),
         .need = field.required ? web::Need::required_marked : web::Need::unmarked},
        language));
    both.add(web::text_field({.name = preset,
                              .label = language.say_with("{}, når cellen er tom", label),
                              .value = filled.value(preset),
                              .error = web::error_at(errors, preset, language),
                              .need = web::Need::unmarked},
                             language));
    return web::field_row(both);
}

web::Response mapping_page(const Visit& visit, const Import& import, const web::Fields& filled,
                           const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    web::Html counts;
    for (const ImportField& field : import_fields(import.kind))
        (field.second_label.empty() ? fields : counts)
            .add(field_row(field, import, filled, errors, language));
    if (!counts.empty())
        fields.add(web::details(language.say("Deltagere fordelt på alder og køn"), counts));
    fields.add(web::button_row(web::button({.label = language.say("Se rækkerne")})));
    web::Html content = web::error_summary(errors, language);
    content.add(
        "<p>"_html,
        language.say("Vælg for hvert felt den kolonne, det står i. Står det samme i alle "
                     "rækker, så skriv det i stedet. Indsatser, distrikter og andet fra "
                     "lister må stå med navn eller nøgle."),
        "</p>"_html,
        web::form({.action = import.address() + "/kontrol", .csrf_token = visit.csrf_token()},
                  fields));
    return import_page(visit, language.say("Vælg kolonner"), 2, content,
                       errors.empty() ? 200 : 422);
}

web::Response choose_columns(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto import = find_import(visit, current);
    if (!import) return import_gone_page(visit);
    const std::vector<std::string>& headings = import->table.columns;
    ImportMapping mapping;
    {
        store::ReadTransaction reading = visit.services.database.read();
        mapping =
            usable(remembered_mapping(reading, import->kind, headings_hash(headings)), headings);
    }
    if (mapping.empty()) mapping = guess_mapping(import->kind, headings, languages_of(visit));
    return mapping_page(visit, *import, fields_of(mapping, headings), {});
}

// ---- step 3: the rows

struct ReadRows {
    ImportVocabulary vocabulary;
    std::vector<ImportRow> rows;
    std::int64_t refused = 0;
};

ReadRows read_rows(const Visit& visit, const Import& import, const ImportMapping& mapping) {
    ImportVocabulary vocabulary(import.kind, *import.catalogue, languages_of(visit));
    std::vector<ImportRow> rows =
        read_import({import.kind, import.table, mapping, *import.catalogue, vocabulary,
                     web::to_local(visit.now)});
    const auto refused = std::count_if(rows.begin(), rows.end(),
                                       [](const ImportRow& row) { return !row.errors.empty(); });
    return {std::move(vocabulary), std::move(rows), refused};
}

web::Html error_table(const Visit& visit, ImportKind kind, const std::vector<ImportRow>& rows) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Det, der skal rettes"),
         .columns = {{.heading = language.say("Linje"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Felt")},
                     {.heading = language.say("Hvad der ventes")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const ImportRow& row : rows) {
        for (const ImportError& error : row.errors) {
            if (table.rows() == import_errors_shown) return table.finish();
            table.row(std::to_string(row.line), place_of(error, kind, language),
                      language.say(error.error));
        }
    }
    return table.finish();
}

std::string shown_value(const ImportField& field, const std::string& value,
                        const ImportVocabulary& vocabulary, const web::Language& language) {
    if (field.value == ImportValue::choice)
        return value.empty() ? value : vocabulary.name_of(field.name, value, language);
    if (field.value == ImportValue::date) {
        const auto day = base::parse_date(value);
        return day ? language.short_date(*day) : value;
    }
    if (field.value != ImportValue::choices || value.empty()) return value;
    std::vector<std::string> names;
    for (const std::string& key : base::split(value, ','))
        names.push_back(vocabulary.name_of(field.name, key, language));
    return base::join(names, ", ");
}

// The first rows as they will be read. Fields without a source are left out.
web::Html rows_table(const Visit& visit, const Import& import, const ImportMapping& mapping,
                     const ReadRows& read) {
    const web::Language& language = visit.language;
    std::vector<web::Column> columns{
        {.heading = language.say("Linje"), .kind = web::ColumnKind::heading}};
    std::vector<const ImportField*> shown;
    for (const ImportField& field : import_fields(import.kind)) {
        const bool brought_along = field.value == ImportValue::time;
        if (!mapping.contains(field.name) && !brought_along) continue;
        shown.push_back(&field);
        columns.push_back({.heading = label_of(field, language)});
    }
    web::Table table({.caption = language.say("De første rækker, som de bliver læst"),
                      .columns = std::move(columns),
                      .density = web::TableDescription::Density::compact},
                     language);
    for (std::size_t i = 0; i < read.rows.size() && i < rows_shown; ++i) {
        const ImportRow& row = read.rows[i];
        history::Snapshot content = snapshot_of(row.record);
        std::vector<web::Html> cells{web::text(std::to_string(row.line))};
        for (const ImportField* field : shown) {
            const bool refused =
                std::any_of(row.errors.begin(), row.errors.end(),
                            [&](const auto& error) { return error.field == field->name; });
            cells.push_back(web::text(
                refused ? std::string(language.say("skal rettes"))
                        : shown_value(*field, content[field->name], read.vocabulary, language)));
        }
        table.row_of(cells);
    }
    return table.finish();
}

web::HiddenFields hidden_of(const ImportMapping& mapping,
                            const std::vector<std::string>& headings) {
    web::HiddenFields hidden;
    const web::Fields fields = fields_of(mapping, headings);
    for (const auto& [name, value] : fields.all()) hidden.emplace_back(name, value);
    return hidden;
}

web::Html summary(const Visit& visit, const Import& import, const ReadRows& read) {
    const web::Language& language = visit.language;
    std::int64_t known = 0;
    {
        store::ReadTransaction reading = visit.services.database.read();
        known = known_rows(reading, import.kind, read.rows);
    }
    const auto total = static_cast<std::int64_t>(read.rows.size());
    return web::definition_list(
        {{language.say("Rækker i filen"), web::text(language.number(total))},
         {language.say("Nye"), web::text(language.number(total - known - read.refused))},
         {language.say("Findes i forvejen"), web::text(language.number(known))},
         {language.say("Kan ikke indlæses"), web::text(language.number(read.refused))}});
}

web::Html import_form(const Visit& visit, const Import& import, const ImportMapping& mapping,
                      const ReadRows& read, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    if (read.refused > 0)
        fields.add(web::checkbox(
            {.name = "leave_out",
             .label = language.count("Udelad den ene række, der ikke kan indlæses",
                                     "Udelad de {} rækker, der ikke kan indlæses", read.refused),
             .hint = language.say("Ellers indlæses intet, før filen er rettet."),
             .error = web::error_at(errors, "leave_out", language)},
            language));
    web::Html buttons;
    if (read.refused < static_cast<std::int64_t>(read.rows.size()))
        buttons.add(web::button({.label = language.say("Indlæs rækkerne")}));
    buttons.add(web::link_button({.label = language.say("Vælg kolonner igen"),
                                  .href = import.address(),
                                  .kind = web::ButtonKind::secondary}));
    fields.add(web::button_row(buttons));
    return web::form({.action = import.address() + "/indlaes",
                      .csrf_token = visit.csrf_token(),
                      .hidden = hidden_of(mapping, import.table.columns)},
                     fields);
}

web::Response preview_page(const Visit& visit, const Import& import, const ImportMapping& mapping,
                           const ReadRows& read, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content = web::error_summary(errors, language);
    content.add(summary(visit, import, read), import_form(visit, import, mapping, read, errors));
    if (read.refused > 0) content.add(error_table(visit, import.kind, read.rows));
    content.add(rows_table(visit, import, mapping, read));
    return import_page(visit, language.say("Se efter"), 3, content, errors.empty() ? 200 : 422);
}

web::Response preview(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto import = find_import(visit, current);
    if (!import) return import_gone_page(visit);
    const MappingInput input =
        read_mapping(visit.request.form, import->kind, import->table.columns);
    if (!input.errors.empty())
        return mapping_page(visit, *import, visit.request.form, input.errors);
    return preview_page(visit, *import, input.mapping, read_rows(visit, *import, input.mapping),
                        {});
}

// ---- step 4: the import

// Part of it came in, then nothing could be saved any more.
web::Response interrupted_page(const Visit& visit, const Import& import,
                               const ImportMapping& mapping, const ImportRun& run, int status) {
    const web::Language& language = visit.language;
    web::Html content = web::alert(
        {.kind = web::AlertKind::error,
         .content = web::text(language.say_with(
             "{} af {} rækker er behandlet. Resten er ikke indlæst, fordi der ikke kunne gemmes.",
             language.number(run.done()), language.number(run.rows))),
         .urgency = web::AlertUrgency::urgent},
        language);
    web::HiddenFields hidden = hidden_of(mapping, import.table.columns);
    hidden.emplace_back("leave_out", "1");
    content.add(
        web::paragraphs(language.say("Prøv igen om lidt. De rækker, der er kommet med, bliver ikke "
                                     "tilføjet to gange.")),
        web::form({.action = import.address() + "/indlaes",
                   .csrf_token = visit.csrf_token(),
                   .hidden = std::move(hidden)},
                  web::button_row(web::button({.label = language.say("Indlæs resten")}))));
    return import_page(visit, language.say("Importen blev afbrudt"), 3, content, status);
}

bool may_pass(const store::Failure& failure) {
    return failure.kind == store::Failure::Kind::busy ||
           failure.kind == store::Failure::Kind::read_only;
}

web::Response import_now(const Visit& visit, const Import& import, const ImportMapping& mapping,
                         const std::vector<ImportRow>& rows) {
    const auto bytes = formats::read_file_bytes(import.path, import_file_bytes_max);
    if (!bytes) return import_gone_page(visit);
    ImportRun run;
    run.kind = import.kind;
    run.checksum = base::sha256_hex(*bytes);
    run.account_id = visit.user().account_id;
    run.at = visit.now;
    std::vector<ImportedRow> results;
    try {
        results =
            add_in_slices(visit.services.database, run, rows, {visit.user().account_id, visit.now},
                          [&](store::WriteTransaction& writing, std::int64_t id) {
                              remember_mapping(writing, import.kind,
                                               headings_hash(import.table.columns), mapping);
                              visit.record(writing, trail::Action::create, "import",
                                           std::to_string(id), run.checksum);
                          });
    } catch (const store::Failure& failure) {
        if (run.id == 0 || !may_pass(failure)) throw;
        return interrupted_page(visit, import, mapping, run, access::status_of_exception(failure));
    }
    keep_result(visit, import, rows, results);
    const ImportFiles files = files_of(visit);
    files.remove_upload(import.name);
    files.remove_old();
    return web::see_other("/import/resultat/" + std::to_string(run.id) + "/" + import.name +
                          "?besked=importeret");
}

web::Response import_rows(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto import = find_import(visit, current);
    if (!import) return import_gone_page(visit);
    const MappingInput input =
        read_mapping(visit.request.form, import->kind, import->table.columns);
    if (!input.errors.empty())
        return mapping_page(visit, *import, visit.request.form, input.errors);
    const ReadRows read = read_rows(visit, *import, input.mapping);
    if (read.refused > 0 && !visit.request.form.has("leave_out"))
        return preview_page(
            visit, *import, input.mapping, read,
            {{"leave_out",
              base::refuse("refused_rows",
                           "Der er rækker, der ikke kan indlæses. Ret filen, eller sæt kryds ved "
                           "at udelade dem.")}});
    return import_now(visit, *import, input.mapping, read.rows);
}

}  // namespace

void add_import_routes(access::Routes& routes, initiatives::CurrentCatalogue& current) {
    using Handler = web::Response (*)(const Visit&, initiatives::CurrentCatalogue&);
    const auto page = [&current](Handler handler) -> access::PageHandler {
        return [&current, handler](const Visit& visit) { return handler(visit, current); };
    };
    constexpr Permission permission = Permission::import_rows;
    routes.get("/import", permission, page(start));
    routes.post("/import", permission, page(upload), {.file_bytes = import_file_bytes_max});
    routes.get("/import/resultat/{run}/{file}", permission, show_import_result);
    routes.get("/import/resultat/{run}/{file}/hent", permission, download_import_result);
    routes.get("/import/{kind}/{file}", permission, page(choose_columns));
    routes.post("/import/{kind}/{file}/kontrol", permission, page(preview));
    routes.post("/import/{kind}/{file}/indlaes", permission, page(import_rows));
}

}  // namespace activities

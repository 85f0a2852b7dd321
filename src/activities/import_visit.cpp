#include "activities/import_visit.h"

#include <utility>
#include <vector>

#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/step_indicator.h"

namespace activities {
namespace {

using access::Visit;

web::Html steps(int current, const web::Language& language) {
    using web::StepState;
    const auto state = [&](int step) {
        return step < current ? StepState::done : StepState::upcoming;
    };
    return web::step_indicator({{.title = language.say("Vælg fil"), .state = state(1)},
                                {.title = language.say("Vælg kolonner"), .state = state(2)},
                                {.title = language.say("Se efter"), .state = state(3)},
                                {.title = language.say("Resultat"), .state = state(4)}},
                               current, language);
}

}  // namespace

ImportFiles files_of(const Visit& visit) {
    return {visit.services.working_directory, visit.user().account_id, visit.now};
}

ImportLanguages languages_of(const Visit& visit) {
    return {visit.services.danish, visit.services.english};
}

std::string label_of(const ImportField& field, const web::Language& language) {
    std::string label(language.say(field.label));
    if (!field.second_label.empty()) label += ", " + std::string(language.say(field.second_label));
    return label;
}

base::Result<formats::TableInput> read_upload(const std::filesystem::path& path) {
    auto table = formats::read_table_file(path, {.total_bytes = import_file_bytes_max});
    if (table && table->rows.empty())
        return base::refuse("no_rows", "Filen har overskrifter, men ingen rækker.");
    return table;
}

std::optional<Import> find_import(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto kind = import_kind_at(visit.request.parameter("kind"));
    const std::string& name = visit.request.parameter("file");
    const auto path = files_of(visit).find(name, ImportFiles::Part::upload);
    if (!kind || !path) return std::nullopt;
    auto table = read_upload(*path);
    if (!table) return std::nullopt;
    store::ReadTransaction reading = visit.services.database.read();
    return Import{*kind, name, *path, *std::move(table), current.get(reading)};
}

web::Response import_gone_page(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Html content = web::alert(
        web::AlertKind::info,
        language.say("Filen er her ikke længere. Den fjernes, når den er indlæst, og ellers efter "
                     "en time. Vælg den igen; det, der er indlæst, kommer ikke med to gange."),
        language);
    content.add(web::button_row(
        web::link_button({.label = language.say("Vælg fil"), .href = import_root})));
    return import_page(visit, language.say("Filen er væk"), 0, content, 404);
}

web::Response import_page(const Visit& visit, std::string_view title, int step,
                          const web::Html& content, int status) {
    const web::Language& language = visit.language;
    web::Html whole;
    if (step > 0) whole.add(steps(step, language));
    whole.add(content);
    std::vector<std::pair<std::string, std::string>> breadcrumb;
    if (step > 1)
        breadcrumb.emplace_back(std::string(language.say("Import")), std::string(import_root));
    return visit.page(title, whole, {.breadcrumb = breadcrumb, .charts = false, .status = status});
}

std::string place_of(const ImportError& error, ImportKind kind, const web::Language& language) {
    std::string label = error.field;
    for (const ImportField& field : import_fields(kind))
        if (field.name == error.field) label = label_of(field, language);
    if (error.column.empty() || error.column == label) return label;
    return language.say_with("{} (kolonnen „{}“)", label, error.column);
}

}  // namespace activities

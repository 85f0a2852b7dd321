#include "citizen/processing_record_pages.h"

#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/table.h"

namespace citizen {
namespace {

using access::Permission;
using access::Visit;

constexpr int status_busy = 503;

// What the handlers need; lives as long as the routes.
struct Office {
    const people::Registry& registry;
    const RunningProgram& program;
    Press& press;
};

Paper record_of(const Visit& visit, const Office& office) {
    const access::LawPointer law = office.registry.office.law();
    store::ReadTransaction reading = visit.services.database.read();
    return processing_record({reading, *law, office.program, visit.language,
                              visit.services.municipality_name, visit.now, visit.today()});
}

web::Html shown(const PaperTable& paper, const web::Language& language) {
    std::vector<web::Column> columns;
    for (const std::string& heading : paper.columns)
        columns.push_back(
            {.heading = heading,
             .kind = columns.empty() ? web::ColumnKind::heading : web::ColumnKind::words});
    web::Table table({.caption = paper.caption,
                      .columns = std::move(columns),
                      .empty_text = language.say("Der er ikke registreret noget."),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (const auto& row : paper.rows) {
        std::vector<web::Html> cells;
        for (const std::string& cell : row) cells.push_back(web::text(cell));
        table.row_of(cells);
    }
    return table.finish();
}

web::Html shown(const PaperSection& section, const web::Language& language) {
    web::Html html = web::heading(web::HeadingLevel::h2, section.heading);
    for (const std::string& paragraph : section.paragraphs) html.add(web::paragraphs(paragraph));
    std::vector<web::Fact> facts;
    for (const auto& [label, value] : section.facts) facts.push_back({label, web::text(value)});
    if (!facts.empty()) html.add(web::definition_list(facts));
    for (const PaperTable& table : section.tables) html.add(shown(table, language));
    return html;
}

web::Html downloads(const web::Language& language) {
    web::Html buttons;
    for (const auto& [label, form] :
         {std::pair{"PDF", "pdf"}, std::pair{"Word", "docx"}, std::pair{"JSON", "json"}})
        buttons.add(web::link_button({.label = language.say_with("Hent som {}", label),
                                      .href = std::string("/fortegnelse/hent/") + form,
                                      .kind = web::ButtonKind::secondary}));
    return web::button_row(buttons);
}

web::Response show(const Visit& visit, const Office& office) {
    const Paper paper = record_of(visit, office);
    web::Html content;
    for (const std::string& paragraph : paper.paragraphs) content.add(web::paragraphs(paragraph));
    content.add(downloads(visit.language));
    for (const PaperSection& section : paper.sections) content.add(shown(section, visit.language));
    return visit.page(paper.title, content);
}

struct FileForm {
    std::string_view form;
    std::string_view content_type;
};
constexpr FileForm file_forms[] = {
    {"pdf", "application/pdf"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"json", "application/json"}};

base::Result<std::string> file_of(const Visit& visit, const Office& office, std::string_view form) {
    const Paper paper = record_of(visit, office);
    if (form == "json") return json_of(paper);
    return form == "pdf" ? office.press.pdf(paper, visit.language)
                         : office.press.docx(paper, visit.language);
}

web::Response download(const Visit& visit, const Office& office) {
    const std::string& asked = visit.request.parameter("form");
    for (const FileForm& known : file_forms) {
        if (known.form != asked) continue;
        auto bytes = file_of(visit, office, known.form);
        if (!bytes)
            return visit.page(visit.language.say("Det kan ikke lade sig gøre"),
                              web::alert(web::AlertKind::warning, visit.language.say(bytes.error()),
                                         visit.language),
                              {.status = status_busy});
        {
            store::WriteTransaction writing = visit.services.database.write();
            visit.record(writing, trail::Action::extract, "processing_record", known.form);
            writing.commit();
        }
        return web::attachment(std::string(known.content_type), "fortegnelse." + asked,
                               std::move(*bytes));
    }
    return visit.not_found();
}

}  // namespace

void add_processing_record_routes(access::Routes& routes, const people::Registry& registry,
                                  const RunningProgram& program, Press& press) {
    const Office office{registry, program, press};
    routes.get("/fortegnelse", Permission::see_processing_record,
               [office](const Visit& visit) { return show(visit, office); });
    routes.get("/fortegnelse/hent/{form}", Permission::see_processing_record,
               [office](const Visit& visit) { return download(visit, office); });
}

}  // namespace citizen

#include "access/impact_assessment_pages.h"

#include <algorithm>
#include <charconv>

#include "access/impact_assessment_store.h"
#include "base/digest.h"
#include "formats/file_bytes.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace access {
namespace {

using Decision = ImpactAssessment::Decision;
using web::operator""_html;

constexpr std::string_view root = "/konsekvensanalyse";
constexpr int rows_on_page = 50;
constexpr int status_refused = 422;
constexpr std::size_t document_bytes_max = std::size_t{32} * 1024 * 1024;

std::string path_of(PersonalModule module) {
    return std::string(root) + "/" + std::string(module_code(module));
}

std::optional<PersonalModule> asked_module(const Visit& visit) {
    return module_of(visit.request.parameter("module"));
}

bool is_signed(const std::optional<ImpactAssessment>& latest) {
    return latest && latest->decision == Decision::signed_off;
}

web::Html state_tag(const Visit& visit, bool in_use) {
    return in_use
               ? web::status_tag(web::StatusKind::done, visit.language.say("I brug"))
               : web::status_tag(web::StatusKind::stopped, visit.language.say("Ikke taget i brug"));
}

std::string decision_words(const Visit& visit, const ImpactAssessment& assessment) {
    return std::string(visit.language.say(assessment.decision == Decision::signed_off
                                              ? base::danish("Underskrevet")
                                              : base::danish("Trukket tilbage")));
}

// The first digits tell documents apart; the whole hash stands on the module's own page.
std::string short_hash(const ImpactAssessment& assessment) {
    return assessment.document_sha256.substr(0, 16);
}

web::Response list(const Visit& visit) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Moduler med personoplysninger"),
         .columns = {{.heading = language.say("Modul"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Status")},
                     {.heading = language.say("Underskrevet af")},
                     {.heading = language.say("Dato")},
                     {.heading = language.say("Dokumentets SHA-256")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    store::ReadTransaction reading = visit.services.database.read();
    for (const PersonalModule module : all_personal_modules()) {
        const auto latest = latest_assessment(reading, module);
        const bool in_use = is_signed(latest);
        table.row(web::link(path_of(module), language.say(module_name(module))),
                  state_tag(visit, in_use), in_use ? latest->decided_by : std::string(),
                  latest ? language.short_date(latest->decided_on) : std::string(),
                  in_use ? short_hash(*latest) : std::string());
    }
    web::Html content = web::paragraphs(language.say(
        "Et modul med personoplysninger er lukket, indtil konsekvensanalysen er underskrevet "
        "(databeskyttelsesforordningens artikel 35), og lukkes igen, hvis den trækkes tilbage."));
    content.add(table.finish());
    return visit.page(language.say("Konsekvensanalyser"), content);
}

// ---- one module

web::Html common_fields(const Visit& visit, std::string_view who, const web::Fields& filled,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::text_field({.name = "decided_by",
                                .label = language.say(who),
                                .value = filled.value("decided_by"),
                                .hint = language.say("Navn og stilling."),
                                .error = web::error_at(errors, "decided_by", language),
                                .autocomplete = "off"},
                               language),
               web::text_field({.name = "decided_on",
                                .label = language.say("Dato"),
                                .type = web::InputType::date,
                                .value = filled.has("decided_on") ? filled.value("decided_on")
                                                                  : base::iso_date(visit.today()),
                                .error = web::error_at(errors, "decided_on", language),
                                .width = web::FieldWidth::m},
                               language));
    return fields;
}

web::Html reason_field(const Visit& visit, std::string_view label, web::Need need,
                       const web::Fields& filled, const base::FieldErrors& errors) {
    return web::text_area({.name = "reason",
                           .label = visit.language.say(label),
                           .value = filled.value("reason"),
                           .hint = visit.language.say("Skriv ikke om enkeltpersoner."),
                           .error = web::error_at(errors, "reason", visit.language),
                           .need = need,
                           .character_limit = static_cast<int>(assessment_reason_characters_max),
                           .access_reminder = web::AccessReminder::shown},
                          visit.language);
}

web::Html signing_form(const Visit& visit, PersonalModule module, const web::Fields& filled,
                       const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields = common_fields(visit, base::danish("Hvem underskrev?"), filled, errors);
    fields.add(web::text_field({.name = "document",
                                .label = language.say("Det underskrevne dokument"),
                                .type = web::InputType::file,
                                .hint = language.say("Dokumentet gemmes ikke her, kun dets navn og "
                                                     "SHA-256. Behold det selv. Højst 32 MB."),
                                .error = web::error_at(errors, "document", language)},
                               language),
               reason_field(visit, base::danish("Bemærkning"), web::Need::optional, filled, errors),
               web::button_row(web::button({.label = language.say("Tag modulet i brug")})));
    web::Html section =
        web::heading(web::HeadingLevel::h2, language.say("Skriv en underskrift ind"));
    section.add(web::form({.action = path_of(module) + "/underskriv",
                           .csrf_token = visit.csrf_token(),
                           .encoding = web::FormEncoding::multipart},
                          fields));
    return section;
}

web::Html withdrawing_form(const Visit& visit, PersonalModule module, const web::Fields& filled,
                           const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields =
        common_fields(visit, base::danish("Hvem trækker den tilbage?"), filled, errors);
    fields.add(reason_field(visit, base::danish("Hvorfor?"), web::Need::required, filled, errors),
               web::button_row(web::button(
                   {.label = language.say("Luk modulet"), .kind = web::ButtonKind::secondary})));
    web::Html section = web::heading(web::HeadingLevel::h2, language.say("Træk den tilbage"));
    section.add(
        web::paragraphs(language.say("Modulet lukkes med det samme for alle. Intet slettes.")),
        web::form({.action = path_of(module) + "/traek-tilbage", .csrf_token = visit.csrf_token()},
                  fields));
    return section;
}

web::Html rows_of(const Visit& visit, PersonalModule module, std::int64_t before) {
    const web::Language& language = visit.language;
    std::vector<ImpactAssessment> rows;
    {
        store::ReadTransaction reading = visit.services.database.read();
        rows = assessments(reading, module, before, rows_on_page + 1);
    }
    const bool more = rows.size() > rows_on_page;
    if (more) rows.pop_back();
    web::Table table(
        {.caption = language.say("Underskrifter og tilbagetrækninger, de nyeste øverst"),
         .columns = {{.heading = language.say("Dato"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Hvad")},
                     {.heading = language.say("Hvem")},
                     {.heading = language.say("Dokument")},
                     {.heading = language.say("Bemærkning")}},
         .empty_text = language.say("Der er ikke underskrevet noget endnu."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const ImpactAssessment& row : rows)
        table.row(language.short_date(row.decided_on), decision_words(visit, row), row.decided_by,
                  row.document_name, row.reason);
    web::Html html = table.finish();
    web::PreviousNext pages;
    if (before > 0) pages.previous = path_of(module);
    if (more)
        pages.next =
            web::address_with_query(path_of(module), {{"foer", std::to_string(rows.back().id)}});
    html.add(web::previous_next(pages, language));
    return html;
}

web::Response module_page(const Visit& visit, PersonalModule module, const web::Fields& filled,
                          const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    std::optional<ImpactAssessment> latest;
    {
        store::ReadTransaction reading = visit.services.database.read();
        latest = latest_assessment(reading, module);
    }
    const bool in_use = is_signed(latest);
    std::vector<web::Fact> facts{{language.say("Status"), state_tag(visit, in_use)}};
    if (in_use) {
        facts.push_back({language.say("Underskrevet af"), web::text(latest->decided_by)});
        facts.push_back({language.say("Dato"), web::text(language.date(latest->decided_on))});
        facts.push_back({language.say("Dokument"), web::text(latest->document_name)});
        facts.push_back({language.say("Dokumentets SHA-256"), web::text(latest->document_sha256)});
    }
    std::int64_t before = 0;
    const std::string& sent = visit.request.query.value("foer");
    std::from_chars(sent.data(), sent.data() + sent.size(), before);
    web::Html content;
    content.add(web::error_summary(errors, language), web::definition_list(facts),
                in_use ? withdrawing_form(visit, module, filled, errors)
                       : signing_form(visit, module, filled, errors),
                web::heading(web::HeadingLevel::h2, language.say("Historie")),
                rows_of(visit, module, before));
    return visit.page(
        language.say(module_name(module)), content,
        {.breadcrumb = {{std::string(language.say("Konsekvensanalyser")), std::string(root)}},
         .status = errors.empty() ? 200 : status_refused});
}

web::Response show(const Visit& visit) {
    const auto module = asked_module(visit);
    return module ? module_page(visit, *module, {}, {}) : visit.not_found();
}

struct Input {
    ImpactAssessment assessment;
    base::FieldErrors errors;
};

Input read_input(const Visit& visit, PersonalModule module, Decision decision) {
    web::FormReader form(visit.request.form);
    Input input;
    ImpactAssessment& assessment = input.assessment;
    assessment.module = module;
    assessment.decision = decision;
    assessment.decided_by = form.optional_text(
        "decided_by", {base::danish("navn og stilling"), assessment_text_characters_max});
    assessment.decided_on =
        form.required_date("decided_on", base::danish("datoen")).value_or(visit.today());
    assessment.reason = form.optional_text(
        "reason", {base::danish("begrundelsen"), assessment_reason_characters_max});
    assessment.account_id = visit.user().account_id;
    assessment.at = visit.now;
    input.errors = form.errors();
    return input;
}

// The document's name and hash; what was sent is removed when the request has been answered.
void read_document(const Visit& visit, Input& input) {
    const auto& files = visit.request.files;
    const auto file = std::find_if(files.begin(), files.end(), [](const web::UploadedFile& one) {
        return one.field == "document" && one.size_bytes > 0;
    });
    if (file == files.end()) return;
    const auto bytes = formats::read_file_bytes(file->path, document_bytes_max);
    if (!bytes) {
        input.errors.push_back({"document", bytes.error()});
        return;
    }
    input.assessment.document_sha256 = base::sha256_hex(*bytes);
    input.assessment.document_name = file->file_name.substr(0, assessment_text_characters_max);
}

// Only what would change something is written: a second signature needs a withdrawal between.
web::Response save(const Visit& visit, Input input) {
    const ImpactAssessment& assessment = input.assessment;
    web::add_rules(input.errors, check(assessment, visit.today()));
    const bool signs = assessment.decision == Decision::signed_off;
    if (input.errors.empty()) {
        store::WriteTransaction writing = visit.services.database.write();
        if (is_in_use(writing, assessment.module) != signs) {
            add_assessment(writing, assessment);
            visit.record(writing, trail::Action::sign, "impact_assessment",
                         module_code(assessment.module),
                         signs ? "sha256 " + assessment.document_sha256 : "withdrawn");
            writing.commit();
            return web::see_other(path_of(assessment.module) +
                                  (signs ? "?besked=gemt" : "?besked=trukket"));
        }
        input.errors.push_back(
            {"", signs ? base::refuse("signed_already", "Der er allerede underskrevet.")
                       : base::refuse("not_signed", "Der er ikke noget at trække tilbage.")});
    }
    return module_page(visit, assessment.module, visit.request.form, input.errors);
}

web::Response sign(const Visit& visit) {
    const auto module = asked_module(visit);
    if (!module) return visit.not_found();
    Input input = read_input(visit, *module, Decision::signed_off);
    read_document(visit, input);
    return save(visit, std::move(input));
}

web::Response withdraw(const Visit& visit) {
    const auto module = asked_module(visit);
    if (!module) return visit.not_found();
    return save(visit, read_input(visit, *module, Decision::withdrawn));
}

}  // namespace

void add_impact_assessment_routes(Routes& routes) {
    const Permission permission = Permission::sign_impact_assessments;
    routes.get(std::string(root), permission, list);
    routes.get("/konsekvensanalyse/{module}", permission, show);
    routes.post("/konsekvensanalyse/{module}/underskriv", permission, sign,
                {.file_bytes = document_bytes_max});
    routes.post("/konsekvensanalyse/{module}/traek-tilbage", permission, withdraw);
}

}  // namespace access

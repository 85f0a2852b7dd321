#include "access/agency_pages.h"

#include <algorithm>

#include "access/agency_form.h"
#include "organisation/agency_store.h"
#include "web/components/button.h"
#include "web/components/checkbox_group.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/pagination.h"
#include "web/components/select_field.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace access {

namespace {

using organisation::Agency;

constexpr std::size_t rows_on_page = 50;
constexpr int status_refused = 422;
constexpr std::string_view list_path = "/myndigheder";

std::string path_of(const std::string& cvr) {
    return std::string(list_path) + "/" + cvr + "/rediger";
}

web::Html state_of(const Visit& visit, const organisation::Validity& validity) {
    return validity.covers(visit.today())
               ? web::status_tag(web::StatusKind::ongoing, visit.language.say("Deltager"))
               : web::status_tag(web::StatusKind::stopped, visit.language.say("Deltager ikke"));
}

web::Response show_agencies(const Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<Agency> agencies;
    {
        store::ReadTransaction reading = visit.services.database.read();
        agencies = organisation::all_agencies(reading);
    }
    const int pages =
        1 + static_cast<int>((std::max<std::size_t>(agencies.size(), 1) - 1) / rows_on_page);
    web::FormReader query(visit.request.query);
    const auto asked = query.optional_whole("side", {base::danish("siden"), 1, pages});
    const int page = static_cast<int>(asked.value_or(1));
    web::Table table(
        {.caption = language.say("Myndigheder og institutioner"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("CVR-nummer")},
                     {.heading = language.say("Slags")},
                     {.heading = language.say("Tilstand")}},
         .caption_hidden = true,
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    const std::size_t begin = static_cast<std::size_t>(page - 1) * rows_on_page;
    for (std::size_t i = begin; i < std::min(agencies.size(), begin + rows_on_page); ++i) {
        const Agency& agency = agencies[i];
        table.row(web::link(path_of(agency.cvr), agency.name), agency.cvr,
                  language.say(organisation::agency_kind_name(agency.kind)),
                  state_of(visit, agency.validity));
    }
    web::Html buttons =
        web::link_button({.label = language.say("Opret myndighed"), .href = "/myndigheder/ny"});
    buttons.add(web::link_button({.label = language.say("Fora og pladser"),
                                  .href = "/samarbejdsfora",
                                  .kind = web::ButtonKind::secondary}));
    web::Html content = web::button_row(buttons);
    content.add(table.finish(), web::pagination({.current = page,
                                                 .total = pages,
                                                 .address_of =
                                                     [](int number) {
                                                         return std::string(list_path) +
                                                                "?side=" + std::to_string(number);
                                                     }},
                                                language));
    return visit.page(language.say("Myndigheder"), content);
}

template <class Values, class Code, class Name>
std::vector<web::SelectOption> options_of(const Visit& visit, const Values& values, Code code,
                                          Name name) {
    std::vector<web::SelectOption> options;
    for (const auto value : values)
        options.push_back({code(value), visit.language.say(name(value))});
    return options;
}

web::Html name_fields(const Visit& visit, const web::Fields& filled,
                      const base::FieldErrors& errors, bool is_new) {
    const web::Language& language = visit.language;
    web::Html fields;
    if (is_new) {
        fields.add(web::text_field({.name = "cvr",
                                    .label = language.say("CVR-nummer"),
                                    .value = filled.value("cvr"),
                                    .error = web::error_at(errors, "cvr", language),
                                    .width = web::FieldWidth::m,
                                    .input_mode = "numeric"},
                                   language));
    }
    fields.add(web::text_field({.name = "navn",
                                .label = language.say("Navn"),
                                .value = filled.value("navn"),
                                .error = web::error_at(errors, "navn", language),
                                .width = web::FieldWidth::xl},
                               language),
               web::select_field({.name = "slags",
                                  .label = language.say("Slags"),
                                  .options = options_of(visit, organisation::all_agency_kinds(),
                                                        organisation::agency_kind_code,
                                                        organisation::agency_kind_name),
                                  .value = filled.value("slags"),
                                  .empty_option = language.say("Vælg"),
                                  .error = web::error_at(errors, "slags", language)},
                                 language));
    return fields;
}

web::Html further_fields(const Visit& visit, const web::Fields& filled,
                         const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const auto day = [&](std::string_view name, std::string_view label) {
        return web::text_field({.name = name,
                                .label = language.say(label),
                                .type = web::InputType::date,
                                .value = filled.value(name),
                                .error = web::error_at(errors, name, language),
                                .need = web::Need::optional},
                               language);
    };
    web::Html days = day("fra", base::danish("Første dag"));
    days.add(day("til", base::danish("Sidste dag")));
    web::Html fields = web::select_field(
        {.name = "omraade",
         .label = language.say("Selvejende institutions område"),
         .options =
             options_of(visit, organisation::all_institution_areas(),
                        organisation::institution_area_code, organisation::institution_area_name),
         .value = filled.value("omraade").empty() ? "other" : filled.value("omraade"),
         .need = web::Need::unmarked},
        language);
    fields.add(web::checkbox({.name = "offentlig",
                              .label = language.say("Institutionen løser en offentlig opgave"),
                              .checked = filled.has("offentlig")},
                             language),
               web::field_row(days));
    return fields;
}

web::Response form_page(const Visit& visit, const std::string& action, const web::Fields& filled,
                        const base::FieldErrors& errors, bool is_new) {
    const web::Language& language = visit.language;
    web::Html fields = name_fields(visit, filled, errors, is_new);
    fields.add(further_fields(visit, filled, errors),
               web::button_row(web::button({.label = language.say("Gem")})));
    web::Html content = web::error_summary(errors, language);
    content.add(web::form({.action = action, .csrf_token = visit.csrf_token()}, fields));
    return visit.page(
        is_new ? std::string(language.say("Opret myndighed")) : filled.value("navn"), content,
        {.breadcrumb = {{std::string(language.say("Myndigheder")), std::string(list_path)}},
         .charts = false,
         .status = errors.empty() ? 200 : status_refused});
}

web::Response new_agency(const Visit& visit) {
    return form_page(visit, "/myndigheder/ny", {}, {}, true);
}

web::Response create_agency(const Visit& visit) {
    AgencyInput input = read_agency(visit.request.form, "");
    store::WriteTransaction writing = visit.services.database.write();
    if (input.errors.empty()) {
        input.errors = check_agency(input.agency, organisation::own_agency(writing), {});
        if (organisation::find_agency(writing, input.agency.cvr)) {
            input.errors.push_back(
                {"cvr", base::refuse("taken", "Myndigheden er allerede registreret.")});
        }
    }
    if (!input.errors.empty()) {
        return form_page(visit, "/myndigheder/ny", visit.request.form, input.errors, true);
    }
    organisation::put_agency(writing, input.agency);
    visit.record(writing, trail::Action::create, "agency", input.agency.cvr);
    writing.commit();
    return web::see_other(std::string(list_path) + "?besked=oprettet");
}

web::Response edit_agency(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    const auto agency = organisation::find_agency(reading, visit.request.parameter("cvr"));
    if (!agency) return visit.not_found();
    return form_page(visit, path_of(agency->cvr), form_of(*agency), {}, false);
}

web::Response change_agency(const Visit& visit) {
    store::WriteTransaction writing = visit.services.database.write();
    const auto before = organisation::find_agency(writing, visit.request.parameter("cvr"));
    if (!before) return visit.not_found();
    AgencyInput input = read_agency(visit.request.form, before->cvr);
    if (input.errors.empty()) {
        input.errors = check_agency(input.agency, organisation::own_agency(writing), before);
    }
    if (!input.errors.empty()) {
        return form_page(visit, path_of(before->cvr), visit.request.form, input.errors, false);
    }
    organisation::put_agency(writing, input.agency);
    visit.record(writing, trail::Action::change, "agency", before->cvr);
    writing.commit();
    return web::see_other(std::string(list_path) + "?besked=gemt");
}

}  // namespace

void add_agency_routes(Routes& routes) {
    routes.get(std::string(list_path), Permission::manage_forums, show_agencies);
    routes.get("/myndigheder/ny", Permission::manage_forums, new_agency);
    routes.post("/myndigheder/ny", Permission::manage_forums, create_agency);
    routes.get("/myndigheder/{cvr}/rediger", Permission::manage_forums, edit_agency);
    routes.post("/myndigheder/{cvr}/rediger", Permission::manage_forums, change_agency);
}

}  // namespace access

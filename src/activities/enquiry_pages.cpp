#include "activities/enquiry_pages.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "activities/enquiry_export.h"
#include "activities/enquiry_form.h"
#include "activities/enquiry_store.h"
#include "activities/enquiry_words.h"
#include "history/record_change.h"
#include "history/record_list.h"
#include "history/version_view.h"
#include "initiatives/choice.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/table.h"

namespace activities {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

using CataloguePointer = std::shared_ptr<const initiatives::Catalogue>;

constexpr std::string_view root = "/henvendelser";
constexpr std::string_view removed_root = "/henvendelser/slettede";
// What enquiries belong under unless something else is chosen.
constexpr std::string_view usual_initiative = "advice_to_citizens";

std::string enquiry_path(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

CataloguePointer read_catalogue(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::ReadTransaction reading = visit.services.database.read();
    return current.get(reading);
}

std::vector<std::pair<std::string, std::string>> below_list(const Visit& visit) {
    return {{std::string(visit.language.say("Henvendelser")), std::string(root)}};
}

EnquiryFilter filter_of(const Visit& visit) {
    const web::Fields& query = visit.request.query;
    EnquiryFilter filter;
    filter.initiative = query.value("indsats");
    filter.subject = query.value("emne");
    filter.channel = query.value("kanal");
    if (query.value("vis") == "aabne") filter.answered = EnquiryFilter::Answered::open;
    const std::int64_t year = history::number_of(query.value("aar"));
    if (year >= 1900 && year <= 2200) filter.year = static_cast<int>(year);
    filter.before_time = query.value("foer");
    filter.before_id = history::number_of(query.value("foer_id"));
    filter.limit = static_cast<int>(history::list_page_size) +
                   1;  // one more tells whether there is a next page
    return filter;
}

history::ListQuery query_of(const EnquiryFilter& filter) {
    return {{"indsats", filter.initiative},
            {"emne", filter.subject},
            {"kanal", filter.channel},
            {"vis", filter.answered == EnquiryFilter::Answered::open ? "aabne" : ""},
            {"aar", filter.year == 0 ? "" : std::to_string(filter.year)}};
}

std::vector<web::SelectOption> subject_choices(const web::Language& language) {
    std::vector<web::SelectOption> choices;
    for (const EnquirySubject subject : all_subjects())
        choices.push_back({subject_code(subject), language.say(subject_name(subject))});
    return choices;
}

std::vector<web::SelectOption> channel_choices(const web::Language& language) {
    std::vector<web::SelectOption> choices;
    for (const Channel channel : all_channels())
        choices.push_back({channel_code(channel), language.say(channel_name(channel))});
    return choices;
}

web::Html filter_form(const Visit& visit, const initiatives::Catalogue& catalogue,
                      const EnquiryFilter& filter) {
    const web::Language& language = visit.language;
    const auto select = [&](std::string_view name, std::string_view label,
                            std::vector<web::SelectOption> options, const std::string& value) {
        return history::filter_select(name, label, std::move(options), value, language);
    };
    const bool open = filter.answered == EnquiryFilter::Answered::open;
    web::Html choices;
    choices.add(
        select("indsats", language.say("Indsats"),
               initiatives::initiative_choices(catalogue, filter.year, language, filter.initiative),
               filter.initiative),
        select("emne", language.say("Emne"), subject_choices(language), filter.subject),
        select("kanal", language.say("Kanal"), channel_choices(language), filter.channel),
        select("vis", language.say("Svar"), {{"aabne", language.say("Kun de ubesvarede")}},
               open ? "aabne" : ""),
        select("aar", language.say("År"),
               initiatives::year_choices(catalogue, base::year_of(visit.today()), filter.year),
               filter.year == 0 ? "" : std::to_string(filter.year)));
    return history::filter_form(root, std::move(choices), language);
}

web::Html list_table(const Visit& visit, const std::vector<Enquiry>& rows) {
    const web::Language& language = visit.language;
    web::Table table(
        {.caption = language.say("Henvendelser, de nyeste øverst"),
         .columns = {{.heading = language.say("Modtaget"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Emne")},
                     {.heading = language.say("Henvendelse")},
                     {.heading = language.say("Kanal")},
                     {.heading = language.say("Svar")}},
         .empty_text = language.say("Der er ingen henvendelser, som passer."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    const base::LocalTime now = web::to_local(visit.now);
    for (std::size_t i = 0; i < rows.size() && i < history::list_page_size; ++i) {
        const Enquiry& enquiry = rows[i];
        table.row(web::link(enquiry_path(enquiry.id), language.local_time(enquiry.received_at)),
                  language.say(subject_name(enquiry.subject)), enquiry.question,
                  language.say(channel_name(enquiry.channel)),
                  answer_state(enquiry, now, language));
    }
    return table.finish();
}

// The rows of one page, the newest first, and the way to the older ones.
web::Html list_page(const Visit& visit, std::string_view path, const EnquiryFilter& filter,
                    const std::vector<Enquiry>& rows) {
    std::optional<history::ListPlace> last;
    if (rows.size() > history::list_page_size) {
        const Enquiry& shown_last = rows[history::list_page_size - 1];
        last = {shown_last.received_at, shown_last.id};
    }
    web::Html html = list_table(visit, rows);
    html.add(history::older_link(visit, path, query_of(filter),
                                 visit.language.say("Ældre henvendelser"), last));
    return html;
}

web::Response list(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const EnquiryFilter filter = filter_of(visit);
    store::ReadTransaction reading = visit.services.database.read();
    const CataloguePointer catalogue = current.get(reading);
    const std::vector<Enquiry> rows = enquiries(reading, filter);
    web::Html content;
    content.add(web::button_row(history::list_buttons(
                    visit, {std::string(root), Permission::register_enquiries,
                            visit.language.say("Ny henvendelse"), query_of(filter)})),
                filter_form(visit, *catalogue, filter), list_page(visit, root, filter, rows));
    return visit.page(visit.language.say("Henvendelser"), content);
}

web::Response removed_list(const Visit& visit, initiatives::CurrentCatalogue&) {
    EnquiryFilter filter = filter_of(visit);
    filter.removed = true;
    store::ReadTransaction reading = visit.services.database.read();
    const std::vector<Enquiry> rows = enquiries(reading, filter);
    return visit.page(visit.language.say("Slettede henvendelser"),
                      list_page(visit, removed_root, filter, rows),
                      {.breadcrumb = below_list(visit)});
}

struct FormPage {
    std::string_view title;
    std::string action;
    web::Html above;  // before the form
    web::Html fields;
    std::int64_t version = 0;  // 0: a new enquiry
};

// The form as a page; status 422 when it comes back with messages.
web::Response form_page(const Visit& visit, FormPage page, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    page.fields.add(web::button_row(web::button({.label = language.say("Gem")})));
    web::HiddenFields hidden;
    if (page.version != 0) hidden.emplace_back("version", std::to_string(page.version));
    web::Html content;
    content.add(
        web::error_summary(errors, language), page.above,
        web::form(
            {.action = page.action, .csrf_token = visit.csrf_token(), .hidden = std::move(hidden)},
            page.fields));
    return visit.page(
        page.title, content,
        {.breadcrumb = below_list(visit), .charts = false, .status = errors.empty() ? 200 : 422});
}

web::Response new_page(const Visit& visit, const initiatives::Catalogue& catalogue,
                       const web::Fields& filled, const base::FieldErrors& errors) {
    return form_page(
        visit,
        {visit.language.say("Ny henvendelse"),
         "/henvendelser/ny",
         {},
         enquiry_fields(filled, errors, catalogue, base::year_of(visit.today()), visit.language)},
        errors);
}

web::Response new_form(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const CataloguePointer catalogue = read_catalogue(visit, current);
    const base::LocalTime now = web::to_local(visit.now);
    std::string initiative = visit.request.query.value("indsats");
    const initiatives::Initiative* usual = catalogue->find_initiative(usual_initiative);
    if (initiative.empty() && usual && catalogue->in_force(*usual, base::year_of(now.date)))
        initiative = usual->key;
    web::Fields filled;
    filled.add("initiative", initiative);
    filled.add("received_on", base::iso_date(now.date));
    filled.add("received_time", base::time_of_day(now.minute_of_day));
    return new_page(visit, *catalogue, filled, {});
}

web::Response create(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const CataloguePointer catalogue = read_catalogue(visit, current);
    const EnquiryInput input =
        read_enquiry_form(visit.request.form, *catalogue, web::to_local(visit.now));
    if (!input.errors.empty()) return new_page(visit, *catalogue, visit.request.form, input.errors);
    store::WriteTransaction writing = visit.services.database.write();
    const Added added = add_enquiry(writing, input.enquiry, {visit.user().account_id, visit.now});
    visit.record(writing, trail::Action::create, "enquiry", std::to_string(added.id));
    writing.commit();
    return web::see_other(enquiry_path(added.id) + "?besked=oprettet");
}

web::Html actions_of(const Visit& visit, const Enquiry& enquiry) {
    const web::Language& language = visit.language;
    if (!visit.may(Permission::register_enquiries)) return {};
    const std::string path = enquiry_path(enquiry.id);
    web::Html actions;
    if (enquiry.removed)
        return web::button_row(web::post_button({.label = language.say("Fortryd sletningen"),
                                                 .action = path + "/genskab",
                                                 .csrf_token = visit.csrf_token()}));
    if (!enquiry.answered_at)
        actions.add(web::link_button(
            {.label = language.say("Besvar eller henvis"), .href = path + "/besvar"}));
    actions.add(web::link_button({.label = language.say("Ret"),
                                  .href = path + "/rediger",
                                  .kind = web::ButtonKind::secondary}),
                web::post_button({.label = language.say("Slet"),
                                  .action = path + "/slet",
                                  .csrf_token = visit.csrf_token(),
                                  .hidden = {{"version", std::to_string(enquiry.version)}}}));
    return web::button_row(actions);
}

web::Html facts_of(const Visit& visit, const Enquiry& enquiry, const history::Wording& wording) {
    const web::Language& language = visit.language;
    const auto said = [&](std::string_view key, const std::string& value) {
        return value.empty() ? web::Html() : web::text(wording.value(key, value));
    };
    web::Html answered;
    if (enquiry.answered_at) answered = web::text(language.local_time(*enquiry.answered_at));
    return web::definition_list(
        {{language.say("Modtaget"), web::text(language.local_time(enquiry.received_at))},
         {language.say("Kanal"), web::text(language.say(channel_name(enquiry.channel)))},
         {language.say("Henvendelse"), web::paragraphs(enquiry.question)},
         {language.say("Distrikt"), said("district", enquiry.district)},
         {language.say("Indsats"), web::link("/indsatser/" + enquiry.initiative,
                                             wording.value("initiative", enquiry.initiative))},
         {language.say("Status"), answer_state(enquiry, web::to_local(visit.now), language)},
         {language.say("Svar"),
          enquiry.answer.empty() ? web::Html() : web::paragraphs(enquiry.answer)},
         {language.say("Besvaret"), answered},
         {language.say("Henvist til"), said("referred_to", enquiry.referred_to)}});
}

web::Response show(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const web::Language& language = visit.language;
    std::optional<Enquiry> enquiry;
    std::vector<history::Version> versions;
    CataloguePointer catalogue;
    {
        store::ReadTransaction reading = visit.services.database.read();
        catalogue = current.get(reading);
        enquiry = find_enquiry(reading, history::number_of(visit.request.parameter("id")));
        // What was deleted is there only for those who could bring it back.
        if (!enquiry || (enquiry->removed && !visit.may(Permission::register_enquiries)))
            return visit.not_found();
        versions = history::versions(reading, "enquiry", enquiry->id);
    }
    const history::Wording wording = enquiry_wording(catalogue, language);
    web::Html content;
    if (enquiry->removed)
        content.add("<p><strong>"_html, language.say("Henvendelsen er slettet."),
                    "</strong></p>"_html);
    content.add(actions_of(visit, *enquiry), facts_of(visit, *enquiry, wording),
                history::versions_section(visit, versions, wording,
                                          visit.may(Permission::register_enquiries)
                                              ? enquiry_path(enquiry->id) + "/genskab"
                                              : std::string()));
    return visit.page(language.say(subject_name(enquiry->subject)), content,
                      {.breadcrumb = below_list(visit)});
}

// What the enquiry's own pages need; it may be one that doesn't exist.
history::RecordPages pages_of(const Visit& visit, const CataloguePointer& catalogue) {
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    const auto save = [&visit, id](Enquiry enquiry) {
        enquiry.id = id;
        return [&visit, enquiry](store::WriteTransaction& writing, std::int64_t version,
                                 history::Change change) mutable {
            enquiry.version = version;
            return change_enquiry(writing, enquiry, {visit.user().account_id, visit.now}, change);
        };
    };
    history::RecordPages pages;
    pages.kind = "enquiry";
    pages.id = id;
    pages.path = enquiry_path(id);
    pages.wording = enquiry_wording(catalogue, visit.language);
    pages.find = [id, save](store::Connection& connection) -> std::optional<history::StoredDraft> {
        const std::optional<Enquiry> stored = find_enquiry(connection, id);
        if (!stored) return std::nullopt;
        return history::StoredDraft{
            stored->version, stored->removed, {snapshot(*stored), {}, save(*stored)}};
    };
    pages.read = [&visit, catalogue, id, save](const web::Fields& form) {
        store::ReadTransaction reading = visit.services.database.read();
        const std::optional<Enquiry> stored = find_enquiry(reading, id);
        EnquiryInput input = read_enquiry_form(form, *catalogue, web::to_local(visit.now),
                                               stored ? stored->initiative : "");
        return history::Draft{snapshot(input.enquiry), std::move(input.errors),
                              save(input.enquiry)};
    };
    pages.form_page = [&visit, catalogue, id](const web::Fields& form,
                                              const base::FieldErrors& errors,
                                              std::int64_t version) {
        return form_page(
            visit,
            {visit.language.say("Ret henvendelsen"),
             enquiry_path(id) + "/rediger",
             {},
             enquiry_fields(form, errors, *catalogue, base::year_of(visit.today()), visit.language),
             version},
            errors);
    };
    return pages;
}

std::optional<history::StoredDraft> find_standing(const Visit& visit,
                                                  const history::RecordPages& pages) {
    store::ReadTransaction reading = visit.services.database.read();
    auto stored = pages.find(reading);
    return stored && !stored->removed ? stored : std::nullopt;
}

web::Response edit_form(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::edit_form(visit, pages_of(visit, read_catalogue(visit, current)));
}

web::Response edit(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::save_form(visit, pages_of(visit, read_catalogue(visit, current)),
                              history::resolve(visit.request.form));
}

// The question, and the few fields that an answer needs.
web::Response answer_page(const Visit& visit, const initiatives::Catalogue& catalogue,
                          const web::Fields& filled, const base::FieldErrors& errors,
                          std::int64_t version) {
    const web::Language& language = visit.language;
    return form_page(visit,
                     {language.say("Besvar eller henvis"),
                      enquiry_path(history::number_of(visit.request.parameter("id"))) + "/besvar",
                      web::definition_list({{language.say("Henvendelse"),
                                             web::paragraphs(filled.value("question"))}}),
                      answer_fields(filled, errors, catalogue, language), version},
                     errors);
}

web::Response answer_form(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const CataloguePointer catalogue = read_catalogue(visit, current);
    const auto stored = find_standing(visit, pages_of(visit, catalogue));
    if (!stored) return visit.not_found();
    history::Snapshot content = stored->draft.content;
    if (content.at("answered_on").empty()) {
        const base::LocalTime now = web::to_local(visit.now);
        content["answered_on"] = base::iso_date(now.date);
        content["answered_time"] = base::time_of_day(now.minute_of_day);
    }
    return answer_page(visit, *catalogue, history::form_of(content), {}, stored->version);
}

web::Response answer(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const CataloguePointer catalogue = read_catalogue(visit, current);
    history::RecordPages pages = pages_of(visit, catalogue);
    const std::string& based_on = visit.request.form.value("version");
    std::optional<history::Version> before;
    {
        store::ReadTransaction reading = visit.services.database.read();
        before = history::find_version(reading, pages.kind, pages.id, history::number_of(based_on));
    }
    if (!before) return visit.not_found();
    web::Fields whole = with_answer(history::form_of(before->content), visit.request.form);
    whole.add("version", based_on);
    pages.form_page = [&visit, catalogue](const web::Fields& form, const base::FieldErrors& errors,
                                          std::int64_t version) {
        return answer_page(visit, *catalogue, form, errors, version);
    };
    return history::save_form(visit, pages, whole);
}

web::Response remove(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::remove_record(visit, pages_of(visit, read_catalogue(visit, current)));
}

web::Response restore(const Visit& visit, initiatives::CurrentCatalogue& current) {
    return history::restore_record(visit, pages_of(visit, read_catalogue(visit, current)));
}

web::Response export_rows(const Visit& visit, initiatives::CurrentCatalogue& current,
                          formats::TableFormat format) {
    {
        store::WriteTransaction writing = visit.services.database.write();
        visit.record(writing, trail::Action::extract, "enquiry", "", "list");
        writing.commit();
    }
    store::ReadTransaction reading = visit.services.database.read();
    return export_enquiries(reading, *current.get(reading), filter_of(visit), visit.language,
                            visit.services.working_directory, visit.now, format);
}

}  // namespace

void add_enquiry_routes(access::Routes& routes, initiatives::CurrentCatalogue& current) {
    using Handler = web::Response (*)(const Visit&, initiatives::CurrentCatalogue&);
    const auto page = [&current](Handler handler) -> access::PageHandler {
        return [&current, handler](const Visit& visit) { return handler(visit, current); };
    };
    const auto rows = [&current](formats::TableFormat format) -> access::PageHandler {
        return
            [&current, format](const Visit& visit) { return export_rows(visit, current, format); };
    };
    constexpr Permission see = Permission::see_enquiries;
    constexpr Permission change = Permission::register_enquiries;
    routes.get("/henvendelser", see, page(list));
    routes.get("/henvendelser/ny", change, page(new_form));
    routes.post("/henvendelser/ny", change, page(create));
    routes.get("/henvendelser/slettede", change, page(removed_list));
    routes.get("/henvendelser/eksport.csv", Permission::export_lists,
               rows(formats::TableFormat::csv));
    routes.get("/henvendelser/eksport.xlsx", Permission::export_lists,
               rows(formats::TableFormat::xlsx));
    routes.get("/henvendelser/{id}", see, page(show));
    routes.get("/henvendelser/{id}/rediger", change, page(edit_form));
    routes.post("/henvendelser/{id}/rediger", change, page(edit));
    routes.get("/henvendelser/{id}/besvar", change, page(answer_form));
    routes.post("/henvendelser/{id}/besvar", change, page(answer));
    routes.post("/henvendelser/{id}/slet", change, page(remove));
    routes.post("/henvendelser/{id}/genskab", change, page(restore));
}

}  // namespace activities

#include "people/archive_pages.h"

#include "history/record_change.h"
#include "people/archive_store.h"
#include "web/components/button.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"

namespace people {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::string_view root = "/sletning/arkiv";
constexpr int rows_a_page = 50;

// "incomplete:AVID.TRY.1.2:7" is shown as the name in the middle.
std::string package_words(const ArchiveDelivery& delivery) {
    if (delivery.complete) return delivery.package;
    const std::size_t from = delivery.package.find(':') + 1;
    return delivery.package.substr(from, delivery.package.find(':', from) - from);
}

web::Html state_of(const Visit& visit, const ArchiveDelivery& delivery) {
    const web::Language& language = visit.language;
    if (!delivery.complete)
        return web::status_tag(web::StatusKind::stopped, language.say("Afbrudt"));
    if (delivery.received_on)
        return web::status_tag(web::StatusKind::done,
                               std::string(language.say("Modtaget")) + " " +
                                   language.short_date(*delivery.received_on));
    if (!visit.may(Permission::approve_erasures))
        return web::status_tag(web::StatusKind::attention, language.say("Venter på arkivet"));
    return web::post_button(
        {.label = language.say("Arkivet har modtaget den"),
         .action = std::string(root) + "/" + std::to_string(delivery.id) + "/modtaget",
         .csrf_token = visit.csrf_token(),
         .hidden_words = delivery.package});
}

web::Response list(const Visit& visit) {
    const web::Language& language = visit.language;
    std::vector<ArchiveDelivery> found;
    {
        store::ReadTransaction reading = visit.services.database.read();
        found = deliveries(reading, history::number_of(visit.request.query.value("foer")),
                           rows_a_page + 1);
    }
    const bool more = found.size() > static_cast<std::size_t>(rows_a_page);
    if (more) found.pop_back();
    web::Table table({.caption = language.say("Afleveringer til arkivet, de nyeste øverst"),
                      .columns = {{.heading = language.say("Arkiveringsversion"),
                                   .kind = web::ColumnKind::heading},
                                  {.heading = language.say("Dannet")},
                                  {.heading = language.say("Status")}},
                      .empty_text = language.say("Der er ingen afleveringer."),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (const ArchiveDelivery& delivery : found)
        table.row(package_words(delivery), language.instant(delivery.made_at),
                  state_of(visit, delivery));
    web::Html content;
    content.add("<p>"_html,
                language.say("Den, hvis oplysninger skal afleveres, kan først slettes, når "
                             "arkivet har modtaget dem."),
                "</p>"_html, table.finish());
    if (more)
        content.add(web::previous_next(
            {.next = web::address_with_query(root, {{"foer", std::to_string(found.back().id)}}),
             .next_label = language.say("Ældre")},
            language));
    return visit.page(language.say("Afleveringer til arkivet"), std::move(content),
                      {.breadcrumb = {{std::string(language.say("Sletning")), "/sletning"}}});
}

web::Response receive(const Visit& visit) {
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    store::WriteTransaction writing = visit.services.database.write();
    if (!receive_delivery(writing, id, visit.user().account_id, visit.today()))
        return visit.not_found();
    visit.record(writing, trail::Action::change, "archive_delivery", std::to_string(id));
    writing.commit();
    return web::see_other(std::string(root) + "?besked=gemt");
}

}  // namespace

void add_archive_routes(access::Routes& routes) {
    routes.get("/sletning/arkiv", Permission::see_erasures, list);
    routes.post("/sletning/arkiv/{id}/modtaget", Permission::approve_erasures, receive);
}

}  // namespace people

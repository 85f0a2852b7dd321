#include "activities/activity_pages.h"

#include "activities/activity_calendar_pages.h"
#include "activities/activity_change_pages.h"
#include "activities/activity_form_pages.h"
#include "activities/activity_list_pages.h"
#include "activities/activity_new_pages.h"
#include "activities/activity_series_pages.h"
#include "activities/calendar_feed_pages.h"

namespace activities {

void add_activity_routes(access::Routes& routes, initiatives::CurrentCatalogue& current) {
    using access::Permission;
    using CataloguePage = web::Response (*)(const access::Visit&, initiatives::CurrentCatalogue&);
    const auto with_catalogue = [&current](CataloguePage page) -> access::PageHandler {
        return [&current, page](const access::Visit& visit) { return page(visit, current); };
    };
    const auto export_as = [&current](formats::TableFormat format) -> access::PageHandler {
        return [&current, format](const access::Visit& visit) {
            return export_page(visit, current, format);
        };
    };
    constexpr Permission see = Permission::see_activities;
    constexpr Permission change = Permission::register_activities;

    routes.get("/aktiviteter", see, with_catalogue(list_page));
    routes.get("/aktiviteter/kalender", see, with_catalogue(calendar_page));
    routes.get("/aktiviteter/eksport.csv", Permission::export_lists,
               export_as(formats::TableFormat::csv));
    routes.get("/aktiviteter/eksport.xlsx", Permission::export_lists,
               export_as(formats::TableFormat::xlsx));
    routes.get("/aktiviteter/slettede", change, with_catalogue(removed_list_page));
    routes.get("/aktiviteter/{id}", see, with_catalogue(activity_page));

    routes.get("/aktiviteter/ny", change, with_catalogue(new_activity_page));
    routes.post("/aktiviteter/ny", change, with_catalogue(create_activity));
    routes.post("/aktiviteter/hurtig", change, with_catalogue(register_quickly));
    routes.get("/aktiviteter/{id}/rediger", change, with_catalogue(edit_page));
    routes.post("/aktiviteter/{id}/rediger", change, with_catalogue(correct_activity));
    routes.get("/aktiviteter/{id}/afholdt", change, with_catalogue(holding_page));
    routes.post("/aktiviteter/{id}/afholdt", change, with_catalogue(hold_activity));
    routes.get("/aktiviteter/{id}/aflys", change, with_catalogue(cancellation_page));
    routes.post("/aktiviteter/{id}/aflys", change, with_catalogue(cancel_activity));
    routes.post("/aktiviteter/{id}/slet", change, with_catalogue(remove_activity));
    routes.post("/aktiviteter/{id}/genskab", change, with_catalogue(restore_activity));
    routes.get("/aktiviteter/raekke/{id}/aflys", change, with_catalogue(series_cancellation_page));
    routes.post("/aktiviteter/raekke/{id}/aflys", change, with_catalogue(cancel_series));

    routes.get_public("/kalender/{file}", with_catalogue(feed));
    routes.get("/konto/kalender", see, feed_page);
    routes.post("/konto/kalender", see, make_feed_address);
    routes.post("/konto/kalender/tilbagekald", see, revoke_feed_address);
}

web::Html quick_registration_form(const access::Visit& visit,
                                  const initiatives::Catalogue& catalogue,
                                  initiatives::KeptPieces& kept) {
    if (!visit.may(access::Permission::register_activities)) return {};
    const web::Fields values;
    const base::FieldErrors errors;
    return quick_form({.visit = visit,
                       .catalogue = catalogue,
                       .values = values,
                       .errors = errors,
                       .kept = &kept});
}

}  // namespace activities

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/text.h"
#include "initiatives/catalogue_list_store.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/catalogue_words.h"
#include "initiatives/list_place.h"
#include "initiatives/order_form.h"
#include "web/components/alert.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/form.h"

// The order of a list's entries, and of the rows within one of them.
namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr int unprocessable = 422;
constexpr int conflict = 409;

// What stands around the rows.
struct OrderPage {
    std::string title;
    std::string address;
    std::string hint;
    std::string version;  // the order, or the entry, that the form was made from
    Breadcrumb breadcrumb;
};

web::Response order_page(const Visit& visit, const OrderPage& page,
                         const std::vector<OrderRow>& rows, const OrderForm& form) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(web::error_summary(form.errors, language), form.notice, web::paragraphs(page.hint),
                web::form({.action = page.address,
                           .csrf_token = visit.csrf_token(),
                           .hidden = {{"version", page.version}}},
                          order_fields(rows, form, language)));
    return visit.page(page.title, content,
                      {.breadcrumb = page.breadcrumb, .charts = false, .status = form.status});
}

web::Response changed_meanwhile(const Visit& visit, const OrderPage& page,
                                const std::vector<OrderRow>& rows, std::string_view sentence) {
    OrderForm form;
    form.places = places_now(rows.size());
    form.status = conflict;
    form.notice = web::alert({.kind = web::AlertKind::warning,
                              .content = web::text(visit.language.say(sentence)),
                              .urgency = web::AlertUrgency::urgent},
                             visit.language);
    return order_page(visit, page, rows, form);
}

// The form as it is first shown, after a row was moved with a word about that.
OrderForm untouched(const Visit& visit, const std::vector<OrderRow>& rows) {
    OrderForm form;
    form.places = places_now(rows.size());
    const std::string& moved = visit.request.query.value("flyttet");
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].id == moved)
            form.notice = moved_notice(rows[i], i, rows.size(), visit.language);
    return form;
}

// To the field of what was moved, so that the keyboard goes on from there.
web::Response back_to(const std::string& address, const std::string& id) {
    return web::see_other(web::address_with_query(address, {{"flyttet", id}}) + "#" +
                          web::field_id(place_field(id)));
}

// ---- a list's entries

std::vector<OrderRow> entry_rows(const CatalogueList& list, const Catalogue& catalogue,
                                 const web::Language& language) {
    std::vector<OrderRow> rows;
    for (std::size_t i = 0; i < list.size(catalogue); ++i)
        rows.push_back({list.key(catalogue, i), name_of_entry(list.entry(catalogue, i), language)});
    return rows;
}

OrderPage list_order_page(const ListPlace& place, const Catalogue& catalogue,
                          const web::Language& language) {
    return {language.say_with("Rækkefølgen i {}", language.say(place.words->title)),
            place.order_address(),
            std::string(language.say(
                "Skriv det nummer, det skal stå som, eller flyt det en plads ad gangen. "
                "Rækkefølgen gælder, hvor listen ikke vises efter nummer eller dato, og i de "
                "filer, der eksporteres.")),
            order_mark(*place.list, catalogue), list_breadcrumb(place, language)};
}

web::Response show_order(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = list_place_of(visit);
    if (!place.list) return visit.not_found();
    const auto catalogue = catalogue_for(visit, current);
    const std::vector<OrderRow> rows = entry_rows(*place.list, *catalogue, visit.language);
    return order_page(visit, list_order_page(place, *catalogue, visit.language), rows,
                      untouched(visit, rows));
}

web::Response change_order(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = list_place_of(visit);
    if (!place.list) return visit.not_found();
    store::WriteTransaction writing = visit.services.database.write();
    const auto catalogue = current.get(writing);
    const OrderPage page = list_order_page(place, *catalogue, visit.language);
    const std::vector<OrderRow> rows = entry_rows(*place.list, *catalogue, visit.language);
    OrderForm form;
    const std::vector<std::size_t> wanted = read_places(visit.request.form, rows, form);
    if (visit.request.form.value("version") != page.version)
        return changed_meanwhile(
            visit, page, rows,
            base::danish("En anden har ændret listen imens, så intet er flyttet. Her er den, som "
                         "den er nu."));
    if (!form.errors.empty()) {
        form.status = unprocessable;
        return order_page(visit, page, rows, form);
    }
    std::vector<std::size_t> order = arrangement(wanted);
    const auto move = move_in(visit.request.form);
    if (move) move_one(order, place.list->place_of(*catalogue, move->id), move->step);
    if (const auto revision = save_order(writing, *place.list, *catalogue, order, visit.now)) {
        visit.record(writing, trail::Action::change, "catalogue_list", place.list->name(),
                     "revision " + std::to_string(*revision));
        writing.commit();
    }
    if (!move) return web::see_other(place.list_address() + "?besked=gemt");
    return back_to(page.address, move->id);
}

// ---- the rows within an entry

// An entry with rows of its own, as it stands in the list now.
struct EntryRows {
    std::shared_ptr<const Catalogue> catalogue;
    std::size_t at = 0;
    std::int64_t revision = 0;
    formats::YamlNode entry;
    const ListField* field = nullptr;

    formats::YamlNode& items() {
        const auto named = std::find(entry.names.begin(), entry.names.end(), field->name);
        return entry.children.at(static_cast<std::size_t>(named - entry.names.begin()));
    }
};

// Numbered as they stand: what they are called may be the same, and the version tells whether they
// still stand so.
std::vector<OrderRow> rows_of(const formats::YamlNode& items, const web::Language& language) {
    std::vector<OrderRow> rows;
    for (const formats::YamlNode& item : items.children) {
        std::string name = name_of_entry(item, language);
        if (const formats::YamlNode* period = item.find("period"))
            name.insert(0, period->text + ": ");
        rows.push_back({std::to_string(rows.size() + 1), std::move(name)});
    }
    return rows;
}

std::optional<EntryRows> find_rows(store::Connection& connection, CurrentCatalogue& current,
                                   const ListPlace& place) {
    if (!place.list) return std::nullopt;
    EntryRows found;
    found.catalogue = current.get(connection);
    found.at = place.list->place_of(*found.catalogue, place.key);
    if (found.at == place.list->size(*found.catalogue)) return std::nullopt;
    found.entry = place.list->entry(*found.catalogue, found.at);
    found.field = rows_field(*place.list, found.entry);
    if (!found.field) return std::nullopt;
    found.revision = entry_revision(connection, place.list->name(), place.key);
    return found;
}

OrderPage row_order_page(const ListPlace& place, const EntryRows& found,
                         const web::Language& language) {
    std::string hint(language.say(
        "Skriv det nummer, det skal stå som, eller flyt det en plads ad gangen. Det står i "
        "historikken, og et tidligere indhold kan genskabes."));
    if (found.field->name == "wordings")
        hint += " " + std::string(language.say("Målet kaldes efter den sidste ordlyd."));
    Breadcrumb breadcrumb = list_breadcrumb(place, language);
    breadcrumb.emplace_back(name_of_entry(found.entry, language), place.address());
    return {language.say_with("Rækkefølgen i {}", language.say(field_label(found.field->name))),
            place.row_order_address(), std::move(hint), std::to_string(found.revision),
            std::move(breadcrumb)};
}

web::Response show_row_order(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = entry_place_of(visit);
    store::ReadTransaction reading = visit.services.database.read();
    auto found = find_rows(reading, current, place);
    if (!found) return visit.not_found();
    const std::vector<OrderRow> rows = rows_of(found->items(), visit.language);
    return order_page(visit, row_order_page(place, *found, visit.language), rows,
                      untouched(visit, rows));
}

// Saves the entry with its rows in this order; whether it was the order they had is for save_entry
// to see.
void save_rows(const Visit& visit, store::WriteTransaction& writing, const ListPlace& place,
               EntryRows& found, const std::vector<std::size_t>& order) {
    std::vector<formats::YamlNode> arranged;
    for (const std::size_t row : order) arranged.push_back(found.items().children[row]);
    found.items().children = std::move(arranged);
    Catalogue after = *found.catalogue;
    if (!place.list->set_entry(after, found.at, found.entry).empty())
        throw std::logic_error("initiatives: an entry can't be read as it was written");
    const auto saved = save_entry(writing, *place.list, *found.catalogue, after,
                                  {.key = place.key,
                                   .expected_revision = found.revision,
                                   .account_id = visit.user().account_id,
                                   .now = visit.now});
    if (!saved || *saved == found.revision) return;
    visit.record(writing, trail::Action::change, "catalogue_entry",
                 std::string(place.list->name()) + "/" + place.key,
                 "revision " + std::to_string(*saved));
    writing.commit();
}

web::Response change_row_order(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = entry_place_of(visit);
    store::WriteTransaction writing = visit.services.database.write();
    auto found = find_rows(writing, current, place);
    if (!found) return visit.not_found();
    const OrderPage page = row_order_page(place, *found, visit.language);
    const std::vector<OrderRow> rows = rows_of(found->items(), visit.language);
    // What was typed belongs to the rows of then, so it isn't even read.
    if (visit.request.form.value("version") != page.version)
        return changed_meanwhile(
            visit, page, rows,
            base::danish("En anden har ændret det samme imens, så intet er flyttet. Her er det, "
                         "som det er nu."));
    OrderForm form;
    const std::vector<std::size_t> wanted = read_places(visit.request.form, rows, form);
    if (!form.errors.empty()) {
        form.status = unprocessable;
        return order_page(visit, page, rows, form);
    }
    std::vector<std::size_t> order = arrangement(wanted);
    const auto move = move_in(visit.request.form);
    const auto moved =
        std::find_if(rows.begin(), rows.end(),
                     [&](const OrderRow& row) { return move && row.id == move->id; }) -
        rows.begin();
    if (move) move_one(order, static_cast<std::size_t>(moved), move->step);
    save_rows(visit, writing, place, *found, order);
    const auto now = std::find(order.begin(), order.end(), static_cast<std::size_t>(moved));
    if (!move || now == order.end()) return web::see_other(place.address() + "?besked=gemt");
    return back_to(page.address, std::to_string(now - order.begin() + 1));
}

}  // namespace

void add_list_order_routes(access::Routes& routes, CurrentCatalogue& current) {
    routes.get("/lister/{list}/raekkefoelge", Permission::edit_initiatives,
               [&current](const Visit& visit) { return show_order(visit, current); });
    routes.post("/lister/{list}/raekkefoelge", Permission::edit_initiatives,
                [&current](const Visit& visit) { return change_order(visit, current); });
    routes.get("/lister/{list}/{key}/raekkefoelge", Permission::edit_initiatives,
               [&current](const Visit& visit) { return show_row_order(visit, current); });
    routes.post("/lister/{list}/{key}/raekkefoelge", Permission::edit_initiatives,
                [&current](const Visit& visit) { return change_row_order(visit, current); });
}

}  // namespace initiatives

#include <charconv>
#include <optional>

#include "base/text.h"
#include "initiatives/catalogue_list_store.h"
#include "initiatives/catalogue_visit.h"
#include "initiatives/list_order.h"
#include "initiatives/list_place.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/table.h"
#include "web/components/text_field.h"
#include "web/form.h"

// The order of a list's entries: a place to type for each, and buttons that move one of them a
// place up or down. Both work without scripts.
namespace initiatives {

namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr int unprocessable = 422;
constexpr int conflict = 409;

std::string place_field(const std::string& key) {
    return "plads_" + key;
}

// What stands in the fields, by entry, and what is said above them.
struct OrderForm {
    std::vector<std::string> places;
    base::FieldErrors errors;
    web::Html notice;
    int status = 200;
};

std::vector<std::string> places_now(const CatalogueList& list, const Catalogue& catalogue) {
    std::vector<std::string> places;
    for (std::size_t i = 1; i <= list.size(catalogue); ++i) places.push_back(std::to_string(i));
    return places;
}

web::Html move_buttons(const std::string& key, const std::string& name, bool first, bool last,
                       const web::Language& language) {
    web::Html buttons;
    if (!first) {
        buttons.add(web::button({.label = language.say("Op"),
                                 .kind = web::ButtonKind::secondary,
                                 .name = "flyt",
                                 .value = "op:" + key,
                                 .hidden_words = name}));
    }
    if (!last) {
        buttons.add(" "_html, web::button({.label = language.say("Ned"),
                                           .kind = web::ButtonKind::secondary,
                                           .name = "flyt",
                                           .value = "ned:" + key,
                                           .hidden_words = name}));
    }
    return buttons;
}

web::Html order_table(const ListPlace& place, const Catalogue& catalogue, const OrderForm& form,
                      const web::Language& language) {
    web::Table table(
        {.caption = language.say("Rækkefølgen"),
         .columns = {{.heading = language.say("Navn"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Plads")},
                     {.heading = language.say("Flyt en plads")}},
         .empty_text = language.say("Listen er tom."),
         .caption_hidden = true,
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    const std::size_t size = place.list->size(catalogue);
    for (std::size_t i = 0; i < size; ++i) {
        const std::string& key = place.list->key(catalogue, i);
        const std::string name = name_of_entry(place.list->entry(catalogue, i), language);
        const std::string field = place_field(key);
        table.row(name,
                  web::text_field({.name = field,
                                   .label = language.say_with("Plads for {}", name),
                                   .value = form.places[i],
                                   .error = web::error_at(form.errors, field, language),
                                   .need = web::Need::unmarked,
                                   .width = web::FieldWidth::xxs,
                                   .autocomplete = "off",
                                   .input_mode = "numeric",
                                   .label_hidden = true},
                                  language),
                  move_buttons(key, name, i == 0, i + 1 == size, language));
    }
    return table.finish();
}

web::Response order_page(const Visit& visit, const ListPlace& place, const Catalogue& catalogue,
                         const OrderForm& form) {
    const web::Language& language = visit.language;
    web::Html fields;
    // Before the others, so that it is the one that the enter key presses.
    fields.add(web::button_row(web::button({.label = language.say("Gem rækkefølgen")})),
               order_table(place, catalogue, form, language));
    web::Html content;
    content.add(
        web::error_summary(form.errors, language), form.notice,
        web::paragraphs(language.say(
            "Skriv det nummer, det skal stå som, eller flyt det en plads ad gangen. Rækkefølgen "
            "gælder, hvor listen ikke vises efter nummer eller dato, og i de filer, der "
            "eksporteres.")),
        web::form({.action = place.order_address(),
                   .csrf_token = visit.csrf_token(),
                   .hidden = {{"version", order_mark(*place.list, catalogue)}}},
                  fields));
    return visit.page(
        language.say_with("Rækkefølgen i {}", language.say(place.words->title)), content,
        {.breadcrumb = list_breadcrumb(place, language), .charts = false, .status = form.status});
}

web::Response show_order(const Visit& visit, CurrentCatalogue& current) {
    ListPlace place = list_place_of(visit);
    if (!place.list) return visit.not_found();
    const auto catalogue = catalogue_for(visit, current);
    OrderForm form;
    form.places = places_now(*place.list, *catalogue);
    const std::size_t at = place.list->place_of(*catalogue, visit.request.query.value("flyttet"));
    if (at < form.places.size()) {
        const web::Language& language = visit.language;
        form.notice =
            web::alert(web::AlertKind::success,
                       language.say_with("»{}« står nu som nummer {} af {}.",
                                         name_of_entry(place.list->entry(*catalogue, at), language),
                                         form.places[at], std::to_string(form.places.size())),
                       language);
    }
    return order_page(visit, place, *catalogue, form);
}

std::optional<std::size_t> place_in(const std::string& text, std::size_t size) {
    std::size_t number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < 1 || number > size)
        return std::nullopt;
    return number - 1;
}

// The places as typed; a field that was not sent leaves its entry where it stands.
std::vector<std::size_t> read_places(const Visit& visit, const CatalogueList& list,
                                     const Catalogue& catalogue, OrderForm& form) {
    form.places = places_now(list, catalogue);
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < form.places.size(); ++i) {
        const std::string name = place_field(list.key(catalogue, i));
        if (visit.request.form.has(name))
            form.places[i] = base::trim(visit.request.form.value(name));
        const auto place = place_in(form.places[i], form.places.size());
        if (!place) {
            form.errors.push_back({name, base::refuse("place", "Skriv et helt tal fra 1 til {}.",
                                                      std::to_string(form.places.size()))});
        }
        wanted.push_back(place.value_or(i));
    }
    return wanted;
}

struct Move {
    Step step = Step::up;
    std::string key;
};
// Which button was pressed, when it was one of those.
std::optional<Move> move_in(const web::Fields& form) {
    const std::string& pressed = form.value("flyt");
    const std::size_t colon = pressed.find(':');
    if (colon == std::string::npos) return std::nullopt;
    const std::string step = pressed.substr(0, colon);
    if (step != "op" && step != "ned") return std::nullopt;
    return Move{step == "op" ? Step::up : Step::down, pressed.substr(colon + 1)};
}

web::Response changed_meanwhile(const Visit& visit, const ListPlace& place,
                                const Catalogue& catalogue, OrderForm form) {
    form.places = places_now(*place.list, catalogue);
    form.errors.clear();
    form.status = conflict;
    form.notice = web::alert(
        {.kind = web::AlertKind::warning,
         .content = web::text(visit.language.say(
             "En anden har ændret listen imens, så intet er flyttet. Her er den, som den er nu.")),
         .urgency = web::AlertUrgency::urgent},
        visit.language);
    return order_page(visit, place, catalogue, form);
}

web::Response change_order(const Visit& visit, CurrentCatalogue& current) {
    const ListPlace place = list_place_of(visit);
    if (!place.list) return visit.not_found();
    store::WriteTransaction writing = visit.services.database.write();
    const auto catalogue = current.get(writing);
    OrderForm form;
    const std::vector<std::size_t> wanted = read_places(visit, *place.list, *catalogue, form);
    if (visit.request.form.value("version") != order_mark(*place.list, *catalogue))
        return changed_meanwhile(visit, place, *catalogue, std::move(form));
    if (!form.errors.empty()) {
        form.status = unprocessable;
        return order_page(visit, place, *catalogue, form);
    }
    std::vector<std::size_t> order = arrangement(wanted);
    const auto move = move_in(visit.request.form);
    if (move) move_one(order, place.list->place_of(*catalogue, move->key), move->step);
    if (const auto revision = save_order(writing, *place.list, *catalogue, order, visit.now)) {
        visit.record(writing, trail::Action::change, "catalogue_list", place.list->name(),
                     "revision " + std::to_string(*revision));
        writing.commit();
    }
    if (!move) return web::see_other(place.list_address() + "?besked=gemt");
    // To the field of what was moved, so that the keyboard goes on from there.
    return web::see_other(web::address_with_query(place.order_address(), {{"flyttet", move->key}}) +
                          "#" + web::field_id(place_field(move->key)));
}

}  // namespace

void add_list_order_routes(access::Routes& routes, CurrentCatalogue& current) {
    routes.get("/lister/{list}/raekkefoelge", Permission::edit_initiatives,
               [&current](const Visit& visit) { return show_order(visit, current); });
    routes.post("/lister/{list}/raekkefoelge", Permission::edit_initiatives,
                [&current](const Visit& visit) { return change_order(visit, current); });
}

}  // namespace initiatives

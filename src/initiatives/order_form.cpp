#include "initiatives/order_form.h"

#include <charconv>

#include "base/text.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/form.h"
#include "web/components/table.h"
#include "web/components/text_field.h"

namespace initiatives {

namespace {

using web::operator""_html;

web::Html move_buttons(const OrderRow& row, bool first, bool last, const web::Language& language) {
    web::Html buttons;
    if (!first) {
        buttons.add(web::button({.label = language.say("Op"),
                                 .kind = web::ButtonKind::secondary,
                                 .name = "flyt",
                                 .value = "op:" + row.id,
                                 .hidden_words = row.name}));
    }
    if (!last) {
        buttons.add(" "_html, web::button({.label = language.say("Ned"),
                                           .kind = web::ButtonKind::secondary,
                                           .name = "flyt",
                                           .value = "ned:" + row.id,
                                           .hidden_words = row.name}));
    }
    return buttons;
}

web::Html order_table(const std::vector<OrderRow>& rows, const OrderForm& form,
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
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const OrderRow& row = rows[i];
        const std::string field = place_field(row.id);
        table.row(row.name,
                  web::text_field({.name = field,
                                   .label = language.say_with("Plads for {}", row.name),
                                   .value = form.places[i],
                                   .error = web::error_at(form.errors, field, language),
                                   .need = web::Need::unmarked,
                                   .width = web::FieldWidth::xxs,
                                   .autocomplete = "off",
                                   .input_mode = "numeric",
                                   .label_hidden = true},
                                  language),
                  move_buttons(row, i == 0, i + 1 == rows.size(), language));
    }
    return table.finish();
}

std::optional<std::size_t> place_in(const std::string& text, std::size_t size) {
    std::size_t number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end || number < 1 || number > size)
        return std::nullopt;
    return number - 1;
}

}  // namespace

std::string place_field(std::string_view id) {
    return "plads_" + std::string(id);
}

std::vector<std::string> places_now(std::size_t rows) {
    std::vector<std::string> places;
    for (std::size_t i = 1; i <= rows; ++i) places.push_back(std::to_string(i));
    return places;
}

web::Html moved_notice(const OrderRow& row, std::size_t at, std::size_t rows,
                       const web::Language& language) {
    return web::alert(web::AlertKind::success,
                      language.say_with("»{}« står nu som nummer {} af {}.", row.name,
                                        std::to_string(at + 1), std::to_string(rows)),
                      language);
}

web::Html order_fields(const std::vector<OrderRow>& rows, const OrderForm& form,
                       const web::Language& language) {
    web::Html fields;
    // Before the others, so that it is the one that the enter key presses.
    fields.add(web::button_row(web::button({.label = language.say("Gem rækkefølgen")})),
               order_table(rows, form, language));
    return fields;
}

std::vector<std::size_t> read_places(const web::Fields& sent, const std::vector<OrderRow>& rows,
                                     OrderForm& form) {
    form.places = places_now(rows.size());
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string name = place_field(rows[i].id);
        if (sent.has(name)) form.places[i] = base::trim(sent.value(name));
        const auto place = place_in(form.places[i], rows.size());
        if (!place) {
            form.errors.push_back({name, base::refuse("place", "Skriv et helt tal fra 1 til {}.",
                                                      std::to_string(rows.size()))});
        }
        wanted.push_back(place.value_or(i));
    }
    return wanted;
}

std::optional<RowMove> move_in(const web::Fields& sent) {
    const std::string& pressed = sent.value("flyt");
    const std::size_t colon = pressed.find(':');
    if (colon == std::string::npos) return std::nullopt;
    const std::string step = pressed.substr(0, colon);
    if (step != "op" && step != "ned") return std::nullopt;
    return RowMove{step == "op" ? Step::up : Step::down, pressed.substr(colon + 1)};
}

}  // namespace initiatives

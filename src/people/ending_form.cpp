#include "people/ending_form.h"

#include "web/components/button.h"
#include "web/components/details.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

// The same field stands in many rows, so each gets an id of its own, made of its form's address.
std::string id_of(const std::string& path) {
    std::string id = "last-day";
    for (const char c : path) id += c == '/' ? '-' : c;
    return id;
}

}  // namespace

web::Html ending_forms(const access::Visit& visit, const std::string& path,
                       const web::HiddenFields& hidden, std::string_view what) {
    const web::Language& language = visit.language;
    web::Html fields = web::text_field({.name = "last_day",
                                        .label = language.say("Sidste dag"),
                                        .type = web::InputType::date,
                                        .value = base::iso_date(visit.today()),
                                        .id = id_of(path)},
                                       language);
    fields.add(web::button_row(web::button({.label = language.say("Afslut"),
                                            .kind = web::ButtonKind::secondary,
                                            .hidden_words = what})));
    web::Html content = web::form(
        {.action = path + "/afslut", .csrf_token = visit.csrf_token(), .hidden = hidden}, fields);
    content.add(web::post_button({.label = language.say("Slet, det var forkert"),
                                  .action = path + "/slet",
                                  .csrf_token = visit.csrf_token(),
                                  .hidden = hidden,
                                  .kind = web::ButtonKind::tertiary,
                                  .hidden_words = what}));
    return web::details(language.say("Afslut eller slet"), content);
}

std::optional<base::Date> read_last_day(const access::Visit& visit, base::FieldErrors& errors) {
    web::FormReader form(visit.request.form);
    const auto day = form.required_date("last_day", base::danish("slutdatoen"));
    // The form is one of several on the page, so the message is the page's.
    for (const base::FieldError& error : form.errors()) errors.push_back({"", error.error});
    return day;
}

}  // namespace people

#include "places/observation_form.h"

#include "initiatives/choice.h"
#include "places/observation.h"
#include "web/components/form.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace places {
namespace {

std::vector<web::SelectOption> category_choices(const web::Language& language) {
    std::vector<web::SelectOption> choices;
    for (const Category category : all_categories())
        choices.push_back({category_code(category), language.say(category_name(category))});
    return choices;
}

}  // namespace

web::Html observation_fields(const web::Fields& filled, const base::FieldErrors& errors,
                             const initiatives::Catalogue& catalogue, int year,
                             const web::Language& language) {
    const auto error = [&](std::string_view name) { return web::error_at(errors, name, language); };
    web::Html fields;
    fields.add(
        web::select_field({.name = "category",
                           .label = language.say("Hvad drejer det sig om?"),
                           .options = category_choices(language),
                           .value = filled.value("category"),
                           .empty_option = language.say("Vælg"),
                           .error = error("category")},
                          language),
        web::select_field({.name = "district",
                           .label = language.say("Distrikt"),
                           .options = initiatives::district_choices(catalogue, language),
                           .value = filled.value("district"),
                           .empty_option = language.say("Vælg"),
                           .error = error("district")},
                          language),
        web::text_field(
            {.name = "place",
             .label = language.say("Sted"),
             .value = filled.value("place"),
             .hint = language.say("Fx „bag ved biblioteket“. Skriv ikke en persons adresse."),
             .error = error("place"),
             .need = web::Need::optional,
             .character_limit = static_cast<int>(place_characters_max)},
            language));
    web::Html time;
    time.add(web::text_field({.name = "observed_on",
                              .label = language.say("Dato"),
                              .type = web::InputType::date,
                              .value = filled.value("observed_on"),
                              .error = error("observed_on")},
                             language),
             web::text_field({.name = "observed_time",
                              .label = language.say("Klokken"),
                              .type = web::InputType::time,
                              .value = filled.value("observed_time"),
                              .error = error("observed_time")},
                             language));
    fields.add(web::field_row(time),
               web::text_area(
                   {.name = "text",
                    .label = language.say("Hvad så du?"),
                    .value = filled.value("text"),
                    .hint = language.say("Beskriv stedet eller tendensen, aldrig enkeltpersoner."),
                    .error = error("text"),
                    .character_limit = static_cast<int>(text_characters_max),
                    .access_reminder = web::AccessReminder::shown},
                   language),
               web::select_field({.name = "initiative",
                                  .label = language.say("Indsats"),
                                  .options = initiatives::initiative_choices(
                                      catalogue, year, language, filled.value("initiative")),
                                  .value = filled.value("initiative"),
                                  .empty_option = language.say("Ingen bestemt"),
                                  .error = error("initiative"),
                                  .need = web::Need::optional},
                                 language));
    return fields;
}

}  // namespace places

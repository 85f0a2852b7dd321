#include "places/observation_form.h"

#include "initiatives/choice.h"
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

std::vector<std::string> category_codes() {
    std::vector<std::string> codes;
    for (const Category category : all_categories()) codes.emplace_back(category_code(category));
    return codes;
}

std::vector<std::string> keys_of(const std::vector<initiatives::Entry>& entries) {
    std::vector<std::string> keys;
    for (const initiatives::Entry& entry : entries) keys.push_back(entry.key);
    return keys;
}

std::vector<std::string> initiative_keys(const initiatives::Catalogue& catalogue) {
    std::vector<std::string> keys;
    for (const initiatives::Initiative& initiative : catalogue.initiatives)
        keys.push_back(initiative.key);
    return keys;
}

}  // namespace

ObservationInput read_observation_form(const web::Fields& form,
                                       const initiatives::Catalogue& catalogue,
                                       base::LocalTime now) {
    web::FormReader reader(form);
    Observation observation;
    const std::string category = reader.required_choice(
        "category", base::danish("hvad det drejer sig om"), category_codes());
    observation.category = category_of(category).value_or(Category::other);
    observation.district = reader.required_choice("district", base::danish("distriktet"),
                                                  keys_of(catalogue.districts));
    observation.place = reader.optional_text(
        "place", {.what = base::danish("stedet"), .characters = place_characters_max});
    observation.observed_at.date =
        reader.required_date("observed_on", base::danish("datoen")).value_or(now.date);
    observation.observed_at.minute_of_day =
        reader.required_time("observed_time", base::danish("klokkeslættet")).value_or(0);
    observation.text = reader.required_text(
        "text", {.what = base::danish("beskrivelsen"), .characters = text_characters_max});
    observation.initiative =
        reader.optional_choice("initiative", base::danish("indsatsen"), initiative_keys(catalogue));
    base::FieldErrors errors = reader.errors();
    for (base::FieldError& found : check(observation, now)) {
        // A field that could not be read has its message already.
        bool said = false;
        for (const base::FieldError& error : errors) said = said || error.field == found.field;
        if (!said) errors.push_back(std::move(found));
    }
    return {std::move(observation), std::move(errors)};
}

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

#include "places/observation_input.h"

#include <string>
#include <vector>

#include "web/form.h"

namespace places {
namespace {

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

ObservationInput read_observation(const web::Fields& form, const initiatives::Catalogue& catalogue,
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

}  // namespace places

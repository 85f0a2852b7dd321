#include "places/observation_input.h"

#include <string>
#include <vector>

#include "initiatives/choice.h"
#include "web/form.h"

namespace places {
namespace {

std::vector<std::string> category_codes() {
    std::vector<std::string> codes;
    for (const Category category : all_categories()) codes.emplace_back(category_code(category));
    return codes;
}

using Rules = base::FieldErrors (*)(const Observation&, base::LocalTime);

ObservationInput read(const web::Fields& form, const initiatives::Catalogue& catalogue,
                      base::LocalTime now, std::string_view kept_initiative, Rules rules) {
    web::FormReader reader(form);
    Observation observation;
    const std::string category = reader.required_choice(
        "category", base::danish("hvad det drejer sig om"), category_codes());
    observation.category = category_of(category).value_or(Category::other);
    observation.district = reader.required_choice("district", base::danish("distriktet"),
                                                  initiatives::keys_of(catalogue.districts));
    observation.place = reader.optional_text(
        "place", {.what = base::danish("stedet"), .characters = place_characters_max});
    observation.observed_at.date =
        reader.required_date("observed_on", base::danish("datoen")).value_or(now.date);
    observation.observed_at.minute_of_day =
        reader.required_time("observed_time", base::danish("klokkeslættet")).value_or(0);
    observation.text = reader.required_text(
        "text", {.what = base::danish("beskrivelsen"), .characters = text_characters_max});
    observation.initiative = reader.optional_choice("initiative", base::danish("indsatsen"),
                                                    initiatives::initiative_keys(catalogue));
    if (!observation.initiative.empty()) {
        const auto fits = initiatives::may_register_under(
            catalogue, observation.initiative, base::year_of(observation.observed_at.date),
            kept_initiative);
        if (!fits.ok()) reader.refuse("initiative", fits.error());
    }
    base::FieldErrors errors = reader.errors();
    web::add_rules(errors, rules(observation, now));
    return {std::move(observation), std::move(errors)};
}

}  // namespace

ObservationInput read_observation(const web::Fields& form, const initiatives::Catalogue& catalogue,
                                  base::LocalTime now, std::string_view kept_initiative) {
    return read(form, catalogue, now, kept_initiative, check);
}

ObservationInput read_new_observation(const web::Fields& form,
                                      const initiatives::Catalogue& catalogue,
                                      base::LocalTime now) {
    return read(form, catalogue, now, {}, check_new);
}

}  // namespace places

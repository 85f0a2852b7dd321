#include "places/observation_export.h"

#include "initiatives/choice.h"

namespace places {
namespace {

std::vector<std::string> headings(const web::Language& language) {
    return {std::string(language.say("Nummer")),      std::string(language.say("Dato")),
            std::string(language.say("Klokken")),     std::string(language.say("Hvad")),
            std::string(language.say("Distrikt")),    std::string(language.say("Sted")),
            std::string(language.say("Beskrivelse")), std::string(language.say("Indsats"))};
}

}  // namespace

web::Response export_observations(store::Connection& connection,
                                  const initiatives::Catalogue& catalogue, ObservationFilter filter,
                                  const web::Language& language,
                                  const std::filesystem::path& folder, base::Instant now,
                                  formats::TableFormat format) {
    base::Result<formats::TableOutput> output = formats::TableOutput::create(
        folder, format, language.say("Observationer"), headings(language), now);
    if (!output) return web::text_response(language.say(output.error()), 507);
    filter.before_time.clear();
    each_observation(connection, filter, [&](const Observation& observation) {
        const int year = base::year_of(observation.observed_at.date);
        output->integer(observation.id);
        output->date(observation.observed_at.date);
        output->text(base::time_of_day(observation.observed_at.minute_of_day));
        output->text(language.say(category_name(observation.category)));
        output->text(initiatives::district_name(catalogue, observation.district, language));
        output->text(observation.place);
        output->text(observation.text);
        output->text(
            initiatives::initiative_name(catalogue, observation.initiative, year, language));
        output->end_row();
        return true;
    });
    const base::Result<std::filesystem::path> path = output->finish();
    if (!path) return web::text_response(language.say(path.error()), 507);
    return web::attachment(std::string(formats::content_type_of(format)),
                           "observationer." + std::string(formats::file_ending_of(format)),
                           web::FileBody{*path, web::FileBody::Afterwards::remove});
}

}  // namespace places

#include "activities/enquiry_export.h"

#include <array>
#include <string_view>
#include <vector>

#include "initiatives/choice.h"

namespace activities {
namespace {

constexpr std::array headings_in_danish{base::danish("Nummer"),
                                        base::danish("Modtaget"),
                                        base::danish("Klokken"),
                                        base::danish("Kanal"),
                                        base::danish("Emne"),
                                        base::danish("Henvendelse"),
                                        base::danish("Distrikt"),
                                        base::danish("Indsats"),
                                        base::danish("Svar"),
                                        base::danish("Besvaret"),
                                        base::danish("Besvaret klokken"),
                                        base::danish("Minutter til svar"),
                                        base::danish("Henvist til")};

std::vector<std::string> headings(const web::Language& language) {
    std::vector<std::string> words;
    for (const std::string_view heading : headings_in_danish)
        words.emplace_back(language.say(heading));
    return words;
}

void write_answer(formats::TableOutput& output, const Enquiry& enquiry) {
    output.text(enquiry.answer);
    if (!enquiry.answered_at) {
        output.empty();
        output.empty();
        output.empty();
        return;
    }
    output.date(enquiry.answered_at->date);
    output.text(base::time_of_day(enquiry.answered_at->minute_of_day));
    output.integer(*minutes_to_answer(enquiry));
}

}  // namespace

web::Response export_enquiries(store::Connection& connection,
                               const initiatives::Catalogue& catalogue, EnquiryFilter filter,
                               const web::Language& language, const std::filesystem::path& folder,
                               base::Instant now, formats::TableFormat format) {
    base::Result<formats::TableOutput> output = formats::TableOutput::create(
        folder, format, language.say("Henvendelser"), headings(language), now);
    if (!output) return web::text_response(language.say(output.error()), 507);
    filter.before_time.clear();
    each_enquiry(connection, filter, [&](const Enquiry& enquiry) {
        const int year = base::year_of(enquiry.received_at.date);
        output->integer(enquiry.id);
        output->date(enquiry.received_at.date);
        output->text(base::time_of_day(enquiry.received_at.minute_of_day));
        output->text(language.say(channel_name(enquiry.channel)));
        output->text(language.say(subject_name(enquiry.subject)));
        output->text(enquiry.question);
        output->text(initiatives::district_name(catalogue, enquiry.district, language));
        output->text(initiatives::initiative_name(catalogue, enquiry.initiative, year, language));
        write_answer(*output, enquiry);
        output->text(initiatives::referral_name(catalogue, enquiry.referred_to, language));
        output->end_row();
        return true;
    });
    const base::Result<std::filesystem::path> path = output->finish();
    if (!path) return web::text_response(language.say(path.error()), 507);
    return web::attachment(std::string(formats::content_type_of(format)),
                           "henvendelser." + std::string(formats::file_ending_of(format)),
                           web::FileBody{*path, web::FileBody::Afterwards::remove});
}

}  // namespace activities

#include "activities/enquiry_words.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "initiatives/choice.h"
#include "web/components/status_tag.h"

namespace activities {
namespace {

struct Label {
    std::string_view key;
    std::string_view words;
};
constexpr std::array labels{
    Label{"initiative", base::danish("Indsats")},
    Label{"received_on", base::danish("Modtaget")},
    Label{"received_time", base::danish("Klokken")},
    Label{"channel", base::danish("Kanal")},
    Label{"subject", base::danish("Emne")},
    Label{"district", base::danish("Distrikt")},
    Label{"question", base::danish("Henvendelse")},
    Label{"answer", base::danish("Svar")},
    Label{"answered_on", base::danish("Besvaret")},
    Label{"answered_time", base::danish("Besvaret klokken")},
    Label{"referred_to", base::danish("Henvist til")},
};

std::string date_in(const std::string& value, const web::Language& language) {
    const auto day = base::parse_date(value);
    return day ? language.date(*day) : value;
}

}  // namespace

std::string time_span_in(std::int64_t minutes, const web::Language& language) {
    constexpr std::int64_t hour = 60;
    constexpr std::int64_t day = 24 * hour;
    if (minutes < 2 * hour) return language.count("{} minut", "{} minutter", minutes);
    if (minutes < 2 * day) return language.count("{} time", "{} timer", minutes / hour);
    return language.count("{} dag", "{} dage", minutes / day);
}

web::Html answer_state(const Enquiry& enquiry, base::LocalTime now, const web::Language& language) {
    if (const auto minutes = minutes_to_answer(enquiry))
        return web::status_tag(
            web::StatusKind::done,
            language.say_with("Besvaret efter {}", time_span_in(*minutes, language)));
    Enquiry answered_now = enquiry;
    answered_now.answered_at = std::max(now, enquiry.received_at);
    return web::status_tag(
        web::StatusKind::attention,
        language.say_with("Har ventet i {}",
                          time_span_in(*minutes_to_answer(answered_now), language)));
}

history::Wording enquiry_wording(std::shared_ptr<const initiatives::Catalogue> catalogue,
                                 const web::Language& language) {
    return {[&language](std::string_view key) -> std::string {
                for (const Label& label : labels)
                    if (label.key == key) return std::string(language.say(label.words));
                return std::string(key);
            },
            [catalogue, &language](std::string_view key, const std::string& value) -> std::string {
                if (key == "initiative")
                    return initiatives::initiative_name(*catalogue, value, 9999, language);
                if (key == "district")
                    return initiatives::district_name(*catalogue, value, language);
                if (key == "referred_to")
                    return initiatives::referral_name(*catalogue, value, language);
                if (key == "channel")
                    if (const auto channel = channel_of(value))
                        return std::string(language.say(channel_name(*channel)));
                if (key == "subject")
                    if (const auto subject = subject_of(value))
                        return std::string(language.say(subject_name(*subject)));
                if (key == "received_on" || key == "answered_on") return date_in(value, language);
                return value;
            }};
}

}  // namespace activities

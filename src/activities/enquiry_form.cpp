#include "activities/enquiry_form.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "initiatives/choice.h"
#include "web/components/form.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace activities {
namespace {

constexpr std::array<std::string_view, 4> answer_names{"answer", "answered_on", "answered_time",
                                                       "referred_to"};

std::vector<std::string> channel_codes() {
    std::vector<std::string> codes;
    for (const Channel channel : all_channels()) codes.emplace_back(channel_code(channel));
    return codes;
}

std::vector<std::string> subject_codes() {
    std::vector<std::string> codes;
    for (const EnquirySubject subject : all_subjects()) codes.emplace_back(subject_code(subject));
    return codes;
}

void read_answer(web::FormReader& reader, Enquiry& enquiry,
                 const initiatives::Catalogue& catalogue) {
    enquiry.answer = reader.optional_text(
        "answer", {.what = base::danish("svaret"), .characters = question_characters_max});
    std::vector<std::string> referrals = initiatives::keys_of(catalogue.units);
    for (std::string& partner : initiatives::keys_of(catalogue.partners))
        referrals.push_back(std::move(partner));
    enquiry.referred_to =
        reader.optional_choice("referred_to", base::danish("den, der blev henvist til"), referrals);
    const auto day = reader.optional_date("answered_on", base::danish("datoen for svaret"));
    const auto minute =
        reader.optional_time("answered_time", base::danish("klokkeslættet for svaret"));
    if (day && minute) enquiry.answered_at = base::LocalTime{*day, *minute};
    if (day && !minute && reader.raw("answered_time").empty())
        reader.refuse("answered_time",
                      base::refuse("missing", "Skriv også klokkeslættet for svaret."));
    if (!day && minute && reader.raw("answered_on").empty())
        reader.refuse("answered_on", base::refuse("missing", "Skriv også datoen for svaret."));
}

// Date and time side by side.
web::Html moment(std::string_view name, std::string_view date_label, std::string_view time_label,
                 const web::Fields& filled, const base::FieldErrors& errors, web::Need need,
                 const web::Language& language) {
    const std::string date = std::string(name) + "_on";
    const std::string time = std::string(name) + "_time";
    web::Html fields;
    fields.add(web::text_field({.name = date,
                                .label = date_label,
                                .type = web::InputType::date,
                                .value = filled.value(date),
                                .error = web::error_at(errors, date, language),
                                .need = need},
                               language),
               web::text_field({.name = time,
                                .label = time_label,
                                .type = web::InputType::time,
                                .value = filled.value(time),
                                .error = web::error_at(errors, time, language),
                                .need = need},
                               language));
    return web::field_row(fields);
}

web::Html text_fields(std::string_view name, std::string_view label, std::string_view hint,
                      const web::Fields& filled, const base::FieldErrors& errors, web::Need need,
                      const web::Language& language) {
    return web::text_area({.name = name,
                           .label = label,
                           .value = filled.value(name),
                           .hint = hint,
                           .error = web::error_at(errors, name, language),
                           .need = need,
                           .character_limit = static_cast<int>(question_characters_max),
                           .access_reminder = web::AccessReminder::shown},
                          language);
}

web::Html select(std::string_view name, std::string_view label,
                 std::vector<web::SelectOption> options, std::string_view empty_option,
                 const web::Fields& filled, const base::FieldErrors& errors, web::Need need,
                 const web::Language& language) {
    return web::select_field({.name = name,
                              .label = label,
                              .options = std::move(options),
                              .value = filled.value(name),
                              .empty_option = empty_option,
                              .error = web::error_at(errors, name, language),
                              .need = need},
                             language);
}

std::vector<web::SelectOption> channel_choices(const web::Language& language) {
    std::vector<web::SelectOption> choices;
    for (const Channel channel : all_channels())
        choices.push_back({channel_code(channel), language.say(channel_name(channel))});
    return choices;
}

std::vector<web::SelectOption> subject_choices(const web::Language& language) {
    std::vector<web::SelectOption> choices;
    for (const EnquirySubject subject : all_subjects())
        choices.push_back({subject_code(subject), language.say(subject_name(subject))});
    return choices;
}

}  // namespace

EnquiryInput read_enquiry_form(const web::Fields& form, const initiatives::Catalogue& catalogue,
                               base::LocalTime now, std::string_view kept_initiative) {
    web::FormReader reader(form);
    Enquiry enquiry;
    enquiry.initiative = reader.required_choice("initiative", base::danish("indsatsen"),
                                                initiatives::initiative_keys(catalogue));
    enquiry.received_at.date =
        reader.required_date("received_on", base::danish("datoen")).value_or(now.date);
    if (!enquiry.initiative.empty()) {
        const auto fits = initiatives::may_register_under(catalogue, enquiry.initiative,
                                                          base::year_of(enquiry.received_at.date),
                                                          kept_initiative);
        if (!fits.ok()) reader.refuse("initiative", fits.error());
    }
    enquiry.received_at.minute_of_day =
        reader.required_time("received_time", base::danish("klokkeslættet")).value_or(0);
    enquiry.channel =
        channel_of(reader.required_choice("channel", base::danish("måden, henvendelsen kom på"),
                                          channel_codes()))
            .value_or(Channel::telephone);
    enquiry.subject =
        subject_of(reader.required_choice("subject", base::danish("emnet"), subject_codes()))
            .value_or(EnquirySubject::other);
    enquiry.district = reader.optional_choice("district", base::danish("distriktet"),
                                              initiatives::keys_of(catalogue.districts));
    enquiry.question = reader.required_text(
        "question", {.what = base::danish("henvendelsen"), .characters = question_characters_max});
    read_answer(reader, enquiry, catalogue);
    base::FieldErrors errors = reader.errors();
    web::add_rules(errors, check(enquiry, now));
    return {std::move(enquiry), std::move(errors)};
}

web::Html enquiry_fields(const web::Fields& filled, const base::FieldErrors& errors,
                         const initiatives::Catalogue& catalogue, int year,
                         const web::Language& language) {
    web::Html fields;
    fields.add(moment("received", language.say("Modtaget"), language.say("Klokken"), filled, errors,
                      web::Need::required, language),
               select("channel", language.say("Hvordan kom den?"), channel_choices(language),
                      language.say("Vælg"), filled, errors, web::Need::required, language),
               select("subject", language.say("Emne"), subject_choices(language),
                      language.say("Vælg"), filled, errors, web::Need::required, language),
               text_fields("question", language.say("Hvad handler henvendelsen om?"),
                           language.say("Skriv kort og uden navn, adresse eller nummer."), filled,
                           errors, web::Need::required, language),
               select("district", language.say("Distrikt"),
                      initiatives::district_choices(catalogue, language),
                      language.say("Ikke angivet"), filled, errors, web::Need::optional, language),
               select("initiative", language.say("Indsats"),
                      initiatives::initiative_choices(catalogue, year, language,
                                                      filled.value("initiative")),
                      language.say("Vælg"), filled, errors, web::Need::required, language),
               answer_fields(filled, errors, catalogue, language));
    return fields;
}

web::Html answer_fields(const web::Fields& filled, const base::FieldErrors& errors,
                        const initiatives::Catalogue& catalogue, const web::Language& language) {
    web::Html fields;
    fields.add(text_fields("answer", language.say("Svar"),
                           language.say("Lad feltet stå tomt, så længe der ikke er svaret."),
                           filled, errors, web::Need::optional, language),
               select("referred_to", language.say("Henvist til"),
                      initiatives::referral_choices(catalogue, language),
                      language.say("Ikke henvist"), filled, errors, web::Need::optional, language),
               moment("answered", language.say("Besvaret"), language.say("Besvaret klokken"),
                      filled, errors, web::Need::optional, language));
    return fields;
}

web::Fields with_answer(const web::Fields& whole, const web::Fields& sent) {
    const auto is_answer = [](std::string_view name) {
        return std::find(answer_names.begin(), answer_names.end(), name) != answer_names.end();
    };
    web::Fields fields;
    for (const auto& [name, value] : whole.all())
        if (!is_answer(name)) fields.add(name, value);
    for (const std::string_view name : answer_names)
        fields.add(std::string(name), sent.value(name));
    return fields;
}

}  // namespace activities

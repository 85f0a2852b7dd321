#include "activities/enquiry.h"

#include <array>
#include <stdexcept>

#include "access/rule_checks.h"

namespace activities {
namespace {

template <class Value>
struct Coded {
    Value value;
    std::string_view code;
    std::string_view name;
};

constexpr std::array channel_words{
    Coded<Channel>{Channel::telephone, "telephone", base::danish("Telefon")},
    Coded<Channel>{Channel::e_mail, "e_mail", base::danish("E-mail")},
    Coded<Channel>{Channel::in_person, "in_person", base::danish("Personligt fremmøde")},
    Coded<Channel>{Channel::street, "street", base::danish("På gaden")},
    Coded<Channel>{Channel::letter, "letter", base::danish("Brev")},
    Coded<Channel>{Channel::online, "online", base::danish("Hjemmeside")},
};
constexpr std::array subject_words{
    Coded<EnquirySubject>{EnquirySubject::unsafe_feeling, "unsafe_feeling",
                          base::danish("Utryghed")},
    Coded<EnquirySubject>{EnquirySubject::young_people, "young_people",
                          base::danish("Unges adfærd og ophold")},
    Coded<EnquirySubject>{EnquirySubject::own_child, "own_child",
                          base::danish("Eget barn eller ung")},
    Coded<EnquirySubject>{EnquirySubject::neighbours, "neighbours",
                          base::danish("Naboer og boligområde")},
    Coded<EnquirySubject>{EnquirySubject::traffic, "traffic", base::danish("Trafik og knallerter")},
    Coded<EnquirySubject>{EnquirySubject::vandalism, "vandalism", base::danish("Hærværk")},
    Coded<EnquirySubject>{EnquirySubject::drugs, "drugs", base::danish("Rusmidler")},
    Coded<EnquirySubject>{EnquirySubject::online_abuse, "online_abuse",
                          base::danish("Digitale krænkelser")},
    Coded<EnquirySubject>{EnquirySubject::violence, "violence", base::danish("Vold og trusler")},
    Coded<EnquirySubject>{EnquirySubject::radicalisation, "radicalisation",
                          base::danish("Radikalisering")},
    Coded<EnquirySubject>{EnquirySubject::leisure_offers, "leisure_offers",
                          base::danish("Fritidstilbud")},
    Coded<EnquirySubject>{EnquirySubject::other, "other", base::danish("Andet")},
};

template <class Value, std::size_t size>
const Coded<Value>& words_of(const std::array<Coded<Value>, size>& list, Value value) {
    for (const auto& entry : list)
        if (entry.value == value) return entry;
    throw std::logic_error("unknown code");
}

template <class Value, std::size_t size>
std::optional<Value> value_of(const std::array<Coded<Value>, size>& list, std::string_view code) {
    for (const auto& entry : list)
        if (entry.code == code) return entry.value;
    return std::nullopt;
}

template <class Value, std::size_t size>
constexpr std::array<Value, size> values_in(const std::array<Coded<Value>, size>& list) {
    std::array<Value, size> values{};
    for (std::size_t i = 0; i < size; ++i) values[i] = list[i].value;
    return values;
}

}  // namespace

std::span<const Channel> all_channels() {
    static constexpr auto all = values_in(channel_words);
    return all;
}
std::span<const EnquirySubject> all_subjects() {
    static constexpr auto all = values_in(subject_words);
    return all;
}
std::string_view channel_code(Channel channel) {
    return words_of(channel_words, channel).code;
}
std::string_view channel_name(Channel channel) {
    return words_of(channel_words, channel).name;
}
std::string_view subject_code(EnquirySubject subject) {
    return words_of(subject_words, subject).code;
}
std::string_view subject_name(EnquirySubject subject) {
    return words_of(subject_words, subject).name;
}
std::optional<Channel> channel_of(std::string_view code) {
    return value_of(channel_words, code);
}
std::optional<EnquirySubject> subject_of(std::string_view code) {
    return value_of(subject_words, code);
}

base::FieldErrors check(const Enquiry& enquiry, base::LocalTime now) {
    base::FieldErrors errors;
    const auto add = [&](std::string_view field, base::Error error) {
        errors.push_back({std::string(field), std::move(error)});
    };
    if (enquiry.initiative.empty()) add("initiative", base::refuse("missing", "Vælg en indsats."));
    if (enquiry.question.empty())
        add("question", base::refuse("missing", "Skriv kort, hvad henvendelsen handler om."));
    access::check_text_about_nobody(errors, "question", enquiry.question, question_characters_max);
    access::check_text_about_nobody(errors, "answer", enquiry.answer, question_characters_max);
    if (enquiry.received_at > now)
        add("received_on", base::refuse("future", "Tidspunktet ligger i fremtiden."));
    if (base::days_between(enquiry.received_at.date, now.date) > 15 * 366)
        add("received_on", base::refuse("too_old", "Datoen ligger for langt tilbage."));
    if (enquiry.answered_at) {
        if (*enquiry.answered_at < enquiry.received_at)
            add("answered_on", base::refuse("order", "Svaret kan ikke ligge før henvendelsen."));
        if (*enquiry.answered_at > now)
            add("answered_on", base::refuse("future", "Tidspunktet ligger i fremtiden."));
        if (enquiry.answer.empty() && enquiry.referred_to.empty())
            add("answer", base::refuse("missing",
                                       "Skriv, hvad der blev svaret, eller hvor der blev "
                                       "henvist til."));
    } else if (!enquiry.answer.empty() || !enquiry.referred_to.empty()) {
        add("answered_on",
            base::refuse("missing", "Skriv, hvornår der blev svaret eller henvist."));
    }
    return errors;
}

history::Snapshot snapshot(const Enquiry& enquiry) {
    return {{"initiative", enquiry.initiative},
            {"received_on", base::iso_date(enquiry.received_at.date)},
            {"received_time", base::time_of_day(enquiry.received_at.minute_of_day)},
            {"channel", std::string(channel_code(enquiry.channel))},
            {"subject", std::string(subject_code(enquiry.subject))},
            {"district", enquiry.district},
            {"question", enquiry.question},
            {"answer", enquiry.answer},
            {"answered_on", enquiry.answered_at ? base::iso_date(enquiry.answered_at->date) : ""},
            {"answered_time",
             enquiry.answered_at ? base::time_of_day(enquiry.answered_at->minute_of_day) : ""},
            {"referred_to", enquiry.referred_to}};
}

std::optional<std::int64_t> minutes_to_answer(const Enquiry& enquiry) {
    if (!enquiry.answered_at) return std::nullopt;
    return std::int64_t{base::days_between(enquiry.received_at.date, enquiry.answered_at->date)} *
               1440 +
           enquiry.answered_at->minute_of_day - enquiry.received_at.minute_of_day;
}

}  // namespace activities

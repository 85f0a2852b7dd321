#include "reports/report_words.h"

#include "evidence/crime_words.h"

namespace reports {
namespace {

std::string with_interval(const std::string& number, const std::string& lower,
                          const std::string& upper, const web::Language& language) {
    return language.say_with("{} ({} til {})", number, lower, upper);
}

std::string plain_words(const Amount& amount, const web::Language& language) {
    std::string number = language.decimal(amount.number, amount.decimals);
    if (!amount.interval) return number;
    return with_interval(number, language.decimal(amount.interval->lower, amount.decimals),
                         language.decimal(amount.interval->upper, amount.decimals), language);
}

}  // namespace

std::string amount_words(const Amount& amount, const web::Language& language) {
    switch (amount.state) {
        case Amount::State::hidden:
            return std::string(language.say("skjult"));
        case Amount::State::unknown:
            return std::string(language.say("ikke oplyst"));
        case Amount::State::none:
            return "–";
        case Amount::State::known:
            break;
    }
    switch (amount.form) {
        case Amount::Form::difference:
            return evidence::signed_decimal(amount.number, amount.decimals, language);
        case Amount::Form::percent:
            if (amount.interval)
                return evidence::percent_with_interval({amount.number, *amount.interval, 0.95},
                                                       language);
            return language.say_with("{} %", evidence::signed_decimal(amount.number, 1, language));
        case Amount::Form::plain:
            break;
    }
    return plain_words(amount, language);
}

std::string edition_words(const EditionFrame& frame, const web::Language& language) {
    return language.say_with("Udgave {}, låst og underskrevet {} af {}.",
                             std::to_string(frame.number), language.date(frame.frozen_on),
                             frame.signed_by);
}

std::string correction_words(const EditionFrame& frame, const web::Language& language) {
    if (frame.correction.empty()) return {};
    return language.say_with("Rettet den {}: {}", language.date(frame.frozen_on), frame.correction);
}

}  // namespace reports

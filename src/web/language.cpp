#include "web/language.h"

#include <array>
#include <boost/locale/gnu_gettext.hpp>
#include <boost/locale/message.hpp>
#include <charconv>
#include <cmath>
#include <cstring>
#include <locale>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace web {

// Made by the build from translations/en.po: a compiled gettext catalogue.
std::string_view english_catalogue();

namespace {

constexpr std::array<std::string_view, 12> danish_months = {
    "januar", "februar", "marts",     "april",   "maj",      "juni",
    "juli",   "august",  "september", "oktober", "november", "december"};
constexpr std::array<std::string_view, 12> english_months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> danish_weekdays = {
    "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"};
constexpr std::array<std::string_view, 7> english_weekdays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

constexpr std::string_view minus_sign = "\u2212";
constexpr std::string_view no_number = "\u2013";

void add_two_digits(std::string& text, unsigned number) {
    text += static_cast<char>('0' + number / 10 % 10);
    text += static_cast<char>('0' + number % 10);
}

// Digits with a separator before every third from the right.
void add_grouped(std::string& text, std::string_view digits, char separator) {
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += separator;
        text += digits[i];
    }
}

bool is_zero(std::string_view digits) {
    return digits.find_first_not_of("0.") == std::string_view::npos;
}

// The position in a pattern's {…}: empty braces take the next argument. Empty when it is none.
std::optional<std::size_t> argument_number(std::string_view within, std::size_t& next) {
    if (within.empty()) return next++;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(within.data(), within.data() + within.size(), number);
    if (error != std::errc() || end != within.data() + within.size()) return std::nullopt;
    return number;
}

using Messages = boost::locale::message_format<char>;

// Facets belong to a locale, so that is what is kept.
std::locale english_messages() {
    namespace gettext = boost::locale::gnu_gettext;
    gettext::messages_info info;
    info.language = "en";
    info.encoding = "UTF-8";
    info.paths.emplace_back("embedded");
    info.domains.emplace_back("trygby");
    // The files of several countries and paths are asked for; there is one, and it is here.
    info.callback = [](const std::string&, const std::string&) {
        const std::string_view bytes = english_catalogue();
        return std::vector<char>(bytes.begin(), bytes.end());
    };
    return std::locale(std::locale::classic(), gettext::create_messages_facet<char>(info));
}

// The catalogue wants its keys to end with a zero. Sentences are short, so a place on the stack
// does.
class ZeroEnded {
  public:
    explicit ZeroEnded(std::string_view text) {
        if (text.size() < short_.size()) {
            std::memcpy(short_.data(), text.data(), text.size());
            short_[text.size()] = '\0';
            characters_ = short_.data();
        } else {
            long_ = text;
            characters_ = long_.c_str();
        }
    }
    ZeroEnded(const ZeroEnded&) = delete;
    ZeroEnded& operator=(const ZeroEnded&) = delete;

    const char* characters() const { return characters_; }

  private:
    std::array<char, 512> short_;
    std::string long_;
    const char* characters_ = nullptr;
};

}  // namespace

struct Language::Catalogue {
    explicit Catalogue(std::locale kept)
        : locale(std::move(kept)), messages(&std::use_facet<Messages>(locale)) {}

    std::locale locale;
    const Messages* messages;

    // Null when there is no translation.
    const char* find(std::string_view danish) const {
        return messages->get(0, nullptr, ZeroEnded(danish).characters());
    }
    const char* find(std::string_view danish_one, std::int64_t n) const {
        return messages->get(0, nullptr, ZeroEnded(danish_one).characters(), n == 1 ? 1 : 2);
    }
};

Language::Language(LanguageCode code) : code_(code) {
    // Danish sentences stand for themselves.
    if (code_ == LanguageCode::english) {
        catalogue_ = std::make_unique<Catalogue>(english_messages());
    }
}

Language::~Language() = default;
Language::Language(Language&&) noexcept = default;
Language& Language::operator=(Language&&) noexcept = default;

std::string_view Language::tag() const {
    return code_ == LanguageCode::danish ? "da" : "en";
}

std::string_view Language::say(std::string_view danish) const {
    // Without words there is nothing to find; the catalogue keeps its own head under the empty key.
    if (!catalogue_ || danish.empty()) return danish;
    const char* translated = catalogue_->find(danish);
    return translated ? std::string_view(translated) : danish;
}

std::string Language::say(const base::Error& error) const {
    std::vector<std::string> arguments;
    arguments.reserve(error.arguments.size());
    // Arguments may be words that were marked for translation, e.g. the name of a field.
    for (const std::string& argument : error.arguments) arguments.emplace_back(say(argument));
    return fill(say(error.message), arguments);
}

std::string Language::count(std::string_view danish_one, std::string_view danish_many,
                            std::int64_t n) const {
    std::string_view pattern = n == 1 ? danish_one : danish_many;
    if (catalogue_) {
        const char* translated = catalogue_->find(danish_one, n);
        if (translated) pattern = translated;
    }
    return fill(pattern, {number(n)});
}

std::string Language::number(std::int64_t value) const {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    std::string out;
    if (text.front() == '-') {
        out += minus_sign;
        text.remove_prefix(1);
    }
    add_grouped(out, text, code_ == LanguageCode::danish ? '.' : ',');
    return out;
}

std::string Language::decimal(double value, int decimals) const {
    if (!std::isfinite(value)) return std::string(no_number);
    // The largest double has 309 digits before the point.
    std::array<char, 512> digits;
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                            std::abs(value), std::chars_format::fixed, decimals);
    if (error != std::errc()) throw std::logic_error("too many decimals");
    const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    const bool danish = code_ == LanguageCode::danish;
    std::string out;
    if (value < 0 && !is_zero(text)) out += minus_sign;
    const std::size_t point = text.find('.');
    add_grouped(out, text.substr(0, point), danish ? '.' : ',');
    if (point != std::string_view::npos) {
        out += danish ? ',' : '.';
        out += text.substr(point + 1);
    }
    return out;
}

std::string Language::date(base::Date date) const {
    std::string out = std::to_string(base::day_of(date));
    out += code_ == LanguageCode::danish ? ". " : " ";
    out += month(base::month_of(date));
    out += ' ';
    out += std::to_string(base::year_of(date));
    return out;
}

std::string Language::short_date(base::Date date) const {
    const char separator = code_ == LanguageCode::danish ? '.' : '/';
    std::string out;
    add_two_digits(out, base::day_of(date));
    out += separator;
    add_two_digits(out, base::month_of(date));
    out += separator;
    out += std::to_string(base::year_of(date));
    return out;
}

std::string Language::weekday(unsigned iso_weekday) const {
    const auto& names = code_ == LanguageCode::danish ? danish_weekdays : english_weekdays;
    return std::string(names.at(iso_weekday - 1));
}

std::string Language::month(unsigned month) const {
    const auto& names = code_ == LanguageCode::danish ? danish_months : english_months;
    return std::string(names.at(month - 1));
}

std::string Language::local_time(base::LocalTime time) const {
    std::string out = date(time.date);
    out += code_ == LanguageCode::danish ? " kl. " : " at ";
    out += time_of_day(time.minute_of_day);
    return out;
}

std::string Language::instant(base::Instant instant) const {
    return local_time(to_local(instant));
}

std::string Language::time_of_day(int minute_of_day) const {
    const auto minutes = static_cast<unsigned>(minute_of_day);
    std::string out;
    add_two_digits(out, minutes / 60);
    out += code_ == LanguageCode::danish ? '.' : ':';
    add_two_digits(out, minutes % 60);
    return out;
}

std::string Language::fill(std::string_view pattern, const std::vector<std::string>& arguments) {
    std::string out;
    out.reserve(pattern.size() + 32);
    std::size_t next = 0;
    while (true) {
        const std::size_t open = pattern.find('{');
        const std::size_t close = pattern.find('}', open == std::string_view::npos ? 0 : open);
        if (open == std::string_view::npos || close == std::string_view::npos) break;
        out += pattern.substr(0, open);
        const auto number = argument_number(pattern.substr(open + 1, close - open - 1), next);
        if (number && *number < arguments.size()) {
            out += arguments[*number];
        } else {
            out += pattern.substr(open, close - open + 1);
        }
        pattern.remove_prefix(close + 1);
    }
    out += pattern;
    return out;
}

}  // namespace web

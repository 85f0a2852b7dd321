#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace web {

enum class LanguageCode { danish, english };

// The words, numbers and dates of one language. Made once per language (see `languages()` of the
// caller), then shared and read by all threads. The Danish sentence in the source is the key to its
// translation; a sentence without one comes back in Danish (a test finds those).
class Language {
  public:
    explicit Language(LanguageCode code);
    ~Language();
    Language(Language&&) noexcept;
    Language& operator=(Language&&) noexcept;

    LanguageCode code() const { return code_; }
    std::string_view tag() const;  // "da", "en"

    // The sentence in this language. The view stays valid as long as this object and `danish` do.
    std::string_view say(std::string_view danish) const;

    // The same with {} replaced by the arguments, in order; {0} {1} may reorder them.
    template <class... Arguments>
    std::string say_with(std::string_view danish, const Arguments&... arguments) const {
        return fill(say(danish), {std::string(arguments)...});
    }
    // A refusal in words.
    std::string say(const base::Error& error) const;
    // one/many chosen by n (Danish and English: one when n is 1); {} is replaced by the number.
    std::string count(std::string_view danish_one, std::string_view danish_many,
                      std::int64_t n) const;

    std::string number(std::int64_t value) const;           // 12.345 / 12,345
    std::string decimal(double value, int decimals) const;  // 12.345,6 / 12,345.6
    std::string date(base::Date date) const;                // 3. maj 2024 / 3 May 2024
    std::string short_date(base::Date date) const;          // 03.05.2024 / 03/05/2024
    std::string weekday(unsigned iso_weekday) const;        // mandag / Monday
    std::string month(unsigned month) const;                // maj / May
    std::string local_time(base::LocalTime time) const;     // 3. maj 2024 kl. 18.00
    std::string instant(base::Instant instant) const;       // the same, in Copenhagen time
    std::string time_of_day(int minute_of_day) const;       // 18.00 / 18:00

    // Fills {} in order, {0} by number.
    static std::string fill(std::string_view pattern, const std::vector<std::string>& arguments);

  private:
    struct Catalogue;
    LanguageCode code_;
    std::unique_ptr<Catalogue> catalogue_;
};

// The wall clock of Europe/Copenhagen. The doubled hour in October maps to its first occurrence.
base::LocalTime to_local(base::Instant instant);
base::Instant to_instant(base::LocalTime time);

}  // namespace web

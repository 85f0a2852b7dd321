#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/field_error.h"
#include "web/language.h"
#include "web/request.h"

namespace web {

// Reads one form, typed. Each function reads one field and, when what was sent doesn't fit, notes
// one message at it; so a whole form is read and all messages are found at once:
//
//     FormReader form(request.form);
//     auto name = form.required_text("name", {.what = base::danish("navnet"), .characters = 100});
//     auto day = form.required_date("day", danish("datoen"));
//     if (!form.ok()) return back(form);   // shows form.errors() and form.raw("name")
//
// The words for a field are Danish, definite and lower case ("datoen"), and are translated on their
// own. Text is trimmed, its line breaks are LF. A field that isn't sent counts as empty. A value
// that doesn't fit is still kept raw, so that the form comes back as it was filled in.
class FormReader {
  public:
    // The fields must live as long as this object.
    explicit FormReader(const Fields& fields) : fields_(fields) {}

    struct Text {
        std::string_view what;
        std::size_t characters = 200;  // at most
    };
    // Empty text when nothing (or too much) was sent; with a message in both cases.
    std::string required_text(std::string_view name, Text text);
    // Empty text, without a message, when nothing was sent.
    std::string optional_text(std::string_view name, Text text);

    struct Whole {
        std::string_view what;
        std::int64_t minimum = 0;
        std::int64_t maximum = 0;
    };
    // Digits with an optional minus; dots or spaces may part groups of three.
    std::optional<std::int64_t> required_whole(std::string_view name, Whole number);
    // Empty without a message when nothing was sent.
    std::optional<std::int64_t> optional_whole(std::string_view name, Whole number);

    struct Decimal {
        std::string_view what;
        double minimum = 0;
        double maximum = 0;
    };
    // The decimal sign may be a comma or a dot; no grouping.
    std::optional<double> required_decimal(std::string_view name, Decimal number);
    std::optional<double> optional_decimal(std::string_view name, Decimal number);

    // 2024-05-03 as date fields send it, or 3.5.2024, 03/05/2024, 3-5-2024.
    std::optional<base::Date> required_date(std::string_view name, std::string_view what);
    std::optional<base::Date> optional_date(std::string_view name, std::string_view what);

    // 18:00, 18.00 or 1800, as minutes since midnight.
    std::optional<int> required_time(std::string_view name, std::string_view what);
    std::optional<int> optional_time(std::string_view name, std::string_view what);

    // One of the allowed keys. Empty text and a message when something else or nothing was sent.
    std::string required_choice(std::string_view name, std::string_view what,
                                const std::vector<std::string>& allowed);
    // Nothing sent is no message.
    std::string optional_choice(std::string_view name, std::string_view what,
                                const std::vector<std::string>& allowed);

    // The allowed keys among those sent, each once, in the order of `allowed`; a message when
    // another one was sent.
    std::vector<std::string> choices(std::string_view name, std::string_view what,
                                     const std::vector<std::string>& allowed);
    // The same, with a message when none was sent.
    std::vector<std::string> required_choices(std::string_view name, std::string_view what,
                                              const std::vector<std::string>& allowed);

    // A box: true when it was sent with any value.
    bool checked(std::string_view name) const { return fields_.has(name); }

    // Notes a message that a rule found.
    void refuse(std::string_view name, base::Error error);

    bool ok() const { return errors_.empty(); }
    const base::FieldErrors& errors() const { return errors_; }
    // What was sent, unchanged; empty text when nothing was.
    const std::string& raw(std::string_view name) const { return fields_.value(name); }
    std::vector<std::string> raw_values(std::string_view name) const {
        return fields_.values(name);
    }

  private:
    std::string trimmed(std::string_view name) const;
    // Notes the message when nothing was sent.
    bool is_missing(std::string_view name, const base::Error& error);

    const Fields& fields_;
    base::FieldErrors errors_;
};

// Adds what rules found to what reading found. One message at a field is enough, and what could not
// be read has its own; messages about the whole form (an empty field) are all kept.
void add_rules(base::FieldErrors& errors, const base::FieldErrors& broken);

// The first message at this field in the user's language, empty when there is none.
std::string error_at(const base::FieldErrors& errors, std::string_view name,
                     const Language& language);

}  // namespace web

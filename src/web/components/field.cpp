#include "web/components/field.h"

#include <cstdint>

#include "base/text.h"
#include "web/components/field_frame.h"

namespace web {

std::string field_id(std::string_view name) {
    std::string id = "field-";
    for (const char character : name) {
        const bool kept = (character >= 'a' && character <= 'z') ||
                          (character >= 'A' && character <= 'Z') ||
                          (character >= '0' && character <= '9') || character == '_';
        id += kept ? character : '-';
    }
    return id;
}

std::string chosen_id(const PlainText& id, const PlainText& name) {
    return id.empty() ? field_id(name) : id.string();
}

bool is_required(Need need) {
    return need == Need::required || need == Need::required_marked;
}

Html need_mark(Need need, const Language& language) {
    Html html;
    if (need == Need::optional) {
        html.add("<span class=\"weight-normal\"> ("_html, language.say("frivilligt"),
                 ")</span>"_html);
    }
    if (need == Need::required_marked) {
        html.add("<span class=\"weight-normal\"> (*"_html, language.say("skal udfyldes"),
                 ")</span>"_html);
    }
    return html;
}

Html field_label(const FieldLabel& label, const Language& language) {
    Html html;
    html.add("<label class=\""_html, label.hidden ? "sr-only"_html : "form-label"_html,
             "\" for=\""_html, label.id, "\">"_html, label.words, need_mark(label.need, language),
             "</label>"_html);
    return html;
}

Html field_hint(const std::string& id, const PlainText& hint) {
    Html html;
    if (hint.empty()) return html;
    html.add("<span class=\"form-hint\" id=\""_html, id, "-hint\">"_html, hint, "</span>"_html);
    return html;
}

Html field_error(const std::string& id, const PlainText& error, const Language& language) {
    Html html;
    if (error.empty()) return html;
    html.add("<span class=\"form-error-message\" id=\""_html, id,
             "-error\"><span class=\"sr-only\">"_html, language.say("Fejl:"), " </span>"_html,
             error, "</span>"_html);
    return html;
}

// The script that counts on says it in the same words.
Html field_limit(const std::string& id, int limit, const PlainText& value,
                 const Language& language) {
    const auto used = static_cast<std::int64_t>(base::length_in_characters(value));
    const std::int64_t left = limit - used;
    const std::string words =
        left >= 0 ? language.count("Du har {} tegn tilbage", "Du har {} tegn tilbage", left)
                  : language.count("Du har {} tegn for meget", "Du har {} tegn for meget", -left);
    Html html;
    html.add("<span id=\""_html, id, "-limit-message\" class=\"sr-only\">"_html,
             language.say_with("Du kan indtaste op til {} tegn", language.number(limit)),
             "</span><span class=\"form-hint character-limit\" aria-hidden=\"true\">"_html, words,
             "</span><span class=\"character-limit-sr-only sr-only\" aria-live=\"polite\">"_html,
             words, "</span>"_html);
    return html;
}

DescribedBy::DescribedBy(const std::string& id, const PlainText& hint, const PlainText& error)
    : id_(id) {
    if (!hint.empty()) add("-hint"_html);
    if (!error.empty()) add("-error"_html);
}

void DescribedBy::add(Literal ending) {
    if (!ids_.empty()) ids_.add(" "_html);
    ids_.add(id_, ending);
}

Html DescribedBy::attribute() const {
    Html html;
    if (!ids_.empty()) html.add(" aria-describedby=\""_html, ids_, "\""_html);
    return html;
}

}  // namespace web

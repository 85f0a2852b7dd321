#include "web/components/text_area.h"

#include "web/components/field_frame.h"

namespace web {

namespace {

Html reminder_of(const TextArea& field, const std::string& id, const Language& language) {
    Html html;
    if (field.access_reminder == AccessReminder::none) return html;
    html.add("<span class=\"form-hint\" id=\""_html, id, "-reminder\">"_html,
             language.say("Skriv kun det nødvendige. Den unge og forældrene kan få aktindsigt."),
             "</span>"_html);
    return html;
}

Html described_by(const TextArea& field, const std::string& id) {
    DescribedBy ids(id, field.hint, field.error);
    if (field.access_reminder == AccessReminder::shown) ids.add("-reminder"_html);
    if (field.character_limit) ids.add("-limit-message"_html);
    return ids.attribute();
}

Html area_of(const TextArea& field, const std::string& id) {
    Html html;
    html.add("<textarea class=\"form-input\" id=\""_html, id, "\" name=\""_html, field.name,
             "\" rows=\""_html, field.rows, "\""_html);
    if (is_required(field.need) && !field.disabled) html.add(" required"_html);
    if (field.disabled) html.add(" disabled"_html);
    if (field.read_only) html.add(" readonly"_html);
    if (!field.error.empty()) html.add(" aria-invalid=\"true\""_html);
    html.add(described_by(field, id), ">"_html);
    // A parser drops one line break right after the tag; this one is for it.
    if (field.value.string().starts_with('\n')) html.add("\n"_html);
    html.add(field.value, "</textarea>"_html);
    return html;
}

}  // namespace

Html text_area(const TextArea& field, const Language& language) {
    const std::string id = chosen_id(field.id, field.name);
    Html html("<div class=\"form-group"_html);
    if (!field.error.empty()) html.add(" form-error"_html);
    if (field.character_limit) {
        html.add(" form-limit\" data-maxlength=\""_html, *field.character_limit);
    }
    html.add("\">"_html, field_label({id, field.label, field.need, field.label_hidden}, language),
             field_hint(id, field.hint), reminder_of(field, id, language),
             field_error(id, field.error, language), area_of(field, id));
    if (field.character_limit)
        html.add(field_limit(id, *field.character_limit, field.value, language));
    html.add("</div>"_html);
    return html;
}

}  // namespace web

#include "citizen/breach_form.h"

#include "base/text.h"
#include "web/components/checkbox_group.h"
#include "web/components/form.h"
#include "web/components/radio_group.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace citizen {
namespace {

// Several boxes, as a browser sends them or as a version holds them.
std::vector<std::string> chosen(const web::Fields& form, std::string_view name) {
    std::vector<std::string> values;
    for (const std::string& sent : form.values(name))
        for (std::string& value : base::split(sent, ','))
            if (!value.empty()) values.push_back(std::move(value));
    return values;
}

// A day and a time of day that belong together. Empty without a message where neither is there.
std::optional<base::LocalTime> optional_moment(web::FormReader& reader, const std::string& name,
                                               std::string_view day, std::string_view time) {
    const auto date = reader.optional_date(name + "_on", day);
    const auto minute = reader.optional_time(name + "_time", time);
    if (!date) return std::nullopt;
    if (!minute && base::trim(reader.raw(name + "_time")).empty())
        reader.refuse(name + "_time", base::refuse("required", "Skriv klokkeslættet."));
    return base::LocalTime{*date, minute.value_or(0)};
}

Telling telling_in(web::FormReader& reader, std::string_view name, std::string_view what) {
    return telling_of(reader.required_choice(name, what, {"undecided", "told", "not_needed"}))
        .value_or(Telling::undecided);
}

// The fields of one form, with what they all need.
struct Filled {
    const web::Fields& values;
    const base::FieldErrors& errors;
    const web::Language& language;

    std::string error(std::string_view name) const { return web::error_at(errors, name, language); }
    web::Html input(const char* name, std::string_view label, web::InputType type,
                    web::Need need) const {
        return web::text_field({.name = name,
                                .label = label,
                                .type = type,
                                .value = values.value(name),
                                .error = error(name),
                                .need = need},
                               language);
    }
    web::Html text(const char* name, std::string_view label, std::string_view hint, web::Need need,
                   std::size_t characters) const {
        return web::text_area({.name = name,
                               .label = label,
                               .value = values.value(name),
                               .hint = hint,
                               .error = error(name),
                               .need = need,
                               .character_limit = static_cast<int>(characters)},
                              language);
    }
};

web::Html kind_fields(const Filled& filled) {
    const web::Language& language = filled.language;
    std::vector<web::Choice> kinds;
    for (const BreachKind kind : all_breach_kinds())
        kinds.push_back({.value = std::string(breach_kind_code(kind)),
                         .label = language.say(breach_kind_name(kind))});
    std::vector<web::Choice> classes;
    for (const access::DataClass data_class : access::all_data_classes())
        classes.push_back({.value = std::string(access::data_class_code(data_class)),
                           .label = language.say(access::data_class_name(data_class))});
    web::Html html;
    html.add(web::checkbox_group({.name = "kinds",
                                  .legend = language.say("Slags brud"),
                                  .choices = std::move(kinds),
                                  .values = chosen(filled.values, "kinds"),
                                  .error = filled.error("kinds"),
                                  .need = web::Need::required},
                                 language),
             web::checkbox_group({.name = "classes",
                                  .legend = language.say("Slags oplysninger"),
                                  .choices = std::move(classes),
                                  .values = chosen(filled.values, "classes"),
                                  .error = filled.error("classes"),
                                  .need = web::Need::required},
                                 language));
    return html;
}

std::vector<web::Choice> telling_choices(const web::Language& language, std::string_view told,
                                         std::string_view not_needed, const web::Html& when) {
    return {{.value = "undecided", .label = language.say("Ikke afgjort endnu")},
            {.value = "told", .label = told, .revealed = when},
            {.value = "not_needed", .label = not_needed}};
}

web::Html authority_fields(const Filled& filled) {
    const web::Language& language = filled.language;
    web::Html when;
    when.add(filled.input("authority_told_on", language.say("Anmeldt den"), web::InputType::date,
                          web::Need::unmarked),
             filled.input("authority_told_time", language.say("Klokken"), web::InputType::time,
                          web::Need::unmarked));
    web::Html html;
    html.add(web::radio_group(
                 {.name = "authority",
                  .legend = language.say("Anmeldelse til Datatilsynet"),
                  .choices = telling_choices(language, language.say("Anmeldt"),
                                             language.say("Skal ikke anmeldes"), when),
                  .value = filled.values.value("authority"),
                  .hint = language.say("Anmeldes senest 72 timer efter, at bruddet blev opdaget, "
                                       "medmindre det er usandsynligt, at nogen lider skade."),
                  .error = filled.error("authority")},
                 language),
             filled.text("authority_reason", language.say("Begrundelse"),
                         language.say("Hvorfor der ikke anmeldes, eller hvorfor det kom for sent."),
                         web::Need::unmarked, breach_reason_characters_max));
    return html;
}

web::Html subjects_fields(const Filled& filled) {
    const web::Language& language = filled.language;
    const web::Html when = filled.input("subjects_told_on", language.say("Underrettet den"),
                                        web::InputType::date, web::Need::unmarked);
    web::Html html;
    html.add(web::radio_group(
                 {.name = "subjects",
                  .legend = language.say("Underretning af de berørte"),
                  .choices = telling_choices(language, language.say("Underrettet"),
                                             language.say("Skal ikke underrettes"), when),
                  .value = filled.values.value("subjects"),
                  .hint = language.say("De berørte underrettes uden unødig forsinkelse, når "
                                       "risikoen for dem er høj."),
                  .error = filled.error("subjects")},
                 language),
             filled.text("subjects_reason", language.say("Begrundelse for ikke at underrette"), {},
                         web::Need::unmarked, breach_reason_characters_max));
    return html;
}

}  // namespace

BreachMoments moments_of(const Breach& breach, base::Instant now) {
    BreachMoments moments{web::to_instant(breach.discovered_at), {}, now};
    if (breach.authority_told_at)
        moments.authority_told = web::to_instant(*breach.authority_told_at);
    return moments;
}

BreachInput read_breach_form(const web::Fields& form, base::Instant now) {
    web::FormReader reader(form);
    Breach breach;
    breach.discovered_at.date = reader.required_date("discovered_on", base::danish("datoen"))
                                    .value_or(web::to_local(now).date);
    breach.discovered_at.minute_of_day =
        reader.required_time("discovered_time", base::danish("klokkeslættet")).value_or(0);
    for (const std::string& code : chosen(form, "kinds")) {
        const auto kind = breach_kind_of(code);
        if (kind) breach.kinds.add(*kind);
    }
    for (const std::string& code : chosen(form, "classes")) {
        const auto data_class = access::data_class_of(code);
        if (data_class) breach.classes.add(*data_class);
    }
    breach.persons = reader.optional_whole(
        "persons", {.what = base::danish("antallet"), .minimum = 0, .maximum = breach_persons_max});
    const auto text = [&](std::string_view name, std::string_view what, std::size_t characters) {
        return reader.optional_text(name, {.what = what, .characters = characters});
    };
    breach.what = text("what", base::danish("beskrivelsen"), breach_text_characters_max);
    breach.consequences =
        text("consequences", base::danish("følgerne"), breach_text_characters_max);
    breach.measures =
        text("measures", base::danish("det, der er gjort"), breach_text_characters_max);
    breach.authority = telling_in(reader, "authority", base::danish("om bruddet er anmeldt"));
    breach.authority_told_at = optional_moment(reader, "authority_told", base::danish("datoen"),
                                               base::danish("klokkeslættet"));
    breach.authority_reason =
        text("authority_reason", base::danish("begrundelsen"), breach_reason_characters_max);
    breach.subjects = telling_in(reader, "subjects", base::danish("om de berørte er underrettet"));
    breach.subjects_told_on = reader.optional_date("subjects_told_on", base::danish("datoen"));
    breach.subjects_reason =
        text("subjects_reason", base::danish("begrundelsen"), breach_reason_characters_max);
    base::FieldErrors errors = reader.errors();
    web::add_rules(errors, check(breach, moments_of(breach, now)));
    return {std::move(breach), std::move(errors)};
}

web::Html breach_fields(const web::Fields& values, const base::FieldErrors& errors,
                        const web::Language& language) {
    const Filled filled{values, errors, language};
    web::Html discovered;
    discovered.add(filled.input("discovered_on", language.say("Opdaget den"), web::InputType::date,
                                web::Need::required),
                   filled.input("discovered_time", language.say("Klokken"), web::InputType::time,
                                web::Need::required));
    web::Html html;
    html.add(
        web::field_set(language.say("Hvornår"), web::field_row(discovered),
                       language.say("De 72 timer regnes herfra.")),
        filled.text("what", language.say("Hvad skete der?"),
                    language.say("Uden navne og personnumre."), web::Need::required,
                    breach_text_characters_max),
        kind_fields(filled),
        web::text_field({.name = "persons",
                         .label = language.say("Omtrent antal personer"),
                         .type = web::InputType::number,
                         .value = values.value("persons"),
                         .hint = language.say("Lad feltet stå tomt, hvis det ikke vides endnu."),
                         .error = filled.error("persons"),
                         .need = web::Need::unmarked,
                         .width = web::FieldWidth::s,
                         .input_mode = "numeric",
                         .minimum = "0"},
                        language),
        filled.text("consequences", language.say("Sandsynlige følger"), {}, web::Need::unmarked,
                    breach_text_characters_max),
        filled.text("measures", language.say("Hvad er gjort, og hvad bliver gjort?"), {},
                    web::Need::unmarked, breach_text_characters_max),
        authority_fields(filled), subjects_fields(filled));
    return html;
}

}  // namespace citizen

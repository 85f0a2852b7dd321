#include "people/note_form.h"

#include <vector>

#include "access/disclosure_store.h"
#include "web/components/radio_group.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {

NoteInput read_note(const web::Fields& form, base::Date today) {
    web::FormReader reader(form);
    NoteInput input;
    Note& note = input.note;
    note.text = reader.optional_text("text", {base::danish("oplysningen"), note_characters_max});
    std::vector<std::string> classes;
    for (const access::DataClass data_class : note_classes())
        classes.emplace_back(access::data_class_code(data_class));
    const std::string chosen =
        reader.required_choice("data_class", base::danish("slagsen"), classes);
    note.data_class = access::data_class_of(chosen).value_or(access::DataClass::personal);
    note.offence =
        access::offence_status_of(form.value("offence")).value_or(access::OffenceStatus::none);
    note.noted_on = reader.required_date("noted_on", base::danish("dagen")).value_or(today);
    input.errors = reader.errors();
    web::add_rules(input.errors, check(note, today));
    return input;
}

web::Html charge_field(std::string_view chosen, std::string_view error, web::Need need,
                       const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const access::OffenceStatus status : charge_statuses())
        options.push_back(
            {access::offence_status_code(status), language.say(charge_status_name(status))});
    return web::select_field({.name = "offence",
                              .label = language.say("Hvor langt er sigtelsen?"),
                              .options = std::move(options),
                              .value = chosen,
                              .empty_option = language.say("Ikke et strafbart forhold"),
                              .error = error,
                              .need = need},
                             language);
}

web::Html note_fields(const web::Fields& filled, const base::FieldErrors& errors,
                      const web::Language& language) {
    std::vector<web::Choice> classes;
    for (const access::DataClass data_class : note_classes())
        classes.push_back({access::data_class_code(data_class),
                           language.say(access::data_class_name(data_class))});
    web::Html fields =
        web::text_area({.name = "text",
                        .label = language.say("Oplysning"),
                        .value = filled.value("text"),
                        .hint = language.say("Én oplysning ad gangen, så den kan deles for sig."),
                        .error = web::error_at(errors, "text", language),
                        .character_limit = static_cast<int>(note_characters_max),
                        .access_reminder = web::AccessReminder::shown},
                       language);
    fields.add(web::radio_group({.name = "data_class",
                                 .legend = language.say("Hvad slags oplysning er det?"),
                                 .choices = std::move(classes),
                                 .value = filled.value("data_class"),
                                 .error = web::error_at(errors, "data_class", language)},
                                language),
               charge_field(filled.value("offence"), web::error_at(errors, "offence", language),
                            web::Need::optional, language),
               web::text_field({.name = "noted_on",
                                .label = language.say("Dag"),
                                .type = web::InputType::date,
                                .value = filled.value("noted_on"),
                                .error = web::error_at(errors, "noted_on", language)},
                               language));
    return fields;
}

}  // namespace people

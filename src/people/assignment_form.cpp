#include "people/assignment_form.h"

#include <algorithm>
#include <array>

#include "history/record_change.h"
#include "web/components/form.h"
#include "web/components/radio_group.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

constexpr std::array<access::Part, 3> parts = {access::Part::responsible, access::Part::assigned,
                                               access::Part::mentor};

std::vector<std::string> values_of(const std::vector<web::SelectOption>& options) {
    std::vector<std::string> values;
    for (const web::SelectOption& option : options) values.emplace_back(option.value.string());
    return values;
}

}  // namespace

AssignmentInput read_assignment(const web::Fields& form, const AssignmentChoices& choices,
                                base::Date today) {
    web::FormReader reader(form);
    AssignmentInput input;
    access::Assignment& given = input.assignment;
    given.account_id = history::number_of(reader.required_choice(
        "colleague", base::danish("medarbejderen"), values_of(choices.colleagues)));
    std::vector<std::string> codes;
    for (const access::Part part : parts) codes.emplace_back(access::part_code(part));
    given.part = access::part_of(reader.required_choice("part", base::danish("opgaven"), codes))
                     .value_or(access::Part::assigned);
    given.purpose = access::purpose_of(reader.required_choice("purpose", base::danish("formålet"),
                                                              values_of(choices.purposes)))
                        .value_or(access::Purpose::support);
    given.unit_key =
        reader.optional_choice("unit", base::danish("enheden"), values_of(choices.units));
    given.validity.from = reader.required_date("from", base::danish("den første dag"));
    const auto last = reader.optional_date("last_day", base::danish("den sidste dag"));
    if (last) given.validity.to = base::add_days(*last, 1);
    if (last && given.validity.from && *last < *given.validity.from)
        reader.refuse("last_day", base::refuse("before", "Den sidste dag ligger før den første."));
    if (given.validity.from && *given.validity.from < base::add_days(today, -366))
        reader.refuse("from", base::refuse("long_ago", "Den første dag ligger for langt tilbage."));
    input.errors = reader.errors();
    return input;
}

web::Html assignment_fields(const AssignmentChoices& choices, const web::Fields& filled,
                            const base::FieldErrors& errors, const web::Language& language) {
    std::vector<web::Choice> part_choices;
    for (const access::Part part : parts)
        part_choices.push_back({access::part_code(part), language.say(access::part_name(part))});
    const auto select = [&](std::string_view name, std::string_view label,
                            const std::vector<web::SelectOption>& options, web::Need need) {
        return web::select_field({.name = name,
                                  .label = language.say(label),
                                  .options = options,
                                  .value = filled.value(name),
                                  .empty_option = language.say("Vælg"),
                                  .error = web::error_at(errors, name, language),
                                  .need = need},
                                 language);
    };
    const auto day = [&](std::string_view name, std::string_view label, web::Need need) {
        return web::text_field({.name = name,
                                .label = language.say(label),
                                .type = web::InputType::date,
                                .value = filled.value(name),
                                .error = web::error_at(errors, name, language),
                                .need = need},
                               language);
    };
    web::Html days = day("from", base::danish("Første dag"), web::Need::required);
    days.add(day("last_day", base::danish("Sidste dag"), web::Need::optional));
    web::Html fields =
        select("colleague", base::danish("Medarbejder"), choices.colleagues, web::Need::required);
    fields.add(web::radio_group({.name = "part",
                                 .legend = language.say("Rolle i arbejdet"),
                                 .choices = std::move(part_choices),
                                 .value = filled.value("part"),
                                 .error = web::error_at(errors, "part", language)},
                                language),
               select("purpose", base::danish("Formål"), choices.purposes, web::Need::required),
               select("unit", base::danish("Enhed"), choices.units, web::Need::optional),
               web::field_row(days));
    return fields;
}

base::Result<void> check_ending(const std::vector<access::Assignment>& all, std::int64_t id,
                                base::Date today) {
    const auto ended = std::find_if(all.begin(), all.end(),
                                    [id](const auto& assignment) { return assignment.id == id; });
    if (ended == all.end()) return base::refuse("not_found", "Tilknytningen findes ikke.");
    const bool somebody_remains =
        std::any_of(all.begin(), all.end(), [&](const access::Assignment& other) {
            return other.id != id && other.part == access::Part::responsible &&
                   other.validity.covers(today) && !other.validity.to;
        });
    if (ended->part == access::Part::responsible && !somebody_remains)
        return base::refuse("last_responsible",
                            "Der skal være en ansvarlig. Giv først opgaven til en anden.");
    return {};
}

}  // namespace people

#include "people/circle_form.h"

#include "history/record_change.h"
#include "web/components/text_area.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {

CircleInput read_circle(const web::Fields& fields) {
    web::FormReader form(fields);
    CircleInput input;
    input.details.name =
        form.optional_text("name", {base::danish("navnet"), circle_name_characters_max});
    input.details.description = form.optional_text(
        "description", {base::danish("beskrivelsen"), circle_text_characters_max});
    input.errors = form.errors();
    web::add_rules(input.errors, check(input.details));
    return input;
}

web::Fields form_of(const CircleDetails& details) {
    web::Fields fields;
    fields.add("name", details.name);
    fields.add("description", details.description);
    return fields;
}

web::Html circle_fields(const access::Visit& visit, const web::Fields& filled,
                        const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(web::text_field({.name = "name",
                                .label = language.say("Navn"),
                                .value = filled.value("name"),
                                .error = web::error_at(errors, "name", language),
                                .autocomplete = "off"},
                               language),
               web::text_area({.name = "description",
                               .label = language.say("Beskrivelse"),
                               .value = filled.value("description"),
                               .error = web::error_at(errors, "description", language),
                               .need = web::Need::optional,
                               .character_limit = static_cast<int>(circle_text_characters_max),
                               .access_reminder = web::AccessReminder::shown},
                              language));
    return fields;
}

MembershipInput read_membership(const access::Visit& visit, access::SubjectReference circle) {
    web::FormReader form(visit.request.form);
    MembershipInput input;
    Membership& membership = input.membership;
    membership.circle = circle;
    membership.person = {history::number_of(visit.request.form.value("person"))};
    if (membership.person.value <= 0)
        form.refuse("person", base::refuse("missing", "Vælg en person."));
    membership.from =
        form.required_date("from", base::danish("startdatoen")).value_or(base::Date{});
    membership.reason =
        form.optional_text("reason", {base::danish("grunden"), reason_characters_max});
    input.errors = form.errors();
    web::add_rules(input.errors, check(membership, visit.today()));
    return input;
}

web::Html membership_fields(const access::Visit& visit, access::SubjectKind kind,
                            const web::Fields& filled, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    const bool is_group = kind == access::SubjectKind::group;
    const std::string from =
        filled.has("from") ? filled.value("from") : base::iso_date(visit.today());
    web::Html fields;
    fields.add(web::text_field({.name = "from",
                                .label = language.say("Fra og med"),
                                .type = web::InputType::date,
                                .value = from,
                                .error = web::error_at(errors, "from", language)},
                               language),
               web::text_area({.name = "reason",
                               .label = language.say("Hvorfor er det nødvendigt at registrere?"),
                               .value = filled.value("reason"),
                               .error = web::error_at(errors, "reason", language),
                               .need = is_group ? web::Need::required : web::Need::optional,
                               .rows = 3,
                               .character_limit = static_cast<int>(reason_characters_max),
                               .access_reminder = web::AccessReminder::shown},
                              language));
    return fields;
}

}  // namespace people

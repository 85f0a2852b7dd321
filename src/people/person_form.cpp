#include "people/person_form.h"

#include "people/person_store.h"
#include "web/components/checkbox_group.h"
#include "web/components/form.h"
#include "web/components/select_field.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace people {
namespace {

using base::danish;

std::vector<web::SelectOption> sex_choices(const web::Language& language) {
    std::vector<web::SelectOption> choices;
    for (const Sex sex : all_sexes())
        choices.push_back({sex_code(sex), language.say(sex_name(sex))});
    return choices;
}

web::Html text(const web::Fields& filled, const base::FieldErrors& errors,
               const web::Language& language, std::string_view name, std::string_view label,
               std::string_view hint = {}) {
    return web::text_field({.name = name,
                            .label = language.say(label),
                            .value = filled.value(name),
                            .hint = hint.empty() ? std::string() : std::string(language.say(hint)),
                            .error = web::error_at(errors, name, language),
                            .need = web::Need::optional,
                            .autocomplete = "off"},
                           language);
}

web::Html address_fields(const web::Fields& filled, const base::FieldErrors& errors,
                         const web::Language& language) {
    web::Html town;
    town.add(text(filled, errors, language, "postal_code", danish("Postnummer")),
             text(filled, errors, language, "town", danish("By")));
    web::Html fields;
    fields.add(text(filled, errors, language, "street", danish("Gade, husnummer og etage")),
               web::field_row(town));
    return fields;
}

}  // namespace

PersonInput read_person(const web::Fields& fields, base::Date today) {
    web::FormReader form(fields);
    PersonInput input;
    PersonDetails& details = input.details;
    details.given_names = form.optional_text("given_names", {danish("fornavnet")});
    details.family_name = form.optional_text("family_name", {danish("efternavnet")});
    const std::string cpr = form.optional_text("cpr", {danish("personnummeret"), 20});
    if (!cpr.empty()) {
        const auto number = CprNumber::parse(cpr);
        if (number)
            details.cpr = *number;
        else
            form.refuse("cpr", number.error());
    }
    details.born_on = form.optional_date("born_on", danish("fødselsdatoen"));
    details.sex = sex_of(fields.value("sex")).value_or(Sex::unknown);
    details.address.street = form.optional_text("street", {danish("gaden")});
    details.address.postal_code = form.optional_text("postal_code", {danish("postnummeret"), 10});
    details.address.town = form.optional_text("town", {danish("byen")});
    details.address_protected = form.checked("address_protected");
    input.errors = form.errors();
    const base::FieldErrors broken = check(details, today);
    input.errors.insert(input.errors.end(), broken.begin(), broken.end());
    return input;
}

web::Html person_fields(const web::Fields& filled, const base::FieldErrors& errors,
                        const web::Language& language, CprField cpr, AddressFields address) {
    web::Html fields;
    fields.add(text(filled, errors, language, "given_names", danish("Fornavne")),
               text(filled, errors, language, "family_name", danish("Efternavn")),
               text(filled, errors, language, "cpr", danish("Personnummer"),
                    cpr == CprField::shown
                        ? danish("Kun når det er nødvendigt. Erstatningsnumre kan bruges.")
                        : danish("Lad feltet stå tomt for at beholde det, der er registreret.")),
               web::text_field({.name = "born_on",
                                .label = language.say("Fødselsdato"),
                                .type = web::InputType::date,
                                .value = filled.value("born_on"),
                                .error = web::error_at(errors, "born_on", language),
                                .need = web::Need::optional},
                               language),
               web::select_field({.name = "sex",
                                  .label = language.say("Køn"),
                                  .options = sex_choices(language),
                                  .value = filled.value("sex"),
                                  .need = web::Need::optional},
                                 language));
    if (address == AddressFields::shown) fields.add(address_fields(filled, errors, language));
    fields.add(web::checkbox({.name = "address_protected",
                              .label = language.say("Navne- og adressebeskyttelse"),
                              .checked = filled.has("address_protected")},
                             language));
    return fields;
}

web::Fields form_of(const Person& person) {
    web::Fields fields;
    fields.add("given_names", person.given_names);
    fields.add("family_name", person.family_name);
    if (person.born_on) fields.add("born_on", base::iso_date(*person.born_on));
    fields.add("sex", std::string(sex_code(person.sex)));
    if (person.address) {
        fields.add("street", person.address->street);
        fields.add("postal_code", person.address->postal_code);
        fields.add("town", person.address->town);
    }
    if (person.address_protected) fields.add("address_protected", "1");
    return fields;
}

}  // namespace people

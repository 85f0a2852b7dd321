#pragma once

#include "base/date.h"
#include "base/field_error.h"
#include "people/person.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

namespace people {

// What a form about a person said: the details, or a message at each field that doesn't fit.
struct PersonInput {
    PersonDetails details;
    base::FieldErrors errors;
};
PersonInput read_person(const web::Fields& form, base::Date today);

// Which fields a form leaves out because the reader doesn't see what stands there.
enum class CprField { shown, empty_means_unchanged };
enum class AddressFields { shown, left_out };

web::Html person_fields(const web::Fields& filled, const base::FieldErrors& errors,
                        const web::Language& language, CprField cpr = CprField::shown,
                        AddressFields address = AddressFields::shown);

// A person's fields as the form has them; without the civil registration number.
web::Fields form_of(const struct Person& person);

}  // namespace people

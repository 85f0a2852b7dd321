#pragma once

#include "base/field_error.h"
#include "people/note.h"
#include "web/components/field.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

namespace people {

// A note as it was typed: text, data_class, offence, noted_on.
struct NoteInput {
    Note note;
    base::FieldErrors errors;
};
NoteInput read_note(const web::Fields& form, base::Date today);

web::Html note_fields(const web::Fields& filled, const base::FieldErrors& errors,
                      const web::Language& language);

// How far the charge has come; the value sent is the status's code.
web::Html charge_field(std::string_view chosen, std::string_view error, web::Need need,
                       const web::Language& language);

}  // namespace people

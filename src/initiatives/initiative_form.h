#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/field_error.h"
#include "history/history.h"
#include "initiatives/catalogue.h"
#include "initiatives/catalogue_check.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

// The form for one edition of an initiative: its fields as text by name, so that it can be shown
// again as typed, compared and merged.
namespace initiatives {

// Names and texts; several choices of one field are joined by commas.
using FormValues = history::Snapshot;

FormValues form_values(const Initiative& initiative, const Edition& edition);
FormValues sent_values(const web::Fields& fields);

struct ReadForm {
    Initiative initiative;     // the base with the form's edition put in
    std::size_t edition = 0;   // its place among the editions
    base::FieldErrors errors;  // values that could not be read at all
    // For each activity and figure of the edition the row of the form it came from, from 1.
    std::vector<int> activity_rows;
    std::vector<int> figure_rows;
};

// Puts what was typed into a copy of `base`. What the form doesn't show stays as it is: source
// rows, partners' roles, history notes. An edition for a period that `base` doesn't have starts as
// a copy of its latest. An order left empty becomes the next free one.
ReadForm read_form(const FormValues& values, const Initiative& base, const Catalogue& catalogue);

// The catalogue's mistakes as messages at the form's fields; those that no field shows have an
// empty field name.
base::FieldErrors form_errors(const Mistakes& mistakes, const ReadForm& form);

// All fields, filled in, with their messages. `year` is today's.
web::Html form_fields(const Catalogue& catalogue, const FormValues& values,
                      const base::FieldErrors& errors, int year, const web::Language& language);

}  // namespace initiatives

#pragma once

#include <string_view>

#include "activities/enquiry.h"
#include "base/date.h"
#include "base/field_error.h"
#include "initiatives/catalogue.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

namespace activities {

// What was sent, as an enquiry, with a message for everything that does not fit. The enquiry is
// only to be used when there are no messages. A correction may keep the initiative it had.
struct EnquiryInput {
    Enquiry enquiry;
    base::FieldErrors errors;
};
EnquiryInput read_enquiry_form(const web::Fields& form, const initiatives::Catalogue& catalogue,
                               base::LocalTime now, std::string_view kept_initiative = {});

// The whole form, filled in from `filled`, with messages at the fields.
web::Html enquiry_fields(const web::Fields& filled, const base::FieldErrors& errors,
                         const initiatives::Catalogue& catalogue, int year,
                         const web::Language& language);

// Only what an answer or a referral needs.
web::Html answer_fields(const web::Fields& filled, const base::FieldErrors& errors,
                        const initiatives::Catalogue& catalogue, const web::Language& language);

// `whole` with the fields of answer_fields() taken from `sent`.
web::Fields with_answer(const web::Fields& whole, const web::Fields& sent);

}  // namespace activities

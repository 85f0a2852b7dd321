#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "access/visit.h"
#include "activities/activity.h"
#include "base/field_error.h"
#include "initiatives/catalogue.h"
#include "initiatives/choice.h"
#include "organisation/organisation.h"
#include "web/components/form.h"
#include "web/html.h"
#include "web/request.h"

// The HTML of the forms about activities. What they send is read by activity_form.h.
namespace activities {

// What a form shows: the fields as sent or as stored, and the messages at them.
struct FormContent {
    const access::Visit& visit;
    const initiatives::Catalogue& catalogue;
    const web::Fields& values;
    const base::FieldErrors& errors;
    std::vector<organisation::StaffMember> staff = {};  // who may stand on the rota
    const Activity* before = nullptr;                   // when one is corrected
    initiatives::KeptPieces* kept = nullptr;            // for forms that many open
};

// Where a form goes and what its button says.
struct FormTarget {
    std::string action;
    std::string button;  // in the visitor's language
    std::string cancel;  // where the way back leads
    web::HiddenFields hidden = {};
    std::string cancel_words = {};  // of the way back; empty: "Annullér"
};

// Plan or register (content.before is nullptr) or correct.
web::Html activity_form(const FormContent& content, const FormTarget& target);
// Attendance, partners and note of what has been held.
web::Html holding_form(const FormContent& content, const FormTarget& target);
web::Html cancellation_form(const FormContent& content, const FormTarget& target);

// The three fields of the start page, as they are or as they were sent.
web::Html quick_form(const FormContent& content);

// The days of a series to look over, each with a box; sends everything of the form again.
web::Html series_preview(const FormContent& content, const std::vector<base::Date>& days,
                         const std::vector<base::Date>& chosen);

}  // namespace activities

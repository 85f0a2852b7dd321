#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "activities/enquiry.h"
#include "history/version_view.h"
#include "initiatives/catalogue.h"
#include "web/html.h"
#include "web/language.h"

// An enquiry in the words of one language.
namespace activities {

// "25 minutter", "7 timer", "3 dage": the largest unit of which there are at least two hours or
// days.
std::string time_span_in(std::int64_t minutes, const web::Language& language);

// Whether it is answered and after how long, or how long it has waited.
web::Html answer_state(const Enquiry& enquiry, base::LocalTime now, const web::Language& language);

// How versions are shown. The language must outlive it.
history::Wording enquiry_wording(std::shared_ptr<const initiatives::Catalogue> catalogue,
                                 const web::Language& language);

}  // namespace activities

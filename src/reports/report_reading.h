#pragma once

#include "evidence/crime_facts.h"
#include "initiatives/catalogue.h"
#include "reports/report_builder.h"
#include "reports/report_store.h"

// What a report is made of, read from the database.
namespace reports {

// When and where a document is made.
struct Making {
    base::Date today{};
    bool demonstration = false;
    const web::Language& danish;
    const web::Language& english;
};

// The report as it would be frozen now. What was hidden in the newest published edition stays
// hidden; the year before stands as it was published.
Document current_document(store::Connection& connection, const initiatives::Catalogue& catalogue,
                          const Report& report, const Making& making);

// The orientation note as it would be made now.
Document current_note(store::Connection& connection, const initiatives::Catalogue& catalogue,
                      const Report& report, const std::string& text, const Making& making);

// The official figures of a report's year and the years before it.
evidence::CrimeFacts facts_for(store::Connection& connection,
                               const initiatives::Catalogue& catalogue, int year);

// Whether the official figures of these years are other now than in the document, or there are more
// of them.
bool has_newer_facts(const Document& document, const evidence::CrimeFacts& facts);

// The same for a published report and its newest orientation note, whichever came last.
bool has_unreported_facts(store::Connection& connection, const initiatives::Catalogue& catalogue,
                          const Report& report);

// A stored document; throws std::runtime_error when it can't be read, for then the database is not
// what this program wrote.
Document stored_document(std::string_view json);

}  // namespace reports

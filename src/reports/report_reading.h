#pragma once

#include "evidence/crime_facts.h"
#include "initiatives/catalogue.h"
#include "reports/report_builder.h"
#include "reports/report_store.h"

// What a report is made of, read from the database.
namespace reports {

// The report as it would be frozen now. What was hidden in the newest published edition stays
// hidden; the year before stands as it was published.
Document current_document(store::Connection& connection, const initiatives::Catalogue& catalogue,
                          const Report& report, base::Date today, const web::Language& danish,
                          const web::Language& english);

// The orientation note as it would be made now.
Document current_note(store::Connection& connection, const initiatives::Catalogue& catalogue,
                      const Report& report, const std::string& text, base::Date today,
                      const web::Language& danish, const web::Language& english);

// The official figures of a report's year and the years before it.
evidence::CrimeFacts facts_for(store::Connection& connection,
                               const initiatives::Catalogue& catalogue, int year);

// Whether other official figures are in force now than stand in the document.
bool has_newer_facts(const Document& document, const evidence::CrimeFacts& facts);

// A stored document; throws std::runtime_error when it can't be read, for then the database is not
// what this program wrote.
Document stored_document(std::string_view json);

}  // namespace reports

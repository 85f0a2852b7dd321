#pragma once

#include <string>
#include <string_view>

#include "history/history.h"
#include "initiatives/catalogue.h"
#include "initiatives/catalogue_codes.h"
#include "web/components/status_tag.h"
#include "web/html.h"
#include "web/language.h"

// The catalogue's values in words for the reader.
namespace initiatives {

// "2024", "foråret 2024", "august 2024", "1. august 2024"; empty for an empty date.
std::string date_words(const PartialDate& date, const web::Language& language);
// "fra foråret 2024 til 2026", "fra 2024", "til 2026"; empty when both are.
std::string span_words(const PartialDate& from, const PartialDate& to,
                       const web::Language& language);
// "13–17 år", "fra 18 år"; empty when nothing is stated.
std::string age_words(std::optional<int> from, std::optional<int> to,
                      const web::Language& language);

// The name of a code in the reader's language.
std::string code_words(CodeList list, std::string_view code, const web::Language& language);

web::Html status_words(Status status, const web::Language& language);

// "1. Byen er tryg": number and name of the wording in that year; the key when there is none.
std::string goal_words(const Catalogue& catalogue, std::string_view goal, int year,
                       const web::Language& language);

// "Formål" for purpose: the label of a field of an initiative or its form, Danish. The name itself
// when it is unknown.
std::string_view field_label(std::string_view name);

// Every field of an initiative as text under a path like "2014.purpose.da" or
// "2024.figures.walks.target".
history::Snapshot initiative_snapshot(const Initiative& initiative);

// How fields of initiative_snapshot and of the form ("purpose_da") are shown: "2014: Formål
// (dansk)", keys and codes by their names.
std::string field_words(std::string_view path, const web::Language& language);
std::string value_words(const Catalogue& catalogue, std::string_view path, const std::string& value,
                        const web::Language& language);

}  // namespace initiatives

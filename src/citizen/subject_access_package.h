#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "citizen/paper.h"
#include "people/subject_access.h"
#include "people/third_party_mentions.h"
#include "web/language.h"

// The package that answers a request for access (R32): what is in it, what a human decided to leave
// out, and its two forms. Pure.
namespace citizen {

// Someone who saw or did something, as the citizen is told.
struct AccessLogLine {
    base::Date day{};
    std::string action;
    std::string purpose;
    std::string agency;
    std::string function;
    std::string name;  // empty, unless the data protection officer decided otherwise
};

struct AccessPackage {
    std::string municipality;
    std::string person_name;
    base::Date received_on{};
    base::Date due_on{};
    base::Date made_on{};
    std::vector<people::AccessSection> sections;
    std::vector<AccessLogLine> log;
    bool with_names = false;  // of staff, in the log
};

// A free text of the package and where it may name somebody else.
struct Narrative {
    std::size_t section = 0;
    std::size_t row = 0;
    std::vector<people::Mention> mentions;
};
std::vector<Narrative> narratives_in(const std::vector<people::AccessSection>& sections,
                                     const std::vector<std::string>& own_names);

// What the reader decided: for each narrative a decision on each mention and further words, and for
// a section the reason why it is left out (databeskyttelsesloven § 22); empty: it isn't.
struct NarrativeDecision {
    std::vector<people::MentionDecision> mentions;
    std::vector<std::string> further;
};
struct AccessDecisions {
    std::vector<NarrativeDecision> narratives;  // as many, in the same order
    std::vector<std::string> exemptions;        // one a section
};

// What may leave the house. As many decisions as there is to decide: else std::logic_error.
std::vector<people::AccessSection> released_sections(std::vector<people::AccessSection> sections,
                                                     const std::vector<Narrative>& narratives,
                                                     const AccessDecisions& decisions,
                                                     const web::Language& language);

// SHA-256 of everything that is reviewed: what was decided on is what goes out.
std::string content_hash(const std::vector<people::AccessSection>& sections);

Paper paper_of(const AccessPackage& package, const web::Language& language);
// The same for machines: "format" says which form it has.
std::string json_of(const AccessPackage& package);

}  // namespace citizen

#include "citizen/subject_access_package.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "access/rule_checks.h"
#include "base/digest.h"

namespace citizen {
namespace {

using people::AccessRow;
using people::AccessSection;

std::string say(const web::Language& language, std::string_view danish) {
    return std::string(language.say(danish));
}

void add_fact(PaperSection& section, const web::Language& language, std::string_view label,
              const std::string& value) {
    if (!value.empty()) section.facts.emplace_back(say(language, label), value);
}

PaperSection paper_section(const AccessSection& section, const web::Language& language) {
    PaperSection paper;
    paper.heading = section.heading;
    if (section.rows.empty())
        paper.paragraphs.push_back(say(language, base::danish("Der er ikke registreret noget.")));
    for (const AccessRow& row : section.rows) paper.facts.emplace_back(row.label, row.value);
    add_fact(paper, language, base::danish("Hvor oplysningerne kommer fra"), section.source);
    add_fact(paper, language, base::danish("Hvem der har fået dem"), section.recipients);
    add_fact(paper, language, base::danish("Hvad de bruges til"), section.purpose);
    add_fact(paper, language, base::danish("Hvor længe de gemmes"), section.retention);
    return paper;
}

PaperSection log_section(const AccessPackage& package, const web::Language& language) {
    PaperSection paper;
    paper.heading = say(language, base::danish("Hvem der har set eller brugt oplysningerne"));
    PaperTable table;
    table.caption = say(language, base::danish("De nyeste øverst"));
    for (const std::string_view column :
         {base::danish("Dato"), base::danish("Handling"), base::danish("Formål"),
          base::danish("Myndighed"), base::danish("Funktion")})
        table.columns.push_back(say(language, column));
    if (package.with_names) table.columns.push_back(say(language, base::danish("Navn")));
    for (const AccessLogLine& line : package.log) {
        std::vector<std::string> row = {language.short_date(line.day), line.action, line.purpose,
                                        line.agency, line.function};
        if (package.with_names) row.push_back(line.name);
        table.rows.push_back(std::move(row));
    }
    paper.tables.push_back(std::move(table));
    return paper;
}

boost::json::object json_section(const AccessSection& section) {
    boost::json::array rows;
    for (const AccessRow& row : section.rows)
        rows.push_back(boost::json::object{{"label", row.label}, {"value", row.value}});
    return {{"heading", section.heading}, {"rows", rows},
            {"source", section.source},   {"recipients", section.recipients},
            {"purpose", section.purpose}, {"retention", section.retention}};
}

}  // namespace

std::vector<Narrative> narratives_in(const std::vector<AccessSection>& sections,
                                     const std::vector<std::string>& own_names) {
    std::vector<Narrative> found;
    for (std::size_t i = 0; i < sections.size(); ++i)
        for (std::size_t j = 0; j < sections[i].rows.size(); ++j) {
            const AccessRow& row = sections[i].rows[j];
            if (row.kind == AccessRow::Kind::narrative)
                found.push_back({i, j, people::find_mentions(row.value, own_names)});
        }
    return found;
}

std::vector<AccessSection> released_sections(std::vector<AccessSection> sections,
                                             const std::vector<Narrative>& narratives,
                                             const AccessDecisions& decisions,
                                             const web::Language& language) {
    if (decisions.narratives.size() != narratives.size() ||
        decisions.exemptions.size() != sections.size())
        throw std::logic_error("citizen: something to decide without a decision");
    const std::string other = say(language, base::danish("en anden person"));
    for (std::size_t i = 0; i < narratives.size(); ++i) {
        std::string& value = sections[narratives[i].section].rows[narratives[i].row].value;
        value = people::redacted(value, narratives[i].mentions, decisions.narratives[i].mentions,
                                 decisions.narratives[i].further, other);
    }
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::string& reason = decisions.exemptions[i];
        if (reason.empty()) continue;
        sections[i].rows = {{say(language, base::danish("Undtaget")),
                             language.say(access::exemption_notice(reason)),
                             AccessRow::Kind::value}};
    }
    return sections;
}

std::string content_hash(const std::vector<AccessSection>& sections) {
    boost::json::array all;
    for (const AccessSection& section : sections) all.push_back(json_section(section));
    return base::sha256_hex(boost::json::serialize(all));
}

Paper paper_of(const AccessPackage& package, const web::Language& language) {
    Paper paper;
    paper.title = say(language, base::danish("Indsigt i dine oplysninger"));
    paper.paragraphs = {
        language.say_with("Til {} fra {}, den {}.", package.person_name, package.municipality,
                          language.date(package.made_on)),
        language.say_with("Din anmodning blev modtaget den {} og skal besvares senest den {} "
                          "(databeskyttelsesforordningens artikel 12 og 15).",
                          language.date(package.received_on), language.date(package.due_on)),
        say(language, base::danish("Andre personer er ikke nævnt ved navn.")),
        say(language,
            base::danish("Du kan bede om at få oplysninger rettet, slettet eller begrænset, du kan "
                         "gøre indsigelse, og du kan klage til Datatilsynet."))};
    for (const AccessSection& section : package.sections)
        paper.sections.push_back(paper_section(section, language));
    paper.sections.push_back(log_section(package, language));
    return paper;
}

std::string json_of(const AccessPackage& package) {
    boost::json::array sections;
    for (const AccessSection& section : package.sections) sections.push_back(json_section(section));
    boost::json::array log;
    for (const AccessLogLine& line : package.log) {
        boost::json::object entry{{"date", base::iso_date(line.day)},
                                  {"action", line.action},
                                  {"purpose", line.purpose},
                                  {"agency", line.agency},
                                  {"function", line.function}};
        if (package.with_names) entry["name"] = line.name;
        log.push_back(std::move(entry));
    }
    return boost::json::serialize(
        boost::json::object{{"format", "trygby-subject-access-1"},
                            {"municipality", package.municipality},
                            {"person", package.person_name},
                            {"received_on", base::iso_date(package.received_on)},
                            {"due_on", base::iso_date(package.due_on)},
                            {"made_on", base::iso_date(package.made_on)},
                            {"sections", sections},
                            {"log", log}});
}

}  // namespace citizen

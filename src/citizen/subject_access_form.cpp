#include "citizen/subject_access_form.h"

#include "base/text.h"
#include "web/components/checkbox_group.h"
#include "web/components/definition_list.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/radio_group.h"
#include "web/components/text_field.h"
#include "web/form.h"

namespace citizen {
namespace {

using people::AccessRow;
using people::AccessSection;
using people::MentionDecision;

constexpr std::size_t words_characters_max = 500;
constexpr std::size_t reason_characters_max = 300;

std::string mention_name(std::size_t narrative, std::size_t mention) {
    return "mention-" + std::to_string(narrative) + "-" + std::to_string(mention);
}
std::string read_name(std::size_t narrative) {
    return "read-" + std::to_string(narrative);
}
std::string further_name(std::size_t narrative) {
    return "further-" + std::to_string(narrative);
}
std::string exemption_name(std::size_t section) {
    return "exemption-" + std::to_string(section);
}

// A form's marks on one page.
struct Filled {
    const web::Fields& fields;
    const base::FieldErrors& errors;
    const web::Language& language;

    std::string error(const std::string& name) const {
        return web::error_at(errors, name, language);
    }
};

web::Html narrative_fields(const AccessRow& row, const Narrative& narrative, std::size_t number,
                           const Filled& filled) {
    const web::Language& language = filled.language;
    web::Html html = web::definition_list({{row.label, web::paragraphs(row.value)}});
    for (std::size_t i = 0; i < narrative.mentions.size(); ++i) {
        const std::string name = mention_name(number, i);
        html.add(web::radio_group(
            {.name = name,
             .legend = language.say_with("Er “{}” en anden person?", narrative.mentions[i].words),
             .choices = {{.value = "redact", .label = language.say("Ja: skjul det")},
                         {.value = "show", .label = language.say("Nej, det må vises")}},
             .value = filled.fields.value(name),
             .error = filled.error(name)},
            language));
    }
    html.add(web::text_field({.name = further_name(number),
                              .label = language.say("Andre ord i teksten, der skal skjules"),
                              .value = filled.fields.value(further_name(number)),
                              .hint = language.say("Med mellemrum imellem."),
                              .need = web::Need::optional,
                              .autocomplete = "off"},
                             language),
             web::checkbox({.name = read_name(number),
                            .label = language.say("Jeg har læst hele teksten"),
                            .checked = filled.fields.has(read_name(number)),
                            .error = filled.error(read_name(number))},
                           language));
    return html;
}

web::Html plain_rows(const AccessSection& section, const web::Language& language) {
    std::vector<web::Fact> facts;
    for (const AccessRow& row : section.rows)
        if (row.kind == AccessRow::Kind::value) facts.push_back({row.label, web::text(row.value)});
    if (!facts.empty()) return web::definition_list(facts);
    return section.rows.empty() ? web::paragraphs(language.say("Der er ikke registreret noget."))
                                : web::Html();
}

}  // namespace

web::Html review_fields(const std::vector<AccessSection>& sections,
                        const std::vector<Narrative>& narratives, const web::Fields& filled,
                        const base::FieldErrors& errors, const web::Language& language) {
    const Filled marks{filled, errors, language};
    web::Html html;
    std::size_t next = 0;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        html.add(web::heading(web::HeadingLevel::h2, sections[i].heading),
                 plain_rows(sections[i], language));
        for (; next < narratives.size() && narratives[next].section == i; ++next)
            html.add(narrative_fields(sections[i].rows[narratives[next].row], narratives[next],
                                      next, marks));
        if (sections[i].rows.empty()) continue;
        html.add(web::text_field(
            {.name = exemption_name(i),
             .label = language.say_with("Undtag “{}” efter databeskyttelsesloven § 22, fordi",
                                        sections[i].heading),
             .value = filled.value(exemption_name(i)),
             .hint = language.say("Tomt: afsnittet udleveres."),
             .error = marks.error(exemption_name(i)),
             .need = web::Need::optional,
             .autocomplete = "off"},
            language));
    }
    return html;
}

ReviewInput read_review(const web::Fields& form, std::size_t sections,
                        const std::vector<Narrative>& narratives) {
    web::FormReader reader(form);
    ReviewInput input;
    for (std::size_t i = 0; i < narratives.size(); ++i) {
        NarrativeDecision decision;
        for (std::size_t j = 0; j < narratives[i].mentions.size(); ++j) {
            const std::string choice = reader.required_choice(
                mention_name(i, j), base::danish("om det er en anden person"), {"redact", "show"});
            decision.mentions.push_back(choice == "show" ? MentionDecision::show
                                                         : MentionDecision::redact);
        }
        const std::string further =
            reader.optional_text(further_name(i), {base::danish("ordene"), words_characters_max});
        if (!further.empty()) decision.further.push_back(further);
        if (!reader.checked(read_name(i)))
            reader.refuse(read_name(i), base::refuse("unread", "Læs teksten, og sæt kryds."));
        input.decisions.narratives.push_back(std::move(decision));
    }
    for (std::size_t i = 0; i < sections; ++i)
        input.decisions.exemptions.push_back(reader.optional_text(
            exemption_name(i), {base::danish("begrundelsen"), reason_characters_max}));
    input.errors = reader.errors();
    return input;
}

}  // namespace citizen

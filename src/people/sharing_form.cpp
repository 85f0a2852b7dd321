#include "people/sharing_form.h"

#include <algorithm>

#include "access/rule.h"
#include "base/text.h"
#include "people/note.h"
#include "web/components/checkbox_group.h"
#include "web/components/select_field.h"
#include "web/components/text_area.h"
#include "web/form.h"

namespace people {
namespace {

using access::LegalBasis;

std::vector<std::string> codes_of(const std::vector<const LegalBasis*>& bases) {
    std::vector<std::string> codes;
    for (const LegalBasis* basis : bases) codes.push_back(basis->code);
    return codes;
}

std::string_view basis_text(const LegalBasis& basis, const web::Language& language) {
    return language.code() == web::LanguageCode::english && !basis.text_en.empty() ? basis.text_en
                                                                                   : basis.text_da;
}

std::string with_forums(const LegalBasis& basis, const web::Language& language) {
    std::vector<std::string> forums;
    for (const organisation::ForumKind kind : organisation::all_forum_kinds())
        if (basis.allowed_forums.has(kind))
            forums.emplace_back(language.say(organisation::forum_kind_name(kind)));
    return std::string(basis_text(basis, language)) + " (" + base::join(forums, ", ") + ")";
}

bool says_which_release(const SharingChoices& choices, const std::string& code) {
    const auto& forums = choices.law.forums;
    return std::any_of(forums.begin(), forums.end(), [&](const access::ForumEntry& forum) {
        return std::find(forum.needs_one_of.begin(), forum.needs_one_of.end(), code) !=
               forum.needs_one_of.end();
    });
}

SharingInput read_receiver(web::FormReader& reader, const SharingChoices& choices) {
    SharingInput input;
    std::vector<std::string> receivers;
    for (const organisation::Agency& agency : choices.receivers) receivers.push_back(agency.cvr);
    std::vector<std::string> forums;
    for (const organisation::Forum& forum : choices.forums) forums.push_back(forum.key);
    access::DisclosureDraft& draft = input.draft;
    draft.receiver_cvr = reader.required_choice("receiver", base::danish("modtageren"), receivers);
    draft.forum_key = reader.required_choice("forum", base::danish("forummet"), forums);
    for (const organisation::Agency& agency : choices.receivers)
        if (agency.cvr == draft.receiver_cvr) draft.receiver = agency;
    for (const organisation::Forum& forum : choices.forums) {
        if (forum.key != draft.forum_key) continue;
        draft.forum = forum.kind;
        input.forum_name = forum.name_da;
    }
    return input;
}

}  // namespace

SharingChoices sharing_choices(const std::vector<organisation::Agency>& agencies,
                               const std::vector<organisation::Forum>& forums,
                               std::string_view own_cvr, const access::Law& law, base::Date today) {
    SharingChoices choices{{}, {}, law, today};
    for (const organisation::Agency& agency : agencies)
        if (agency.cvr != own_cvr && agency.validity.covers(today))
            choices.receivers.push_back(agency);
    for (const organisation::Forum& forum : forums) {
        const access::ForumEntry* entry = law.forum(forum.kind, today);
        if (entry && entry->exchanges_personal_data && forum.validity.covers(today))
            choices.forums.push_back(forum);
    }
    return choices;
}

std::vector<const LegalBasis*> main_bases(const SharingChoices& choices) {
    std::vector<const LegalBasis*> bases;
    for (const LegalBasis& basis : choices.law.bases) {
        const bool is_for_a_forum = std::any_of(
            choices.forums.begin(), choices.forums.end(),
            [&basis](const auto& forum) { return basis.allowed_forums.has(forum.kind); });
        if (basis.validity.covers(choices.today) && is_for_a_forum) bases.push_back(&basis);
    }
    return bases;
}

std::vector<const LegalBasis*> further_bases(const SharingChoices& choices) {
    std::vector<const LegalBasis*> bases;
    for (const LegalBasis& basis : choices.law.bases) {
        const bool opens = basis.opens.has(access::DataClass::offence) ||
                           basis.opens.has(access::DataClass::health);
        if (basis.validity.covers(choices.today) &&
            (opens || says_which_release(choices, basis.code)))
            bases.push_back(&basis);
    }
    return bases;
}

SharingInput read_declining(const web::Fields& form, const SharingChoices& choices) {
    web::FormReader reader(form);
    SharingInput input = read_receiver(reader, choices);
    input.errors = reader.errors();
    return input;
}

SharingInput read_sharing(const web::Fields& form, const SharingChoices& choices) {
    web::FormReader reader(form);
    SharingInput input = read_receiver(reader, choices);
    access::DisclosureDraft& draft = input.draft;
    const std::string main =
        reader.required_choice("basis", base::danish("hjemlen"), codes_of(main_bases(choices)));
    if (!main.empty()) draft.bases.push_back(main);
    for (std::string& code :
         reader.choices("further", base::danish("grundlaget"), codes_of(further_bases(choices))))
        if (code != main) draft.bases.push_back(std::move(code));
    draft.necessity =
        reader.optional_text("necessity", {base::danish("begrundelsen"), necessity_characters_max});
    if (const auto clean = check_no_number(draft.necessity); !clean)
        reader.refuse("necessity", clean.error());
    input.errors = reader.errors();
    return input;
}

std::string_view field_of(const base::Error& error) {
    const access::Rule* rule = access::rule_of(error);
    if (!rule) return "";
    switch (*rule) {
        case access::Rule::R03:
            return "necessity";
        case access::Rule::R05:
        case access::Rule::R11:
            return "receiver";
        case access::Rule::R09:
        case access::Rule::R15:
            return "further";
        case access::Rule::R07:
            return "forum";
        default:
            return "basis";
    }
}

web::Html receiver_fields(const SharingChoices& choices, const web::Fields& filled,
                          const base::FieldErrors& errors, const web::Language& language) {
    std::vector<web::SelectOption> receivers;
    for (const organisation::Agency& agency : choices.receivers)
        receivers.push_back({agency.cvr, agency.name});
    std::vector<web::SelectOption> forums;
    const bool english = language.code() == web::LanguageCode::english;
    for (const organisation::Forum& forum : choices.forums)
        forums.push_back(
            {forum.key, english && !forum.name_en.empty() ? forum.name_en : forum.name_da});
    web::Html fields = web::select_field({.name = "receiver",
                                          .label = language.say("Modtager"),
                                          .options = std::move(receivers),
                                          .value = filled.value("receiver"),
                                          .empty_option = language.say("Vælg en myndighed"),
                                          .error = web::error_at(errors, "receiver", language)},
                                         language);
    fields.add(web::select_field({.name = "forum",
                                  .label = language.say("Forum"),
                                  .options = std::move(forums),
                                  .value = filled.value("forum"),
                                  .empty_option = language.say("Vælg et forum"),
                                  .error = web::error_at(errors, "forum", language)},
                                 language));
    return fields;
}

web::Html sharing_fields(const SharingChoices& choices, const web::Fields& filled,
                         const base::FieldErrors& errors, const web::Language& language) {
    std::vector<web::SelectOption> options;
    for (const LegalBasis* basis : main_bases(choices))
        options.push_back({basis->code, with_forums(*basis, language)});
    std::vector<web::Choice> further;
    for (const LegalBasis* basis : further_bases(choices))
        further.push_back({basis->code, basis_text(*basis, language)});
    web::Html fields = receiver_fields(choices, filled, errors, language);
    fields.add(
        web::select_field({.name = "basis",
                           .label = language.say("Hjemmel"),
                           .options = std::move(options),
                           .value = filled.value("basis"),
                           .empty_option = language.say("Vælg en hjemmel"),
                           .hint = language.say("Kræver hjemlen et samtykke, skal det være "
                                                "registreret på personen."),
                           .error = web::error_at(errors, "basis", language)},
                          language),
        web::checkbox_group({.name = "further",
                             .legend = language.say("Særskilt grundlag"),
                             .choices = std::move(further),
                             .values = filled.values("further"),
                             .hint = language.say("For strafbare forhold, helbred og løsladelse."),
                             .error = web::error_at(errors, "further", language),
                             .need = web::Need::optional},
                            language),
        web::text_area({.name = "necessity",
                        .label = language.say("Hvorfor er det nødvendigt at dele netop dette?"),
                        .value = filled.value("necessity"),
                        .error = web::error_at(errors, "necessity", language),
                        .need = web::Need::unmarked,
                        .character_limit = static_cast<int>(necessity_characters_max),
                        .access_reminder = web::AccessReminder::shown},
                       language));
    return fields;
}

}  // namespace people

#include "activities/import_vocabulary.h"

#include "activities/activity.h"
#include "activities/enquiry.h"
#include "base/result.h"
#include "base/text.h"
#include "places/observation.h"

namespace activities {

void ImportVocabulary::List::add_words(std::string_view words, const std::string& key) {
    const std::string folded = base::fold_for_search(words);
    if (folded.empty()) return;
    const auto [known, is_new] = keys_by_words.emplace(folded, key);
    if (!is_new && known->second != key) known->second.clear();
}

void ImportVocabulary::List::add(Entry entry) {
    add_words(entry.danish, entry.key);
    add_words(entry.english, entry.key);
    entries.push_back(std::move(entry));
}

ImportVocabulary::ImportVocabulary(ImportKind kind, const initiatives::Catalogue& catalogue,
                                   ImportLanguages languages)
    : languages_(languages) {
    const auto add = [&](const char* field, std::string_view code, std::string_view name) {
        lists_[field].add({std::string(code), std::string(languages_.danish.say(name)),
                           std::string(languages_.english.say(name))});
    };
    add_catalogue_lists(catalogue);
    add_initiatives(catalogue);
    if (kind == ImportKind::activities)
        for (const State state : {State::planned, State::held, State::cancelled})
            add("state", state_code(state), state_name(state));
    if (kind == ImportKind::observations)
        for (const places::Category category : places::all_categories())
            add("category", places::category_code(category), places::category_name(category));
    if (kind == ImportKind::enquiries) {
        for (const Channel channel : all_channels())
            add("channel", channel_code(channel), channel_name(channel));
        for (const EnquirySubject subject : all_subjects())
            add("subject", subject_code(subject), subject_name(subject));
    }
}

void ImportVocabulary::add_catalogue_lists(const initiatives::Catalogue& catalogue) {
    const auto add = [&](const char* field, const std::vector<initiatives::Entry>& entries) {
        for (const initiatives::Entry& entry : entries)
            lists_[field].add({entry.key, entry.name.da, entry.name.en});
    };
    add("district", catalogue.districts);
    add("partners", catalogue.partners);
    add("referred_to", catalogue.units);
    add("referred_to", catalogue.partners);
}

// An initiative goes by every name it has had.
void ImportVocabulary::add_initiatives(const initiatives::Catalogue& catalogue) {
    for (const initiatives::Initiative& initiative : catalogue.initiatives) {
        List& list = lists_["initiative"];
        const initiatives::Words& latest = initiative.latest().name;
        list.add({initiative.key, latest.da, latest.en});
        for (const initiatives::Edition& edition : initiative.editions) {
            list.add_words(edition.name.da, initiative.key);
            list.add_words(edition.name.en, initiative.key);
            for (const initiatives::PlannedActivity& planned : edition.activities)
                planned_activities_[initiative.key].add(
                    {planned.key, planned.name.da, planned.name.en});
        }
    }
}

const ImportVocabulary::List* ImportVocabulary::list_of(const std::string& field,
                                                        const std::string& initiative) const {
    const auto& lists = field == "planned_activity" ? planned_activities_ : lists_;
    const auto found = lists.find(field == "planned_activity" ? initiative : field);
    return found == lists.end() ? nullptr : &found->second;
}

base::Result<std::string> ImportVocabulary::key_of(const std::string& field, std::string_view words,
                                                   const std::string& initiative) const {
    const List* list = list_of(field, initiative);
    if (!list) return base::refuse("unknown_word", "Her er ikke noget at vælge imellem.");
    for (const Entry& entry : list->entries)
        if (entry.key == words) return entry.key;
    const auto found = list->keys_by_words.find(base::fold_for_search(words));
    if (found == list->keys_by_words.end())
        return base::refuse("unknown_word",
                            "Skriv et navn eller en nøgle fra listen, f.eks. „{}“ eller „{}“.",
                            list->entries.front().danish, list->entries.front().key);
    if (found->second.empty())
        return base::refuse("ambiguous_word",
                            "Navnet passer på flere. Skriv nøglen i stedet, f.eks. „{}“.",
                            list->entries.front().key);
    return found->second;
}

std::string ImportVocabulary::name_of(const std::string& field, const std::string& key,
                                      const web::Language& language) const {
    const auto name_in = [&](const List& list) -> const std::string* {
        for (const Entry& entry : list.entries)
            if (entry.key == key)
                return language.code() == web::LanguageCode::english && !entry.english.empty()
                           ? &entry.english
                           : &entry.danish;
        return nullptr;
    };
    if (const auto list = lists_.find(field); list != lists_.end())
        if (const std::string* name = name_in(list->second)) return *name;
    if (field == "planned_activity")
        for (const auto& [initiative, list] : planned_activities_)
            if (const std::string* name = name_in(list)) return *name;
    return key;
}

}  // namespace activities

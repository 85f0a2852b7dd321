#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activities/import_fields.h"
#include "initiatives/catalogue.h"
#include "web/language.h"

// The words that a file may use where a record holds a key: the key itself, or its name in Danish
// or English.
namespace activities {

struct ImportLanguages {
    const web::Language& danish;
    const web::Language& english;
};

class ImportVocabulary {
  public:
    // The languages must outlive it.
    ImportVocabulary(ImportKind kind, const initiatives::Catalogue& catalogue,
                     ImportLanguages languages);

    // The key that goes by `words`; capitals and signs don't matter. Of planned_activity those of
    // the initiative with key `initiative`. Codes: unknown_word and ambiguous_word, which say what
    // may stand there and never repeat what did.
    base::Result<std::string> key_of(const std::string& field, std::string_view words,
                                     const std::string& initiative = {}) const;
    // The name of a key in this language, or the key where it has none.
    std::string name_of(const std::string& field, const std::string& key,
                        const web::Language& language) const;

  private:
    struct Entry {
        std::string key;
        std::string danish;
        std::string english;
    };
    // One list of choices. A folded name that two keys go by leads to empty text.
    struct List {
        std::vector<Entry> entries;
        std::map<std::string, std::string> keys_by_words;

        void add(Entry entry);
        void add_words(std::string_view words, const std::string& key);
    };
    void add_catalogue_lists(const initiatives::Catalogue& catalogue);
    void add_initiatives(const initiatives::Catalogue& catalogue);
    const List* list_of(const std::string& field, const std::string& initiative) const;

    ImportLanguages languages_;
    std::map<std::string, List> lists_;               // by field
    std::map<std::string, List> planned_activities_;  // by initiative
};

}  // namespace activities

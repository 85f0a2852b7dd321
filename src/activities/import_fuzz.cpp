#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "activities/import_form.h"
#include "base/text.h"

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

initiatives::Catalogue small_catalogue() {
    initiatives::Catalogue catalogue;
    initiatives::Entry district;
    district.key = "north_park";
    district.name = {"Nordparken", "North Park"};
    catalogue.districts.push_back(district);
    initiatives::Initiative initiative;
    initiative.key = "street_work";
    initiatives::Edition edition;
    edition.period = 2024;
    edition.name = {"Gadeplan", "Street work"};
    edition.status[2024] = initiatives::Status::in_progress;
    edition.activities.push_back({"walk", {"Tur", "Walk"}, {}});
    initiative.editions.push_back(edition);
    catalogue.initiatives.push_back(initiative);
    return catalogue;
}

// Whatever the file holds: one row for each of the table's, good ones with a key that the same file
// gives again, bad ones with messages in words.
void check_rows(activities::ImportKind kind, const formats::TableInput& table) {
    static const web::Language danish(web::LanguageCode::danish);
    static const web::Language english(web::LanguageCode::english);
    static const initiatives::Catalogue catalogue = small_catalogue();
    static const activities::ImportLanguages languages{danish, english};
    // Costs more than most inputs, so it is made once for each kind.
    static std::map<activities::ImportKind, activities::ImportVocabulary> vocabularies;
    const activities::ImportVocabulary& vocabulary =
        vocabularies.try_emplace(kind, kind, catalogue, languages).first->second;
    const activities::ImportMapping mapping =
        activities::guess_mapping(kind, table.columns, languages);
    const activities::ImportRequest request{
        kind, table, mapping, catalogue, vocabulary, {base::date_of(2024, 11, 12), 660}};
    const auto rows = activities::read_import(request);
    const auto again = activities::read_import(request);
    check(rows.size() == table.rows.size() && again.size() == rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        check(rows[i].key.empty() == !rows[i].errors.empty());
        check(rows[i].key == again[i].key);
        for (const auto& error : rows[i].errors) check(!danish.say(error.error).empty());
        if (!rows[i].errors.empty()) continue;
        for (const auto& [key, value] : activities::snapshot_of(rows[i].record))
            check(base::is_valid_utf8(value));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto table = formats::read_table(
        text, {.rows = 100, .columns = 40, .cell_bytes = 3'000, .total_bytes = 20'000});
    if (!table) return 0;
    for (const activities::ImportKind kind : activities::all_import_kinds())
        check_rows(kind, *table);
    return 0;
}

#include "people/archive_code_store.h"

#include <array>

#include "access/purpose.h"
#include "access/subject_facts.h"
#include "organisation/agency.h"
#include "people/consent.h"
#include "people/person.h"
#include "people/relation.h"

namespace people {
namespace {

// Which column holds the codes of which list.
struct CodeColumn {
    std::string_view table;
    std::string_view column;
    std::string_view list;
};
constexpr std::array<CodeColumn, 12> code_columns = {{
    {"person", "sex", "code_sex"},
    {"consent", "giver", "code_consent_giver"},
    {"consent", "forum", "code_forum_kind"},
    {"consent", "manner", "code_consent_manner"},
    {"duty_to_inform", "outcome", "code_duty_outcome"},
    {"person_relation", "kind", "code_relation"},
    {"membership", "circle_kind", "code_subject_kind"},
    {"assignment", "subject_kind", "code_subject_kind"},
    {"assignment", "part", "code_part"},
    {"assignment", "purpose", "code_purpose"},
    {"disclosure", "subject_kind", "code_subject_kind"},
    {"disclosure", "answer", "code_answer"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> duty_outcomes = {{
    {"open", "Åben: personen er endnu ikke orienteret"},
    {"informed", "Orienteret"},
    {"exempted", "Undtaget fra at blive orienteret"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> subject_kinds = {{
    {"person", "Person"},
    {"family", "Familie"},
    {"group", "Gruppe"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> answers = {{
    {"shared", "Delt"},
    {"not_shared", "Deles ikke"},
}};

constexpr std::array parts = {access::Part::responsible, access::Part::assigned,
                              access::Part::mentor};

template <class Pairs>
std::vector<ArchiveCode> codes_in(const Pairs& pairs) {
    std::vector<ArchiveCode> codes;
    for (const auto& [code, meaning] : pairs)
        codes.push_back({std::string(code), std::string(meaning)});
    return codes;
}

// Of an enumeration with a code and a Danish name for each value.
template <class Values, class Code, class Name>
std::vector<ArchiveCode> codes_of(const Values& values, Code code, Name name) {
    std::vector<ArchiveCode> codes;
    for (const auto value : values)
        codes.push_back({std::string(code(value)), std::string(name(value))});
    return codes;
}

std::vector<ArchiveCode> bases_in(const access::Law& law) {
    std::vector<ArchiveCode> codes;
    for (const access::LegalBasis& basis : law.bases) {
        // A basis has an entry for each time its words were changed.
        const std::string meaning = basis.statute + " " + basis.paragraph + ": " + basis.text_da;
        if (!codes.empty() && codes.back().code == basis.code)
            codes.back().meaning += " / " + meaning;
        else
            codes.push_back({basis.code, meaning});
    }
    return codes;
}

std::vector<ArchiveCode> rows_of(store::Connection& connection, std::string_view sql) {
    std::vector<ArchiveCode> codes;
    for (const store::Row& row : connection.query(sql)) codes.push_back({row.text(0), row.text(1)});
    return codes;
}

}  // namespace

std::vector<ArchiveCodeList> archive_code_lists(store::Connection& connection,
                                                const access::Law& law) {
    return {
        {"code_sex", "Køn", codes_of(all_sexes(), sex_code, sex_name)},
        {"code_consent_giver", "Hvem der gav et samtykke",
         codes_of(all_consent_givers(), consent_giver_code, consent_giver_name)},
        {"code_consent_manner", "Hvordan et samtykke blev givet",
         codes_of(all_consent_manners(), consent_manner_code, consent_manner_name)},
        {"code_duty_outcome", "Hvordan en oplysningspligt endte", codes_in(duty_outcomes)},
        {"code_relation", "Hvad personen er for den anden",
         codes_of(all_relation_kinds(), relation_code, relation_name)},
        {"code_subject_kind", "Hvem noget handler om", codes_in(subject_kinds)},
        {"code_part", "Medarbejderens opgave",
         codes_of(parts, access::part_code, access::part_name)},
        {"code_purpose", "Formål med en behandling",
         codes_of(access::all_purposes(), access::purpose_code, access::purpose_name)},
        {"code_answer", "Svar på, om noget deles", codes_in(answers)},
        {"code_forum_kind", "Samarbejdets art",
         codes_of(organisation::all_forum_kinds(), organisation::forum_kind_code,
                  organisation::forum_kind_name)},
        {"code_legal_basis", "Hjemler", bases_in(law)},
        {"code_agency", "Myndigheder og institutioner efter CVR-nummer",
         rows_of(connection, "select cvr, name from agency order by cvr")},
        {"code_forum", "Samarbejdsfora",
         rows_of(connection, "select key, name_da from forum order by key")},
        {"code_unit", "Kommunens enheder",
         rows_of(connection, "select key, name_da from unit order by key")},
    };
}

std::string_view code_list_of(std::string_view table, std::string_view column) {
    for (const CodeColumn& known : code_columns)
        if (known.table == table && known.column == column) return known.list;
    return {};
}

}  // namespace people

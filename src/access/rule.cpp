#include "access/rule.h"

#include <array>
#include <stdexcept>

namespace access {

namespace {

constexpr std::size_t rule_count = 35;

struct RuleWords {
    Rule rule;
    std::string_view id;
    RefusalKind kind;
    std::string_view sentence;
};

constexpr RefusalKind known = RefusalKind::known;
constexpr RefusalKind hidden = RefusalKind::hidden;
constexpr RefusalKind asked = RefusalKind::asked;

constexpr std::string_view nothing_found =
    base::danish("Vi fandt ikke noget, du har adgang til at se.");
constexpr std::string_view no_single_persons = base::danish(
    "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv stedet eller tendensen i stedet.");

constexpr std::array<RuleWords, rule_count> table = {{
    {Rule::R01, "R01", hidden, nothing_found},
    {Rule::R02, "R02", asked, base::danish("Vælg et formål, før oplysningerne kan vises.")},
    {Rule::R03, "R03", asked,
     base::danish("Skriv, hvorfor det er nødvendigt at dele netop denne oplysning i samarbejdet.")},
    {Rule::R04, "R04", hidden, nothing_found},
    {Rule::R05, "R05", known,
     base::danish("Myndigheden har valgt ikke at dele oplysningen. Det kan den frit gøre "
                  "(retsplejeloven § 115, stk. 4).")},
    {Rule::R06, "R06", known,
     base::danish("Oplysninger fra SSP-, PSP- og KSP-samarbejdet må ikke videregives med henblik "
                  "på efterforskning af straffesager (retsplejeloven § 115, stk. 2).")},
    {Rule::R07, "R07", known,
     base::danish("Oplysningen er delt i {}. Den kan ikke bruges i {} uden en ny begrundelse.")},
    {Rule::R09, "R09", asked,
     base::danish("Angiv, om det er løsladelse efter litra a, b eller c.")},
    {Rule::R10, "R10", known,
     base::danish("Kun den sundhedsperson, der har oplysningen, kan beslutte at dele den "
                  "(sundhedsloven § 43, stk. 3).")},
    {Rule::R11, "R11", known,
     base::danish("Denne institution kan ikke deltage i udveksling af personoplysninger efter "
                  "retsplejeloven § 115, stk. 3.")},
    {Rule::R12, "R12", asked, no_single_persons},
    {Rule::R13, "R13", known,
     base::danish("Samtykket er trukket tilbage den {}. Oplysninger kan ikke deles på dette "
                  "grundlag.")},
    {Rule::R13_missing, "R13_missing", asked,
     base::danish("Der er ikke givet et samtykke, som dækker denne deling.")},
    {Rule::R14, "R14", known,
     base::danish("Exit-forløb kræver den pågældendes underskrevne samtykke.")},
    {Rule::R15, "R15", known,
     base::danish("Oplysninger om strafbare forhold kræver et særskilt grundlag "
                  "(databeskyttelsesloven § 8).")},
    {Rule::R16, "R16", known,
     base::danish("Sigtelsen er frafaldet. Oplysningen vises ikke længere.")},
    {Rule::R17, "R17", known, base::danish("Personnummer vises kun med et formål.")},
    {Rule::R18, "R18", asked, base::danish("Datoen i personnummeret findes ikke.")},
    {Rule::R19, "R19", known, base::danish("Adressen er beskyttet.")},
    {Rule::R26, "R26", known,
     base::danish("Systemet beregner ikke en risikoscore for enkeltpersoner.")},
    {Rule::R28, "R28", known, base::danish("For få til at vises (under 5).")},
    {Rule::R29, "R29", hidden, nothing_found},
    {Rule::R30, "R30", known, base::danish("Loggen kan kun læses af revisor/DPO.")},
    {Rule::R32, "R32", known,
     base::danish("Oplysningen er undtaget efter databeskyttelsesloven § 22: {}.")},
    {Rule::R33, "R33", asked,
     base::danish("Angiv, om personen er orienteret, eller hvorfor ikke.")},
    {Rule::R36, "R36", known,
     base::danish("Sagen kan ikke slettes, før den er afleveret til arkiv.")},
    {Rule::R36_hold, "R36_hold", known,
     base::danish("Sletningen er sat i bero. Den, der satte den i bero, kan ophæve det.")},
    {Rule::R41, "R41", known, base::danish("Dit login har for lavt sikringsniveau.")},
    {Rule::R41_reason, "R41_reason", asked,
     base::danish("Skriv, hvorfor du har brug for nødadgang.")},
    {Rule::R42, "R42", hidden, nothing_found},
    {Rule::R44, "R44", known,
     base::danish("Skriv kun det nødvendige. Den unge og forældrene kan få aktindsigt.")},
    {Rule::R46, "R46", asked, no_single_persons},
    {Rule::R47, "R47", hidden, nothing_found},
    {Rule::R48, "R48", known,
     base::danish("Borgeren er flyttet. Oplysninger kan kun overdrages efter barnets lov eller "
                  "med samtykke.")},
    {Rule::basis_age, "basis_age", asked,
     base::danish("Hjemlen gælder ikke for en person i den alder.")},
}};

const std::array<Rule, rule_count>& rules_in_order() {
    static const std::array<Rule, rule_count> rules = [] {
        std::array<Rule, rule_count> all{};
        for (std::size_t i = 0; i < rule_count; ++i) all.at(i) = table.at(i).rule;
        return all;
    }();
    return rules;
}

const RuleWords& words_of(Rule rule) {
    for (const RuleWords& words : table) {
        if (words.rule == rule) return words;
    }
    throw std::logic_error("access: a rule without words");
}

}  // namespace

std::span<const Rule> all_rules() {
    return rules_in_order();
}
std::string_view rule_id(Rule rule) {
    return words_of(rule).id;
}
RefusalKind refusal_kind(Rule rule) {
    return words_of(rule).kind;
}
std::string_view rule_sentence(Rule rule) {
    return words_of(rule).sentence;
}

base::Error refusal(Rule rule, std::vector<std::string> arguments) {
    const RuleWords& words = words_of(rule);
    return base::Error{std::string(words.id), std::string(words.sentence), std::move(arguments)};
}

const Rule* rule_of(const base::Error& error) {
    for (const RuleWords& words : table) {
        if (words.id == error.code) return &words.rule;
    }
    return nullptr;
}

int refusal_status(const base::Error& error) {
    constexpr int forbidden = 403;
    constexpr int not_found = 404;
    constexpr int incomplete = 422;
    constexpr int unavailable = 503;
    if (error.code == "trail_unavailable") return unavailable;
    const Rule* rule = rule_of(error);
    if (!rule) return incomplete;
    switch (refusal_kind(*rule)) {
        case RefusalKind::known:
            return forbidden;
        case RefusalKind::hidden:
            return not_found;
        case RefusalKind::asked:
            return incomplete;
    }
    return incomplete;
}

}  // namespace access

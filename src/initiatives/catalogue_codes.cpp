#include "initiatives/catalogue_codes.h"

#include <array>

#include "base/result.h"

namespace initiatives {

namespace {

using base::danish;

constexpr std::array goal_bases = {
    Code{"document", danish("Kilden placerer indsatsen under målet")},
    Code{"ours", danish("Placeringen er redaktionens egen")},
};
constexpr std::array listings = {
    Code{"goal_table", danish("Målenes oversigt")},
    Code{"next_years_focus", danish("Næste års fokus")},
    Code{"context", danish("Sammenhæng")},
};
constexpr std::array orientations = {
    Code{"proactive", danish("Proaktiv")},
    Code{"reactive", danish("Reaktiv")},
};
constexpr std::array reaches = {
    Code{"primary", danish("Primær: rettet mod alle")},
    Code{"secondary", danish("Sekundær: rettet mod grupper med særlige behov")},
    Code{"tertiary", danish("Tertiær: rettet mod dem, der allerede er berørt")},
};
constexpr std::array settings = {
    Code{"school", danish("Skole")},
    Code{"housing", danish("Bolig")},
    Code{"public_space", danish("Det offentlige rum")},
    Code{"leisure", danish("Fritid")},
    Code{"family", danish("Familie")},
    Code{"online", danish("På nettet")},
    Code{"business", danish("Erhverv")},
    Code{"prison", danish("Fængsel")},
    Code{"workplace", danish("Arbejdsplads")},
    Code{"authority", danish("Hos myndigheden")},
};
constexpr std::array personal_data = {
    Code{"none", danish("Ingen personoplysninger")},
    Code{"consent", danish("Samtykke")},
    Code{"section_115", danish("Retsplejelovens § 115")},
    Code{"child_law", danish("Barnets lov")},
    Code{"own_rules", danish("Egne regler")},
};
constexpr std::array figure_sources = {
    Code{"activities_held", danish("Afholdte aktiviteter")},
    Code{"participants", danish("Deltagere")},
    Code{"enquiries", danish("Henvendelser")},
    Code{"enquiries_answered", danish("Besvarede henvendelser")},
    Code{"enquiries_referred", danish("Viderestillede henvendelser")},
    Code{"days_to_answer", danish("Dage til svar")},
    Code{"observations", danish("Observationer")},
    Code{"good_stories", danish("Gode historier")},
    Code{"manual", danish("Indtastes")},
};
constexpr std::array figure_counts = {
    Code{"persons", danish("Personer")},
    Code{"other", danish("Andet end personer")},
};
constexpr std::array evaluation_designs = {
    Code{"none", danish("Ingen")},
    Code{"before_after", danish("Før og efter")},
    Code{"comparison_area", danish("Sammenligningsområde")},
    Code{"interrupted_series", danish("Afbrudt tidsserie")},
    Code{"difference_in_differences", danish("Forskel i forskelle")},
    Code{"survey", danish("Spørgeskema")},
    Code{"cohort", danish("Årgange")},
};
constexpr std::array principle_groups = {
    Code{"proactive", danish("Proaktiv kriminalitetsforebyggelse")},
    Code{"reactive", danish("Reaktiv kriminalitetsforebyggelse")},
    Code{"public_space", danish("Tryghed i det offentlige rum")},
    Code{"shared_solutions", danish("Fælles løsninger")},
};
constexpr std::array partner_kinds = {
    Code{"municipal", danish("Kommunal enhed")},
    Code{"police", danish("Politi")},
    Code{"psychiatry", danish("Psykiatri")},
    Code{"prison_service", danish("Kriminalforsorg")},
    Code{"school", danish("Skole")},
    Code{"housing", danish("Boligorganisation")},
    Code{"business", danish("Erhverv")},
    Code{"association", danish("Forening")},
    Code{"foundation", danish("Fond")},
    Code{"state", danish("Statslig myndighed")},
    Code{"residents", danish("Beboere")},
};
constexpr std::array unit_kinds = {
    Code{"centre", danish("Center")},    Code{"department", danish("Afdeling")},
    Code{"team", danish("Team")},        Code{"institution", danish("Institution")},
    Code{"committee", danish("Udvalg")}, Code{"council", danish("Råd")},
};
constexpr std::array district_kinds = {
    Code{"school_district", danish("Skoledistrikt")},
    Code{"housing_area", danish("Boligområde")},
    Code{"town_centre", danish("Bymidte")},
    Code{"business_area", danish("Erhvervsområde")},
    Code{"public_place", danish("Offentligt sted")},
};
constexpr std::array forum_kinds = {
    Code{"district_council", danish("Kredsråd")},
    Code{"local_council", danish("Lokalråd")},
    Code{"coordination_group", danish("Koordinationsgruppe")},
    Code{"ssp_now", danish("SSP-NU-møde")},
    Code{"ssp_network", danish("SSP-netværksgruppe")},
    Code{"psp", danish("PSP-samarbejde")},
    Code{"ksp", danish("KSP-samarbejde")},
    Code{"area_meeting", danish("Områdemøde")},
    Code{"steering_group", danish("Styregruppe")},
    Code{"committee", danish("Udvalg")},
};
constexpr std::array names_persons = {
    Code{"never", danish("Der tales ikke om enkeltpersoner")},
    Code{"by_law", danish("Enkeltpersoner kan kun nævnes med hjemmel i loven")},
};
constexpr std::array legal_bases = {
    Code{"RPL115_1_1", danish("Retsplejeloven § 115, stk. 1, nr. 1 (SSP)")},
    Code{"RPL115_1_2", danish("Retsplejeloven § 115, stk. 1, nr. 2 (PSP)")},
    Code{"RPL115_1_3A", danish("Retsplejeloven § 115, stk. 1, nr. 3, litra a (KSP)")},
    Code{"RPL115_1_3B", danish("Retsplejeloven § 115, stk. 1, nr. 3, litra b (KSP)")},
    Code{"RPL115_1_3C", danish("Retsplejeloven § 115, stk. 1, nr. 3, litra c (KSP)")},
    Code{"RPL115_3", danish("Retsplejeloven § 115, stk. 3 (institution i et forum)")},
    Code{"CONSENT", danish("Samtykke")},
    Code{"FVL28_2_1", danish("Forvaltningsloven § 28, stk. 2, nr. 1")},
    Code{"FVL28_2_2", danish("Forvaltningsloven § 28, stk. 2, nr. 2")},
    Code{"FVL28_2_3", danish("Forvaltningsloven § 28, stk. 2, nr. 3")},
    Code{"DBL8_2_1", danish("Databeskyttelsesloven § 8, stk. 2, nr. 1")},
    Code{"DBL8_2_2", danish("Databeskyttelsesloven § 8, stk. 2, nr. 2")},
    Code{"DBL8_2_3", danish("Databeskyttelsesloven § 8, stk. 2, nr. 3")},
    Code{"DBL8_2_4", danish("Databeskyttelsesloven § 8, stk. 2, nr. 4")},
    Code{"BL133", danish("Barnets lov § 133 (underretning)")},
    Code{"BL135", danish("Barnets lov § 135 (underretning)")},
    Code{"BL18", danish("Barnets lov § 18")},
    Code{"BL19", danish("Barnets lov § 19")},
    Code{"BL20", danish("Barnets lov § 20")},
    Code{"UKL13", danish("Lov om bekæmpelse af ungdomskriminalitet § 13")},
    Code{"UKL14", danish("Lov om bekæmpelse af ungdomskriminalitet § 14")},
    Code{"UKL31", danish("Lov om bekæmpelse af ungdomskriminalitet § 31")},
    Code{"SUL43_1", danish("Sundhedsloven § 43, stk. 1")},
    Code{"SUL43_2_1", danish("Sundhedsloven § 43, stk. 2, nr. 1")},
    Code{"SUL43_2_2", danish("Sundhedsloven § 43, stk. 2, nr. 2")},
    Code{"ABL63D", danish("Almenboligloven § 63 d")},
    Code{"GENERAL", danish("Generelle forhold uden personoplysninger")},
};
constexpr std::array year_wheel_kinds = {
    Code{"plan", danish("Plan")},
    Code{"meeting", danish("Møde")},
    Code{"statistics", danish("Statistik")},
    Code{"report", danish("Rapport")},
    Code{"event", danish("Begivenhed")},
};

}  // namespace

std::span<const Code> codes(CodeList list) {
    switch (list) {
        case CodeList::goal_basis:
            return goal_bases;
        case CodeList::listed_in:
            return listings;
        case CodeList::orientation:
            return orientations;
        case CodeList::reach:
            return reaches;
        case CodeList::setting:
            return settings;
        case CodeList::personal_data:
            return personal_data;
        case CodeList::legal_basis:
            return legal_bases;
        case CodeList::figure_source:
            return figure_sources;
        case CodeList::figure_counts:
            return figure_counts;
        case CodeList::evaluation_design:
            return evaluation_designs;
        case CodeList::principle_group:
            return principle_groups;
        case CodeList::partner_kind:
            return partner_kinds;
        case CodeList::unit_kind:
            return unit_kinds;
        case CodeList::district_kind:
            return district_kinds;
        case CodeList::forum_kind:
            return forum_kinds;
        case CodeList::names_persons:
            return names_persons;
        case CodeList::year_wheel_kind:
            return year_wheel_kinds;
    }
    return {};
}

bool is_code(CodeList list, std::string_view code) {
    for (const Code& known : codes(list)) {
        if (known.code == code) return true;
    }
    return false;
}

std::string_view code_name(CodeList list, std::string_view code) {
    for (const Code& known : codes(list)) {
        if (known.code == code) return known.name;
    }
    return code;
}

std::string all_codes(CodeList list) {
    std::string all;
    for (const Code& known : codes(list)) {
        if (!all.empty()) all += ", ";
        all += known.code;
    }
    return all;
}

}  // namespace initiatives

#include "evidence/official_statistics.h"

#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace evidence {
namespace {

bool is_region(std::string_view area) {
    return area.size() == 3 && area.starts_with("08");
}
bool is_municipality(std::string_view area) {
    return area.size() == 3 && area != whole_country && !is_region(area) && area != unknown_place;
}

constexpr std::size_t refusals_max = 20;

void refuse(Findings& findings, base::Error error) {
    if (findings.refusals.size() < refusals_max) findings.refusals.push_back(std::move(error));
}

// What adds up to the country for one subject and period.
struct Sums {
    std::optional<double> country;
    double municipalities = 0;
    double unknown_place = 0;
    int number_of_municipalities = 0;
    bool complete = true;
};

using SumsByKey = std::map<std::pair<std::string, std::string>, Sums>;

SumsByKey sums_of(const std::vector<OfficialFigure>& figures) {
    SumsByKey all;
    for (const OfficialFigure& figure : figures) {
        Sums& sums = all[{figure.subject, figure.period}];
        if (!figure.value) {
            sums.complete = false;
            continue;
        }
        if (figure.area == whole_country) sums.country = *figure.value;
        if (figure.area == unknown_place) sums.unknown_place += *figure.value;
        if (is_municipality(figure.area)) {
            sums.municipalities += *figure.value;
            ++sums.number_of_municipalities;
        }
    }
    return all;
}

std::string whole_number(double value) {
    return std::to_string(std::llround(value));
}

// The 98 municipalities and Christiansø, which belongs to none; a table without Christiansø cannot
// be added up.
void check_sums(Findings& findings, const SumsByKey& all) {
    for (const auto& [key, sums] : all) {
        if (!sums.complete || !sums.country) continue;
        const double parts = sums.municipalities + sums.unknown_place;
        if (sums.number_of_municipalities >= 99 && std::abs(parts - *sums.country) > 0.5)
            refuse(findings,
                   base::refuse("cross_sum",
                                "{} i {}: kommunerne giver {} tilsammen, men hele landet er {}.",
                                key.first, key.second, whole_number(parts),
                                whole_number(*sums.country)));
    }
}

void check_doubles(Findings& findings, const std::vector<OfficialFigure>& figures) {
    std::set<std::tuple<std::string_view, std::string_view, std::string_view>> seen;
    for (const OfficialFigure& figure : figures) {
        if (!seen.insert({figure.area, figure.subject, figure.period}).second)
            refuse(findings, base::refuse("double", "Tallet for {} {} {} står to gange i filen.",
                                          figure.area, figure.subject, figure.period));
        if (figure.value && *figure.value < 0)
            refuse(findings, base::refuse("negative", "Tallet for {} {} {} er negativt.",
                                          figure.area, figure.subject, figure.period));
    }
}

void check_offences(Findings& findings, const std::vector<OfficialFigure>& figures) {
    std::map<std::pair<std::string_view, std::string_view>, double> totals;
    std::set<int> levels;
    for (const OfficialFigure& figure : figures) {
        levels.insert(offence_level(figure.subject));
        if (figure.subject == "TOT" && figure.value)
            totals[{figure.area, figure.period}] = *figure.value;
    }
    for (const OfficialFigure& figure : figures) {
        const auto total = totals.find({figure.area, figure.period});
        if (figure.value && total != totals.end() && *figure.value > total->second + 0.5)
            refuse(findings,
                   base::refuse("more_than_total",
                                "{} i {}: overtrædelse {} er større end det samlede antal.",
                                figure.area, figure.period, figure.subject));
    }
    if (levels.size() > 1)
        findings.notes.push_back(base::refuse(
            "levels",
            "Filen har overtrædelser på flere niveauer. De lægges aldrig sammen på tværs."));
}

void note_incomplete_years(Findings& findings, const std::vector<OfficialFigure>& figures) {
    std::map<std::string, std::set<std::string>> quarters;
    for (const OfficialFigure& figure : figures)
        if (figure.period.size() == 6 && (figure.period[4] == 'K' || figure.period[4] == 'Q'))
            quarters[figure.period.substr(0, 4)].insert(figure.period);
    for (const auto& [year, found] : quarters)
        if (found.size() != 4)
            findings.notes.push_back(base::refuse(
                "incomplete_year", "{} har kun {} kvartaler og indgår ikke som helt år.", year,
                std::to_string(found.size())));
}

}  // namespace

Findings check_figures(std::string_view table, const std::vector<OfficialFigure>& figures) {
    Findings findings;
    if (figures.empty()) {
        refuse(findings, base::refuse("empty", "Filen indeholder ingen tal."));
        return findings;
    }
    check_doubles(findings, figures);
    const bool known_table = table == crime_table || table == population_table;
    if (known_table) check_sums(findings, sums_of(figures));
    if (table == crime_table) {
        check_offences(findings, figures);
        note_incomplete_years(findings, figures);
    }
    if (!known_table)
        findings.notes.push_back(base::refuse(
            "unknown_table", "Tabellen {} har ingen særlige kontroller; kun de fælles er udført.",
            std::string(table)));
    return findings;
}

int offence_level(std::string_view code) {
    if (code == "TOT") return 0;
    if (code.size() == 1) return 1;
    return code.size() == 2 ? 2 : 3;
}

std::string offence_name(std::string_view code) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 16> names{{
        {"TOT", base::danish("Anmeldte forbrydelser i alt")},
        {"1", base::danish("Straffeloven i alt")},
        {"3", base::danish("Særlove i alt")},
        {"11", base::danish("Seksualforbrydelser")},
        {"12", base::danish("Voldsforbrydelser")},
        {"13", base::danish("Ejendomsforbrydelser")},
        {"1312", base::danish("Brandstiftelse")},
        {"1316", base::danish("Indbrud i forretning og virksomhed")},
        {"1320", base::danish("Indbrud i beboelse")},
        {"1328", base::danish("Tyveri fra bil")},
        {"1332", base::danish("Butikstyveri")},
        {"1336", base::danish("Andre tyverier")},
        {"1380", base::danish("Røveri")},
        {"1390", base::danish("Hærværk")},
        {"3210", base::danish("Lov om euforiserende stoffer")},
        {"3410", base::danish("Våbenloven")},
    }};
    for (const auto& [known, name] : names)
        if (known == code) return std::string(name);
    return std::string(code);
}

std::optional<double> year_total(const std::map<std::string, std::optional<double>>& by_period,
                                 int year) {
    double sum = 0;
    for (int quarter = 1; quarter <= 4; ++quarter) {
        const auto found = by_period.find(std::to_string(year) + "K" + std::to_string(quarter));
        if (found == by_period.end() || !found->second) return std::nullopt;
        sum += *found->second;
    }
    return sum;
}

}  // namespace evidence

#include "evidence/crime_facts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "evidence/official_revisions_store.h"
#include "evidence/official_statistics_store.h"

namespace evidence {
namespace {

const std::array<CrimeSubject, 7>& subjects() {
    static const std::array<CrimeSubject, 7> all{{
        {"total", base::danish("Anmeldte forbrydelser i alt"), {"TOT"}},
        {"violence", base::danish("Voldsforbrydelser"), {"12"}},
        {"burglary_dwelling", base::danish("Indbrud i beboelse"), {"1320"}},
        {"burglary_business", base::danish("Indbrud i forretning og virksomhed"), {"1316"}},
        {"theft", base::danish("Butikstyveri og andre tyverier"), {"1332", "1336"}},
        {"drugs", base::danish("Lov om euforiserende stoffer"), {"3210"}},
        {"weapons", base::danish("Våbenloven"), {"3410"}},
    }};
    return all;
}

const std::array<CrimeSubject, 8>& all_compared() {
    static const std::array<CrimeSubject, 8> all = [] {
        std::array<CrimeSubject, 8> with;
        const auto second = subjects().begin() + 2;
        auto place = std::copy(subjects().begin(), second, with.begin());
        *place++ = {"burglary", base::danish("Indbrud i alt"), {"1316", "1320"}};
        std::copy(second, subjects().end(), place);
        return with;
    }();
    return all;
}

using ByPeriod = std::map<std::string, std::optional<double>>;

// The sum over the subject's codes; unknown when one of them is.
std::optional<std::int64_t> reported_in(const std::vector<ByPeriod>& codes, int year) {
    double sum = 0;
    for (const ByPeriod& code : codes) {
        const std::optional<double> total = year_total(code, year);
        if (!total) return std::nullopt;
        sum += *total;
    }
    return std::llround(sum);
}

std::optional<std::int64_t> inhabitants_in(const ByPeriod& population, int year) {
    const auto found = population.find(std::to_string(year) + "K1");
    if (found == population.end() || !found->second) return std::nullopt;
    return std::llround(*found->second);
}

// Empty where nothing is known in any year.
std::vector<CrimeFigure> figures_of(const std::vector<ByPeriod>& codes, const ByPeriod& population,
                                    int first_year, int last_year) {
    std::vector<CrimeFigure> figures;
    std::vector<std::optional<double>> rates;
    for (int year = first_year; year <= last_year; ++year) {
        CrimeFigure figure;
        figure.reported = reported_in(codes, year);
        figure.inhabitants = inhabitants_in(population, year);
        if (figure.reported && figure.inhabitants) {
            const auto estimate =
                statistics::rate(*figure.reported, static_cast<double>(*figure.inhabitants), 1000);
            if (estimate) figure.per_1000 = *estimate;
        }
        rates.push_back(figure.per_1000 ? std::optional(figure.per_1000->value) : std::nullopt);
        figures.push_back(figure);
    }
    const auto means = statistics::moving_mean(rates, 3);
    for (std::size_t i = 0; i < figures.size(); ++i) figures[i].mean_of_three_years = means[i];
    return figures;
}

bool is_known(const CrimeYear& year) {
    return std::any_of(year.places.begin(), year.places.end(),
                       [](const CrimeFigure& figure) { return figure.reported.has_value(); });
}

// The years before the first known one and after the last are left out.
void trim(std::vector<CrimeYear>& years) {
    while (!years.empty() && !is_known(years.back())) years.pop_back();
    const auto first = std::find_if(years.begin(), years.end(), is_known);
    years.erase(years.begin(), first);
}

CrimeSeries series_of(store::Connection& connection, const CrimeSubject& subject,
                      const std::array<std::string, crime_places>& areas,
                      const std::array<ByPeriod, crime_places>& populations, int first_year,
                      int last_year) {
    CrimeSeries found{&subject, {}};
    for (int year = first_year; year <= last_year; ++year) found.years.push_back({year, {}});
    for (std::size_t place = 0; place < crime_places; ++place) {
        if (areas[place].empty()) continue;
        std::vector<ByPeriod> codes;
        for (const std::string_view code : subject.codes)
            codes.push_back(series(connection, crime_table, areas[place], code));
        const auto figures = figures_of(codes, populations[place], first_year, last_year);
        for (std::size_t i = 0; i < figures.size(); ++i) found.years[i].places[place] = figures[i];
    }
    trim(found.years);
    return found;
}

base::Error unknown_count() {
    return base::refuse("unknown", "Et af de to tal er ikke oplyst.");
}

base::Result<statistics::Estimate> percent_of(const base::Result<statistics::Estimate>& ratio) {
    if (!ratio) return ratio.error();
    const auto percent = [](double value) { return (value - 1) * 100; };
    return statistics::Estimate{percent(ratio->value),
                                {percent(ratio->interval.lower), percent(ratio->interval.upper)},
                                ratio->confidence};
}

base::Error too_few() {
    return base::refuse("few", "Et af tallene er under {}, så en procent ville ikke sige noget.",
                        std::to_string(fewest_for_percent));
}

}  // namespace

std::string region_area(std::string_view region_code) {
    if (region_code.size() == 4 && region_code.starts_with("10")) region_code.remove_prefix(1);
    const bool is_region = region_code.size() == 3 && region_code.starts_with("08") &&
                           region_code[2] >= '1' && region_code[2] <= '5';
    return is_region ? std::string(region_code) : std::string();
}

std::span<const CrimeSubject> crime_subjects() {
    return subjects();
}

const CrimeSubject* find_crime_subject(std::string_view key) {
    for (const CrimeSubject& subject : subjects())
        if (subject.key == key) return &subject;
    return nullptr;
}

std::span<const CrimeSubject> compared_subjects() {
    return all_compared();
}

const CrimeSubject* find_compared_subject(std::string_view key) {
    for (const CrimeSubject& subject : all_compared())
        if (subject.key == key) return &subject;
    return nullptr;
}

const CrimeYear* CrimeSeries::find(int year) const {
    for (const CrimeYear& one : years)
        if (one.year == year) return &one;
    return nullptr;
}

bool CrimeFacts::generated() const {
    return (crime && crime->generated) || (population && population->generated);
}

std::optional<int> CrimeFacts::newest_year() const {
    const CrimeSeries* total = find("total");
    if (!total) return std::nullopt;
    for (auto year = total->years.rbegin(); year != total->years.rend(); ++year)
        if (year->at(CrimePlace::municipality).reported) return year->year;
    return std::nullopt;
}

const CrimeSeries* CrimeFacts::find(std::string_view subject) const {
    for (const CrimeSeries& one : series)
        if (one.subject->key == subject) return &one;
    return nullptr;
}

CrimeFacts crime_facts(store::Connection& connection, const CrimePlaces& places, int last_year,
                       int years) {
    CrimeFacts facts;
    facts.crime = latest_release(connection, crime_table);
    facts.population = latest_release(connection, population_table);
    if (!facts.crime) return facts;
    const std::array<std::string, crime_places> areas{places.municipality, places.region,
                                                      std::string(whole_country)};
    std::array<ByPeriod, crime_places> populations;
    for (std::size_t place = 0; place < crime_places; ++place)
        if (!areas[place].empty())
            populations[place] =
                series(connection, population_table, areas[place], whole_population);
    for (const CrimeSubject& subject : subjects()) {
        CrimeSeries found = series_of(connection, subject, areas, populations,
                                      last_year - std::max(1, years) + 1, last_year);
        if (!found.years.empty()) facts.series.push_back(std::move(found));
    }
    return facts;
}

CountedYears counted_places(store::Connection& connection, const CrimeSubject& subject,
                            int last_year, int years) {
    return counted_places(connection, std::span(&subject, 1), last_year, years)
        .at(std::string(subject.key));
}

std::map<std::string, CountedYears, std::less<>> counted_places(
    store::Connection& connection, std::span<const CrimeSubject> subjects, int last_year,
    int years) {
    std::map<std::string, CountedYears, std::less<>> found;
    for (const CrimeSubject& subject : subjects) found[std::string(subject.key)];
    for (const std::string& area : areas_of(connection, crime_table)) {
        const ByPeriod population = series(connection, population_table, area, whole_population);
        if (population.empty()) continue;
        std::map<std::string_view, ByPeriod> read;
        for (const CrimeSubject& subject : subjects) {
            std::vector<ByPeriod> codes;
            for (const std::string_view code : subject.codes) {
                const auto [at, fresh] = read.try_emplace(code);
                if (fresh) at->second = series(connection, crime_table, area, code);
                codes.push_back(at->second);
            }
            CountedYears& counted = found.find(subject.key)->second;
            for (int year = last_year - std::max(1, years) + 1; year <= last_year; ++year) {
                const auto reported = reported_in(codes, year);
                const auto inhabitants = inhabitants_in(population, year);
                if (reported && inhabitants)
                    counted[year][area] = {area, static_cast<double>(*reported),
                                           static_cast<double>(*inhabitants)};
            }
        }
    }
    return found;
}

std::vector<CountedPlace> municipalities_of(const std::map<std::string, CountedPlace>& places) {
    std::vector<CountedPlace> found;
    for (const auto& [area, place] : places)
        if (area.front() != '0' && area != christiansoe && area != unknown_place)
            found.push_back(place);
    return found;
}

base::Result<statistics::Estimate> change_in_percent(const CrimeSeries& series, int year) {
    const CrimeYear* now = series.find(year);
    const CrimeYear* before = series.find(year - 1);
    if (!now || !before) return unknown_count();
    const CrimeFigure& figure = now->at(CrimePlace::municipality);
    const CrimeFigure& earlier = before->at(CrimePlace::municipality);
    if (!figure.reported || !earlier.reported || !figure.inhabitants || !earlier.inhabitants)
        return unknown_count();
    if (*figure.reported < fewest_for_percent || *earlier.reported < fewest_for_percent)
        return too_few();
    return percent_of(
        statistics::rate_ratio(*figure.reported, static_cast<double>(*figure.inhabitants),
                               *earlier.reported, static_cast<double>(*earlier.inhabitants)));
}

base::Result<statistics::Estimate> change_in_percent(std::int64_t now, std::int64_t before) {
    if (now < fewest_for_percent || before < fewest_for_percent) return too_few();
    return percent_of(statistics::rate_ratio(now, 1, before, 1));
}

}  // namespace evidence

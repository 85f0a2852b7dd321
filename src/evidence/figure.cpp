#include "evidence/figure.h"

#include <array>
#include <stdexcept>

#include "base/result.h"

namespace evidence {
namespace {

using access::Permission;
using base::danish;

constexpr std::string_view registered_only = danish(
    "Kun det, der er registreret, tæller med. Et lavt tal kan betyde lidt arbejde eller lidt "
    "registrering.");

constexpr std::array<FigureDefinition, 9> definitions{{
    {.key = "activities_held",
     .name = danish("Holdte aktiviteter"),
     .unit = danish("aktiviteter"),
     .explanation = danish("Hvor mange gange noget blev holdt under indsatsen i året."),
     .rows = danish("Aktiviteter i tilstanden holdt, efter dagen de begyndte. Slettede tæller "
                    "ikke med."),
     .limits = registered_only,
     .rows_path = "/aktiviteter"},
    {.key = "activities_cancelled",
     .name = danish("Aflyste aktiviteter"),
     .unit = danish("aktiviteter"),
     .explanation = danish("Hvor mange planlagte gange der blev aflyst i året."),
     .rows = danish("Aktiviteter i tilstanden aflyst, efter dagen de skulle være begyndt."),
     .limits = registered_only,
     .rows_path = "/aktiviteter"},
    {.key = "participants",
     .name = danish("Deltagelser"),
     .unit = danish("deltagelser"),
     .explanation = danish("Hvor mange fremmøder der blev talt. Den samme person kan være talt "
                           "flere gange."),
     .rows = danish("Holdte aktiviteter, hvor deltagerne er talt. Hvor ingen er talt, vises intet "
                    "tal, heller ikke nul."),
     .limits = danish("Tallet siger ikke, hvor mange forskellige personer det er: ingen er "
                      "registreret ved navn."),
     .counted = Counted::persons,
     .rows_path = "/aktiviteter"},
    {.key = "enquiries",
     .name = danish("Henvendelser"),
     .unit = danish("henvendelser"),
     .explanation = danish("Hvor mange henvendelser om råd og vejledning der kom i året."),
     .rows = danish("Registrerede henvendelser efter dagen, de blev modtaget. Slettede tæller ikke "
                    "med."),
     .limits = danish("Den samme borger kan have henvendt sig flere gange: ingen er registreret "
                      "ved navn."),
     .counted = Counted::persons,
     .rows_path = "/henvendelser",
     .rows_permission = Permission::see_enquiries},
    {.key = "enquiries_answered",
     .name = danish("Besvarede henvendelser"),
     .unit = danish("henvendelser"),
     .explanation = danish("Hvor mange af årets henvendelser der er besvaret."),
     .rows = danish("Henvendelser modtaget i året, som har et tidspunkt for svaret."),
     .limits = danish("Et svar sent i det følgende år tæller med i det år, henvendelsen kom."),
     .counted = Counted::part_of_persons,
     .whole = "enquiries",
     .rows_path = "/henvendelser",
     .rows_permission = Permission::see_enquiries},
    {.key = "enquiries_referred",
     .name = danish("Henviste henvendelser"),
     .unit = danish("henvendelser"),
     .explanation = danish("Hvor mange af årets henvendelser der blev henvist til en anden enhed "
                           "eller en partner."),
     .rows = danish("Henvendelser modtaget i året, hvor det er registreret, hvem der blev henvist "
                    "til."),
     .limits = registered_only,
     .counted = Counted::part_of_persons,
     .whole = "enquiries",
     .rows_path = "/henvendelser",
     .rows_permission = Permission::see_enquiries},
    {.key = "days_to_answer",
     .name = danish("Dage til svar"),
     .unit = danish("dage"),
     .explanation = danish("Den midterste svartid: halvdelen af de besvarede henvendelser fik svar "
                           "hurtigere."),
     .rows = danish("Tiden fra modtaget til besvaret for årets besvarede henvendelser."),
     .limits = danish("Ubesvarede henvendelser indgår ikke, så tiden kan se kortere ud, end den "
                      "er."),
     .counted = Counted::minutes,
     .whole = "enquiries_answered",
     .rows_path = "/henvendelser",
     .rows_permission = Permission::see_enquiries},
    {.key = "observations",
     .name = danish("Observationer"),
     .unit = danish("observationer"),
     .explanation = danish("Hvor mange observationer af steder der er knyttet til indsatsen."),
     .rows = danish("Observationer efter dagen, de blev gjort. De handler om steder, aldrig om "
                    "personer. Slettede tæller ikke med."),
     .limits = danish("Flere observationer kan betyde flere problemer eller flere øjne på "
                      "stedet."),
     .rows_path = "/observationer",
     .rows_permission = Permission::see_observations},
    {.key = "good_stories",
     .name = danish("Gode historier"),
     .unit = danish("historier"),
     .explanation = danish("Hvor mange gode historier om indsatsen der er udgivet om året."),
     .rows = danish("Udgivne historier med indsatsen og året. Kladder og tilbagetrukne tæller ikke "
                    "med."),
     .limits = danish("Historier viser, hvad der lykkedes, ikke hvor ofte det sker."),
     .rows_path = "/historier",
     .rows_permission = Permission::see_stories},
}};

constexpr FigureDefinition reported_crime{
    .key = "reported_crime",
    .name = danish("Anmeldte forbrydelser"),
    .unit = danish("anmeldelser pr. 1.000 indbyggere"),
    .explanation = danish("Hvor mange forbrydelser der blev anmeldt i året, delt med antallet af "
                          "indbyggere den 1. januar."),
    .rows = danish("Danmarks Statistiks tabeller STRAF11 og FOLK1A. Et år tæller kun med, når alle "
                   "fire kvartaler er oplyst; et tal, der ikke er oplyst, bliver aldrig til nul."),
    .limits = danish("Anmeldt kriminalitet er ikke det samme som kriminalitet. Intervallet er "
                     "Poisson-fordelingens eksakte og siger, hvor meget tallet kan svinge "
                     "tilfældigt."),
    .rows_path = "/statistik/STRAF11",
    .rows_permission = Permission::see_statistics};

constexpr FigureDefinition entered_by_hand{
    .key = "entered",
    .name = danish("Indtastede tal"),
    .unit = danish("som det står ved tallet"),
    .explanation =
        danish("Tal, som programmet ikke kan tælle: den ansvarlige for indsatsen skriver "
               "årets tal, dagen det er opgjort, og hvor det kommer fra. Hvad hvert tal "
               "er, står i kataloget."),
    .rows =
        danish("Ét tal for hver indsats, hvert af dens indtastede tal og hvert år. Hver rettelse "
               "står i tallets historik."),
    .limits = danish("Programmet kan ikke efterprøve tallet. Et tal, der er undersøgt og ikke "
                     "kendes, står som ukendt og aldrig som nul. Tal, der hører sammen, skjules "
                     "hver for sig."),
    .counted = Counted::persons,
    .rows_path = "/indsatser"};

std::optional<double> days_of(const InitiativeFigures& figures) {
    constexpr double minutes_a_day = 24 * 60;
    if (!figures.minutes_to_answer) return std::nullopt;
    return *figures.minutes_to_answer / minutes_a_day;
}

}  // namespace

std::span<const FigureDefinition> all_figures() {
    return definitions;
}

const FigureDefinition* find_figure(std::string_view key) {
    for (const FigureDefinition& figure : definitions)
        if (figure.key == key) return &figure;
    return nullptr;
}

const FigureDefinition& crime_definition() {
    return reported_crime;
}

const FigureDefinition& entered_definition() {
    return entered_by_hand;
}

const FigureDefinition* find_definition(std::string_view key) {
    if (key == entered_by_hand.key) return &entered_by_hand;
    return key == reported_crime.key ? &reported_crime : find_figure(key);
}

bool InitiativeFigures::empty() const {
    return planned == 0 && held == 0 && cancelled == 0 && participants == 0 && enquiries == 0 &&
           observations == 0 && good_stories == 0;
}

InitiativeFigures& InitiativeFigures::operator+=(const InitiativeFigures& other) {
    planned += other.planned;
    held += other.held;
    cancelled += other.cancelled;
    counted += other.counted;
    participants += other.participants;
    enquiries += other.enquiries;
    answered += other.answered;
    referred += other.referred;
    observations += other.observations;
    good_stories += other.good_stories;
    minutes_to_answer = std::nullopt;
    return *this;
}

std::optional<double> value_of(const InitiativeFigures& figures, std::string_view figure) {
    const auto whole = [](std::int64_t count) { return static_cast<double>(count); };
    if (figure == "activities_held") return whole(figures.held);
    if (figure == "activities_cancelled") return whole(figures.cancelled);
    if (figure == "participants") {
        if (figures.counted == 0) return std::nullopt;
        return whole(figures.participants);
    }
    if (figure == "enquiries") return whole(figures.enquiries);
    if (figure == "enquiries_answered") return whole(figures.answered);
    if (figure == "enquiries_referred") return whole(figures.referred);
    if (figure == "days_to_answer") return days_of(figures);
    if (figure == "observations") return whole(figures.observations);
    if (figure == "good_stories") return whole(figures.good_stories);
    throw std::logic_error("value_of: unknown figure " + std::string(figure));
}

std::string rows_address(const FigureDefinition& figure, std::string_view initiative, int year) {
    std::string address(figure.rows_path);
    address += "?indsats=" + std::string(initiative) + "&aar=" + std::to_string(year);
    if (figure.key == "activities_held" || figure.key == "participants")
        address += "&tilstand=held";
    if (figure.key == "activities_cancelled") address += "&tilstand=cancelled";
    return address;
}

}  // namespace evidence

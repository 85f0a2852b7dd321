#include "statistics/refusals.h"

namespace statistics {
namespace {

std::string text(std::string_view view) {
    return std::string(view);
}

}  // namespace

base::Error unknown_variable(std::string_view variable) {
    return base::refuse("unknown_variable", "Der er ingen variabel „{}“ i data.", text(variable));
}
base::Error unknown_variable(std::string_view variable, std::string_view likely) {
    return base::refuse("unknown_variable", "Der er ingen variabel „{}“ i data. Mente du „{}“?",
                        text(variable), text(likely));
}
base::Error not_numeric(std::string_view variable, std::string_view value) {
    return base::refuse("not_numeric", "Variablen „{}“ skal være tal, men indeholder „{}“.",
                        text(variable), text(value));
}
base::Error not_finite(std::string_view variable) {
    return base::refuse("not_finite", "Variablen „{}“ indeholder værdier, der ikke er tal.",
                        text(variable));
}
base::Error negative_value(std::string_view variable) {
    return base::refuse("negative_value", "Variablen „{}“ må ikke være negativ.", text(variable));
}
base::Error not_positive(std::string_view variable) {
    return base::refuse("not_positive", "Variablen „{}“ skal være større end nul overalt.",
                        text(variable));
}
base::Error not_whole(std::string_view variable) {
    return base::refuse("not_whole", "Variablen „{}“ skal være hele tal, fordi den tælles.",
                        text(variable));
}
base::Error constant_variable(std::string_view variable) {
    return base::refuse("constant_variable",
                        "Variablen „{}“ har samme værdi overalt og kan intet forklare.",
                        text(variable));
}
base::Error collinear_variable(std::string_view variable) {
    return base::refuse("collinear_variable",
                        "Leddet „{}“ følger fuldstændigt af de andre led; deres virkninger kan "
                        "ikke skilles ad.",
                        text(variable));
}
base::Error separated_variable(std::string_view variable) {
    return base::refuse("separated_variable",
                        "Leddet „{}“ skiller udfaldet helt ad; dets virkning kan ikke bestemmes.",
                        text(variable));
}
base::Error not_zero_or_one(std::string_view variable) {
    return base::refuse("not_zero_or_one", "Variablen „{}“ skal være 0 eller 1.", text(variable));
}
base::Error one_group(std::string_view variable) {
    return base::refuse("one_group", "Variablen „{}“ har kun én gruppe; der skal være mindst to.",
                        text(variable));
}
base::Error no_events(std::string_view variable) {
    return base::refuse("no_events", "Variablen „{}“ viser ingen hændelser.", text(variable));
}
base::Error no_data() {
    return base::refuse("no_data", "Der er ingen fuldstændige rækker at regne på.");
}
base::Error semicolons() {
    return base::refuse("semicolons",
                        "Data er delt med semikolon. Del dem med komma, og skriv tal med punktum.");
}
base::Error same_name(std::string_view variable) {
    return base::refuse("same_name", "Der er flere kolonner, der hedder „{}“.", text(variable));
}
base::Error too_few(std::string_view what, std::size_t have, std::size_t need) {
    return base::refuse("too_few", "Der er for få data: {} har {}, men der kræves mindst {}.",
                        text(what), std::to_string(have), std::to_string(need));
}
base::Error different_lengths(std::string_view what) {
    return base::refuse("different_lengths", "„{}“ har ikke lige så mange værdier som de andre.",
                        text(what));
}
base::Error not_converged(std::string_view what) {
    return base::refuse("not_converged", "Beregningen af „{}“ fandt ikke et stabilt svar.",
                        text(what));
}
base::Error not_overdispersed() {
    return base::refuse("not_overdispersed",
                        "Tallene varierer ikke mere end tilfældigt, så den negative "
                        "binomialfordeling har intet bestemt svar. Brug Poisson.");
}
base::Error outside(std::string_view field, std::string_view range) {
    return base::refuse("outside", "„{}“ skal ligge i {}.", text(field), text(range));
}
base::Error bad_expression(std::string_view expression, std::string_view where) {
    return base::refuse("bad_expression", "Udtrykket „{}“ kan ikke læses ved „{}“.",
                        text(expression), text(where));
}
base::Error cancelled() {
    return base::refuse("cancelled", "Beregningen blev afbrudt.");
}
base::Error not_a_case(std::string_view field, std::string_view value, std::string_view known) {
    return base::refuse("not_a_case", "„{}“ kan ikke være „{}“. Vælg mellem {}.", text(field),
                        text(value), text(known));
}

}  // namespace statistics
